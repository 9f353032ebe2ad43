"""What every service is given: the database, the options, and the outside world as arguments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING

from app.scheduling.days import day_end
from app.scheduling.days import study_day
from app.scheduling.types import Options

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.settings import Settings
    from app.store.db import Database
    from question_bank.errors import Problem

LOCAL_LEARNER = "local"
CLIENT_ID = re.compile(r"[0-9A-Za-z-]{1,36}")  # made by the page that sends it


@dataclass(frozen=True, slots=True)
class Moment:
    """A time: ms since the epoch, UTC; its study day; when that day ends."""

    at: int
    day: int
    day_ends: int


@dataclass(slots=True)
class Runtime:
    """One running Citecards. Only ``app.factory`` makes it; tests give their own clock.

    ``clock`` returns ms since the epoch, UTC; ``new_id`` a fresh id (36 characters);
    ``problems`` holds the faults of banks that could not be synced, by folder.
    """

    settings: Settings
    database: Database
    clock: Callable[[], int]
    new_id: Callable[[], str]
    options: Options = field(default_factory=Options)
    learner: str = LOCAL_LEARNER
    problems: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    _day: Moment = field(default_factory=lambda: Moment(0, 0, 0))

    def moment(self) -> Moment:
        """Return the time now; the study day is worked out once an hour at most."""
        at = self.clock()
        hour = 3_600_000
        if not self._day.at <= at < min(self._day.at + hour, self._day.day_ends):
            day = study_day(at, self.settings.zone, self.settings.rollover)
            self._day = Moment(at, day, self.day_ends(day))
        return Moment(at, self._day.day, self._day.day_ends)

    def moment_at(self, at: int) -> Moment:
        """Return a time that has passed."""
        day = study_day(at, self.settings.zone, self.settings.rollover)
        return Moment(at, day, self.day_ends(day))

    def day_ends(self, day: int) -> int:
        """Return when a study day ends, ms UTC."""
        return day_end(day, self.settings.zone, self.settings.rollover)
