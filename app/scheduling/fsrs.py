"""FSRS-6: the memory after an answer, and recall as it fades. Memory states in and out.

The formulas are those published with FSRS-6 (the ``open-spaced-repetition`` wiki, "The
Algorithm"), computed in the order in which py-fsrs does it, so that a test can hold ours against
it to the last bit; a learner waits for four of them at each card, and here they take a tenth of
its time (``make bench``). Elapsed time is counted in study days, as Anki does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from app.scheduling.types import MemoryState
from app.scheduling.types import Rating

if TYPE_CHECKING:
    from app.scheduling.parameters import Parameters

# Anki's bounds of stability in days; py-fsrs has only the lower one.
LEAST_STABILITY = 0.001
MOST_STABILITY = 36500.0
# Forgetting is complete long before; a broken clock must not overflow a power.
MOST_ELAPSED = 1_000_000
RECALL_AT_STABILITY = 0.9
_LEAST_DIFFICULTY = 1.0
_MOST_DIFFICULTY = 10.0


@dataclass(frozen=True, slots=True)
class _Formulas:
    """What of the formulas depends on the parameters alone; each tuple by rating, Again first."""

    first: tuple[MemoryState, ...]
    decay: float
    factor: float
    same_day: tuple[float, ...]
    same_day_power: float
    recalled: float
    factors: tuple[float, ...]  # the Hard penalty and the Easy bonus
    lapse_divisor: float
    harder: tuple[float, ...]
    reverted: float


@lru_cache(maxsize=64)
def _formulas(w: Parameters) -> _Formulas:
    decay = -w[20]
    easiest = w[4] - (math.e ** (w[5] * 3)) + 1
    return _Formulas(
        first=tuple(
            MemoryState(
                min(max(w[rating - 1], LEAST_STABILITY), MOST_STABILITY),
                _clamped(w[4] - (math.e ** (w[5] * (rating - 1))) + 1),
            )
            for rating in Rating
        ),
        decay=decay,
        factor=RECALL_AT_STABILITY ** (1 / decay) - 1,
        same_day=tuple(math.e ** (w[17] * (rating - 3 + w[18])) for rating in Rating),
        same_day_power=-w[19],
        recalled=math.e ** w[8],
        factors=(1.0, w[15], 1.0, w[16]),
        lapse_divisor=math.e ** (w[17] * w[18]),
        harder=tuple(-(w[6] * (rating - 3)) for rating in Rating),
        reverted=w[7] * easiest,
    )


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
    formulas = _formulas(parameters)
    if memory is None:
        return formulas.first[rating - 1]
    stability, difficulty = _kept(memory)
    if elapsed < 1:
        after = _same_day(formulas, stability)[rating - 1]
    else:
        recalled = _recall(formulas, stability, min(elapsed, MOST_ELAPSED))
        if rating == 1:
            after = _lapsed(parameters, formulas, stability, difficulty, recalled)
        else:
            gain = _gain(parameters, formulas, stability, difficulty, recalled)
            after = stability * (1 + gain * formulas.factors[rating - 1])
    harder = formulas.harder[rating - 1]
    reverted = formulas.reverted + (1 - parameters[7]) * (
        difficulty + (10.0 - difficulty) * harder / 9.0
    )
    return MemoryState(min(max(after, LEAST_STABILITY), MOST_STABILITY), _clamped(reverted))


def next_memories(
    parameters: Parameters, memory: MemoryState | None, elapsed: int
) -> tuple[MemoryState, ...]:
    """Give the memory after each answer, Again first; the arguments of ``next_memory``."""
    formulas = _formulas(parameters)
    if memory is None:
        return formulas.first
    stability, difficulty = _kept(memory)
    if elapsed < 1:
        stabilities = _same_day(formulas, stability)
    else:
        recalled = _recall(formulas, stability, min(elapsed, MOST_ELAPSED))
        stabilities = _later(parameters, formulas, stability, difficulty, recalled)
    keep = 1 - parameters[7]
    room = 10.0 - difficulty
    return tuple(
        MemoryState(
            min(max(after, LEAST_STABILITY), MOST_STABILITY),
            _clamped(formulas.reverted + keep * (difficulty + room * harder / 9.0)),
        )
        for after, harder in zip(stabilities, formulas.harder, strict=True)
    )


def _same_day(formulas: _Formulas, stability: float) -> tuple[float, ...]:
    power = stability**formulas.same_day_power
    again, hard, good, easy = formulas.same_day
    return (
        stability * (again * power),
        stability * max(hard * power, 1.0),
        stability * max(good * power, 1.0),
        stability * max(easy * power, 1.0),
    )


def _later(
    w: Parameters, formulas: _Formulas, stability: float, difficulty: float, recalled: float
) -> tuple[float, ...]:
    gain = _gain(w, formulas, stability, difficulty, recalled)
    _, hard, good, easy = formulas.factors
    return (
        _lapsed(w, formulas, stability, difficulty, recalled),
        stability * (1 + gain * hard),
        stability * (1 + gain * good),
        stability * (1 + gain * easy),
    )


def _lapsed(
    w: Parameters, formulas: _Formulas, stability: float, difficulty: float, recalled: float
) -> float:
    forgotten = 1 - recalled
    lapse: float = min(
        w[11]
        * (difficulty ** -w[12])
        * (((stability + 1) ** w[13]) - 1)
        * (math.e ** (forgotten * w[14])),
        stability / formulas.lapse_divisor,
    )
    return lapse


def _gain(
    w: Parameters, formulas: _Formulas, stability: float, difficulty: float, recalled: float
) -> float:
    forgotten = 1 - recalled
    gain: float = (
        formulas.recalled
        * (11 - difficulty)
        * (stability ** -w[9])
        * ((math.e ** (forgotten * w[10])) - 1)
    )
    return gain


def _clamped(difficulty: float) -> float:
    return min(max(difficulty, _LEAST_DIFFICULTY), _MOST_DIFFICULTY)


def _kept(memory: MemoryState) -> tuple[float, float]:
    """Round a memory as Anki's database keeps it: 4 decimals of stability, 3 of difficulty.

    Anki computes each answer from the rounded pair. Doing the same makes the intervals of a long
    history equal to the day (otherwise 1 in 80 differs), and it hides from the fold the last bits
    in which two machines' powers may differ.
    """
    stability = math.floor(memory.stability * 1e4 + 0.5) / 1e4
    difficulty = math.floor(memory.difficulty * 1e3 + 0.5) / 1e3
    return max(stability, LEAST_STABILITY), difficulty


def _recall(formulas: _Formulas, stability: float, elapsed: int) -> float:
    return float((1 + formulas.factor * elapsed / stability) ** formulas.decay)


def recall(parameters: Parameters, memory: MemoryState, elapsed: int) -> float:
    """Give the probability of recall ``elapsed`` study days after the last answer, 0 to 1."""
    return _recall(_formulas(parameters), memory.stability, max(elapsed, 0))


def ideal_intervals(
    parameters: Parameters, memories: tuple[MemoryState, ...], retention: float
) -> tuple[float, ...]:
    """Give, for each memory, the unrounded days till recall falls to the desired retention."""
    formulas = _formulas(parameters)
    fallen = (retention ** (1 / formulas.decay)) - 1
    return tuple(memory.stability / formulas.factor * fallen for memory in memories)
