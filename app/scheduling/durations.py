"""Steps as people write them: ``1m 10m``, ``90s``, ``1h 2d``; read and written as Anki does."""

from __future__ import annotations

import re

from app.scheduling.steps import DAY

LONGEST = 365 * DAY  # seconds; a longer wait is a review's
MOST = 20  # steps
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": DAY}
_STEP = re.compile(r"([0-9]{1,9}(?:[.,][0-9]{1,9})?)([smhd]?)")


def read(text: str) -> tuple[int, ...]:
    """Give the seconds of steps; a number without a unit is minutes, nothing is no step.

    Raises:
        ValueError: a sentence that names what can't be read.
    """
    found = []
    for word in text.casefold().split():
        match = _STEP.fullmatch(word)
        if match is None:
            raise ValueError(
                f"“{word[:20]}” is no step: write a number with s, m, h or d, such as 10m."
            )
        seconds = round(float(match[1].replace(",", ".")) * _UNITS[match[2] or "m"])
        if not 1 <= seconds <= LONGEST:
            raise ValueError(f"“{word[:20]}” is no step: each lasts from 1s to 365d.")
        found.append(seconds)
    if len(found) > MOST:
        raise ValueError(f"There can be {MOST} steps at most, not {len(found)}.")
    return tuple(found)


def write(steps: tuple[int, ...]) -> str:
    """Write steps, each in the largest unit of which it is a whole number."""
    return " ".join(map(_written, steps))


def _written(seconds: int) -> str:
    unit = next(name for name in "dhms" if seconds % _UNITS[name] == 0)
    return f"{seconds // _UNITS[unit]}{unit}"
