"""Memory states, recall, ideal intervals: to the last bit those of py-fsrs."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime
from datetime import timedelta
from itertools import pairwise

import fsrs as py_fsrs
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from app.scheduling import fsrs
from app.scheduling.parameters import DEFAULTS
from app.scheduling.parameters import LOWER
from app.scheduling.parameters import UPPER
from app.scheduling.types import MemoryState
from app.scheduling.types import Rating

MEMORIES = st.builds(
    MemoryState,
    stability=st.floats(min_value=0.001, max_value=36500),
    difficulty=st.floats(min_value=1, max_value=10),
)


@pytest.mark.parametrize(
    ("rating", "stability", "difficulty"),
    [
        (Rating.AGAIN, 0.212, 6.4133),
        (Rating.HARD, 1.2931, 5.1122),
        (Rating.GOOD, 2.3065, 2.1181),
        (Rating.EASY, 8.2956, 1.0),
    ],
)
def test_the_first_answer_gives_the_published_memory(rating, stability, difficulty):
    memory = fsrs.next_memory(DEFAULTS, None, rating, 0)
    assert memory.stability == pytest.approx(stability, abs=1e-4)
    assert memory.difficulty == pytest.approx(difficulty, abs=1e-4)


def test_good_one_study_day_after_good_gives_7_3153():
    first = fsrs.next_memory(DEFAULTS, None, Rating.GOOD, 0)
    assert fsrs.next_memory(DEFAULTS, first, Rating.GOOD, 1).stability == pytest.approx(
        7.3153, abs=1e-4
    )


def test_good_on_the_same_study_day_takes_the_same_day_formula():
    first = fsrs.next_memory(DEFAULTS, None, Rating.GOOD, 0)
    assert fsrs.next_memory(DEFAULTS, first, Rating.GOOD, 0).stability == pytest.approx(2.3065)


def test_recall_is_certain_at_once_and_ninety_percent_after_the_stability():
    memory = MemoryState(10.0, 5.0)
    assert fsrs.recall(DEFAULTS, memory, 0) == 1.0
    assert fsrs.recall(DEFAULTS, memory, 10) == pytest.approx(0.9)


def test_the_ideal_interval_at_ninety_percent_is_the_stability():
    assert fsrs.ideal_intervals(DEFAULTS, (MemoryState(10.0, 5.0),), 0.9) == pytest.approx((10.0,))


@given(memory=MEMORIES, retention=st.sampled_from([0.7, 0.8, 0.9, 0.95, 0.99]))
def test_after_the_ideal_interval_recall_is_the_desired_retention(memory, retention):
    (days,) = fsrs.ideal_intervals(DEFAULTS, (memory,), retention)
    decay = -DEFAULTS[20]
    factor = 0.9 ** (1 / decay) - 1
    assert (1 + factor * days / memory.stability) ** decay == pytest.approx(retention)


@settings(deadline=None)
@given(memory=MEMORIES, elapsed=st.integers(min_value=-5000, max_value=10**9))
def test_memory_stays_within_its_bounds_and_in_the_order_of_the_ratings(memory, elapsed):
    after = fsrs.next_memories(DEFAULTS, memory, elapsed)
    for each in after:
        assert 0.001 <= each.stability <= 36500
        assert 1 <= each.difficulty <= 10
    for lower, higher in pairwise(after[1:]):
        assert lower.stability <= higher.stability
    for lower, higher in pairwise(after):
        assert lower.difficulty >= higher.difficulty


@given(memory=MEMORIES, rating=st.sampled_from(Rating))
def test_a_clock_moved_back_counts_as_the_same_day(memory, rating):
    assert fsrs.next_memory(DEFAULTS, memory, rating, -3) == fsrs.next_memory(
        DEFAULTS, memory, rating, 0
    )
    assert fsrs.recall(DEFAULTS, memory, -3) == 1.0


def test_a_memory_of_no_length_is_still_usable():
    memory = fsrs.next_memory(DEFAULTS, MemoryState(0.00001, 5.0), Rating.GOOD, 1)
    assert memory.stability >= 0.001


def test_a_memory_counts_as_rounded_to_what_anki_keeps():
    exact = fsrs.next_memory(DEFAULTS, MemoryState(7.31535849, 2.11111045), Rating.GOOD, 9)
    kept = fsrs.next_memory(DEFAULTS, MemoryState(7.3154, 2.111), Rating.GOOD, 9)
    assert exact == kept


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PARAMETERS = st.tuples(
    *(st.floats(min_value=low, max_value=high) for low, high in zip(LOWER, UPPER, strict=True))
)


def by_py_fsrs(parameters, memory, rating, elapsed):
    """What py-fsrs makes of a card that it is shown with our rounding and our bound above."""
    engine = py_fsrs.Scheduler(
        parameters, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )
    card = py_fsrs.Card(card_id=1, due=EPOCH)
    if memory is not None:
        card = py_fsrs.Card(
            card_id=1, due=EPOCH, last_review=EPOCH, state=py_fsrs.State.Review,
            stability=memory.stability, difficulty=memory.difficulty,
        )  # fmt: skip
    after, _ = engine.review_card(card, py_fsrs.Rating(rating), EPOCH + timedelta(days=elapsed))
    return MemoryState(min(after.stability, 36500.0), after.difficulty)


@settings(max_examples=500)
@given(
    memory=st.none()
    | st.builds(
        lambda stability, difficulty: MemoryState(stability / 10_000, difficulty / 1000),
        st.integers(min_value=10, max_value=365_000_000),
        st.integers(min_value=1000, max_value=10_000),
    ),
    elapsed=st.integers(min_value=0, max_value=5000),
    parameters=st.just(DEFAULTS) | PARAMETERS,
)
def test_the_four_memories_are_those_of_py_fsrs_to_the_last_bit(memory, elapsed, parameters):
    theirs = tuple(by_py_fsrs(parameters, memory, rating, elapsed) for rating in Rating)
    assert fsrs.next_memories(parameters, memory, elapsed) == theirs


@given(memory=MEMORIES, elapsed=st.integers(min_value=0, max_value=5000))
def test_recall_is_that_of_py_fsrs_to_the_last_bit(memory, elapsed):
    card = py_fsrs.Card(
        card_id=1, due=EPOCH, last_review=EPOCH, state=py_fsrs.State.Review,
        stability=memory.stability, difficulty=memory.difficulty,
    )  # fmt: skip
    theirs = py_fsrs.Scheduler().get_card_retrievability(card, EPOCH + timedelta(days=elapsed))
    assert fsrs.recall(DEFAULTS, memory, elapsed) == theirs


@given(memory=st.none() | MEMORIES, elapsed=st.integers(min_value=-3, max_value=40_000))
def test_one_memory_is_that_of_the_four_to_the_last_bit(memory, elapsed):
    four = fsrs.next_memories(DEFAULTS, memory, elapsed)
    for rating in Rating:
        assert fsrs.next_memory(DEFAULTS, memory, rating, elapsed) == four[rating - 1]
