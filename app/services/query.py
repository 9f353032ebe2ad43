"""The language of search, as Anki writes it: text in, a tree out, every fault with its column.

    kishida "deep remorse" deck:four-drivers (is:due or prop:r<0.8) -tag:trade

Terms side by side must all hold; ``or`` binds looser; ``-`` negates a term or a bracket. Pure:
whether a topic or a paragraph exists is asked later (``app.services.searching``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.services import terms
from app.services.terms import All
from app.services.terms import Either
from app.services.terms import Not
from app.services.terms import QueryError
from app.services.terms import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.terms import Node

MAX_LENGTH = 1_000
_DEEPEST = 30

_SPACE = re.compile(r"\s*")
_KEY = re.compile(r"([A-Za-z_]+):")
_BARE = re.compile(r"(?:[^\s()\"\\]|\\.)+", re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


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
        found = [self.all()]
        while self.word() == "or":
            start = self.at
            self.at += 2
            self.skip()
            last = found[-1]
            nothing_before = isinstance(last, All) and not last.terms
            found.append(self.all())
            right = found[-1]
            if nothing_before or (isinstance(right, All) and not right.terms):
                raise self.fault("`or` needs a term on either side", start)
        return found[0] if len(found) == 1 else Either(tuple(found))

    def all(self) -> Node:
        found: list[Node] = []
        self.skip()
        while self.at < len(self.text) and self.text[self.at] != ")":
            match self.word():
                case "or":
                    break
                case "and":
                    self.at += 3
                case _:
                    found.append(self.term())
            self.skip()
        return found[0] if len(found) == 1 else All(tuple(found))

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
            return terms.spoken(self.bare(), start + 1)
        self.at = key.end()
        return terms.field(key[1].lower(), self.value(key[1], start), start + 1)

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
