"""GIFT: every kind of question, its escapes, and the traps of Moodle's own importer."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.markup import plain
from question_bank.readers.contents import RefusedFileError
from question_bank.readers.texts import read_text
from tests import strategies


def read(text):
    return read_text(text.encode(), "quiz.gift")


def one(text):
    """Return the item of a file with one question, without what the file's name gives it."""
    found = read(text)
    assert found.left_out == ()
    (item,) = found.items
    assert item.pop("topic") == "quiz"
    assert item.pop("name")
    strategies.ITEM.validate_python({**item, "id": "x", "topic": "x"})
    return item


def reason(text):
    found = read(text)
    assert not found.items
    ((row, said),) = found.left_out
    assert row == 1
    return said


# ------------------------------------------------------------------ kinds
def test_a_choice_has_its_feedback_with_each_option():
    assert one("Which city?{\n=Seoul#Right\n~Busan#A port\n~Jeju\n####The capital.\n}") == {
        "kind": "multiple_choice",
        "stem": "Which city?",
        "options": [
            {"text": "Seoul", "key": True, "why": "Right"},
            {"text": "Busan", "why": "A port"},
            {"text": "Jeju"},
        ],
        "explanation": "The capital.",
    }


def test_several_right_answers_have_weights_that_sum_to_a_hundred():
    item = one("Which are even?{~%50%2 ~%50%4 ~%-100%3#odd}")

    assert item["kind"] == "multiple_response"
    assert [(row["text"], row.get("key", False)) for row in item["options"]] == [
        ("2", True), ("4", True), ("3", False),
    ]  # fmt: skip


def test_thirds_sum_to_a_hundred():
    assert len(one("Q{~%33.33333%a ~%33.33333%b ~%33.33333%c ~%0%d}")["options"]) == 4


def test_one_weight_of_a_hundred_is_a_plain_choice():
    assert one("Q{~%100%a ~%-50%b}")["kind"] == "multiple_choice"


def test_an_option_that_starts_with_a_percent_sign_has_a_weight_before_it():
    item = one("Q{~%0%%50% of all =half}")

    assert [row["text"] for row in item["options"]] == ["%50% of all", "half"]


@pytest.mark.parametrize("word", ["T", "TRUE", "F", "FALSE"])
def test_a_statement_is_true_or_false(word):
    assert one(f"The sea is wide.{{{word}}}") == {
        "kind": "true_false",
        "stem": "The sea is wide.",
        "key": word[0] == "T",
    }


def test_what_corrects_a_false_statement_is_its_correction():
    item = one("Water is dry.{FALSE#It is wet.#Well seen.####Think of rain.}")

    assert item["correction"] == "It is wet."
    assert item["explanation"] == "Think of rain.\n\nWell seen."


def test_what_is_said_about_a_true_statement_explains_it():
    assert (
        one("Water is wet.{T#Yes it is.#Well seen.}")["explanation"] == "Well seen.\n\nYes it is."
    )


def test_a_short_answer_has_aliases_and_what_must_not_pass():
    item = one("Two and two?{=four =4 =%0%five#One less.}")

    assert item["answer"] == {"kind": "text", "value": "four", "aliases": ["4"], "reject": ["five"]}
    assert item["explanation"] == "five: One less."


def test_a_short_answer_is_plain_text_and_a_literal_star_is_a_star():
    assert one(r"Q{=a < b & \\*}")["answer"]["value"] == "a < b & *"


@pytest.mark.parametrize(
    ("inner", "value", "tolerance"),
    [
        ("#1822", "1822", None), ("#1822:5", "1822", "5"), ("#3.141..3.142", "3.1415", "0.0005"),
        ("#-2.50:0.25", "-2.5", "0.25"), ("#1e3", "1000", None), ("#=7", "7", None),
        ("#=7:1#near ~#no", "7", "1"), ("#.5", "0.5", None), ("#1..1", "1", None),
    ],
)  # fmt: skip
def test_a_number_has_its_tolerance(inner, value, tolerance):
    answer = one(f"Q{{{inner}}}")["answer"]

    assert (answer["value"], answer.get("tolerance")) == (value, tolerance)


def test_pairs_are_matched_and_a_right_side_alone_is_extra():
    item = one("Match.{=Seoul -> Korea =Tokyo -> Japan =  -> China}")

    assert item["pairs"] == [
        {"left": "Seoul", "right": "Korea"}, {"left": "Tokyo", "right": "Japan"},
    ]  # fmt: skip
    assert item["extra"] == ["China"]


def test_an_essay_has_its_feedback_for_a_model_answer():
    assert one("Why?{####Because it rains.}") == {
        "kind": "open",
        "stem": "Why?",
        "model_answer": "Because it rains.",
    }
    assert one("Why?{}")["model_answer"] == "No model answer was given."


