"""What of a learner's rows is text that must be read again: quizzes, actions, presets."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import String
from sqlalchemy import and_
from sqlalchemy import cast
from sqlalchemy import delete
from sqlalchemy import exists
from sqlalchemy import select
from sqlalchemy import update

from app.store.ledger import DeckRow
from app.store.ledger import PresetRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    Rows = list[Any]


def texts(connection: Connection, table: Any, *names: str) -> Rows:
    """Return a table's key and columns as text, whether or not it can be read."""
    keys = list(table.__table__.primary_key.columns)
    wanted = [cast(getattr(table, name), String).label(name) for name in names]
    return list(connection.execute(select(*keys, *wanted).order_by(*keys)))


def drop(connection: Connection, table: Any, keys: Iterable[tuple[Any, ...]]) -> None:
    """Delete rows of a table by their keys."""
    columns = list(table.__table__.primary_key.columns)
    for key in keys:
        same = (column == value for column, value in zip(columns, key, strict=True))
        connection.execute(delete(table).where(*same))


def clear_preset(connection: Connection, learner: str, preset: str) -> None:
    """Make a preset one of defaults alone."""
    mine = and_(PresetRow.learner_id == learner, PresetRow.id == preset)
    connection.execute(update(PresetRow).where(mine).values(data="{}"))


_NO_PRESET = and_(
    DeckRow.preset_id.is_not(None),
    ~exists().where(
        PresetRow.learner_id == DeckRow.learner_id,
        PresetRow.id == DeckRow.preset_id,
        PresetRow.name != "",
    ),
)


def decks_of_no_preset(connection: Connection) -> Rows:
    """Return learner and bank of decks whose preset isn't there."""
    return list(connection.execute(select(DeckRow.learner_id, DeckRow.bank_id).where(_NO_PRESET)))


def leave_no_preset(connection: Connection) -> None:
    """Let such decks be studied with the defaults."""
    connection.execute(
        update(DeckRow).where(_NO_PRESET).values(preset_id=None)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
