"""The queues of a learner: what is next, and how much there is, as prepared statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import case
from sqlalchemy import func
from sqlalchemy import or_
from sqlalchemy import select

from app.scheduling.types import Stage
from app.store.ledger import DailyRow
from app.store.models import CardRow
from app.store.models import StateRow
from app.store.prepared import Prepared

if TYPE_CHECKING:
    from sqlalchemy import BindParameter
    from sqlalchemy import ColumnElement

    from app.store.prepared import Held


@dataclass(frozen=True, slots=True)
class Deck:
    """A learner's cards of one bank, or of one of its topics."""

    learner: str
    bank: str
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What a deck holds today: unseen cards, cards at a step, reviews due."""

    new: int
    learning: int
    due: int


def _summed(condition: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((condition, DailyRow.answers), else_=0)), 0)


_LEARNER: BindParameter[Any] = bindparam("learner")
_BANK: BindParameter[Any] = bindparam("bank")
_DAY: BindParameter[Any] = bindparam("day")
_UNTIL: BindParameter[Any] = bindparam("until")
_ACTIVE: Any = StateRow.active  # as the partial indexes say it
_AT_STEP = or_(StateRow.stage == Stage.LEARNING.value, StateRow.stage == Stage.RELEARNING.value)
_STEP_DUE = or_(StateRow.due_at <= bindparam("ahead"), StateRow.due_day <= _DAY)
_REVIEW = StateRow.stage == Stage.REVIEW.value
# from the sums: the log of a day may be long, its sums are few
DONE = (
    select(
        _summed((DailyRow.kind == "learn") & (DailyRow.band == "new")).label("new_done"),
        _summed(DailyRow.kind == "review").label("reviews_done"),
    )
    .where(DailyRow.learner_id == _LEARNER, DailyRow.bank_id == _BANK, DailyRow.day == _DAY)
)  # fmt: skip
_DONE = Prepared(DONE)


def scoped(*, by_topic: bool) -> tuple[ColumnElement[bool], ...]:
    """Hold for the cards of a deck that are asked; its parameters are those of ``scope``."""
    scope = (StateRow.learner_id == _LEARNER, StateRow.bank_id == _BANK, _ACTIVE)
    return (*scope, StateRow.topic == bindparam("topic")) if by_topic else scope


def _first_of(*conditions: ColumnElement[bool], order: tuple[Any, ...]) -> dict[bool, Prepared]:
    """Prepare the search for a card of a bank and, under True, of a topic."""
    return {
        by_topic: Prepared(
            select(StateRow.card_id)
            .where(*scoped(by_topic=by_topic), *conditions)
            .order_by(*order)
            .limit(1)
        )
        for by_topic in (False, True)
    }


_BY_DAY = (StateRow.due_day, StateRow.shuffle)
_UNBURIED = StateRow.buried_until <= _DAY
_NEW = StateRow.stage == Stage.NEW.value
_NEXT_STEP = _first_of(
    _AT_STEP, StateRow.due_at <= _UNTIL, _UNBURIED, order=(StateRow.due_at, StateRow.card_id)
)
_NEXT_DAY_STEP = _first_of(_AT_STEP, StateRow.due_day <= _DAY, _UNBURIED, order=_BY_DAY)
_NEXT_REVIEW = _first_of(_REVIEW, StateRow.due_day <= _DAY, _UNBURIED, order=_BY_DAY)
_NEXT_NEW = _first_of(_NEW, _UNBURIED, order=_BY_DAY)
# IS, + 0 and || '': else SQLite takes a queue's index, or the key's for the order, or that of
# topics, and looks at every card for the few that are noticed (tests/store/test_plans.py)
_NOTICED = (
    select(StateRow.card_id)
    .where(
        StateRow.learner_id == _LEARNER, StateRow.bank_id == _BANK, StateRow.active.is_(True),
        StateRow.notice.is_not(None), _UNBURIED,
    )
    .order_by(StateRow.card_id + 0)
    .limit(1)
)  # fmt: skip
_NEXT_NOTICED = {
    False: Prepared(_NOTICED),
    True: Prepared(_NOTICED.where(StateRow.topic.concat("") == bindparam("topic"))),
}

QUEUES = {
    "noticed": _NEXT_NOTICED,
    "step": _NEXT_STEP,
    "day step": _NEXT_DAY_STEP,
    "review": _NEXT_REVIEW,
    "new": _NEXT_NEW,
}  # for who looks further than the next


def _capped(by_topic: bool, cap: str, *conditions: ColumnElement[bool]) -> Any:  # noqa: FBT001
    """Count no further than the cap: a count of a million rows would be a look at each."""
    # not the card: the index has all that is asked for, and no row is looked at
    rows = select(StateRow.due_day).where(*scoped(by_topic=by_topic), *conditions)
    capped = rows.limit(bindparam(cap)).subquery()
    return select(func.count()).select_from(capped).scalar_subquery()


def counted(*, by_topic: bool) -> tuple[Any, ...]:
    """Return the columns that count a deck's cards, each up to a parameter."""
    due = (_REVIEW, StateRow.due_day <= _DAY, _UNBURIED)
    return (
        _capped(by_topic, "most_new", _NEW, _UNBURIED).label("new"),
        _capped(by_topic, "most", _AT_STEP, _STEP_DUE, _UNBURIED).label("learning"),
        _capped(by_topic, "most_due", *due).label("due"),
    )


