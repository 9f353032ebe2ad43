"""The log in sums, brought along with every answer: what statistics read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app.store.ledger import DailyRow
from app.store.prepared import Prepared

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.store.prepared import Held

MATURE = 21  # days of interval from which Anki calls a card mature
_KEY = ("learner_id", "bank_id", "day", "topic", "hour", "kind", "band", "rating")


def _adding(insert: Any) -> Prepared:
    row = insert(DailyRow).values(
        **{name: bindparam(name) for name in _KEY}, answers=bindparam("one"), ms=bindparam("took")
    )
    more = {"answers": DailyRow.answers + row.excluded.answers, "ms": DailyRow.ms + row.excluded.ms}
    return Prepared(row.on_conflict_do_update(index_elements=list(_KEY), set_=more))


_ADD = {"sqlite": _adding(sqlite_insert), "postgresql": _adding(postgres_insert)}


def band(kind: str, reps: int, interval: int) -> str:
    """Return what a card was before an answer: new, learning, relearning, young or mature."""
    if reps == 0:
        return "new"
    if kind in ("learn", "relearn"):
        return "learning" if kind == "learn" else "relearning"
    return "mature" if interval >= MATURE else "young"


def add(connection: Held, *, times: int = 1, **row: Any) -> None:
    """Count an answer, or with ``times=-1`` take it back.

    Args:
        connection: the answer's own transaction.
        times: how often.
        row: ``learner_id``, ``bank_id``, ``day``, ``topic``, ``hour`` of local time, ``kind``,
            ``band``, ``rating`` and ``took``, ms.
    """
    took = row.pop("took")
    _ADD[connection.dialect.name].run(connection, **row, one=times, took=times * took)


def clear(connection: Connection, learner: str) -> None:
    """Forget a learner's sums, to be counted again from the log."""
    connection.execute(delete(DailyRow).where(DailyRow.learner_id == learner))
