"""The tables. Content is compiled from YAML and can be rebuilt; the review log is the truth.

Times are milliseconds since the epoch, UTC; study days are numbers of days since 1970-01-01
(``app.scheduling.days``). All learner data has a learner id.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON
from sqlalchemy import BigInteger
from sqlalchemy import CheckConstraint
from sqlalchemy import ForeignKey
from sqlalchemy import Index
from sqlalchemy import Integer
from sqlalchemy import MetaData
from sqlalchemy import String
from sqlalchemy import UniqueConstraint
from sqlalchemy import false
from sqlalchemy import text
from sqlalchemy import true
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column

# SQLite numbers rows by itself only for INTEGER keys.
RowId = BigInteger().with_variant(Integer(), "sqlite")
# What counting a queue asks for besides: its indexes answer alone, and no row is looked at. Not the
# card: SQLite would then take them for other queries of cards, and go through all of them.
_BESIDES = ("due_at", "buried_until", "active")


class Base(DeclarativeBase):
    """Names every constraint, so that a migration can name it too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dict[str, Any]: JSON}  # noqa: RUF012 - SQLAlchemy's


class BankRow(Base):
    """A bank that was synced: ``info`` is its bank.yaml as JSON, ``fingerprint`` all content's."""

    __tablename__ = "bank"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    position: Mapped[int]
    title: Mapped[str]
    fingerprint: Mapped[str] = mapped_column(String(64))
    info: Mapped[str]
    synced_at: Mapped[int] = mapped_column(BigInteger)


