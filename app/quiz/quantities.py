"""Mark a number: its value within the tolerance, and its unit if one is given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from app.quiz.numerals import pieces
from app.quiz.numerals import read
from app.quiz.slips import singular
from app.quiz.spoken import LETTER_SCALES
from app.quiz.spoken import SCALES
from app.quiz.text import words
from app.quiz.verdict import almost
from app.quiz.verdict import right
from app.quiz.verdict import wrong

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.quiz.numerals import Quantity
    from app.quiz.verdict import Verdict
    from question_bank.answers import NumberAnswer

Unit = tuple[str, ...]
_NOISE = frozenset(
    "a an the of in is was were are it there they for by about approximately approx around "
    "roughly circa ca c some nearly almost exactly ago old long total altogether and "
    ". , ; : ! ( ) = ~ ≈ ' \" + be been to had has have which would answer i think".split()
)
_NOT_POINT = frozenset(
    "over under more less fewer than above below least most up < > ≥ ≤ or".split()
)
_NEGATIVE = frozenset("not no never n't isn".split())
_OUT_OF = re.compile(r"\s+(?:out\s+of|of\s+the)\s+(?:the\s+)?(?=\w+\W*$)", re.IGNORECASE)
_CURRENCY = {"$": "usd", "us$": "usd", "€": "eur", "£": "gbp", "¥": "jpy", "₩": "krw"}
_NAMES = {
    "us usd": "usd",
    "usd usd": "usd",
    "us dollar": "usd",
    "american dollar": "usd",
    "dollar": "usd",
    "euro": "eur",
    "pound": "gbp",
    "pound sterling": "gbp",
    "yen": "jpy",
    "won": "krw",
    "per cent": "percent",
    "pct": "percent",
    "%": "percent",
    "mth": "month",
    "mths": "month",
    "yr": "year",
    "yrs": "year",
    "wk": "week",
    "wks": "week",
    "hr": "hour",
    "hrs": "hour",
    "min": "minute",
    "mins": "minute",
    "kilometer": "km",
    "kilometre": "km",
}
MEASURES = frozenset(
    "percent per cent % usd us dollar dollars $ € £ euro euros yen won year years month months "
    "week weeks day days hour hours minute minutes second seconds km kilometres kilometers".split()
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The number a key asks for, its scale taken out of its unit: ``trillion USD``."""

    value: Fraction
    tolerance: Fraction = Fraction(0)
    units: tuple[Unit, ...] = ()
    scale: int = 1
    ordinal: bool = False


def wanted(answer: NumberAnswer) -> Wanted:
    """Return what a key of the bank asks for."""
    value, tolerance = Fraction(answer.value), Fraction(answer.tolerance)
    if answer.unit is None:
        return Wanted(value, tolerance)
    scale, unit = _scaled(answer.unit)
    named = (unit, *(_scaled(alias)[1] for alias in answer.unit_aliases))
    units = tuple(name for name in named if name)
    return Wanted(value * scale, tolerance * scale, units, scale)


def wanted_in(text: str) -> Wanted | None:
    """Return the number a text is, if it is one and no more than a unit that all know."""
    found = read(text)
    if found is None or found.before not in ((), ("$",), ("usd",), ("us", "$")):
        return None
    if any(piece not in MEASURES for piece in found.after):
        return None
    unit = _unit((*found.before, *found.after))
    return Wanted(found.value, units=(unit,) if unit else (), ordinal=found.ordinal)


def _scaled(unit: str) -> tuple[int, Unit]:
    scale, rest = 1, []
    for piece in pieces(unit):
        if piece in SCALES and piece not in LETTER_SCALES:
            scale *= SCALES[piece]
        else:
            rest.append(piece)
    return scale, _unit(rest)


def _unit(row: Iterable[str]) -> Unit:
    """Return a unit's words as a key to compare by: one number, one name, any order."""
    bare = [_CURRENCY.get(piece, singular(piece)) for piece in row if piece not in _NOISE]
    name = " ".join(bare)
    name = _NAMES.get(name, name)
    return tuple(sorted(set(name.split())))


def mark_number(text: str, key: Wanted, context: str = "") -> Verdict:
    """Mark a typed number. ``context`` is the question: its words may stand round the number."""
    letters = not any(word in LETTER_SCALES for unit in key.units for word in unit)
    found = read(_result(text), letters=letters)
    if found is None:
        if key.value == 0 and words(text) in (("none",), ("no",), ("nothing",)):
            return right("number")
        return wrong("number", "One number is asked for.")
    around = [*found.before, *found.after]
    if not _NEGATIVE.isdisjoint(around):
        return wrong("negation")
    hedged = not _NOT_POINT.isdisjoint(around)
    unit = _unit(piece for piece in around if piece not in _NOT_POINT)
    verdict = _judge(found, _without_question(unit, key, context), key)
    if hedged and verdict.outcome == "correct":
        return almost("bound", "The question asks for the number, not for a bound.")
    if key.ordinal != found.ordinal and verdict.outcome == "correct" and (key.ordinal or key.units):
        digits = any(piece[0].isdigit() for piece in pieces(text))
        if not (digits and key.ordinal):
            return almost("ordinal", "A rank and a number are not the same.")
    return verdict


def _result(text: str) -> str:
    """Return what a sum comes to, and ``3`` of ``3 out of 6``."""
    return _OUT_OF.split(text.rpartition("=")[2] or text, maxsplit=1)[0] or text


def _without_question(unit: Unit, key: Wanted, context: str) -> Unit:
    """Leave out words that the question has too, but for measures: they would be another unit."""
    asked = set(_unit(words(context))) - set(_unit(MEASURES))
    units = {word for known in key.units for word in known}
    return tuple(word for word in unit if word in units or word not in asked)


def _judge(found: Quantity, unit: Unit, key: Wanted) -> Verdict:
    value = found.value
    if not unit or unit in key.units:
        bare = not unit and not found.scaled  # "4.4" where "trillion USD" is understood
        if _near(value, key) or (bare and _near(value * key.scale, key)):
            return right("number")
        if not found.scaled and _near(value * key.scale, key):
            return almost("scale", "Say how many: thousand, million, billion …")
        return wrong("number")
    if unit == ("percent",) and not key.units and _near(value / 100, key):
        return right("number")
    if not _near(value, key):
        return wrong("number")
    if not key.units and unit != ("percent",):
        return almost("unit", "The number is right; look at what it counts.")
    if any(set(known) < set(unit) for known in key.units):
        return almost("unit", "The number is right; look at what it counts.")
    return wrong("unit", "The number is right, but not its unit.")


def _near(value: Fraction, key: Wanted) -> bool:
    return abs(value - key.value) <= key.tolerance
