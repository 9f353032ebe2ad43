"""Chosen cards as an address has them: ``3-9.12.14`` are 3 to 9, 12 and 14."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.services.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 500  # cards of a session that were chosen one by one: an address has an end
_PART = re.compile(r"([0-9]{1,15})(?:-([0-9]{1,15}))?")


def written(cards: Iterable[int]) -> str:
    """Write cards down, each once, by their numbers.

    Raises:
        RefusedError: there are none, or more than ``MOST``.
    """
    chosen = sorted(set(cards))
    if not chosen:
        raise RefusedError("no card is chosen")
    if len(chosen) > MOST:
        raise RefusedError(f"a session goes through {MOST} chosen cards at most: choose fewer")
    runs: list[list[int]] = []
    for card in chosen:
        if runs and card == runs[-1][1] + 1:
            runs[-1][1] = card
        else:
            runs.append([card, card])
    return ".".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def read(text: str) -> tuple[int, ...]:
    """Read back what was written; nothing is no card.

    Raises:
        RefusedError: it can't be read, or says more than ``MOST`` cards.
    """
    found: list[int] = []
    for part in text.split(".") if text else ():
        run = _PART.fullmatch(part)
        if run is None:
            raise RefusedError("the chosen cards can't be read: choose them again")
        first, last = int(run[1]), int(run[2] or run[1])
        if last - first >= MOST - len(found):
            raise RefusedError(f"a session goes through {MOST} chosen cards at most")
        found += range(first, last + 1)
    return tuple(found)
