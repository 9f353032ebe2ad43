"""Statistics stand on study days and local hours: zones, rollover, both changes of the clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from app.scheduling.days import date_of
from app.services.statistics import page
from tests.services.banks import card_of
from tests.services.banks import rate
from tests.services.statistics.recount import counted
from tests.services.statistics.recount import recounted


def at(runtime, zone, *wall, fold=0):
    """Set the clock to a local time."""
    moment = datetime(*wall, fold=fold, tzinfo=ZoneInfo(zone))
    runtime.clock.now = int(moment.timestamp() * 1000)


def settle(runtime, zone, rollover=4):
    """Move the learner to a zone; a runtime works a study day out once an hour."""
    runtime.settings = replace(runtime.settings, zone=zone, rollover=rollover)
    runtime._day = replace(runtime._day, day_ends=0)


def chart(runtime, name, period="30"):
    view = page.statistics(runtime, "small", None, period)
    return next(one for one in view.charts if one.id == name)


def table(runtime, name, period="30"):
    """Return the rows of a chart's table that aren't 0."""
    return [row for row in chart(runtime, name, period).table.rows if row[1]]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"])
def test_an_answer_counts_in_the_hour_the_clock_on_the_wall_showed(runtime, zone):
    settle(runtime, zone)
    at(runtime, zone, 2026, 11, 24, 21, 50)
    rate(runtime, card_of(runtime, "a1"), 4)

    assert table(runtime, "hours") == [("21:00", 1, 1, 100.0)]


@pytest.mark.parametrize(
    ("rollover", "hour", "day"),
    [(4, 3, "2026-11-23"), (4, 4, "2026-11-24"), (0, 0, "2026-11-24"), (5, 4, "2026-11-23")],
)
def test_before_the_rollover_it_is_still_yesterday(runtime, rollover, hour, day):
    settle(runtime, "Europe/Berlin", rollover)
    at(runtime, "Europe/Berlin", 2026, 11, 24, hour, 30)
    rate(runtime, card_of(runtime, "a1"), 4)

    with runtime.database.write() as connection:
        connection.execute(text("UPDATE card SET added_at = :at"), {"at": runtime.clock.now})

    assert [row[0] for row in table(runtime, "calendar")] == [day]
    assert table(runtime, "added") == [(day, 5, 5)]
    assert table(runtime, "hours")[0][0] == f"{hour:02}:00"
    assert date_of(runtime.moment().day).isoformat() == day


def test_the_page_turns_with_the_rollover(runtime):
    settle(runtime, "Europe/Berlin")
    at(runtime, "Europe/Berlin", 2026, 11, 24, 3, 59)
    rate(runtime, card_of(runtime, "a1"), 4)
    before = chart(runtime, "today").says
    at(runtime, "Europe/Berlin", 2026, 11, 24, 4, 0)

    assert before.startswith("1 card in 5 seconds: 1 answer, 0 Again, 100 % right.")
    assert chart(runtime, "today").says == "Nothing answered yet today."
    assert counted(runtime) == recounted(runtime)


def test_the_hour_that_comes_twice_in_autumn_is_one_hour_of_the_chart(runtime):
    settle(runtime, "Europe/Berlin")
    at(runtime, "Europe/Berlin", 2026, 10, 25, 2, 30, fold=0)
    rate(runtime, card_of(runtime, "a1"), 4)
    at(runtime, "Europe/Berlin", 2026, 10, 25, 2, 30, fold=1)
    rate(runtime, card_of(runtime, "a2"), 1)

    assert table(runtime, "hours") == [("02:00", 2, 1, 50.0)]
    assert [row[:2] for row in table(runtime, "calendar")] == [("2026-10-24", 2)]
    assert counted(runtime) == recounted(runtime)


def test_the_hour_that_spring_leaves_out_moves_no_answer_to_another_day(runtime):
    settle(runtime, "Europe/Berlin", 3)
    at(runtime, "Europe/Berlin", 2027, 3, 28, 1, 59)
    rate(runtime, card_of(runtime, "a1"), 4)
    runtime.clock.forward(minutes=2)  # 03:01: the rollover hour began with the jump
    rate(runtime, card_of(runtime, "a2"), 4)

    assert [row[:2] for row in table(runtime, "calendar")] == [("2027-03-27", 1), ("2027-03-28", 1)]
    assert [row[0] for row in table(runtime, "hours")] == ["01:00", "03:00"]
    assert counted(runtime) == recounted(runtime)


def test_a_run_of_days_goes_on_over_both_changes_of_the_clock(runtime):
    settle(runtime, "America/New_York")
    at(runtime, "America/New_York", 2026, 10, 30, 12)
    for _ in range(160):
        rate(runtime, card_of(runtime, "a1"), 3)
        runtime.clock.forward(days=1)

    assert "Days in a row: 160; at most 160." in chart(runtime, "calendar").says


def test_who_travels_keeps_the_days_and_hours_of_each_place(runtime):
    settle(runtime, "Asia/Tokyo")
    at(runtime, "Asia/Tokyo", 2026, 11, 24, 8)
    rate(runtime, card_of(runtime, "a1"), 4)
    settle(runtime, "America/New_York")
    rate(runtime, card_of(runtime, "a2"), 4)  # the same moment: 18:00 of the day before

    assert [row[0] for row in table(runtime, "hours")] == ["08:00", "18:00"]
    assert table(runtime, "calendar") == [("2026-11-23", 2, 0.2)]  # tomorrow's isn't lost
    at(runtime, "America/New_York", 2026, 11, 25, 12)
    assert counted(runtime) == recounted(runtime)
