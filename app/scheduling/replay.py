"""The log is the truth: a card's state is a fold over its answers, and what is stored a cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.scheduling.cards import next_state
from app.scheduling.types import CardState

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable

    from app.scheduling.types import Answer
    from app.scheduling.types import Options


def fold(
    options: Options, seed: int, answers: Iterable[Answer], day_ends: Callable[[int], int]
) -> CardState:
    """Give the state a card has after its answers, from a new card on.

    Undo is the fold of all answers but the last; new parameters, the fold with new options.

    Args:
        options: as they are to be applied, to every answer.
        seed: the card's id.
        answers: in the order given, undone ones left out.
        day_ends: from a study day to the ms since the epoch, UTC, when it ends.
    """
    state = CardState()
    for answer in answers:
        future = next_state(
            options,
            state,
            answer.rating,
            seed=seed,
            now=answer.at,
            day=answer.day,
            day_ends=day_ends(answer.day),
        )
        state = future.state
    return state
