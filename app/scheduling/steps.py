"""Learning and relearning steps: how long the card waits, where it goes. All in seconds."""

from __future__ import annotations

from app.scheduling.fuzz import half_up

DAY = 86400


def at(steps: tuple[int, ...], step: int) -> int:
    """Give the index that is valid for these steps; they may have become fewer."""
    return max(0, min(step, len(steps) - 1))


def again(steps: tuple[int, ...]) -> int | None:
    """Give the wait after Again: the first step; None without steps."""
    return steps[0] if steps else None


def hard(steps: tuple[int, ...], step: int) -> int | None:
    """Give the wait after Hard: between the first two steps, later the same again.

    With one step alone it is half as long again, at most a day more. None without steps.
    """
    if not steps:
        return None
    index = at(steps, step)
    if index > 0:
        return steps[index]
    if len(steps) > 1:
        return whole_days((steps[0] + steps[1]) // 2)
    return whole_days(min(steps[0] * 3 // 2, steps[0] + DAY))


def good(steps: tuple[int, ...], step: int) -> int | None:
    """Give the wait after Good: the next step; None when the card graduates."""
    if not steps or at(steps, step) + 1 >= len(steps):
        return None
    return steps[at(steps, step) + 1]


def whole_days(seconds: int) -> int:
    """Round a wait of more than a day to days, as it will be kept in days anyway."""
    return half_up(seconds / DAY) * DAY if seconds > DAY else seconds


def days_crossed(seconds: int, left: int) -> int:
    """Give the study days a step goes ahead when ``left`` seconds remain of today; 0 if none."""
    return 0 if seconds < left else (seconds - left) // DAY + 1
