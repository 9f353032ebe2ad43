"""Notes of a file as items of a bank: what Markdown can say as ours, the rest as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from pydantic import ValidationError

from app.services.importing_names import item_id
from app.services.importing_names import named
from question_bank import field_text
from question_bank.fingerprints import text_fingerprint
from question_bank.items import CLASSES
from question_bank.items import faces
from question_bank.nodes import CONTROL
from question_bank.readers.html import plain_text
from question_bank.readers.html import to_markdown
from question_bank.readers.html_clozes import cloze_to_markdown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.services.importing_kinds import Fields
    from question_bank.items import Item
    from question_bank.readers.contents import Note
    from question_bank.readers.contents import NoteType

_NAMES: dict[frozenset[str], set[str]] = {}
_MOST_CARDS = 500  # of one note
_MOST_OF_NOTE = 4_000_000  # characters that a topic file, in which they stand twice, has room for


class UnfitNoteError(ValueError):
    """A note that can't be an item; the message says why, for a person."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A note type as the bank keeps it, its slug there, and what its notes become."""

    type: NoteType
    slug: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Place:
    """Where a note goes: the topic's slug, its deck as Anki calls it, and the topic's title."""

    topic: str
    deck: str
    title: str


def made_of(  # noqa: PLR0913 - a note, and all that is known beside it
    note: Note, kind: Kind, cards: tuple[int, ...], place: Place, *, media: Mapping[str, str],
    item: str | None = None,
) -> Item:  # fmt: skip
    """Return the item that a note becomes.

    Args:
        note: as the file has it.
        kind: its type.
        cards: the numbers of its cards, from 1, in order.
        place: where it goes.
        media: files in the bank's ``media/`` by the name that fields use.
        item: its id, if it has one already.

    Raises:
        UnfitNoteError: no item can hold it.
    """
    if len(note.fields) != len(kind.type.fields):
        raise UnfitNoteError(f"it has {len(note.fields)} fields, its type {len(kind.type.fields)}")
    if sum(map(len, note.fields)) > _MOST_OF_NOTE:
        raise UnfitNoteError("its fields are larger than 4 MB together")
    if not cards or len(cards) > _MOST_CARDS:
        raise UnfitNoteError(f"it has {len(cards)} cards: 1 to {_MOST_CARDS} are possible")
    tags, slugs = _tags(note.tags)
    head: dict[str, Any] = {"id": item or item_id(note.guid, note.fields[0] if note.fields else "")}
    head |= {"topic": place.topic, **({"tags": slugs} if slugs else {})}
    fields = dict(zip(kind.type.fields, note.fields, strict=True))
    kept = {name: field_text.kept(text) for name, text in fields.items()}
    origin: dict[str, Any] = {"guid": field_text.kept(note.guid), "note_type": kind.slug}
    origin |= {"tags": tags} if tags else {}
    origin |= {"deck": field_text.kept(place.deck)} if place.deck != place.title else {}
    ours = _ours(note, kind.fields, cards, media)
    if ours is not None:
        made = _valid({**head, **ours})
        if made is not None and faces(made) == cards:
            origin |= {"fields": kept, "made": text_fingerprint(made)}
            return _with(made, origin)
    whole = {**head, "kind": "note", "note_type": kind.slug, "fields": kept, "cards": cards}
    made = _valid(whole)
    if made is None:
        raise UnfitNoteError("its fields or their names can’t be kept")
    return _with(made, {**origin, "made": text_fingerprint(made)})


def _valid(row: dict[str, Any]) -> Item | None:
    try:
        return CLASSES[row["kind"]].model_validate(row)
    except ValidationError:
        return None


def _with(item: Item, origin: dict[str, Any]) -> Item:
    """Add where an item comes from."""
    row = {name: getattr(item, name) for name in item.model_fields_set}
    try:
        made = type(item).model_validate({**row, "origin": origin})
    except ValidationError as error:
        raise UnfitNoteError("its name in Anki can’t be kept") from error
    for one in (made, made.origin):
        _share_names(one)
    return made


def _share_names(model: Any) -> None:
    """Let models that have the same fields share the set of their names: 100 MB in 100,000."""
    names: set[str] = model.__pydantic_fields_set__
    shared = _NAMES.setdefault(frozenset(names), names)
    object.__setattr__(model, "__pydantic_fields_set__", shared)


def _tags(tags: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a note's tags as Anki has them, and ours."""
    slugs = tuple(dict.fromkeys(named(tag, "tag") for tag in tags if tag.strip()))
    kept = tuple(field_text.kept(tag) for tag in tags if tag)
    return kept, slugs


def _ours(
    note: Note, how: Fields, cards: tuple[int, ...], media: Mapping[str, str]
) -> dict[str, Any] | None:
    """Return what a note says as values of one of our kinds, or None if none can."""
    if how.shape == "note" or any(map(CONTROL.search, note.fields)):
        return None
    if how.shape == "cloze":
        return _cloze(note, how, media)
    if how.shape != "reversed" and cards != (1,):
        return None
    stem = to_markdown(note.fields[how.ask], media)
    if how.shape == "typed":
        words = plain_text(note.fields[how.answer])
        if not stem or not words:
            return None
        return {"kind": "short_answer", "stem": stem, "answer": {"kind": "text", "value": words}}
    answer = to_markdown(note.fields[how.answer], media)
    if not stem or not answer or cards not in ((1,), (1, 2)):
        return None
    both = {"reversed": True} if cards == (1, 2) else {}
    if how.shape == "reversed" and not both:
        return None  # its other card was deleted: Anki would make it again
    return {"kind": "flashcard", "stem": stem, "answer": answer, **both}


def _cloze(note: Note, how: Fields, media: Mapping[str, str]) -> dict[str, Any] | None:
    text = cloze_to_markdown(note.fields[how.ask], media)
    more = "" if how.more is None else to_markdown(note.fields[how.more], media)
    if not text or more is None:
        return None
    return {"kind": "cloze", "text": text, **({"explanation": more} if more else {})}
