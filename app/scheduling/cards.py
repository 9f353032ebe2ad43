"""The four futures of a card, computed purely: shown first, one of them committed after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import NamedTuple

from app.scheduling import constraints
from app.scheduling import fsrs
from app.scheduling import fuzz
from app.scheduling import steps
from app.scheduling.labels import label
from app.scheduling.queue import is_leech
from app.scheduling.types import CardState
from app.scheduling.types import NextState
from app.scheduling.types import NextStates
from app.scheduling.types import Rating
from app.scheduling.types import Stage

if TYPE_CHECKING:
    from app.scheduling.types import MemoryState
    from app.scheduling.types import Options

_SECOND = 1000
# Without steps, a wait of less than half a day is kept as a step of its own.
_SHORT = 0.5


@dataclass(frozen=True, slots=True)
class _Desk:
    """One question put to the scheduler, and what all four futures share."""

    options: Options
    state: CardState
    seed: int
    now: int
    day: int
    left: int
    recall: float | None
    memories: tuple[MemoryState, ...]
    raw: tuple[float, ...]  # unrounded days; this and the memories by rating, Again first


class _Place(NamedTuple):
    """Where an answer puts the card: ``days`` ahead, or, when None, ``seconds`` from now."""

    stage: Stage
    step: int
    interval: int
    days: int | None
    seconds: int
    shown: int = 0


_Places = tuple[_Place, _Place, _Place, _Place]  # by rating, Again first


def retrievability(options: Options, state: CardState, day: int) -> float | None:
    """Give the probability of recall on a study day, 0 to 1; None for a card never answered."""
    if state.memory is None or state.last_day is None:
        return None
    return fsrs.recall(options.parameters, state.memory, day - state.last_day)


def next_states(  # noqa: PLR0913  # the moment is four numbers, and all are keywords
    options: Options, state: CardState, *, seed: int, now: int, day: int, day_ends: int
) -> NextStates:
    """Compute what each of the four answers would do to a card.

    Args:
        options: the learner's.
        state: the card before the answer.
        seed: the card's id; with the number of answers it determines all fuzz.
        now: ms since the epoch, UTC.
        day: the study day of ``now``.
        day_ends: ms since the epoch, UTC, when that study day ends; a step that reaches it
            is kept in days.
    """
    desk = _desk(options, state, seed, (now, day, day_ends))
    places = _places(desk)
    return NextStates(*(_future(desk, rating, places[rating - 1]) for rating in Rating))


def next_state(  # noqa: PLR0913  # as of ``next_states``
    options: Options, state: CardState, rating: Rating, *, seed: int, now: int, day: int,
    day_ends: int,
) -> NextState:  # fmt: skip
    """Compute what one answer does to a card; the arguments of ``next_states``."""
    desk = _desk(options, state, seed, (now, day, day_ends))
    return _future(desk, rating, _places(desk)[rating - 1])


def _desk(options: Options, state: CardState, seed: int, moment: tuple[int, int, int]) -> _Desk:
    now, day, day_ends = moment
    elapsed = 0 if state.last_day is None else day - state.last_day
    memories = fsrs.next_memories(options.parameters, state.memory, elapsed)
    return _Desk(
        options=options,
        state=state,
        seed=seed + state.reps,
        now=now,
        day=day,
        left=max(0, -((now - day_ends) // _SECOND)),
        recall=retrievability(options, state, day),
        memories=memories,
        raw=fsrs.ideal_intervals(options.parameters, memories, options.desired_retention),
    )


def _places(desk: _Desk) -> _Places:
    return _reviewed(desk) if desk.state.stage is Stage.REVIEW else _stepped(desk)


def _stepped(desk: _Desk) -> _Places:
    """A card that is new or stands on a learning or relearning step."""
    state = desk.state
    relearning = state.stage is Stage.RELEARNING
    ladder = desk.options.relearning_steps if relearning else desk.options.learning_steps
    step = steps.at(ladder, state.step)
    good_days, easy_days = constraints.graduating(
        desk.raw[2], desk.raw[3], fuzz.factor(desk.seed), desk.options.maximum_interval
    )
    again = steps.again(ladder)
    hard = steps.hard(ladder, step)
    good = steps.good(ladder, step)
    easy = _review(easy_days)
    if again is None or hard is None:  # there are no steps at all
        return (
            _alone(desk, Rating.AGAIN), _alone(desk, Rating.HARD), _alone(desk, Rating.GOOD), easy
        )  # fmt: skip
    return (
        _wait(desk, Rating.AGAIN, 0, again),
        _wait(desk, Rating.HARD, step, hard),
        _review(good_days) if good is None else _wait(desk, Rating.GOOD, step + 1, good),
        easy,
    )


def _reviewed(desk: _Desk) -> _Places:
    """A card in long memory."""
    again = steps.again(desk.options.relearning_steps)
    _, *passed = desk.raw
    hard, good, easy = constraints.passing(
        passed, desk.state.interval, fuzz.factor(desk.seed), desk.options.maximum_interval
    )
    return (
        _alone(desk, Rating.AGAIN) if again is None else _wait(desk, Rating.AGAIN, 0, again),
        _review(hard),
        _review(good),
        _review(easy),
    )


def _alone(desk: _Desk, rating: Rating) -> _Place:
    """An answer that neither a step nor the order between buttons governs: memory alone does."""
    raw = desk.raw[rating - 1]
    same_day = desk.options.parameters[17] > 0 and desk.options.parameters[18] > 0
    if raw < _SHORT and same_day:
        return _wait(desk, rating, 0, int(raw * steps.DAY))
    if desk.state.stage is Stage.REVIEW:
        return _review(constraints.failing(raw))
    share = fuzz.factor(desk.seed)
    return _review(constraints.single(raw, share, desk.options.maximum_interval))


def _wait(desk: _Desk, rating: Rating, step: int, seconds: int) -> _Place:
    """The card waits on a step: till a second of today, or till a later day."""
    state = desk.state
    relearning = state.stage in (Stage.REVIEW, Stage.RELEARNING)
    interval = state.interval
    if relearning and rating is Rating.AGAIN:
        interval = constraints.failing(desk.raw[rating - 1])
    stage = Stage.RELEARNING if relearning else Stage.LEARNING
    ahead = steps.days_crossed(seconds, desk.left)
    if ahead:
        return _Place(stage, step, interval, ahead, ahead * steps.DAY)
    # The button shows the plain step: its fuzz is noise that nobody plans by.
    fuzzed = fuzz.step_seconds(seconds, desk.seed)
    return _Place(stage, step, interval, None, fuzzed, shown=seconds)


def _review(days: int) -> _Place:
    """The card goes, or stays, in long memory."""
    return _Place(Stage.REVIEW, 0, days, days, days * steps.DAY)


def _future(desk: _Desk, rating: Rating, place: _Place) -> NextState:
    lapsed = desk.state.stage is Stage.REVIEW and rating is Rating.AGAIN
    lapses = desk.state.lapses + lapsed
    days = place.days
    state = CardState(
        stage=place.stage,
        step=place.step,
        due_at=desk.now + place.seconds * _SECOND if days is None else None,
        due_day=None if days is None else desk.day + days,
        interval=place.interval,
        memory=desk.memories[rating - 1],
        reps=desk.state.reps + 1,
        lapses=lapses,
        last_at=desk.now,
        last_day=desk.day,
    )
    return NextState(
        rating=rating,
        state=state,
        seconds=place.seconds,
        label=label(place.shown or place.seconds, desk.options.learn_ahead),
        leech=lapsed and is_leech(lapses, desk.options.leech_threshold),
        retrievability=desk.recall,
    )
