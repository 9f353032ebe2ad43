"""A deck's log for a period: what was summed before today, and today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.statistics import calendar
from app.services.statistics.answers import Day

if TYPE_CHECKING:
    from app.services.statistics.answers import Answers
    from app.services.statistics.calendar import Column


@dataclass(frozen=True, slots=True)
class Log:
    """The log of a deck, before today and of today, and the period asked for.

    ``days`` is None for all of it.
    """

    past: Answers
    now: Answers
    today: int
    days: int | None

    def day(self, day: int) -> Day:
        """Return the sums of a study day."""
        return (self.now if day == self.today else self.past).days.get(day) or Day()

    @property
    def first(self) -> int:
        """Return the first study day of the period; of the whole log, its own first."""
        if self.days is not None:
            return self.today - self.days + 1
        return min((*self.past.days, self.today))

    def columns(self) -> tuple[Column, ...]:
        """Return the period as columns of a chart."""
        return calendar.columns(self.first, self.today)

    def sums(self) -> list[Day]:
        """Return the sums of each column of the period."""
        return [self._sum(column) for column in self.columns()]

    def _sum(self, column: Column) -> Day:
        whole = Day()
        for at in range(column.first, column.last + 1):
            day = self.day(at)
            for name in ("answers", "right", "ms", "apart", "apart_right"):
                found = getattr(day, name)
                if found:
                    getattr(whole, name).update(found)
        return whole
