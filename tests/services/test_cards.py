"""A card's page: how it stands, its log, and the curve that its log foretells."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from app.services import cards
from app.services.answering import answer
from app.services.answering import undo
from app.services.cramming import answer as cram
from app.services.errors import NotFoundError
from app.services.relearning import relearn
from tests.services.banks import card_of
from tests.services.banks import rate
from tests.services.banks import submission


@pytest.fixture
def card(runtime):
    return card_of(runtime, "a1")


def info(runtime, card):
    return cards.info(runtime, "small", card)


def test_a_card_never_answered_has_no_log_and_no_curve(runtime, card):
    found = info(runtime, card)
    assert (found.log, found.curve, found.recall, found.due, found.seconds) == (
        (), (), None, None, None,
    )  # fmt: skip
    assert (found.topic, found.card.item.id) == ("The trade", "a1")


def test_the_log_tells_every_answer_in_words(runtime, card, clock):
    rate(runtime, card, 4)
    clock.forward(days=9)
    response = {"texts": ["Söul", "2023"]}
    answer(runtime, submission(runtime, card, 1, shown_at=clock.now - 7_000, response=response))
    cram(runtime, submission(runtime, card, 3))
    relearn(runtime, "small", card, "again")

    rows = info(runtime, card).log
    assert [(row.rating, row.kind, row.typed, row.seconds) for row in rows] == [
        ("Easy", "learning", "", 5),
        ("Again", "early review", "Söul; 2023", 7),
        ("Good", "cram", "", 5),
        ("", "begun anew", "", 0),
    ]
    assert rows[0].before is None
    assert rows[0].after == rows[1].before > rows[1].after
    assert rows[0].at.isoformat() == "2026-11-23T09:00:00+00:00"
    assert info(runtime, card).seconds == pytest.approx(17 / 3)


def test_what_was_undone_is_in_neither(runtime, card):
    rate(runtime, card)
    undo(runtime, "small", "undo")
    assert (info(runtime, card).log, info(runtime, card).curve) == ((), ())


def test_a_card_tells_when_it_is_due(runtime, card, clock):
    rate(runtime, card, 3)
    assert info(runtime, card).minutes in range(10, 14)
    rate(runtime, card, 4)
    found = info(runtime, card)
    assert found.due_in == found.card.state.interval
    assert (found.due - date(2026, 11, 23)).days == found.due_in
    clock.forward(days=found.due_in + 3)
    assert info(runtime, card).due_in == -3


def test_the_curve_is_whole_after_each_answer_and_falls_till_the_next(runtime, card, clock):
    days = [0, 9, 40]
    for number, (before, after) in enumerate(pairwise([0, *days])):
        clock.forward(days=after - before)
        rate(runtime, card, 1 if number == 1 else 4)
    clock.forward(days=11)
    found = info(runtime, card)

    *past, coming = found.curve
    assert [one.past for one in found.curve] == [True, True, True, False]
    first = past[0].points[0][0]
    spans = [(one.points[0][0] - first, one.points[-1][0] - first) for one in past]
    assert spans == [(0, 9), (9, 40), (40, 51)]
    for one in past:
        recalls = [recall for _, recall in one.points]
        assert recalls[0] == 1
        assert recalls == sorted(recalls, reverse=True)
    assert past[-1].points[-1] == coming.points[0] == (found.today, found.recall)
    assert coming.points[-1][0] > found.card.state.due_day


def test_the_curve_begins_anew_with_the_card(runtime, card, clock):
    rate(runtime, card, 4)
    clock.forward(days=9)
    relearn(runtime, "small", card, "again")
    assert info(runtime, card).curve == ()
    rate(runtime, card, 4)
    assert info(runtime, card).curve[0].points[0] == (runtime.moment().day, 1)


@pytest.mark.parametrize(("bank", "number"), [("nowhere", 1), ("small", 99)])
def test_no_card_is_not_found(runtime, bank, number):
    with pytest.raises(NotFoundError):
        cards.info(runtime, bank, number)
