"""What studying is expected to bring: held against single cards, laws, and dice."""

from __future__ import annotations

import math
from random import Random

import pytest

from app.scheduling import constraints
from app.scheduling import forecast
from app.scheduling import fsrs
from app.scheduling.forecast import Known
from app.scheduling.forecast import Model
from app.scheduling.habits import Habits
from app.scheduling.habits import Sum
from app.scheduling.habits import habits_of
from app.scheduling.types import MemoryState
from app.scheduling.types import Options
from app.scheduling.types import Rating

ALWAYS_GOOD = Habits(first=(0, 0, 1, 0), passed=(0, 1, 0))


def run(options, cards, new, days, habits=Habits()):  # noqa: B008 - frozen
    model = Model(options, habits)
    return forecast.forecast(model, forecast.start(model, cards, days), new)


def total(found, what):
    return sum(getattr(day, what) for day in found.days)


def test_nothing_costs_nothing_and_nothing_is_known():
    found = run(Options(), [], [], 30)
    assert (total(found, "reviews"), total(found, "seconds"), found.known) == (0, 0, 0)


def test_a_card_is_reviewed_on_its_day_and_forgotten_as_fsrs_predicts():
    card = Known(MemoryState(10.0, 5.0), elapsed=4, due=6)
    found = run(Options(), [card], [], 8)
    assert [day.reviews for day in found.days[:7]] == [0] * 6 + [1]
    assert found.days[6].lapses == pytest.approx(0.1)
    assert found.days[6].seconds == pytest.approx(0.9 * 8 + 0.1 * 23)


def test_a_card_that_is_not_due_before_the_end_is_known_as_it_fades():
    card = Known(MemoryState(10.0, 5.0), elapsed=4, due=6)
    assert run(Options(), [card], [], 6).known == pytest.approx(0.9)
    assert run(Options(), [card], [], 6).days[5].reviews == 0


def test_new_cards_cost_their_first_day_and_come_back():
    found = run(Options(), [], [5, 5], 30, ALWAYS_GOOD)
    assert [day.new for day in found.days[:3]] == [5, 5, 0]
    assert found.days[0].seconds == pytest.approx(5 * 18.3)
    # Good twice: back after two days, as the button says
    assert [round(day.reviews, 6) for day in found.days[:3]] == [0, 0, 5]


def test_without_steps_a_new_card_is_answered_once():
    model = Model(Options(learning_steps=()), ALWAYS_GOOD)
    steps = Model(Options(learning_steps=(60, 600, 1200)), ALWAYS_GOOD)
    short = Model(Options(learning_steps=(60,)), ALWAYS_GOOD)
    assert model.start == short.start
    assert steps.expected_new(2) >= model.expected_new(2)


def test_more_retention_costs_more_and_keeps_more():
    cards = [Known(MemoryState(3.0 * (n + 1), 1 + n % 10), n, n % 5) for n in range(30)]
    rows = [run(Options(desired_retention=share), cards, [3] * 10, 60) for share in (0.7, 0.8, 0.9)]
    assert total(rows[0], "reviews") < total(rows[1], "reviews") < total(rows[2], "reviews")
    assert rows[0].known < rows[1].known < rows[2].known <= 60


def test_no_interval_is_longer_than_the_options_allow():
    card = Known(MemoryState(1000.0, 5.0), 0, 0)
    found = run(Options(maximum_interval=7), [card], [], 29)
    assert [day for day, row in enumerate(found.days) if row.reviews > 0.99] == [0, 7, 14, 21, 28]


def test_the_expected_recall_of_a_card_is_what_the_days_say_is_known():
    model = Model(Options(), Habits())
    cards = [Known(MemoryState(2.0 + n, 1 + n % 10), n, n % 9) for n in range(40)]
    found = forecast.forecast(model, forecast.start(model, cards, 45), [2] * 5)
    alone = sum(model.expected(card, 45) for card in cards)
    fresh = sum(2 * model.expected_new(45 - day) for day in range(5))
    assert found.known == pytest.approx(alone + fresh, rel=1e-3)


def test_shares_go_on_whole():
    model = Model(Options(), Habits())
    assert sum(share for _, share in model.start) == pytest.approx(1)
    for memory in (MemoryState(0.001, 10), MemoryState(36500, 1), MemoryState(7.3, 4.44)):
        chance, spread = model.answered(memory, 3)
        assert sum(share for _, share in spread) == pytest.approx(1)
        assert 0 <= chance <= 1


def dice(options, cards, days, chance):
    """Study cards for so many days with dice; return reviews and what is known."""
    reviews = known = 0.0
    for card in cards:
        memory, last, due = card.memory, -card.elapsed, card.due
        while due < days:
            reviews += 1
            recall = fsrs.recall(options.parameters, memory, due - last)
            after = fsrs.next_memories(options.parameters, memory, due - last)
            if chance.random() < recall:
                memory = after[chance.choices([1, 2, 3], Habits().passed)[0]]
            else:
                memory = fsrs.next_memory(options.parameters, after[0], Rating.GOOD, 0)
            (ideal,) = fsrs.ideal_intervals(
                options.parameters, (memory,), options.desired_retention
            )
            last, due = due, due + constraints.unfuzzed(ideal, options.maximum_interval)
        known += fsrs.recall(options.parameters, memory, days - last)
    return reviews, known


@pytest.mark.parametrize("retention", [0.75, 0.9])
def test_the_expectation_is_the_mean_of_many_throws(retention):
    chance = Random(11)  # noqa: S311 - dice, not a secret
    options = Options(desired_retention=retention)
    cards = [
        Known(MemoryState(math.exp(chance.uniform(-1, 4)), chance.uniform(1, 10)), 0, n % 20)
        for n in range(200)
    ]
    found = run(options, cards, [], 90)
    throws = [dice(options, cards, 90, chance) for _ in range(20)]
    assert total(found, "reviews") == pytest.approx(sum(row[0] for row in throws) / 20, rel=0.05)
    assert found.known == pytest.approx(sum(row[1] for row in throws) / 20, rel=0.01)


def test_with_few_answers_habits_are_those_of_others():
    assert habits_of([Sum("learn", "new", 3, 49, 99.0)]) == Habits()


def test_with_enough_answers_habits_are_ones_own():
    sums = [
        Sum("learn", "new", 1, 20, 200.0),
        Sum("learn", "new", 3, 60, 300.0),
        Sum("learn", "learning", 3, 80, 300.0),
        Sum("review", "young", 1, 60, 600.0),
        Sum("early", "mature", 2, 10, 100.0),
        Sum("review", "young", 3, 90, 500.0),
        Sum("relearn", "relearning", 3, 60, 300.0),
    ]
    found = habits_of(sums)
    assert found.first == (0.25, 0, 0.75, 0)
    assert found.new_seconds == 10
    assert found.passed == (0.1, 0.9, 0)
    assert found.passed_seconds == 6
    assert found.lapsed_seconds == 15
