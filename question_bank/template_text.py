"""Anki's template language, taken apart: text, fields with their filters, and sections.

Written from what Anki does with templates (tests/oracle holds the real one against it). A
template becomes a flat list, so that nothing recurses however deep its sections are, and every
search goes forward only: time is linear in its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_BRACES = ("{{", "}}")
_LEGACY = ("<%", "%>")
_DECLARED = re.compile(r"\s*(?:\{\{=<% %>=\}\})+")
_OF_CARD = re.compile(r"c[0-9]{1,5}")
FRONT_SIDE = "FrontSide"
SPECIAL = frozenset({"Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID", FRONT_SIDE})


class TemplateError(ValueError):
    """A template that can't be read; the message is one line for a person."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a field; ``filters`` are applied in this order (the last that is written first).

    ``written`` is the slot as the template has it.
    """

    field: str
    filters: tuple[str, ...]
    written: str


@dataclass(frozen=True, slots=True)
class Section:
    """The beginning of a part that is shown if a field has text, or, ``negated``, if it has none.

    ``end`` is the place of its last part in the list.
    """

    field: str
    negated: bool
    end: int


Part = str | Slot | Section


class Ahead:
    """Where a text has what is looked for; each place is searched once, as it only goes forward."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._found: dict[str, int] = {}

    def find(self, what: str, at: int) -> int:
        """Return the next place of ``what`` from ``at`` on; the text's length if there is none."""
        known = self._found.get(what, -1)
        if known < at:
            known = self.text.find(what, at)
            self._found[what] = known = len(self.text) if known < 0 else known
        return known


@lru_cache(maxsize=256)
def parse(template: str) -> tuple[Part, ...]:
    """Take a template apart.

    Raises:
        TemplateError: a section isn't closed, or closes what isn't open.
    """
    declared = _DECLARED.match(template)
    opening, closing = _LEGACY if declared else _BRACES
    text = template[declared.end() :] if declared else template
    ahead = Ahead(text)
    parts: list[Part | None] = []
    opened: list[tuple[str, bool, int]] = []
    at = shown = 0
    while True:
        start = ahead.find(opening, at)
        comment = ahead.find("<!--", at)
        if comment < start and (over := ahead.find("-->", comment)) < len(text):
            at = over + len("-->")
            continue
        end = ahead.find(closing, start + 2) if start < len(text) else len(text)
        if end >= len(text):
            break
        if start > shown:
            parts.append(text[shown:start])
        _tag(text[start + 2 : end].lstrip("{").strip(), parts, opened)
        at = shown = end + 2
    if opened:
        raise TemplateError(f"{{{{#{opened[-1][0]}}}}} is never closed")
    if shown < len(text):
        parts.append(text[shown:])
    return tuple(part for part in parts if part is not None)


def _tag(inner: str, parts: list[Part | None], opened: list[tuple[str, bool, int]]) -> None:
    """Add what stands between braces."""
    mark, name = inner[:1], inner[1:].strip()
    if mark in ("#", "^") and inner:
        opened.append((name, mark == "^", len(parts)))
        parts.append(None)
    elif mark == "/":
        if not opened:
            raise TemplateError(f"{{{{/{name}}}}} closes what was never opened")
        field, negated, place = opened.pop()
        if field != name:
            raise TemplateError(f"{{{{/{name}}}}} stands where {{{{/{field}}}}} should")
        parts[place] = Section(field, negated, len(parts) - 1)
    else:
        *filters, field = inner.split(":")
        parts.append(Slot(field, tuple(reversed(filters)), f"{{{{{inner}}}}}"))


def check(parts: tuple[Part, ...], fields: Collection[str]) -> None:
    """Look whether a template names only fields that are there.

    Raises:
        TemplateError: it names another.
    """
    for part in parts:
        if isinstance(part, Slot):
            known = part.field in fields or part.field in SPECIAL
            if not known and not (part.filters and not part.field):
                raise TemplateError(f"{part.written}: there is no field “{part.field}”")
        elif isinstance(part, Section):
            known = part.field in fields or (part.field in SPECIAL and part.field != FRONT_SIDE)
            if not known and not _OF_CARD.fullmatch(part.field):
                sign = "^" if part.negated else "#"
                raise TemplateError(f"{{{{{sign}{part.field}}}}}: there is no field “{part.field}”")


def holds(section: Section, filled: Collection[str], card: int) -> bool:
    """Whether a section is shown: its field has text, or, of ``c1``, this is that card."""
    name = section.field
    there = name in filled or (_OF_CARD.fullmatch(name) is not None and name == f"c{card}")
    return there != section.negated
