"""The text on an answer button: the wait in the largest unit that fits, as Anki writes it."""

from __future__ import annotations

import math

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_YEAR = 365 * _DAY
# So 30 days are still "30d", and 31 are "1mo".
_MONTH = _YEAR / 12
# Below so many seconds: the unit's length, its letters, decimals.
_UNITS = (
    (_MINUTE, 1, "s", 0),
    (_HOUR, _MINUTE, "m", 0),
    (_DAY, _HOUR, "h", 1),
    (_MONTH, _DAY, "d", 0),
    (_YEAR, _MONTH, "mo", 1),
    (math.inf, _YEAR, "y", 1),
)


def label(seconds: int, learn_ahead: int) -> str:
    """Write a wait for a button.

    Args:
        seconds: the wait, without the fuzz of a step.
        learn_ahead: seconds; a shorter wait gets ``<``, since the card may come back sooner
            when nothing else is left.

    Seconds, minutes and days are whole; hours, months (a twelfth of 365 days) and years have one
    decimal unless it is 0: ``label(330, 1200) == "<6m"``, ``label(32 * 86400, 1200) == "1.1mo"``.
    """
    for below, length, unit, decimals in _UNITS:  # noqa: B007 - the first that fits
        if seconds < below:
            break
    scale = 10**decimals
    number = math.floor(seconds / length * scale + 0.5) / scale
    return f"{'<' if seconds < learn_ahead else ''}{number:g}{unit}"
