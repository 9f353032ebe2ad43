"""What is kept between two looks is, after anything that happens, what counting anew gives."""

from __future__ import annotations

import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.scheduling.types import Options
from app.services import cramming
from app.services import doctor
from app.services.answering import answer
from app.services.answering import undo
from app.services.errors import RefusedError
from app.services.statistics import keeping
from app.services.statistics import page
from app.services.sync import sync
from app.store import statistics as store
from app.store.study import Deck
from tests.services.banks import card_of
from tests.services.banks import flashcards
from tests.services.banks import rate
from tests.services.banks import submission
from tests.services.banks import write_bank
from tests.services.statistics.recount import counted
from tests.services.statistics.recount import decide
from tests.services.statistics.recount import recounted
from tests.site import Clock
from tests.site import make_runtime

ITEMS = ("a1", "a2", "a3", "b1", "b2")
steps = st.one_of(
    st.tuples(st.just("answer"), st.sampled_from(ITEMS), st.integers(1, 4)),
    st.tuples(st.just("cram"), st.sampled_from(ITEMS), st.integers(1, 4)),
    st.tuples(st.just("pass"), st.sampled_from((0.01, 0.4, 1, 2, 9, 40, 400)), st.just(0)),
    st.tuples(st.just("undo"), st.just(""), st.just(0)),
    st.tuples(st.just("suspend"), st.sampled_from(ITEMS), st.booleans()),
    st.tuples(st.just("bury"), st.sampled_from(ITEMS), st.just(0)),
    st.tuples(st.just("look"), st.sampled_from((None, "trade", "rivers")), st.just(0)),
)


@pytest.fixture
def anew(monkeypatch):
    """Return how often everything was counted anew."""
    times = []
    whole = keeping._anew

    def count(*given):
        times.append(given)
        return whole(*given)

    monkeypatch.setattr(keeping, "_anew", count)
    return times


def take(runtime, number, step):
    what, which, how = step
    match what:
        case "answer":
            rate(runtime, card_of(runtime, which), how)
        case "cram":
            cramming.answer(runtime, submission(runtime, card_of(runtime, which), how))
        case "pass":
            runtime.clock.forward(days=which)
        case "suspend":
            decide(runtime, which, action=f"act-{number}", suspended=how)
        case "bury":
            until = runtime.moment().day + 1
            decide(runtime, which, action=f"act-{number}", buried_until=until)
        case "undo":
            with suppress(RefusedError):
                undo(runtime, "small", f"undo-{number}")
        case _:
            assert counted(runtime, topic=which) == recounted(runtime, topic=which)


@settings(max_examples=25)
@given(st.lists(steps, max_size=25), st.booleans())
def test_every_look_tells_what_a_naive_recount_of_log_and_states_tells(history, bury):
    with tempfile.TemporaryDirectory() as folder:
        bank = write_bank(Path(folder) / "small")
        runtime = make_runtime(
            Path(folder) / "data", bank, clock=Clock(), options=Options(bury=bury)
        )
        for number, step in enumerate(history):
            take(runtime, number, step)
            runtime.clock.forward(seconds=1)
        for topic in (None, "trade", "rivers"):
            assert counted(runtime, topic=topic) == recounted(runtime, topic=topic)
        runtime.database.close()


@pytest.fixture
def large(monkeypatch):
    """Take every deck as a large one."""
    monkeypatch.setattr(keeping, "LARGE", 0)


def looked(runtime, topic=None):
    """Look as a page does; return the sums, and what of them is exact."""
    page.charts(runtime, Deck(runtime.learner, "small", topic), 365)
    return exact(counted(runtime, topic=topic))


def exact(found):
    """Leave out predictions: of a large deck they are of many cards at once."""
    cards = {name: total for name, total in found["cards"].items() if name != "recall"}
    return found | {"cards": cards}


@pytest.mark.usefixtures("large")
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, max_size=25), st.booleans())
def test_a_large_deck_is_told_the_same_over_days_and_starts(history, bury):
    with tempfile.TemporaryDirectory() as folder:
        bank = write_bank(Path(folder) / "small")
        runtime = make_runtime(
            Path(folder) / "data", bank, clock=Clock(), options=Options(bury=bury)
        )
        for number, step in enumerate(history):
            if step[0] == "look":
                keeping.shelf(runtime.database).decks.clear()  # a start
                assert looked(runtime, step[1]) == exact(recounted(runtime, topic=step[1]))
            else:
                take(runtime, number, step)
            runtime.clock.forward(seconds=1)
        for topic in (None, "trade", "rivers"):
            assert looked(runtime, topic) == exact(recounted(runtime, topic=topic))
        runtime.database.close()


