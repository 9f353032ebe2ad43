"""The log is the truth: a card's state is a fold over its answers, and what is stored a cache.

Two things are folded. *Memory* (stability, difficulty) is what the parameters of now say of all
answers: other parameters, other memory. *The schedule* (stage, step, interval, due) is what was
on the button when it was pressed: it is computed with the options of then, so that new options
move no date that was given. It is what Anki does with "Reschedule cards on change" off.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.scheduling import fsrs
from app.scheduling.cards import next_state
from app.scheduling.types import CardState
from app.scheduling.types import Moved
from app.scheduling.types import Reset

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable

    from app.scheduling.parameters import Parameters
    from app.scheduling.types import Entry
    from app.scheduling.types import MemoryState
    from app.scheduling.types import Options


def fold(
    options: Options, seed: int, answers: Iterable[Entry], day_ends: Callable[[int], int]
) -> CardState:
    """Give the state a card has after its answers, from a new card on.

    Undo is the fold of all answers but the last; new parameters, the fold with new options. A
    reset makes the card new again.

    Args:
        options: those of now. They give the memory, and the schedule of an answer that names no
            options of its own.
        seed: the card's id.
        answers: in the order given, undone ones left out.
        day_ends: from a study day to the ms since the epoch, UTC, when it ends.
    """
    state, parameters = CardState(), options.parameters
    done: list[Entry] = []
    for answer in answers:
        done.append(answer)
        if isinstance(answer, Reset):
            state = CardState()
            continue
        if isinstance(answer, Moved):
            state = moved(state, answer)
            continue
        then = answer.options or options
        if then.parameters != parameters:
            state = replace(state, memory=memory_after(then.parameters, done[:-1]))
            parameters = then.parameters
        future = next_state(
            then,
            state,
            answer.rating,
            seed=seed,
            now=answer.at,
            day=answer.day,
            day_ends=day_ends(answer.day),
        )
        state = future.state
    if parameters != options.parameters:
        state = replace(state, memory=memory_after(options.parameters, done))
    return state


def moved(state: CardState, to: Moved) -> CardState:
    """Give the state of a card that another program moved."""
    mine = state.memory is not None
    return CardState(
        stage=to.stage,
        step=to.step,
        due_at=to.due_at,
        due_day=to.due_day,
        interval=to.interval,
        memory=state.memory if mine else to.memory,
        reps=max(state.reps, to.reps),
        lapses=state.lapses if to.lapses is None else to.lapses,
        last_at=state.last_at if mine else to.last_at,
        last_day=state.last_day if mine else to.last_day,
    )


def memory_after(parameters: Parameters, answers: Iterable[Entry]) -> MemoryState | None:
    """Give the memory after answers: that of ``fold`` with these parameters, whatever the steps.

    None without answers. Steps, retention and fuzz move the due date alone.
    """
    memory, last = None, 0
    for answer in answers:
        if isinstance(answer, Reset):
            memory = None
            continue
        if isinstance(answer, Moved):
            if memory is None:
                memory, last = answer.memory, answer.last_day or 0
            continue
        memory = fsrs.next_memory(parameters, memory, answer.rating, answer.day - last)
        last = answer.day
    return memory
