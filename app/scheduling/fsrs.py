"""The only door to py-fsrs: memory states in, memory states out.

Of py-fsrs only stability and difficulty are taken. It counts elapsed time in periods of 24 hours;
Anki counts study days. So it is fed virtual dates, one per study day, and a review at 22:00 and
the next at 08:00 are one day apart.
"""

from __future__ import annotations

import math
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import fsrs

from app.scheduling.types import MemoryState
from app.scheduling.types import Rating

if TYPE_CHECKING:
    from app.scheduling.parameters import Parameters

# Anki's bounds of stability in days; py-fsrs has only the lower one.
LEAST_STABILITY = 0.001
MOST_STABILITY = 36500.0
# Forgetting is complete long before; a broken clock must not overflow the calendar.
MOST_ELAPSED = 1_000_000
RECALL_AT_STABILITY = 0.9

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# py-fsrs has ratings of its own with our numbers; looking them up once spares an enum call each.
_RATINGS = {rating: fsrs.Rating(int(rating)) for rating in Rating}


@lru_cache(maxsize=64)
def _engine(parameters: Parameters) -> fsrs.Scheduler:
    """A scheduler without steps or fuzz, for its formulas alone."""
    return fsrs.Scheduler(parameters, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def next_memory(
    parameters: Parameters, memory: MemoryState | None, rating: Rating, elapsed: int
) -> MemoryState:
    """Give the memory after an answer.

    Args:
        parameters: the 21 of FSRS-6.
        memory: before the answer; None at the first.
        rating: the answer.
        elapsed: study days since the last answer; 0 takes the same-day formula, and so does a
            negative number (the clock was moved back).
    """
    return _after(_engine(parameters), _card(memory), rating, _moment(elapsed))


def next_memories(
    parameters: Parameters, memory: MemoryState | None, elapsed: int
) -> dict[Rating, MemoryState]:
    """Give the memory after each of the four answers; the arguments of ``next_memory``."""
    engine, card, moment = _engine(parameters), _card(memory), _moment(elapsed)
    return {rating: _after(engine, card, rating, moment) for rating in _RATINGS}


def _after(
    engine: fsrs.Scheduler, card: fsrs.Card, rating: Rating, moment: datetime
) -> MemoryState:
    after, _ = engine.review_card(card, _RATINGS[rating], moment)
    if after.stability is None or after.difficulty is None:  # pragma: no cover
        raise RuntimeError("py-fsrs gave no memory state after an answer.")
    return MemoryState(min(after.stability, MOST_STABILITY), after.difficulty)


def _moment(elapsed: int) -> datetime:
    return _EPOCH + timedelta(days=min(max(elapsed, 0), MOST_ELAPSED))


def _card(memory: MemoryState | None) -> fsrs.Card:
    """The engine's card, last answered at the epoch. It is copied there, never changed."""
    # With id and due given, Card() neither sleeps nor reads the clock.
    if memory is None:
        return fsrs.Card(card_id=1, due=_EPOCH)
    stability, difficulty = _kept(memory)
    return fsrs.Card(
        card_id=1,
        state=fsrs.State.Review,
        stability=stability,
        difficulty=difficulty,
        due=_EPOCH,
        last_review=_EPOCH,
    )


def _kept(memory: MemoryState) -> tuple[float, float]:
    """Round a memory as Anki's database keeps it: 4 decimals of stability, 3 of difficulty.

    Anki computes each answer from the rounded pair. Doing the same makes the intervals of a long
    history equal to the day (otherwise 1 in 80 differs), and it hides from the fold the last bits
    in which two machines' powers may differ.
    """
    stability = math.floor(memory.stability * 1e4 + 0.5) / 1e4
    difficulty = math.floor(memory.difficulty * 1e3 + 0.5) / 1e3
    return max(stability, LEAST_STABILITY), difficulty


def recall(parameters: Parameters, memory: MemoryState, elapsed: int) -> float:
    """Give the probability of recall ``elapsed`` study days after the last answer, 0 to 1."""
    decay = -parameters[20]
    factor = RECALL_AT_STABILITY ** (1 / decay) - 1
    return float((1 + factor * max(elapsed, 0) / memory.stability) ** decay)


def ideal_interval(parameters: Parameters, memory: MemoryState, retention: float) -> float:
    """Give the days, unrounded, after which recall has fallen to the desired retention."""
    decay = -parameters[20]
    factor = RECALL_AT_STABILITY ** (1 / decay) - 1
    return float(memory.stability / factor * (retention ** (1 / decay) - 1))
