"""What was imported: its record, the many rows it brings at once, and taking them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import delete
from sqlalchemy import func
from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy import update

from app.store import search
from app.store.imported_rows import DECIDED
from app.store.ledger import ImportedRow
from app.store.models import BankRow
from app.store.models import Base
from app.store.models import CardRow
from app.store.models import ItemRow
from app.store.models import ReviewRow
from app.store.models import StateRow
from app.store.states import SCHEDULED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


_PART = 20_000  # rows read at once


@dataclass(frozen=True, slots=True)
class Imported:
    """An import as it is kept; see ``ImportedRow``."""

    id: str
    learner_id: str
    bank_id: str
    file: str
    digest: str
    at: int
    counts: dict[str, Any]
    state: str
    folder: str
    previous: str | None
    first_seq: int | None
    last_seq: int | None
    was: dict[str, Any]


def record(connection: Connection, row: Imported) -> None:
    """Keep an import."""
    connection.execute(insert(ImportedRow).values({
        name: getattr(row, name) for name in Imported.__slots__
    }))  # fmt: skip


def find(connection: Connection, learner: str, import_id: str) -> Imported | None:
    """Return an import of a learner, or None."""
    return next(iter(_all(connection, learner, ImportedRow.id == import_id)), None)


def done(connection: Connection, learner: str) -> list[Imported]:
    """Return the imports of a learner that stand, newest first."""
    return _all(connection, learner, ImportedRow.state == "done")


def of_bank(connection: Connection, learner: str, bank: str) -> list[Imported]:
    """Return every import into a bank, newest first, those undone too."""
    return _all(connection, learner, ImportedRow.bank_id == bank)


def _all(connection: Connection, learner: str, condition: Any) -> list[Imported]:
    rows = connection.execute(
        select(*ImportedRow.__table__.columns)
        .where(ImportedRow.learner_id == learner, condition)
        .order_by(ImportedRow.at.desc(), ImportedRow.id)
    )
    return [Imported(**row) for row in rows.mappings()]


def state_of(connection: Connection, import_id: str) -> str | None:
    """Return whether an import stands (``done``) or was ``undone``; None if it isn't known."""
    found = connection.execute(select(ImportedRow.state).where(ImportedRow.id == import_id))
    state = found.scalar()
    return None if state is None else str(state)


def set_undone(connection: Connection, import_id: str) -> None:
    """Keep that an import was undone."""
    connection.execute(
        update(ImportedRow).where(ImportedRow.id == import_id).values(state="undone", was={})
    )


def decided(connection: Connection, learner: str, bank: str) -> dict[int, tuple[Any, ...]]:
    """Return what a learner decided of the cards of a bank, where that is anything."""
    columns = [getattr(StateRow, name) for name in DECIDED]
    rows = connection.execute(
        select(StateRow.card_id, *columns).where(
            StateRow.learner_id == learner, StateRow.bank_id == bank
        )
    )
    return {row[0]: tuple(row[1:]) for row in rows if any(row[1:])}


def cards(connection: Connection, bank: str) -> Iterator[Any]:
    """Yield the cards of a bank: ``item_id``, ``n``, ``card_id``, ``topic``, ``position``, mark."""
    rows = connection.execute(
        select(
            ItemRow.item_id, CardRow.n, CardRow.id.label("card_id"), CardRow.topic,
            CardRow.position, ItemRow.fingerprint,
        )
        .join(ItemRow, ItemRow.pk == CardRow.item_pk)
        .where(CardRow.bank_id == bank, CardRow.retired.is_(False)),
        execution_options={"yield_per": _PART},
    )  # fmt: skip
    with rows:
        yield from rows


def times(connection: Connection, learner: str, bank: str) -> Iterator[tuple[int, int, str]]:
    """Yield card, time and kind of each row of a bank's log that stands, oldest first."""
    rows = connection.execute(
        select(ReviewRow.card_id, ReviewRow.answered_at, ReviewRow.kind)
        .where(
            ReviewRow.learner_id == learner, ReviewRow.bank_id == bank,
            ReviewRow.undone_by.is_(None),
        )
        .order_by(ReviewRow.seq),
        execution_options={"yield_per": _PART},
    )  # fmt: skip
    with rows:
        for row in rows:
            yield row[0], row[1], row[2]


def scheduled(connection: Connection, learner: str, bank: str) -> Iterator[Any]:
    """Yield the state of each card of a bank, its columns by name."""
    columns = [getattr(StateRow, name) for name in SCHEDULED]
    rows = connection.execute(
        select(StateRow.card_id, *columns).where(
            StateRow.learner_id == learner, StateRow.bank_id == bank
        ),
        execution_options={"yield_per": _PART},
    )
    with rows:
        yield from rows


def last_seq(connection: Connection) -> int:
    """Return the number of the newest row of the log."""
    return int(connection.execute(select(func.max(ReviewRow.seq))).scalar() or 0)


def answers_since(connection: Connection, row: Imported) -> int:
    """Count a learner's rows in a bank that an import didn't bring."""
    found = connection.execute(
        select(func.count()).where(
            ReviewRow.learner_id == row.learner_id, ReviewRow.bank_id == row.bank_id,
            ReviewRow.undone_by.is_(None), ReviewRow.seq > (row.last_seq or 0),
        )
    ).scalar()  # fmt: skip
    return int(found or 0)


# ------------------------------------------------------------------ taking back
def undo_reviews(connection: Connection, row: Imported) -> list[int]:
    """Mark the rows an import brought as undone; return their cards."""
    if row.first_seq is None or row.last_seq is None:
        return []
    mine = (
        ReviewRow.learner_id == row.learner_id, ReviewRow.bank_id == row.bank_id,
        ReviewRow.seq.between(row.first_seq, row.last_seq), ReviewRow.undone_by.is_(None),
        ReviewRow.id.like("a-%"),
    )  # fmt: skip
    found = list(connection.execute(select(ReviewRow.card_id).where(*mine).distinct()).scalars())
    connection.execute(update(ReviewRow).where(*mine).values(undone_by=row.id))
    return found


def forget_bank(connection: Connection, bank: str) -> None:
    """Delete a bank with all that was learnt of it, every learner's."""
    items = select(ItemRow.pk).where(ItemRow.bank_id == bank)
    words = search.words_table(connection.dialect.name)
    key = words.c[search.key_name(connection.dialect.name)]
    connection.execute(delete(words).where(key.in_(items)))
    for table in reversed(Base.metadata.sorted_tables):  # what points to others comes first
        if "bank_id" in table.columns and table.name != ImportedRow.__tablename__:
            connection.execute(delete(table).where(table.c.bank_id == bank))
    connection.execute(delete(BankRow).where(BankRow.id == bank))
