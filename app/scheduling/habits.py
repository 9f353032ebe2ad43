"""How a learner answers: shares of the buttons, and the time they take.

The usual ones are those published with the simulator of ``fsrs-rs`` (means over many learners of
Anki; its times by button, weighted by the shares).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from app.scheduling.types import Rating

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

# From so many answers of a kind on, a learner's own shares and times are taken.
ENOUGH = 50


@dataclass(frozen=True, slots=True)
class Habits:
    """How a learner answers.

    ``first`` is the share of Again, Hard, Good, Easy at a card's first answer, ``passed`` of Hard,
    Good, Easy when it is recalled. Seconds: a new card's on its first day, all answers together; a
    review that is recalled; one that is not, with its relearning.
    """

    first: tuple[float, ...] = (0.24, 0.094, 0.495, 0.171)
    passed: tuple[float, ...] = (0.224, 0.631, 0.145)
    new_seconds: float = 18.3
    passed_seconds: float = 8.0
    lapsed_seconds: float = 23.0


@dataclass(frozen=True, slots=True)
class Sum:
    """Answers of one kind (as the log has it), band and rating, and the seconds they took."""

    kind: str
    band: str
    rating: int
    answers: int
    seconds: float


def habits_of(sums: Iterable[Sum]) -> Habits:
    """Give a learner's habits; what there are too few answers of is as with others."""
    sums = tuple(sums)
    first = _answers(row for row in sums if row.band == "new")
    seen = [row for row in sums if row.kind in ("review", "early")]
    again, *passed = _answers(seen)
    own = Habits()
    if sum(first) >= ENOUGH:
        learn = math.fsum(row.seconds for row in sums if row.kind == "learn")
        own = replace(own, first=_shares(first), new_seconds=learn / sum(first))
    if sum(passed) >= ENOUGH:
        took = math.fsum(row.seconds for row in seen if row.rating > Rating.AGAIN)
        own = replace(own, passed=_shares(passed), passed_seconds=took / sum(passed))
    if again >= ENOUGH:
        lost = math.fsum(row.seconds for row in seen if row.rating == Rating.AGAIN)
        lost += math.fsum(row.seconds for row in sums if row.kind == "relearn")
        own = replace(own, lapsed_seconds=lost / again)
    return own


def _answers(sums: Iterable[Sum]) -> list[int]:
    counts = [0] * len(Rating)
    for row in sums:
        counts[row.rating - 1] += row.answers
    return counts


def _shares(counts: Sequence[int]) -> tuple[float, ...]:
    return tuple(count / sum(counts) for count in counts)
