"""Fuzz: its table, its bounds, its generator."""

from __future__ import annotations

import struct
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling import fuzz

SHARES = st.floats(min_value=0, max_value=1, exclude_max=True)


@pytest.mark.parametrize(
    ("interval", "low", "high"),
    [
        (1, 1, 1),
        (2, 2, 2),
        (2.49, 2, 2),
        (2.5, 2, 4),
        (3, 2, 4),
        (7, 5, 9),
        (10, 8, 12),
        (20, 17, 23),
        (30, 27, 33),
        (90, 84, 96),
        (365, 345, 385),
    ],
)
def test_the_fuzz_range_is_that_of_the_table(interval, low, high):
    assert fuzz.bounds(interval) == (low, high)


@pytest.mark.parametrize(("share", "day"), [(0.0, 8), (0.19, 8), (0.2, 9), (0.5, 10), (0.999, 12)])
def test_each_day_of_the_range_is_as_likely(share, day):
    assert fuzz.days(10, share, 1, 36500) == day


@given(
    interval=st.floats(min_value=0, max_value=40_000),
    share=SHARES,
    minimum=st.integers(min_value=1, max_value=2000),
    maximum=st.integers(min_value=1, max_value=36_500),
)
def test_a_fuzzed_interval_lies_between_its_minimum_and_maximum(interval, share, minimum, maximum):
    days = fuzz.days(interval, share, minimum, maximum)
    assert min(minimum, maximum) <= days <= maximum


@given(interval=st.floats(min_value=1, max_value=36_500), share=SHARES)
def test_a_fuzzed_interval_lies_within_its_range(interval, share):
    low, high = fuzz.bounds(interval)
    assert low <= fuzz.days(interval, share, 1, 40_000) <= high


@pytest.mark.parametrize(
    ("interval", "minimum", "maximum", "range_"),
    [
        (10, 1, 36500, (8, 12)),
        (10, 9, 36500, (9, 12)),
        (10, 12, 36500, (12, 14)),
        (10, 1, 11, (8, 11)),
        (10, 12, 12, (12, 12)),
        (10, 99, 5, (5, 5)),
    ],
)
def test_minimum_and_maximum_cut_the_range(interval, minimum, maximum, range_):
    assert fuzz.within(interval, minimum, maximum) == range_


@pytest.mark.parametrize(("number", "rounded"), [(0.5, 1), (1.5, 2), (2.5, 3), (2.49, 2), (0, 0)])
def test_a_half_is_rounded_up(number, rounded):
    assert fuzz.half_up(number) == rounded


def test_the_generator_gives_the_published_chacha12_stream():
    # draft-strombergson-chacha-test-vectors-01, TC1: 256-bit key of zeros, 12 rounds.
    assert struct.pack("<I", fuzz._first_word([0] * 8)).hex() == "9bf49a6a"


@given(seed=st.integers(min_value=0, max_value=2**64 - 1))
def test_the_share_is_a_function_of_the_seed_from_zero_to_below_one(seed):
    assert 0 <= fuzz.factor(seed) < 1
    fuzz._draw.cache_clear()
    assert fuzz.factor(seed) == fuzz.factor(seed)


@pytest.mark.parametrize("seed", [-1, 2**64 + 5])
def test_a_seed_beyond_64_bits_is_folded_into_them(seed):
    assert fuzz.factor(seed) == fuzz.factor(seed % 2**64)


def test_neighbouring_seeds_spread_evenly():
    tenths = Counter(int(fuzz.factor(1_770_000_000_000 + n) * 10) for n in range(4000))
    assert sorted(tenths) == list(range(10))
    assert all(320 <= count <= 480 for count in tenths.values())


@given(
    seconds=st.integers(min_value=1, max_value=90_000),
    seed=st.integers(min_value=0, max_value=2**63),
)
def test_a_step_gets_at_most_a_quarter_and_five_minutes_longer(seconds, seed):
    fuzzed = fuzz.step_seconds(seconds, seed)
    assert seconds <= fuzzed <= seconds + min(seconds // 4, 300)