_COUNTS = {by_topic: Prepared(select(*counted(by_topic=by_topic))) for by_topic in (False, True)}
_HAS_TOPIC = Prepared(
    select(CardRow.id)
    .where(
        CardRow.bank_id == _BANK, CardRow.topic == bindparam("topic"), CardRow.retired.is_(False)
    )
    .limit(1)
)


def _of(by_topic: bool, value: Any, *conditions: ColumnElement[bool]) -> Any:  # noqa: FBT001
    """Look a value up for one kind of stage: over all but one of them it would be a scan."""
    return select(value).where(*scoped(by_topic=by_topic), *conditions).scalar_subquery()


_NEXT_DUE = {
    by_topic: Prepared(
        select(
            _of(by_topic, func.min(StateRow.due_at), _AT_STEP).label("at"),
            _of(by_topic, func.min(StateRow.due_day), _AT_STEP).label("step_day"),
            _of(by_topic, func.min(StateRow.due_day), _REVIEW).label("day"),
        )
    )
    for by_topic in (False, True)
}
_COUNT_BY = {
    by_topic: Prepared(
        select(
            (
                _capped(by_topic, "most", _AT_STEP, StateRow.due_day <= _DAY)
                + _capped(by_topic, "most", _REVIEW, StateRow.due_day <= _DAY)
            ).label("due")
        )
    )
    for by_topic in (False, True)
}


MANY = 1_000  # what is more is told as "1,000+"


def counts(  # noqa: PLR0913 - a moment and two limits
    connection: Held, deck: Deck, *, day: int, ahead: int, new: int = MANY, due: int = MANY
) -> Counts:
    """Count a deck's cards that are new, at a step or due, without limits, each up to ``MANY``.

    Args:
        connection: a transaction.
        deck: whose cards.
        day: the study day.
        ahead: ms UTC up to which a step counts as due.
        new: how many new cards are enough to know; as many rows are looked at.
        due: how many reviews are.
    """
    row = _COUNTS[deck.topic is not None].first(
        connection, **scope(deck), day=day, ahead=ahead, most=MANY,
        most_new=min(new, MANY), most_due=min(due, MANY),
    )  # fmt: skip
    return Counts(int(row.new), int(row.learning), int(row.due))


def has_topic(connection: Held, deck: Deck) -> bool:
    """Whether a deck's topic has cards."""
    return _HAS_TOPIC.scalar(connection, bank=deck.bank, topic=deck.topic) is not None


def done_today(connection: Held, learner: str, bank: str, day: int) -> tuple[int, int]:
    """Count the new cards and the reviews of a bank answered in a study day."""
    row = _DONE.first(connection, learner=learner, bank=bank, day=day)
    return int(row.new_done), int(row.reviews_done)


def scope(deck: Deck) -> dict[str, str]:
    """Return a deck as the parameters of a statement."""
    found = {"learner": deck.learner, "bank": deck.bank}
    return found if deck.topic is None else {**found, "topic": deck.topic}


def next_step(connection: Held, deck: Deck, until: int, day: int) -> int | None:
    """Return the card whose step within the day ends first, if it does by ``until`` (ms UTC)."""
    prepared = _NEXT_STEP[deck.topic is not None]
    found: int | None = prepared.scalar(connection, **scope(deck), until=until, day=day)
    return found


def next_due(connection: Held, deck: Deck) -> tuple[int | None, int | None]:
    """Return when the deck next has something: earliest step (ms UTC), earliest day."""
    row = _NEXT_DUE[deck.topic is not None].first(connection, **scope(deck))
    days = [day for day in (row.step_day, row.day) if day is not None]
    return row.at, min(days, default=None)


def count_due_on(connection: Held, deck: Deck, day: int) -> int:
    """Count what will be due by a study day, up to ``MANY``."""
    prepared = _COUNT_BY[deck.topic is not None]
    return min(int(prepared.scalar(connection, **scope(deck), day=day, most=MANY)), MANY)
