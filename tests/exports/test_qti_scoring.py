"""QTI 2.1 and 3: what an item's own rules give for right and wrong replies."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import question_bank
from exports import exporter
from exports.base import Selection
from question_bank.answers import PhraseAnswer
from question_bank.answers import SetAnswer
from question_bank.items import Matching
from question_bank.items import MultipleResponse
from question_bank.loader import load
from tests.exports.qti_reader import read
from tests.exports.qti_replies import right
from tests.exports.qti_replies import wrong

SHIPPED = Path(question_bank.__file__).with_name("japan-korea-2023")


@pytest.fixture(scope="module", params=["qti21", "qti3"])
def shipped(request, tmp_path_factory):
    bank = load(SHIPPED)
    out = tmp_path_factory.mktemp("qti") / "out.zip"
    exporter(request.param).write(Selection(bank, bank.items, bank.info.title), out)
    return bank, read(out)


def outcomes(bank_item, item, reply):
    """Give a reply to an item as its XML names what can be chosen."""
    if isinstance(reply, Decimal):
        return item.mark(RESPONSE=float(reply))
    if isinstance(reply, dict):
        left, match = item.side(0), item.side(1)
        pairs = (f"{left[one]} {match[other]}" for one, other in reply.items())
        return item.mark(RESPONSE=tuple(sorted(pairs)))
    if bank_item.kind in ("multiple_choice", "true_false"):
        return item.mark(RESPONSE=item.choices()[reply[0]])
    if bank_item.kind in ("multiple_response", "ordering"):
        chosen = [item.choices()[words] for words in reply]
        ordered = bank_item.kind == "ordering"
        return item.mark(RESPONSE=tuple(chosen if ordered else sorted(chosen)) or None)
    boxes = list(item.responses)
    return item.mark(**{box: text or None for box, text in zip(boxes, reply, strict=True)})


def marked(bank):
    return [item for item in bank.items if right(item) is not None]


def test_every_kind_that_a_machine_marks_is_tried(shipped):
    bank, items = shipped

    assert {item.kind for item in marked(bank)} == {item.kind for item in bank.items} - {
        "open",
        "flashcard",
    }
    assert set(items) == {item.id for item in bank.items}


def test_the_key_gets_full_points_by_the_items_own_rules(shipped):
    bank, items = shipped
    scores = {i.id: outcomes(i, items[i.id], right(i))["SCORE"] for i in marked(bank)}

    assert {name: score for name, score in scores.items() if score != 1} == {}


def test_a_wrong_reply_never_gets_full_points(shipped):
    bank, items = shipped
    full = [
        (item.id, reply)
        for item in marked(bank)
        for reply in wrong(item)
        if outcomes(item, items[item.id], reply)["SCORE"] >= 1
        and not (isinstance(getattr(item, "answer", 0), PhraseAnswer) and "not" in reply[0])
    ]

    assert full == []


def test_no_reply_gets_nothing(shipped):
    bank, items = shipped

    assert {items[item.id].mark()["SCORE"] for item in bank.items} == {0}


def test_several_right_options_give_their_share_less_the_wrong_ones(shipped):
    bank, items = shipped
    for item in bank.items:
        if isinstance(item, MultipleResponse):
            key = right(item)
            score = outcomes(item, items[item.id], key[1:])["SCORE"]
            assert score == pytest.approx(1 - 1 / len(key), abs=1e-5)
            everything = outcomes(item, items[item.id], wrong(item)[0])["SCORE"]
            others = len(item.options) - len(key)
            assert everything == pytest.approx(max(0, 1 - others / len(key)), abs=1e-5)


def test_pairs_give_their_share(shipped):
    bank, items = shipped
    for item in bank.items:
        if isinstance(item, Matching):
            key = right(item)
            some = dict(list(key.items())[1:])
            score = outcomes(item, items[item.id], some)["SCORE"]
            assert score == pytest.approx(len(some) / len(key), abs=1e-5)


def test_members_of_a_set_count_once_in_any_box(shipped):
    bank, items = shipped
    for item in bank.items:
        if isinstance(getattr(item, "answer", None), SetAnswer):
            key = right(item)
            assert outcomes(item, items[item.id], key[::-1])["SCORE"] == 1
            same = outcomes(item, items[item.id], [key[0]] * len(key))["SCORE"]
            assert same == pytest.approx(1 / len(key))


def test_aliases_are_right_in_any_case(shipped):
    _, items = shipped

    assert items["country-with-a-role"].mark(RESPONSE="u.s.a.")["SCORE"] == 1
    assert items["country-with-a-role"].mark(RESPONSE="United Kingdom")["SCORE"] == 0


def test_a_phrase_is_right_in_other_words_and_not_when_turned_round(shipped):
    _, items = shipped
    mark = items["korean-step-at-the-wto"].mark

    assert mark(RESPONSE="Seoul withdrew the case")["SCORE"] == 1
    assert mark(RESPONSE="withdrew after it filed case papers")["SCORE"] == 0
    assert mark(RESPONSE="withdrew its troops")["SCORE"] == 0


def test_the_feedback_of_the_chosen_option_and_the_source_are_shown(shipped):
    bank, items = shipped
    item = next(
        i
        for i in bank.items
        if i.kind == "multiple_choice" and any(o.why and not o.key for o in i.options)
    )
    at = next(n for n, o in enumerate(item.options, 1) if o.why and not o.key)
    shown = items[item.id].feedback(items[item.id].mark(RESPONSE=f"C{at}"))

    assert set(shown) == {"general", f"C{at}"}
    assert "Source: Attri 2023, P" in shown["general"]


def test_a_typed_answer_hears_whether_it_was_right(shipped):
    _, items = shipped
    item = items["japans-gdp"]

    assert "correct" in item.feedback(item.mark(RESPONSE=4.4))
    assert item.feedback(item.mark(RESPONSE=5.0))["incorrect"] == (
        "The answer: 4.4 trillion US dollars"
    )
