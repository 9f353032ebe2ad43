"""The tables of a learner's decks and days: actions, presets, decks, daily sums, imports."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy import CheckConstraint
from sqlalchemy import ForeignKey
from sqlalchemy import Index
from sqlalchemy import String
from sqlalchemy import UniqueConstraint
from sqlalchemy import text
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column

from app.store.attempts import AttemptRow
from app.store.forms import FormRow
from app.store.kept import KeptCardsRow
from app.store.kept import TouchedRow
from app.store.models import Base
from app.store.models import RowId

__all__ = [
    "ActionRow",
    "AttemptRow",
    "Base",
    "DailyRow",
    "DeckRow",
    "FormRow",
    "ImportedRow",
    "KeptCardsRow",
    "PresetRow",
    "TouchedRow",
]  # fmt: skip


class ActionRow(Base):
    """What a learner did to cards besides answering, with what was before: for undo.

    ``after_seq`` is the newest review then: the newer of the two is undone first. ``before`` has
    the changed columns of each card, by its id.
    """

    __tablename__ = "action"
    __table_args__ = (
        UniqueConstraint("learner_id", "id"),
        Index(
            "ix_action_last",
            "learner_id", "bank_id", "seq",
            sqlite_where=text("undone_by IS NULL"), postgresql_where=text("undone_by IS NULL"),
        ),
    )  # fmt: skip

    seq: Mapped[int] = mapped_column(RowId, primary_key=True)
    id: Mapped[str] = mapped_column(String(36))
    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id"))
    bank_id: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(12))
    at: Mapped[int] = mapped_column(BigInteger)
    after_seq: Mapped[int] = mapped_column(BigInteger)
    before: Mapped[dict[str, Any]]
    undone_by: Mapped[str | None] = mapped_column(String(36))


class PresetRow(Base):
    """A learner's options for decks, by name; ``data`` has what differs from the defaults."""

    __tablename__ = "preset"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str]
    data: Mapped[str]


class DeckRow(Base):
    """Which preset a learner studies a bank with, and the day of the exam, if there is one."""

    __tablename__ = "deck"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    bank_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    preset_id: Mapped[str | None] = mapped_column(String(36))
    exam_day: Mapped[int | None]


class DailyRow(Base):
    """The log in sums, kept with it: answers and their time by day, hour, stage and rating.

    ``band`` is what the card was before the answer: new, learning, relearning, young, mature;
    ``kind`` as in the log. ``ms`` is the time taken in all.
    """

    __tablename__ = "daily"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    bank_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(80), primary_key=True)
    hour: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    band: Mapped[str] = mapped_column(String(10), primary_key=True)
    rating: Mapped[int] = mapped_column(primary_key=True)
    answers: Mapped[int]
    ms: Mapped[int] = mapped_column(BigInteger)


class ImportedRow(Base):
    """A file that was imported into a bank, with all that undoing it takes.

    ``digest`` is the file's; ``counts`` what the report says. ``folder`` is the bank's, and
    ``previous`` where the one it took the place of is kept, None if there was none. The log has
    its rows from ``first_seq`` to ``last_seq``; ``was`` are the columns of states it changed
    besides the schedule, by card.
    """

    __tablename__ = "imported"
    __table_args__ = (
        CheckConstraint("state IN ('done', 'undone')", name="state"),
        Index("ix_imported_learner", "learner_id", "bank_id", "at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id"))
    bank_id: Mapped[str] = mapped_column(String(80))
    file: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[int] = mapped_column(BigInteger)
    counts: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(8))
    folder: Mapped[str]
    previous: Mapped[str | None]
    first_seq: Mapped[int | None] = mapped_column(BigInteger)
    last_seq: Mapped[int | None] = mapped_column(BigInteger)
    was: Mapped[dict[str, Any]]
