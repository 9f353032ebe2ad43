"""Estimates with their intervals, the error of predictions, and how new cards are spread."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling import exam

SHARES = st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=50)


def test_the_estimate_of_no_card_is_none():
    assert exam.estimate([], 0.05) is None


def test_chance_alone_is_the_variance_of_a_mean_of_trials():
    found = exam.estimate([0.8] * 100, 0.0)
    assert found.mean == pytest.approx(0.8)
    assert found.high - found.mean == pytest.approx(1.96 * 0.04)
    assert found.mean - found.low == pytest.approx(1.96 * 0.04)


def test_the_error_of_predictions_stays_however_many_cards_there_are():
    found = exam.estimate([0.8] * 1_000_000, 0.03)
    assert found.high - found.mean == pytest.approx(1.96 * 0.03, rel=1e-3)


def test_a_card_that_was_not_seen_is_no_prediction_and_has_no_error():
    assert exam.estimate([0.0] * 4, 0.05) == exam.Estimate(0.0, 0.0, 0.0)
    half = exam.estimate([1.0] * 50 + [0.0] * 50, 0.04)
    assert half.high - half.mean == pytest.approx(1.96 * 0.02)


@given(chances=SHARES, error=st.floats(min_value=0, max_value=0.5))
def test_an_interval_holds_its_mean_and_stays_within_0_and_1(chances, error):
    found = exam.estimate(chances, error)
    assert 0 <= found.low <= found.mean + 1e-12
    assert found.mean - 1e-12 <= found.high <= 1


def test_nineteen_of_twenty_outcomes_lie_in_the_interval():
    chance = Random(7)  # noqa: S311 - a die, not a secret
    chances = [chance.uniform(0.4, 0.99) for _ in range(60)]
    found = exam.estimate(chances, 0.0)
    inside = 0
    for _ in range(4_000):
        share = sum(chance.random() < one for one in chances) / 60
        inside += found.low <= share <= found.high
    assert 0.93 <= inside / 4_000 <= 0.97


def test_with_few_reviews_the_usual_error_is_taken():
    assert exam.calibration_error([(0.5, True)] * 63) == exam.USUAL_ERROR


def test_the_error_is_how_far_predictions_lay_from_what_happened():
    reviews = [(0.9, number % 10 < 7) for number in range(1_000)]  # 70 % of what was 90 %
    assert exam.calibration_error(reviews) == pytest.approx(0.2)
    assert exam.calibration_error([(1.0, True)] * 64) == 0.0
    assert exam.calibration_error([(1.0, False)] * 64) == 1.0


def test_sound_predictions_have_a_small_error():
    chance = Random(3)  # noqa: S311 - a die, not a secret
    reviews = [
        (one, chance.random() < one) for one in [chance.uniform(0.5, 1) for _ in range(9999)]
    ]
    assert exam.calibration_error(reviews) < 0.02


@pytest.mark.parametrize(
    ("new", "days", "allowed", "a_day", "fits", "seen"),
    [
        (154, 3, 20, 52, False, 60),
        (154, 10, 20, 16, True, 154),
        (0, 3, 20, 0, True, 0),
        (5, 0, 20, 5, False, 0),
        (0, 0, 20, 0, True, 0),
        (20, 1, 20, 20, True, 20),
        (3, 7, 0, 1, False, 0),
    ],
)
def test_new_cards_are_spread_over_the_days_left(  # noqa: PLR0913, PLR0917 - a table
    new, days, allowed, a_day, fits, seen
):
    pace = exam.pace(new, days, allowed)
    assert (pace.a_day, pace.fits, pace.seen) == (a_day, fits, seen)


@given(new=st.integers(0, 5_000), days=st.integers(1, 365))
def test_the_schedule_has_every_new_card_once_and_no_day_more_than_another_needs(new, days):
    pace = exam.pace(new, days, 20)
    schedule = pace.schedule()
    assert (len(schedule), sum(schedule)) == (days, new)
    assert list(schedule) == sorted(schedule, reverse=True)
    assert max(schedule) == pace.a_day
