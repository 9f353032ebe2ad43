"""Answers are stored once, with everything about them, or not at all; undo takes them back."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from random import Random

import pytest

from app.scheduling import parameters
from app.services.answering import answer
from app.services.answering import undo
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.errors import StaleError
from app.services.sync import sync
from app.store.db import StoreError
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import flashcards
from tests.services.banks import log_rows
from tests.services.banks import rate
from tests.services.banks import shown
from tests.services.banks import states
from tests.services.banks import submission
from tests.services.banks import unfolded
from tests.services.banks import upcoming
from tests.services.banks import write_bank

HOUR = 3_600_000


@pytest.fixture
def card(runtime):
    return card_of(runtime, "a1")


def test_an_answer_is_one_row_with_all_there_is_to_know(runtime, card, clock):
    rate(runtime, card, 4)
    before = shown(runtime, card).card.state
    clock.forward(days=9)
    future = shown(runtime, card).futures.hard
    response = {"texts": ["Söul"]}
    sent = submission(
        runtime, card, 2, shown_at=clock.now - 7_300, response=response, rule="exact", points=0.5
    )
    answer(runtime, sent)

    first, row = log_rows(runtime)
    assert row.pop("seq") > first["seq"]
    assert len(row.pop("item_fingerprint")) == 16
    assert len(row.pop("parameters")) == 16
    assert json.loads(row.pop("response")) == response
    assert row == {
        "id": sent.review_id,
        "learner_id": "local",
        "bank_id": "small",
        "card_id": card,
        "rating": 2,
        "kind": "review" if before.due_day <= runtime.moment().day else "early",
        "answered_at": clock.now,
        "zone": "UTC",
        "rollover": 4,
        "study_day": runtime.moment().day,
        "duration_ms": 7_300,
        "reps_before": 1,
        "interval_before": before.interval,
        "interval_after": future.state.interval,
        "stability_before": before.memory.stability,
        "stability_after": future.state.memory.stability,
        "difficulty_before": before.memory.difficulty,
        "difficulty_after": future.state.memory.difficulty,
        "retrievability_before": future.retrievability,
        "algorithm": "fsrs-6",
        "rule": "exact",
        "points": 0.5,
        "claimed": 0,
        "undone_by": None,
    }
    assert 0 < row["retrievability_before"] < 1


def test_a_first_answer_has_nothing_before(runtime, card):
    rate(runtime, card, 3)

    [row] = log_rows(runtime)
    absent = ("stability_before", "difficulty_before", "retrievability_before", "response")
    assert {name: row[name] for name in absent} == dict.fromkeys(absent)
    assert (row["reps_before"], row["interval_before"], row["kind"]) == (0, 0, "learn")


@pytest.mark.parametrize(
    ("history", "days", "kind"),
    [
        ((), 0, "learn"),
        ((3,), 0, "learn"),
        ((4,), 30, "review"),
        ((4,), 1, "early"),
        ((4, 1), 0, "relearn"),
    ],
    ids=str,
)
def test_a_row_says_what_kind_of_answer_it_was(  # noqa: PLR0913, PLR0917 - a table
    runtime, card, clock, history, days, kind
):
    for rating in history:
        rate(runtime, card, rating)
        clock.forward(days=days)
    rate(runtime, card)

    assert log_rows(runtime)[-1]["kind"] == kind


@pytest.mark.parametrize(
    ("shown_ago", "stored"),
    [(0, 0), (1_500, 1_500), (60_001, 60_000), (-5_000, 0), (2**52, 60_000)],
)
def test_the_time_taken_is_kept_up_to_a_minute(runtime, card, clock, shown_ago, stored):
    answer(runtime, submission(runtime, card, shown_at=clock.now - shown_ago))

    assert log_rows(runtime)[0]["duration_ms"] == stored


def test_other_parameters_are_told_apart_in_the_log(runtime, card):
    rate(runtime, card)
    other = (0.3, *parameters.DEFAULTS[1:])
    runtime.options = replace(runtime.options, parameters=other)
    rate(runtime, card)

    first, second = log_rows(runtime)
    assert first["parameters"] != second["parameters"]


def test_a_repeated_submit_is_the_same_row(runtime, card, clock):
    sent = rate(runtime, card)
    before = dump(runtime)
    clock.forward(minutes=1)

    for _ in range(3):
        answer(runtime, sent)
    assert dump(runtime) == before


@pytest.mark.parametrize("change", [{"rating": 1}, {"card_id": 2}], ids=str)
def test_an_id_used_again_for_something_else_is_refused(runtime, clock, change):
    sent = rate(runtime, card_of(runtime, "a1"), 3)
    before = dump(runtime)
    clock.forward(minutes=1)
    changed = replace(sent, **change)
    assert changed != sent

    with pytest.raises(StaleError, match="stored before, for another card or rating"):
        answer(runtime, changed)
    assert dump(runtime) == before


def test_an_answer_that_was_taken_back_cannot_be_sent_again(runtime, card):
    sent = rate(runtime, card)
    undo(runtime, "small", "undo")
    before = dump(runtime)

    with pytest.raises(StaleError):
        answer(runtime, sent)
    assert dump(runtime) == before


@pytest.mark.parametrize("seen", [0, 2, 99])
def test_an_answer_to_an_older_sight_of_a_card_is_stale_and_stored_nowhere(runtime, card, seen):
    rate(runtime, card)
    before = dump(runtime)

    with pytest.raises(StaleError, match="answered since it was shown here; nothing was stored"):
        answer(runtime, submission(runtime, card, seen=seen))
    assert dump(runtime) == before


@pytest.mark.parametrize("number", [0, 999, 2**53])
def test_an_answer_to_no_card_is_not_found(runtime, number):
    before = dump(runtime)

    with pytest.raises(NotFoundError, match=f"there is no card {number}"):
        answer(runtime, submission(runtime, 1, card_id=number))
    assert dump(runtime) == before


def test_an_answer_to_a_retired_card_is_not_found(runtime, card, folder):
    sent = submission(runtime, card)
    write_bank(folder, {"trade": flashcards("a2", "a3"), "rivers": flashcards("b1")})
    sync(runtime, folder)

    with pytest.raises(NotFoundError):
        answer(runtime, sent)
    assert log_rows(runtime) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"rating": 0}, "a rating is Again, Hard, Good or Easy"),
        ({"rating": 5}, "a rating is Again, Hard, Good or Easy"),
        ({"rating": -1}, "a rating is Again, Hard, Good or Easy"),
        ({"review_id": ""}, "no usable id; reload the page"),
        ({"review_id": "x" * 37}, "no usable id; reload the page"),
        ({"review_id": "a\0b"}, "no usable id; reload the page"),
        ({"review_id": "an id"}, "no usable id; reload the page"),
        ({"review_id": "\udc80"}, "no usable id; reload the page"),
    ],
    ids=str,
)
def test_an_answer_that_makes_no_sense_is_refused(runtime, card, change, says):
    before = dump(runtime)

    with pytest.raises(RefusedError, match=says):
        answer(runtime, submission(runtime, card, **change))
    assert dump(runtime) == before


def test_undo_takes_back_the_newest_answer_and_names_its_card(runtime, clock):
    cards = [card_of(runtime, name) for name in ("a1", "b1", "a1")]
    for card in cards:
        rate(runtime, card)
        clock.forward(minutes=12)

    assert [undo(runtime, "small", f"undo-{n}") for n in range(3)] == cards[::-1]
    assert states(runtime) == []
    assert [row["undone_by"] for row in log_rows(runtime)] == ["undo-2", "undo-1", "undo-0"]


def test_thirty_undos_restore_every_row_exactly_as_it_was_before_each_answer(runtime, clock):
    chance = Random(7)  # noqa: S311 - chance with a seed
    before = []
    for _ in range(30):
        before.append(states(runtime))
        card = card_of(runtime, chance.choice(["a1", "a2", "a3", "b1", "b2"]))
        rate(runtime, card, chance.choice([1, 2, 3, 3, 4]))
        clock.forward(minutes=chance.choice([1, 11, 600, 1440, 14_400]))

    after = []
    for number in range(30):
        undo(runtime, "small", f"undo-{number}")
        after.append(states(runtime))

    assert after == before[::-1]
    assert len(log_rows(runtime)) == 30


def test_a_repeated_undo_is_the_same_undo(runtime, clock):
    for name in ("a1", "a2", "a3"):
        rate(runtime, card_of(runtime, name))
        clock.forward(minutes=1)
    card = undo(runtime, "small", "undo")
    before = dump(runtime)

    assert [undo(runtime, "small", "undo") for _ in range(3)] == [card] * 3
    assert dump(runtime) == before


def test_undo_in_one_bank_leaves_the_other(runtime, tmp_path):
    other = write_bank(tmp_path / "other", bank="other")
    sync(runtime, other, 1)
    rate(runtime, card_of(runtime, "b2"))
    newest = upcoming(runtime, "other")[0].id
    rate(runtime, newest)

    assert undo(runtime, "small", "undo") == card_of(runtime, "b2")
    assert [row[1] for row in states(runtime)] == [newest]


@pytest.mark.parametrize("undo_id", ["", "x" * 37, "a\0b", "an id", "\udc80"])
def test_an_undo_without_a_usable_id_is_refused(runtime, card, undo_id):
    rate(runtime, card)

    with pytest.raises(RefusedError, match="no usable id; reload the page"):
        undo(runtime, "small", undo_id)
    assert log_rows(runtime)[0]["undone_by"] is None


def test_with_nothing_to_undo_it_says_so(runtime, card):
    with pytest.raises(RefusedError, match="there is nothing to undo"):
        undo(runtime, "small", "undo-1")
    rate(runtime, card)
    undo(runtime, "small", "undo-2")
    with pytest.raises(RefusedError, match="there is nothing to undo"):
        undo(runtime, "small", "undo-3")
    with pytest.raises(RefusedError, match="there is nothing to undo"):
        undo(runtime, "nowhere", "undo-4")


def test_after_an_undo_the_card_can_be_answered_otherwise(runtime, card):
    rate(runtime, card, 1)
    undo(runtime, "small", "undo")
    rate(runtime, card, 4)

    assert shown(runtime, card).card.state.interval > 0
    assert unfolded(runtime) == []


def test_when_the_clock_is_moved_back_the_button_still_tells_what_is_stored(runtime, card, clock):
    """Somebody's clock was two days fast, and is put right."""
    rate(runtime, card, 3)
    clock.forward(days=-2)

    future = shown(runtime, card).futures.good
    rate(runtime, card, 3)

    assert shown(runtime, card).card.state == future.state
    assert log_rows(runtime)[-1]["answered_at"] == clock.now
    assert unfolded(runtime) == []


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Seoul", "Pacific/Apia"])
@pytest.mark.parametrize("seed", range(4))
def test_the_stored_state_is_always_the_fold_of_the_log(runtime, clock, zone, seed):
    """Answers, undos, and a clock that goes on, jumps, goes back and crosses 04:00 and DST."""
    chance = Random(seed)  # noqa: S311 - the same
    runtime.settings = replace(runtime.settings, zone=zone)
    if zone == "Europe/Berlin":
        clock.now = 1_774_746_000_000  # 29 March 2026, 01:00 UTC: the hour from 2 to 3 is left out
    cards = [card_of(runtime, name) for name in ("a1", "a2", "a3", "b1", "b2")]
    for number in range(60):
        if chance.random() < 0.2 and any(row["undone_by"] is None for row in log_rows(runtime)):
            undo(runtime, "small", f"undo-{number}")
        else:
            card = chance.choice(cards)
            future = shown(runtime, card).futures.for_rating(rating := chance.randint(1, 4))
            rate(runtime, card, rating)
            assert shown(runtime, card).card.state == future.state
            assert future.state.interval >= 0
            assert future.seconds > 0
        clock.now += chance.choice(
            [0, 1, 61_000, HOUR // 2, HOUR, 19 * HOUR, 24 * HOUR, 900 * HOUR, -HOUR, -50 * HOUR]
        )
        assert unfolded(runtime) == []
    for row in log_rows(runtime):
        assert row["interval_after"] >= 0
        assert 0 <= row["duration_ms"] <= 60_000


def test_a_change_of_zone_keeps_what_was_learned(runtime, card, clock):
    rate(runtime, card, 4)
    learned = states(runtime)
    runtime.settings = replace(runtime.settings, zone="Pacific/Kiritimati")

    assert states(runtime) == learned
    clock.forward(days=1)
    rate(runtime, card)
    assert [row["zone"] for row in log_rows(runtime)] == ["UTC", "Pacific/Kiritimati"]


def race(*tasks):
    """Run tasks at the same moment; return what each raised, or None."""
    gate = threading.Barrier(len(tasks))
    ends: list[Exception | None] = [None] * len(tasks)

    def run(number, task):
        gate.wait()
        try:
            task()
        except Exception as error:  # noqa: BLE001 - told by the assertion
            ends[number] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


@pytest.mark.parametrize("history", [(), (3,)], ids=["new", "learning"])
def test_of_two_answers_at_once_one_is_stored_and_the_other_is_stale(runtime, card, history):
    for rating in history:
        rate(runtime, card, rating)
    for _ in range(10):
        reps = len(log_rows(runtime))
        sent = [submission(runtime, card, rating) for rating in (1, 3, 4)]
        ends = race(*(lambda one=one: answer(runtime, one) for one in sent))

        assert sorted(type(end).__name__ for end in ends) == [
            "NoneType",
            "StaleError",
            "StaleError",
        ]
        assert len(log_rows(runtime)) == reps + 1
    assert unfolded(runtime) == []


def test_a_submit_repeated_at_once_is_one_row_and_no_error(runtime, card):
    for number in range(10):
        sent = submission(runtime, card)
        assert race(*[lambda sent=sent: answer(runtime, sent)] * 4) == [None] * 4
        assert len(log_rows(runtime)) == number + 1


def test_undos_at_once_take_back_one_answer_each(runtime, card):
    for _ in range(8):
        rate(runtime, card)
    ends = race(*(lambda n=n: undo(runtime, "small", f"undo-{n}") for n in range(4)))

    assert ends == [None] * 4
    assert sum(row["undone_by"] is None for row in log_rows(runtime)) == 4
    assert unfolded(runtime) == []


def test_a_failure_between_log_and_state_stores_neither(runtime, card, monkeypatch):
    before = dump(runtime)

    def fail(*_args):
        raise OSError

    monkeypatch.setattr("app.store.states.put_state", fail)
    with pytest.raises(OSError):  # noqa: PT011 - the one above
        rate(runtime, card)
    assert dump(runtime) == before


def test_a_full_disk_is_a_sentence_and_stores_nothing(runtime, card):
    before = dump(runtime)
    sent = submission(runtime, card, response={"texts": ["x" * 200_000]})
    with runtime.database.quick() as driver:  # the connection that answers are stored with
        (pages,) = driver.connection.execute("PRAGMA page_count").fetchone()
        driver.connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    with pytest.raises(StoreError, match="the disk is full: nothing was stored"):
        answer(runtime, sent)
    assert dump(runtime) == before
