"""The terms of a search: what ``key:value`` and words may say, each read from its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping

_MOST_DAYS = 36_500

STATES = (
    "new", "learn", "review", "due", "suspended", "buried", "buried-manually", "buried-sibling",
    "marked", "leech", "changed",
)  # fmt: skip
PROPERTIES = ("s", "d", "r", "ivl", "due", "lapses", "reps", "pos")
WHOLE = ("ivl", "due", "lapses", "reps", "pos")
WITHIN = ("added", "introduced", "edited", "resched")
FIELDS = (
    "deck", "tag", "kind", "note", "card", "cid", "is", "prop", "cites", "flag", "rated", *WITHIN,
    "objective", "bloom", "difficulty", "id", "w", "nc",
)  # fmt: skip
# what Anki knows besides, with what to do instead
_ELSEWHERE = {
    "re": "a search has no regular expressions: * stands for any letters, _ for one",
    "dupe": "`citecards check` finds what is asked twice",
    "nid": "an item has an id of its own: id:",
    "mid": "note types are found by their name: note:",
    "did": "decks are found by their id or title: deck:",
}

_NO_EASE = "FSRS has no ease, prop:d is its difficulty; "
_NUMBERED = {
    "card": "the number of an item's card, as card:2",
    "cid": "numbers of cards, as cid:12 or cid:12,13",
}
_PROPERTY = re.compile(r"([a-z]+)(<=|>=|!=|<|>|=)(-?[0-9]{1,9}(?:\.[0-9]{1,9})?)")
_RATED = re.compile(r"([0-9]{1,5})(?::([0-9]+))?")
_CARDS = re.compile(r"[0-9]{1,15}(?:,[0-9]{1,15})*")
_DAYS = re.compile(r"[0-9]{1,5}")
_WILD = re.compile(r"[*_]")


class QueryError(ValueError):
    """A search that can't be read: one line for a person, with ``column`` from 1."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(f"{message} (column {column})")
        self.column = column


@dataclass(frozen=True, slots=True)
class Words:
    """Words that must stand in an item; ``exact``: one after the other and whole."""

    text: str
    exact: bool
    column: int


@dataclass(frozen=True, slots=True)
class Wild:
    """Words of which ``*`` is any letters and ``_`` one; ``whole``: none goes on."""

    text: str
    whole: bool
    column: int


@dataclass(frozen=True, slots=True)
class Field:
    """What a card or its item has; ``name`` is one of ``FIELDS`` that no other term reads."""

    name: str
    value: str
    column: int


@dataclass(frozen=True, slots=True)
class Property:
    """A number of a card, compared: ``sign`` is one of < <= = != >= >.

    ``half`` is half of the last digit that was typed: what counts as equal to a fraction.
    """

    name: str
    sign: str
    number: float
    half: float
    column: int


@dataclass(frozen=True, slots=True)
class Rated:
    """Answered within the last ``days`` study days, today included; with a rating or any."""

    days: int
    rating: int | None
    column: int


@dataclass(frozen=True, slots=True)
class Within:
    """Added, first answered, edited or rescheduled (``what``) within so many study days."""

    what: str
    days: int
    column: int


@dataclass(frozen=True, slots=True)
class Not:
    """All but what the term finds."""

    term: Node


@dataclass(frozen=True, slots=True)
class All:
    """What every term finds; without terms, everything."""

    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """What at least one of the terms finds."""

    terms: tuple[Node, ...]


Node = Words | Wild | Field | Property | Rated | Within | Not | All | Either


def spoken(text: str, column: int, *, whole: bool = False) -> Words | Wild:
    """Read words that stand without quotation marks; a last ``*`` is what they mean anyway."""
    plain = text if whole else text.rstrip("*")
    if plain and _WILD.search(plain):
        return Wild(plain, whole, column)
    return Words(plain or text, whole, column)


def field(name: str, value: str, column: int) -> Node:
    """Read ``name:value``.

    Raises:
        QueryError: there's no such name, or no such value of it.
    """
    if name in _READERS:
        return _READERS[name](name, value, column)
    if name in FIELDS:
        return Field(name, value, column)
    if name in _ELSEWHERE:
        raise QueryError(f"`{name}:` isn't known here: {_ELSEWHERE[name]}", column)
    known = ", ".join(f"{one}:" for one in FIELDS)
    raise QueryError(
        f"there is no `{name}:` to search by: known are {known}. "
        f'To find the words themselves, put them in quotation marks: "{name}:{value}"',
        column,
    )


def _state(name: str, value: str, column: int) -> Field:
    if value.lower() not in STATES:
        known = ", ".join(f"is:{state}" for state in STATES)
        raise QueryError(f"`is:{value}`: known are {known}", column)
    return Field(name, value.lower(), column)


def _flag(name: str, value: str, column: int) -> Field:
    if value not in ("0", "1", "2", "3", "4", "5", "6", "7"):
        raise QueryError(f"`flag:{value}`: give a number from 0 (none) to 7", column)
    return Field(name, value, column)


def _numbers(name: str, value: str, column: int) -> Field:
    if not _CARDS.fullmatch(value) or (name == "card" and "," in value):
        raise QueryError(f"`{name}:{value}`: give {_NUMBERED[name]}", column)
    return Field(name, value, column)


def _within(name: str, value: str, column: int) -> Within:
    days = int(value) if _DAYS.fullmatch(value) else 0
    if not 1 <= days <= _MOST_DAYS:
        raise QueryError(f"`{name}:{value}`: write the days, as {name}:7", column)
    return Within(name, days, column)


def _whole(_name: str, value: str, column: int) -> Words | Wild:
    return spoken(value, column, whole=True)


def _accented(_name: str, value: str, column: int) -> Words | Wild:
    return spoken(value, column)  # accents never count


def _property(_name: str, value: str, column: int) -> Property:
    found = _PROPERTY.fullmatch(value.lower())
    if found is None or found[1] not in PROPERTIES:
        raise QueryError(
            f"`prop:{value}`: {_NO_EASE if value.lower().startswith('ease') else ''}"
            "write a property, a sign and a number, as prop:ivl>=21; "
            f"properties are {', '.join(PROPERTIES)}, signs < <= = != >= >",
            column,
        )
    name, sign, number = found.groups()
    if name in WHOLE and "." in number:
        raise QueryError(f"`prop:{value}`: {name} is a whole number", column)
    if name == "r" and not 0 <= float(number) <= 1:
        raise QueryError(f"`prop:{value}`: recall r lies between 0 and 1", column)
    digits = len(number.partition(".")[2])
    half = 0.0 if name in WHOLE else 0.5 * 10.0**-digits
    return Property(name, sign, float(number), half, column)


def _rated(_name: str, value: str, column: int) -> Rated:
    found = _RATED.fullmatch(value)
    days = int(found[1]) if found else 0
    rating = int(found[2]) if found and found[2] else None
    if not 1 <= days <= _MOST_DAYS or rating not in (None, 1, 2, 3, 4):
        raise QueryError(
            f"`rated:{value}`: write the days and, if you like, the rating, as rated:7 or "
            "rated:7:1 (1 Again, 2 Hard, 3 Good, 4 Easy)",
            column,
        )
    return Rated(days, rating, column)


_READERS: Mapping[str, Callable[[str, str, int], Node]] = {
    "prop": _property,
    "rated": _rated,
    "is": _state,
    "flag": _flag,
    "card": _numbers,
    "cid": _numbers,
    "w": _whole,
    "nc": _accented,
    **dict.fromkeys(WITHIN, _within),
}
