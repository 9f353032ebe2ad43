"""What a learner is predicted to recall now of the items over a passage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.scheduling.cards import retrievability
from app.services.options import options_of
from app.store import states

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.services.runtime import Runtime
    from app.store.prepared import Held

Recalls = Mapping[str, tuple[float, ...]]

# The steps of the tint: the least percent of each, weaker recall last.
STEPS = (95, 90, 80, 70, 0)


def recalls(connection: Held, runtime: Runtime, bank: str) -> Recalls:
    """Return, by item, the recall predicted now of each card of a bank that was answered."""
    day = runtime.moment().day
    options = options_of(connection, runtime, bank)
    found: dict[str, tuple[float, ...]] = {}
    for item, state in states.of_bank(connection, runtime.learner, bank):
        now = retrievability(options, state, day)
        if now is not None:
            found[item] = (*found.get(item, ()), now)
    return found


def percent(known: Recalls, items: Iterable[str]) -> int | None:
    """Return the mean recall of the answered cards of items in percent; None if there are none."""
    cards = [now for item in items for now in known.get(item, ())]
    return int(100 * sum(cards) / len(cards) + 0.5) if cards else None


def step(recall: int | None) -> int:
    """Return which step of the tint a percentage has, from 1; 0 for what wasn't studied yet."""
    if recall is None:
        return 0
    return next(number for number, least in enumerate(STEPS, 1) if recall >= least)
