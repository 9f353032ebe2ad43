"""The queues of a learner: what is next, and how much there is, as prepared statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import cast

from sqlalchemy import bindparam
from sqlalchemy import func
from sqlalchemy import or_
from sqlalchemy import select

from app.scheduling.types import Stage
from app.store.models import CardRow
from app.store.models import ReviewRow
from app.store.models import StateRow
from app.store.prepared import Prepared

if TYPE_CHECKING:
    from sqlalchemy import BindParameter
    from sqlalchemy import ColumnElement
    from sqlalchemy import Select

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


_LEARNER: BindParameter[Any] = bindparam("learner")
_BANK: BindParameter[Any] = bindparam("bank")
_DAY: BindParameter[Any] = bindparam("day")
_UNTIL: BindParameter[Any] = bindparam("until")
_ACTIVE: Any = StateRow.active  # as the partial indexes say it
_AT_STEP = or_(StateRow.stage == Stage.LEARNING.value, StateRow.stage == Stage.RELEARNING.value)
_STEP_DUE = or_(StateRow.due_at <= _UNTIL, StateRow.due_day <= _DAY)
_REVIEW = StateRow.stage == Stage.REVIEW.value
_TODAY = (
    ReviewRow.learner_id == _LEARNER,
    ReviewRow.bank_id == _BANK,
    ReviewRow.study_day == _DAY,
    ReviewRow.undone_by.is_(None),
)
# two counts of few rows each: the index skips the answers at a step, which are the most
_DONE = Prepared(
    select(
        select(func.count())
        .where(*_TODAY, ReviewRow.kind == "learn", ReviewRow.reps_before == 0)
        .scalar_subquery()
        .label("new"),
        select(func.count())
        .where(*_TODAY, ReviewRow.kind == "review")
        .scalar_subquery()
        .label("reviews"),
    )
)


def _scoped(*, by_topic: bool) -> tuple[ColumnElement[bool], ...]:
    scope = (StateRow.learner_id == _LEARNER, StateRow.bank_id == _BANK, _ACTIVE)
    return (*scope, StateRow.topic == bindparam("topic")) if by_topic else scope


def _first_of(*conditions: ColumnElement[bool], order: tuple[Any, ...]) -> dict[bool, Prepared]:
    """Prepare the search for a card of a bank and, under True, of a topic."""
    return {
        by_topic: Prepared(
            select(StateRow.card_id)
            .where(*_scoped(by_topic=by_topic), *conditions)
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
# + 0 and || '': else SQLite takes the key's index, for the order, or that of topics, and looks at
# every card for the few that are noticed (tests/store/test_plans.py)
_NOTICED = (StateRow.notice.is_not(None), _UNBURIED)
_NEXT_NOTICED = _first_of(*_NOTICED, order=(StateRow.card_id + 0,))
_NEXT_NOTICED[True] = Prepared(
    cast("Select[Any]", _NEXT_NOTICED[False].statement).where(
        StateRow.topic.concat("") == bindparam("topic")
    )
)

_FRONT = {
    by_topic: Prepared(
        select(
            *(
                cast("Select[Any]", queue[by_topic].statement).scalar_subquery().label(name)
                for name, queue in (
                    ("noticed", _NEXT_NOTICED), ("step", _NEXT_STEP), ("day_step", _NEXT_DAY_STEP)
                )
            )
        )
    )
    for by_topic in (False, True)
}  # fmt: skip
QUEUES = {
    "noticed": _NEXT_NOTICED,
    "step": _NEXT_STEP,
    "day step": _NEXT_DAY_STEP,
    "review": _NEXT_REVIEW,
    "new": _NEXT_NEW,
}  # for who looks further than the next


def _capped(by_topic: bool, cap: str, *conditions: ColumnElement[bool]) -> Any:  # noqa: FBT001
    """Count no further than the cap: a count of a million rows would be a look at each."""
    rows = select(StateRow.card_id).where(*_scoped(by_topic=by_topic), *conditions)
    capped = rows.limit(bindparam(cap)).subquery()
    return select(func.count()).select_from(capped).scalar_subquery()


_COUNTS = {
    by_topic: Prepared(
        select(
            _capped(by_topic, "most_new", _NEW, _UNBURIED).label("new"),
            _capped(by_topic, "most", _AT_STEP, _STEP_DUE, _UNBURIED).label("learning"),
            _capped(by_topic, "most_due", _REVIEW, StateRow.due_day <= _DAY, _UNBURIED).label(
                "due"
            ),
        )
    )
    for by_topic in (False, True)
}
_HAS_TOPIC = Prepared(
    select(CardRow.id)
    .where(
        CardRow.bank_id == _BANK, CardRow.topic == bindparam("topic"), CardRow.retired.is_(False)
    )
    .limit(1)
)


def _of(by_topic: bool, value: Any, *conditions: ColumnElement[bool]) -> Any:  # noqa: FBT001
    """Look a value up for one kind of stage: over all but one of them it would be a scan."""
    return select(value).where(*_scoped(by_topic=by_topic), *conditions).scalar_subquery()


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
        connection, **_scope(deck), day=day, until=ahead, most=MANY,
        most_new=min(new, MANY), most_due=min(due, MANY),
    )  # fmt: skip
    return Counts(int(row.new), int(row.learning), int(row.due))


def has_topic(connection: Held, deck: Deck) -> bool:
    """Whether a deck's topic has cards."""
    return _HAS_TOPIC.scalar(connection, bank=deck.bank, topic=deck.topic) is not None


