"""Find the number in a text: ``4.4tn``, ``1,500``, ``twenty-three``, ``3rd``, ``½``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.quiz.slips import SHORT
from app.quiz.slips import slipped
from app.quiz.spoken import LETTER_SCALES
from app.quiz.spoken import NUMERALS
from app.quiz.spoken import SCALES
from app.quiz.spoken import Reader
from app.quiz.text import basic

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from app.quiz.spoken import Number

_SUPERSCRIPT = re.compile(r"[⁰¹²³⁴-⁹]+")
_VULGAR = re.compile(r"(?<=\d)(?=[¼-¾⅐-⅞])")
_POWER = re.compile(r"\s*[x×*·]\s*10\s*\^\s*(-?\d{1,2})")
_PIECE = re.compile(
    r"(?<![^\W_])(?P<number>\d{1,3}(?P<gap>[ ,.'_])\d{3}(?:(?P=gap)\d{3})*(?!\d)(?:[.,]\d+)?"
    r"|\d+(?:[.,]\d+)?|[.,]\d+)(?P<power>e[+-]?\d{1,2}(?!\w))?"
    r"|(?P<word>[^\W\d_]+\d*[^\W_]*)|(?P<sign>[^\w\s])"
)
_CODE = re.compile(r"(?<=\b(?:USD|EUR|GBP|JPY|KRW))(?=\d)|(?<=\bUS)(?=\d)", re.IGNORECASE)
_RANK = re.compile(r"(\d+)(?:st|nd|rd|th)")
_LONG_SCALES = ("hundred", "thousand", "million", "billion", "trillion")
_MENDED = (*_LONG_SCALES, *(word for word in NUMERALS if len(word) > SHORT))
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_PLAIN_SCALES = {word: size for word, size in SCALES.items() if word not in LETTER_SCALES}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and the words around it, folded; see ``Number`` for the rest."""

    value: Fraction
    before: tuple[str, ...]
    after: tuple[str, ...]
    ordinal: bool
    scaled: bool


def pieces(text: str) -> tuple[str, ...]:
    """Split text into folded words, signs and digits; ``1,500`` and ``4.4`` stay whole."""
    raised = _SUPERSCRIPT.sub(lambda found: "^" + unicodedata.normalize("NFKC", found[0]), text)
    raised = _CODE.sub(" ", raised)
    folded = _POWER.sub(r"e\1", basic(_VULGAR.sub(" ", raised))).replace("⁄", "/")
    return tuple(_mended(found[0]) for found in _PIECE.finditer(folded))


def _mended(piece: str) -> str:
    """Return ``trillion`` for ``trilion``: a number is too much to lose to a slip."""
    if piece in NUMERALS:
        return piece
    return next((word for word in _MENDED if slipped(piece, word, name=False)), piece)


def numbers(row: Sequence[str], *, letters: bool = True) -> list[Number]:
    """Return the numbers in a row of pieces; ``letters``: ``5 m`` is five million."""
    found: list[Number] = []
    at = 0
    while at < len(row):
        number = Reader(row, at, SCALES if letters else _PLAIN_SCALES).number()
        if number is not None:
            found.append(number)
        at = number.stop if number else at + 1
    return found


def read(text: str, *, letters: bool = True) -> Quantity | None:
    """Return the one number in a text and what stands around it; None for none, or for two.

    A number said twice, ``12 (twelve)``, is one.
    """
    row = pieces(text)
    found = numbers(row, letters=letters)
    if not found or len({number.value for number in found}) > 1:
        return None
    first, last = found[0], found[-1]
    value, before = first.value, row[: first.start]
    if before[-1:] in (("-",), ("minus",)) and not "".join(before[-2:-1]).isalnum():
        value, before = -value, before[:-1]
    return Quantity(value, before, row[last.stop :], first.ordinal, first.scaled)


def in_digits(row: Sequence[str]) -> tuple[str, ...]:
    """Return folded words with every number in plain digits: ``twelve`` as ``12``, ``II`` as 2."""
    row = [_ROMAN.get(word, word) if at else word for at, word in enumerate(row)]
    out: list[str] = []
    done = 0
    for number in numbers(row, letters=False):
        out += [*row[done : number.start], f"{number.value}{'th' if number.ordinal else ''}"]
        done = number.stop
    return tuple(_RANK.sub(r"\1th", word) for word in (*out, *row[done:]))
