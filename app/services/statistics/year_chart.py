"""The statistic of a year: each day as large as what was answered on it, and days in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.statistics import calendar
from app.services.statistics.figures import Chart
from app.services.statistics.figures import Heat
from app.services.statistics.figures import Table
from app.services.statistics.figures import many
from app.services.statistics.figures import minutes

if TYPE_CHECKING:
    from app.services.statistics.log import Log

_LEVELS = 4


def year(log: Log) -> Chart:
    """Show a year of days, each as large as what was answered on it."""
    counts = {day: sums.answers.total() for day, sums in log.past.days.items()}
    counts[log.today] = log.day(log.today).answers.total()
    counts = {day: count for day, count in counts.items() if count}
    weeks = tuple(calendar.weeks(log.today))
    within = {day: count for day, count in counts.items() if day >= weeks[0][0]}
    if not within:
        empty = "Each day on which you study will stand here."
        return Chart("calendar", "Calendar", "No answers within a year.", empty=empty)
    run, longest = calendar.streaks(counts, log.today)
    best = max(within, key=lambda day: (within[day], day))
    says = (
        f"{many(sum(within.values()), 'answer')} on {many(len(within), 'day')} of the last "
        f"{many(log.today - weeks[0][0] + 1, 'day')}; most on {calendar.long(best)}: "
        f"{within[best]:,}. Days in a row: {run:,}; at most {longest:,}."
    )
    steps = _steps(sorted(within.values()))
    drawn = tuple(
        tuple(
            (None, "")
            if day > log.today
            else (_level(within.get(day, 0), steps), f"{_weekday(day)}: {within.get(day, 0):,}")
            for day in week
        )
        for week in weeks
    )
    rows = tuple(
        (calendar.Column(day, day).name, within[day],
         minutes(log.day(day).ms.total())) for day in sorted(within)
    )  # fmt: skip
    note = "A larger square is a day with more answers. The day turns at the rollover hour."
    heat = Heat(drawn, _months(weeks), steps)
    return Chart(
        "calendar", "Calendar", says, (heat,), Table(("Day", "Answers", "Minutes"), rows), note
    )


def _weekday(day: int) -> str:
    return f"{calendar.WEEKDAYS[(day + 3) % 7]} {calendar.long(day)}"  # 1970 began on a Thursday


def _steps(sorted_counts: list[int]) -> tuple[int, ...]:
    """Return where the levels begin: at the fourths of the days that have answers."""
    count = len(sorted_counts)
    return tuple(sorted({sorted_counts[count * part // _LEVELS] for part in range(_LEVELS)}))


def _level(count: int, steps: tuple[int, ...]) -> int:
    return _LEVELS - len(steps) + sum(count >= step for step in steps) if count else 0


def _months(weeks: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, str], ...]:
    names = [calendar.short(week[0]).split()[1] for week in weeks]
    found = [(at, name) for at, name in enumerate(names) if at and names[at - 1] != name]
    return tuple(row for row in found[::2] if row[0] < len(weeks) - 2)  # each other: room to read
