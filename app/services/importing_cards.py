"""Where Anki has a card, as an entry of our log; and what its learner decided of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.scheduling.days import study_day
from app.scheduling.sm2 import memory_of
from app.scheduling.types import MemoryState
from app.scheduling.types import Moved
from app.scheduling.types import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.scheduling.types import Options
    from app.services.importing_log import Target
    from app.services.runtime import Moment
    from app.services.runtime import Runtime
    from question_bank.readers.contents import Card

NEW, LEARNING, REVIEW, RELEARNING = range(4)
_STAGES = {LEARNING: Stage.LEARNING, REVIEW: Stage.REVIEW, RELEARNING: Stage.RELEARNING}
_SUSPENDED = -1
_BURIED = (-2, -3)
_MOMENTS = 1_000_000_000  # a due date below is a day, not seconds
_FIRST_CARD = 1_160_000_000_000  # ms: October 2006, when Anki began
_LAST_MOMENT = 4_000_000_000  # seconds: the year 2096
_FARTHEST = 36_500  # days
_HALF_DAY = 43_200_000  # ms
_MOST_COUNT = 100_000
_DEFAULT_EASE = 2500  # in thousandths; FSRS writes 100 to 1100 there, which is no ease
_LEAST_EASE = 1300


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the file is read, and the study day that is Anki's day 0."""

    runtime: Runtime
    moment: Moment
    first: int

    @classmethod
    def of(cls, runtime: Runtime, made_at: int) -> Calendar:
        """Return the calendar of a collection made at a time (seconds since 1970)."""
        moment = runtime.moment()
        made = made_at if 0 < made_at < _LAST_MOMENT else 0
        settings = runtime.settings
        first = study_day(made * 1000, settings.zone, settings.rollover) if made else moment.day
        return cls(runtime, moment, first)

    def day(self, due: int) -> int:
        """Return the study day of Anki's day, within a lifetime."""
        return min(max(self.first + due, 0), self.moment.day + _FARTHEST)

    def noon(self, day: int) -> int:
        """Return a moment in a study day, ms UTC."""
        return self.runtime.day_ends(day) - _HALF_DAY

    def day_of(self, at: int) -> int:
        """Return the study day of a moment, ms UTC."""
        settings = self.runtime.settings
        return study_day(at, settings.zone, settings.rollover)


def added(cards: Mapping[int, tuple[str, int]], now: int) -> dict[tuple[str, int], int]:
    """Return when Anki's cards were made, ms UTC, by ours: their number says so.

    A number that no clock can have given says nothing. Of two cards that became one, the older.

    Args:
        cards: ours (item and number) by Anki's number.
        now: ms since the epoch, UTC; no card was made later.
    """
    found: dict[tuple[str, int], int] = {}
    for number, card in cards.items():
        if _FIRST_CARD <= number <= now:
            found[card] = min(number, found.get(card, number))
    return found


def moved_to(card: Card, target: Target, calendar: Calendar, options: Options) -> Moved | None:
    """Return where Anki has a card; None for a new one."""
    stage = _STAGES.get(card.kind)
    if stage is None:
        return None
    interval = min(max(card.interval, 1 if stage is Stage.REVIEW else 0), _FARTHEST)
    due_at, due_day = _due(card, stage, calendar)
    last_day = calendar.moment.day
    if stage is Stage.REVIEW and due_day is not None:
        last_day = max(min(due_day - interval, last_day), 1)
    last_at = min(calendar.noon(last_day), calendar.moment.at)
    at = target.lasts or last_at
    return Moved(
        at, calendar.day_of(at), stage, _step(card, stage, options),
        due_at=due_at, due_day=due_day, interval=interval,
        memory=None if target.memory else _memory(card, interval, options),
        last_at=last_at, last_day=calendar.day_of(last_at),
        reps=min(max(card.reps, 1), _MOST_COUNT), lapses=min(max(card.lapses, 0), _MOST_COUNT),
    )  # fmt: skip


def _due(card: Card, stage: Stage, calendar: Calendar) -> tuple[int | None, int | None]:
    """Return the moment (ms UTC) or the study day on which a card is due."""
    if stage is not Stage.REVIEW and card.due >= _MOMENTS:
        return min(card.due, _LAST_MOMENT) * 1000, None
    return None, calendar.day(card.due)


def _step(card: Card, stage: Stage, options: Options) -> int:
    """Return at which of our steps a card is that has so many before it: the first if unknown."""
    steps = {Stage.LEARNING: options.learning_steps, Stage.RELEARNING: options.relearning_steps}
    among = len(steps.get(stage, ()))
    return among - card.left if 0 < card.left <= among else 0


def _memory(card: Card, interval: int, options: Options) -> MemoryState | None:
    """Return the memory that Anki has of a card, or what follows from SM-2's numbers."""
    if card.memory is not None:
        stability, difficulty = card.memory
        if stability > 0:
            return MemoryState(min(max(stability, 0.001), 36500.0), min(max(difficulty, 1.0), 10.0))
    if not interval:
        return None
    ease = card.ease if card.ease >= _LEAST_EASE else _DEFAULT_EASE
    return memory_of(options.parameters, interval, ease / 1000)


def decided(card: Card, *, marked: bool, day: int) -> tuple[bool, int, int, bool]:
    """Return whether a card is suspended, until when it is buried, its flag, and its mark."""
    flag = card.flag if 0 <= card.flag <= 7 else 0  # noqa: PLR2004 - Anki has seven
    buried = day + 1 if card.queue in _BURIED else 0
    return card.queue == _SUSPENDED, buried, flag, marked
