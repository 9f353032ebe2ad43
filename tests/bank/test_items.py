"""The ten kinds, their faces and keys, and the fingerprints that tell an edit of each."""

from __future__ import annotations

import pytest
from hypothesis import given
from pydantic import ValidationError

from question_bank.fingerprints import fingerprint
from question_bank.fingerprints import key_fingerprint
from question_bank.fingerprints import key_of
from question_bank.items import KINDS
from question_bank.items import citations_of
from question_bank.items import faces
from question_bank.items import hidden_in
from question_bank.items import stem_of
from tests import strategies
from tests.bank import small


@pytest.mark.parametrize("kind", KINDS)
def test_an_item_survives_json_unchanged(kind):
    @strategies.patient
    @given(strategies.items(kind))
    def law(item):
        text = item.model_dump_json(by_alias=True, exclude_defaults=True)
        again = strategies.ITEM.validate_json(text)
        assert again == item
        assert fingerprint(again) == fingerprint(item)
        assert key_fingerprint(again) == key_fingerprint(item)

    law()


@strategies.patient
@given(strategies.items())
def test_every_item_has_a_stem_a_face_and_a_key_of_plain_data(item):
    assert stem_of(item)
    assert faces(item)
    assert strategies.to_yaml(key_of(item))
    assert len(citations_of(item)) >= len(item.cite)


def test_there_are_ten_kinds():
    assert len(set(KINDS)) == 10
    assert {small.item(kind).kind for kind in KINDS} == set(KINDS)


def test_what_is_no_item_has_no_key():
    with pytest.raises(AssertionError):
        key_of(small.bank())


# ------------------------------------------------------------------ stems, faces, keys
@pytest.mark.parametrize(
    ("text", "stem", "numbers"),
    [
        ("A {{c1::b}} c", "A […] c", (1,)),
        ("A {{c1::b::hint}} c", "A […] c", (1,)),
        ("{{c2::a}} {{c1::b}} {{c2::c}}", "[…] […] […]", (1, 2)),
        ("{{c10::a}} {{c9::b}}", "[…] […]", (9, 10)),
        ("{{c1::a\nb}}", "[…]", (1,)),
        ("{{c0::a}} {{c1::b}} {{c3", "{{c0::a}} […] {{c3", (1,)),
    ],
)
def test_each_number_of_a_cloze_is_a_card(text, stem, numbers):
    item = small.item("cloze", text=text)
    assert stem_of(item) == stem
    assert faces(item) == numbers


def test_a_card_of_a_cloze_hides_all_parts_of_its_number():
    item = small.item("cloze", text="{{c2::a::letter}} {{c1::b}} {{c2::c}}")
    assert hidden_in(item, 2) == ("a", "c")
    assert hidden_in(item, 1) == ("b",)
    assert hidden_in(item, 3) == ()


def test_a_flashcard_has_a_second_face_only_when_reversed():
    assert faces(small.item()) == (1,)
    assert faces(small.item(reversed="true")) == (1, 2)
    assert faces(small.item("open")) == (1,)


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("flashcard", "Seoul"),
        ("cloze", {"c1": ["Seoul"]}),
        ("multiple_choice", "One"),
        ("multiple_response", ["One", "Four"]),
        ("true_false", True),
        ("short_answer", {"kind": "text", "value": "Seoul"}),
        ("numeric", {"kind": "number", "value": "4.5", "unit": "percent", "tolerance": "0"}),
        ("ordering", ["One", "Two", "Three"]),
        ("matching", [["a", "One"], ["b", "Two"]]),
        ("open", "Because trade fell."),
    ],
)
def test_the_key_is_what_a_learner_must_know(kind, key):
    assert key_of(small.item(kind)) == key


def test_a_choice_without_a_key_has_none():
    assert key_of(small.item("multiple_choice", options=[{"text": "a"}, {"text": "b"}])) is None


def test_the_citations_of_an_open_item_are_its_own_then_those_of_its_rubric():
    rubric = [{"text": "x", "points": "1", "cite": [f"P{n}: {n}"]} for n in (2, 3)]
    item = small.item("open", cite=["P1: one"], rubric=rubric)
    assert [str(cite) for cite in citations_of(item)] == ["P1: one", "P2: 2", "P3: 3"]
    assert [str(cite) for cite in citations_of(small.item(cite=["P1: one"]))] == ["P1: one"]


# ------------------------------------------------------------------ fingerprints
OPTIONS = small.row("multiple_choice")["options"]
PAIRS = small.row("matching")["pairs"]
RUBRIC = small.row("open")["rubric"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "edit",
    [
        {"explanation": "Another."},
        {"tags": ["new"]},
        {"cite": []},
        {"caution": "Mind."},
        {"bloom": "apply"},
        {"difficulty": "hard"},
        {"as_of": "2023"},
    ],
)
def test_an_edit_beside_the_answer_changes_only_the_fingerprint(kind, edit):
    before, after = small.item(kind), small.item(kind, **edit)
    assert fingerprint(before) != fingerprint(after)
    assert key_fingerprint(before) == key_fingerprint(after)


