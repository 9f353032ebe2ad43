"""A memory for a card that only SM-2 knew: what FSRS takes from its interval and ease.

The formula is fsrs-rs's ``memory_state_from_sm2`` (BSD-3-Clause), which Anki uses, too: SM-2 is
taken to have aimed at 90 % recall, so that its interval is the stability; the difficulty is the
one at which the next Good would lengthen the interval by the ease.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from app.scheduling.fsrs import LEAST_STABILITY
from app.scheduling.fsrs import MOST_STABILITY
from app.scheduling.fsrs import RECALL_AT_STABILITY
from app.scheduling.types import MemoryState

if TYPE_CHECKING:
    from app.scheduling.parameters import Parameters

_LEAST_EASE = 1.3  # SM-2 goes no lower


def memory_of(parameters: Parameters, interval: int, ease: float) -> MemoryState:
    """Return the memory of a card.

    Args:
        parameters: the 21 of FSRS-6.
        interval: days it was last scheduled for.
        ease: its factor, 2.5 for a new one.
    """
    stability = min(max(float(interval), LEAST_STABILITY), MOST_STABILITY)
    gain = (
        math.exp(parameters[8])
        * stability ** -parameters[9]
        * (math.exp((1 - RECALL_AT_STABILITY) * parameters[10]) - 1)
    )
    wanted = max(ease, _LEAST_EASE) - 1
    difficulty = 11 - wanted / gain if gain > 0 else 10.0
    return MemoryState(stability, min(max(difficulty, 1.0), 10.0))