@pytest.mark.usefixtures("large")
def test_a_large_deck_is_counted_once_whatever_day_it_is_and_however_often_it_starts(
    runtime, clock, anew
):
    for item in ITEMS[:3]:
        rate(runtime, card_of(runtime, item), 4)
        looked(runtime)
        clock.forward(days=1)
        keeping.shelf(runtime.database).decks.clear()
        assert looked(runtime) == exact(recounted(runtime))

    assert len(anew) == 1


@pytest.mark.usefixtures("large")
def test_the_recall_of_a_large_deck_is_off_by_a_quarter_of_a_percent_at_most(runtime, clock):
    for number, item in enumerate(ITEMS, 1):
        rate(runtime, card_of(runtime, item), 1 + number % 4)
    for _ in range(12):
        clock.forward(days=9)
        looked(runtime)
        told = Counter(counted(runtime)["cards"]["recall"]).elements()
        true = Counter(recounted(runtime)["cards"]["recall"]).elements()
        pairs = zip(sorted(told), sorted(true), strict=True)
        assert all(abs(one - other) <= 25 for one, other in pairs)


@pytest.mark.usefixtures("large")
def test_a_large_deck_follows_a_sync_card_by_card(runtime, folder, clock, anew):
    rate(runtime, card_of(runtime, "a1"), 4)
    looked(runtime)
    write_bank(folder, {"trade": flashcards("a1", "a2"), "rivers": flashcards("b1", "b9")})
    clock.forward(seconds=1)
    sync(runtime, folder)

    assert looked(runtime) == exact(recounted(runtime))
    assert len(anew) == 1


@pytest.mark.usefixtures("large")
def test_a_large_deck_whose_cards_moved_is_counted_anew(runtime, folder, clock):
    rate(runtime, card_of(runtime, "a1"), 4)
    clock.forward(days=1)
    looked(runtime, "trade")
    write_bank(folder, {"trade": flashcards("a2"), "rivers": flashcards("a1", "b1")})
    clock.forward(seconds=1)
    sync(runtime, folder)

    for topic in (None, "trade", "rivers"):
        assert looked(runtime, topic) == exact(recounted(runtime, topic=topic))


@pytest.mark.usefixtures("large")
def test_a_repair_of_a_large_deck_is_seen_at_the_next_look(runtime):
    rate(runtime, card_of(runtime, "a1"), 4)
    looked(runtime)
    with runtime.database.write() as connection:
        connection.execute(text("UPDATE card_state SET interval = 99 WHERE reps = 1"))
    doctor.examine(runtime, repair=True)

    assert looked(runtime) == exact(recounted(runtime))


def test_a_second_look_on_the_day_counts_only_what_has_changed(runtime, clock, anew, monkeypatch):
    counted(runtime)
    read = []
    states = store.states

    def listen(connection, deck, day, cards=None):
        read.append(cards)
        return states(connection, deck, day, cards)

    monkeypatch.setattr(store, "states", listen)
    rate(runtime, card_of(runtime, "a1"), 4)
    clock.forward(minutes=1)

    assert counted(runtime) == recounted(runtime)
    assert len(anew) == 1
    assert [card_of(runtime, "a1") in cards for cards in read] == [True]
    assert counted(runtime) == recounted(runtime)
    assert read[1] == frozenset()


def test_an_answer_undone_and_given_again_is_counted_once(runtime, anew):
    card = card_of(runtime, "a1")
    rate(runtime, card, 4)
    counted(runtime)
    undo(runtime, "small", "u1")
    rate(runtime, card_of(runtime, "a2"), 1)

    found = counted(runtime)
    assert found == recounted(runtime)
    assert found["cards"]["count"] == {0: 4, 1: 1}
    assert len(anew) == 1


def test_a_suspension_is_seen_and_so_is_its_undo(runtime, anew):
    rate(runtime, card_of(runtime, "a1"), 4)
    before = counted(runtime)
    decide(runtime, "a1", "b1", action="s1", suspended=True)
    held = counted(runtime)
    undo(runtime, "small", "u1")

    assert held["cards"]["count"] == {0: 3, 5: 2}
    assert held["cards"]["due"] == {}
    assert counted(runtime) == before
    assert len(anew) == 1


