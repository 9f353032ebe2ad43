"""How well parameters predict recall: log loss, RMSE over bins and AUC, on time-series splits.

What is scored is every review on a later study day than the card's last, each with all that came
before it. Five parts in the order of time are scored, each by what was known before it
(scikit-learn's ``TimeSeriesSplit(5)``): the benchmark of FSRS does the same. Predictions carry the
memory on unrounded: a model is measured here, not what a database keeps of it.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING
from typing import NamedTuple

from app.scheduling import fsrs
from app.scheduling.types import MemoryState
from app.scheduling.types import Rating

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from app.scheduling.history import History
    from app.scheduling.parameters import Parameters

SPLITS = 5
# A mean of 1 that turns out wrong would cost infinity; scikit-learn keeps the same distance.
_SURE = sys.float_info.epsilon


class Item(NamedTuple):
    """One review to be predicted.

    Attributes:
        at: ms since the epoch, UTC.
        card: the index of its history.
        place: the index of its answer there.
        elapsed: study days since the answer before, at least 1.
        recalled: 1, or 0 after Again.
        reviews: items of the same card before it.
        lapses: those of them that were forgotten.
    """

    at: int
    card: int
    place: int
    elapsed: int
    recalled: int
    reviews: int
    lapses: int


@dataclass(frozen=True, slots=True)
class Scores:
    """Three measures of the same predictions; None where they can't be told.

    The log loss (in nats) and the root mean square error over bins are better the nearer to 0;
    the AUC is 1 for a perfect order and ½ for chance, None without both outcomes.
    """

    log_loss: float | None
    rmse_bins: float | None
    auc: float | None


def items(histories: Sequence[History]) -> list[Item]:
    """Give what can be predicted, in the order of time (then of cards)."""
    found = []
    for card, history in enumerate(histories):
        reviews = lapses = 0
        for place, (before, answer) in enumerate(pairwise(history.answers), 1):
            elapsed = answer.day - before.day
            if elapsed < 1:
                continue
            recalled = int(answer.rating is not Rating.AGAIN)
            found.append(Item(answer.at, card, place, elapsed, recalled, reviews, lapses))
            reviews += 1
            lapses += 1 - recalled
    return sorted(found)


def splits(count: int) -> Iterator[tuple[int, int]]:
    """Yield the five parts of so many items: each from where to where; what is before, is known."""
    size = count // (SPLITS + 1)
    for start in range(count - SPLITS * size, count, size or 1):
        yield start, start + size


def predictions(
    parameters: Parameters, histories: Sequence[History], wanted: Sequence[Item]
) -> list[float]:
    """Give the probability of recall for each item, 0 to 1."""
    places: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for index, item in enumerate(wanted):
        places[item.card][item.place] = index
    found = [0.0] * len(wanted)
    for card, indices in places.items():
        answers = histories[card].answers
        memory = fsrs.next_memory(parameters, None, answers[0].rating, 0)
        for place in range(1, max(indices) + 1):
            elapsed = answers[place].day - answers[place - 1].day
            if place in indices:
                found[indices[place]] = fsrs.recall(parameters, memory, elapsed)
            memory = _unrounded(parameters, memory, answers[place].rating, elapsed)
    return found


def _unrounded(w: Parameters, memory: MemoryState, rating: Rating, elapsed: int) -> MemoryState:
    """Give the memory after an answer, as ``fsrs.next_memory`` but from the unrounded pair."""
    formulas = fsrs._formulas(w)  # noqa: SLF001 - its steps, without the rounding between answers
    stability, difficulty = memory.stability, memory.difficulty
    if elapsed < 1:
        stabilities = fsrs._same_day(formulas, stability)  # noqa: SLF001
    else:
        chance = fsrs.recall(w, memory, elapsed)
        stabilities = fsrs._later(w, formulas, stability, difficulty, chance)  # noqa: SLF001
    moved = difficulty + (10.0 - difficulty) * formulas.harder[rating - 1] / 9.0
    return MemoryState(
        min(max(stabilities[rating - 1], fsrs.LEAST_STABILITY), fsrs.MOST_STABILITY),
        min(max(formulas.reverted + (1 - w[7]) * moved, 1.0), 10.0),
    )


def average(known: Sequence[Item]) -> float:
    """Give the share recalled: the constant a model must do better than."""
    return sum(item.recalled for item in known) / len(known)


def scores(scored: Sequence[Item], predicted: Sequence[float]) -> Scores:
    """Measure predictions."""
    recalled = [item.recalled for item in scored]
    return Scores(
        log_loss(recalled, predicted), rmse_bins(scored, predicted), auc(recalled, predicted)
    )


def log_loss(recalled: Sequence[int], predicted: Sequence[float]) -> float | None:
    """Give the mean of -ln of the probability that was given to what happened."""
    if not recalled:
        return None
    total = math.fsum(
        -math.log(min(max(chance if happened else 1 - chance, _SURE), 1 - _SURE))
        for happened, chance in zip(recalled, predicted, strict=True)
    )
    return total / len(recalled)


def rmse_bins(scored: Sequence[Item], predicted: Sequence[float]) -> float | None:
    """Give the root of the mean square between shares recalled and predicted, bin by bin.

    A bin holds the items that are alike in elapsed days, reviews and lapses, and counts as often
    as it has items (the FSRS benchmark's "RMSE (bins)").
    """
    if not scored:
        return None
    bins: defaultdict[tuple[float, ...], list[float]] = defaultdict(list)
    for item, chance in zip(scored, predicted, strict=True):
        bins[_bin(item)].append(item.recalled - chance)
    return math.sqrt(
        math.fsum(math.fsum(found) ** 2 / len(found) for found in bins.values()) / len(scored)
    )


def _bin(item: Item) -> tuple[float, ...]:
    return (
        round(_step(item.elapsed, 2.48, 3.62), 2),
        round(_step(item.reviews + 2, 1.99, 1.89)),
        round(_step(item.lapses, 1.65, 1.73)) if item.lapses else 0,
    )


def _step(number: int, first: float, base: float) -> float:
    """Give the step of a geometric scale that a number stands on."""
    return first * base ** math.floor(math.log(number) / math.log(base))


def auc(recalled: Sequence[int], predicted: Sequence[float]) -> float | None:
    """Give how often what was recalled had the higher prediction; equal ones count a half."""
    positive = sum(recalled)
    negative = len(recalled) - positive
    if not positive or not negative:
        return None
    order = sorted(zip(predicted, recalled, strict=True))
    ranks, start = 0.0, 0
    while start < len(order):
        end = start
        hits = 0
        while end < len(order) and order[end][0] == order[start][0]:
            hits += order[end][1]
            end += 1
        ranks += hits * (start + 1 + end) / 2
        start = end
    return (ranks - positive * (positive + 1) / 2) / (positive * negative)
