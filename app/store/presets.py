"""Presets of options, which of them a deck has, and what a preset ever scheduled with.

A preset has a name. A row without one is kept for the log: its id is the digest that rows of the
log name (``ReviewRow.parameters``), its data the options those answers were scheduled with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import and_
from sqlalchemy import bindparam
from sqlalchemy import delete
from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy import update

from app.store.ledger import DeckRow
from app.store.ledger import PresetRow
from app.store.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import BindParameter
    from sqlalchemy import Connection

    from app.store.prepared import Held

_LEARNER: BindParameter[Any] = bindparam("learner")
_BANK: BindParameter[Any] = bindparam("bank")
_OF_DECK = and_(DeckRow.learner_id == PresetRow.learner_id, DeckRow.preset_id == PresetRow.id)
_DATA = Prepared(
    select(PresetRow.data)
    .join(DeckRow, _OF_DECK)
    .where(DeckRow.learner_id == _LEARNER, DeckRow.bank_id == _BANK)
)
_KEPT = Prepared(
    select(PresetRow.id, PresetRow.data).where(
        PresetRow.learner_id == _LEARNER, PresetRow.name == ""
    )
)
_NAMED = Prepared(
    select(PresetRow.id, PresetRow.name, PresetRow.data)
    .where(PresetRow.learner_id == _LEARNER, PresetRow.name != "")
    .order_by(PresetRow.name, PresetRow.id)
)
_DECK = Prepared(
    select(DeckRow.preset_id, DeckRow.exam_day).where(
        DeckRow.learner_id == _LEARNER, DeckRow.bank_id == _BANK
    )
)
_BANKS = Prepared(
    select(DeckRow.bank_id)
    .where(DeckRow.learner_id == _LEARNER, DeckRow.preset_id == bindparam("preset"))
    .order_by(DeckRow.bank_id)
)


def data_of(connection: Held, learner: str, bank: str) -> str | None:
    """Return what the preset of a bank says, as JSON; None without one."""
    found: str | None = _DATA.scalar(connection, learner=learner, bank=bank)
    return found


def named(connection: Held, learner: str) -> list[Any]:
    """Return id, name and data of every preset of a learner, by name."""
    return _NAMED.all(connection, learner=learner)


def deck(connection: Held, learner: str, bank: str) -> tuple[str | None, int | None]:
    """Return the preset a bank is studied with and its exam's study day, if there are any."""
    row = _DECK.first(connection, learner=learner, bank=bank)
    return (None, None) if row is None else (row.preset_id, row.exam_day)


def banks_with(connection: Held, learner: str, preset: str) -> list[str]:
    """Return the banks that are studied with a preset."""
    return [row.bank_id for row in _BANKS.all(connection, learner=learner, preset=preset)]


def put(connection: Connection, learner: str, preset: str, name: str, data: str) -> None:
    """Store a preset in place of what was there."""
    key = and_(PresetRow.learner_id == learner, PresetRow.id == preset)
    changed = connection.execute(update(PresetRow).where(key).values(name=name, data=data))
    if not changed.rowcount:
        connection.execute(
            insert(PresetRow).values(learner_id=learner, id=preset, name=name, data=data)
        )


def remove(connection: Connection, learner: str, preset: str) -> None:
    """Delete a preset; the banks it was for go back to the defaults."""
    decks = and_(DeckRow.learner_id == learner, DeckRow.preset_id == preset)
    connection.execute(update(DeckRow).where(decks).values(preset_id=None))
    key = and_(PresetRow.learner_id == learner, PresetRow.id == preset, PresetRow.name != "")
    connection.execute(delete(PresetRow).where(key))


def set_deck(connection: Connection, learner: str, bank: str, **values: Any) -> None:
    """Set ``preset_id`` or ``exam_day`` of a bank."""
    key = and_(DeckRow.learner_id == learner, DeckRow.bank_id == bank)
    if not connection.execute(update(DeckRow).where(key).values(**values)).rowcount:
        connection.execute(insert(DeckRow).values(learner_id=learner, bank_id=bank, **values))


def kept(connection: Held, learner: str) -> list[tuple[str, str]]:
    """Return what a learner's log was ever scheduled with: digest and data."""
    return [(row.id, row.data) for row in _KEPT.all(connection, learner=learner)]


def keep(connection: Connection, learner: str, versions: Mapping[str, str]) -> None:
    """Keep, for the log, what it is scheduled with from now on: data by digest."""
    there = dict(kept(connection, learner))
    rows = [
        {"learner_id": learner, "id": digest, "name": "", "data": data}
        for digest, data in versions.items()
        if digest not in there
    ]
    if rows:
        connection.execute(insert(PresetRow), rows)
