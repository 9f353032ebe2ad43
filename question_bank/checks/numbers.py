"""Exact tests for small samples: binomial, mixed binomial, hypergeometric. No percentages.

A distribution is a list: its entry k is the probability of k. It is built outwards from its
peak by the ratio of neighbours, so that ten thousand items neither underflow nor take long.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable

LEVEL = 0.05
_TIE = 1 + 1e-9  # two outcomes as likely as each other, but for the last bits
_NOTHING = 1e-30


def _grown(low: int, peak: int, high: int, ratio: Callable[[int], float]) -> list[float]:
    """Return probabilities of 0 to ``high``; ``ratio(k)`` is that of k + 1 to that of k."""
    found = [0.0] * (high + 1)
    found[peak] = 1.0
    for k in range(peak, high):
        found[k + 1] = found[k] * ratio(k)
        if found[k + 1] < _NOTHING:
            break
    for k in range(peak, low, -1):
        found[k - 1] = found[k] / ratio(k - 1)
        if found[k - 1] < _NOTHING:
            break
    total = math.fsum(found)
    return [value / total for value in found]


def binomial(n: int, p: float) -> list[float]:
    """Return the distribution of successes in ``n`` trials, 0 < p < 1."""
    odds = p / (1 - p)
    return _grown(0, min(n, int((n + 1) * p)), n, lambda k: (n - k) / (k + 1) * odds)


def mixed(options: Iterable[int]) -> list[float]:
    """Return the distribution of successes in trials with a chance of 1 in ``options`` each."""
    found = [1.0]
    for count, n in sorted(Counter(options).items()):
        found = _sum_of(found, binomial(n, 1 / count))
    return found


def _sum_of(one: list[float], two: list[float]) -> list[float]:
    found = [0.0] * (len(one) + len(two) - 1)
    counted = [(k, value) for k, value in enumerate(two) if value > _NOTHING]
    for base, weight in enumerate(one):
        if weight > _NOTHING:
            for k, value in counted:
                found[base + k] += weight * value
    return found


def hypergeometric(whole: int, marked: int, drawn: int) -> list[float]:
    """Return the distribution of marked ones among ``drawn`` of ``whole``."""
    low, high = max(0, drawn + marked - whole), min(drawn, marked)
    peak = min(high, max(low, (drawn + 1) * (marked + 1) // (whole + 2)))
    rest = whole - marked - drawn
    return _grown(
        low, peak, high, lambda k: (marked - k) * (drawn - k) / ((k + 1) * (rest + k + 1))
    )


def at_least(found: list[float], k: int) -> float:
    """Return the probability of ``k`` or more."""
    return math.fsum(found[max(k, 0) :])


def as_odd(found: list[float], k: int) -> float:
    """Return the probability of all outcomes no likelier than ``k``: a two-sided test."""
    return math.fsum(value for value in found if value <= found[k] * _TIE)
