"""Cram: the least known first, Again at the end, and nothing of the schedule changes."""

from __future__ import annotations

import pytest

from app.services import cramming
from app.services.answering import undo
from app.services.cramming import Selection
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.errors import StaleError
from app.services.holding import act
from app.services.today import Done
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import log_rows
from tests.services.banks import rate
from tests.services.banks import submission
from tests.services.banks import write_bank

ITEMS = """
  - {id: fell, kind: flashcard, stem: By how much?, answer: Much, cite: ["P1: fell by 4.5 percent in 2019"]}
  - {id: rose, kind: flashcard, reversed: true, stem: And then?, answer: It rose, cite: ["P1: it rose again slowly"]}
  - {id: met, kind: flashcard, stem: Where?, answer: Seoul, cite: ["P2: met in Seoul"]}
"""  # noqa: E501 - an item a line
MORE = """
  - {id: trust, kind: flashcard, stem: Of what?, answer: Trust, cite: ["P2: spoke of trust"]}
"""
ALL = ["fell", "rose", "rose", "met", "trust"]


@pytest.fixture
def folder(tmp_path):
    return write_bank(tmp_path / "small", {"trade": ITEMS, "rivers": MORE})


@pytest.fixture
def go(runtime):
    """Return what goes through a selection with a rating for each card, in turn."""

    def through(chosen, *ratings, since=None):
        since = runtime.clock() if since is None else since
        seen = []
        for rating in ratings:
            found = cramming.cram(runtime, "small", chosen, since)
            if isinstance(found.turn.card, Done):
                break
            seen.append(found.turn.card.item.id)
            runtime.clock.forward(seconds=9)
            cramming.answer(runtime, submission(runtime, found.turn.card.id, rating))
        return seen

    return through


@pytest.mark.parametrize(
    ("chosen", "items"),
    [
        (Selection(topic="trade"), ["fell", "rose", "rose", "met"]),
        (Selection(topic="rivers"), ["trust"]),
        (Selection(passage="paper:P1"), ["fell", "rose", "rose"]),
        (Selection(passage="P2"), ["met", "trust"]),
        (Selection(passage="paper:P1.1"), ["fell", "rose", "rose"]),
        (Selection(passage="P1", topic="rivers"), []),
        (Selection(leeches=True), []),
        (Selection(weak=True), []),
        (Selection(flag=1), []),
    ],
    ids=str,
)
def test_a_selection_goes_through_its_cards(go, chosen, items):
    assert go(chosen, *[3] * 9) == items


def test_what_is_answered_again_comes_back_at_the_end(go):
    assert go(Selection(topic="trade"), 1, 3, 3, 3, 1, 3, 3) == [
        "fell", "rose", "rose", "met", "fell", "fell",
    ]  # fmt: skip


def test_new_cards_come_first_and_then_the_least_known(runtime, go):
    for name, rating in (("fell", 1), ("rose", 4), ("met", 3)):
        rate(runtime, card_of(runtime, name), rating)
    runtime.clock.forward(days=20)
    assert go(Selection(topic="trade"), *[3] * 9) == ["rose", "fell", "met", "rose"]
    runtime.clock.forward(seconds=1)
    assert go(Selection(weak=True), *[3] * 9) == ["fell", "met", "rose"]


def test_leeches_and_flags_are_chosen(runtime, go):
    card = card_of(runtime, "met")
    rate(runtime, card, 4)
    for _ in range(8):
        runtime.clock.forward(days=400)
        rate(runtime, card, 1)
        rate(runtime, card, 3)
    act(runtime, bank="small", cards=(card_of(runtime, "fell"),), what="flag-4", action_id="f")
    assert go(Selection(leeches=True), 3, 3) == ["met"]
    assert go(Selection(flag=4), 3, 3) == ["fell"]


def test_exactly_the_chosen_cards_are_gone_through(runtime, go):
    cards = (card_of(runtime, "met"), card_of(runtime, "rose", 2), 999)
    assert go(Selection(cards=cards), 3, 1, 3, 3) == ["rose", "met", "met"]


@pytest.mark.parametrize("what", ["suspend", "bury"])
def test_what_the_learner_put_aside_is_left_out(runtime, go, what):
    act(runtime, bank="small", cards=(card_of(runtime, "met"),), what=what, action_id="a")
    assert go(Selection(passage="P2"), 3, 3) == ["trust"]