class SourceRow(Base):
    """The text of a source, as in its file."""

    __tablename__ = "source"

    bank_id: Mapped[str] = mapped_column(ForeignKey("bank.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    text: Mapped[str]


class ItemRow(Base):
    """A compiled item.

    ``data`` is the item, ``passages`` where its citations stand, as JSON; ``changed`` is when
    the item last changed, in seconds since 1970; ``words`` is the digest of what it
    cites. An item that left the YAML is ``retired``, not deleted: its log stays readable.
    """

    __tablename__ = "item"
    __table_args__ = (UniqueConstraint("bank_id", "item_id"),)

    pk: Mapped[int] = mapped_column(RowId, primary_key=True)
    bank_id: Mapped[str] = mapped_column(ForeignKey("bank.id"))
    item_id: Mapped[str] = mapped_column(String(80))
    topic: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(16))
    key_fingerprint: Mapped[str] = mapped_column(String(16))
    data: Mapped[str]
    passages: Mapped[str]
    changed: Mapped[int] = mapped_column(BigInteger)
    words: Mapped[str] = mapped_column(String(16), default="", server_default=text("''"))
    retired: Mapped[bool] = mapped_column(default=False)


class CardRow(Base):
    """A face of an item; ``id`` is the number that seeds its fuzz, ``added_at`` None unknown."""

    __tablename__ = "card"
    __table_args__ = (
        UniqueConstraint("item_pk", "n"),
        Index("ix_card_bank_position", "bank_id", "retired", "position"),
        Index("ix_card_topic_position", "bank_id", "topic", "retired", "position"),
        Index("ix_card_added", "bank_id", "added_at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    item_pk: Mapped[int] = mapped_column(ForeignKey("item.pk"))
    n: Mapped[int]
    bank_id: Mapped[str] = mapped_column(String(80))
    topic: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    retired: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[int | None] = mapped_column(BigInteger)


class LearnerRow(Base):
    """Somebody who studies. Local mode has one."""

    __tablename__ = "learner"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str]
    created_at: Mapped[int] = mapped_column(BigInteger)


class CitationRow(Base):
    """Where a citation of an item was found: which cards speak of the same words."""

    __tablename__ = "citation"
    __table_args__ = (
        Index("ix_citation_place", "bank_id", "source_id", "start", "end", "item_pk"),
        Index("ix_citation_paragraph", "bank_id", "source_id", "paragraph"),
    )

    item_pk: Mapped[int] = mapped_column(ForeignKey("item.pk"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[str] = mapped_column(String(80))
    source_id: Mapped[str] = mapped_column(String(80))
    paragraph: Mapped[int]
    start: Mapped[int]
    end: Mapped[int]


class StateRow(Base):
    """A card for a learner, every card of the bank: so that queues and counts are an index.

    Stage to ``last_day`` are the fold of its log, a cache; of a new card ``due_day`` is its place
    in the bank. The rest is what the learner decided: ``suspended``; ``buried_until``, the first
    study day on which it is asked again, and ``buried_by``, the review that did it; ``flag`` (0 to
    7), ``marked``. ``notice`` says what of the card changed since it was answered (``answer`` or
    ``passage``). ``active``: neither suspended nor retired.
    """

    __tablename__ = "card_state"
    __table_args__ = (
        Index(
            "ix_card_state_bank_due",
            "learner_id", "bank_id", "stage", "due_day", "shuffle", *_BESIDES,
            sqlite_where=text("active = 1"), postgresql_where=text("active"),
        ),
        Index(
            "ix_card_state_topic_due",
            "learner_id", "bank_id", "topic", "stage", "due_day", "shuffle", *_BESIDES,
            sqlite_where=text("active = 1"), postgresql_where=text("active"),
        ),
        Index(
            "ix_card_state_notice",
            "learner_id", "bank_id",
            sqlite_where=text("notice IS NOT NULL"),
            postgresql_where=text("notice IS NOT NULL"),
        ),
        Index(
            "ix_card_state_flag",
            "learner_id", "bank_id", "flag",
            sqlite_where=text("flag > 0"), postgresql_where=text("flag > 0"),
        ),
        Index(
            "ix_card_state_lapses",
            "learner_id", "bank_id", "lapses",
            sqlite_where=text("lapses > 0"), postgresql_where=text("lapses > 0"),
        ),
    )  # fmt: skip

    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("card.id"), primary_key=True)
    bank_id: Mapped[str] = mapped_column(String(80))
    topic: Mapped[str] = mapped_column(String(80))
    stage: Mapped[str] = mapped_column(String(10))
    step: Mapped[int]
    due_at: Mapped[int | None] = mapped_column(BigInteger)
    due_day: Mapped[int | None]
    shuffle: Mapped[int]
    interval: Mapped[int]
    stability: Mapped[float | None]
    difficulty: Mapped[float | None]
    reps: Mapped[int]
    lapses: Mapped[int]
    last_at: Mapped[int | None] = mapped_column(BigInteger)
    last_day: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    suspended: Mapped[bool] = mapped_column(default=False, server_default=false())
    buried_until: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    buried_by: Mapped[str | None] = mapped_column(String(36))
    flag: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    marked: Mapped[bool] = mapped_column(default=False, server_default=false())
    notice: Mapped[str | None] = mapped_column(String(10))


class ReviewRow(Base):
    """The append-only log. Only ``undone_by`` is ever set later.

    ``claimed``: the learner held a response right that was marked otherwise.
    """

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("learner_id", "id"),
        CheckConstraint("rating BETWEEN 1 AND 4", name="rating"),
        CheckConstraint(
            "kind IN ('learn', 'review', 'relearn', 'early', 'manual', 'rescheduled', 'quiz',"
            " 'cram')",
            name="kind",
        ),
        Index("ix_review_card", "learner_id", "card_id", "seq"),
        Index(
            "ix_review_day",
            "learner_id",
            "bank_id",
            "study_day",
            sqlite_where=text("undone_by IS NULL"),
            postgresql_where=text("undone_by IS NULL"),
        ),
        Index(
            "ix_review_last",
            "learner_id",
            "bank_id",
            "seq",
            sqlite_where=text("undone_by IS NULL"),
            postgresql_where=text("undone_by IS NULL"),
        ),
        Index(
            "ix_review_claimed",
            "bank_id",
            sqlite_where=text("claimed"),
            postgresql_where=text("claimed"),
        ),
    )

    seq: Mapped[int] = mapped_column(RowId, primary_key=True)
    id: Mapped[str] = mapped_column(String(36))
    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id"))
    card_id: Mapped[int] = mapped_column(ForeignKey("card.id"))
    bank_id: Mapped[str] = mapped_column(String(80))
    item_fingerprint: Mapped[str] = mapped_column(String(16))
    rating: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    answered_at: Mapped[int] = mapped_column(BigInteger)
    zone: Mapped[str]
    rollover: Mapped[int]
    study_day: Mapped[int]
    duration_ms: Mapped[int]
    reps_before: Mapped[int]
    interval_before: Mapped[int]
    interval_after: Mapped[int]
    stability_before: Mapped[float | None]
    stability_after: Mapped[float | None]
    difficulty_before: Mapped[float | None]
    difficulty_after: Mapped[float | None]
    retrievability_before: Mapped[float | None]
    algorithm: Mapped[str]
    parameters: Mapped[str] = mapped_column(String(16))
    response: Mapped[dict[str, Any] | None]
    rule: Mapped[str | None]
    points: Mapped[float | None]
    claimed: Mapped[bool] = mapped_column(default=False, server_default=false())
    undone_by: Mapped[str | None] = mapped_column(String(36))
