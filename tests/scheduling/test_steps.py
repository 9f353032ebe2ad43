"""Learning and relearning steps."""

from __future__ import annotations

import pytest

from app.scheduling import steps

DAY = 86400


def test_again_goes_to_the_first_step():
    assert steps.again((60, 600)) == 60
    assert steps.again(()) is None


# The seconds are what Anki 26.9.3 gave for a new card with these learning steps.
@pytest.mark.parametrize(
    ("ladder", "step", "seconds"),
    [
        ((), 0, None),
        ((60,), 0, 90),
        ((600,), 0, 900),
        ((43200,), 0, 64800),
        ((DAY,), 0, 2 * DAY),
        ((2 * DAY,), 0, 3 * DAY),
        ((3 * DAY,), 0, 4 * DAY),
        ((10 * DAY,), 0, 11 * DAY),
        ((60, 600), 0, 330),
        ((60, 601), 0, 330),
        ((600, 60), 0, 330),
        ((60, 600), 1, 600),
        ((1, 2, 3), 0, 1),
        ((1, 2, 3), 1, 2),
        ((60, DAY), 0, 43230),
        ((60, 5 * DAY), 0, 3 * DAY),
        ((DAY, 2 * DAY), 0, 2 * DAY),
        ((DAY, 4 * DAY), 0, 3 * DAY),
        ((100_000, 200_000), 0, 2 * DAY),
        ((DAY, 900), 0, 43650),
        ((60, 600), 7, 600),
    ],
)
def test_hard_waits_between_the_first_two_steps_and_repeats_later_ones(ladder, step, seconds):
    assert steps.hard(ladder, step) == seconds


@pytest.mark.parametrize(
    ("ladder", "step", "seconds"),
    [((), 0, None), ((60,), 0, None), ((60, 600), 0, 600), ((60, 600), 1, None), ((60,), 5, None)],
)
def test_good_goes_to_the_next_step_and_graduates_from_the_last(ladder, step, seconds):
    assert steps.good(ladder, step) == seconds


@pytest.mark.parametrize(
    ("seconds", "left", "days"),
    [
        (600, 601, 0),
        (600, 600, 1),
        (600, 0, 1),
        (DAY, 64800, 1),
        (64800 + DAY - 1, 64800, 1),
        (64800 + DAY, 64800, 2),
        (3 * DAY, 1, 3),
    ],
)
def test_a_step_that_reaches_the_rollover_counts_in_days(seconds, left, days):
    assert steps.days_crossed(seconds, left) == days
