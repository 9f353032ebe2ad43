"""What a question is worth on paper, exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from exports import html_parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exports.base import Selection
    from question_bank.items import Item

_PLACES = 2  # digits after the point where a fraction doesn't end sooner


def worth(selection: Selection, item: Item) -> Fraction:
    """Return an item's points."""
    return Fraction(html_parts.worth(selection, item))


def total(selection: Selection, items: Iterable[Item]) -> Fraction:
    """Return what items are worth together."""
    return sum((worth(selection, item) for item in items), Fraction(0))


def written(value: Fraction) -> str:
    """Write points as a person would: ``2``, ``0.5``, ``0.33``."""
    return f"{float(value):.{_PLACES}f}".rstrip("0").rstrip(".")


def counted(value: Fraction) -> str:
    """Write points with their noun: ``1 point``, ``12 points``."""
    return f"{written(value)} point{'' if value == 1 else 's'}"
