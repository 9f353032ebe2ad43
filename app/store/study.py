"""The queues and the states of a learner: the hot path, in SQLAlchemy Core."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import and_
from sqlalchemy import case
from sqlalchemy import delete
from sqlalchemy import func
from sqlalchemy import insert
from sqlalchemy import or_
from sqlalchemy import select
from sqlalchemy import update

from app.scheduling.types import CardState
from app.scheduling.types import MemoryState
from app.scheduling.types import Stage
from app.store.models import CardRow
from app.store.models import ItemRow
from app.store.models import LearnerRow
from app.store.models import ReviewRow
from app.store.models import StateRow

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy import Connection
    from sqlalchemy import Row

    AnyRow = Row[*tuple[Any, ...]]

_STEPS = (Stage.LEARNING.value, Stage.RELEARNING.value)
_STATE = tuple(StateRow.__table__.columns)
_CARD = (
    CardRow.id.label("card_id"), CardRow.n, CardRow.bank_id, CardRow.topic,
    ItemRow.item_id, ItemRow.fingerprint, ItemRow.data, ItemRow.passages,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deck:
    """A learner's cards of one bank, or of one of its topics."""

    learner: str
    bank: str
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What a deck holds today: unseen cards, cards at a step, reviews due; and what was done."""

    new: int
    learning: int
    due: int
    new_done: int = 0
    reviews_done: int = 0


def ensure_learner(connection: Connection, learner: str, name: str, now: int) -> None:
    """Make the learner if there isn't one."""
    found = connection.execute(select(LearnerRow.id).where(LearnerRow.id == learner)).first()
    if found is None:
        connection.execute(insert(LearnerRow).values(id=learner, name=name, created_at=now))


def counts_by_topic(
    connection: Connection, learner: str, bank: str, *, day: int, ahead: int
) -> dict[str, Counts]:
    """Count every topic's cards without limits.

    Args:
        connection: a transaction.
        learner: whose states.
        bank: which bank.
        day: the study day.
        ahead: ms UTC up to which a step counts as due.
    """
    at_step = StateRow.stage.in_(_STEPS)
    now_due = or_(StateRow.due_at <= ahead, StateRow.due_day <= day)
    review_due = and_(StateRow.stage == Stage.REVIEW.value, StateRow.due_day <= day)
    rows = connection.execute(
        select(
            CardRow.topic,
            func.count().label("cards"),
            func.count(StateRow.card_id).label("seen"),
            func.sum(case((and_(at_step, now_due), 1), else_=0)).label("learning"),
            func.sum(case((review_due, 1), else_=0)).label("due"),
        )
        .select_from(CardRow)
        .outerjoin(StateRow, and_(StateRow.card_id == CardRow.id, StateRow.learner_id == learner))
        .where(CardRow.bank_id == bank, CardRow.retired.is_(False))
        .group_by(CardRow.topic)
    )
    done = _done_today(connection, learner, bank, day)
    return {
        row.topic: Counts(row.cards - row.seen, row.learning, row.due, *done.get(row.topic, (0, 0)))
        for row in rows
    }


def _done_today(
    connection: Connection, learner: str, bank: str, day: int
) -> dict[str, tuple[int, int]]:
    """Count, by topic, the new cards and the reviews answered in a study day."""
    first = and_(ReviewRow.kind == "learn", ReviewRow.reps_before == 0)
    rows = connection.execute(
        select(
            CardRow.topic,
            func.sum(case((first, 1), else_=0)).label("new"),
            func.sum(case((ReviewRow.kind == "review", 1), else_=0)).label("reviews"),
        )
        .join(CardRow, CardRow.id == ReviewRow.card_id)
        .where(
            ReviewRow.learner_id == learner, ReviewRow.study_day == day,
            ReviewRow.undone_by.is_(None), CardRow.bank_id == bank,
        )
        .group_by(CardRow.topic)
    )  # fmt: skip
    return {row.topic: (row.new, row.reviews) for row in rows}


def next_step(connection: Connection, deck: Deck, until: int) -> int | None:
    """Return the card whose step within the day ends first, if it does by ``until`` (ms UTC)."""
    return _first(
        connection, deck, StateRow.stage.in_(_STEPS), StateRow.due_at <= until,
        order=(StateRow.due_at, StateRow.card_id),
    )  # fmt: skip


def next_day_step(connection: Connection, deck: Deck, day: int) -> int | None:
    """Return a card whose step ended with a night."""
    return _first(
        connection, deck, StateRow.stage.in_(_STEPS), StateRow.due_day <= day,
        order=(StateRow.due_day, StateRow.shuffle),
    )  # fmt: skip


