"""Numbers and dates as people write them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quiz.dates import Date
from app.quiz.dates import agree
from app.quiz.dates import key_date
from app.quiz.dates import read_date
from app.quiz.numerals import in_digits
from app.quiz.numerals import read
from app.quiz.quantities import wanted_in
from app.quiz.slips import opposed
from app.quiz.slips import same
from app.quiz.slips import slipped
from app.quiz.spoken import literal
from app.quiz.text import words


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("twelve", 12),
        ("twenty-three", 23),
        ("one hundred and five", 105),
        ("a hundred", 100),
        ("fifteen hundred", 1500),
        ("nineteen ninety-eight", 1998),
        ("twenty twenty-three", 2023),
        ("two thousand and nineteen", 2019),
        ("two thousand million", 2 * 10**9),
        ("two million three hundred thousand", 2_300_000),
        ("half a million", 500_000),
        ("two and a half million", 2_500_000),
        ("three and half", "7/2"),
        ("half", "1/2"),
        ("three quarters", "3/4"),
        ("a third", "1/3"),
        ("four point four trillion", 44 * 10**11),
        ("zero point five", "1/2"),
        ("a dozen", 12),
        ("two dozen", 24),
        ("1,500", 1500),
        ("1.500.000", 1_500_000),
        ("1,234.5", "2469/2"),
        ("1.234,5", "2469/2"),
        ("10 000", 10_000),
        ("1,5", "3/2"),
        ("4.400", "22/5"),
        (".5", "1/2"),
        ("½", "1/2"),
        ("1½", "3/2"),
        ("1 1/2", "3/2"),
        ("3/4", "3/4"),
        ("4.4 × 10¹²", 44 * 10**11),
        ("4.4e12", 44 * 10**11),
        ("5k", 5000),
        ("-5", -5),
        ("minus five", -5),
        ("21st", 21),
        ("twenty-first", 21),
        ("12 (twelve)", 12),
    ],
)
def test_a_number_is_read(text, value):
    found = read(text)
    assert found is not None
    assert found.value == Fraction(value)


@pytest.mark.parametrize(
    "text", ["", "G7", "none", "10-12", "two or three", "dozens", "and", "2 point", "1.2.3,4,5"]
)
def test_what_isn_t_one_number_is_none(text):
    found = read(text)
    assert found is None or found.value == 2


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("five one hundred", 2),
        ("one half five", 2),
        ("twenty half", 2),
        ("five and six", 2),
        ("seven eight", 2),
        ("5 6", 2),
        ("ninety third", 1),
        ("twenty second third", 2),
    ],
)
def test_numbers_that_don_t_belong_together_stay_apart(text, count):
    found = in_digits(tuple(text.split()))
    assert sum(word[0].isdigit() for word in found) == count


@given(st.integers(0, 10**15), st.sampled_from(["{}", "{:,}", "{:_}"]))
def test_digits_are_read_however_they_are_grouped(value, pattern):
    found = read(pattern.format(value))
    assert found is not None
    assert found.value == value


@given(st.text(max_size=60))
def test_reading_never_raises(text):
    read(text)
    read_date(text)
    wanted_in(text)
    in_digits(words(text))


def test_a_literal_that_can_t_be_a_number_is_none():
    assert literal("1,2,3") is None
    assert literal("e5") is None
    assert literal("word") is None


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2023-03-16", [Date(2023, 3, 16)]),
        ("2023/3", [Date(2023, 3)]),
        ("16 March 2023", [Date(2023, 3, 16)]),
        ("Thursday, the 16th of March, 2023", [Date(2023, 3, 16)]),
        ("Mar. 2023", [Date(2023, 3)]),
        ("Febuary 2020", [Date(2020, 2)]),
        ("3/2023", [Date(2023, 3)]),
        ("16/3/2023", [Date(2023, 3, 16)]),
        ("3/3/2023", [Date(2023, 3, 3)]),
        ("5/3/2023", [Date(2023, 3, 5), Date(2023, 5, 3)]),
        ("2023년 3월", [Date(2023, 3)]),
        ("44 BC", [Date(-44)]),
        ("the 1910s", [Date(1910, vague=True)]),
        ("spring 2023", [Date(2023)]),
        ("March", [Date(None, 3)]),
        ("31/31/2023", []),
        ("13/2023", []),
        ("32 March 2023", []),
        ("March 2022 2023", []),
        ("2023 and a bit", []),
        ("16", []),
        ("1 2 March", []),
        ("March or May 2023", []),
        ("nonsense", []),
    ],
)
def test_a_date_is_read(text, dates):
    assert list(read_date(text)) == dates


@pytest.mark.parametrize(
    ("text", "key", "agreement"),
    [
        ("16 March 2023", "2023-03", "same"),
        ("2023", "2023-03", "coarser"),
        ("16 March", "2023-03-16", "coarser"),
        ("1910s", "1910", "coarser"),
        ("5/3/2023", "2023-03-05", "ambiguous"),
        ("5/3/2023", "2023-06", "different"),
        ("2022", "2023-03", "different"),
    ],
)
def test_dates_are_compared_at_the_key_s_precision(text, key, agreement):
    assert agree(read_date(text), key_date(key)) == agreement


def test_a_key_that_isn_t_a_date_is_refused():
    with pytest.raises(ValueError, match="'soon' is not a date"):
        key_date("soon")


@pytest.mark.parametrize(
    ("given", "key", "slip"),
    [
        ("senkakus", "senkaku", True),
        ("sekaku", "senkaku", True),
        ("enkaku", "senkaku", False),
        ("senakku", "senkaku", True),
        ("iran", "iraq", False),
        ("modernsatoin", "modernization", False),
        ("modernizatoin", "modernization", True),
        ("austria", "australia", False),
        ("hypotension", "hypertension", False),
        ("sulphite", "sulphate", False),
        ("abcd1", "abcde", False),
    ],
)
def test_a_slip_keeps_its_first_letter_and_its_meaning(given, key, slip):
    assert slipped(given, key) is slip


def test_plurals_and_spellings_are_the_same_word_and_opposites_are_known():
    assert same("allies", "ally")
    assert same("rocks", "rock")
    assert not same("news", "new")
    assert same("programme", "program")
    assert opposed("employer", "employee")
    assert opposed("prescribe", "proscribe")
    assert opposed("korean", "korea")
    assert opposed("korea", "korean")
    assert not opposed("seaso", "season")
    assert not opposed("employer", "employers")
