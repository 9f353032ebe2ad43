"""Steps are read and written as Anki does it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling import durations


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("1m 10m", (60, 600)),
        ("1h", (3600,)),
        ("2d", (172_800,)),
        ("90s", (90,)),
        ("10", (600,)),
        ("1.5h 0,5d", (5400, 43_200)),
        ("  1M\t10m\n", (60, 600)),
        ("", ()),
        ("365d", (31_536_000,)),
    ],
)
def test_steps_are_numbers_with_units_and_minutes_without(text, steps):
    assert durations.read(text) == steps


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1m ten", "“ten” is no step: write a number with s, m, h or d, such as 10m."),
        ("1w", "“1w” is no step"),
        ("-1m", "“-1m” is no step"),
        ("1m,10m", "“1m,10m” is no step"),
        ("١m", "“١m” is no step"),
        ("0s", "“0s” is no step: each lasts from 1s to 365d."),
        ("366d", "each lasts from 1s to 365d."),
        ("999999999d", "each lasts from 1s to 365d."),
        ("1m " * 21, "There can be 20 steps at most, not 21."),
    ],
)
def test_what_is_no_step_is_named(text, says):
    with pytest.raises(ValueError, match=r"no step|at most") as error:
        durations.read(text)
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        ((60, 600), "1m 10m"),
        ((90,), "90s"),
        ((3600, 5400), "1h 90m"),
        ((86_400, 129_600), "1d 36h"),
        ((), ""),
    ],
)
def test_a_step_is_written_in_the_largest_unit_it_is_a_whole_number_of(steps, text):
    assert durations.write(steps) == text


@given(st.lists(st.integers(min_value=1, max_value=durations.LONGEST), max_size=20).map(tuple))
def test_what_is_written_is_read_back(steps):
    assert durations.read(durations.write(steps)) == steps
