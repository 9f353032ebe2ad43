"""Siblings, and cards that cite overlapping passages, are asked on different days."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from app.scheduling.types import Options
from app.services.answering import answer
from app.services.answering import undo
from app.services.sync import sync
from tests.services.banks import card_of
from tests.services.banks import rate
from tests.services.banks import submission
from tests.services.banks import upcoming
from tests.services.banks import write_bank
from tests.site import Clock
from tests.site import make_runtime

ITEMS = """
  - id: fell
    kind: flashcard
    stem: By how much did trade fall?
    answer: 4.5 percent
    cite: ["P1: Trade between the two … in 2019"]
  - id: year
    kind: flashcard
    reversed: true
    stem: In which year did it fall?
    answer: 2019
    cite: ["P1: by 4.5 percent in 2019"]
  - id: after
    kind: flashcard
    stem: What happened after the talks?
    answer: It rose
    cite: ["P1: after the talks … again slowly"]
  - id: met
    kind: flashcard
    stem: Where did they meet?
    answer: Seoul
    cite: ["P2: met in Seoul"]
"""


@pytest.fixture
def make(tmp_path):
    made = []

    def runtime(**options):
        folder = write_bank(tmp_path / "small", {"trade": ITEMS})
        made.append(
            make_runtime(tmp_path / "data", folder, clock=Clock(), options=Options(**options))
        )
        return made[-1]

    yield runtime
    for one in made:
        one.database.close()


def buried(runtime):
    query = text(
        "SELECT item_id, n FROM card_state JOIN card ON card.id = card_id"
        " JOIN item ON item.pk = item_pk WHERE buried_until > :day ORDER BY card.id"
    )
    with runtime.database.read() as connection:
        rows = connection.execute(query, {"day": runtime.moment().day})
        return [f"{row.item_id}#{row.n}" for row in rows]


def test_an_answer_keeps_siblings_and_overlapping_passages_out_of_the_day(make):
    runtime = make()
    rate(runtime, card_of(runtime, "year"))

    assert buried(runtime) == ["fell#1", "year#2"]


def test_passages_that_only_touch_do_not_overlap(make):
    runtime = make()
    rate(runtime, card_of(runtime, "after"))
    rate(runtime, card_of(runtime, "met"))
    assert buried(runtime) == []


def test_what_is_buried_is_neither_counted_nor_asked_today_but_tomorrow(make):
    runtime = make(learn_ahead=0)
    rate(runtime, card_of(runtime, "fell"), 4)
    view, counts = upcoming(runtime)
    assert counts.new == 2
    assert view.item.id == "after"

    runtime.clock.forward(days=1)
    assert buried(runtime) == []
    assert upcoming(runtime)[1].new == 4


def test_undo_brings_back_what_the_answer_had_buried_and_nothing_else(make):
    runtime = make()
    rate(runtime, card_of(runtime, "fell"))
    first = buried(runtime)
    rate(runtime, card_of(runtime, "year", 2))
    undo(runtime, "small", "undo-1")

    assert buried(runtime) == first == ["year#1", "year#2"]
    undo(runtime, "small", "undo-2")
    assert buried(runtime) == []


def test_undo_brings_back_what_was_buried_though_it_cites_other_words_since(make, tmp_path):
    runtime = make()
    rate(runtime, card_of(runtime, "fell"))
    other = ITEMS.replace("P1: by 4.5 percent in 2019", "P2: met in Seoul")
    runtime.clock.forward(seconds=1)
    sync(runtime, write_bank(tmp_path / "small", {"trade": other}))
    assert buried(runtime) == ["year#1", "year#2"]

    undo(runtime, "small", "undo-1")
    assert buried(runtime) == []


def test_a_card_at_a_step_is_not_buried(make):
    runtime = make()
    rate(runtime, card_of(runtime, "year"), 1)
    rate(runtime, card_of(runtime, "fell"))
    assert "year#1" not in buried(runtime)


def test_without_the_option_nothing_is_buried(make):
    runtime = make(bury=False)
    rate(runtime, card_of(runtime, "year"))
    assert buried(runtime) == []


def test_a_leech_is_suspended_if_the_learner_wants_it(make):
    runtime = make(suspend_leeches=True, leech_threshold=1, bury=False)
    card = card_of(runtime, "met")
    rate(runtime, card, 4)
    runtime.clock.forward(days=30)
    answer(runtime, replace(submission(runtime, card), rating=1))
    runtime.clock.forward(minutes=11)
    view, _ = upcoming(runtime)
    assert view.item.id != "met"
