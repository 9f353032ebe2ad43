"""The 21 FSRS-6 parameters: their defaults and the bounds within which they make sense.

The numbers are those of FSRS-6 (docs/SCHEDULING.md) and of py-fsrs 6.3; a test compares them.
"""

from __future__ import annotations

from typing import Final

Parameters = tuple[float, ...]

DEFAULTS: Final[Parameters] = (
    *(0.212, 1.2931, 2.3065, 8.2956),  # first stability in days: Again, Hard, Good, Easy
    *(6.4133, 0.8334, 3.0194, 0.001),  # difficulty: first, its slope, change, mean reversion
    *(1.8722, 0.1666, 0.796),  # stability after a recall
    *(1.4835, 0.0614, 0.2629, 1.6483),  # stability after a lapse
    *(0.6014, 1.8729),  # Hard penalty, Easy bonus
    *(0.5425, 0.0912, 0.0658),  # stability after an answer on the same day
    0.1542,  # decay of the forgetting curve
)
LOWER: Final[Parameters] = (
    *(0.001, 0.001, 0.001, 0.001, 1.0, 0.001, 0.001, 0.001, 0.0, 0.0, 0.001),
    *(0.001, 0.001, 0.001, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.1),
)
UPPER: Final[Parameters] = (
    *(100.0, 100.0, 100.0, 100.0, 10.0, 4.0, 4.0, 0.75, 4.5, 0.8, 3.5),
    *(5.0, 0.25, 0.9, 4.0, 1.0, 6.0, 2.0, 2.0, 0.8, 0.8),
)


def check(parameters: Parameters) -> None:
    """Refuse parameters FSRS-6 cannot work with.

    Raises:
        ValueError: a sentence that names the first parameter out of its bounds.
    """
    if len(parameters) != len(DEFAULTS):
        raise ValueError(f"FSRS-6 needs {len(DEFAULTS)} parameters, not {len(parameters)}.")
    for index, (value, low, high) in enumerate(zip(parameters, LOWER, UPPER, strict=True)):
        # Written so that NaN, which compares false to everything, is refused too.
        if not low <= value <= high:
            raise ValueError(
                f"FSRS parameter {index} is {value}; it must lie between {low} and {high}."
            )
