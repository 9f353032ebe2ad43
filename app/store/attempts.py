"""Quizzes taken in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy import ForeignKey
from sqlalchemy import Index
from sqlalchemy import String
from sqlalchemy import insert
from sqlalchemy import or_
from sqlalchemy import select
from sqlalchemy import update
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column

from app.store.models import Base
from app.store.models import CardRow
from app.store.models import ItemRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection
    from sqlalchemy import Row

    AnyRow = Row[*tuple[Any, ...]]

_OFFERED = 3  # of the quizzes that can be gone on with


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


def unfinished(
    connection: Connection, learner: str, bank: str, since: int, open_at: int
) -> list[AnyRow]:
    """Return a learner's attempts at a bank that can be gone on with, the newest few.

    ``since`` is when they were begun at the earliest; ``open_at``: only those whose deadline is
    later. Both ms UTC.
    """
    rows = connection.execute(
        select(AttemptRow.id, AttemptRow.form, AttemptRow.draft, AttemptRow.started_at,
               AttemptRow.deadline)
        .where(
            AttemptRow.learner_id == learner, AttemptRow.bank_id == bank,
            AttemptRow.started_at >= since, AttemptRow.submitted_at.is_(None),
            or_(AttemptRow.deadline.is_(None), AttemptRow.deadline > open_at),
        )
        .order_by(AttemptRow.started_at.desc(), AttemptRow.id)
        .limit(_OFFERED)
    )  # fmt: skip
    return list(rows)


def add(connection: Connection, **values: Any) -> None:
    """Store a new attempt."""
    connection.execute(insert(AttemptRow).values(**values))


def keep_draft(connection: Connection, attempt: str, draft: dict[str, Any]) -> None:
    """Store the responses of an attempt that isn't handed in yet."""
    connection.execute(update(AttemptRow).where(AttemptRow.id == attempt).values(draft=draft))


def hand_in(
    connection: Connection, attempt: str, responses: dict[str, Any], points: float, at: int
) -> None:
    """Store an attempt's responses and its points; ``at`` is ms UTC."""
    connection.execute(
        update(AttemptRow)
        .where(AttemptRow.id == attempt)
        .values(responses=responses, points=points, submitted_at=at)
    )


def keep_form(connection: Connection, attempt: str, form: dict[str, Any]) -> None:
    """Store what is said of an attempt besides its responses."""
    connection.execute(update(AttemptRow).where(AttemptRow.id == attempt).values(form=form))


def items(connection: Connection, bank: str, wanted: Collection[str]) -> dict[str, AnyRow]:
    """Return data and passages of some items that are in the bank now, by item."""
    rows = connection.execute(
        select(ItemRow.item_id, ItemRow.data, ItemRow.passages).where(
            ItemRow.bank_id == bank, ItemRow.item_id.in_(wanted), ItemRow.retired.is_(False)
        )
    )
    return {row.item_id: row for row in rows}


def cards(connection: Connection, bank: str, items: Collection[str]) -> dict[str, list[int]]:
    """Return the cards of some items that are in the bank now, by item, in order of their faces."""
    rows = connection.execute(
        select(ItemRow.item_id, CardRow.id)
        .join(CardRow, CardRow.item_pk == ItemRow.pk)
        .where(
            ItemRow.bank_id == bank, ItemRow.item_id.in_(items), CardRow.retired.is_(False),
        )
        .order_by(ItemRow.pk, CardRow.n)
    )  # fmt: skip
    found: dict[str, list[int]] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(row.id)
    return found
