"""Minima that keep the buttons in order: Hard < Good < Easy, and no pass shortens for nothing.

One pair may end in equality, Good and Easy of a card that leaves its steps: see ``graduating``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.scheduling import fuzz

if TYPE_CHECKING:
    from collections.abc import Sequence


def passing(
    raw: Sequence[float], previous: int, share: float, maximum: int
) -> tuple[int, int, int]:
    """Give the days after Hard, Good and Easy on a review card, fuzz included.

    Args:
        raw: the three ideal intervals in days, unrounded.
        previous: days the card was last scheduled for.
        share: the fuzz, 0 to below 1.
        maximum: longest interval in days; at it the order may end in equality.
    """
    hard_raw, good_raw, easy_raw = raw
    hard = fuzz.days(hard_raw, share, max(1, _floor(hard_raw, previous)), maximum)
    good = fuzz.days(good_raw, share, max(hard + 1, _floor(good_raw, previous)), maximum)
    easy = fuzz.days(easy_raw, share, max(good + 1, _floor(easy_raw, previous)), maximum)
    return hard, good, easy


def graduating(good_raw: float, easy_raw: float, share: float, maximum: int) -> tuple[int, int]:
    """Give the days after Good and Easy on a card that leaves its steps, fuzz included.

    As in Anki, Easy is held against a Good that is fuzzed from the unrounded interval, which can
    be a day less than what Good's own button shows: then the two are equal. The rule as it is
    told, Easy at least a day longer, isn't what Anki does; where they differ we follow Anki, so
    that a learner who comes from there finds the same days on the buttons.
    """
    floor = fuzz.days(good_raw, share, 1, maximum) + 1
    easy = fuzz.days(max(1, fuzz.half_up(easy_raw)), share, floor, maximum)
    return single(good_raw, share, maximum), easy


def single(raw: float, share: float, maximum: int) -> int:
    """Give the days after an answer that is bound to no other button, fuzz included."""
    return fuzz.days(max(1, fuzz.half_up(raw)), share, 1, maximum)


def failing(raw: float) -> int:
    """Give the days a lapsed card is scheduled for: at least one, never fuzzed.

    As in Anki, the longest interval doesn't bound them; it does again from the next pass on.
    """
    return max(1, fuzz.half_up(raw))


def unfuzzed(raw: float, maximum: int) -> int:
    """Give the days of an interval as if there were no fuzz and no other button."""
    return min(max(1, fuzz.half_up(raw)), maximum)


def _floor(raw: float, previous: int) -> int:
    """The least days for a pass, from the interval before it.

    An interval that grows must not be fuzzed back to the old one; one that merely fails to grow
    stays, if fuzz alone could explain the difference; one that shrinks (desired retention was
    raised, parameters changed) may.
    """
    if fuzz.half_up(raw) > previous:
        return previous + 1
    return previous if previous <= fuzz.bounds(raw)[1] else 0