def next_review(connection: Connection, deck: Deck, day: int) -> int | None:
    """Return the review due longest; those of one day in random order."""
    return _first(
        connection, deck, StateRow.stage == Stage.REVIEW.value, StateRow.due_day <= day,
        order=(StateRow.due_day, StateRow.shuffle),
    )  # fmt: skip


def _first(
    connection: Connection,
    deck: Deck,
    *conditions: ColumnElement[bool],
    order: tuple[Any, ...],
) -> int | None:
    scope = [StateRow.learner_id == deck.learner, StateRow.bank_id == deck.bank]
    if deck.topic is not None:
        scope.append(StateRow.topic == deck.topic)
    return connection.execute(
        select(StateRow.card_id).where(*scope, *conditions).order_by(*order).limit(1)
    ).scalar()


def next_new(connection: Connection, deck: Deck) -> int | None:
    """Return the first card, in the bank's order, that the learner hasn't seen."""
    seen = select(StateRow.card_id).where(
        StateRow.learner_id == deck.learner, StateRow.card_id == CardRow.id
    )
    scope = [CardRow.bank_id == deck.bank, CardRow.retired.is_(False)]
    if deck.topic is not None:
        scope.append(CardRow.topic == deck.topic)
    return connection.execute(
        select(CardRow.id).where(*scope, ~seen.exists()).order_by(CardRow.position).limit(1)
    ).scalar()


def next_due(connection: Connection, deck: Deck) -> tuple[int | None, int | None]:
    """Return when the deck next has something: earliest step (ms UTC), earliest day."""
    scope = [StateRow.learner_id == deck.learner, StateRow.bank_id == deck.bank]
    if deck.topic is not None:
        scope.append(StateRow.topic == deck.topic)
    row = connection.execute(
        select(func.min(StateRow.due_at), func.min(StateRow.due_day)).where(*scope)
    ).one()
    return row[0], row[1]


def count_due_on(connection: Connection, deck: Deck, day: int) -> int:
    """Count what will be due by a study day."""
    scope = [StateRow.learner_id == deck.learner, StateRow.bank_id == deck.bank]
    if deck.topic is not None:
        scope.append(StateRow.topic == deck.topic)
    return connection.execute(
        select(func.count()).select_from(StateRow).where(*scope, StateRow.due_day <= day)
    ).scalar_one()


def card(connection: Connection, learner: str, card_id: int) -> AnyRow | None:
    """Return a card with its item and the learner's state (columns None for a new card)."""
    return connection.execute(
        select(*_CARD, *_STATE[4:])
        .join(ItemRow, ItemRow.pk == CardRow.item_pk)
        .outerjoin(StateRow, and_(StateRow.card_id == CardRow.id, StateRow.learner_id == learner))
        .where(CardRow.id == card_id, CardRow.retired.is_(False))
    ).first()


def state_from(row: AnyRow) -> CardState:
    """Return the card state in a row's columns; a new card has none."""
    if row.stage is None:
        return CardState()
    memory = None if row.stability is None else MemoryState(row.stability, row.difficulty)
    return CardState(
        Stage(row.stage), row.step, row.due_at, row.due_day, row.interval, memory,
        row.reps, row.lapses, row.last_at, row.last_day,
    )  # fmt: skip


def put_state(connection: Connection, card_row: AnyRow, learner: str, state: CardState) -> None:
    """Store a card's state in place of what was there; a new card has no row."""
    key = and_(StateRow.learner_id == learner, StateRow.card_id == card_row.card_id)
    if state.stage is Stage.NEW:
        connection.execute(delete(StateRow).where(key))
        return
    memory = state.memory
    values = {
        "bank_id": card_row.bank_id, "topic": card_row.topic, "stage": state.stage.value,
        "step": state.step, "due_at": state.due_at, "due_day": state.due_day,
        "shuffle": _shuffle(card_row.card_id, state.reps), "interval": state.interval,
        "stability": memory and memory.stability, "difficulty": memory and memory.difficulty,
        "reps": state.reps, "lapses": state.lapses,
        "last_at": state.last_at, "last_day": state.last_day,
    }  # fmt: skip
    if card_row.stage is None:
        connection.execute(
            insert(StateRow).values(learner_id=learner, card_id=card_row.card_id, **values)
        )
    else:
        connection.execute(update(StateRow).where(key).values(**values))


def _shuffle(card_id: int, reps: int) -> int:
    """Return a number that orders cards due on one day as if at random, the same each time."""
    return (card_id * 2_654_435_761 + reps * 40_503 + 12_345) * 69_069 % 2_147_483_647