def test_what_an_answer_buries_is_seen_and_comes_back_with_its_undo(tmp_path, folder, anew):
    runtime = make_runtime(tmp_path / "data", folder, options=Options(bury=True))
    before = counted(runtime)
    rate(runtime, card_of(runtime, "a1"), 4)
    buried = counted(runtime)
    undo(runtime, "small", "u1")

    assert buried["cards"]["count"] == {3: 1, 6: 4}  # all cite the same words
    assert counted(runtime) == before
    assert len(anew) == 1
    runtime.database.close()


@pytest.mark.parametrize("days", [1, 2, 400])
def test_an_undo_that_reaches_into_an_earlier_day_takes_it_out_of_the_past(runtime, clock, days):
    rate(runtime, card_of(runtime, "a1"), 4)
    clock.forward(days=days)
    rate(runtime, card_of(runtime, "a2"), 4)
    counted(runtime)
    undo(runtime, "small", "u1")
    undo(runtime, "small", "u2")

    assert counted(runtime) == recounted(runtime)
    assert counted(runtime)["days"] == {}


def test_an_answer_that_waited_for_a_connection_joins_its_own_day(runtime, clock):
    card = card_of(runtime, "a1")
    given = clock.now
    clock.forward(days=2)
    counted(runtime)
    answer(runtime, replace(submission(runtime, card, 3), answered_at=given, shown_at=given - 5))

    found = counted(runtime)
    assert found == recounted(runtime)
    assert list(found["days"]) == [runtime.moment().day - 2]


def test_other_options_count_anew(runtime, clock):
    rate(runtime, card_of(runtime, "a1"), 4)
    clock.forward(days=5)
    before = counted(runtime)
    steeper = (*runtime.options.parameters[:20], 0.5)
    runtime.options = replace(runtime.options, parameters=steeper)

    found = counted(runtime)
    assert found == recounted(runtime)
    assert found["cards"]["recall"] != before["cards"]["recall"]


def test_a_bank_that_changed_counts_anew(runtime, folder, clock):
    counted(runtime)
    counted(runtime, topic="trade")
    write_bank(folder, {"trade": flashcards("a1"), "rivers": flashcards("a2", "b1", "b9")})
    clock.forward(seconds=1)
    sync(runtime, folder)

    for topic in (None, "trade", "rivers"):
        assert counted(runtime, topic=topic) == recounted(runtime, topic=topic)
    assert counted(runtime)["cards"]["count"] == {0: 4}


def test_a_repair_that_left_no_trace_in_the_log_is_seen_within_the_hour(runtime, clock):
    rate(runtime, card_of(runtime, "a1"), 4)
    counted(runtime)
    with runtime.database.write() as connection:
        connection.execute(text("UPDATE card_state SET interval = 99 WHERE reps = 1"))
    clock.forward(minutes=60)

    assert counted(runtime)["cards"]["interval"] == {99: 1}


def test_a_clock_moved_back_counts_anew_and_loses_nothing(runtime, clock):
    clock.forward(days=3)
    rate(runtime, card_of(runtime, "a1"), 4)
    counted(runtime)
    clock.forward(days=-3)

    found = counted(runtime)
    assert sum(found["hours"].values()) == 1
    assert found["answered"] == 1


def test_more_changes_than_it_takes_one_by_one_count_anew(runtime, monkeypatch, anew):
    counted(runtime)
    monkeypatch.setattr(keeping, "_MANY", 1)
    rate(runtime, card_of(runtime, "a1"), 4)

    assert counted(runtime) == recounted(runtime)
    assert len(anew) == 2


def test_only_the_decks_looked_at_last_are_kept(runtime, monkeypatch):
    monkeypatch.setattr(keeping, "_DECKS", 2)
    for topic in (None, "trade", "rivers"):
        counted(runtime, topic=topic)

    kept = keeping.shelf(runtime.database).decks
    assert list(kept) == [Deck("local", "small", "trade"), Deck("local", "small", "rivers")]


def test_a_card_that_is_not_known_yet_counts_anew(runtime, anew):
    kept_before = counted(runtime)
    kept = next(iter(keeping.shelf(runtime.database).decks.values()))
    kept.cards.ids.pop(0)
    for column in kept.cards.columns.values():
        column.pop(0)
    rate(runtime, card_of(runtime, "a1"), 3)

    assert counted(runtime) == recounted(runtime) != kept_before
    assert len(anew) == 2
