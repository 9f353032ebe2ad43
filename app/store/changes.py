"""What of a learner's cards may have changed since they were last looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select

from app.store import holds
from app.store import touched
from app.store.ledger import ActionRow
from app.store.models import BankRow
from app.store.models import CardRow
from app.store.models import ReviewRow
from app.store.prepared import Prepared

if TYPE_CHECKING:
    from sqlalchemy import BindParameter
    from sqlalchemy import Connection

    from app.store.prepared import Held
    from app.store.study import Deck

_LATEST = 2**62
_LEARNER: BindParameter[Any] = bindparam("learner")
_BANK: BindParameter[Any] = bindparam("bank")
_UPTO: BindParameter[Any] = bindparam("upto")
_AFTER: BindParameter[Any] = bindparam("after")
_VERSION = Prepared(select(BankRow.fingerprint, BankRow.synced_at).where(BankRow.id == _BANK))
# the newest that undo would take: it takes the newest first, so what it took lies behind
_REVIEW = Prepared(
    select(ReviewRow.seq)
    .join(CardRow, CardRow.id == ReviewRow.card_id)
    .where(
        ReviewRow.learner_id == _LEARNER, ReviewRow.bank_id == _BANK,
        ReviewRow.undone_by.is_(None), ReviewRow.seq <= _UPTO, CardRow.retired.is_(False),
    )
    .order_by(ReviewRow.seq.desc())
    .limit(1)
)  # fmt: skip
_ACTION = Prepared(
    select(ActionRow.seq)
    .where(
        ActionRow.learner_id == _LEARNER, ActionRow.bank_id == _BANK,
        ActionRow.undone_by.is_(None), ActionRow.kind != holds.WITH_ANSWER,
        ActionRow.seq <= _UPTO,
    )
    .order_by(ActionRow.seq.desc())
    .limit(1)
)  # fmt: skip
# of all learners: by the number alone the rows behind it are found at once
_BEHIND = Prepared(
    select(
        ReviewRow.seq, ReviewRow.learner_id, ReviewRow.bank_id, ReviewRow.card_id,
        ReviewRow.study_day,
    ).where(ReviewRow.seq > _AFTER)
)  # fmt: skip
_TOGETHER = Prepared(
    select(CardRow.id).where(
        CardRow.id.in_(holds._OVERLAPPING.union(holds._SIBLINGS))  # noqa: SLF001 - what it buries
    )
)


@dataclass(frozen=True, slots=True)
class Marks:
    """How far the log and the actions were read: the newest that stood, the newest there was.

    And the newest note of what a sync has touched.
    """

    review: int
    last_review: int
    action: int
    last_action: int
    touched: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """Cards whose state may have changed since some marks, and the study days of their answers.

    ``cards`` is None if a sync may have changed any.
    """

    cards: frozenset[int] | None
    days: frozenset[int]
    marks: Marks


def version(connection: Held, bank: str) -> tuple[str, int]:
    """Return what changes when a bank is synced anew."""
    row = _VERSION.first(connection, bank=bank)
    return str(row.fingerprint), int(row.synced_at)


def marks(connection: Connection, deck: Deck) -> Marks:
    """Return how far a learner's log of a bank goes."""
    review = _standing(connection, deck, _REVIEW)
    action = _standing(connection, deck, _ACTION)
    return Marks(review, review, action, action, touched.newest(connection, deck.bank))


def _standing(connection: Held, deck: Deck, newest: Prepared, upto: int = _LATEST) -> int:
    found = newest.scalar(connection, learner=deck.learner, bank=deck.bank, upto=upto)
    return int(found or 0)


def changes(connection: Connection, deck: Deck, since: Marks) -> Changes:
    """Return what was answered, decided or taken back in a bank since then.

    Args:
        connection: a transaction.
        deck: whose log.
        since: as returned before.
    """
    now = marks(connection, deck)  # first: what comes while the rest is read is read again
    review = _standing(connection, deck, _REVIEW, since.review)
    action = _standing(connection, deck, _ACTION, since.action)
    # without an undo only what was appended is new
    rows = _behind(connection, deck, since.last_review if review == since.review else review)
    acts = _acts(connection, deck, since.last_action if action == since.action else action)
    synced = touched.since(connection, deck.bank, since.touched)
    cards = {row.card_id for row in rows}
    for card in tuple(cards):  # what the answer may have buried with it
        cards.update(row[0] for row in _TOGETHER.all(connection, card=card))
    cards.update(int(card) for act in acts for card in act.before)
    return Changes(
        None if synced is None else synced.union(cards),
        frozenset(row.study_day for row in rows),
        Marks(
            now.review,
            max(now.review, since.last_review, *(row.seq for row in rows)),
            now.action,
            max(now.action, since.last_action, *(act.seq for act in acts)),
            now.touched,
        ),
    )


def _behind(connection: Held, deck: Deck, after: int) -> list[Any]:
    return [
        row
        for row in _BEHIND.all(connection, after=after)
        if (row.learner_id, row.bank_id) == (deck.learner, deck.bank)
    ]


def _acts(connection: Connection, deck: Deck, after: int) -> list[Any]:
    mine = (ActionRow.learner_id == deck.learner, ActionRow.bank_id == deck.bank)
    query = select(ActionRow.seq, ActionRow.before).where(*mine, ActionRow.seq > after)
    return list(connection.execute(query))
