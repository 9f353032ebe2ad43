"""Study days: rollover, changes of the clock, odd calendars."""

from __future__ import annotations

from datetime import UTC
from datetime import date
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from app.scheduling.days import date_of
from app.scheduling.days import day_end
from app.scheduling.days import day_start
from app.scheduling.days import study_day

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
HOUR = 3_600_000


def ms(text, zone, fold=0):
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return int(wall.timestamp() * 1000)


def utc(at_ms):
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat()[:16]


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        ("2026-05-10T03:59:59", "2026-05-09"),
        ("2026-05-10T04:00:00", "2026-05-10"),
        ("2026-05-10T22:00:00", "2026-05-10"),
        ("2026-05-11T00:30:00", "2026-05-10"),
        ("2026-01-01T01:00:00", "2025-12-31"),
        ("2028-02-29T12:00:00", "2028-02-29"),
        ("2028-03-01T03:00:00", "2028-02-29"),
        ("2027-03-01T03:00:00", "2027-02-28"),
        ("1969-12-31T12:00:00", "1969-12-31"),
    ],
)
@pytest.mark.parametrize("zone", ZONES)
def test_a_study_day_runs_from_four_to_four(wall, expected, zone):
    assert date_of(study_day(ms(wall, zone), zone)) == date.fromisoformat(expected)


@pytest.mark.parametrize(("rollover", "expected"), [(0, 10), (2, 10), (3, 9), (23, 9)])
def test_the_rollover_hour_can_be_chosen(rollover, expected):
    at = ms("2026-05-10T02:30", "Europe/Berlin")
    assert date_of(study_day(at, "Europe/Berlin", rollover)).day == expected


def test_the_day_the_clock_goes_forward_still_begins_at_four():
    # Berlin, 29 March 2026: 02:00 becomes 03:00. 04:00 is then one hour earlier in UTC.
    day = study_day(ms("2026-03-29T12:00", "Europe/Berlin"), "Europe/Berlin")
    assert utc(day_start(day, "Europe/Berlin")) == "2026-03-29T02:00"
    assert utc(day_start(day - 1, "Europe/Berlin")) == "2026-03-28T03:00"
    assert day_end(day - 1, "Europe/Berlin") - day_start(day - 1, "Europe/Berlin") == 23 * HOUR


def test_the_day_the_clock_goes_back_still_begins_at_four():
    day = study_day(ms("2026-10-25T12:00", "Europe/Berlin"), "Europe/Berlin")
    assert utc(day_start(day, "Europe/Berlin")) == "2026-10-25T03:00"
    assert day_end(day - 1, "Europe/Berlin") - day_start(day - 1, "Europe/Berlin") == 25 * HOUR


@pytest.mark.parametrize("wall", ["2026-03-29T03:30", "2026-10-25T03:30", "2026-07-01T03:30"])
def test_half_an_hour_before_the_rollover_is_yesterday_whatever_the_clock_did(wall):
    today = date.fromisoformat(wall[:10])
    day = study_day(ms(wall, "Europe/Berlin"), "Europe/Berlin")
    assert (today - date_of(day)).days == 1


def test_a_rollover_hour_that_the_clock_jumps_over_begins_the_day_at_the_jump():
    day = study_day(ms("2026-03-29T12:00", "Europe/Berlin"), "Europe/Berlin", 2)
    assert utc(day_start(day, "Europe/Berlin", 2)) == "2026-03-29T01:00"


def test_a_jump_over_midnight_begins_the_day_inside_the_lost_hour():
    # Beirut, 27 March 2022: 00:00 becomes 01:00.
    day = study_day(ms("2022-03-27T12:00", "Asia/Beirut"), "Asia/Beirut", 0)
    assert utc(day_start(day, "Asia/Beirut", 0)) == "2022-03-26T22:00"


def test_a_rollover_hour_that_comes_twice_begins_the_day_at_the_first():
    day = study_day(ms("2026-10-25T12:00", "Europe/Berlin"), "Europe/Berlin", 2)
    assert day_start(day, "Europe/Berlin", 2) == ms("2026-10-25T02:00", "Europe/Berlin", fold=0)


def test_a_date_that_a_country_left_out_begins_where_the_next_one_does():
    # Samoa had no 30 December 2011.
    zone = "Pacific/Apia"
    lost = study_day(ms("2011-12-31T12:00", zone), zone) - 1
    assert date_of(lost) == date(2011, 12, 30)
    assert study_day(day_start(lost, zone), zone) >= lost
    assert study_day(day_start(lost, zone) - 1, zone) < lost


@settings(deadline=None)
@given(
    day=st.integers(min_value=0, max_value=40_000),
    zone=st.sampled_from(ZONES),
    rollover=st.integers(min_value=0, max_value=23),
)
def test_a_study_day_begins_at_its_start_and_not_a_millisecond_sooner(day, zone, rollover):
    start = day_start(day, zone, rollover)
    assert study_day(start, zone, rollover) == day
    assert study_day(start - 1, zone, rollover) == day - 1
    assert day_end(day - 1, zone, rollover) == start


@settings(deadline=None)
@given(day=st.integers(min_value=0, max_value=40_000), zone=st.sampled_from(ZONES))
def test_a_study_day_lasts_from_23_to_25_hours(day, zone):
    assert 23 * HOUR <= day_end(day, zone) - day_start(day, zone) <= 25 * HOUR


@pytest.mark.parametrize("name", ["Europe/Nowhere", "", "../etc/passwd", "Europe"])
def test_an_unknown_zone_is_refused_by_name(name):
    with pytest.raises(ValueError, match="no time zone named"):
        study_day(0, name)
