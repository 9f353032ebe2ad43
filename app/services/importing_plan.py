"""What a file makes of a bank: its items in order, its topics, note types and media."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING
from typing import Any

from app.services import importing_frame
from app.services.importing_items import Kind
from app.services.importing_items import Place
from app.services.importing_items import UnfitNoteError
from app.services.importing_items import made_of
from app.services.importing_kinds import fields_of
from app.services.importing_merge import Merge
from app.services.importing_names import distinct
from app.services.importing_part import part_of
from app.services.importing_part import rows_of
from app.services.importing_quiz import quiz_items
from app.services.importing_topics import LONGEST_NAME
from app.services.importing_topics import info_of
from app.services.importing_topics import known_info
from app.services.importing_topics import title_of
from app.services.importing_topics import topics_of
from exports.anki_carried import is_frame
from question_bank import field_text
from question_bank.items import faces
from question_bank.media import TYPES
from question_bank.nodes import CONTROL
from question_bank.readers.contents import LeftOut

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from app.services.importing_frame import Back
    from question_bank.bank import Bank
    from question_bank.bank import BankInfo
    from question_bank.items import Item
    from question_bank.readers.contents import Card
    from question_bank.readers.contents import Contents
    from question_bank.readers.contents import Note
    from question_bank.readers.contents import NoteType

    Tell = Callable[[str, float], None]

_OFTEN = 1_000  # notes between two tellings
_MANY = 1 << 62


@dataclass(slots=True)
class Plan:
    """What is to be written: all items of a new bank, or of one that is there what changes.

    ``cards`` are ours by Anki's: item and number. ``media`` are the files in the bank's ``media/``
    by the name that fields use.
    """

    info: BankInfo
    items: list[Item]
    note_types: Mapping[str, NoteType]
    media: Mapping[str, str]
    changed: dict[str, int] = field(default_factory=dict)
    cards: dict[int, tuple[str, int]] = field(default_factory=dict)
    marked: set[str] = field(default_factory=set)
    left_out: list[LeftOut] = field(default_factory=list)
    merge: Merge = field(default_factory=Merge)
    taken: int = 0


def plan(  # noqa: PLR0913 - a file, whither, and what is known of it
    contents: Contents, bank_id: str, old: Bank | None, tell: Tell, *, back: Back | None = None,
    rows: Mapping[int, int] | None = None,
) -> Plan:  # fmt: skip
    """Say what a file makes of a bank.

    Args:
        contents: what was read of it.
        bank_id: the bank's id.
        old: what is there.
        tell: told how far it is.
        back: what of a bank of ours comes back in it.
        rows: the rows of its notes, if it is part of a file.
    """
    whole = contents
    if back is not None:
        contents = part_of(contents, (one for one in contents.notes if one.id in back.others))
    known = known_info(old, back)
    topics = topics_of(contents, known, alone=back is None)
    info = info_of(contents, bank_id, known, topics)
    kinds, left_out = _kinds(contents, old)
    media, without = media_names(whole, old)
    if back is not None:
        media |= importing_frame.media_names(back)
    made = Plan(
        info, [], {**(old.note_types if old else {}), **{k.slug: k.type for k in kinds.values()}},
        media, left_out=[*contents.left_out, *left_out, *without], merge=Merge.of(old),
    )  # fmt: skip
    if back is not None:
        _bring_back(made, back)
    titles = {topic.id: topic.title for topic in info.topics}
    cards = _cards_by_note(contents)
    numbers = rows_of(contents)
    decks = {deck.id: deck.name for deck in contents.decks}
    order = _order(contents, cards, decks)
    for number, at in enumerate(order):
        if number % _OFTEN == 0:
            tell("Making items", number / max(len(order), 1))
        note = contents.notes[at]
        mine = cards.get(note.id, [])
        deck = _deck_of(mine, decks, contents.title)
        place = Place(topics[title_of(deck)], deck, titles[topics[title_of(deck)]])
        row = rows[note.id] if rows else numbers[at]
        _take(made, note, kinds.get(note.note_type), mine, place=place, row=row)
    for item, row in quiz_items(contents, topics, made.left_out):
        _keep(made, item, row, 0)
    made.left_out += made.merge.told
    return made


def _bring_back(made: Plan, back: Back) -> None:
    """Put the items of a bank of ours into the plan, as they were."""
    made.left_out += back.told
    order = {topic.id: at for at, topic in enumerate(made.info.topics)}
    notes = {note.id: note for note in back.contents.notes}
    for note_id, item in sorted(back.items.items(), key=lambda row: (order[row[1].topic], row[0])):
        note = notes[note_id]
        made.items.append(item)
        made.merge.ids.add(item.id)
        made.merge.added += 1
        made.taken += 1
        if note.changed > 0:
            made.changed[item.id] = note.changed
        if any(tag.lower() == "marked" for tag in note.tags):
            made.marked.add(item.id)
    for card in back.contents.cards:
        found = back.items.get(card.note)
        if found is not None and card.n + 1 in faces(found):
            made.cards[card.id] = (found.id, card.n + 1)


def _take(  # noqa: PLR0913 - a note, and all that is known beside it
    made: Plan, note: Note, kind: Kind | None, mine: list[Card], *, place: Place, row: int
) -> None:
    """Make an item of a note, or list why not."""
    numbers = tuple(sorted({card.n + 1 for card in mine}))
    guid = field_text.kept(note.guid)
    fault = _fault(made, guid, kind, numbers)
    if fault or kind is None:
        made.left_out.append(LeftOut(row, fault))
        return
    try:
        item = made_of(note, kind, numbers, place, media=made.media, item=made.merge.id_of(guid))
    except UnfitNoteError as error:
        made.left_out.append(LeftOut(row, str(error)))
        return
    item = _keep(made, item, row, note.changed)
    if any(tag.lower() == "marked" for tag in note.tags):
        made.marked.add(item.id)
    for card in mine:
        made.cards[card.id] = (item.id, card.n + 1)


def _fault(made: Plan, guid: str, kind: Kind | None, numbers: tuple[int, ...]) -> str:
    """Say why a note can't be taken at all; empty if it can."""
    if not guid:
        return "it has no name in Anki (a guid)"
    if kind is None:
        return "its note type can’t be kept"
    if not numbers:
        return "it has no cards"
    return "a note above has the same name in Anki (a guid)" if guid in made.merge.seen else ""


