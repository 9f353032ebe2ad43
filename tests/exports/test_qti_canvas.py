"""Canvas' QTI 1.2: read back by the tests' own reader, scored as classic Canvas scores."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import question_bank
from exports import exporter
from exports.base import Selection
from question_bank.loader import load
from tests.exports.canvas_reader import EXTRA
from tests.exports.canvas_reader import QTI
from tests.exports.canvas_reader import read
from tests.exports.qti_replies import right
from tests.exports.qti_replies import wrong

SHIPPED = Path(question_bank.__file__).with_name("japan-korea-2023")
BY_HAND = "essay_question"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    bank = load(SHIPPED)
    out = tmp_path_factory.mktemp("canvas") / "out.zip"
    exporter("canvas").write(Selection(bank, bank.items, bank.info.title), out)
    return bank, read(out)[0]


def given(item, question, reply):
    """Return a reply as Canvas' numbers."""
    kind = question.fields["question_type"]
    responses = question.responses()
    if kind == "numerical_question":
        return {"response1": reply}
    if kind in ("true_false_question", "multiple_choice_question", "multiple_answers_question"):
        chosen = tuple(responses["response1"][words] for words in reply)
        return {"response1": chosen if kind == "multiple_answers_question" else chosen[0]}
    if kind == "matching_question":
        if item.kind == "ordering":
            reply = {words: str(place) for place, words in enumerate(reply, 1)}
        lefts = question.lefts()
        return {lefts[one]: responses[lefts[one]][other] for one, other in reply.items()}
    if kind == "fill_in_multiple_blanks_question":
        # every label of a blank is a way to write its answer
        folded = [{text.lower(): n for text, n in labels.items()} for labels in responses.values()]
        firsts = [next(iter(labels.values())) for labels in responses.values()]
        return {
            name: first if text.lower() in labels else "0"
            for name, labels, first, text in zip(responses, folded, firsts, reply, strict=True)
        }
    return {"response1": reply[0]}


def machine(shipped):
    bank, questions = shipped
    pairs = ((item, questions[item.id]) for item in bank.items)
    return [(i, q) for i, q in pairs if q.fields["question_type"] != BY_HAND]


def test_every_item_of_the_shipped_bank_is_a_question(shipped):
    bank, questions = shipped

    assert list(questions) == [item.id for item in bank.items]
    assert {q.fields["question_type"] for q in questions.values()} == {
        "multiple_choice_question",
        "multiple_answers_question",
        "true_false_question",
        "short_answer_question",
        "fill_in_multiple_blanks_question",
        "matching_question",
        "numerical_question",
        "essay_question",
    }


def test_the_key_gets_a_hundred(shipped):
    scores = {i.id: q.score(given(i, q, right(i)))[0] for i, q in machine(shipped)}

    assert {name: score for name, score in scores.items() if score != 100} == {}


def test_a_wrong_reply_gets_less(shipped):
    full = [
        (item.id, reply)
        for item, question in machine(shipped)
        for reply in wrong(item)
        if question.score(given(item, question, reply))[0] >= 100
    ]

    assert full == []


def test_answer_numbers_are_not_zero_and_each_is_one_of_the_question(shipped):
    for question in shipped[1].values():
        numbers = [n for n in question.fields["original_answer_ids"].split(",") if n]
        labels = [
            node.get("ident") if node.tag == f"{QTI}response_label" else ""
            for node in question.node.iter(f"{QTI}response_label")
        ]
        assert all(int(number) > 0 for number in numbers)
        assert len(set(numbers)) == len(numbers)
        if question.fields["question_type"].startswith(("multiple", "true", "fill")):
            assert numbers == labels


def test_true_and_false_are_plain_words(shipped):
    for item, question in machine(shipped):
        if item.kind == "true_false":
            labels = question.node.iter(f"{QTI}response_label")
            texts = [label.find(f".//{QTI}mattext") for label in labels]
            assert [(t.get("texttype"), t.text) for t in texts] == [
                ("text/plain", "True"),
                ("text/plain", "False"),
            ]


def test_an_option_hears_why_and_everything_its_source(shipped):
    for item, question in machine(shipped):
        if item.kind == "multiple_choice":
            for at, option in enumerate(item.options):
                _, heard = question.score({"response1": str(1001 + at)})
                assert heard[0] == "general_fb"
                assert (f"{1001 + at}_fb" in heard) == bool(option.why)
            assert "Source: Attri 2023, P" in question.feedback("general_fb")


