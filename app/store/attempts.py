"""Quizzes taken in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy import update

from app.store.models import AttemptRow

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy import Row

    AnyRow = Row[*tuple[Any, ...]]


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
