"""Swaps by hand: who may come keeps the table, and the rest of the form stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from app.quiz.assembly import assemble
from app.quiz.expectation import minutes_of
from app.quiz.swapping import candidates
from app.quiz.swapping import swap
from tests.quiz.tables import bank_of
from tests.quiz.tables import large
from tests.quiz.tables import row
from tests.quiz.tables import table

LARGE = large()


def ids(version):
    return [item.id for item in version.items]


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(["same", "different"]), st.integers(0, 4), st.integers(0, 9))
def test_a_swap_keeps_the_table_and_every_other_place(questions, place, seed):
    wanted = table(
        {"topic": "visit", "bloom": "apply", "count": 3}, {"topic": "trade", "count": 2},
        versions=2, questions=questions, seed=seed, minutes=5,
    )  # fmt: skip
    form = assemble(LARGE, wanted).form
    leaving = form.versions[0].items[place]
    for one in candidates(LARGE, form, "A", leaving.id)[:3]:
        new = swap(LARGE, form, ("A", leaving.id, one.item.id))

        assert one.item.topic == leaving.topic
        assert ids(new.versions[0])[place] == one.item.id
        assert new.code != form.code
        for before, after in zip(form.versions, new.versions, strict=True):
            expected = [one.item.id if name == leaving.id else name for name in ids(before)]
            assert ids(after) == expected
            assert sum(map(minutes_of, after.items)) <= 5
        if questions == "different":
            assert set(ids(new.versions[0])).isdisjoint(ids(new.versions[1]))


def test_the_likest_come_first_and_say_what_would_change():
    rows = [
        row(0), row(1, difficulty="hard"), row(2),
        row(3, kind="short_answer", answer="Seoul", key=None),
    ]  # fmt: skip
    bank = bank_of(rows)
    form = assemble(bank, table({"count": 1}, must=["q000"])).form
    free = table({"count": 1})
    offered = candidates(bank, type(form)(**_fields(form, blueprint=free)), "A", "q000")

    assert [one.item.id for one in offered] == ["q002", "q003", "q001"]
    assert offered[0].reasons == ("as difficult: 0.50",)
    assert "short answer instead of true or false" in offered[1].reasons
    assert offered[2].reasons == ("harder: 0.75 instead of 0.50",)


def _fields(form, **changes):
    return {name: getattr(form, name) for name in form.__slots__} | changes


def test_what_repeats_another_question_is_not_offered():
    bank = bank_of([row(n) for n in range(4)], {"q000": 0, "q001": 5, "q002": 5, "q003": 9})
    form = assemble(bank, table({"count": 2}, must=["q000", "q001"])).form

    assert [one.item.id for one in candidates(bank, form, "A", "q000")] == ["q003"]
    assert {one.item.id for one in candidates(bank, form, "A", "q001")} == {"q002", "q003"}


@pytest.mark.parametrize("change", [("A", "q999", "q001"), ("Z", "q000", "q001")])
def test_a_place_that_is_not_there_is_refused(change):
    form = assemble(LARGE, table({"count": 3}, must=["q000"])).form
    with pytest.raises(ValueError, match="has no question"):
        swap(LARGE, form, change)


def test_what_would_break_the_table_is_refused():
    form = assemble(LARGE, table({"topic": "visit", "count": 3}, must=["q000"])).form
    with pytest.raises(ValueError, match="the table wouldn’t hold"):
        swap(LARGE, form, ("A", "q000", "q001"))