def test_an_answer_may_stand_within_its_sentence():
    assert one("The {~Rome =Paris} metro.")["stem"] == r"The \_\_\_\_\_ metro."
    assert one("It is in {~Rome =Paris}.")["stem"] == r"It is in \_\_\_\_\_."


# ------------------------------------------------------------------ the file around them
def test_categories_are_topics_with_levels():
    text = "$CATEGORY: $course$/top/A/B//C\n\nQ{T}\n\n$CATEGORY: D\n\nR{F}\n"

    assert [item["topic"] for item in read(text).items] == ["A::B/C", "D"]


def test_an_id_a_title_or_the_words_are_the_lasting_name():
    text = "// [id:q-1] [tag:Big Sea] [tag:été]\n::T::Q{T}\n\n::Title \\:one::R{T}\n\nS{T}\n"
    first, second, third = read(text).items

    assert (first["name"], first["tags"]) == ("q-1", ["big-sea", "ete"])
    assert second["name"] == "Title :one"
    assert third["name"] == read("\n\nS{T}\n").items[0]["name"]


def test_names_that_stand_twice_are_numbered():
    assert [item["name"] for item in read("::a::Q{T}\n\n::a::R{T}\n").items] == ["a", "a #2"]


def test_comments_are_dropped_anywhere():
    assert one("// one\nQ{\n// two\n=a\n~b\n}\n// three\n")["options"][1] == {"text": "b"}


def test_a_blank_line_within_braces_parts_nothing():
    assert len(one("Q{\n=a\n\n~b\n\n\n~c\n}")["options"]) == 3


def test_a_line_of_a_nought_is_a_line():
    assert one("Q\n0\n{T}")["stem"] == "Q\\\n0"


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        (r"a\=b\~c\#d\{e\}f\:g\\h {T}", r"a=b\~c#d\{e\}f:g\\h"),
        (r"one\ntwo{T}", "one\\\ntwo"),
        (r"\\nu{T}", r"\\nu"),
        (r"\(x\){T}", "$x$"),
        (r"costs $5 and $6{T}", r"costs \$5 and \$6"),
        ("[html]<p>a <b>b</b></p>{T}", "a **b**"),
        ("[html]a < b{T}", r"a \< b"),
        ("[markdown]a **b**{T}", "a **b**"),
        ("[plain]a **b** <i>c</i>{T}", r"a \*\*b\*\* \<i\>c\</i\>"),
        ("[moodle]a <b>b</b>{T}", "a **b**"),
        ("a <b>b</b>\nc{T}", "a **b**\\\nc"),
        ("1. a{T}", r"1\. a"),
        ("- a{T}", r"\- a"),
        ("# a{T}", None),
    ],
)
def test_a_text_says_what_it_said(text, stem):
    assert one(text.replace("# a", r"\# a"))["stem"] == (stem or r"\# a")


# ------------------------------------------------------------------ what is left out, and why
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Just words.", "line 1: a description: it asks nothing"),
        ("Q{#1,5}", "line 1: `1,5` is not a number: write it with a point and without a unit"),
        ("Q{#5 m}", "line 1: `5 m` is not a number"),
        ("Q{#}", "line 1: any number is right"),
        ("Q{#*}", "line 1: any number is right"),
        ("Q{#5..1}", "line 1: the range 5..1 runs backwards"),
        ("Q{#5:-1}", "line 1: the tolerance is below zero"),
        ("Q{#=1 =2}", "line 1: 2 different numbers are right"),
        ("Q{#=1822:0 =%50%1822:2}", "line 1: `1822:2` is worth 50 %"),
        ("Q{#١}", "line 1: `١` is not a number"),
        ("Q{#nan}", "line 1: `nan` is not a number"),
        ("Q{#1e999}", "line 1: `1e999` is not a number"),
        ("Q{~%50%a ~%40%b ~c}", "line 1: the right answers are worth 90 %, not 100 %"),
        ("Q{~%50%a ~%50%b}", "line 1: every answer is right"),
        ("Q{~a ~b}", "line 1: no answer is right"),
        ("Q{=a =b ~c}", "line 1: 2 answers are right, and only one can be chosen"),
        ("Q{=a ~%50%b ~c}", "line 1: `b` is worth 50 %: an answer is right or wrong here"),
        ("Q{=%120%a ~b}", "line 1: an answer is worth 120 %"),
        ("Q{=%50%a}", "line 1: `a` is worth 50 %"),
        ("Q{=%0%a}", "line 1: no answer is right"),
        ("Q{=a*}", "line 1: `a*` has a wildcard `*`"),
        ("Q{=*}", "line 1: `*` has a wildcard `*`"),
        ("Q{=a -> b =c}", "line 1: some answers have `->`"),
        ("Q{=a -> b ~c -> d}", "line 1: some answers have `->`"),
        ("Q{=a -> b -> c =d -> e}", "line 1: two `->` in one pair"),
        ("Q{=a -> =b -> c}", "line 1: a pair has no right side"),
        ("Q{=a -> b}", "line 1: fewer than two pairs"),
        ("Q{a ~b}", "line 1: `a` has no = or ~ before it"),
        ("Q{true}", "line 1: `true`: write TRUE or FALSE in capitals"),
        ("Q{yes}", "line 1: `yes` has no = or ~ before it"),
        ("Q{=a ~}", "line 1: an option is empty"),
        ("{T}", "line 1: there is no question before the {"),
        ("Q{T", "line 1: the { of line 1 is never closed"),
        ("Q}T", "line 1: a } without its {"),
        ("Q{=a{b} ~c}", "line 1: a { within its answers"),
        ("Q{T} and {F}", "line 1: a second pair of braces"),
        ("::no end {T}", "line 1: its title has no :: at its end"),
        ("Q{" + " ".join(f"~{n}" for n in range(8)) + " =x}", "line 1: `options` has 9: at most 8"),
        ("[html]a<video src='x'></video>{T}", "line 1: a text holds <video>"),
        ("[html]x<sup>n</sup>{T}", "line 1: a text's HTML can't be said in Markdown"),
        ("[html]<img src='x.png'>{T}", "line 1: a picture that isn't in the file: x.png"),
        (f"{'long ' * 5000}{{T}}", "line 1: `stem` is too long"),
        ("Q\x07{T}", "line 1: a control character (U+0007)"),
    ],
)  # fmt: skip
def test_a_question_that_no_item_holds_is_left_out_with_its_reason(text, said):
    assert reason(text).startswith(said)


