"""Quizzes taken in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy import ForeignKey
from sqlalchemy import Index
from sqlalchemy import String
from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy import update
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column

from app.store.models import Base

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy import Row

    AnyRow = Row[*tuple[Any, ...]]


class AttemptRow(Base):
    """A quiz taken in the browser: the form as assembled, the responses, the marks.

    ``draft`` are responses not handed in yet; ``deadline``, ms UTC, ends a timed one.
    """

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_learner", "learner_id", "started_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id"))
    bank_id: Mapped[str] = mapped_column(ForeignKey("bank.id"))
    code: Mapped[str] = mapped_column(String(16))
    form: Mapped[dict[str, Any]]
    started_at: Mapped[int] = mapped_column(BigInteger)
    submitted_at: Mapped[int | None] = mapped_column(BigInteger)
    deadline: Mapped[int | None] = mapped_column(BigInteger)
    draft: Mapped[dict[str, Any] | None]
    responses: Mapped[dict[str, Any] | None]
    points: Mapped[float | None]


def find(connection: Connection, learner: str, attempt: str) -> AnyRow | None:
    """Return a learner's attempt; another's is not there."""
    return connection.execute(
        select(*AttemptRow.__table__.columns).where(
            AttemptRow.id == attempt, AttemptRow.learner_id == learner
        )
    ).first()


def add(connection: Connection, **values: Any) -> None:
    """Store a new attempt."""
    connection.execute(insert(AttemptRow).values(**values))


def hand_in(
    connection: Connection, attempt: str, responses: dict[str, Any], points: float, at: int
) -> None:
    """Store an attempt's responses and its points; ``at`` is ms UTC."""
    connection.execute(
        update(AttemptRow)
        .where(AttemptRow.id == attempt)
        .values(responses=responses, points=points, submitted_at=at)
    )