def done_today(connection: Held, learner: str, bank: str, day: int) -> tuple[int, int]:
    """Count the new cards and the reviews of a bank answered in a study day."""
    row = _DONE.first(connection, learner=learner, bank=bank, day=day)
    return int(row.new), int(row.reviews)


def _scope(deck: Deck) -> dict[str, str]:
    scope = {"learner": deck.learner, "bank": deck.bank}
    return scope if deck.topic is None else {**scope, "topic": deck.topic}


def front(connection: Held, deck: Deck, now: int, day: int) -> int | None:
    """Return the card that goes before the day's mix, if there is one.

    That is: one that changed since it was answered; the step that ended first, by ``now`` (ms
    UTC); a step that ended with a night.
    """
    row = _FRONT[deck.topic is not None].first(connection, **_scope(deck), until=now, day=day)
    found: int | None = row.noticed or row.step or row.day_step
    return found


def next_step(connection: Held, deck: Deck, until: int, day: int) -> int | None:
    """Return the card whose step within the day ends first, if it does by ``until`` (ms UTC)."""
    prepared = _NEXT_STEP[deck.topic is not None]
    found: int | None = prepared.scalar(connection, **_scope(deck), until=until, day=day)
    return found


def next_review(connection: Held, deck: Deck, day: int) -> int | None:
    """Return the review due longest; those of one day in random order."""
    prepared = _NEXT_REVIEW[deck.topic is not None]
    found: int | None = prepared.scalar(connection, **_scope(deck), day=day)
    return found


def next_new(connection: Held, deck: Deck, day: int) -> int | None:
    """Return the first card, in the bank's order, that the learner hasn't answered."""
    prepared = _NEXT_NEW[deck.topic is not None]
    found: int | None = prepared.scalar(connection, **_scope(deck), day=day)
    return found


def next_due(connection: Held, deck: Deck) -> tuple[int | None, int | None]:
    """Return when the deck next has something: earliest step (ms UTC), earliest day."""
    row = _NEXT_DUE[deck.topic is not None].first(connection, **_scope(deck))
    days = [day for day in (row.step_day, row.day) if day is not None]
    return row.at, min(days, default=None)


def count_due_on(connection: Held, deck: Deck, day: int) -> int:
    """Count what will be due by a study day, up to ``MANY``."""
    prepared = _COUNT_BY[deck.topic is not None]
    return min(int(prepared.scalar(connection, **_scope(deck), day=day, most=MANY)), MANY)
