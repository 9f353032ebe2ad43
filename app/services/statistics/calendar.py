"""Study days in words, cut into the columns of a chart; the year as weeks; runs of days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.scheduling.days import date_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
_WIDTHS = (1, 7, 28, 91, 364, 1820, 7280)  # days of a column: a day, weeks
_MOST = 92  # columns


@dataclass(frozen=True, slots=True)
class Column:
    """A run of study days, both ends within."""

    first: int
    last: int

    @property
    def name(self) -> str:
        """Return it as in a table: ``2026-11-23`` or ``2026-11-23 to 2026-11-29``."""
        first = date_of(self.first).isoformat()
        return first if self.first == self.last else f"{first} to {date_of(self.last).isoformat()}"


def columns(first: int, last: int) -> tuple[Column, ...]:
    """Cut days into columns of one width, ``last`` the end of the last one."""
    width = next(width for width in _WIDTHS if (last - first) // width < _MOST)
    return tuple(
        Column(max(end - width + 1, first), end) for end in range(last, first - 1, -width)
    )[::-1]


def columns_ahead(first: int, last: int) -> tuple[Column, ...]:
    """Cut days into columns of one width, ``first`` the beginning of the first one."""
    width = next(width for width in _WIDTHS if (last - first) // width < _MOST)
    return tuple(
        Column(start, min(start + width - 1, last)) for start in range(first, last + 1, width)
    )


def unit(cut: tuple[Column, ...]) -> str:
    """Say what a column is: ``day``, ``week`` or ``4 weeks``."""
    width = max(column.last - column.first + 1 for column in cut)
    weeks = -(-width // 7)
    return "day" if width == 1 else "week" if weeks == 1 else f"{weeks} weeks"


def short(day: int) -> str:
    """Return ``23 Nov``."""
    date = date_of(day)
    return f"{date.day} {MONTHS[date.month - 1]}"


def long(day: int) -> str:
    """Return ``23 Nov 2026``."""
    return f"{short(day)} {date_of(day).year}"


def labels(cut: tuple[Column, ...]) -> tuple[str, ...]:
    """Return what may stand under each column; with the year where they span more than one."""
    far = cut[-1].last - cut[0].first > 366  # noqa: PLR2004 - a year
    return tuple(
        f"{MONTHS[date_of(one.first).month - 1]} {date_of(one.first).year}"
        if far
        else short(one.first)
        for one in cut
    )


def weeks(today: int) -> Iterator[tuple[int, ...]]:
    """Yield the weeks, Monday first, of the year that ends with a day's week."""
    monday = today - date_of(today).weekday()
    for start in range(monday - 52 * 7, monday + 1, 7):
        yield tuple(range(start, start + 7))


def streaks(days: Iterable[int], today: int) -> tuple[int, int]:
    """Return the run of days up to today (or yesterday: today isn't over), and the longest."""
    studied = sorted(set(days))
    longest = run = 0
    before = None
    for day in studied:
        run = run + 1 if before == day - 1 else 1
        longest = max(longest, run)
        before = day
    return (run if before is not None and before >= today - 1 else 0), longest
