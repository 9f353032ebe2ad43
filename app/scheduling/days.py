"""Study days: the unit of elapsed time. A study day begins at the rollover hour, local time.

All subtraction is on the wall clock, so that a change between summer and winter time makes a day
of 23 or 25 hours and never moves an answer to another day.
"""

from __future__ import annotations

from datetime import date
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo
from zoneinfo import ZoneInfoNotFoundError

_EPOCH = date(1970, 1, 1).toordinal()
_SECOND = 1000


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"There is no time zone named {name!r}.") from None


def study_day(at_ms: int, zone: str, rollover: int = 4) -> int:
    """Give the study day of a moment, as days since 1970-01-01.

    Args:
        at_ms: ms since the epoch, UTC.
        zone: IANA name, as ``Europe/Berlin``.
        rollover: the hour of local time at which the day begins.

    Raises:
        ValueError: no such zone, or a moment outside the calendar.
    """
    wall = datetime.fromtimestamp(at_ms // _SECOND, _zone(zone))
    # Before the rollover hour it is still yesterday: the same as subtracting those hours.
    return wall.toordinal() - _EPOCH - (wall.hour < rollover)


def date_of(day: int) -> date:
    """Give the calendar date whose rollover begins a study day."""
    return date.fromordinal(day + _EPOCH)


def day_of(on: date) -> int:
    """Give the study day that begins with the rollover of a calendar date."""
    return on.toordinal() - _EPOCH


@lru_cache(maxsize=1024)
def day_start(day: int, zone: str, rollover: int = 4) -> int:
    """Give the first moment of a study day, in ms since the epoch, UTC.

    When the clock jumps over the rollover hour, the day begins at the jump. When it shows that
    hour twice, the day begins at the first.

    Raises:
        ValueError: no such zone.
    """
    tz = _zone(zone)
    on = date_of(day)
    wall = datetime(on.year, on.month, on.day, rollover, tzinfo=tz)
    start = int(wall.timestamp())
    if study_day((start - 1) * _SECOND, zone, rollover) < day:
        return start * _SECOND
    # The hour does not exist. Read with the offset after the jump it lies before the jump, where
    # it is still yesterday; the jump itself is found between the two readings.
    before = int(wall.replace(fold=1).timestamp()) - 1
    while start - before > 1:
        middle = (before + start) // 2
        if study_day(middle * _SECOND, zone, rollover) < day:
            before = middle
        else:
            start = middle
    return start * _SECOND


def day_end(day: int, zone: str, rollover: int = 4) -> int:
    """Give the first moment after a study day, in ms since the epoch, UTC."""
    return day_start(day + 1, zone, rollover)
