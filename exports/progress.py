"""What a learner did with a bank's items, as plain values for a format that can take it along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Answered(NamedTuple):
    """A line of the log, in the order given; what was taken back isn't there.

    ``at`` is ms since the epoch, UTC; ``rating`` 1 to 4, or 0 for what is no answer. ``kind`` is
    one of learn, review, relearn, early, cram, manual and rescheduled. ``interval`` is what it
    was then scheduled for and ``before`` what it had been: days, or below zero seconds.
    ``difficulty`` is that after it, from 1 to 10.
    """

    at: int
    rating: int
    kind: str
    interval: int
    before: int
    difficulty: float | None
    duration_ms: int


class CardProgress(NamedTuple):
    """How a card stands. Days are study days since 1970, times seconds since 1970.

    ``stage`` is new, learning, review or relearning. ``due_at`` is set for a step within the
    day, else ``due_day`` is; ``steps_left`` counts the steps before the card graduates.
    ``buried`` is ``user``, ``answer`` (by a related card) or nothing.
    """

    stage: str = "new"
    due_day: int = 0
    due_at: int | None = None
    steps_left: int = 0
    interval: int = 0
    reps: int = 0
    lapses: int = 0
    stability: float | None = None
    difficulty: float | None = None
    last_at: int | None = None
    suspended: bool = False
    buried: str = ""
    flag: int = 0
    marked: bool = False
    log: tuple[Answered, ...] = ()


@dataclass(frozen=True, slots=True)
class Preset:
    """With which options a learner studies; steps are seconds, ``parameters`` those of FSRS-6."""

    name: str
    learning_steps: tuple[int, ...]
    relearning_steps: tuple[int, ...]
    new_per_day: int
    reviews_per_day: int
    maximum_interval: int
    leech_threshold: int
    suspend_leeches: bool
    bury: bool
    desired_retention: float
    parameters: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """A learner's progress with a bank.

    ``first_day`` is a study day before which nothing happened; it began at ``first_at`` (seconds
    since 1970), with a clock ``minutes_west`` of UTC. A day begins at the hour ``rollover``.
    ``cards`` gives each item's cards by number; it may read them only when asked, in the order of
    the selection.
    """

    first_day: int
    first_at: int
    minutes_west: int
    rollover: int
    preset: Preset
    cards: Mapping[str, Mapping[int, CardProgress]]
