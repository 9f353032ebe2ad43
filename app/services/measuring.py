"""How well parameters that are fitted predict: each of five parts by what came before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.scheduling import evaluate
from app.scheduling import optimise

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence

    from app.scheduling.evaluate import Item
    from app.scheduling.history import History
    from app.scheduling.parameters import Parameters

_EVER = -1  # before every answer, ms UTC


@dataclass(frozen=True, slots=True)
class Measured:
    """Reviews that were predicted, by parameters fitted to those before and by their average.

    ``fitted`` is empty if nothing was fitted.
    """

    scored: tuple[Item, ...]
    fitted: tuple[float, ...]
    means: tuple[float, ...]


def measured(
    found: Sequence[History], items: Sequence[Item], tell: Callable[[float], None], *,
    since: int = _EVER, fits: bool = True,
) -> Measured:  # fmt: skip
    """Predict what came after ``since`` (ms UTC), part by part in the order of time.

    Args:
        found: each card's answers.
        items: their reviews, as ``evaluate.items`` has them.
        tell: called with the share done.
        since: reviews up to then are predicted by nobody.
        fits: whether parameters are fitted, or only the averages taken.
    """
    turns = turns_of(found)
    scored: list[Item] = []
    fitted: list[float] = []
    means: list[float] = []
    for start, end in evaluate.splits(len(items)):
        part = [item for item in items[start:end] if item.at > since]
        if not part:
            continue
        scored += part
        means += [evaluate.average(items[:start])] * len(part)
        if fits:
            tell(start / len(items))
            fitted += evaluate.predictions(fit(turns, items[:start]), found, part)
    return Measured(tuple(scored), tuple(fitted), tuple(means))


def turns_of(found: Sequence[History]) -> list[list[tuple[int, int]]]:
    """Give, for each card, each answer's rating and the study days since the one before."""
    turns = []
    for history in found:
        days = [history.answers[0].day, *(answer.day for answer in history.answers)]
        turns.append(
            [
                (answer.rating.value, max(0, answer.day - before))
                for answer, before in zip(history.answers, days, strict=False)
            ]
        )
    return turns


def fit(turns: Sequence[list[tuple[int, int]]], items: Sequence[Item]) -> Parameters:
    """Fit parameters to reviews, each with its whole prefix."""
    return optimise.fit(
        [turns[item.card][: item.place + 1] for item in items], [item.card for item in items]
    )


def few(items: int) -> str:
    """Say that there are few reviews, if there are."""
    if items >= optimise.FEW_ITEMS:
        return ""
    return f"Few reviews: below {optimise.FEW_ITEMS} only the first four parameters are fitted. "
