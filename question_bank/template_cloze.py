"""Clozes in a field's HTML: ``{{c1::hidden::hint}}``, one within another, several numbers in one.

Flat lists and no recursion: a field may hold as many, as deep, as it likes. What is opened and
never closed isn't shown, as in Anki.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from dataclasses import field
from functools import lru_cache
from typing import TYPE_CHECKING

from question_bank.template_math import each_tex

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

OCCLUSION = "image-occlusion:"
MOST = 500  # cards of a note: a number beyond makes none
_TOKEN = re.compile(r"\{\{c([0-9,]{1,40})::|\}\}")
_HINT = "::"
_ENOUGH = 100_000  # characters of what one would type
_TAGS = re.compile(r"<[^<>]*>")


@dataclass(slots=True)
class Cloze:
    """A cloze: its numbers, its hint, and the places of its first and last part in the list."""

    numbers: tuple[int, ...]
    start: int
    end: int = -1
    hint: str | None = None


@dataclass(slots=True)
class Text:
    """A field taken apart: texts, and where clozes open (True) and close (False)."""

    parts: list[str | tuple[Cloze, bool]] = field(default_factory=list)

    @property
    def clozes(self) -> Iterator[Cloze]:
        """The clozes in the order in which they open."""
        return (part[0] for part in self.parts if isinstance(part, tuple) and part[1])


@lru_cache(maxsize=64)
def parse(text: str) -> Text:
    """Take a field's HTML apart."""
    made = Text()
    opened: list[Cloze] = []
    at = 0
    for found in _TOKEN.finditer(text):
        numbers = _numbers(found[1]) if found[1] else ()
        if found[1] and not numbers:
            continue
        if not found[1] and not opened:
            continue  # two braces of nobody's
        _add(made, opened, text[at : found.start()])
        at = found.end()
        if numbers:
            opened.append(Cloze(numbers, len(made.parts)))
            made.parts.append((opened[-1], True))
        else:
            cloze = opened.pop()
            cloze.end = len(made.parts)
            made.parts.append((cloze, False))
    if opened:
        del made.parts[opened[0].start :]
    else:
        _add(made, opened, text[at:])
    return made


def _numbers(written: str) -> tuple[int, ...]:
    return tuple(sorted({int(n) for n in written.split(",") if n and len(n) <= 5}))  # noqa: PLR2004


def _add(made: Text, opened: list[Cloze], text: str) -> None:
    if opened and _HINT in text and not text.startswith(OCCLUSION):
        text, _, opened[-1].hint = text.partition(_HINT)
    if text:
        made.parts.append(text)


def numbers(texts: Iterable[str]) -> tuple[int, ...]:
    """Return the numbers of the clozes of some fields that make cards, in order."""
    found = {n for text in texts for cloze in parse(text).clozes for n in cloze.numbers}
    return tuple(sorted({min(n, MOST) for n in found if n}))  # those beyond share the last


def show(text: str, card: int, *, reveal: bool) -> str:
    """Return a field as card ``card`` shows it; nothing if it has no cloze of that card."""
    made = parse(text)
    if not any(card in cloze.numbers for cloze in made.clozes):
        return ""
    out: list[str] = []
    at = 0
    while at < len(made.parts):
        part = made.parts[at]
        at += 1
        if isinstance(part, str):
            if not part.startswith(OCCLUSION):  # a mask, drawn elsewhere
                out.append(part)
            continue
        cloze, opens = part
        if not opens:
            out.append("</span>")
            continue
        mine = card in cloze.numbers
        css = "cloze" if mine else "cloze-inactive"
        shown = ",".join(map(str, cloze.numbers))
        out.append(f'<span class="{css}" data-ordinal="{shown}">')
        if mine and not reveal:
            out.append("[...]" if cloze.hint is None else f"[{cloze.hint}]")
            at = cloze.end
    return each_tex("".join(out), lambda tex, _, __: _TAGS.sub("", tex))  # it holds no tags


def hidden(text: str, card: int) -> list[str]:
    """Return what card ``card`` hides, each part without the marks of clozes."""
    made = parse(text)
    found: list[str] = []
    length = 0
    for cloze in made.clozes:
        if card in cloze.numbers:
            parts = made.parts[cloze.start : cloze.end]
            found.append("".join(part for part in parts if isinstance(part, str)))
            length += len(found[-1]) + len(parts)
            if length > _ENOUGH:  # one within another, without end
                break
    return found


def plain(pieces: list[str]) -> str:
    """Return what a card hides as the words one would type."""
    return ", ".join(html.unescape(_TAGS.sub("", piece)).strip() for piece in pieces)
