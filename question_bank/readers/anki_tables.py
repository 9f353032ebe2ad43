"""Decks and note types of a new collection (schema 15 on): tables, with protobuf in columns.

The field numbers are those of Anki's published ``notetypes.proto`` and ``decks.proto``.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from question_bank.readers.anki_types import BrokenTypeError
from question_bank.readers.anki_types import checked
from question_bank.readers.anki_types import clean
from question_bank.readers.anki_types import deck_name
from question_bank.readers.contents import Deck
from question_bank.readers.contents import NoteType
from question_bank.readers.contents import Template
from question_bank.readers.protobuf import BrokenMessageError
from question_bank.readers.protobuf import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from question_bank.readers.anki_database import Database

_KIND, _SORT_FIELD, _CSS, _STOCK_KIND = 1, 2, 3, 9
_FRONT, _BACK = 1, 2
_RTL = 2
_NORMAL, _FILTERED, _DESCRIPTION = 1, 2, 4
_CLOZE, _OCCLUSION = 1, 6
_LEVELS = "\x1f"
_MOST = 1_000

Rows = dict[int, list[tuple[object, object, object]]]


def decks(database: Database) -> Iterator[tuple[int, Deck | BrokenTypeError, bool]]:
    """Yield id, deck and whether it is a filtered one."""
    for _, row in database.rows("decks", ("id", "name", "kind")):
        if not row or not isinstance(row[0], int):
            yield 0, BrokenTypeError("it has no id, or is too large"), False
            continue
        id_, name, kind = row
        try:
            parts = Message(_raw(kind))
            normal = Message(parts.raw(_NORMAL))
            named = deck_name(_name(name).replace(_LEVELS, "::"))
            description = clean(normal.text(_DESCRIPTION))
            is_filtered = parts.has(_FILTERED)
        except (BrokenTypeError, BrokenMessageError):
            yield id_, BrokenTypeError("its name or settings can’t be read"), False
            continue
        yield id_, Deck(id_, named, description), is_filtered


def note_types(database: Database) -> Iterator[tuple[int, NoteType | BrokenTypeError]]:
    """Yield id and note type, each with its fields and templates in their order."""
    fields = _by_type(database, "fields")
    templates = _by_type(database, "templates")
    for _, row in database.rows("notetypes", ("id", "name", "config")):
        if not row or not isinstance(row[0], int):
            yield 0, BrokenTypeError("it has no id, or is too large")
            continue
        try:
            id_, name, config = row
            yield id_, _note_type(id_, name, config, fields[id_], templates[id_])
        except BrokenTypeError as error:
            yield row[0], error
        except BrokenMessageError:
            yield row[0], BrokenTypeError("its fields, cards or settings can’t be read")


def _note_type(
    id_: int,
    name: object,
    config: object,
    fields: list[tuple[object, object, object]],
    templates: list[tuple[object, object, object]],
) -> NoteType:
    settings = Message(_raw(config))
    cards = [(_name(named), Message(_raw(one))) for _, named, one in templates]
    draft = NoteType(
        id_,
        _name(name),
        tuple(_name(named) for _, named, _ in fields),
        tuple(Template(named, one.text(_FRONT), one.text(_BACK)) for named, one in cards),
        settings.text(_CSS),
        is_cloze=settings.number(_KIND) == _CLOZE,
        occlusion=settings.number(_STOCK_KIND) == _OCCLUSION,
        sort_field=settings.number(_SORT_FIELD),
        right_to_left=all(Message(_raw(one)).number(_RTL) for _, _, one in fields),
    )
    return checked(draft)


def _by_type(database: Database, table: str) -> Rows:
    """Return number, name and settings of each field or template, by note type."""
    found: Rows = defaultdict(list)
    for _, row in database.rows(table, ("ntid", "ord", "name", "config")):
        if row and isinstance(row[0], int) and len(found[row[0]]) <= _MOST:
            found[row[0]].append(row[1:])
    for rows in found.values():
        rows.sort(key=lambda row: row[0] if isinstance(row[0], int) else _MOST)
    return found


def _raw(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise BrokenTypeError("its settings are missing")
    return value


def _name(value: object) -> str:
    try:
        return _raw(value).decode()
    except UnicodeDecodeError as error:
        raise BrokenTypeError("a name in it is no text") from error
