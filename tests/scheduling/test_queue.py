"""What comes next, how many are left, what is a leech."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling.queue import interleave
from app.scheduling.queue import is_leech
from app.scheduling.queue import limits
from app.scheduling.queue import remaining
from app.scheduling.types import Options
from app.scheduling.types import Rating
from app.scheduling.types import Stage

COUNTS = st.integers(min_value=0, max_value=60)


def session(new, reviews):
    """The whole day's order, as letters."""
    order = ""
    while kind := interleave(
        new - order.count("N"), order.count("N"), reviews - order.count("R"), order.count("R")
    ):
        order += "N" if kind is Stage.NEW else "R"
    return order


@pytest.mark.parametrize(
    ("new", "reviews", "order"),
    [
        (0, 0, ""),
        (2, 0, "NN"),
        (0, 3, "RRR"),
        (1, 1, "RN"),
        (1, 4, "RRNRR"),
        (2, 4, "RNRRNR"),
        (2, 8, "RRRNRRRNRR"),
        (3, 1, "NRNN"),
    ],
)
def test_new_cards_are_spread_over_the_reviews(new, reviews, order):
    assert session(new, reviews) == order


@given(new=COUNTS, reviews=COUNTS)
def test_every_card_comes_once(new, reviews):
    order = session(new, reviews)
    assert (order.count("N"), order.count("R")) == (new, reviews)


@given(new=st.integers(min_value=1, max_value=30), reviews=st.integers(min_value=1, max_value=90))
def test_the_gaps_between_new_cards_differ_by_at_most_one(new, reviews):
    order = session(new, reviews)
    stands = [index for index, kind in enumerate(order) if kind == "N"]
    gaps = [after - before for before, after in pairwise(stands)]
    assert not gaps or max(gaps) - min(gaps) <= 1


@given(new=st.integers(min_value=1, max_value=30), reviews=st.integers(min_value=1, max_value=90))
def test_a_session_taken_up_again_goes_on_with_the_same_mix(new, reviews):
    order = session(new, reviews)
    half = order[: len(order) // 2]
    kind = interleave(
        new - half.count("N"), half.count("N"), reviews - half.count("R"), half.count("R")
    )
    assert kind is (Stage.NEW if order[len(half)] == "N" else Stage.REVIEW)


@pytest.mark.parametrize(
    ("new_today", "reviews_today", "left"),
    [(0, 0, (20, 200)), (5, 50, (15, 150)), (20, 200, (0, 0)), (30, 300, (0, 0))],
)
def test_limits_leave_what_today_has_not_used(new_today, reviews_today, left):
    assert limits(Options(), new_today, reviews_today) == left


@pytest.mark.parametrize(
    ("threshold", "leeches"),
    [
        (8, [8, 12, 16, 20]),
        (3, [3, 5, 7, 9, 11, 13, 15, 17, 19]),
        (1, list(range(1, 21))),
        (5, [5, 8, 11, 14, 17, 20]),
        (0, []),
    ],
)
def test_a_leech_is_marked_at_the_threshold_and_at_every_half_of_it(threshold, leeches):
    assert [lapses for lapses in range(21) if is_leech(lapses, threshold)] == leeches


def test_a_session_asks_what_is_left_and_then_again_what_was_not_known():
    A, G = Rating.AGAIN, Rating.GOOD  # noqa: N806 - as on the buttons
    answered, left = [], []
    for rating in (A, G, A, G, G):
        left.append(remaining([5, 7, 9], answered))
        answered.append((left[-1][0], rating))
    assert left == [(5, 7, 9), (7, 9, 5), (9, 5), (5, 9), (9,)]
    assert remaining([5, 7, 9], answered) == ()


@given(
    selection=st.lists(st.integers(1, 9), unique=True),
    answers=st.lists(st.tuples(st.integers(1, 12), st.sampled_from(Rating))),
)
def test_a_session_has_each_of_its_cards_left_once_unless_it_was_known(selection, answers):
    left = remaining(selection, answers)
    last = dict(answers)
    assert len(set(left)) == len(left)
    assert set(left) == {card for card in selection if last.get(card, Rating.AGAIN) is Rating.AGAIN}
    fresh = [card for card in selection if card not in last]
    assert list(left[: len(fresh)]) == fresh
