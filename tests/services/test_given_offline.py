"""An answer that waited for a connection counts when it was given, if it can have been then."""

from __future__ import annotations

from random import Random

import pytest

from app.services import study
from app.services.answering import answer
from app.services.answering import answer_and_turn
from app.services.answering import undo
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import log_rows
from tests.services.banks import rate
from tests.services.banks import shown
from tests.services.banks import submission
from tests.services.banks import unfolded

HOUR = 3_600_000
DAY = 24 * HOUR


@pytest.fixture
def card(runtime):
    return card_of(runtime, "a1")


def give(runtime, card, ago, rating=3, *, took=4_000):
    """Send an answer that was given so many ms ago."""
    at = runtime.clock() - ago
    answer(runtime, submission(runtime, card, rating, answered_at=at, shown_at=at - took))
    return log_rows(runtime)[-1]


@pytest.mark.parametrize("ago", [1, 700, 5 * 60_000, 9 * HOUR, 40 * DAY, 90 * DAY])
def test_an_answer_given_without_a_connection_counts_when_it_was_given(runtime, card, clock, ago):
    row = give(runtime, card, ago)

    assert row["answered_at"] == clock.now - ago
    assert row["study_day"] == runtime.moment_at(clock.now - ago).day
    assert row["duration_ms"] == 4_000
    state = shown(runtime, card).card.state
    assert (state.last_at, state.last_day) == (row["answered_at"], row["study_day"])
    assert 600_000 <= state.due_at - row["answered_at"] <= 750_000  # the step, with its fuzz


@pytest.mark.parametrize("ahead", [1, 60_000, 5 * 60_000, 6 * 60_000, 2**52])
def test_an_answer_from_the_future_was_given_now(runtime, card, clock, ahead):
    assert give(runtime, card, -ahead)["answered_at"] == clock.now


@pytest.mark.parametrize("ago", [90 * DAY + 1, 400 * DAY, 1_795_424_400_000])
def test_an_answer_from_long_ago_was_given_now(runtime, card, clock, ago):
    assert give(runtime, card, ago)["answered_at"] == clock.now


def test_an_answer_comes_after_the_cards_last_one(runtime, card, clock):
    rate(runtime, card)
    first = clock.now
    clock.forward(minutes=30)

    assert give(runtime, card, 30 * 60_000 + 1)["answered_at"] == clock.now
    undo(runtime, "small", "undo")
    assert give(runtime, card, 30 * 60_000)["answered_at"] == first


def test_the_time_before_another_cards_answer_is_no_hindrance(runtime, clock):
    rate(runtime, card_of(runtime, "b1"))

    assert give(runtime, card_of(runtime, "a1"), HOUR)["answered_at"] == clock.now - HOUR


def test_answers_of_the_day_before_leave_todays_limits_alone(runtime, clock):
    give(runtime, card_of(runtime, "a1"), DAY)

    with runtime.database.read() as connection:
        assert study.store.done_today(connection, "local", "small", runtime.moment().day) == (0, 0)
        assert study.store.done_today(connection, "local", "small", runtime.moment().day - 1) == (
            1,
            0,
        )
    assert [row[2] for row in dump(runtime, "daily")["daily"]] == [runtime.moment().day - 1]
    assert clock.now == runtime.clock()


def test_the_next_card_is_chosen_by_the_time_it_is_now(runtime, card, clock):
    """A step that ended while the answer waited is due in the reply."""
    at = clock.now - HOUR
    sent = submission(runtime, card, 1, answered_at=at, shown_at=at)

    turn = answer_and_turn(runtime, sent, study.deck(runtime, "small"))
    assert turn.card.id == card
    assert turn.card.shown_at == clock.now


@pytest.mark.parametrize("seed", range(4))
def test_state_is_the_fold_of_the_log_whenever_answers_were_given(runtime, clock, seed):
    chance = Random(seed)  # noqa: S311 - chance with a seed
    cards = [card_of(runtime, name) for name in ("a1", "a2", "b1")]
    for number in range(50):
        if number % 7 == 6:
            undo(runtime, "small", f"undo-{number}")
        else:
            ago = chance.choice([0, 1, HOUR, 20 * HOUR, 30 * HOUR, 100 * DAY, -HOUR, -DAY])
            give(runtime, chance.choice(cards), ago, chance.randint(1, 4))
        clock.now += chance.choice([0, 1000, HOUR, DAY, 9 * DAY])
        assert unfolded(runtime) == []
    assert all(row["interval_after"] >= 0 for row in log_rows(runtime))
