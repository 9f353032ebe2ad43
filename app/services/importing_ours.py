"""Notes of our own note types in a file: which bank and item each was made of, and if it is here.

A note is known by its type, its field ``Id`` and its guid, which is made of the bank's id and the
item's: nobody's note is taken for another's. What it carries (``exports.anki_carried``) says the
rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import NamedTuple

from app.services.importing_frame import back_of
from app.services.importing_part import part_of
from exports.anki_carried import FIELD
from exports.anki_carried import digest_of
from exports.anki_carried import read
from exports.anki_carried import without
from exports.anki_html import Unwritable
from exports.anki_look import FIRST_ID
from exports.anki_notes import fields as fields_of
from exports.anki_notes import guid
from exports.base import Selection
from question_bank.items import faces
from question_bank.readers.contents import LeftOut

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from app.services.importing_frame import Back
    from exports.anki_carried import Carried
    from question_bank.bank import Bank
    from question_bank.readers.contents import Contents
    from question_bank.readers.contents import Note
    from question_bank.readers.contents import NoteType

    Find = Callable[[str], "Known | None"]

EDITED = "edited in Anki: the bank’s own text was kept"
DIFFERS = "another text than in the bank, whose own was kept"
_NEEDED = {FIELD, "Id", "Topic"}
_OURS = range(FIRST_ID, FIRST_ID + 100)
_LONGEST = 80  # characters of an id


class Known(NamedTuple):
    """A bank that is here; ``rebuilt``: it came out of a deck, so a deck may bring more of it."""

    bank: Bank
    rebuilt: bool


class Ours(NamedTuple):
    """A note that was made of an item of ours."""

    note: Note
    row: int
    bank: str
    item: str
    fields: Mapping[str, str]
    carried: Carried | None


@dataclass(frozen=True, slots=True)
class Home:
    """What of a file belongs to a bank that is here; ``cards`` are ours by Anki's."""

    bank: str
    contents: Contents
    cards: Mapping[int, tuple[str, int]]
    marked: frozenset[str]
    told: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Sorted:
    """A file's parts: of banks that are here, of ours that aren't, and all else (None: nothing)."""

    homes: tuple[Home, ...] = ()
    backs: tuple[Back, ...] = ()
    rest: Contents | None = None
    rows: Mapping[int, int] = field(default_factory=dict)


def sort_out(contents: Contents, rows: list[int], banks: Iterable[str], find: Find) -> Sorted:
    """Take a file apart.

    Args:
        contents: what was read of it.
        rows: the row of each of its notes, as people count.
        banks: the ids of the banks that are here.
        find: what gives such a bank.
    """
    kinds = {one.id: one for one in contents.note_types if _is_ours(one)}
    if not kinds:
        return Sorted(rest=contents)
    groups: dict[str, dict[str, Ours]] = {}
    for one in _ours(contents, kinds, rows, tuple(banks)):
        groups.setdefault(one.bank, {}).setdefault(one.item, one)
    homes: list[Home] = []
    backs: list[Back] = []
    for bank, notes in groups.items():
        known = find(bank)
        left = notes
        if known is not None:
            mine = {name: one for name, one in notes.items() if name in known.bank.by_id}
            left = {name: one for name, one in notes.items() if name not in mine}
            if mine:
                homes.append(_home(known.bank, mine, contents))
        if left and (known is None or known.rebuilt):
            back = back_of(bank, left.values(), contents, known.bank if known else None)
            backs += [back] if back is not None else []
    taken = {note.id for home in homes for note in home.contents.notes}
    taken |= {note.id for back in backs for note in back.contents.notes}
    numbers = {note.id: row for note, row in zip(contents.notes, rows, strict=True)}
    rest = part_of(contents, (note for note in contents.notes if note.id not in taken))
    return Sorted(tuple(homes), tuple(backs), rest if rest.notes else None, numbers)


def _is_ours(kind: NoteType) -> bool:
    """Whether a note type is one of ours, whatever its learner made of its look."""
    named = kind.id in _OURS or kind.name.startswith("Citecards ")
    return named and set(kind.fields) >= _NEEDED


def _ours(
    contents: Contents, kinds: Mapping[int, NoteType], rows: list[int], banks: tuple[str, ...]
) -> Iterator[Ours]:
    for note, row in zip(contents.notes, rows, strict=True):
        kind = kinds.get(note.note_type)
        if kind is None or len(kind.fields) != len(note.fields):
            continue
        values = dict(zip(kind.fields, note.fields, strict=True))
        item = values["Id"].strip()
        if not item or len(item) > _LONGEST:
            continue
        carried = read(values[FIELD])
        wanted = (carried.bank, *banks) if carried else banks
        bank = next((name for name in wanted if guid(name, item) == note.guid), None)
        if bank is not None:
            yield Ours(note, row, bank, item, values, carried)


# ------------------------------------------------------------------ a bank that is here
def _home(bank: Bank, notes: Mapping[str, Ours], contents: Contents) -> Home:
    part = part_of(contents, (one.note for one in notes.values()))
    items = {one.note.id: bank.by_id[name] for name, one in notes.items()}
    cards = {
        card.id: (items[card.note].id, card.n + 1)
        for card in part.cards
        if card.n + 1 in faces(items[card.note])
    }
    marked = {
        name
        for name, one in notes.items()
        if any(tag.casefold() == "marked" for tag in one.note.tags)
    }
    selection = Selection(bank, (), bank.info.title)
    told = tuple(
        LeftOut(one.row, f"{name}: {said}")
        for name, one in notes.items()
        if (said := _edited(one, selection))
    )
    return Home(bank.id, part, cards, frozenset(marked), told)


def _edited(one: Ours, selection: Selection) -> str:
    """Say that a note reads otherwise than it was written; nothing if it doesn't."""
    if one.carried is not None and one.carried.seen:
        return "" if one.carried.seen == digest_of(one.fields) else EDITED
    try:  # of a deck that carried nothing yet
        now = fields_of(selection, selection.bank.by_id[one.item])
    except Unwritable:
        return ""
    same = all(
        without(one.fields[name]) == text for name, text in now.items() if name in one.fields
    )
    return "" if same else DIFFERS
