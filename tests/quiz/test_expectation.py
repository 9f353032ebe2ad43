"""What is expected of a question: how hard, how long; rules of thumb with an order to them."""

from __future__ import annotations

import pytest

from app.quiz.expectation import band_of
from app.quiz.expectation import difficulty_of
from app.quiz.expectation import minutes_of
from app.quiz.expectation import says_difficulties
from question_bank.items import Bloom
from question_bank.items import Difficulty
from tests.quiz import kinds
from tests.quiz.kinds import item
from tests.quiz.tables import bank_of
from tests.quiz.tables import large
from tests.quiz.tables import row


def test_what_the_bank_says_counts():
    found = [difficulty_of(item(row(1, difficulty=word)), said=True) for word in Difficulty]

    assert found == [0.25, 0.5, 0.75]
    assert [band_of(value) for value in found] == list(Difficulty)


def test_a_bank_of_medium_items_says_nothing():
    assert says_difficulties(large())
    assert not says_difficulties(bank_of([row(1), row(2, difficulty="medium")]))


def test_predicted_higher_levels_are_harder_and_what_can_be_guessed_is_easier():
    levels = [difficulty_of(item(row(1, bloom=level)), said=False) for level in Bloom]
    assert levels == sorted(set(levels))

    choice, statement, essay = (
        difficulty_of(kinds.bank().by_id[name], said=False)
        for name in ("complaint", "apology", "why-now")
    )
    assert statement < choice < essay


@pytest.mark.parametrize("one", kinds.bank().items, ids=lambda one: one.kind)
def test_every_kind_takes_some_time_and_longer_stems_take_longer(one):
    name = "text" if one.kind == "cloze" else "stem"
    longer = one.model_copy(update={name: getattr(one, name) + " and so on" * 50})

    assert 0.1 <= minutes_of(one) <= 6
    assert minutes_of(longer) == pytest.approx(minutes_of(one) + 1, abs=0.11)


def test_a_script_without_spaces_is_read_by_its_letters():
    short, long = (item(row(1, stem="日本と韓国" * times)) for times in (1, 60))
    assert minutes_of(long) == pytest.approx(minutes_of(short) + 1, abs=0.2)


def test_parts_and_long_answers_take_their_time():
    bank = kinds.bank()
    essay = bank.by_id["why-now"]
    longer = essay.model_copy(update={"model_answer": "word " * 150})

    assert minutes_of(longer) >= 10 > minutes_of(essay)