def test_what_an_answer_buried_is_gone_through(runtime, go):
    from dataclasses import replace  # noqa: PLC0415 - this test alone

    runtime.options = replace(runtime.options, bury=True)
    rate(runtime, card_of(runtime, "rose", 1))
    assert go(Selection(passage="P1"), *[3] * 9) == ["fell", "rose", "rose"]


def test_nothing_of_the_schedule_changes(runtime, go):
    rate(runtime, card_of(runtime, "met"), 4)
    runtime.clock.forward(days=30)
    before = dump(runtime, "card_state", "action")
    go(Selection(topic="trade"), 1, 3, 3, 3, 3)
    assert dump(runtime, "card_state", "action") == before
    kinds = [row["kind"] for row in log_rows(runtime)]
    assert kinds == ["learn", *["cram"] * 5]


def test_an_answer_is_counted_under_its_kind_and_stored_once(runtime):
    sent = submission(runtime, card_of(runtime, "met"), 3)
    for _ in range(3):
        cramming.answer(runtime, sent)
    assert [row["kind"] for row in log_rows(runtime)] == ["cram"]
    [row] = dump(runtime, "daily")["daily"]
    assert (row[5], row[8]) == ("cram", 1)
    with pytest.raises(StaleError):
        cramming.answer(runtime, submission(runtime, 1, 3, review_id=sent.review_id))


def test_undo_brings_the_card_back_into_the_session(runtime, go):
    since = runtime.clock()
    assert go(Selection(passage="P2"), 3, since=since) == ["met"]
    assert undo(runtime, "small", "undo") == card_of(runtime, "met")
    assert go(Selection(passage="P2"), 3, 3, since=since) == ["met", "trust"]


def test_a_new_session_asks_everything_again(runtime, go):
    assert go(Selection(passage="P2"), 3, 3, 3) == ["met", "trust"]
    runtime.clock.forward(seconds=1)
    assert go(Selection(passage="P2"), 3, 3, 3) == ["met", "trust"]


def test_a_session_goes_on_over_the_rollover(runtime, go):
    since = runtime.clock()
    go(Selection(passage="P2"), 3, since=since)
    runtime.clock.forward(days=1)
    assert go(Selection(passage="P2"), 3, 3, since=since) == ["trust"]


@pytest.mark.parametrize(
    ("chosen", "error", "says"),
    [
        (Selection(passage="P3"), NotFoundError, "no passage `P3`"),
        (Selection(passage="paper:P1.9"), NotFoundError, "no passage `paper:P1.9`"),
        (Selection(passage="other:P1"), NotFoundError, "no passage `other:P1`"),
        (Selection(passage="here"), RefusedError, "named like `paper:P3`"),
        (Selection(topic="sea"), NotFoundError, "no deck `sea`"),
    ],
    ids=str,
)
def test_a_selection_of_what_is_not_there_is_refused(runtime, chosen, error, says):
    with pytest.raises(error, match=says):
        cramming.cram(runtime, "small", chosen, 0)


@pytest.mark.parametrize("change", [{"card_id": 99}, {"bank": "other"}], ids=str)
def test_an_answer_to_no_card_is_stored_nowhere(runtime, change):
    before = dump(runtime)
    with pytest.raises(NotFoundError):
        cramming.answer(runtime, submission(runtime, card_of(runtime, "met"), **change))
    assert dump(runtime) == before


def test_the_choices_tell_how_many_cards_each_has(runtime):
    rate(runtime, card_of(runtime, "met"))
    act(runtime, bank="small", cards=(card_of(runtime, "fell"),), what="flag-4", action_id="f")
    act(runtime, bank="small", cards=(card_of(runtime, "trust"),), what="suspend", action_id="s")
    info, choices = cramming.choices(runtime, "small")
    assert info.id == "small"
    assert [(row.words, row.cards) for row in choices] == [
        ("The weakest of what you have studied", 1),
        ("Flag 4: blue", 1),
        ("The trade", 4),
    ]
    with pytest.raises(NotFoundError):
        cramming.choices(runtime, "nowhere")
