"""The append-only review log: what happened, and what of it was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy import update

from app.scheduling.types import Answer
from app.scheduling.types import Rating
from app.store.models import CardRow
from app.store.models import ReviewRow

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy import Row

    AnyRow = Row[*tuple[Any, ...]]


def review(connection: Connection, learner: str, review_id: str) -> AnyRow | None:
    """Return the log row of a client-made id, if it was stored."""
    return connection.execute(
        select(ReviewRow.seq, ReviewRow.card_id, ReviewRow.rating, ReviewRow.undone_by).where(
            ReviewRow.learner_id == learner, ReviewRow.id == review_id
        )
    ).first()


def append_review(connection: Connection, values: dict[str, Any]) -> None:
    """Append a row to the log."""
    connection.execute(insert(ReviewRow).values(**values))


def last_review(connection: Connection, learner: str, bank: str) -> AnyRow | None:
    """Return the newest answer in a bank that isn't undone."""
    return connection.execute(
        select(ReviewRow.seq, ReviewRow.card_id)
        .join(CardRow, CardRow.id == ReviewRow.card_id)
        .where(
            ReviewRow.learner_id == learner, ReviewRow.undone_by.is_(None),
            CardRow.bank_id == bank, CardRow.retired.is_(False),
        )
        .order_by(ReviewRow.seq.desc())
        .limit(1)
    ).first()  # fmt: skip


def mark_undone(connection: Connection, seq: int, undo_id: str) -> None:
    """Mark a row of the log as undone."""
    connection.execute(update(ReviewRow).where(ReviewRow.seq == seq).values(undone_by=undo_id))


def undone_with(connection: Connection, learner: str, undo_id: str) -> int | None:
    """Return the card whose answer an undo took back, if that undo was stored."""
    return connection.execute(
        select(ReviewRow.card_id).where(
            ReviewRow.learner_id == learner, ReviewRow.undone_by == undo_id
        )
    ).scalar()


def answers(connection: Connection, learner: str, card_id: int) -> tuple[Answer, ...]:
    """Return a card's log as scheduling reads it, oldest first, without what was undone."""
    rows = connection.execute(
        select(ReviewRow.rating, ReviewRow.answered_at, ReviewRow.study_day)
        .where(
            ReviewRow.learner_id == learner, ReviewRow.card_id == card_id,
            ReviewRow.undone_by.is_(None), ReviewRow.kind != "quiz",
        )
        .order_by(ReviewRow.seq)
    )  # fmt: skip
    return tuple(Answer(Rating(row.rating), row.answered_at, row.study_day) for row in rows)


def learners_of(connection: Connection, card_id: int) -> tuple[str, ...]:
    """Return who has answered a card."""
    rows = connection.execute(
        select(ReviewRow.learner_id).where(ReviewRow.card_id == card_id).distinct()
    )
    return tuple(rows.scalars())
