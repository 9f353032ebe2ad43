"""What statistics read: the log in sums, and the states of cards, a column at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy import Integer
from sqlalchemy import and_
from sqlalchemy import bindparam
from sqlalchemy import case
from sqlalchemy import cast
from sqlalchemy import func
from sqlalchemy import or_
from sqlalchemy import select

from app.scheduling.types import Rating
from app.scheduling.types import Stage
from app.store.daily import MATURE
from app.store.ledger import DailyRow
from app.store.models import CardRow
from app.store.models import ReviewRow
from app.store.models import StateRow
from app.store.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import BindParameter
    from sqlalchemy import ColumnElement
    from sqlalchemy import Connection

    from app.store.prepared import Held
    from app.store.study import Deck

STUDIED = ("learn", "review", "relearn", "early")  # kinds of the log that move the schedule
REVIEWED = ("review", "early")  # of these, answers to cards that had left their steps
# Days ago at which a span of the log ends: 0 is today, 1 yesterday, 2 the rest of the week …
SPANS = (1, 2, 7, 30, 90, 365)
HELD = ("suspended", "buried")
FINE = 200  # steps in which predicted recall is summed
_PART = 20_000  # rows fetched at once
_FEW = 500  # cards of one statement

_LEARNER: BindParameter[Any] = bindparam("learner")
_BANK: BindParameter[Any] = bindparam("bank")
_TODAY = {
    by_topic: Prepared(
        select(
            DailyRow.day, DailyRow.hour, DailyRow.kind, DailyRow.band, DailyRow.rating,
            DailyRow.answers, DailyRow.ms,
        ).where(
            DailyRow.learner_id == _LEARNER, DailyRow.bank_id == _BANK,
            DailyRow.day >= bindparam("day"),
            *((DailyRow.topic == bindparam("topic"),) if by_topic else ()),
        )
    )
    for by_topic in (False, True)
}  # fmt: skip
_OF_DAY = select(
    ReviewRow.card_id, ReviewRow.kind, ReviewRow.rating, ReviewRow.interval_before,
    ReviewRow.retrievability_before,
).where(
    ReviewRow.learner_id == _LEARNER, ReviewRow.bank_id == _BANK,
    ReviewRow.study_day >= bindparam("day"), ReviewRow.undone_by.is_(None),
)  # fmt: skip
_UNDATED = Prepared(
    select(CardRow.id).where(CardRow.bank_id == _BANK, CardRow.added_at.is_(None)).limit(1)
)
_LOG_TODAY = {
    False: Prepared(_OF_DAY),
    True: Prepared(
        _OF_DAY.join(CardRow, CardRow.id == ReviewRow.card_id).where(
            CardRow.topic == bindparam("topic")
        )
    ),
}


def _scope(deck: Deck) -> dict[str, str]:
    scope = {"learner": deck.learner, "bank": deck.bank}
    return scope if deck.topic is None else {**scope, "topic": deck.topic}


def states(
    connection: Connection, deck: Deck, day: int, cards: frozenset[int] | None = None
) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the columns of a deck's states, part by part, in the order of the cards.

    They are: card; what it counts as (a band, or ``HELD``); the study day on which it is due and
    the ms UTC of a step, both None if it isn't going to be; interval; stability; difficulty; the
    study day of the last answer; when it was added, ms UTC, and if nobody knows, the study day of
    its first answer.

    Args:
        connection: a transaction.
        deck: whose cards.
        day: the study day of now.
        cards: only these.
    """
    query = _states(deck, day)
    if cards is None:
        yield from _columns(connection, query.order_by(StateRow.card_id))
        return
    wanted = sorted(cards)
    for at in range(0, len(wanted), _FEW):
        some = StateRow.card_id.in_(wanted[at : at + _FEW])
        yield from _columns(connection, query.where(some).order_by(StateRow.card_id))


def _states(deck: Deck, day: int) -> Any:
    buried = StateRow.buried_until > day
    band = case(
        (StateRow.suspended, HELD[0]),
        (buried, HELD[1]),
        (StateRow.stage != Stage.REVIEW.value, StateRow.stage),
        (StateRow.interval >= MATURE, "mature"),
        else_="young",
    )
    waits = and_(
        StateRow.active, StateRow.stage != Stage.NEW.value, or_(~buried, StateRow.due_day > day)
    )
    mine = CardRow.id == StateRow.card_id
    retired = select(CardRow.retired).where(mine).scalar_subquery()
    undated = select(CardRow.id).where(mine, CardRow.added_at.is_(None)).exists()
    first = (
        select(ReviewRow.study_day)
        .where(
            ReviewRow.learner_id == deck.learner, ReviewRow.card_id == StateRow.card_id,
            ReviewRow.undone_by.is_(None), ReviewRow.kind.in_(STUDIED),
        )
        .order_by(ReviewRow.seq)
        .limit(1)
        .scalar_subquery()
    )  # fmt: skip
    query = select(
        StateRow.card_id, band, case((waits, StateRow.due_day)), case((waits, StateRow.due_at)),
        StateRow.interval, StateRow.stability, StateRow.difficulty, StateRow.last_day,
        select(CardRow.added_at).where(mine).scalar_subquery(),
        case((and_(StateRow.reps > 0, undated), first)),
    ).where(
        StateRow.learner_id == deck.learner, StateRow.bank_id == deck.bank,
        or_(StateRow.active, and_(StateRow.suspended, ~retired)),
    )  # fmt: skip
    return query if deck.topic is None else query.where(StateRow.topic == deck.topic)


