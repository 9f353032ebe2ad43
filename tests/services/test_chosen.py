"""Chosen cards in an address: short, read back as written, and bounded."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services import chosen
from app.services.errors import RefusedError


@given(st.sets(st.integers(min_value=1, max_value=10**14), min_size=1, max_size=60))
def test_what_is_written_is_read(cards):
    assert set(chosen.read(chosen.written(cards))) == cards


@pytest.mark.parametrize(
    ("cards", "text"),
    [([7], "7"), ([3, 4], "3-4"), ([9, 1, 2, 3, 9], "1-3.9"), (range(1, 501), "1-500")],
)
def test_neighbours_are_written_as_one(cards, text):
    assert chosen.written(cards) == text


@pytest.mark.parametrize("cards", [[], range(501)])
def test_none_and_too_many_are_refused(cards):
    with pytest.raises(RefusedError):
        chosen.written(cards)


@pytest.mark.parametrize(
    "text", ["x", "1.", ".1", "1-", "1--2", "1-501", "1-400.500-700", "1-999999999999999", "١"]
)
def test_what_was_not_written_by_us_is_refused(text):
    with pytest.raises(RefusedError):
        chosen.read(text)


def test_nothing_is_no_card():
    assert chosen.read("") == ()


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    with suppress(RefusedError):
        assert len(chosen.read(text)) <= chosen.MOST
