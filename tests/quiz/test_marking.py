"""What a response is worth, kind by kind, and the laws all marks keep."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from app.quiz.marking import Mark
from app.quiz.marking import mark
from app.quiz.proposal import proposal
from app.quiz.responses import Response
from question_bank.words import answer_words
from tests.quiz import kinds
from tests.quiz.test_typed import RIGHT
from tests.quiz.test_typed import WRONG

ITEMS = {row["kind"]: kinds.item(row) for row in kinds.ROWS}
TYPED = [kinds.short(answer) for answer, _ in (*RIGHT, *WRONG)]
WORDS = sorted({text for _, text in (*RIGHT, *WRONG)})
SAID = st.lists(st.text(max_size=40) | st.sampled_from(WORDS), max_size=4).map(tuple)
GIVEN = st.builds(
    Response,
    st.lists(st.integers(0, 9), max_size=5).map(tuple),
    st.sampled_from([None, True, False]),
    SAID,
    st.lists(st.none() | st.integers(0, 9), max_size=9).map(tuple),
)
PERFECT = {
    "cloze": Response(texts=("12",)),
    "multiple_choice": Response(chosen=(0,)),
    "multiple_response": Response(chosen=(0, 1)),
    "true_false": Response(truth=False),
    "short_answer": Response(texts=("Fumio Kishida",)),
    "numeric": Response(texts=("4.4 trillion USD",)),
    "ordering": Response(places=(1, 2, 3, 4)),
    "matching": Response(places=(0, 1, 2)),
}


@given(st.sampled_from([*ITEMS.values(), *TYPED]), GIVEN, st.integers(-1, 3))
@settings(max_examples=400, deadline=None)
def test_a_mark_never_raises_and_its_points_are_from_0_to_1(item, response, card):
    found = mark(item, response, card)

    assert 0 <= found.points <= 1
    assert (found.outcome == "correct") == (found.points == 1 and found.outcome != "self")
    assert 1 <= proposal(found, item) <= 3


@pytest.mark.parametrize("kind", sorted(PERFECT))
def test_the_key_itself_is_correct(kind):
    found = mark(ITEMS[kind], PERFECT[kind])

    assert (found.outcome, found.points, found.detail) == ("correct", 1, "")
    assert proposal(found, ITEMS[kind]) == 3


@pytest.mark.parametrize("item", TYPED)
def test_a_typed_key_is_correct_as_it_is_printed(item):
    assert mark(item, Response(texts=(answer_words(item.answer),))).outcome == "correct"


@given(st.text(min_size=1, max_size=200).map(str.strip).filter(bool))
def test_any_text_is_right_when_it_is_the_key(text):
    phrase = {"kind": "phrase", "value": text, "groups": [[text]]}
    for answer in ({"value": text}, phrase):
        assert mark(kinds.short(answer), Response(texts=(text,))).outcome == "correct"


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15),
    st.sampled_from([None, "years", "trillion USD", "%", "m", "10⁶ km", "m²"]),
)
def test_any_number_is_right_when_it_is_the_key(value, unit):
    item = kinds.short({"kind": "number", "value": str(value), "unit": unit})
    assert mark(item, Response(texts=(answer_words(item.answer),))).outcome == "correct"


@given(st.dates())
def test_any_date_is_right_in_the_ways_it_is_written(date):
    item = kinds.short({"kind": "date", "value": f"{date:%Y-%m-%d}".rjust(10, "0")})
    written = (f"{date.year:04}-{date.month:02}-{date.day:02}",)
    if date.year >= 100:
        written += (f"{date:%d %B} {date.year}", f"{date:%b} {date.day}, {date.year}")
    for text in written:
        assert mark(item, Response(texts=(text,))).outcome == "correct", text


@pytest.mark.parametrize("kind", sorted(PERFECT))
def test_nothing_given_is_blank(kind):
    assert mark(ITEMS[kind], Response()) == Mark("blank", Fraction(0), "blank")
    assert proposal(mark(ITEMS[kind], Response()), ITEMS[kind]) == 1


def test_another_choice_is_wrong():
    assert mark(ITEMS["multiple_choice"], Response(chosen=(1,))).outcome == "wrong"
    assert mark(ITEMS["true_false"], Response(truth=True)).outcome == "wrong"


@pytest.mark.parametrize(
    ("chosen", "points"),
    [((0,), "1/2"), ((0, 2), 0), ((0, 1, 2), "1/2"), ((0, 1, 2, 3), 0), ((2, 3), 0)],
)
def test_each_option_too_many_takes_back_a_key(chosen, points):
    found = mark(ITEMS["multiple_response"], Response(chosen=chosen))

    assert found.points == Fraction(points)
    assert found.parts == tuple((i in chosen) == (i < 2) for i in range(4))


@pytest.mark.parametrize(
    ("places", "points"),
    [
        ((4, 1, 2, 3), "2/3"),
        ((4, 3, 2, 1), 0),
        ((2, 1, 3, 4), "1/3"),
        ((1, 1, 2, 3), "2/3"),
        ((1, None, None, None), 0),
        ((2, 3, 4, 5), "2/3"),
        ((1, 2, 3, 4, 5), 1),
        ((1,), 0),
    ],
)
def test_an_order_is_worth_its_share_of_right_neighbours(places, points):
    assert mark(ITEMS["ordering"], Response(places=places)).points == Fraction(points)


def test_pairs_count_one_by_one_and_equal_right_sides_are_one():
    twins = kinds.item(
        {
            "kind": "matching",
            "stem": "Match.",
            "pairs": [{"left": "a", "right": "x"}, {"left": "b", "right": "x"}],
        }
    )

    assert mark(ITEMS["matching"], Response(places=(0, 2, None))) == Mark(
        "almost", Fraction(1, 3), "pairs", (True, False, None), "1 of 3 pairs are right."
    )
    assert mark(twins, Response(places=(1, 0))).points == 1
    assert mark(twins, Response(places=(99,))).points == 0


def test_a_card_without_a_typed_answer_is_judged_by_the_learner():
    found = mark(ITEMS["flashcard"], Response())

    assert (found.outcome, found.points) == ("self", 0)
    assert proposal(found, ITEMS["flashcard"]) == 3


@pytest.mark.parametrize(
    ("ticked", "points", "rating"), [((), 0, 1), ((1,), "1/3", 1), ((0,), "2/3", 2), ((0, 1), 1, 3)]
)
def test_an_open_answer_is_worth_what_its_ticked_criteria_are(ticked, points, rating):
    found = mark(ITEMS["open"], Response(chosen=ticked, texts=("because",)))

    assert (found.outcome, found.points) == ("self", Fraction(points))
    assert proposal(found, ITEMS["open"]) == rating


def test_an_open_answer_without_a_rubric_is_the_learner_s_alone():
    item = kinds.item({"kind": "open", "stem": "Why?", "model_answer": "So."})

    assert mark(item, Response(texts=("so",))).points == 0
    assert proposal(mark(item, Response()), item) == 3


def test_a_word_of_the_question_may_stand_beside_the_number_but_no_other_measure():
    years = {"kind": "number", "value": "12", "unit": "years"}
    item = kinds.short(years, "How many years, or months, passed before the visit?")

    assert mark(item, Response(texts=("12 years before the visit",))).outcome == "correct"
    assert mark(item, Response(texts=("12 months",))).outcome == "wrong"


GAPS = kinds.item(
    {
        "kind": "cloze",
        "text": "In {{c1::March 2023}} {{c2::Seoul}} and {{c2::Tokyo}} spoke of {{c3::two}} rules.",
        "aliases": {"c2": ["Edo"]},
    }
)


@pytest.mark.parametrize(
    ("card", "texts", "outcome", "points"),
    [
        (1, ("2023-03",), "correct", 1),
        (1, ("2023",), "almost", "1/2"),
        (2, ("Seoul", "Tokyo"), "correct", 1),
        (2, ("Seoul",), "almost", "1/2"),
        (2, ("Tokyo", "Seoul"), "wrong", 0),
        (2, ("Seoul", "Edo"), "correct", 1),
        (2, ("Osaka", "Kyoto"), "wrong", 0),
        (3, ("2",), "correct", 1),
        (3, ("2 rules",), "correct", 1),
        (3, ("2 men",), "almost", 0),
        (9, ("March 2023",), "correct", 1),
    ],
)
def test_a_gap_is_marked_as_words_number_or_date(card, texts, outcome, points):
    found = mark(GAPS, Response(texts=texts), card)

    assert (found.outcome, found.points) == (outcome, Fraction(points))


@pytest.mark.parametrize(
    ("outcome", "points", "rating"),
    [
        ("almost", "2/3", 2),
        ("almost", "1/3", 1),
        ("almost", 0, 2),
        ("wrong", 0, 1),
        ("correct", 1, 3),
    ],
)
def test_a_rating_is_proposed_from_outcome_and_points(outcome, points, rating):
    assert proposal(Mark(outcome, Fraction(points), "x"), ITEMS["cloze"]) == rating
