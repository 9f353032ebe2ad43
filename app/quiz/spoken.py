"""Read one number said in words and digits: ``4.4 trillion``, ``twenty-three``, ``3rd``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_CARDINALS = {
    **{word: index for index, word in enumerate(_ONES)},
    **{word: 10 * index for index, word in enumerate(_TENS, 2)},
    **dict.fromkeys(("nil", "nought", "naught"), 0),
    "fourty": 40,
}
_IRREGULAR = {"one": "first", "two": "second", "three": "third", "five": "fifth"}
_IRREGULAR |= {"eight": "eighth", "nine": "ninth", "twelve": "twelfth"}
_ORDINALS = {
    _IRREGULAR.get(word, word[:-1] + "ieth" if word.endswith("y") else word + "th"): value
    for word, value in _CARDINALS.items()
    if value
}
NUMERALS = frozenset({*_CARDINALS, *_ORDINALS})
_GROUPS = {"dozen": 12, "hundred": 100}
SCALES = {
    **dict.fromkeys(("thousand", "k"), 10**3),
    **dict.fromkeys(("million", "mn", "mln", "m"), 10**6),
    **dict.fromkeys(("billion", "bn", "bln", "b"), 10**9),
    **dict.fromkeys(("trillion", "tn", "trn", "t"), 10**12),
}
LETTER_SCALES = frozenset({"k", "m", "b", "t"})  # each is also a unit's letter
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_PARTS |= {"halves": 2, "thirds": 3, "quarters": 4, "fifths": 5, "tenths": 10}
_TEN = 10
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a row of pieces: ``row[start:stop]``.

    ``ordinal``: ``third``, ``3rd``. ``scaled``: with a thousand, million, bn … in it.
    """

    start: int
    stop: int
    value: Fraction
    ordinal: bool
    scaled: bool


def literal(piece: str) -> Fraction | None:
    """Return the value of digits with their separators, or None; no dot groups thousands alone."""
    body, _, power = piece.partition("e")
    if not body or not body[-1].isdigit() or not (body[0].isdigit() or body[0] in ".,"):
        return None
    marks = re.findall(r"[^\d]", body)
    grouped = re.fullmatch(r"[1-9]\d{0,2}(?:[ ,'_]\d{3})+|[1-9]\d{0,2}(?:\.\d{3}){2,}", body)
    if len(set(marks)) > 1:  # of two kinds of mark the last is the decimal one
        whole, _, rest = body.rpartition(marks[-1])
        body = re.sub(r"\D", "", whole) + "." + rest
    elif marks and grouped:
        body = re.sub(r"\D", "", body)
    try:
        return Fraction(body.replace(",", ".")) * Fraction(_TEN) ** int(power or 0)
    except ValueError:
        return None


