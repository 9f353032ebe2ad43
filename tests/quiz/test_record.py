"""A form written down is that form again; what changed in the bank since is said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from app.quiz.assembly import assemble
from app.quiz.blueprint import Blueprint
from app.quiz.form import assemble as assemble_simple
from app.quiz.record import ChangedSinceError
from app.quiz.record import form_again
from app.quiz.record import read_record
from app.quiz.record import record_of
from app.quiz.swapping import candidates
from app.quiz.swapping import swap
from question_bank.locate import Passage
from tests.quiz import kinds
from tests.quiz.tables import large
from tests.quiz.tables import table

BANK = kinds.bank()
LARGE = large()


def again(bank, form):
    return form_again(bank, read_record(record_of(bank, form).text()))


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 8), st.integers(1, 3), st.sampled_from(["same", "different", "mixed"]))
def test_a_form_written_down_is_the_same_form_again(count, versions, questions):
    wanted = table({"count": count}, {"topic": "visit", "count": 2, "points": "1.5"},
                   versions=versions, questions=questions, title="Monday")  # fmt: skip
    form = assemble(LARGE, wanted).form

    assert again(LARGE, form) == form
    assert record_of(LARGE, again(LARGE, form)).text() == record_of(LARGE, form).text()


def test_a_simple_form_and_a_swapped_one_come_again_too():
    simple = assemble_simple(BANK, Blueprint(kinds=("ordering", "matching"), versions=3))
    assert again(BANK, simple) == simple

    form = assemble(LARGE, table({"count": 4}, versions=2)).form
    leaving = form.versions[0].items[0].id
    other = swap(LARGE, form, ("A", leaving, candidates(LARGE, form, "A", leaving)[0].item.id))
    assert again(LARGE, other) == other


def edited(bank, name, **changes):
    items = tuple(
        item.model_copy(update=changes) if item.id == name else item for item in bank.items
    )
    return replace(bank, items=items)


def test_an_edited_or_missing_question_is_named_and_nothing_else_printed():
    form = assemble(LARGE, table({"count": 4})).form
    one, two = (item.id for item in form.versions[0].items[:2])
    bank = edited(LARGE, one, stem="Whether it is otherwise.")
    bank = replace(bank, items=tuple(item for item in bank.items if item.id != two))

    with pytest.raises(ChangedSinceError) as error:
        form_again(bank, record_of(LARGE, form))
    assert f"form {form.code} can’t be printed again as it was, 2 of its" in str(error.value)
    assert f"`{one}` was edited" in str(error.value)
    assert f"`{two}` is gone" in str(error.value)


def test_other_words_of_the_source_are_told():
    form = assemble(LARGE, table({"count": 3})).form
    name = form.versions[0].items[0].id
    passages = {**LARGE.passages, name: (Passage("paper", 3, 60, "exact", 1),)}

    with pytest.raises(ChangedSinceError, match=f"a question of it changed: `{name}` cites other"):
        form_again(replace(LARGE, passages=passages), record_of(LARGE, form))


def test_a_question_that_is_not_in_the_form_may_change():
    form = assemble(LARGE, table({"count": 4})).form
    other = next(item.id for item in LARGE.items if item not in form.versions[0].items)
    bank = edited(LARGE, other, stem="Whether it is otherwise.")

    assert form_again(bank, record_of(LARGE, form)) == form
    assert record_of(bank, form).fingerprint != record_of(LARGE, form).fingerprint


def test_another_bank_and_another_file_are_refused():
    form = assemble(LARGE, table({"count": 4})).form
    with pytest.raises(ValueError, match="is of the bank `many`, not `small`"):
        form_again(BANK, record_of(LARGE, form))
    for text in ("", "{}", "[1]", '{"code": "A", "versions": []}', "\0", "a: b"):
        with pytest.raises(ValueError, match="not the file of a form"):
            read_record(text)
