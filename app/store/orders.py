"""Other orders than that of the indexes: new cards at random, reviews sorted.

The day's order (``app.store.study``) is an index. What is sorted here are the ``SORTED`` reviews
due longest, so that a large backlog costs no more than a day's; new cards are drawn by looking
for the first one behind a place, which the index answers at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import func
from sqlalchemy import select

from app.scheduling.types import Stage
from app.store.models import CardRow
from app.store.models import StateRow
from app.store.prepared import Prepared
from app.store.study import scope
from app.store.study import scoped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import BindParameter
    from sqlalchemy import ColumnElement

    from app.scheduling.types import ReviewOrder
    from app.store.prepared import Held
    from app.store.study import Deck

SORTED = 1_000
_DAY: BindParameter[Any] = bindparam("day")
_START: BindParameter[Any] = bindparam("start")
_UNBURIED = StateRow.buried_until <= _DAY


def _sorted(order: str, *, by_topic: bool) -> Prepared:
    due = (
        select(
            StateRow.card_id, StateRow.shuffle, StateRow.interval, StateRow.difficulty,
            StateRow.stability, StateRow.last_day,
        )
        .where(
            *scoped(by_topic=by_topic), StateRow.stage == Stage.REVIEW.value,
            StateRow.due_day <= _DAY, _UNBURIED,
        )
        .order_by(StateRow.due_day, StateRow.shuffle)
        .limit(SORTED)
        .subquery()
    )  # fmt: skip
    of = due.c
    keys: Mapping[str, ColumnElement[Any]] = {
        "random": of.shuffle,
        "interval": of.interval.asc(),
        "interval-down": of.interval.desc(),
        "difficulty": of.difficulty.asc().nulls_last(),
        "difficulty-down": of.difficulty.desc().nulls_last(),
        # recall falls with the days since the last answer as a share of stability
        "recall": ((_DAY - of.last_day) * 1.0 / of.stability).desc().nulls_last(),
    }
    query = select(of.card_id).order_by(keys[order], of.shuffle, of.card_id)
    return Prepared(query.limit(bindparam("most")).offset(bindparam("past")))


_REVIEWS = {
    (order, by_topic): _sorted(order, by_topic=by_topic)
    for order in (
        "random", "interval", "interval-down", "difficulty", "difficulty-down", "recall",
    )
    for by_topic in (False, True)
}  # fmt: skip
_NEW = {
    by_topic: Prepared(
        select(StateRow.card_id)
        .where(
            *scoped(by_topic=by_topic), StateRow.stage == Stage.NEW.value,
            StateRow.due_day >= _START, _UNBURIED,
        )
        .order_by(StateRow.due_day, StateRow.shuffle)
        .limit(bindparam("most"))
        .offset(bindparam("past"))
    )
    for by_topic in (False, True)
}  # fmt: skip


def _end(of: Any, *, by_topic: bool) -> Any:
    """Select the first or the last place: one look at the index each."""
    here = (CardRow.bank_id == bindparam("bank"), CardRow.retired.is_(False))
    topic = (CardRow.topic == bindparam("topic"),) if by_topic else ()
    return select(of(CardRow.position)).where(*here, *topic).scalar_subquery()


_PLACES = {
    by_topic: Prepared(
        select(
            _end(func.min, by_topic=by_topic).label("first"),
            _end(func.max, by_topic=by_topic).label("last"),
        )
    )
    for by_topic in (False, True)
}


def next_review(connection: Held, deck: Deck, day: int, order: ReviewOrder) -> int | None:
    """Return the review that comes first in an order other than ``due``."""
    rows = reviews(connection, deck, day, order, most=1)
    return rows[0] if rows else None


def reviews(  # noqa: PLR0913 - a deck, a day, an order and a window
    connection: Held, deck: Deck, day: int, order: ReviewOrder, *, most: int, past: int = 0
) -> list[int]:
    """Return some of a deck's reviews in an order other than ``due``, after ``past`` others."""
    prepared = _REVIEWS[order, deck.topic is not None]
    rows = prepared.all(connection, **scope(deck), day=day, most=most, past=past)
    return [row[0] for row in rows]


def places(connection: Held, deck: Deck) -> tuple[int, int]:
    """Return the first and the last place in the bank of a deck's cards; 0 and 0 without any."""
    where = {name: value for name, value in scope(deck).items() if name != "learner"}
    row = _PLACES[deck.topic is not None].first(connection, **where)
    return row.first or 0, row.last or 0


def new_from(connection: Held, deck: Deck, day: int, start: int) -> int | None:
    """Return the first new card from a place in the bank on, or else from the bank's beginning."""
    for at in (start, 0):
        rows = new_cards(connection, deck, day, at, most=1)
        if rows:
            return rows[0]
    return None


def new_cards(  # noqa: PLR0913 - a deck, a day, a place and a window
    connection: Held, deck: Deck, day: int, start: int, *, most: int, past: int = 0
) -> list[int]:
    """Return some of a deck's new cards from a place in the bank on, after ``past`` others."""
    prepared = _NEW[deck.topic is not None]
    rows = prepared.all(connection, **scope(deck), day=day, start=start, most=most, past=past)
    return [row[0] for row in rows]
