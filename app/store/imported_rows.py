"""Many rows at once, as an import brings them: by the driver alone, Core takes longer than it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import JSON
from sqlalchemy import Text
from sqlalchemy import bindparam
from sqlalchemy import cast
from sqlalchemy import insert
from sqlalchemy import null
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app.store.ledger import DailyRow
from app.store.models import ReviewRow
from app.store.models import StateRow
from app.store.states import SCHEDULED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from sqlalchemy import Connection
    from sqlalchemy import Executable

    from app.store.prepared import Held

_PART = 20_000  # rows put at once
_ROOM = 64_000  # kB of SQLite's cache while many rows come in: their indexes grow everywhere
REVIEW = tuple(
    column.name
    for column in ReviewRow.__table__.columns
    if column.name not in ("seq", "undone_by", "rule", "points")
)
DECIDED = ("suspended", "buried_until", "flag", "marked")
_DAILY = ("learner_id", "bank_id", "day", "topic", "hour", "kind", "band", "rating")


def make_room(connection: Connection) -> int | None:
    """Let SQLite keep more of its indexes in memory; return what to give ``take_room``."""
    if connection.dialect.name != "sqlite":
        return None
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar()
    connection.exec_driver_sql(f"PRAGMA cache_size = -{_ROOM}")
    return int(before or 0)


def take_room(connection: Connection, before: int | None) -> None:
    """Give the memory back."""
    if before is not None:
        connection.exec_driver_sql(f"PRAGMA cache_size = {before}")


def _put(connection: Held, statement: Executable, rows: Iterable[tuple[Any, ...]],
         names: tuple[str, ...]) -> int:  # fmt: skip
    """Run a statement for many rows, by the driver alone: Core takes longer than SQLite."""
    compiled: Any = statement.compile(dialect=connection.dialect)  # type: ignore[attr-defined]
    cursor = connection.connection.cursor()
    count = 0
    part: list[tuple[Any, ...]] = []
    places = [names.index(name) for name in compiled.positiontup or ()]
    plain = places == list(range(len(names)))

    def flush() -> None:
        if not compiled.positiontup:
            cursor.executemany(str(compiled), [dict(zip(names, row, strict=True)) for row in part])
        elif plain:
            cursor.executemany(str(compiled), part)
        else:
            cursor.executemany(str(compiled), [[row[at] for at in places] for row in part])

    for row in rows:
        part.append(row)
        count += 1
        if len(part) == _PART:
            flush()
            part.clear()
    if part:
        flush()
    cursor.close()
    return count


def put_reviews(connection: Held, rows: Iterable[tuple[Any, ...]]) -> int:
    """Append rows to the log, their values in the order of ``REVIEW``; return how many."""
    values: dict[str, Any] = {name: bindparam(name) for name in REVIEW}
    words = bindparam("response", type_=Text())  # as text it goes to the driver as it is
    values["response"] = cast(words, JSON) if connection.dialect.name == "postgresql" else words
    return _put(connection, insert(ReviewRow).values(values), rows, REVIEW)


def place(response: Mapping[str, Any]) -> str:
    """Return a ``response`` as ``put_reviews`` takes it."""
    return json.dumps(response, separators=(",", ":"))


def put_states(connection: Held, learner: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Put schedules of cards: ``card`` first, then the columns of ``SCHEDULED``."""
    names = ("card", *(f"new_{name}" for name in SCHEDULED))
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in SCHEDULED}
    made = (
        update(StateRow)
        .where(StateRow.learner_id == bindparam("who"), StateRow.card_id == bindparam("card"))
        .values(values)
    )
    _put(connection, made, ((*row, learner) for row in rows), (*names, "who"))


def put_decided(connection: Held, learner: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Put what was decided of cards: ``card``, the columns of ``DECIDED``, and ``active``."""
    names = ("card", *(f"new_{name}" for name in DECIDED), "new_active")
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in (*DECIDED, "active")}
    made = (
        update(StateRow)
        .where(StateRow.learner_id == bindparam("who"), StateRow.card_id == bindparam("card"))
        .values(values | {"buried_by": null()})
    )
    _put(connection, made, ((*row, learner) for row in rows), (*names, "who"))


def add_sums(
    connection: Held, learner: str, bank: str, sums: Mapping[tuple[Any, ...], tuple[int, int]]
) -> None:
    """Add to the daily sums: day, topic, hour, kind, band, rating → answers and ms."""
    inserting = {"sqlite": sqlite_insert, "postgresql": postgres_insert}[connection.dialect.name]
    row: Any = inserting(DailyRow).values(
        {name: bindparam(name) for name in (*_DAILY, "answers", "ms")}
    )
    more = {"answers": DailyRow.answers + row.excluded.answers, "ms": DailyRow.ms + row.excluded.ms}
    made = row.on_conflict_do_update(index_elements=list(_DAILY), set_=more)
    rows = ((learner, bank, *key, *value) for key, value in sums.items())
    _put(connection, made, rows, (*_DAILY, "answers", "ms"))