def test_feedback_that_is_named_is_there(shipped):
    for question in shipped[1].values():
        there = {node.get("ident") for node in question.node.iter(f"{QTI}itemfeedback")}
        named = {node.get("linkrefid") for node in question.node.iter(f"{QTI}displayfeedback")}
        assert named <= there
        assert there - named <= {"general_incorrect_fb", "correct_fb"}


def test_a_margin_is_exact(one_more, tmp_path):
    out = tmp_path / "one.zip"
    text = "{id: m, kind: numeric, stem: How much?, answer: {value: 0.3, tolerance: 0.1, unit: m}}"
    exporter("canvas").write(one_more(text), out)
    question = read(out)[0]["m"]
    bounds = [question.node.find(f".//{QTI}{name}").text for name in ("vargte", "varlte")]

    assert bounds == ["0.2", "0.4"]
    assert question.stem == "How much?(in m)"
    assert question.score({"response1": Decimal("0.2")})[0] == 100


@pytest.mark.parametrize("value", ["1e-30", "123456789012345678901234567890.5", "-0.0", "1e20"])
def test_a_number_has_no_exponent_and_loses_no_digit(one_more, tmp_path, value):
    out = tmp_path / "one.zip"
    text = (
        f"{{id: m, kind: numeric, stem: How much?, answer: {{value: '{value}', tolerance: 1e-40}}}}"
    )
    exporter("canvas").write(one_more(text), out)
    question = read(out)[0]["m"]
    exact = question.node.find(f".//{QTI}varequal").text

    assert "e" not in exact.lower()
    assert Decimal(exact) == Decimal(value)
    assert Decimal(question.node.find(f".//{QTI}vargte").text) < Decimal(value) or (
        Decimal(value) == 0
    )


def test_several_blanks_stand_in_the_text_by_name_and_share_the_points(one_more, tmp_path):
    out = tmp_path / "one.zip"
    text = (
        "{id: m, kind: cloze, text: '{{c1::Seoul}} met {{c1::Tokyo::a city}} in {{c2::2019}} "
        "[blank1] and {{c1::talked}}', aliases: {}}"
    )
    exporter("canvas").write(one_more(text), out)
    question = read(out)[0]["m"]

    assert question.fields["question_type"] == "fill_in_multiple_blanks_question"
    assert question.stem == "[blankx1] met [blankx2] (a city) in 2019 [blank1] and [blankx3]"
    amounts = [Decimal(node.text) for node in question.node.iter(f"{QTI}setvar")]
    assert amounts == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]


def test_equal_right_sides_are_one_and_extra_ones_are_there(selection, tmp_path):
    out = tmp_path / "out.zip"
    exporter("canvas").write(selection, out)
    question = read(out)[0]["pairs"]

    assert {tuple(sorted(labels)) for labels in question.responses().values()} == {
        ("built a dam", "eased controls", "withdrew a complaint")
    }
    _, heard = question.score({})
    assert "1001_fb" in heard
    assert question.feedback("1001_fb") == "It was first."


def test_an_ordering_asks_for_the_place_of_each_step_in_an_order_that_isnt_the_key(
    selection, tmp_path
):
    out = tmp_path / "out.zip"
    exporter("canvas").write(selection, out)
    question = read(out)[0]["in-order"]
    steps = list(question.lefts())

    assert steps != list(selection.bank.by_id["in-order"].sequence)
    assert {tuple(labels) for labels in question.responses().values()} == {("1", "2", "3")}


def test_a_form_is_in_its_order_and_isnt_shuffled_again(selection, tmp_path):
    out = tmp_path / "out.zip"
    form = replace(selection, orders={"one-of-three": (2, 0, 1)}, code="K7", points={"who": 2.5})
    exporter("canvas").write(form, out)
    questions, meta = read(out)

    assert list(questions["one-of-three"].responses()["response1"].values()) == [
        "1003",
        "1001",
        "1002",
    ]
    assert meta.findtext(f"{EXTRA}shuffle_answers") == "false"
    assert questions["who"].fields["points_possible"] == "2.5"
    # ten of eleven (one gap hides a formula), one worth 2.5 and one, by its rubric, 1.5
    assert meta.findtext(f"{EXTRA}points_possible") == "12"
