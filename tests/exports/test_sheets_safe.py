"""No text of a bank becomes a formula, and none is lost on the way."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck
from hypothesis import example
from hypothesis import given
from hypothesis import reject
from hypothesis import settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from exports import exporter
from exports.sheets.cells import cleaned
from exports.sheets.cells import neutralised
from exports.sheets.cells import restored
from exports.sheets.cells import shown
from exports.sheets.cells import would_run
from question_bank.items import MultipleChoice
from question_bank.items import Option

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
NASTY = [
    *(f"{start}1+1" for start in STARTS),
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x","y")',
    "   =1+1",
    '"=1+1"',
    "'=1+1",
    "\u200b=1+1",
    "\ufeff@SUM(A1)",
    "-5",
    "−5",
    "#N/A",
    "\x00=1",
    "\x0b\ufffe=1",
    "a,b;c",
    'say "hi"',
    "=",
]
texts = st.sampled_from(NASTY) | st.builds(
    lambda start, rest: start + rest,
    st.sampled_from(["", " ", *STARTS, '"=', "'=", "\x01"]),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
)
lawful = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def item_of(stem, first, second, why):
    return MultipleChoice(
        id="nasty",
        kind="multiple_choice",
        topic="trade",
        stem=stem,
        options=(Option(text=first, key=True, why=why), Option(text=f"{second} other")),
        explanation=why,
    )


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("before", ["", " ", '"', "'", "  \u200b", "\ufeff"])
def test_a_text_that_would_run_gets_an_apostrophe(before, start):
    assert neutralised(f"{before}{start}1") == f"'{before}{start}1"


@pytest.mark.parametrize("text", ["1-1", "a=b", "Korea", "'quoted'", "(−5)", "5 + 5", ""])
def test_a_text_that_nothing_runs_stays(text):
    assert neutralised(text) == shown(text) == text


@pytest.mark.parametrize(
    ("text", "game"),
    [
        ("-5", "−5"),
        ("-1.5 %", "−1.5 %"),
        ("-40 °C", "−40 °C"),
        ("-5+1", "'-5+1"),
        ("-5*cmd()", "'-5*cmd()"),
        ("- five", "'- five"),
    ],
)
def test_a_game_shows_a_negative_number_with_a_minus_sign(text, game):
    assert shown(text) == game


@given(st.text() | texts)
def test_what_was_neutralised_comes_back(text):
    assert restored(neutralised(text)) == text
    assert not would_run(neutralised(text)) or neutralised(text).startswith("'")


@given(st.text() | texts)
def test_a_cell_never_starts_with_what_runs(text):
    for cell in (neutralised(text), shown(text)):
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))


@given(four=st.tuples(texts, texts, texts, texts))
@example(four=("=1+1", "-5", "+", "@x"))
@example(four=("#N/A", "#REF!", "=", "=\x01"))
@pytest.mark.parametrize("name", ["kahoot", "wayground", "xlsx"])
@lawful
def test_a_workbook_has_no_formula_and_the_very_text(name, four, selection, tmp_path):
    try:
        item = item_of(*four)
    except ValueError:
        reject()  # the bank itself takes no such text
    out = tmp_path / "out.xlsx"
    exporter(name).write(replace(selection, items=(item,)), out)
    cells = [cell for row in load_workbook(out).active.iter_rows() for cell in row]

    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert all(
        cell.quotePrefix for cell in cells if isinstance(cell.value, str) and would_run(cell.value)
    )
    assert all(
        cell.value is None or not isinstance(cell.value, str)
        for cell in cells
        if cell.data_type == "n"
    )


@given(four=st.tuples(texts, texts, texts, texts))
@example(four=("=1+1", "-5", "+", "@x"))
@pytest.mark.parametrize("name", ["blooket", "gimkit", "csv"])
@lawful
def test_a_text_file_has_no_cell_that_would_run(name, four, selection, tmp_path):
    try:
        item = item_of(*four)
    except ValueError:
        reject()
    out = tmp_path / "out.csv"
    exporter(name).write(replace(selection, items=(item,)), out)
    with out.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]

    assert not any(
        cell.lstrip("\"' \u200b\ufeff").startswith(tuple("=+-@\t\r"))
        for cell in cells
        if not cell.startswith("'")
    )


def test_a_text_of_a_workbook_keeps_its_letters(one_more, tmp_path):
    stem = "=SUM(A1) 한국어 日本語 עברית"
    rows = [{"text": "-5", "key": True}, {"text": "#N/A"}]
    more = json.dumps({"id": "more", "kind": "multiple_choice", "stem": stem, "options": rows})
    out = tmp_path / "out.xlsx"
    exporter("kahoot").write(one_more(more), out)
    sheet = load_workbook(out).active
    row = next(row for row in sheet.iter_rows(min_row=9) if row[1].value == stem)

    assert [cell.value for cell in row[2:4]] == ["-5", "#N/A"]
    assert [cell.data_type for cell in row[1:4]] == ["s", "s", "s"]
    assert row[1].quotePrefix
    assert row[2].quotePrefix
    assert not row[3].quotePrefix


def test_control_characters_are_taken_out_and_reported(selection, tmp_path):
    item = item_of("Who\x07 met?", "Kings", "Ministers", "so")
    for name in ("kahoot", "csv"):
        form = exporter(name)
        report = form.write(replace(selection, items=(item,)), tmp_path / f"o{form.suffix}")
        assert report.written == ("nasty",)
        assert report.remarks == (
            "Control characters, which nobody sees, were taken out of nasty.",
        )


def test_what_an_apostrophe_stands_before_is_reported(selection, tmp_path):
    item = item_of("Which?", "=1", "2", "so")
    report = exporter("gimkit").write(replace(selection, items=(item,)), tmp_path / "o.csv")

    assert report.remarks == (
        "An apostrophe or a minus sign keeps spreadsheets from running nasty.",
    )


@given(st.text(st.characters()))
def test_cleaned_text_is_xml(text):
    element = ET.Element("t")
    element.text = cleaned(text)
    assert ET.fromstring(ET.tostring(element, encoding="utf-8")) is not None  # noqa: S314


def test_a_study_set_has_no_side_that_would_run(selection, tmp_path):
    item = item_of("=1+1\tthen", "-5", "2", "so")
    exporter("quizlet").write(replace(selection, items=(item,)), tmp_path / "o.txt")

    assert (tmp_path / "o.txt").read_bytes() == "'=1+1 then\t−5\n".encode()