def _keep(made: Plan, item: Item, row: int, changed: int) -> Item:
    """Put an item into the plan, as the merge decides."""
    kept, is_new = made.merge.take(item, row)
    made.taken += 1
    if is_new:
        made.items.append(kept)
        if changed > 0:
            made.changed[kept.id] = changed
    return kept


# ------------------------------------------------------------------ decks and topics
def _deck_of(mine: list[Card], decks: Mapping[int, str], title: str) -> str:
    """Return the deck of a note: that of its first card."""
    first = min(mine, key=lambda card: card.n, default=None)
    return decks.get(first.deck, title) if first else title


def _cards_by_note(contents: Contents) -> dict[int, list[Card]]:
    found: dict[int, list[Card]] = {}
    for card in contents.cards:
        found.setdefault(card.note, []).append(card)
    return found


def _order(
    contents: Contents, cards: Mapping[int, list[Card]], decks: Mapping[int, str]
) -> list[int]:
    """Return the notes' places by deck, and in a deck in the order in which new cards come."""

    def key(at: int) -> tuple[str, int, int]:
        note = contents.notes[at]
        mine = cards.get(note.id, [])
        due = min((card.due for card in mine if not card.kind), default=-_MANY)
        return title_of(_deck_of(mine, decks, contents.title)), due, note.id

    return sorted(range(len(contents.notes)), key=key)


# ------------------------------------------------------------------ note types and media
def _kinds(contents: Contents, old: Bank | None) -> tuple[dict[int, Kind], list[LeftOut]]:
    known = {str(one.id): slug for slug, one in old.note_types.items()} if old else {}
    found: dict[int, Kind] = {}
    left_out: list[LeftOut] = []
    taken = dict(known)
    for one in contents.note_types:
        names = [field_text.kept(name) for name in one.fields]
        if any(not name or len(name) > LONGEST_NAME for name in names) or len(set(names)) < len(
            names
        ):
            left_out.append(LeftOut(0, f"note type {one.name[:60]}: a field’s name can’t be kept"))
            continue
        if str(one.id) not in taken:
            slug = distinct([one.name], "type", {slug: slug for slug in taken.values()})[one.name]
            taken[str(one.id)] = slug
        found[one.id] = Kind(_held(one, tuple(names)), taken[str(one.id)], fields_of(one))
    return found, left_out


def _held(one: NoteType, names: tuple[str, ...]) -> NoteType:
    """Return a note type as YAML can hold it."""
    templates = tuple(type(row)(*map(field_text.kept, row)) for row in one.templates)
    name, css = field_text.kept(one.name) or "-", field_text.kept(one.css)
    return replace(one, name=name, fields=names, templates=templates, css=css)


def media_names(contents: Contents, old: Bank | None) -> tuple[dict[str, str], list[LeftOut]]:
    """Return the files in the bank's ``media/`` by name, and those of no type that is shown."""
    found = dict(old.media) if old else {}
    left_out: list[LeftOut] = []
    for name, file in contents.media.items():
        if is_frame(name):
            continue
        ending = PurePath(name).suffix.lower().removeprefix(".")
        if ending not in TYPES:
            left_out.append(LeftOut(0, f"media file {name[:80]}: no page shows files of this type"))
        elif CONTROL.search(name) or len(name) > LONGEST_NAME:
            left_out.append(LeftOut(0, f"media file {name[:80]!a}: its name can’t be kept"))
        else:
            found[name] = f"{file.digest[:32]}.{ending}"
    return found, left_out


def sources(contents: Contents, names: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """Yield each file of the bank's ``media/`` that is in the file, with where it lies now."""
    for name, file in contents.media.items():
        if name in names:
            yield names[name], file.path
