"""What the page may call right by itself is right by the rules, however it is written."""

from __future__ import annotations

import pytest

from app.quiz.accepted import accepted
from app.quiz.accepted import plain
from app.quiz.marking import mark
from app.quiz.responses import Response
from app.settings import shipped_bank
from question_bank.items import Cloze
from question_bank.items import MultipleChoice
from question_bank.items import Numeric
from question_bank.items import ShortAnswer
from question_bank.items import faces
from question_bank.loader import load


@pytest.fixture(scope="module")
def typed():
    """Return every card of the shipped bank that is typed, with what is accepted."""
    return [
        (item, card, accepted(item, card))
        for item in load(shipped_bank()).items
        if isinstance(item, Cloze | Numeric | ShortAnswer)
        for card in faces(item)
    ]


def short(**answer):
    return ShortAnswer(id="a", topic="t", kind="short_answer", stem="Which town?", answer=answer)


def test_every_accepted_answer_is_marked_right_whatever_its_letters_and_spaces(typed):
    for item, card, boxes in typed:
        for at, values in enumerate(boxes):
            for value in values:
                for written in (value, value.upper(), f"  {value.replace(' ', '   ')} "):
                    texts = [one[0] for one in boxes]
                    texts[at] = written
                    found = mark(item, Response(texts=tuple(texts)), card)
                    assert found.outcome == "correct", (item.id, written)


def test_most_typed_cards_of_the_bank_have_what_is_accepted(typed):
    assert sum(bool(boxes) for _, _, boxes in typed) > 0.8 * len(typed)


def test_the_key_and_its_aliases_are_accepted_in_small_letters():
    item = short(value="Keytown", aliases=("The  Old Town",))
    assert accepted(item, 1) == (("keytown", "the old town"),)


def test_a_cloze_has_its_blanks_in_turn():
    item = Cloze(
        id="a", topic="t", kind="cloze", text="{{c1::One}} and {{c1::Two}}, {{c2::Three}}."
    )
    assert accepted(item, 1) == (("one",), ("two",))
    assert accepted(item, 2) == (("three",),)


@pytest.mark.parametrize(
    "item",
    [
        short(kind="set", value=["One", "Two"]),
        short(kind="order", value=["One", "Two"]),
        MultipleChoice(
            id="a", topic="t", kind="multiple_choice", stem="Which?",
            options=[{"text": "A", "key": True}, {"text": "B"}],
        ),
    ],
    ids=["any order", "an order", "no box"],
)  # fmt: skip
def test_of_what_cannot_be_compared_letter_by_letter_nothing_is_said(item):
    assert accepted(item, 1) == ()


def test_texts_are_compared_in_small_letters_with_single_spaces():
    assert plain("  Cafe\u0301 \t DE  Paris") == "café de paris"
