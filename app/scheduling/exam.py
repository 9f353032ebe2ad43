"""What is expected to be recalled on the day of an exam, how sure that is, and what fits before it.

An *estimate* is the mean of the recalls predicted for cards, with the interval in which the share
that is really recalled lies nineteen times of twenty. Two things make it wide: chance (each card
is recalled or not: the variance of a mean of Bernoulli trials) and the model (how far predictions
lay from what the learner recalled so far). Both are taken as normal and independent.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# The calibration error taken while there are too few reviews to measure one's own.
USUAL_ERROR = 0.05
FEW_REVIEWS = 64
_BINS = 10
_NINETEEN_OF_TWENTY = 1.96


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share expected, and the least and the most of its interval; each 0 to 1."""

    mean: float
    low: float
    high: float


def estimate(chances: Sequence[float], error: float) -> Estimate | None:
    """Estimate the share of cards that will be recalled; None without cards.

    Args:
        chances: the recall predicted of each card, 0 to 1.
        error: the calibration error of such predictions, 0 to 1.
    """
    if not chances:
        return None
    count = len(chances)
    mean = math.fsum(chances) / count
    # a card that wasn't seen is no prediction of the model: no error of its is in it
    seen = sum(chance > 0 for chance in chances) / count
    chance = math.fsum(one * (1 - one) for one in chances) / count**2
    wide = _NINETEEN_OF_TWENTY * math.sqrt(chance + (seen * error) ** 2)
    return Estimate(mean, max(0.0, mean - wide), min(1.0, mean + wide))


def calibration_error(reviews: Sequence[tuple[float, bool]]) -> float:
    """Give how far predictions lay from what was recalled: RMSE over ten bins of equal size.

    With few reviews, the usual one. What is chance in it isn't taken off: the fewer the reviews,
    the more careful the estimate.

    Args:
        reviews: the recall predicted, and whether it was recalled.
    """
    count = len(reviews)
    if count < FEW_REVIEWS:
        return USUAL_ERROR
    order = sorted(reviews, key=itemgetter(0))  # of equal ones, none first by what happened
    squares = 0.0
    for number in range(_BINS):
        part = order[number * count // _BINS : (number + 1) * count // _BINS]
        gap = math.fsum(happened - chance for chance, happened in part) / len(part)
        squares += len(part) * gap * gap
    return math.sqrt(squares / count)


@dataclass(frozen=True, slots=True)
class Pace:
    """How new cards are spread over the days left.

    ``a_day`` of them see all of ``new`` by then; ``allowed`` is what the options allow, and
    ``seen`` how many of them that makes.
    """

    new: int
    days: int
    a_day: int
    allowed: int

    @property
    def fits(self) -> bool:
        """Whether all new cards are seen before the exam."""
        return self.new == 0 or (self.days > 0 and self.a_day <= self.allowed)

    @property
    def seen(self) -> int:
        """How many of the new cards are seen within what is allowed."""
        return min(self.new, self.days * self.allowed)

    def schedule(self) -> tuple[int, ...]:
        """Give how many new cards to learn on each day, all of them, whatever is allowed."""
        return tuple(
            min(self.a_day, max(0, self.new - day * self.a_day)) for day in range(self.days)
        )


def pace(new: int, days: int, allowed: int) -> Pace:
    """Spread new cards evenly over the days before the exam."""
    return Pace(new, days, math.ceil(new / days) if days > 0 else new, allowed)