def any_undated(connection: Held, bank: str) -> bool:
    """Whether of a card of a bank nobody knows when it was added."""
    return _UNDATED.scalar(connection, bank=bank) is not None


def _columns(connection: Connection, query: Any) -> Iterator[list[tuple[Any, ...]]]:
    rows = connection.execution_options(yield_per=_PART).execute(query)
    for part in rows.partitions():
        yield list(zip(*part, strict=True))


def _daily(deck: Deck, first: int, end: int) -> tuple[ColumnElement[bool], ...]:
    whole = (
        DailyRow.learner_id == deck.learner, DailyRow.bank_id == deck.bank,
        DailyRow.day >= first, DailyRow.day < end, DailyRow.answers > 0,
    )  # fmt: skip
    return whole if deck.topic is None else (*whole, DailyRow.topic == deck.topic)


def days(connection: Connection, deck: Deck, first: int, end: int) -> list[Any]:
    """Return, from a study day to before another, the log in sums.

    That is: day, kind, band, answers, those that weren't Again, and ms.
    """
    right = case((DailyRow.rating > Rating.AGAIN.value, DailyRow.answers), else_=0)
    by = (DailyRow.day, DailyRow.kind, DailyRow.band)
    return list(
        connection.execute(
            select(
                *by,
                func.sum(DailyRow.answers),
                func.sum(right),
                cast(func.sum(DailyRow.ms), BigInteger),  # PostgreSQL sums to a decimal
            )
            .where(*_daily(deck, first, end))
            .group_by(*by)
        )
    )


def hours(connection: Connection, deck: Deck, first: int, end: int) -> list[Any]:
    """Return, from a study day to before another: day, hour, band, rating, answers."""
    by = (DailyRow.day, DailyRow.hour, DailyRow.band, DailyRow.rating)
    return list(
        connection.execute(
            select(*by, func.sum(DailyRow.answers))
            .where(*_daily(deck, first, end), DailyRow.kind.in_(STUDIED))
            .group_by(*by)
        )
    )


def recalls(connection: Connection, deck: Deck, first: int, end: int) -> list[Any]:
    """Return the first answers of a card in a day, from a study day to before another, in sums.

    That is: day, whether the card was past its steps, whether it was mature, whether it was
    recalled, the predicted recall in steps of 1 / ``FINE``, how many, the sum of the predictions.
    Predicted recall is below 1 exactly when the card's last answer was on an earlier day.
    """
    predicted = ReviewRow.retrievability_before
    by = (
        ReviewRow.study_day,
        case((ReviewRow.kind.in_(REVIEWED), 1), else_=0).label("reviewed"),
        case((ReviewRow.interval_before >= MATURE, 1), else_=0).label("mature"),
        case((ReviewRow.rating > Rating.AGAIN.value, 1), else_=0).label("right"),
        # half less, as PostgreSQL rounds where SQLite cuts off
        cast(func.round(predicted * FINE - 0.5), Integer).label("step"),
    )
    query = select(*by, func.count(), func.sum(predicted)).where(
        ReviewRow.learner_id == deck.learner, ReviewRow.bank_id == deck.bank,
        ReviewRow.study_day >= first, ReviewRow.study_day < end, ReviewRow.undone_by.is_(None),
        ReviewRow.kind.in_(STUDIED), predicted < 1,
    )  # fmt: skip
    if deck.topic is not None:
        query = query.join(CardRow, CardRow.id == ReviewRow.card_id).where(
            CardRow.topic == deck.topic
        )
    return list(connection.execute(query.group_by(*by)))


def today(connection: Held, deck: Deck, day: int) -> list[Any]:
    """Return the sums of a study day (and of later ones, if the clock was moved back)."""
    return _TODAY[deck.topic is not None].all(connection, **_scope(deck), day=day)


def log_today(connection: Held, deck: Deck, day: int) -> list[Any]:
    """Return the answers of a study day that moved the schedule."""
    rows = _LOG_TODAY[deck.topic is not None].all(connection, **_scope(deck), day=day)
    return [row for row in rows if row.kind in STUDIED]
