"""What is expected on an exam's day, by topic and paragraph, and the plan that leads there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.services import presets
from app.services.exam import exam
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import rate
from tests.services.banks import shown
from tests.services.banks import write_bank
from tests.site import make_runtime

TOPICS = {
    "trade": """
  - {id: a1, kind: flashcard, stem: What is a1?, answer: One, cite: ["P1: fell by 4.5 percent"]}
  - {id: a2, kind: flashcard, stem: What is a2?, answer: Two, cite: ["P1: rose again slowly"]}
""",
    "rivers": """
  - {id: b1, kind: flashcard, stem: What is b1?, answer: Three,
     cite: ["P1: fell by 4.5 percent", "P2: met in Seoul"]}
""",
}


@pytest.fixture
def folder(tmp_path):
    return write_bank(tmp_path / "small", TOPICS)


@pytest.fixture
def soon(runtime):
    """Set the exam for so many days ahead; return what is expected."""

    def expect(days):
        presets.set_exam(runtime, "small", runtime.moment().day + days)
        return exam(runtime, "small")

    return expect


def test_without_a_day_nothing_is_expected(runtime):
    assert exam(runtime, "small") is None


@pytest.mark.parametrize("days", [-1, 366])
def test_a_day_that_has_passed_or_is_years_ahead_expects_nothing(soon, days):
    assert soon(days) is None


def test_nothing_seen_is_nothing_recalled_and_the_plan_sees_all(soon):
    found = soon(3)
    assert (found.left, found.whole.cards, found.whole.seen) == (3, 3, 0)
    assert (found.whole.now.mean, found.whole.now.high) == (0, 0)
    assert found.whole.then.mean > 0.85
    assert (found.pace.a_day, found.pace.fits) == (1, True)
    assert [day.new for day in found.days] == [1, 1, 1]


def test_what_was_seen_fades_until_the_day_unless_it_is_kept_up(runtime, soon):
    rate(runtime, card_of(runtime, "a1"), 4)
    state = shown(runtime, card_of(runtime, "a1")).card.state
    found = soon(60)
    assert found.whole.seen == 1
    trade, rivers = found.topics
    assert trade.now.mean == pytest.approx(
        (1 + 60 / state.memory.stability) ** -0.1542 / 2, abs=0.1
    )
    assert rivers.now.mean == 0
    assert trade.then.mean > trade.now.mean


def test_topics_and_paragraphs_hold_their_cards(runtime, soon):
    rate(runtime, card_of(runtime, "b1"), 3)
    found = soon(5)
    assert [(row.topic, row.cards, row.seen) for row in found.topics] == [
        ("trade", 2, 0),
        ("rivers", 1, 1),
    ]
    rows = [(row.source, row.number, row.cards, row.seen) for row in found.paragraphs]
    assert rows == [("paper", 1, 3, 1), ("paper", 2, 1, 1)]
    assert (
        found.paragraphs[1].title == "The ministers met in Seoul in March 2023, and both of them …"
    )


def test_what_does_not_fit_is_said_in_numbers(runtime, soon):
    runtime.options = replace(runtime.options, new_per_day=1)
    pace = soon(2).pace
    assert (pace.new, pace.a_day, pace.allowed, pace.fits, pace.seen) == (3, 2, 1, False, 2)


def test_on_the_day_itself_there_is_no_plan(runtime, soon):
    rate(runtime, card_of(runtime, "a1"), 3)
    found = soon(0)
    assert (found.left, found.days) == (0, ())
    assert found.whole.now == found.whole.then
    assert found.whole.now.mean == pytest.approx(1 / 3)
    assert (found.reviews, found.most, found.minutes) == (0, 0, 0)


def test_the_plan_counts_reviews_and_minutes(runtime, soon, clock):
    for name in ("a1", "a2", "b1"):
        rate(runtime, card_of(runtime, name), 4)
    clock.forward(days=8)
    found = soon(30)
    assert found.pace.new == 0
    assert found.reviews * 30 >= 3
    assert found.most >= found.reviews
    assert found.minutes > 0


def test_without_reviews_of_ones_own_the_usual_error_is_taken(soon):
    found = soon(3)
    assert (found.error, found.own) == (0.05, False)


def test_with_enough_reviews_the_error_is_ones_own(runtime, soon, clock):
    card = card_of(runtime, "a1")
    for _ in range(66):
        rate(runtime, card, 4)
        clock.forward(days=1)
    found = soon(3)
    assert found.own
    assert found.error != 0.05


def test_what_is_put_aside_is_not_in_the_exam(runtime, soon):
    with runtime.database.write() as connection:
        connection.exec_driver_sql("UPDATE card_state SET suspended = 1, active = 0")
    assert soon(3) is None


def test_looking_changes_nothing(runtime, soon):
    soon(9)
    before = dump(runtime)
    exam(runtime, "small")
    assert dump(runtime) == before


def test_a_bank_without_a_paper_has_no_paragraphs(tmp_path):
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "bank.yaml").write_text(
        "format: 1\nid: bare\ntitle: Bare\ntopics:\n  - {id: first, title: First}\n"
    )
    (folder / "first.yaml").write_text(
        "topic: first\nitems:\n  - {id: x, kind: flashcard, stem: What is it?, answer: That,"
        " lint_ignore: {uncited: It is a test.}}\n"
    )
    runtime = make_runtime(tmp_path / "data", folder)
    assert runtime.problems == {}
    presets.set_exam(runtime, "bare", runtime.moment().day + 2)
    found = exam(runtime, "bare")
    assert (found.whole.cards, found.paragraphs) == (1, ())
    runtime.database.close()
