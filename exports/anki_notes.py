"""An item as an Anki note: its fields as safe HTML, its tags, and ids that never change."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING
from typing import assert_never
from urllib.parse import unquote

from exports.anki_addresses import HERE
from exports.anki_addresses import names_of
from exports.anki_html import cloze_html
from exports.anki_html import inert
from exports.anki_html import line
from exports.anki_html import paragraphs
from exports.anki_lists import choice
from exports.anki_lists import matching
from exports.anki_lists import ordering
from exports.anki_lists import rubric
from exports.anki_media import names_in
from exports.anki_typed import typed
from exports.passages import passages_html
from question_bank.field_text import restored
from question_bank.fingerprints import text_fingerprint
from question_bank.items import Cloze
from question_bank.items import Flashcard
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Note
from question_bank.items import Numeric
from question_bank.items import Open
from question_bank.items import Ordering
from question_bank.items import ShortAnswer
from question_bank.items import TrueFalseItem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exports.base import Selection
    from question_bank.items import Item
    from question_bank.readers.contents import NoteType

_COLONS = re.compile(":(?=:)")
_DECKS = 1 << 30  # deck ids lie from here to 2**31: positive in 31 bits, and never Anki's own 1


def guid(bank: str, item: str) -> str:
    """Return a note's lasting name, from the ids alone: an edit never makes a new note."""
    digest = hashlib.sha256(f"citecards:{bank}:{item}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:12]).decode("ascii")


def deck_id(bank: str, topic: str = "") -> int:
    """Return the id of a topic's deck, or of the bank's."""
    digest = hashlib.sha256(f"citecards:{bank}:{topic}".encode()).digest()
    return _DECKS | (int.from_bytes(digest[:4], "big") % _DECKS)


def deck_name(*titles: str) -> str:
    """Return a deck's name; ``::`` parts levels in Anki, so within a title it becomes ``: :``."""
    return "::".join(_level(title) for title in titles)


def _level(title: str) -> str:
    words = _COLONS.sub(": ", " ".join(title.split()))
    return words.strip(": ") or "-"


def tags(item: Item) -> tuple[str, ...]:
    """Return the note's tags, each once: the item's own, then what it is."""
    # ``value``: to write an enum's member into a string calls three functions
    made = [
        *item.tags,
        f"topic::{item.topic}",
        f"bloom::{item.bloom.value}",
        f"kind::{item.kind}",
    ]
    if item.caution:
        made.append("caution")
    return tuple(dict.fromkeys(made))


def fields(selection: Selection, item: Item) -> dict[str, str]:
    """Return the note's fields by name: those of its kind, or an imported note's own.

    Raises:
        Unwritable: Anki can't hold the item; the message says why.
    """
    if isinstance(item, Note):
        return {restored(name): restored(text) for name, text in item.fields.items()}
    bank = selection.bank
    made = _own(selection, item)
    made["Explanation"] = paragraphs(item.explanation) if item.explanation else ""
    made["Caution"] = paragraphs(item.caution) if item.caution else ""
    made["As of"] = line(item.as_of) if item.as_of else ""
    made["Passage"] = passages_html(bank, item)
    made["Topic"] = line(bank.topic_titles[item.topic])
    whole = "".join(made.values())
    if "{{" in whole or "[" in whole or "\\" in whole:  # in few: one look at all is the fastest
        made = {name: inert(value) for name, value in made.items()}
    made["Id"] = item.id
    if isinstance(item, Cloze):
        made["Text"] = cloze_html(item.text)
    if HERE in whole or isinstance(item, Cloze):
        named = names_of(bank).named
        made = {name: named(value) for name, value in made.items()}
    return made


def _own(selection: Selection, item: Item) -> dict[str, str]:
    match item:
        case Flashcard():
            turned = "yes" if item.reversed else ""
            own = {"Answer": paragraphs(item.answer), "Reversed": turned}
        case Cloze() | Note():
            return {}
        case MultipleChoice() | MultipleResponse():
            own = choice(selection, item)
        case TrueFalseItem():
            verdict = "✓ True" if item.key else "✗ False"
            answer = f'<span class="verdict">{verdict}</span>'
            own = {"Answer": answer, "Correction": paragraphs(item.correction or "")}
        case ShortAnswer() | Numeric():
            own = typed(item)
        case Ordering():
            own = ordering(selection, item)
        case Matching():
            own = matching(selection, item)
        case Open():
            own = {"Answer": paragraphs(item.model_answer), "Rubric": rubric(item.rubric)}
        case _:
            assert_never(item)
    return {"Stem": paragraphs(item.stem), **own}


def origin_fields(item: Item, note_type: NoteType) -> tuple[str, ...] | None:
    """Return the fields an imported item had in Anki, in the order of its note type.

    None if it has none, or if the item was edited since (``exports.anki_edited`` then makes
    them). An imported note's fields are its own.
    """
    if isinstance(item, Note):
        return tuple(restored(item.fields.get(name, "")) for name in note_type.fields)
    origin = item.origin
    if origin is None or not origin.fields or origin.made != text_fingerprint(item):
        return None
    return tuple(restored(origin.fields.get(name, "")) for name in note_type.fields)


def media_of(selection: Selection, item: Item) -> tuple[str, ...]:
    """Return the files of the bank's ``media/`` that an item names, each once.

    Raises:
        Unwritable: Anki can't hold the item.
    """
    texts: Iterable[str] = fields(selection, item).values()
    if item.origin is not None:
        texts = (*texts, *map(restored, item.origin.fields.values()))
    named = dict.fromkeys(name for text in texts for name in names_in(text))
    known = selection.bank.media
    return tuple(dict.fromkeys(known.get(name) or known.get(unquote(name), name) for name in named))
