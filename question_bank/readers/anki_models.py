"""Decks and note types of an older collection (schema 11): JSON in the one row of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from question_bank.readers.anki_types import BrokenTypeError
from question_bank.readers.anki_types import checked
from question_bank.readers.anki_types import clean
from question_bank.readers.anki_types import deck_name
from question_bank.readers.contents import Deck
from question_bank.readers.contents import NoteType
from question_bank.readers.contents import RefusedFileError
from question_bank.readers.contents import Template
from question_bank.readers.strict_json import read_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from question_bank.readers.anki_database import Database

_OCCLUSION = 6
_LONGEST_ID = 20


def decks(database: Database) -> Iterator[tuple[int, Deck | BrokenTypeError, bool]]:
    """Yield id, deck and whether it is a filtered one."""
    for id_, value in _objects(database, "decks"):
        name = value.get("name")
        if not isinstance(name, str):
            yield id_, BrokenTypeError("it has no name"), False
            continue
        description = value.get("desc")
        text = clean(description) if isinstance(description, str) else ""
        yield id_, Deck(id_, deck_name(name), text), bool(value.get("dyn"))


def note_types(database: Database) -> Iterator[tuple[int, NoteType | BrokenTypeError]]:
    """Yield id and note type."""
    for id_, value in _objects(database, "models"):
        try:
            yield id_, _note_type(id_, value)
        except BrokenTypeError as error:
            yield id_, error


def _note_type(id_: int, value: dict[str, Any]) -> NoteType:
    fields, css, place = _rows(value, "flds"), value.get("css"), value.get("sortf")
    draft = NoteType(
        id_,
        _text(value, "name", "its name"),
        tuple(_text(one, "name", "a field’s name") for one in fields),
        tuple(
            Template(
                _text(one, "name", "a card’s name"),
                _text(one, "qfmt", "a card’s front"),
                _text(one, "afmt", "a card’s back"),
            )
            for one in _rows(value, "tmpls")
        ),
        css if isinstance(css, str) else "",
        is_cloze=value.get("type") == 1,
        occlusion=value.get("originalStockKind") == _OCCLUSION,
        sort_field=place if isinstance(place, int) else 0,
        right_to_left=all(bool(one.get("rtl")) for one in fields),
    )
    return checked(draft)


def _objects(database: Database, column: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a JSON mapping by their id."""
    raw = next((row for _, row in database.rows("col", (column,))), ())
    what = "decks" if column == "decks" else "note types"
    try:
        found = read_json(raw[0]) if raw and isinstance(raw[0], bytes) else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise RefusedFileError(
            f"its list of {what} can’t be read: in Anki, choose Tools, Check Database, and export"
            " it again"
        )
    for key, value in found.items():
        if isinstance(value, dict) and (id_ := _id(value.get("id"), key)) is not None:
            yield id_, value


def _id(*values: object) -> int | None:
    """Return the first that is an id: some programs write them as texts."""
    for value in values:
        if isinstance(value, str) and value.lstrip("-").isdecimal() and len(value) <= _LONGEST_ID:
            return _id(int(value))
        if isinstance(value, int) and -(2**63) <= value < 2**63:
            return value
    return None


def _text(value: dict[str, Any], key: str, what: str) -> str:
    found = value.get(key)
    if not isinstance(found, str):
        raise BrokenTypeError(f"{what} is missing")
    return found


def _rows(value: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = value.get(key)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise BrokenTypeError("its fields or cards are missing")
    return found
