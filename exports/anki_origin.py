"""What came from Anki goes back as it was: note types, decks and tags of an imported bank."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

from exports.anki_html import Unwritable
from exports.anki_notes import deck_name
from exports.anki_notes import guid
from question_bank import field_text
from question_bank.items import Note
from question_bank.markup import plain

if TYPE_CHECKING:
    from question_bank.bank import Bank
    from question_bank.items import Item
    from question_bank.readers.contents import NoteType

_OTHER = re.compile(r"[^a-z0-9]+")
OCCLUSION = 6  # Anki's number of its own image occlusion type


def note_type_of(bank: Bank, item: Item) -> NoteType | None:
    """Return the note type that an item had in Anki; None if it isn't from there.

    Raises:
        Unwritable: it can be of no other, and the bank's folder doesn't have it.
    """
    slug = item.note_type if isinstance(item, Note) else item.origin and item.origin.note_type
    found = bank.note_types.get(slug) if slug else None
    if found is None and isinstance(item, Note):
        raise Unwritable(f"its note type `{slug}` isn't in the bank's folder")
    return found


def guid_of(bank: Bank, item: Item) -> str:
    """Return the lasting name of an item's note: the one it came with, if it came from Anki."""
    if item.origin:
        return field_text.restored(item.origin.guid)
    return guid(bank.id, item.id)


def deck_of(bank: Bank, item: Item) -> str:
    """Return the name of an item's deck: the one it came from, or its topic's below the bank's."""
    title = bank.topic_titles[item.topic]
    if item.origin is not None:
        return field_text.restored(item.origin.deck) if item.origin.deck else title
    if bank.note_types:  # made here, in a bank from there: beside the others of its topic
        return deck_name(*title.split("::"))
    return deck_name(plain(bank.info.title), plain(title))


def tags_of(item: Item) -> tuple[str, ...]:
    """Return the tags of a note from Anki: those it came with that it still has, then new ones."""
    came = item.origin.tags if item.origin else ()
    slugs = {_slug(tag): field_text.restored(tag) for tag in came}
    kept = [field_text.restored(tag) for tag in came if _slug(tag) in item.tags]
    return (*kept, *(tag for tag in item.tags if tag not in slugs))


def _slug(tag: str) -> str:
    """Return what an import makes of a tag."""
    words = unicodedata.normalize("NFKD", field_text.restored(tag).casefold())
    slug = _OTHER.sub("-", words.encode("ascii", "ignore").decode()).strip("-")
    digest = hashlib.sha256(field_text.restored(tag).encode("utf-8", "surrogatepass")).hexdigest()
    return slug[:80].rstrip("-") or f"tag-{digest[:8]}"
