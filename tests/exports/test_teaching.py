"""The wording that formats for teachers share."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from exports.losses import has_marks
from exports.losses import has_mathematics
from exports.losses import media_in
from exports.teaching import as_markdown
from exports.teaching import explanation_of
from exports.teaching import key_words
from exports.teaching import ordered_options
from exports.teaching import ordered_parts
from exports.teaching import source_line
from question_bank.markup import plain
from tests.strategies import texts


@pytest.fixture
def by_id(selection):
    return {item.id: item for item in selection.items}


def test_a_source_is_named_with_its_paragraph_and_the_cited_words(selection, by_id):
    assert source_line(selection, by_id["who"]) == "Source: Writer 2023, P2: “Korea withdrew”"


def test_several_citations_stand_in_one_line_and_a_lost_one_is_told(selection, by_id):
    assert source_line(selection, by_id["why"]) == (
        "Source: Writer 2023, P1: “Trade fell […] of rivers”; one passage couldn’t be found"
    )


def test_what_cites_nothing_has_no_source(selection, by_id):
    assert source_line(selection, by_id["plain"]) == ""
    assert explanation_of(selection, by_id["plain"]) == ""


def test_an_explanation_has_correction_caution_date_and_source(selection, by_id):
    assert explanation_of(selection, by_id["one-of-three"]).split("\n\n") == [
        "See the end.",
        "**Caution:** The paper prints *WTO* only.",
        "As of August 2023",
        (
            "Source: Writer 2023, P2: “Korea withdrew its complaint at the WTO soon after”; "
            "Writer 2023, P1: “agreed on”"
        ),
    ]
    assert explanation_of(selection, by_id["is-it"]).startswith("It fell by **4.5** percent.\n\n")


def test_options_and_parts_stand_in_the_forms_order(selection, by_id):
    form = replace(selection, orders={"one-of-three": (2, 0, 1), "in-order": (1, 2, 0)})

    assert [option.key for option in ordered_options(form, by_id["one-of-three"])] == [
        False,
        True,
        False,
    ]
    assert ordered_parts(form, by_id["in-order"])[2] == "Trade fell"


def test_a_statement_has_two_options_and_the_wrong_one_says_why(selection, by_id):
    assert [
        (option.text, option.key, option.why)
        for option in ordered_options(selection, by_id["is-it"])
    ] == [("True", False, "It fell by **4.5** percent."), ("False", True, None)]


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("one-of-three", ("The WTO",)),
        ("who", ('Korea & "Co" <Ltd>', "South Korea", "ROK")),
        ("how-much", ("4.50 percent",)),
        ("is-it", ("False",)),
        ("in-order", ("Trade fell", "Controls were eased", "The complaint was withdrawn")),
        ("gap", ("4.5 percent", "rose $x^2$")),
        ("flash", ("Seoul & nowhere else",)),
    ],
)
def test_the_key_is_said_in_plain_words(item, words, by_id):
    assert key_words(by_id[item]) == words


@given(texts)
def test_plain_text_is_shown_by_markdown_as_it_stands(text):
    assert plain(as_markdown(text)) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "maths", "marks"),
    [
        ("$5 and $6", False, False),
        ("$x^2$", True, False),
        (r"\$x\$", False, False),
        ("**b**", False, True),
        ("- a\n- b", False, True),
        ("2 * 3 - 1", False, False),
    ],
)
def test_mathematics_and_marks_are_seen(text, maths, marks):
    assert (has_mathematics(text), has_marks(text)) == (maths, marks)


def test_media_are_seen():
    assert media_in("![a](media/a.png) [b](media/b.mp3) [c](media/c.exe)") == ("a.png", "b.mp3")
