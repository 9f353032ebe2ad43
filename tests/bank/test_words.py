"""A typed answer in words."""

from __future__ import annotations

import pytest
from hypothesis import given

from question_bank.words import answer_words
from question_bank.words import date_words
from tests import strategies
from tests.bank import small


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("India", "India"),
        ({"kind": "phrase", "value": "took it back", "groups": [["took"]]}, "took it back"),
        ({"kind": "number", "value": "4.40"}, "4.40"),
        ({"kind": "number", "value": "1e3", "unit": "km"}, "1000 km"),
        ({"kind": "number", "value": "5", "unit": "%"}, "5%"),
        ({"kind": "date", "value": "2023-03"}, "March 2023"),
        ({"kind": "set", "value": ["Tokyo", {"value": "Seoul", "aliases": ["S"]}]}, "Tokyo; Seoul"),
        ({"kind": "order", "value": ["Tokyo", "Seoul"]}, "Tokyo → Seoul"),
    ],
)
def test_an_answer_is_written_in_words(answer, words):
    assert answer_words(small.item("short_answer", answer=answer).answer) == words


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2023", "2023"),
        ("2023-12", "December 2023"),
        ("2023-03-06", "6 March 2023"),
        ("-0044-03-15", "-0044-03-15"),
    ],
)
def test_a_date_is_written_to_its_precision(date, words):
    assert date_words(date) == words


@strategies.patient
@given(strategies.items("short_answer"))
def test_every_answer_has_words_and_not_too_many(item):
    assert 0 < len(answer_words(item.answer)) < 1000


def test_what_is_no_answer_has_no_words():
    with pytest.raises(AssertionError):
        answer_words(small.item())
