"""Scales, columns of days, runs of days and words: what charts are measured with."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling import fsrs
from app.scheduling import parameters
from app.scheduling.types import MemoryState
from app.services.statistics import calendar
from app.services.statistics import figures
from app.services.statistics.cards import NONE
from app.services.statistics.cards import RECALL
from app.services.statistics.cards import Cards

MONDAY = date(2026, 11, 23).toordinal() - date(1970, 1, 1).toordinal()


@given(st.lists(st.integers(0, 10**9), max_size=9))
def test_a_scale_reaches_over_every_value_in_few_round_steps(values):
    found = figures.scale(values)

    assert found.top >= max(values, default=0)
    assert found.top <= max(3 * max(values, default=0), 1)
    assert 1 <= len(found.ticks) <= 5
    assert found.ticks[-1][0] == found.top
    assert len({label for _, label in found.ticks}) == len(found.ticks)
    assert all(value == int(value) for value, _ in found.ticks)


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ((), ("1",)),
        ((3,), ("1", "2", "3")),
        ((7, 2), ("2", "4", "6", "8")),
        ((60,), ("20", "40", "60")),
        ((2_730,), ("1,000", "2,000", "3,000")),
    ],
)
def test_the_steps_of_a_scale_are_numbers_a_person_would_choose(values, labels):
    assert tuple(label for _, label in figures.scale(values).ticks) == labels


@given(st.integers(-9, 40_000), st.integers(0, 20_000))
def test_columns_cover_each_day_once_and_are_not_too_many(first, more):
    for cut in (
        calendar.columns(first, first + more),
        calendar.columns_ahead(first, first + more),
    ):
        days = [day for one in cut for day in range(one.first, one.last + 1)]
        assert days == list(range(first, first + more + 1))
        assert len(cut) <= 93


def test_a_column_is_a_day_a_week_or_some_weeks():
    names = {calendar.unit(calendar.columns(0, days)): None for days in (0, 91, 92, 364, 700)}

    assert list(names) == ["day", "week", "4 weeks"]
    assert calendar.Column(MONDAY, MONDAY).name == "2026-11-23"
    assert calendar.Column(MONDAY, MONDAY + 6).name == "2026-11-23 to 2026-11-29"
    assert calendar.labels(calendar.columns(MONDAY, MONDAY + 1)) == ("23 Nov", "24 Nov")
    assert calendar.labels(calendar.columns(MONDAY, MONDAY + 400))[0] == "Nov 2026"


@given(st.integers(0, 30_000))
def test_a_year_of_weeks_begins_on_mondays_and_ends_with_this_one(today):
    weeks = list(calendar.weeks(today))

    assert len(weeks) == 53
    assert {(week[0] + 3) % 7 for week in weeks} == {0}
    assert today in weeks[-1]


@given(st.sets(st.integers(0, 40)), st.integers(40, 42))
def test_runs_of_days_are_what_a_walk_from_day_to_day_finds(days, today):
    longest = max(
        (
            len(range(a, b + 1))
            for a in days
            for b in days
            if days >= set(range(a, b + 1)) and a <= b
        ),
        default=0,
    )
    end = today if today in days else today - 1
    run = 0
    while end - run in days:
        run += 1

    assert calendar.streaks(days, today) == (run, longest)


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (0, "0 seconds"), (1_000, "1 second"), (89_000, "89 seconds"), (91_000, "2 minutes"),
        (7_140_000, "119 minutes"), (7_200_000, "2.0 hours"), (9e9, "2,500.0 hours"),
    ],
)  # fmt: skip
def test_time_is_told_in_the_unit_that_fits(ms, words):
    assert figures.lasting(ms) == words


def test_shares_of_nothing_are_no_numbers():
    assert figures.share(0, 0) is None
    assert figures.told(0, 0) == "–"
    assert figures.share(2, 3) == 66.7


def test_labels_are_thinned_evenly_the_first_among_them():
    assert figures.thinned(["a", "b", "c", "d", "e", "f"], 3) == ("a", "", "c", "", "e", "")
    assert figures.thinned([]) == ()


@given(
    st.floats(0.001, 36_500), st.integers(-5, 40_000),
    st.sampled_from([parameters.DEFAULTS, (*parameters.DEFAULTS[:20], 0.5)]),
)  # fmt: skip
def test_the_recall_of_a_card_is_that_of_the_scheduler(stability, elapsed, given_parameters):
    cards = Cards(given_parameters, elapsed, "UTC", 4)
    cards.fill(
        [[(7,), ("young",), (None,), (None,), (3,), (stability,), (5.0,), (0,), (None,), (7,)]]
    )
    recall = fsrs.recall(given_parameters, MemoryState(stability, 5.0), elapsed)

    assert cards.totals["recall"] == {int(recall * RECALL + 0.5): 1}
    assert cards.totals["added"] == {7: 1}


row = st.tuples(
    st.sampled_from(["new", "young", "suspended", "buried"]), st.none() | st.integers(0, 9),
    st.just(None), st.integers(0, 5), st.none() | st.floats(0.1, 9), st.floats(1, 10),
    st.none() | st.integers(0, 5), st.none() | st.integers(0, 10**9), st.none() | st.integers(0, 9),
)  # fmt: skip


@given(st.lists(st.tuples(row, row, st.booleans()), min_size=1, max_size=8))
def test_cards_that_change_are_counted_as_if_they_had_always_been_so(cards):
    def columns(rows):
        return [list(zip(*[(number, *values) for number, values in rows], strict=True))]

    kept = Cards(parameters.DEFAULTS, 9, "UTC", 4)
    kept.fill(columns([(number, old) for number, (old, _, _) in enumerate(cards)]))
    moved = [(number, new) for number, (_, new, changes) in enumerate(cards) if changes]
    assert not moved or kept.change(columns(moved))
    anew = Cards(parameters.DEFAULTS, 9, "UTC", 4)
    anew.fill(
        columns([(n, new if changes else old) for n, (old, new, changes) in enumerate(cards)])
    )

    assert kept.totals == anew.totals
    assert kept.columns == anew.columns
    assert all(NONE not in total for total in kept.totals.values())
    assert kept.change(columns([(99, cards[0][0])]))  # made since
    assert not kept.change(columns([(-1, cards[0][0])]))
