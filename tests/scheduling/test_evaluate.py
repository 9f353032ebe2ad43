"""Log loss, RMSE over bins, AUC and the splits: by hand, by law, against py-fsrs."""

from __future__ import annotations

import math
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from itertools import pairwise

import pytest
from fsrs import Card
from fsrs import Rating as TheirRating
from fsrs import Scheduler
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling import evaluate
from app.scheduling.evaluate import Item
from app.scheduling.evaluate import Scores
from app.scheduling.history import History
from app.scheduling.parameters import DEFAULTS
from app.scheduling.types import Answer
from app.scheduling.types import Rating

DAY = 86_400_000
CHANCES = st.floats(min_value=0.001, max_value=0.999)
OUTCOMES = st.lists(st.tuples(st.integers(min_value=0, max_value=1), CHANCES), min_size=1)
SEEN = st.lists(
    st.tuples(st.sampled_from(Rating), st.integers(min_value=0, max_value=400)),
    min_size=1,
    max_size=9,
)


def history(*seen, card="1"):
    """Make a history of (rating, days since the answer before)."""
    answers, day = [], 0
    for rating, elapsed in seen:
        day += elapsed
        answers.append(Answer(Rating(rating), day * DAY + len(answers), day))
    return History(card, tuple(answers))


def item(recalled, *, elapsed=1, reviews=0, lapses=0):
    return Item(0, 0, 1, elapsed, recalled, reviews, lapses)


# ------------------------------------------------------------------ items
def test_an_item_is_a_review_on_a_later_study_day():
    found = evaluate.items([history((3, 0), (1, 0), (1, 2), (3, 0), (2, 5), (4, 9))])

    assert [row[1:] for row in found] == [
        (0, 2, 2, 0, 0, 0), (0, 4, 5, 1, 1, 1), (0, 5, 9, 1, 2, 1),
    ]  # fmt: skip


def test_a_day_that_goes_back_is_no_later_day():
    back = History("1", (Answer(Rating.GOOD, 0, 5), Answer(Rating.GOOD, 1, 4)))

    assert evaluate.items([back]) == []


@given(cards=st.lists(SEEN, max_size=5))
def test_items_stand_in_the_order_of_time_then_of_cards(cards):
    found = evaluate.items([history(*seen) for seen in cards])

    assert found == sorted(found, key=lambda row: (row.at, row.card))
    assert len(found) == sum(elapsed > 0 for seen in cards for _, elapsed in seen[1:])


# ------------------------------------------------------------------ splits
def test_splits_are_those_of_scikit_learn():
    # TimeSeriesSplit(5).split(range(n)): train and test by their ends
    assert list(evaluate.splits(12)) == [(2, 4), (4, 6), (6, 8), (8, 10), (10, 12)]
    assert list(evaluate.splits(17)) == [(7, 9), (9, 11), (11, 13), (13, 15), (15, 17)]
    assert next(evaluate.splits(6276)) == (1046, 2092)


