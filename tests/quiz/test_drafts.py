"""Answers that wait to be handed in: whatever the order they come in, the last one given stands."""

from __future__ import annotations

import json
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from app.quiz.drafts import NONE
from app.quiz.drafts import Saved
from app.quiz.drafts import merge
from app.quiz.drafts import overruled
from app.quiz.drafts import read
from app.quiz.drafts import written
from app.quiz.responses import Response

RESPONSES = st.sampled_from(
    [
        Response(),
        Response(chosen=(0,)),
        Response(chosen=(1, 2)),
        Response(truth=False),
        Response(texts=("", "b")),
        Response(places=(None, 2)),
    ]
)
SAVED = st.builds(Saved, st.integers(0, 9), RESPONSES)
DRAFTS = st.dictionaries(st.sampled_from("abc"), SAVED)


def a(at: int, *chosen: int) -> dict[str, Saved]:
    return {"a": Saved(at, Response(chosen=chosen))}


@given(DRAFTS)
def test_a_draft_is_read_as_it_was_written(draft):
    assert read(json.loads(json.dumps(written(draft)))) == draft


@given(
    st.none() | st.dictionaries(st.text(), st.integers() | st.dictionaries(st.text(), st.text()))
)
def test_what_is_no_draft_is_no_answer(data):
    assert read(data) == {}


@given(DRAFTS, DRAFTS)
def test_sent_twice_it_is_stored_once(draft, sent):
    once = merge(draft, sent)

    assert merge(once, sent) == once


@given(DRAFTS, DRAFTS)
def test_no_number_ever_falls(draft, sent):
    after = merge(draft, sent)

    assert all(after[item].at >= saved.at for item, saved in draft.items())
    assert set(after) <= set(draft) | set(sent)


@given(st.lists(SAVED, min_size=1, max_size=4, unique_by=lambda saved: saved.at))
def test_saves_of_different_numbers_may_come_in_any_order(saves):
    ends = []
    for order in permutations([row for row in saves if row.at]):
        draft = {}
        for saved in order:
            draft = merge(draft, {"x": saved})
        ends.append(draft)

    assert all(end == ends[0] for end in ends)
    if ends[0]:
        assert ends[0]["x"] == max(saves, key=lambda saved: saved.at)


def test_an_older_answer_never_takes_the_place_of_a_newer_one():
    assert merge(a(7, 1), a(6, 2)) == a(7, 1)


def test_a_page_that_knew_the_answer_there_may_change_it():
    assert merge(a(7, 1), a(7, 2)) == a(8, 2)


def test_a_page_from_before_a_change_may_not():
    after = merge(a(7, 1), a(7, 2))

    assert merge(after, a(7, 3)) == after


def test_a_page_on_which_nothing_was_given_stores_nothing():
    assert merge({}, {"a": NONE}) == {}


def test_an_answer_taken_back_is_gone():
    assert merge(a(7, 1), a(9)) == a(9)


def test_what_another_window_gave_since_is_named():
    assert overruled(a(7, 1), a(6, 2)) == ("a",)
    assert overruled(a(7, 1), a(6, 1)) == ()
    assert overruled(a(7, 1), a(6)) == ()
    assert overruled(a(7, 1), a(7, 2)) == ()
    assert overruled({}, a(0, 2)) == ()
