"""The language of search, as Anki writes it: text in, a tree out, every fault with its column.

    kishida "deep remorse" deck:four-drivers (is:due or prop:r<0.8) -tag:trade

Terms side by side must all hold; ``or`` binds looser; ``-`` negates a term or a bracket. Pure:
whether a topic or a paragraph exists is asked later (``app.services.searching``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_LENGTH = 1_000
_DEEPEST = 30
_MOST_DAYS = 36_500

STATES = ("new", "learn", "review", "due", "suspended", "buried", "marked", "leech", "changed")
PROPERTIES = ("s", "d", "r", "ivl", "due", "lapses", "reps")
WHOLE = ("ivl", "due", "lapses", "reps")
FIELDS = (
    "deck", "tag", "kind", "is", "prop", "cites", "flag", "rated", "objective", "bloom",
    "difficulty", "id",
)  # fmt: skip

_SPACE = re.compile(r"\s*")
_KEY = re.compile(r"([A-Za-z_]+):")
_BARE = re.compile(r"(?:[^\s()\"\\]|\\.)+", re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_PROPERTY = re.compile(r"([a-z]+)(<=|>=|!=|<|>|=)(-?[0-9]{1,9}(?:\.[0-9]{1,9})?)")
_RATED = re.compile(r"([0-9]{1,5})(?::([0-9]+))?")


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
class Field:
    """What a card or its item has: ``name`` is one of ``FIELDS`` but prop and rated."""

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


Node = Words | Field | Property | Rated | Not | All | Either


def parse(text: str) -> Node:
    """Read a search; an empty one finds everything.

    Raises:
        QueryError: it can't be read.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError(f"a search has at most {MAX_LENGTH} characters", MAX_LENGTH + 1)
    return _Parser(text).whole()


class _Parser:
    """One reading of one search."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        found = self.either()
        if self.at < len(self.text):
            raise self.fault("this bracket closes nothing: take it out, or open one before")
        return found

    def fault(self, message: str, at: int | None = None) -> QueryError:
        return QueryError(message, (self.at if at is None else at) + 1)

    def skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def word(self) -> str:
        """Return ``or`` or ``and`` if it stands here, else nothing."""
        found = _BARE.match(self.text, self.at)
        word = found[0].casefold() if found else ""
        return word if word in ("or", "and") else ""

    def either(self) -> Node:
        terms = [self.all()]
        while self.word() == "or":
            start = self.at
            self.at += 2
            self.skip()
            last = terms[-1]
            nothing_before = isinstance(last, All) and not last.terms
            terms.append(self.all())
            right = terms[-1]
            if nothing_before or (isinstance(right, All) and not right.terms):
                raise self.fault("`or` needs a term on either side", start)
        return terms[0] if len(terms) == 1 else Either(tuple(terms))

    def all(self) -> Node:
        terms: list[Node] = []
        self.skip()
        while self.at < len(self.text) and self.text[self.at] != ")":
            match self.word():
                case "or":
                    break
                case "and":
                    self.at += 3
                case _:
                    terms.append(self.term())
            self.skip()
        return terms[0] if len(terms) == 1 else All(tuple(terms))

    def term(self) -> Node:
        start = self.at
        if self.text[start] == "-":
            self.at += 1
            if self.at >= len(self.text) or self.text[self.at] in ") \t\r\n":
                raise self.fault("`-` stands before what must not hold, without a space", start)
            return Not(self.deeper(self.term, start))
        if self.text[start] == "(":
            self.at += 1
            found = self.deeper(self.either, start)
            if self.at >= len(self.text):
                raise self.fault("this bracket isn’t closed: add `)`", start)
            self.at += 1
            if isinstance(found, All) and not found.terms:
                raise self.fault("there is nothing between these brackets", start)
            return found
        if self.text[start] == '"':
            return Words(self.quoted(), True, start + 1)  # noqa: FBT003 - its second field
        key = _KEY.match(self.text, start)
        if key is None:
            return Words(self.bare(), False, start + 1)  # noqa: FBT003 - the same
        self.at = key.end()
        return _field(key[1].lower(), self.value(key[1], start), start + 1)

    def deeper(self, read: Callable[[], Node], start: int) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.fault(f"brackets and minus signs go at most {_DEEPEST} deep", start)
        found = read()
        self.depth -= 1
        return found

    def value(self, key: str, start: int) -> str:
        here = self.text[self.at : self.at + 1]
        nothing = here in "()" or here.isspace()
        found = "" if nothing else self.quoted() if here == '"' else self.bare()
        if not found.strip():
            raise self.fault(f"`{key}:` needs a value right after the colon", start)
        return found.strip()

    def bare(self) -> str:
        found = _BARE.match(self.text, self.at)
        if found is None:
            raise self.fault("a backslash stands before the character it protects")
        self.at = found.end()
        return _ESCAPE.sub(r"\1", found[0])

    def quoted(self) -> str:
        found = _QUOTED.match(self.text, self.at)
        if found is None:
            raise self.fault('this quotation isn’t closed: add `"`')
        start, self.at = self.at, found.end()
        if not found[1].strip():
            raise self.fault("there is nothing in this quotation", start)
        return _ESCAPE.sub(r"\1", found[1])


def _field(name: str, value: str, column: int) -> Node:
    match name:
        case "prop":
            return _property(value, column)
        case "rated":
            return _rated(value, column)
        case "is":
            if value.lower() not in STATES:
                raise QueryError(f"`is:{value}`: known are {_known('is:', STATES)}", column)
            return Field("is", value.lower(), column)
        case "flag":
            if value not in ("0", "1", "2", "3", "4", "5", "6", "7"):
                raise QueryError(f"`flag:{value}`: give a number from 0 (none) to 7", column)
            return Field("flag", value, column)
        case _ if name in FIELDS:
            return Field(name, value, column)
        case _:
            known = ", ".join(f"{field}:" for field in FIELDS)
            raise QueryError(
                f"there is no `{name}:` to search by: known are {known}. "
                f'To find the words themselves, put them in quotation marks: "{name}:{value}"',
                column,
            )


def _property(value: str, column: int) -> Property:
    found = _PROPERTY.fullmatch(value.lower())
    if found is None or found[1] not in PROPERTIES:
        raise QueryError(
            f"`prop:{value}`: write a property, a sign and a number, as prop:ivl>=21; "
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


def _rated(value: str, column: int) -> Rated:
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


def _known(prefix: str, values: tuple[str, ...]) -> str:
    return ", ".join(prefix + value for value in values)