@pytest.mark.parametrize(
    ("kind", "edit"),
    [
        ("flashcard", {"stem": "Where was it?"}),
        ("cloze", {"text": "They met in {{c1::Seoul}}."}),
        ("cloze", {"text": "The ministers met in {{c1::Seoul::city}}."}),
        ("cloze", {"aliases": {"c1": ["seoul"]}}),
        ("multiple_choice", {"stem": "Which one?"}),
        ("multiple_choice", {"options": [OPTIONS[0], {"text": "Other"}, OPTIONS[2]]}),
        ("multiple_choice", {"options": OPTIONS[::-1]}),
        ("multiple_response", {"shuffle": "false"}),
        ("true_false", {"correction": "It is."}),
        ("short_answer", {"answer": {"value": "Seoul", "aliases": ["the capital"]}}),
        ("short_answer", {"answer": {"value": "Seoul", "reject": ["Busan"]}}),
        ("numeric", {"answer": {"value": "4.5", "unit": "percent", "unit_aliases": ["%"]}}),
        ("numeric", {"answer": {"value": "4.50", "unit": "percent"}}),
        ("ordering", {"stem": "Put these in order."}),
        ("matching", {"extra": ["Three"]}),
        ("open", {"rubric": [*RUBRIC, {"text": "more", "points": "1"}]}),
    ],
)
def test_an_edit_of_the_wording_keeps_the_key(kind, edit):
    before, after = small.item(kind), small.item(kind, **edit)
    assert fingerprint(before) != fingerprint(after)
    assert key_fingerprint(before) == key_fingerprint(after)


@pytest.mark.parametrize(
    ("kind", "edit"),
    [
        ("flashcard", {"answer": "Busan"}),
        ("cloze", {"text": "The ministers met in {{c1::Busan}}."}),
        ("cloze", {"text": "The {{c1::ministers}} met in Seoul."}),
        ("multiple_choice", {"options": [{"text": "Uno", "key": "true"}, *OPTIONS[1:]]}),
        ("multiple_response", {"options": [*OPTIONS[:2], {"text": "Four", "key": "true"}, *PAIRS]}),
        ("true_false", {"key": "false"}),
        ("short_answer", {"answer": "Busan"}),
        ("short_answer", {"answer": {"kind": "phrase", "value": "Seoul", "groups": [["Seoul"]]}}),
        ("numeric", {"answer": {"value": "4.6", "unit": "percent"}}),
        ("numeric", {"answer": {"value": "4.5", "unit": "km"}}),
        ("numeric", {"answer": {"value": "4.5", "unit": "percent", "tolerance": "1"}}),
        ("ordering", {"sequence": ["Two", "One", "Three"]}),
        ("matching", {"pairs": [PAIRS[1], {**PAIRS[0], "right": "Four"}]}),
        ("numeric", {"answer": {"value": "45", "unit": "percent"}}),
        ("numeric", {"answer": {"value": "450", "unit": "percent"}}),
        ("open", {"model_answer": "Because trade rose."}),
    ],
)
def test_an_edit_of_the_answer_changes_both(kind, edit):
    if kind == "multiple_response":
        edit = {"options": [*OPTIONS, {"text": "Five", "key": "true"}]}
    before, after = small.item(kind), small.item(kind, **edit)
    assert fingerprint(before) != fingerprint(after)
    assert key_fingerprint(before) != key_fingerprint(after)


def test_writing_a_default_out_is_no_edit():
    plain = small.item("short_answer", answer="Seoul")
    assert fingerprint(plain) == fingerprint(
        small.item(
            "short_answer",
            answer={"kind": "text", "value": "Seoul", "aliases": []},
            bloom="remember",
            difficulty="medium",
            tags=[],
        )
    )


@pytest.mark.parametrize("same", ["4.50", "45e-1", "4.5000"])
def test_another_spelling_of_a_number_is_the_same_key(same):
    spelled = [{"value": value, "unit": "percent"} for value in ("4.5", same)]
    one, other = (key_fingerprint(small.item("numeric", answer=answer)) for answer in spelled)
    assert one == other


@pytest.mark.parametrize(("one", "other"), [("100", "1e2"), ("0", "-0.00"), ("0.10", ".1")])
def test_numbers_that_are_equal_are_one_key(one, other):
    fingerprints = {
        key_fingerprint(small.item("numeric", answer={"value": value, "tolerance": "0.00"}))
        for value in (one, other)
    }
    assert len(fingerprints) == 1


def test_fingerprints_stay_the_same_from_version_to_version():
    assert fingerprint(small.item()) == "ab96e6c41f4e41e8"
    assert key_fingerprint(small.item()) == "745fd3ab09c55787"


# ------------------------------------------------------------------ the schema's own limits
@pytest.mark.parametrize(
    ("kind", "edit"),
    [
        ("cloze", {"text": "nothing hidden"}),
        ("cloze", {"text": "{{c0::a}}"}),
        ("cloze", {"text": "{{c100::a}}"}),
        ("cloze", {"text": "{{c1::}}"}),
        ("cloze", {"aliases": {"1": ["a"]}}),
        ("cloze", {"aliases": {"c0": ["a"]}}),
        ("multiple_choice", {"options": OPTIONS[:1]}),
        ("multiple_choice", {"options": OPTIONS * 3}),
        ("multiple_response", {"options": OPTIONS[:2]}),
        ("ordering", {"sequence": ["a", "b"]}),
        ("ordering", {"sequence": list("abcdefghi")}),
        ("matching", {"pairs": PAIRS[:1]}),
        ("matching", {"pairs": PAIRS * 6}),
        ("open", {"rubric": RUBRIC * 5}),
        ("open", {"rubric": [{"text": "a", "points": "-1"}]}),
        ("flashcard", {"lint_ignore": {"a": ""}}),
        ("flashcard", {"id": "Where"}),
    ],
)
def test_what_a_kind_cannot_be_is_refused(kind, edit):
    with pytest.raises(ValidationError):
        small.item(kind, **edit)
