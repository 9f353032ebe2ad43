"""Learners: one row each, on which their writes wait for one another."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import insert
from sqlalchemy import select

from app.store.models import LearnerRow
from app.store.prepared import Prepared

if TYPE_CHECKING:
    from sqlalchemy import BindParameter
    from sqlalchemy import Connection

    from app.store.prepared import Held

_LEARNER: BindParameter[Any] = bindparam("learner")
_HOLD = Prepared(select(LearnerRow.id).where(LearnerRow.id == _LEARNER).with_for_update())


def ensure_learner(connection: Connection, learner: str, name: str, now: int) -> None:
    """Make the learner if there isn't one."""
    found = connection.execute(select(LearnerRow.id).where(LearnerRow.id == learner)).first()
    if found is None:
        connection.execute(insert(LearnerRow).values(id=learner, name=name, created_at=now))


def ids(connection: Connection) -> tuple[str, ...]:
    """Return every learner."""
    return tuple(connection.execute(select(LearnerRow.id)).scalars())


def hold(connection: Held, learner: str) -> None:
    """Keep a learner's other writes waiting; on SQLite the transaction alone does."""
    if connection.dialect.name != "sqlite":
        _HOLD.scalar(connection, learner=learner)
