"""What the end of a session tells."""

from __future__ import annotations

from app.services.answering import undo
from app.services.cramming import answer as cram
from app.services.ending import ending
from app.services.relearning import relearn
from tests.services.banks import card_of
from tests.services.banks import rate
from tests.services.banks import submission


def numbers(tally):
    return tally.cards, tally.answers, tally.right, tally.percent, tally.minutes


def test_nothing_done_is_nothing_and_there_is_no_weakest(runtime):
    found = ending(runtime, "small")
    assert numbers(found.today) == (0, 0, 0, 0, 1)
    assert (found.session, found.weakest) == (None, None)


def test_the_day_is_counted_by_cards_answers_and_what_was_right(runtime, clock):
    for name, rating in (("a1", 3), ("a1", 1), ("a2", 3), ("a2", 4)):
        rate(runtime, card_of(runtime, name), rating)
    undo(runtime, "small", "undo")
    cram(runtime, submission(runtime, card_of(runtime, "b1"), 2))
    relearn(runtime, "small", card_of(runtime, "a1"), "again")
    assert numbers(ending(runtime, "small").today) == (3, 4, 3, 75, 1)
    clock.forward(days=1)
    assert numbers(ending(runtime, "small").today) == (0, 0, 0, 0, 1)


def test_a_session_counts_from_its_beginning_over_the_rollover(runtime, clock):
    rate(runtime, card_of(runtime, "a1"))
    clock.forward(minutes=1)
    since = clock()
    rate(runtime, card_of(runtime, "a2"))
    clock.forward(days=1)
    rate(runtime, card_of(runtime, "b1"))
    found = ending(runtime, "small", since)
    assert (found.session.cards, found.today.cards) == (2, 1)


def test_the_weakest_paragraph_is_the_one_least_recalled(runtime, clock):
    rate(runtime, card_of(runtime, "a1"), 1)
    rate(runtime, card_of(runtime, "a2"), 4)
    clock.forward(days=9)
    weakest = ending(runtime, "small").weakest
    assert (weakest.source, weakest.title, weakest.paragraph, weakest.cards) == (
        "paper", "Writer", 1, 2,
    )  # fmt: skip
    assert 0 < weakest.percent < 100
