"""A card of an imported note: its two sides as HTML, made by its own templates as Anki does.

Pure, and never raises for what a deck may hold: what is wrong with a template is said on the card.
The HTML is a stranger's and goes into a sandboxed frame, or through ``foreign.cleaned``.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING

from question_bank import template_cloze
from question_bank import template_filters
from question_bank import template_text
from question_bank.field_text import restored
from question_bank.template_filters import Shown
from question_bank.template_text import FRONT_SIDE
from question_bank.template_text import Section
from question_bank.template_text import TemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from question_bank.readers.contents import NoteType
    from question_bank.readers.contents import Template
    from question_bank.template_text import Part

_EMPTY = re.compile(r"(?:\s|</?(?:br|div) ?/?>)*", re.IGNORECASE)
_MOST = 16_000_000  # characters of a side: fields may stand in a template many times
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class About:
    """What a template may say of a card besides its note's fields."""

    tags: str = ""
    deck: str = ""
    flag: int = 0


@dataclass(frozen=True, slots=True)
class Typed:
    """What a card asks to be typed: the field, and its words; ``nc``: accents don't matter."""

    field: str
    words: str
    accents: bool = True


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of a card as HTML; ``problem`` is said instead of them if they can't be made."""

    front: str
    back: str
    typed: tuple[Typed, ...] = ()
    problem: str = ""


def sides(
    kind: NoteType, fields: Mapping[str, str], card: int, about: About | None = None
) -> Sides:
    """Return the sides of a note's card.

    Args:
        kind: the note's type.
        fields: its HTML by field, as a bank keeps it.
        card: the card's number, from 1.
        about: what is known of the card.
    """
    known = about or About()
    template = _template(kind, card)
    if template is None:
        return Sides("", "", problem=f"its note type has no template for card {card}")
    note = _Note(kind, {name: _seen(text) for name, text in fields.items()}, card)
    try:
        front = note.side(template, template.front, known)
        if problem := note.problem(front):
            return Sides("", "", problem=problem)
        back = note.side(template, template.back, known, front.html)
    except TemplateError as error:
        return Sides("", "", problem=f"its template can't be read: {error}")
    typed = tuple(note.typed(*one) for one in template_filters.typed_fields(front.html))
    answers = {name: note.expected(name, how) for name, how in
               template_filters.typed_fields(back.html)}  # fmt: skip
    return Sides(
        template_filters.put_speech(template_filters.put_typed(front.html, {})),
        template_filters.put_speech(template_filters.put_typed(back.html, answers)),
        typed,
    )


def is_empty(text: str) -> bool:
    """Whether a field counts as empty: it holds but spaces and line breaks."""
    return _EMPTY.fullmatch(text) is not None


def _seen(text: str) -> str:
    return _UNSEEN.sub("", restored(text))


def _template(kind: NoteType, card: int) -> Template | None:
    number = 1 if kind.is_cloze else card
    return kind.templates[number - 1] if 0 < number <= len(kind.templates) else None


@dataclass(slots=True)
class _Side:
    html: str
    filled: bool  # a field with text is shown


@dataclass(slots=True)
class _Note:
    """A note while its card is made."""

    kind: NoteType
    fields: dict[str, str]
    card: int
    filled: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.filled = frozenset(name for name, text in self.fields.items() if not is_empty(text))

    def side(self, template: Template, text: str, about: About, front: str | None = None) -> _Side:
        """Make a side; ``front`` is the other's HTML, None while that is made."""
        parts = template_text.parse(text)
        template_text.check(parts, self.fields)
        special = self._special(template, about, front)
        filled = self.filled | {name for name, value in special.items() if value}
        shown = Shown(self.card, front is not None, self.kind.is_cloze)
        out: list[str] = []
        length, says = 0, False
        for part in _visible(parts, filled, self.card):
            if isinstance(part, str):
                made = part
            else:
                name = part.field
                value = self.fields[name] if name in self.fields else special.get(name, "")
                made = template_filters.all_of(part.filters, value, name, shown)
                says = says or name in filled
            out.append(made)
            length += len(made)
            if length > _MOST:
                raise TemplateError("it shows more than 16 MB")
        return _Side("".join(out), says)

    def _special(self, template: Template, about: About, front: str | None) -> dict[str, str]:
        return {
            "Tags": html.escape(about.tags),
            "Deck": html.escape(about.deck),
            "Subdeck": html.escape(about.deck.rpartition("::")[2]),
            "Type": html.escape(self.kind.name),
            "Card": html.escape(template.name),
            "CardFlag": f"flag{about.flag}",
            "CardID": "0",  # ours has another
            FRONT_SIDE: front or "",
        }

    def problem(self, front: _Side) -> str:
        """Say why a card can't be asked; empty if it can."""
        if self.kind.is_cloze:
            there = template_cloze.numbers(self.fields.values())
            return "" if self.card in there else f"its note has no cloze {self.card}"
        return "" if front.filled else "its front is empty"

    def expected(self, name: str, how: str) -> str:
        """Return the answer where a back has a box to type it in."""
        words = html.escape(self.typed(name, how).words)
        return f'<span class="typed">{words}</span>' if words else ""

    def typed(self, name: str, how: str) -> Typed:
        """Return what is to be typed."""
        text = self.fields.get(name, "")
        if how == "cloze":
            return Typed(name, template_cloze.plain(template_cloze.hidden(text, self.card)))
        return Typed(name, template_filters.without_tags(text).strip(), accents=how != "nc")


def _visible(
    parts: tuple[Part, ...], filled: frozenset[str], card: int
) -> list[str | template_text.Slot]:
    """Return the parts of a template that are shown: texts and slots."""
    found: list[str | template_text.Slot] = []
    at = 0
    while at < len(parts):
        part = parts[at]
        at += 1
        if not isinstance(part, Section):
            found.append(part)
        elif not template_text.holds(part, filled, card):
            at = part.end + 1
    return found
