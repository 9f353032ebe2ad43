"""Whatever clock, calendar and zone do: no answer is lost, no interval negative, no day twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from app.services import study
from app.services.answering import answer
from app.services.answering import undo
from app.services.doctor import examine
from app.services.study import CardView
from app.services.today import Done
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import log_rows
from tests.services.banks import rate
from tests.services.banks import shown
from tests.services.banks import submission
from tests.services.banks import unfolded
from tests.services.banks import upcoming

MINUTE = 60_000
HOUR = 60 * MINUTE


@pytest.fixture
def card(runtime):
    return card_of(runtime, "a1")


def at(text):
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def futures(runtime, card, shown_at):
    return study.back(runtime, study.deck(runtime, "small"), card, shown_at).futures


@pytest.mark.parametrize("rating", [1, 2, 3, 4])
@pytest.mark.parametrize("history", [(), (3,), (4,), (4, 1)], ids=str)
@pytest.mark.parametrize("revealed", [-3, 2], ids=["before", "after"])
def test_when_the_day_ends_between_showing_and_rating_the_button_is_kept(  # noqa: PLR0913, PLR0917
    runtime, card, clock, history, rating, revealed
):
    """Shown at 03:55, answered at 04:05; the answer is turned up before 04:00, or after."""
    for given in history:
        rate(runtime, card, given)
        clock.forward(days=12)
    clock.now = at("2027-02-01T03:55+00:00")
    shown_at = clock.now
    day = runtime.moment().day
    clock.now = at("2027-02-01T04:00+00:00") + revealed * MINUTE
    future = futures(runtime, card, shown_at).for_rating(rating)
    clock.now = at("2027-02-01T04:05+00:00")
    answer(runtime, submission(runtime, card, rating, shown_at=shown_at))

    after = shown(runtime, card).card.state
    assert (after.stage, after.interval, after.memory) == (
        future.state.stage, future.state.interval, future.state.memory,
    )  # fmt: skip
    if future.state.due_day is not None:
        assert after.due_day == future.state.due_day
    else:
        assert after.due_day in (None, day + 1)  # the step ended with the day: it is due at once
    assert log_rows(runtime)[-1]["study_day"] == day
    assert unfolded(runtime) == []
    assert examine(runtime).findings == ()


def test_a_card_that_lay_open_for_more_than_an_hour_is_answered_on_the_new_day(
    runtime, card, clock
):
    rate(runtime, card, 4)
    clock.now = at("2027-02-01T02:30+00:00")
    shown_at, day = clock.now, runtime.moment().day
    clock.now = at("2027-02-01T04:05+00:00")
    future = futures(runtime, card, shown_at).good
    answer(runtime, submission(runtime, card, 3, shown_at=shown_at))

    assert log_rows(runtime)[-1]["study_day"] == day + 1
    assert shown(runtime, card).card.state == future.state


def test_a_day_that_ends_in_mid_session_counts_each_answer_once(runtime, clock):
    clock.now = at("2027-02-01T03:58+00:00")
    runtime.options = replace(runtime.options, new_per_day=2)
    day = runtime.moment().day
    for _ in range(2):
        rate(runtime, upcoming(runtime)[0].id, 4)
    assert upcoming(runtime)[1].new == 0
    clock.now = at("2027-02-01T04:02+00:00")
    assert upcoming(runtime)[1].new == 2
    view = upcoming(runtime)[0]
    answer(runtime, submission(runtime, view.id, 4, shown_at=clock.now - 3 * MINUTE))  # at 03:59

    assert upcoming(runtime)[1].new == 2  # it was one of yesterday's
    assert [row["study_day"] for row in log_rows(runtime)] == [day] * 3
    assert examine(runtime).findings == ()


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        # an hour is left out; an hour comes twice; and in the middle of the day, as in Apia 2011
        ("Europe/Berlin", "2026-03-29T01:55+01:00", "2026-03-29T03:05+02:00"),
        ("Europe/Berlin", "2026-10-25T02:55+02:00", "2026-10-25T02:05+01:00"),
        ("America/New_York", "2026-11-01T01:59-04:00", "2026-11-01T01:01-05:00"),
        ("Australia/Lord_Howe", "2026-04-05T01:55+11:00", "2026-04-05T01:40+10:30"),
        ("Pacific/Apia", "2011-12-29T23:55-10:00", "2011-12-31T00:05+14:00"),
    ],
)
def test_when_the_clocks_change_a_step_is_as_long_as_it_says(  # noqa: PLR0913, PLR0917 - a table
    runtime, card, clock, zone, before, after
):
    runtime.settings = replace(runtime.settings, zone=zone)
    clock.now = at(before)
    rate(runtime, card, 3)
    state = shown(runtime, card).card.state
    rest = None if state.due_at is None else state.due_at - clock.now
    clock.now = max(at(after), clock.now + 20 * MINUTE)
    view, _ = upcoming(runtime)

    assert rest is None or 10 * MINUTE <= rest <= 15 * MINUTE
    assert view.id == card
    rate(runtime, card, 3)
    assert shown(runtime, card).card.state.interval > 0
    assert unfolded(runtime) == []
    assert examine(runtime).findings == ()


@pytest.mark.parametrize("year", [2028, 2096, 2100])
def test_the_end_of_february_is_a_day_like_any_other(runtime, card, clock, year):
    """2028 and 2096 have a 29th, 2100 has none."""
    runtime.options = replace(runtime.options, new_per_day=0)
    clock.now = at(f"{year}-02-28T12:00+00:00")
    rate(runtime, card, 4)
    interval = shown(runtime, card).card.state.interval
    for day in range(1, interval):
        clock.forward(days=1)
        assert upcoming(runtime)[0].days == interval - day
    clock.forward(days=1)

    view, counts = upcoming(runtime)
    assert (view.id, counts.due) == (card, 1)
    rate(runtime, card, 3)
    assert [row["kind"] for row in log_rows(runtime)] == ["learn", "review"]
    assert examine(runtime).findings == ()


def test_a_clock_that_was_moved_back_years_loses_nothing(runtime, card, clock):
    clock.forward(days=900)
    rate(runtime, card, 4)
    clock.forward(days=-900)
    for name in ("a1", "a2"):
        rate(runtime, card_of(runtime, name), 3)
        clock.forward(minutes=-5)

    rows = log_rows(runtime)
    assert len(rows) == 3
    assert all(row["duration_ms"] >= 0 and row["interval_after"] >= 0 for row in rows)
    assert shown(runtime, card).card.state.interval >= 1
    assert unfolded(runtime) == []
    assert examine(runtime).findings == ()
    assert upcoming(runtime)[0]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_who_travels_round_the_world_and_undoes_it_stands_where_they_stood(runtime, clock, zone):
    before = []
    for number, name in enumerate(["a1", "a2", "a1", "b1", "a1", "a2"]):
        place = zone if number % 2 else "UTC"
        runtime.settings = replace(runtime.settings, zone=place)
        before.append(dump(runtime, "card_state"))
        rate(runtime, card_of(runtime, name), 3)
        clock.forward(minutes=400)
        assert examine(runtime).findings == ()
    for number, was in enumerate(before[::-1]):
        undo(runtime, "small", f"undo-{number}")
        assert dump(runtime, "card_state") == was


def test_a_card_is_due_once_on_each_local_day(runtime, card, clock):
    """A review that is answered isn't asked again before its day, whatever hour it is."""
    runtime.settings = replace(runtime.settings, zone="Asia/Seoul")
    runtime.options = replace(runtime.options, new_per_day=0)
    rate(runtime, card, 4)
    asked = []
    for _ in range(24 * 60):
        clock.forward(minutes=60)
        view, _ = upcoming(runtime)
        if isinstance(view, CardView):
            asked.append(runtime.moment().day)
            rate(runtime, view.id, 3)
            assert isinstance(upcoming(runtime)[0], Done)
    assert len(asked) == len(set(asked)) >= 2