class Reader:
    """One reading of one number in words and digits, from ``at`` on."""

    def __init__(self, row: Sequence[str], at: int, scales: Mapping[str, int]) -> None:
        self.row = row
        self.at = at
        self.scales = scales
        self.total = Fraction(0)
        self.now: Fraction | None = None  # what is being built under the next scale
        self.scaled = False

    def number(self) -> Number | None:
        """Return the number that starts here, if one does."""
        start = self.at
        if self._peek() in ("a", "an") and self._peek(1) in {**_GROUPS, **_PARTS, **self.scales}:
            self.at += 1
            self.now = Fraction(1)
        while self.at < len(self.row) and self._step(self.row[self.at]):
            pass
        ordinal = self._ordinal()
        if self.at == start or (self.now is None and not self.scaled):
            return None
        value = self.total + (self.now or 0)
        return Number(start, self.at, value, ordinal=ordinal, scaled=self.scaled)

    def _peek(self, ahead: int = 0) -> str:
        return self.row[self.at + ahead] if self.at + ahead < len(self.row) else ""

    def _step(self, piece: str) -> bool:
        """Take one piece into the number; False where the number ends."""
        value = literal(piece)
        if value is not None:
            return self.now is None and self._take(self._over(value))
        if piece in _CARDINALS:
            grown = self._grown(_CARDINALS[piece])
            return grown is not None and self._take(grown)
        if piece in _GROUPS:
            return (self.now is not None) and self._take(self.now * _GROUPS[piece])
        if piece in self.scales and (self.now is not None or self.scaled):
            return self._scale(piece)
        if piece in _PARTS:
            return self._part(piece)
        if piece == "point" and self.now is not None:
            return self._decimals()
        return self._joined(piece)

    def _take(self, value: Fraction, used: int = 1) -> bool:
        self.now = value
        self.at += used
        return True

    def _over(self, value: Fraction) -> Fraction:
        """Read ``1/2`` and ``1 1/2`` as one number."""
        below = literal(self._peek(2)) if self._peek(1) == "/" else None
        above = literal(self._peek(1)) if self._peek(2) == "/" else None
        if below:
            self.at += 2
            return value / below
        below = literal(self._peek(3))
        if above and below:
            self.at += 3
            return value + above / below
        return value

    def _grown(self, value: int) -> Fraction | None:
        """Return the number with ``value`` said after it; None when that isn't one number."""
        now = self.now
        if now is None:
            return Fraction(value)
        if now.denominator > 1:
            return None
        if now and now % _HUNDRED == 0:
            return now + value
        if now % _HUNDRED >= 2 * _TEN and now % _TEN == 0 and 0 < value < _TEN:
            return now + value
        if _TEN <= now < _HUNDRED and value >= _TEN:  # nineteen ninety-eight
            return now * _HUNDRED + value
        return None

    def _scale(self, piece: str) -> bool:
        size = self.scales[piece]
        if self.now is None:  # a thousand million
            self.total *= size
        else:
            self.total += self.now * size
        self.scaled = True
        self.now = None
        self.at += 1
        return True

    def _part(self, piece: str) -> bool:
        """Read ``half``, ``two thirds``, ``half a million``, ``two and a half``."""
        if self.now is None and not piece.startswith("hal"):
            return False
        if self.now is not None and (self.now >= _TEN or self.now.denominator > 1):
            return False
        article = 1 if self._peek(1) in ("a", "an") and self._peek(2) in self.scales else 0
        return self._take(Fraction(self.now or 1) / _PARTS[piece], 1 + article)

    def _decimals(self) -> bool:
        digits = ""
        while (word := self._peek(1 + len(digits))) in _CARDINALS and _CARDINALS[word] < _TEN:
            digits += str(_CARDINALS[word])
        return bool(digits) and self._take(
            (self.now or 0) + Fraction(f"0.{digits}"), 1 + len(digits)
        )

    def _joined(self, piece: str) -> bool:
        """Pass over ``-`` in ``twenty-three``, ``and`` in ``one hundred and five``."""
        if self.now is None and not self.scaled:
            return False
        after = self._peek(1)
        if piece == "and" and after in ("a", "half") and "half" in (after, self._peek(2)):
            self.now = (self.now or 0) + Fraction(1, 2)
            self.at += 3 if after == "a" else 2
            return True
        round_number = self.now is None or (self.now > 0 and self.now % _HUNDRED == 0)
        joins = piece == "-" or (piece == "and" and round_number and self.now != 0)
        words_follow = (
            after in _CARDINALS or after in _ORDINALS or after in {**_GROUPS, **self.scales}
        )
        if joins and words_follow and literal(self.row[self.at - 1]) is None:
            self.at += 1
            return True
        return False

    def _ordinal(self) -> bool:
        piece = self._peek()
        if (
            piece in ("st", "nd", "rd", "th")
            and self.at
            and literal(self.row[self.at - 1]) is not None
        ):
            self.at += 1
            return True
        if piece in _ORDINALS:
            grown = self._grown(_ORDINALS[piece])
            return grown is not None and self._take(grown)
        return False
