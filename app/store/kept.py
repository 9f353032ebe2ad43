"""The tables of what statistics keep between two looks, and of what a sync has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import JSON
from sqlalchemy import ForeignKey
from sqlalchemy import Index
from sqlalchemy import String
from sqlalchemy import bindparam
from sqlalchemy import delete
from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column

from app.store.models import Base
from app.store.models import RowId
from app.store.prepared import Prepared

if TYPE_CHECKING:
    from sqlalchemy import BindParameter
    from sqlalchemy import Connection

    from app.store.prepared import Held
    from app.store.study import Deck


class KeptCardsRow(Base):
    """A large deck as statistics counted it: a cache, which may be deleted.

    ``topic`` is "" for a whole bank; ``mark`` is another with each writing; ``told`` says, as
    JSON, how far the log had been read and under what; ``days`` is the log in sums by study day,
    as JSON; ``columns`` are the figures of the cards.
    """

    __tablename__ = "kept_cards"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    bank_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    topic: Mapped[str] = mapped_column(String(80), primary_key=True)
    mark: Mapped[str] = mapped_column(String(36))
    told: Mapped[str]
    days: Mapped[str]
    columns: Mapped[bytes]


class TouchedRow(Base):
    """What a sync has changed of a bank's cards, if few; ``cards`` None: who knows what."""

    __tablename__ = "touched"
    __table_args__ = (Index("ix_touched_bank", "bank_id", "seq"),)

    seq: Mapped[int] = mapped_column(RowId, primary_key=True)
    bank_id: Mapped[str] = mapped_column(String(80))
    cards: Mapped[list[int] | None] = mapped_column(JSON)


_LEARNER: BindParameter[Any] = bindparam("learner")
_MINE = (
    KeptCardsRow.learner_id == _LEARNER, KeptCardsRow.bank_id == bindparam("bank"),
    KeptCardsRow.topic == bindparam("topic"),
)  # fmt: skip
_MARK = Prepared(select(KeptCardsRow.mark).where(*_MINE))
_ALL = Prepared(
    select(KeptCardsRow.mark, KeptCardsRow.told, KeptCardsRow.days, KeptCardsRow.columns).where(
        *_MINE
    )
)


def mark_of(connection: Held, deck: Deck) -> str | None:
    """Return the mark of what is kept of a deck; None if nothing is."""
    found: str | None = _MARK.scalar(connection, **_key(deck))
    return found


def load(connection: Held, deck: Deck) -> Any:
    """Return what is kept of a deck, or None."""
    return _ALL.first(connection, **_key(deck))


def save(connection: Connection, deck: Deck, **values: Any) -> None:
    """Keep a deck in place of what was kept of it."""
    key = {"learner_id": deck.learner, "bank_id": deck.bank, "topic": deck.topic or ""}
    connection.execute(delete(KeptCardsRow).filter_by(**key))
    connection.execute(insert(KeptCardsRow).values(**key, **values))


def forget(connection: Connection, learner: str | None = None, bank: str | None = None) -> None:
    """Forget what is kept, of a learner or of a bank if given: something else was changed."""
    gone = delete(KeptCardsRow)
    if learner is not None:
        gone = gone.where(KeptCardsRow.learner_id == learner)
    if bank is not None:
        gone = gone.where(KeptCardsRow.bank_id == bank)
    connection.execute(gone)


def _key(deck: Deck) -> dict[str, str]:
    return {"learner": deck.learner, "bank": deck.bank, "topic": deck.topic or ""}
