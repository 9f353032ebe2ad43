"""Which backups are kept: many of the last days, fewer of the weeks and months before."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable

DAILY = 12
WEEKLY = 10
MONTHLY = 9
_RECENT = 2 * 86_400_000  # ms; what was saved before a mistake must outlive its discovery


def keep(dates: Iterable[int], now: int) -> frozenset[int]:
    """Return those of the backups' dates (ms since the epoch, UTC) that are to be kept.

    The newest of each of the 12 last days, 10 last weeks and 9 last months that have one (days
    in UTC, weeks from Monday); besides, all of the last two days, and what is of the future: the
    clock was moved.
    """
    known = sorted(set(dates), reverse=True)
    kept = {date for date in known if date > now - _RECENT}
    past = [date for date in known if date <= now]
    for period, most in ((_day, DAILY), (_week, WEEKLY), (_month, MONTHLY)):
        kept.update(_newest(past, period, most))
    return frozenset(kept)


def _newest(dates: list[int], period: Callable[[datetime], object], most: int) -> list[int]:
    """Return the first date of each of the first periods; the dates come newest first."""
    found: dict[object, int] = {}
    for date in dates:
        found.setdefault(period(datetime.fromtimestamp(date // 1000, UTC)), date)
    return list(found.values())[:most]


def _day(date: datetime) -> object:
    return date.date()


def _week(date: datetime) -> object:
    return date.isocalendar()[:2]


def _month(date: datetime) -> object:
    return date.year, date.month
