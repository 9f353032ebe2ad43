"""Whether what is stored of the log is what the log says: each card's state, and the daily sums."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING
from typing import Any

from app.scheduling.days import day_end
from app.scheduling.replay import fold
from app.scheduling.types import Answer
from app.scheduling.types import CardState
from app.scheduling.types import Rating
from app.scheduling.types import Stage
from app.services import sums
from app.services.ailments import UNREADABLE
from app.services.ailments import Ailment
from app.services.ailments import listed
from app.services.ailments import of_card
from app.services.options import options_of
from app.services.options import options_then
from app.store import damage
from app.store import learners
from app.store import log
from app.store import states

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from app.scheduling.types import Entry
    from app.scheduling.types import Options
    from app.services.ailments import Desk
    from app.services.runtime import Runtime

    Wrong = tuple[str, Any, CardState]  # learner, the row as stored, the state that the log says

_OFTEN = 2_000  # cards between two tellings


def unfolded(desk: Desk) -> Iterator[Ailment]:
    """Look for states that aren't the fold of the log."""
    found = [
        (learner, row, state)
        for learner in damage.learners_with_states(desk.connection)
        for row, state in _folded(desk, learner)
        if state is not None
    ]

    def cure() -> None:
        for learner, row, state in found:
            states.put_state(desk.connection, row, learner, state)
            if row.notice and state.stage is not Stage.NEW:
                damage.set_notice(desk.connection, learner, row.card_id, row.notice)

    yield from listed(
        Ailment(
            f"is stored as {_said(row)}, but by its log is {_said(state)}",
            of_card(desk, learner, row.card_id), "computed again from the log", cure,
        )
        for learner, row, state in found
    )  # fmt: skip


def _said(state: Any) -> str:
    """Say a state in a few words."""
    stage = str(state.stage)
    if stage == Stage.NEW.value and not state.reps:
        return "new"
    memory = getattr(state, "memory", None) or state
    kept = "" if memory.stability is None else f", stability {memory.stability} days"
    due = f"on day {state.due_day}" if state.due_at is None else f"at {state.due_at}"
    return f"{stage} due {due} after {state.reps} answers{kept}"


def _folded(desk: Desk, learner: str) -> Iterator[tuple[Any, CardState | None]]:
    """Yield a learner's rows, each with the state it should have; None if it has it."""
    place = replace(desk.runtime, learner=learner)
    schedule: dict[str, tuple[Options, Callable[[str], Options]]] = {}
    logged = groupby(damage.log(desk.connection, learner, log.APART), key=_card_of)
    card, entries = next(logged, (None, iter(())))
    for number, row in enumerate(damage.states(desk.connection, learner)):
        if number % _OFTEN == 0:
            desk.tell("folding the log", 0.5)
        while card is not None and card < row.card_id:
            card, entries = next(logged, (None, iter(())))
        history = list(entries) if card == row.card_id else []
        if row.bank_id not in schedule:
            schedule[row.bank_id] = _schedule(desk, place, row.bank_id)
        state = _state(history, row.card_id, *schedule[row.bank_id])
        stored = {name: getattr(row, name) for name in states.SCHEDULED}
        yield row, None if stored == states.scheduled(row, state) else state


def _schedule(desk: Desk, place: Runtime, bank: str) -> tuple[Options, Callable[[str], Options]]:
    """Return a deck's options, and what gives those of then; unreadable ones are the defaults."""
    try:
        now = options_of(desk.connection, place, bank)
    except UNREADABLE:
        now = place.options
    kept = options_then(desk.connection, place, now)

    def then(digest: str) -> Options:
        try:
            return kept(digest)
        except UNREADABLE:
            return place.options

    return now, then


def _card_of(row: Any) -> int:
    return int(row.card_id)


def _state(
    history: list[Any], card: int, now: Options, then: Callable[[str], Options]
) -> CardState:
    if not history:
        return CardState()
    newest = history[-1]  # only its own day's end decides anything that is still to come
    return fold(
        now, card, (_entry(row, then) for row in history),
        lambda day: day_end(day, newest.zone, newest.rollover),
    )  # fmt: skip


def _entry(row: Any, then: Callable[[str], Options]) -> Entry:
    return log.entry_of(row) or Answer(
        Rating(row.rating), row.answered_at, row.study_day, then(row.parameters)
    )


def miscounted(desk: Desk) -> Iterator[Ailment]:
    """Look for daily sums that aren't those of the log."""
    for learner in learners.ids(desk.connection):
        wrong = _miscounted(desk, learner)
        if wrong:

            def cure(learner: str = learner) -> None:
                sums.recount(desk.connection, learner)

            where = f"{wrong} sums" + ("" if learner == desk.runtime.learner else f" of {learner}")
            yield Ailment("isn't what the log comes to", where, "counted again", cure)


def _miscounted(desk: Desk, learner: str) -> int:
    answers: Counter[tuple[Any, ...]] = Counter()
    took: Counter[tuple[Any, ...]] = Counter()
    for entry, topic in log.entries(desk.connection, learner):
        key = tuple(sums.place_of(entry, topic).values())
        answers[key] += 1
        took[key] += entry["duration_ms"]
    counted = {key: (answers[key], took[key]) for key in answers}
    stored = {tuple(row[:-2]): (row[-2], row[-1]) for row in damage.sums(desk.connection, learner)}
    return len(dict(counted.items() ^ stored.items()))
