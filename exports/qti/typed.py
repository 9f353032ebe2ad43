"""What may be typed and is right, for platforms that compare whole texts without regard to case."""

from __future__ import annotations

from decimal import Context
from typing import TYPE_CHECKING

from exports.qti.escaping import clean
from exports.teaching import accepted
from exports.teaching import words
from question_bank.answers import DateAnswer
from question_bank.words import date_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from question_bank.answers import Answer
    from question_bank.answers import Entry
    from question_bank.answers import NumberAnswer

_EXACT = Context(prec=300)  # digits: a bank's numbers have 100 on either side of the point
_TYPED = str.maketrans("‘’“”‐‑–", "''\"\"---")


def texts_of(answer: Answer) -> tuple[str, ...]:
    """Return the texts that are right, the one to be shown first."""
    extra = _dates(answer.value) if isinstance(answer, DateAnswer) else ()
    return spelled((*accepted(answer), *extra))


def texts_of_entry(entry: Entry) -> tuple[str, ...]:
    """Return the texts that are right for one member of a set or an order."""
    return spelled(map(words, (entry.value, *entry.aliases)))


def spelled(texts: Iterable[str]) -> tuple[str, ...]:
    """Return each text once, also as a keyboard types its apostrophes, hyphens and quotes."""
    found: dict[str, str] = {}
    for text in map(clean, texts):
        for way in (text,) if text.isascii() else (text, text.translate(_TYPED)):
            if way.strip():
                found.setdefault(way.casefold(), " ".join(way.split()))
    return tuple(found.values())


def _dates(value: str) -> tuple[str, ...]:
    """Return the ways to write a date that mean no other: no ``3/4/2023``."""
    if value.startswith("-"):
        return ()
    day, _, rest = date_words(value).partition(" ")
    month, _, year = rest.partition(" ")
    if not rest:
        return ()
    if not year:  # a month and its year
        return (f"{day}, {month}", f"{value[5:7]}/{value[:4]}", f"{int(value[5:7])}/{value[:4]}")
    return (f"{month} {day}, {year}", f"{month} {day} {year}")


def number(value: Decimal | float) -> str:
    """Write a number exactly, with neither exponent nor needless zeros."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def bounds(answer: NumberAnswer) -> tuple[str, str]:
    """Return the least and the greatest number that is right, exactly."""
    low = _EXACT.subtract(answer.value, answer.tolerance)
    high = _EXACT.add(answer.value, answer.tolerance)
    return number(low), number(high)
