"""Read dates as people write them, and compare them at the precision of the key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from app.quiz.numerals import numbers
from app.quiz.slips import slipped
from app.quiz.text import basic

Agreement = Literal["same", "coarser", "ambiguous", "different"]
_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_SHORT = {name[:3]: number for number, name in enumerate(_MONTHS, 1)} | {"sept": 9}
_MONTH_SLIP = 5  # letters from which a month may be mistyped: "Febuary"
_PASSED_OVER = frozenset(
    "in on of the year month day since it took place happened was is ad ce date dated around about "
    "monday tuesday "
    "wednesday thursday friday saturday sunday mon tue wed thu fri sat sun "
    "early mid late spring summer autumn fall winter , . - / ( )".split()
)
_ISO = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?(?:t[\d:.z+-]*)?")
_NUMERIC = re.compile(r"(?:(?P<a>\d{1,2})\s*[-/.]\s*)?(?P<b>\d{1,2})\s*[-/.]\s*(?P<y>\d{4})")
_EAST_ASIAN = re.compile(
    r"(?P<y>\d{4})[年년]\s*(?:(?P<m>\d{1,2})[月월]\s*(?:(?P<d>\d{1,2})[日일])?)?"
)
_PIECE = re.compile(r"\d+|[^\W\d_]+|[^\w\s]")
_KEY = re.compile(r"(-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_LAST_MONTH = 12
_LAST_DAY = 31
_MIN_YEAR = 100


@dataclass(frozen=True, slots=True)
class Date:
    """What was said of a date; None for what wasn't. ``vague``: a decade, ``the 1910s``."""

    year: int | None
    month: int | None = None
    day: int | None = None
    vague: bool = False


def key_date(value: str) -> Date:
    """Read a key as the format writes it: ``2023``, ``2023-03``, ``2023-03-16``."""
    found = _KEY.fullmatch(value)
    if found is None:
        raise ValueError(f"{value!r} is not a date")
    return _date(found[1], found[2], found[3])


def read_date(text: str) -> tuple[Date, ...]:
    """Return the readings of a date: none, one, or two for ``5/3/2023``."""
    folded = basic(text).strip(" .,")
    for pattern in (_ISO, _EAST_ASIAN):
        found = pattern.fullmatch(folded)
        if found:
            return _real(_date(found["y"], found["m"], found["d"]))
    found = _NUMERIC.fullmatch(folded)
    if found:
        year, b = int(found["y"]), int(found["b"])
        if found["a"] is None:
            return _real(Date(year, b))
        a = int(found["a"])
        return tuple(dict.fromkeys(_real(Date(year, b, a)) + _real(Date(year, a, b))))
    return _in_words(folded)


def agree(given: tuple[Date, ...], key: Date) -> Agreement:
    """Compare at the key's precision; finer and agreeing is the same, coarser isn't enough."""
    found = {_compare(date, key) for date in given}
    if found == {"same"}:
        return "same"
    if "same" in found:
        return "ambiguous"
    return "coarser" if "coarser" in found else "different"


def _compare(given: Date, key: Date) -> Agreement:
    coarser = given.vague
    for ours, theirs in (
        (given.year, key.year),
        (given.month, key.month),
        (given.day, key.day),
    ):
        if ours is None or theirs is None:
            coarser = coarser or (theirs is not None)
        elif ours != theirs:
            return "different"
    return "coarser" if coarser else "same"


def _date(*parts: str | None) -> Date:
    year, month, day = (int(part) if part else None for part in parts)
    return Date(year, month, day)


def _real(date: Date) -> tuple[Date, ...]:
    months = date.month is None or 1 <= date.month <= _LAST_MONTH
    days = date.day is None or 1 <= date.day <= _LAST_DAY
    return (date,) if months and days else ()


def _in_words(folded: str) -> tuple[Date, ...]:
    """Read ``16 March 2023``, ``March 16th, 2023``, ``Mar 2023``, ``twenty nineteen``."""
    row = _PIECE.findall(folded)
    month: int | None = None
    rest: list[str] = []
    vague = before_christ = False
    for piece in row:
        number = _month(piece)
        if number and month is None:
            month = number
        elif piece == "s":
            vague = True
        elif piece in ("bc", "bce"):
            before_christ = True
        elif piece not in _PASSED_OVER:
            rest.append(piece)
    found = numbers(rest, letters=False)
    covered = sum(number.stop - number.start for number in found)
    values = [int(number.value) for number in found]
    if covered != len(rest) or not (values or month):
        return ()
    years = [value for value in values if value >= _MIN_YEAR or before_christ]
    days = [value for value in values if value not in years]
    if len(years) > 1 or len(days) > 1 or (days and month is None):
        return ()
    year = (-years[0] if before_christ else years[0]) if years else None
    return _real(Date(year, month, days[0] if days else None, vague))


def _month(piece: str) -> int | None:
    if piece in _SHORT:
        return _SHORT[piece]
    for number, name in enumerate(_MONTHS, 1):
        if piece == name or (len(name) >= _MONTH_SLIP and slipped(piece, name)):
            return number
    return None
