"""What is read from a form, and that nothing a browser can send raises."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quiz.responses import Response
from app.quiz.responses import parse
from tests.quiz import kinds

ITEMS = {row["kind"]: kinds.item(row) for row in kinds.ROWS}
NAMES = [
    "choice",
    "text",
    "criterion",
    *(f"{w}-{i}" for w in ("position", "match") for i in range(5)),
]
FIELDS = st.dictionaries(
    st.sampled_from(NAMES), st.lists(st.text(max_size=30) | st.sampled_from("0123"), max_size=4)
)


@pytest.mark.parametrize(
    ("kind", "fields", "response"),
    [
        ("multiple_choice", {"choice": ["2"]}, Response(chosen=(2,))),
        ("multiple_choice", {"choice": ["3"]}, Response()),
        ("multiple_choice", {"choice": ["-1", "x", "²", "1"]}, Response(chosen=(1,))),
        ("multiple_choice", {"choice": ["2", "0"]}, Response(chosen=(0,))),
        ("multiple_response", {"choice": ["3", "0", "0", "9"]}, Response(chosen=(0, 3))),
        ("true_false", {"choice": ["false"]}, Response(truth=False)),
        ("true_false", {"choice": ["true"]}, Response(truth=True)),
        ("true_false", {"choice": ["yes"]}, Response()),
        ("short_answer", {"text": ["  Seoul\x00\ud800 "]}, Response(texts=("Seoul",))),
        ("short_answer", {"text": ["  "]}, Response()),
        ("numeric", {"text": ["9" * 300]}, Response(texts=("9" * 200,))),
        ("cloze", {"text": ["", "b"]}, Response(texts=("", "b"))),
        (
            "ordering",
            {"position-0": ["2."], "position-2": [" １"]},
            Response(places=(2, None, 1, None)),
        ),
        ("ordering", {"position-0": ["5"], "position-1": ["0"]}, Response()),
        ("matching", {"match-0": ["3"], "match-2": ["4"]}, Response(places=(3, None, None))),
        (
            "open",
            {"criterion": ["1", "2"], "text": ["x" * 3000]},
            Response((1,), None, ("x" * 2000,)),
        ),
        ("flashcard", {}, Response()),
        ("flashcard", {"text": ["Seoul\nor so"]}, Response(texts=("Seoul\nor so",))),
    ],
)
def test_fields_are_read_by_kind(kind, fields, response):
    assert parse(ITEMS[kind], fields) == response


@given(st.sampled_from(sorted(ITEMS)), FIELDS)
def test_nothing_raises_and_what_is_read_survives_json(kind, fields):
    response = parse(ITEMS[kind], fields)

    assert Response.from_json(json.loads(json.dumps(response.to_json()))) == response


def test_what_isn_t_a_response_reads_as_not_given():
    data = {
        "chosen": [True, -1, "x", 2],
        "truth": "yes",
        "texts": [1, "a"],
        "places": [None, "b", 1],
    }

    assert Response.from_json(data) == Response((2,), None, ("a",), (None, None, 1))
    assert Response.from_json({"chosen": 3}).blank


def test_a_false_and_a_zero_are_answers_and_spaces_are_not():
    assert not Response(truth=False).blank
    assert not Response(chosen=(0,)).blank
    assert not Response(places=(None, 0)).blank
    assert Response(texts=(" ", "\n"), places=(None,)).blank


@pytest.mark.parametrize(
    ("response", "data"),
    [
        (Response(), {}),
        (Response((1,), None, ("a",)), {"chosen": [1], "texts": ["a"]}),
        (Response(truth=False, places=(None, 2)), {"truth": False, "places": [None, 2]}),
    ],
)
def test_only_what_was_given_is_kept(response, data):
    assert response.to_json() == data
    assert Response.from_json(data) == response
