"""A look in numbers: what the template sets the page by."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exports.paper.look import Look

SERIF = "Libertinus Serif"
SANS = "Atkinson Hyperlegible Next"
# Fonts of a machine for scripts that ours don't have, better ones first.
OTHERS = (
    "Noto Naskh Arabic", "Amiri", "Scheherazade New", "Noto Serif CJK KR", "Noto Serif KR",
    "Noto Serif CJK JP", "UnBatang", "Nanum Myeongjo", "NanumMyeongjo", "Baekmuk Batang",
    "Noto Sans CJK KR", "Noto Sans CJK JP", "Noto Sans KR", "UnDotum", "NanumGothic",
    "IPAexMincho", "IPAMincho", "IPAGothic", "VL Gothic", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",    "Noto Serif Hebrew", "Noto Sans Arabic", "Noto Sans", "DejaVu Sans",
)  # fmt: skip
_NARROW = 110  # mm of text under which two columns in a question stand under one another


def columns(look: Look) -> int:
    """Return the columns of the questions: large print has one, or its lines have three words."""
    return 1 if look.large else look.columns


def measure(look: Look) -> float:
    """Return the width of a column of text, in mm."""
    width = look.page[0] - sum(_margins(look))
    count = columns(look)
    return (width - _gutter(look) * (count - 1)) / count


def _margins(look: Look) -> tuple[float, float]:
    return (17.0, 15.0) if columns(look) == 1 else (15.0, 14.0)


def _gutter(look: Look) -> float:
    return 9.0 if look.dyslexic else 7.5


def settings(look: Look, families: Iterable[str] = ()) -> dict[str, Any]:
    """Return the numbers; ``families`` are the fonts of the machine that may be used besides.

    Wide spacing as the British Dyslexia Association asks for it: between letters, more between
    words, and between lines one and a half. Large print has no smaller type on the page.
    """
    there = set(families)
    clear = look.dyslexic or look.large
    left, right = _margins(look)
    narrow = measure(look) < _NARROW or look.large
    return {
        "width": look.page[0],
        "height": look.page[1],
        "columns": columns(look),
        "gutter": _gutter(look),
        "left": left,
        "right": right,
        "size": look.size,
        "small": look.size if look.large else round(look.size * 0.82, 2),
        "note": 1.0 if look.large else 0.92,
        "fonts": [SANS if clear else SERIF, *(name for name in OTHERS if name in there)],
        "sans": clear,
        "title-weight": "bold" if clear else "regular",
        "leading": 1.0 if look.dyslexic else 0.75 if look.large else 0.62,
        "tracking": 0.035 if look.dyslexic else 0.01 if look.large else 0,
        "spacing": 145 if look.dyslexic else 110 if look.large else 100,
        "large": look.large,
        "narrow": narrow,
        "across": not narrow,
        "sheet": look.answer_sheet,
        "line": 13.0 if look.large else 9.5 if look.dyslexic else 8.5,
        "field": 22.0 if look.large else 12.0,
        "row": 1.25 if clear else 1.08,
        "between": 1.9 if look.dyslexic else 1.6,
        "num": 2.0,
        "pts": 2.4,
        "gap": 0.8 if look.large or columns(look) > 1 else 1.0,
        "number": 7.0,
    }
