"""A look further down the queues than the next card, and what an answer would bury."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any
from typing import cast

from sqlalchemy import bindparam
from sqlalchemy import select

from app.store import study
from app.store.holds import RELATED
from app.store.models import StateRow
from app.store.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Select

    from app.store.prepared import Held
    from app.store.study import Deck

_CHUNK = 32  # rows read at a time


def _all_of(first: Prepared) -> Prepared:
    """Prepare the search for a queue's next card so that it goes on to the others."""
    statement = cast("Select[Any]", first.statement)
    return Prepared(statement.limit(bindparam("most")).offset(bindparam("past")))


_QUEUES = {
    name: {by_topic: _all_of(first) for by_topic, first in queue.items()}
    for name, queue in study.QUEUES.items()
}
_RELATED = Prepared(
    select(
        StateRow.card_id, StateRow.bank_id, StateRow.topic, StateRow.stage, StateRow.due_day,
        StateRow.active,
    ).where(*RELATED)
)  # fmt: skip


def queue(connection: Held, deck: Deck, name: str, **until: int) -> Iterator[int]:
    """Yield a queue's cards in its order, read as they are asked for, within one transaction.

    Args:
        connection: the transaction.
        deck: whose cards.
        name: one of ``study.QUEUES``.
        until: ``day``, the study day, and ``until`` of steps, ms UTC.
    """
    prepared = _QUEUES[name][deck.topic is not None]
    scope = {"learner": deck.learner, "bank": deck.bank}
    if deck.topic is not None:
        scope["topic"] = deck.topic
    past = 0
    while rows := prepared.all(connection, **scope, **until, most=_CHUNK, past=past):
        yield from (row[0] for row in rows)
        past += len(rows)


def related(connection: Held, learner: str, card: int, day: int) -> list[Any]:
    """Return the cards that an answer to a card would keep out of a study day."""
    return _RELATED.all(connection, learner=learner, card=card, day=day)