@given(count=st.integers(min_value=0, max_value=10_000))
def test_splits_are_five_equal_parts_at_the_end_each_with_something_before_it(count):
    parts = list(evaluate.splits(count))
    if count < 6:
        assert parts == []
        return
    assert len(parts) == 5
    assert {end - start for start, end in parts} == {count // 6}
    assert parts[0][0] >= count // 6
    assert parts[-1][1] == count
    assert all(one[1] == later[0] for one, later in pairwise(parts))


# ------------------------------------------------------------------ predictions
def py_fsrs(seen):
    """Give what py-fsrs predicts before each answer; it doesn't round between answers."""
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card, at = Card(card_id=1), datetime(2020, 1, 1, tzinfo=UTC)
    found = []
    for rating, elapsed in seen:
        at += timedelta(days=elapsed)
        found.append(scheduler.get_card_retrievability(card, at) if card.last_review else None)
        card, _ = scheduler.review_card(card, TheirRating(rating), at)
    return found


@given(cards=st.lists(SEEN, min_size=1, max_size=4))
def test_predictions_are_those_of_py_fsrs(cards):
    found = [history(*seen) for seen in cards]
    items = evaluate.items(found)
    theirs = [py_fsrs(seen) for seen in cards]

    predicted = evaluate.predictions(DEFAULTS, found, items)
    for row, chance in zip(items, predicted, strict=True):
        assert chance == pytest.approx(theirs[row.card][row.place], rel=1e-9)


@given(cards=st.lists(SEEN, min_size=1, max_size=4), data=st.data())
def test_a_prediction_depends_on_no_other_item(cards, data):
    found = [history(*seen) for seen in cards]
    items = evaluate.items(found)
    whole = dict(zip(items, evaluate.predictions(DEFAULTS, found, items), strict=True))
    some = data.draw(st.lists(st.sampled_from(items), unique=True)) if items else []

    assert evaluate.predictions(DEFAULTS, found, some) == [whole[row] for row in some]


# ------------------------------------------------------------------ measures
def test_the_log_loss_of_three_predictions():
    assert evaluate.log_loss([1, 0, 1], [0.9, 0.2, 0.5]) == pytest.approx(
        -(math.log(0.9) + math.log(0.8) + math.log(0.5)) / 3
    )
    assert evaluate.log_loss([], []) is None


def test_a_mean_that_was_sure_and_wrong_costs_much_but_not_infinity():
    assert evaluate.log_loss([0], [1.0]) == pytest.approx(36.04, abs=0.01)
    assert evaluate.log_loss([1], [0.0]) == pytest.approx(36.04, abs=0.01)
    assert evaluate.log_loss([1], [1.0]) == pytest.approx(0, abs=1e-15)


def test_the_auc_of_a_perfect_order_is_one_of_its_reverse_zero_of_a_constant_a_half():
    assert evaluate.auc([0, 0, 1, 1], [0.1, 0.2, 0.3, 0.4]) == 1
    assert evaluate.auc([1, 1, 0, 0], [0.1, 0.2, 0.3, 0.4]) == 0
    assert evaluate.auc([1, 0, 0, 1, 0], [0.7] * 5) == 0.5
    assert evaluate.auc([1, 1], [0.1, 0.9]) is None
    assert evaluate.auc([0], [0.1]) is None


@given(rows=OUTCOMES)
def test_the_auc_is_the_share_of_pairs_in_the_right_order(rows):
    hits = [chance for recalled, chance in rows if recalled]
    misses = [chance for recalled, chance in rows if not recalled]
    pairs = [(hit > miss) + (hit == miss) / 2 for hit in hits for miss in misses]

    found = evaluate.auc([row[0] for row in rows], [row[1] for row in rows])
    assert found == (pytest.approx(sum(pairs) / len(pairs)) if pairs else None)


def test_the_rmse_of_two_bins():
    scored = [item(1), item(0), item(1, elapsed=30), item(1, elapsed=30)]
    predicted = [0.9, 0.7, 0.8, 0.6]

    # shares recalled .5 and 1, predicted .8 and .7; two items in each bin
    assert evaluate.rmse_bins(scored, predicted) == pytest.approx(0.3)
    assert evaluate.rmse_bins([], []) is None


def test_a_bigger_bin_counts_more():
    scored = [item(1), item(1), item(1), item(1, elapsed=30)]

    assert evaluate.rmse_bins(scored, [1, 1, 1, 0.6]) == pytest.approx(math.sqrt(0.4**2 / 4))


@pytest.mark.parametrize(
    ("row", "bin_"),
    [
        (item(1), (2.48, 4, 0)),
        (item(1, elapsed=3, reviews=1), (2.48, 4, 0)),
        (item(1, elapsed=4, reviews=2, lapses=1), (8.98, 7, 2)),
        (item(1, elapsed=400, reviews=30, lapses=9), (425.88, 48, 15)),
    ],
)
def test_bins_are_those_of_the_benchmark(row, bin_):
    assert evaluate._bin(row) == bin_


@given(rows=OUTCOMES, data=st.data())
def test_no_measure_depends_on_the_order(rows, data):
    scored = [(item(recalled, elapsed=1 + int(chance * 90)), chance) for recalled, chance in rows]
    mixed = data.draw(st.permutations(scored))

    assert evaluate.scores(*zip(*mixed, strict=True)) == evaluate.scores(*zip(*scored, strict=True))


@given(rows=OUTCOMES)
def test_the_average_of_what_is_scored_is_the_best_constant(rows):
    scored = [item(recalled) for recalled, _ in rows]
    mean = evaluate.average(scored)
    best = evaluate.scores(scored, [mean] * len(scored))

    assert best.rmse_bins == pytest.approx(0, abs=1e-9)
    for constant in (0.1, 0.5, 0.9):
        other = evaluate.scores(scored, [constant] * len(scored))
        assert best.log_loss <= other.log_loss + 1e-12
        assert best.auc == other.auc


def test_nothing_scored_has_no_scores():
    assert evaluate.scores([], []) == Scores(None, None, None)
