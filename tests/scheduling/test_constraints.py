"""The order of the buttons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling import constraints
from app.scheduling import fuzz

SHARES = st.floats(min_value=0, max_value=1, exclude_max=True)
RAW = st.lists(st.floats(min_value=0.001, max_value=50_000), min_size=3, max_size=3).map(
    lambda raw: tuple(sorted(raw))
)


@given(raw=RAW, previous=st.integers(min_value=0, max_value=36_500), share=SHARES)
def test_hard_is_shorter_than_good_and_good_than_easy(raw, previous, share):
    hard, good, easy = constraints.passing(raw, previous, share, 100_000)
    assert 1 <= hard < good < easy


@given(
    raw=RAW,
    previous=st.integers(min_value=0, max_value=36_500),
    share=SHARES,
    maximum=st.integers(min_value=1, max_value=36_500),
)
def test_no_interval_exceeds_the_maximum_where_the_order_may_end_in_equality(
    raw, previous, share, maximum
):
    hard, good, easy = constraints.passing(raw, previous, share, maximum)
    assert 1 <= hard <= good <= easy <= maximum
    good, easy = constraints.graduating(raw[1], raw[2], share, maximum)
    assert 1 <= good <= easy <= maximum


@given(raw=RAW, share=SHARES)
def test_on_graduation_easy_is_longer_than_the_unrounded_good(raw, share):
    good, easy = constraints.graduating(raw[1], raw[2], share, 100_000)
    assert good <= easy
    assert easy > fuzz.days(raw[1], share, 1, 100_000)


def test_easy_may_equal_good_where_it_does_in_anki():
    # Good: 3.5 days round to 4, whose range begins at 3. But the range of 3.5 begins at 2, and
    # held against those 2 Easy is 3 as well.
    assert constraints.graduating(3.5, 3.5, 0.0, 36500) == (3, 3)


def test_an_interval_that_grows_is_never_fuzzed_back_to_the_old_one():
    assert constraints.passing((10.0, 11.0, 12.0), 9, 0.0, 36500)[0] == 10


def test_an_interval_that_fuzz_alone_made_long_does_not_shrink():
    # 10 days may be fuzzed to 12, so after 12 days Hard is not less than 12.
    assert constraints.passing((10.0, 20.0, 30.0), 12, 0.0, 36500)[0] == 12


def test_an_interval_may_shrink_when_more_than_fuzz_lies_between():
    assert constraints.passing((10.0, 20.0, 30.0), 13, 0.0, 36500)[0] == 8


@pytest.mark.parametrize(("raw", "days"), [(0.2, 1), (1.5, 2), (7.4, 7), (500.0, 500)])
def test_a_lapse_is_rounded_never_fuzzed_and_bounded_by_no_maximum(raw, days):
    assert constraints.failing(raw) == days
    assert constraints.unfuzzed(raw, 100) == min(days, 100)


@given(raw=st.floats(min_value=0.001, max_value=50_000), share=SHARES)
def test_an_answer_bound_to_no_other_lies_in_the_range_of_its_rounded_interval(raw, share):
    low, high = fuzz.bounds(max(1, fuzz.half_up(raw)))
    assert low <= constraints.single(raw, share, 100_000) <= high
