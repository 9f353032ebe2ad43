"""The exact tests are exact: against whole numbers, and at the thresholds of ITEMS.md."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.checks.numbers import LEVEL
from question_bank.checks.numbers import as_odd
from question_bank.checks.numbers import at_least
from question_bank.checks.numbers import binomial
from question_bank.checks.numbers import hypergeometric
from question_bank.checks.numbers import mixed

close = lambda value: pytest.approx(value, rel=1e-9, abs=1e-25)  # noqa: E731


def whole_binomial(n, options):
    """The distribution in whole numbers: one chance in ``options``."""
    rows = [math.comb(n, k) * (options - 1) ** (n - k) for k in range(n + 1)]
    return [float(Fraction(row, options**n)) for row in rows]


@pytest.mark.parametrize(("n", "least"), [(20, 11), (30, 15), (46, 22), (60, 27), (100, 42)])
def test_the_thresholds_of_three_options(n, least):
    chances = binomial(n, 1 / 3)
    assert at_least(chances, least) <= LEVEL < at_least(chances, least - 1)


@given(st.integers(0, 60), st.integers(2, 8))
def test_a_binomial_is_that_of_whole_numbers(n, options):
    assert binomial(n, 1 / options) == close(whole_binomial(n, options))


def test_ten_thousand_trials_neither_underflow_nor_lose_their_sum():
    chances = binomial(10_000, 1 / 3)
    assert math.fsum(chances) == pytest.approx(1)
    assert at_least(chances, 3412) <= LEVEL < at_least(chances, 3411)


@given(st.lists(st.integers(2, 8), max_size=12))
def test_a_mixed_binomial_is_the_sum_of_its_trials(options):
    wanted = [Fraction(1)]
    for count in options:
        p = Fraction(1, count)
        padded = [Fraction(0), *wanted, Fraction(0)]
        wanted = [padded[k + 1] * (1 - p) + padded[k] * p for k in range(len(wanted) + 1)]
    assert mixed(options) == close([float(row) for row in wanted])


@given(st.integers(0, 40), st.data())
def test_a_hypergeometric_is_that_of_whole_numbers(whole, data):
    marked, drawn = data.draw(st.integers(0, whole)), data.draw(st.integers(0, whole))
    wanted = [
        float(Fraction(math.comb(marked, k) * math.comb(whole - marked, drawn - k),
                       math.comb(whole, drawn)))
        for k in range(min(marked, drawn) + 1)
    ]  # fmt: skip
    assert hypergeometric(whole, marked, drawn) == close(wanted)


@pytest.mark.parametrize(("n", "least"), [(6, 6), (10, 9), (20, 15), (40, 27)])
def test_the_thresholds_of_a_fair_coin_on_either_side(n, least):
    chances = binomial(n, 0.5)
    for k, odd in ((least, True), (least - 1, False), (n - least, True), (n - least + 1, False)):
        assert (as_odd(chances, k) <= LEVEL) is odd


def test_what_is_certain_is_never_odd():
    assert at_least(binomial(0, 0.5), 0) == 1
    assert as_odd(binomial(1, 0.5), 1) == 1
    assert at_least(mixed([]), 0) == 1
