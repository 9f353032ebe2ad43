"""The scalar types of the format and the kinds of typed answers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import TypeAdapter
from pydantic import ValidationError

from question_bank.answers import Answer
from question_bank.answers import Date
from question_bank.answers import DateAnswer
from question_bank.answers import Entry
from question_bank.answers import Number
from question_bank.answers import NumberAnswer
from question_bank.answers import OrderAnswer
from question_bank.answers import PhraseAnswer
from question_bank.answers import PositiveNumber
from question_bank.answers import Quantity
from question_bank.answers import SetAnswer
from question_bank.answers import Slug
from question_bank.answers import Text
from question_bank.answers import TextAnswer
from question_bank.answers import TrueFalse


def read(type_, value):
    return TypeAdapter(type_).validate_python(value)


def fault(type_, value):
    with pytest.raises(ValidationError) as caught:
        read(type_, value)
    return [row["type"] for row in caught.value.errors()]


@pytest.mark.parametrize(("value", "meant"), [("true", True), ("false", False), (True, True)])
def test_true_and_false_are_the_booleans(value, meant):
    assert read(TrueFalse, value) is meant


@pytest.mark.parametrize("value", ["yes", "no", "on", "True", "TRUE", "1", "", None, 1, []])
def test_nothing_else_is_a_boolean(value):
    assert fault(TrueFalse, value) == ["true_or_false"]


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("12", "12"),
        ("4.40", "4.40"),
        ("4_400_000", "4400000"),
        ("-1e3", "-1E+3"),
        (4.4, "4.4"),
        ("010", "10"),
        (Decimal("1.5"), "1.5"),
    ],
)
def test_a_number_keeps_its_digits(value, meant):
    assert str(read(Number, value)) == meant


@pytest.mark.parametrize(
    "value",
    [
        "twelve",
        "12:30",
        "12%",
        "1,000",
        "",
        "nan",
        "sNaN",
        "-inf",
        "1e99999999999999999999",
        "1e101",
        "1e-101",
        "0e999999999",
        "9" * 101,
        None,
        "0x10",
        [],
        True,
    ],
)
def test_what_is_no_finite_number_is_refused(value):
    assert fault(Number, value) == ["not_a_number"]


def test_points_are_more_than_nothing():
    assert read(PositiveNumber, "0.5") == Decimal("0.5")
    assert fault(PositiveNumber, "0") == ["greater_than"]


@pytest.mark.parametrize(
    "value", ["2023", "2023-03", "2023-03-16", "2024-02-29", "-0044-03-15", "0000-01-31"]
)
def test_a_date_has_the_precision_it_is_written_with(value):
    assert read(Date, value) == value


@pytest.mark.parametrize(
    "value",
    [
        "23",
        "2023-13",
        "2023-00",
        "2023-3",
        "2023-03-32",
        "2023-02-30",
        "2023-02-29",
        "2023-04-31",
        "1900-02-29",
        "March 2023",
        "2023-03-16T10:00",
        "",
        None,
        2023,
    ],
)
def test_a_day_that_no_calendar_has_is_no_date(value):
    assert fault(Date, value) == ["not_a_date"]


def test_a_text_loses_the_space_around_it_and_is_not_empty():
    assert read(Text, " a b\n") == "a b"
    assert fault(Text, " \n") == ["string_too_short"]
    assert fault(Text, "x" * 20_001) == ["string_too_long"]
    assert fault(Text, None) == ["string_type"]


@pytest.mark.parametrize("value", ["a", "wto-2023", "1-2-3"])
def test_a_slug_is_small_letters_digits_and_single_hyphens(value):
    assert read(Slug, value) == value


@pytest.mark.parametrize("value", ["", "A", "a b", "a--b", "-a", "a-", "é", "a_b", "a\n"])
def test_anything_else_is_no_slug(value):
    assert fault(Slug, value) == ["string_pattern_mismatch"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("India", TextAnswer(value="India")),
        ({"value": "India"}, TextAnswer(value="India")),
        ({"kind": "text", "value": "a", "reject": ["b"]}, TextAnswer(value="a", reject=("b",))),
        (
            {"kind": "phrase", "value": "a", "groups": [["b", "c"], ["d"]]},
            PhraseAnswer(kind="phrase", value="a", groups=(("b", "c"), ("d",))),
        ),
        (
            {"kind": "number", "value": "4.4", "unit": "km"},
            NumberAnswer(kind="number", value=Decimal("4.4"), unit="km"),
        ),
        ({"kind": "date", "value": "2019-09"}, DateAnswer(kind="date", value="2019-09")),
        (
            {"kind": "set", "value": ["a", {"value": "b", "aliases": ["c"]}]},
            SetAnswer(kind="set", value=(Entry(value="a"), Entry(value="b", aliases=("c",)))),
        ),
        (
            {"kind": "order", "value": ["a", "b"]},
            OrderAnswer(kind="order", value=(Entry(value="a"), Entry(value="b"))),
        ),
        (TextAnswer(value="a"), TextAnswer(value="a")),
    ],
)
def test_an_answer_is_of_the_kind_it_names(written, meant):
    assert read(Answer, written) == meant


@pytest.mark.parametrize(
    ("written", "faults"),
    [
        ({"kind": "essay", "value": "a"}, ["union_tag_invalid"]),
        ({"kind": "text"}, ["missing"]),
        ({"value": "a", "regex": "a+"}, ["extra_forbidden"]),
        ({"kind": "phrase", "value": "a", "groups": []}, ["too_short"]),
        ({"kind": "phrase", "value": "a"}, ["missing"]),
        ({"kind": "number", "value": "1", "tolerance": "-1"}, ["greater_than_equal"]),
        ({"kind": "set", "value": ["a"]}, ["too_short"]),
        ({"kind": "order", "value": ["a", "b", {"aliases": ["c"]}]}, ["missing"]),
        (["a"], ["model_type"]),
        (None, ["model_type"]),
    ],
)
def test_an_answer_that_is_none_of_them_is_refused(written, faults):
    assert fault(Answer, written) == faults


def test_a_quantity_is_a_number_without_saying_so():
    assert read(Quantity, {"value": "12"}).kind == "number"
    assert read(Quantity, {"value": "12"}).tolerance == 0


def test_what_is_read_does_not_change():
    with pytest.raises(ValidationError, match="frozen"):
        read(Answer, "a").value = "b"
