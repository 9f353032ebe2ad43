"""A look further down the queues than the next card, and what an answer would bury."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from typing import Any
from typing import cast

from sqlalchemy import bindparam
from sqlalchemy import select

from app.store import orders
from app.store import study
from app.store.holds import RELATED
from app.store.models import StateRow
from app.store.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from sqlalchemy import Select

    from app.scheduling.types import ReviewOrder
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
    prepared, where = _QUEUES[name][deck.topic is not None], study.scope(deck)

    def rows(*, most: int, past: int) -> list[int]:
        found = prepared.all(connection, **where, **until, most=most, past=past)
        return [row[0] for row in found]

    return _each(rows)


def reviews(connection: Held, deck: Deck, day: int, order: ReviewOrder) -> Iterator[int]:
    """Yield a deck's reviews in an order other than ``due``, as ``queue`` does."""
    return _each(partial(orders.reviews, connection, deck, day, order))


def new_cards(connection: Held, deck: Deck, day: int, start: int) -> Iterator[int]:
    """Yield a deck's new cards from a place in the bank on, then from its beginning."""
    for at in (start, 0):
        yield from _each(partial(orders.new_cards, connection, deck, day, at))


def _each(rows: Callable[..., list[int]]) -> Iterator[int]:
    past = 0
    while found := rows(most=_CHUNK, past=past):
        yield from found
        past += len(found)


def related(connection: Held, learner: str, card: int, day: int) -> list[Any]:
    """Return the cards that an answer to a card would keep out of a study day."""
    return _RELATED.all(connection, learner=learner, card=card, day=day)
