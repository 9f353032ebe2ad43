"""What a card has to say before it is asked: changed, forgotten, a leech; and beginning anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.scheduling.types import Stage
from app.services import study
from app.services.answering import answer_and_turn
from app.services.answering import undo
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.errors import StaleError
from app.services.relearning import relearn
from app.services.sums import recount_all
from app.services.sync import sync
from tests.services.banks import PAPER
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import flashcards
from tests.services.banks import log_rows
from tests.services.banks import rate
from tests.services.banks import states
from tests.services.banks import submission
from tests.services.banks import unfolded
from tests.services.banks import upcoming
from tests.services.banks import write_bank


@pytest.fixture
def card(runtime):
    return card_of(runtime, "a1")


def turn(runtime, card=None, **more):
    return study.turn(runtime, study.deck(runtime, "small"), card, **more)


def change_answer(runtime, folder):
    topics = {"trade": flashcards("a1", "a2", "a3"), "rivers": flashcards("b1", "b2")}
    topics["trade"] = topics["trade"].replace("answer: The a1", "answer: Another")
    assert sync(runtime, write_bank(folder, topics)) == ()


def test_a_changed_answer_is_asked_first_and_says_so_until_it_is_answered(runtime, folder, card):
    rate(runtime, card, 4)
    change_answer(runtime, folder)
    shown, _ = upcoming(runtime)
    assert (shown.id, shown.notice) == (card, "answer")
    rate(runtime, card, 3)
    assert turn(runtime, card).card.notice is None
    undo(runtime, "small", "undo")
    assert turn(runtime, card).card.notice == "answer"


def test_a_changed_passage_stands_on_the_front(runtime, folder, card):
    rate(runtime, card, 4)
    topics = {"trade": flashcards("a1", "a2", "a3"), "rivers": flashcards("b1", "b2")}
    paper = PAPER.replace("4.5 percent", "4.6 percent")
    topics = {name: rows.replace("4.5", "4.6") for name, rows in topics.items()}
    assert sync(runtime, write_bank(folder, topics, paper=paper)) == ()
    found = turn(runtime)
    assert (found.card.id, found.card.notice) == (card, "passage")
    [quote] = found.quotes
    assert "4.6 percent" in "".join(piece.text for piece in quote.pieces if piece.cited)


def test_relearning_makes_a_card_new_and_undo_gives_everything_back(runtime, folder, card):
    rate(runtime, card, 4)
    runtime.clock.forward(days=9)
    rate(runtime, card, 3)
    change_answer(runtime, folder)
    before = dump(runtime, "card_state", "daily")
    relearn(runtime, "small", card, "again-1")

    found = turn(runtime, card).card
    assert (found.state.stage, found.state.reps, found.notice) == (Stage.NEW, 0, None)
    assert log_rows(runtime)[-1]["kind"] == "manual"
    assert unfolded(runtime) == []
    rate(runtime, card, 3)
    assert unfolded(runtime) == []
    undo(runtime, "small", "undo-1")
    undo(runtime, "small", "undo-2")
    rows = dump(runtime, "card_state", "daily")
    rows["daily"] = [row for row in rows["daily"] if row[8]]
    assert rows == before


def test_beginning_anew_is_no_answer_in_the_sums(runtime, card):
    rate(runtime, card, 4)
    before = dump(runtime, "daily")
    relearn(runtime, "small", card, "again-1")
    assert dump(runtime, "daily") == before
    recount_all(runtime)
    assert dump(runtime, "daily") == before


def test_a_repeated_request_begins_anew_once(runtime, card):
    rate(runtime, card, 4)
    for _ in range(3):
        relearn(runtime, "small", card, "again-1")
    assert [row["kind"] for row in log_rows(runtime)] == ["learn", "manual"]
    rate(runtime, card, 4)
    relearn(runtime, "small", card, "again-1")
    assert turn(runtime, card).card.state.reps == 1


def test_a_card_that_is_new_needs_no_new_beginning(runtime, card):
    relearn(runtime, "small", card, "again-1")
    assert log_rows(runtime) == []


def test_beginning_anew_with_no_card_or_no_id_is_refused(runtime, card):
    rate(runtime, card, 4)
    before = dump(runtime)
    for bank, number, name, error in (
        ("small", 99, "id", NotFoundError),
        ("other", card, "id", NotFoundError),
        ("small", card, "an id", RefusedError),
        ("small", 2, log_rows(runtime)[0]["id"], StaleError),
    ):
        with pytest.raises(error):
            relearn(runtime, bank, number, name)
    assert dump(runtime) == before


@pytest.mark.parametrize(
    ("answers", "reads"),
    [
        ((4, 1), True),
        ((4, 1, 2), False),
        ((4, 1, 1), False),
        ((4, 1, 3), False),
        ((4,), False),
        ((1,), False),
        ((), False),
    ],
    ids=str,
)
def test_the_passage_is_read_first_once_after_a_lapse(runtime, card, answers, reads):
    for number, rating in enumerate(answers):
        rate(runtime, card, rating)
        runtime.clock.forward(days=30 if number == 0 else 0, minutes=1)
    found = turn(runtime, card)
    assert found.lapsed is reads
    assert bool(found.quotes) is reads
    runtime.options = replace(runtime.options, passage_first=False)
    assert not turn(runtime, card).lapsed


def test_a_crammed_answer_leaves_the_passage_to_be_read(runtime, card):
    from app.services.cramming import answer as cram  # noqa: PLC0415 - this test alone

    for rating in (4, 1):
        rate(runtime, card, rating)
        runtime.clock.forward(days=30)
    cram(runtime, submission(runtime, card, 3))
    assert turn(runtime, card).lapsed


@pytest.fixture
def leech(runtime, card):
    runtime.options = replace(runtime.options, leech_threshold=2)
    for rating in (4, 1, 3):
        rate(runtime, card, rating)
        runtime.clock.forward(days=30)
    return card


@pytest.mark.parametrize("suspends", [False, True])
def test_the_lapse_that_makes_a_leech_is_told_with_the_next_card(runtime, leech, suspends):
    runtime.options = replace(runtime.options, suspend_leeches=suspends)
    where = study.deck(runtime, "small")
    found = answer_and_turn(runtime, submission(runtime, leech, 1), where)
    assert (found.leech.card, found.leech.lapses, found.leech.suspended) == (leech, 2, suspends)
    assert found.leech.item.id == "a1"
    again = answer_and_turn(runtime, submission(runtime, found.card.id, 3), where)
    assert again.leech is None


def test_a_card_that_is_no_leech_is_not_called_one(runtime, leech):
    assert turn(runtime, leech=leech).leech is None
    assert turn(runtime, leech=999).leech is None
    rate(runtime, leech, 1)
    assert turn(runtime, leech=leech).leech.lapses == 2
    assert states(runtime)
