"""An imported item that was edited since: new fields for the note type it came with.

Anki takes a note over only in its own note type. So the fields the item is made of are made anew,
found by what the note type's template asks and answers, and all others stay as they were.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exports.anki_notes import fields
from question_bank.field_text import restored
from question_bank.items import Cloze

if TYPE_CHECKING:
    from exports.base import Selection
    from question_bank.items import Item
    from question_bank.readers.contents import NoteType

_FIELD = re.compile(r"\{\{\s*(?:[a-zA-Z-]+:)*([^{}:#^/!]+?)\s*\}\}")


def edited_fields(selection: Selection, item: Item, note_type: NoteType) -> tuple[str, ...]:
    """Return the fields of an edited item, in the order of its note type.

    Raises:
        Unwritable: Anki can't hold the item; the message says why.
    """
    origin = item.origin
    was = {} if origin is None else {restored(k): restored(v) for k, v in origin.fields.items()}
    made = fields(selection, item)
    asked, answered = _sides(note_type)
    if isinstance(item, Cloze):
        now = {asked: made["Text"]}
        if answered:
            now[answered] = made["Explanation"]
    else:
        now = {asked: made.get("Stem", ""), answered: made.get("Answer", "")}
    return tuple(now.get(name, was.get(name, "")) for name in note_type.fields)


def _sides(note_type: NoteType) -> tuple[str, str]:
    """Return the name of the field that is asked for and of that which answers it."""
    card = note_type.templates[0]
    shown = [name for name in _FIELD.findall(card.front) if name in note_type.fields]
    asked = shown[0] if shown else note_type.fields[0]
    back = [name for name in _FIELD.findall(card.back) if name in note_type.fields]
    answered = next((name for name in back if name != asked), "")
    return asked, answered