@pytest.mark.parametrize("bad", ["Q{=a", "Q{#1,5}", "Q}", "Q{=a {b}", "words"])
def test_a_bad_question_costs_only_itself(bad):
    found = read(f"A{{T}}\n\n{bad}\n\n::B::B{{\n=a\n\n~b}}\n\nC{{F}}\n")

    assert [item["stem"] for item in found.items] == ["A", "B", "C"]
    assert [row.row for row in found.left_out] == [2]
    assert found.rows == 4


@pytest.mark.parametrize("text", ["// only a comment\n", "$CATEGORY: a\n"])
def test_a_file_without_a_question_is_refused(text):
    with pytest.raises(RefusedFileError, match=r"^quiz\.gift: there are no questions in it$"):
        read(text)


# ------------------------------------------------------------------ what is written comes back
def escape(text):
    for sign in "\\~=#{}:":
        text = text.replace(sign, "\\" + sign)
    return text


def words_of(text):
    """Return texts that stand for themselves in GIFT once they are escaped."""
    bare = text.filter(lambda one: not one.startswith(("//", "[", "$", "0")) and "->" not in one)
    return bare.filter(lambda one: not any(sign in one for sign in "<&*%")).map(
        lambda one: " ".join(one.split())
    )


shown = words_of(strategies.texts).filter(bool)


@given(st.lists(shown, min_size=3, max_size=6, unique_by=str.casefold), shown, st.booleans())
def test_choices_come_back_as_they_were_written(options, stem, several):
    keys = 2 if several else 1
    signs = ["~%50%"] * 2 if several else ["="]
    lines = [
        (signs[n] if n < keys else "~%-50%" if several else "~") + escape(option)
        for n, option in enumerate(options)
    ]
    found = read(f"::t::[plain]{escape(stem)} {{\n" + "\n".join(lines) + "\n}\n")

    assert found.left_out == ()
    (item,) = found.items
    assert [plain(row["text"]) for row in item["options"]] == [plain_words(one) for one in options]
    assert [row.get("key", False) for row in item["options"]] == [
        n < keys for n in range(len(options))
    ]
    assert plain(item["stem"]) == plain_words(stem)


def plain_words(text):
    return " ".join(text.split())


@given(shown, st.lists(shown, min_size=1, max_size=4, unique=True))
def test_typed_answers_come_back_letter_by_letter(stem, answers):
    text = f"::t::[plain]{escape(stem)} {{{' '.join('=' + escape(one) for one in answers)}}}"
    (item,) = read(text).items

    assert [item["answer"]["value"], *item["answer"].get("aliases", [])] == answers
    assert plain(item["stem"]) == stem


@given(st.decimals(-(10**6), 10**6, places=3), st.decimals(0, 1000, places=2))
def test_numbers_come_back_exactly(value, tolerance):
    (item,) = read(f"::t::Q{{#{value:f}:{tolerance:f}}}").items

    assert Decimal(item["answer"]["value"]) == value
    assert Decimal(item["answer"].get("tolerance", "0")) == tolerance
