"""Aiken: choices as plain text that a reader of options by their letters can't misread."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from exports import exporter


@pytest.fixture
def written(one_more, tmp_path):
    """Return a function that writes one more item: the last block, or why it is left out."""

    def write(item):
        out = tmp_path / "out.txt"
        report = exporter("aiken").write(one_more("{id: one, " + item + "}"), out)
        reasons = {skipped.item: skipped.reason for skipped in report.skipped}
        if "one" in reasons:
            return reasons["one"]
        place = report.written.index("one")
        return out.read_text(encoding="utf-8").split("\n\n")[place].strip()

    return write


def test_choices_and_statements_are_written_and_nothing_else(selection, tmp_path):
    out = tmp_path / "out.txt"
    report = exporter("aiken").write(selection, out)

    assert report.written == ("one-of-three", "is-it")
    assert {one.reason for one in report.skipped} == {
        "Aiken holds questions with one right option to choose, and no others"
    }
    assert out.read_text(encoding="utf-8") == (
        "Which court had the complaint?\n"
        "A. The WTO\n"
        'B. The "Hague" <court>\n'
        "C. $\\frac{1}{2}$ of it\n"
        "ANSWER: A\n"
        "\n"
        "Trade fell by 45 percent in 2019.\n"
        "A. True\n"
        "B. False\n"
        "ANSWER: B\n"
    )


def test_the_answer_follows_the_forms_order(selection, tmp_path):
    out = tmp_path / "out.txt"
    exporter("aiken").write(replace(selection, orders={"one-of-three": (2, 1, 0)}), out)

    assert "C. The WTO\nANSWER: C\n" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize("stem", ["E. coli lives where?", "a) or b)?", "ANSWER: B is what?"])
def test_a_stem_that_begins_as_an_option_would_break_the_file(stem, written):
    options = "options: [{text: a, key: true}, {text: b}]"

    assert written(f'kind: multiple_choice, stem: "{stem}", {options}') == (
        f"the question begins as an option does (`{stem[:12]}`), which Aiken would read as one"
    )


def test_a_stem_of_several_lines_stands_in_one(written):
    options = "options: [{text: a, key: true}, {text: b}]"

    assert written(f'kind: multiple_choice, stem: "a\\n\\n**b**", {options}') == (
        "a b\nA. a\nB. b\nANSWER: A"
    )


def test_a_picture_cannot_be_asked_about(written):
    options = "options: [{text: a, key: true}, {text: b}]"

    assert written(f"kind: multiple_choice, stem: '![m](media/m.png)', {options}") == (
        "what is asked shows a picture or a sound, and Aiken is plain text"
    )


def test_the_answer_is_always_one_of_the_options(selection, tmp_path):
    out = tmp_path / "out.txt"
    exporter("aiken").write(selection, out)

    for block in out.read_text(encoding="utf-8").split("\n\n"):
        letters = re.findall(r"(?m)^([A-Z])\. ", block)
        assert re.findall(r"(?m)^ANSWER: ([A-Z])$", block)[0] in letters


def test_what_plain_words_lose_is_said_beforehand(selection):
    losses = {item.id: exporter("aiken").losses(item) for item in selection.items}

    assert losses["one-of-three"] == (
        "mathematics",
        "feedback per option",
        "the explanation",
        "the source",
    )
    assert losses["is-it"] == ("the explanation", "the source")
    assert losses["who"] == (
        "Aiken holds questions with one right option to choose, and no others",
    )
