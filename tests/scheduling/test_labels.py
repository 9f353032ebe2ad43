"""The text on the buttons."""

from __future__ import annotations

import pytest

from app.scheduling.labels import label

DAY = 86400


# Read off Anki 26.9.3's buttons.
@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1, "<1s"),
        (59, "<59s"),
        (60, "<1m"),
        (89, "<1m"),
        (90, "<2m"),
        (330, "<6m"),
        (600, "<10m"),
        (1199, "<20m"),
        (1200, "20m"),
        (3569, "59m"),
        (3570, "60m"),
        (3600, "1h"),
        (5399, "1.5h"),
        (9180, "2.6h"),
        (64799, "18h"),
    ],
)
def test_a_short_wait_is_labelled_in_seconds_minutes_or_hours(seconds, text):
    assert label(seconds, 1200) == text


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (1, "1d"),
        (30, "30d"),
        (31, "1mo"),
        (32, "1.1mo"),
        (47, "1.5mo"),
        (60, "2mo"),
        (74, "2.4mo"),
        (75, "2.5mo"),
        (91, "3mo"),
        (360, "11.8mo"),
        (364, "12mo"),
        (365, "1y"),
        (383, "1y"),
        (384, "1.1y"),
        (729, "2y"),
        (1000, "2.7y"),
        (36500, "100y"),
    ],
)
def test_a_long_wait_is_labelled_in_days_months_or_years(days, text):
    assert label(days * DAY, 1200) == text


def test_without_learn_ahead_no_wait_is_said_to_be_shorter():
    assert label(60, 0) == "1m"
