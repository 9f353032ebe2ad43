"""Formats of rows, read back by the csv module and openpyxl."""

from __future__ import annotations

import csv
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pydantic import TypeAdapter

from exports import exporter
from exports.sheets.cells import restored
from question_bank.items import Item

GOLD = Path(__file__).with_name("gold")
TEXT = ("blooket", "gimkit", "quizlet", "csv")
BOOKS = ("kahoot", "wayground", "xlsx")


def sheet_of(path):
    book = load_workbook(path)
    assert len(book.sheetnames) == 1
    return book.active


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture
def write(tmp_path):
    def to(name, selection):
        form = exporter(name)
        out = tmp_path / f"{name}{form.suffix}"
        return form.write(selection, out), out

    return to


def reason(report, item):
    return next(skipped.reason for skipped in report.skipped if skipped.item == item)


@pytest.mark.parametrize("name", TEXT)
def test_the_small_bank_is_written_as_the_gold_file_says(name, selection, write, request):
    _, out = write(name, selection)
    gold = GOLD / f"small-{name}{out.suffix}"
    if request.config.getoption("--update-gold"):
        gold.write_bytes(out.read_bytes())

    assert out.read_bytes() == gold.read_bytes()


@pytest.mark.parametrize("name", BOOKS)
def test_the_cells_of_a_workbook_are_as_the_gold_file_says(name, selection, write, request):
    _, out = write(name, selection)
    gold = GOLD / f"small-{name}.tsv"
    rows = sheet_of(out).iter_rows(values_only=True)
    told = "".join("\t".join(map(repr, row)) + "\n" for row in rows)
    if request.config.getoption("--update-gold"):
        gold.write_text(told, encoding="utf-8")

    assert told == gold.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", BOOKS)
def test_a_workbook_says_no_time_but_a_fixed_one(name, selection, write):
    _, out = write(name, selection)
    with zipfile.ZipFile(out) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = load_workbook(out).properties

    assert properties.created.year == properties.modified.year == 2000


def test_kahoot_has_its_header_in_row_8_and_questions_from_row_9(selection, write):
    report, out = write("kahoot", selection)
    sheet = sheet_of(out)

    assert sheet["B8"].value == "Question - max 120 characters"
    assert [cell.value for cell in sheet[10]] == [
        2,
        "Which of these happened?",
        "Controls were eased",
        "A complaint was withdrawn",
        "A river rose",
        None,
        60,
        "1,2",
    ]
    assert [cell.value for cell in sheet[11]][2:] == ["True", "False", None, None, 20, 2]
    assert report.written == ("one-of-two", "some-of-four", "is-it")


@pytest.fixture
def selection(trade, write_bank, select_all):
    """The small bank and a choice without mathematics, for games."""
    plain = "{id: one-of-two, kind: multiple_choice, stem: Who met?, options: [{text: Ministers}, "
    plain += "{text: Kings, key: true}]}"
    marker = "  - id: one-of-three"
    return select_all(write_bank(trade=trade.replace(marker, f"  - {plain}\n{marker}")))


def choice(stem="Which?", options=("One", "Two"), kind="multiple_choice", keys=(0,)):
    rows = [{"text": text, "key": at in keys} for at, text in enumerate(options)]
    # JSON is YAML, whatever the text
    return json.dumps(
        {"id": "more", "kind": kind, "stem": stem, "options": rows}, ensure_ascii=False
    )


@pytest.mark.parametrize(
    ("stem", "options", "held"),
    [
        ("x" * 120, ("One", "Two"), True),
        ("x" * 121, ("One", "Two"), False),
        ("x" * 118 + "😀", ("One", "Two"), True),
        ("x" * 119 + "😀", ("One", "Two"), False),
        ("Which?", ("y" * 75, "Two"), True),
        ("Which?", ("y" * 76, "Two"), False),
        ("Which?", tuple("abcd"), True),
        ("Which?", tuple("abcde"), False),
    ],
)
def test_kahoot_cuts_nothing_and_says_what_is_too_long(stem, options, held, one_more, write):
    report, out = write("kahoot", one_more(choice(stem, options)))
    values = {cell.value for row in sheet_of(out).iter_rows(min_row=9) for cell in row}

    assert ("more" in report.written) is held
    assert (stem in values) is held
    if not held:
        assert "Kahoot takes" in reason(report, "more")


@pytest.mark.parametrize("count", [1, 30])
def test_kahoot_gives_a_time_of_its_list(count, one_more, write):
    _, out = write("kahoot", one_more(choice("why " * count, ("a " * 30, "b " * 30, "c " * 30))))
    times = [row[6].value for row in sheet_of(out).iter_rows(min_row=9)]

    assert set(times) <= {5, 10, 20, 30, 60, 90, 120, 240}


@pytest.mark.parametrize("name", ["kahoot", "blooket", "gimkit", "wayground"])
@pytest.mark.parametrize(
    ("stem", "why"),
    [
        ("What is $x^2$?", "mathematics"),
        ("See ![a map](media/map.png)", "the picture"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a table"),
    ],
)
def test_a_game_gets_no_question_that_plain_words_cant_ask(name, stem, why, one_more, write):
    selection = one_more(choice(stem))
    report, _ = write(name, selection)

    assert why in reason(report, "more")
    assert exporter(name).losses(selection.bank.by_id["more"]) == (reason(report, "more"),)


@pytest.mark.parametrize("name", ["kahoot", "blooket", "gimkit", "wayground"])
def test_a_game_gets_no_answers_that_read_the_same(name, one_more, write):
    report, _ = write(name, one_more(choice(options=("One", "**One**", "Two"))))

    assert reason(report, "more") == "two of its answers read the same in plain words"


def test_blooket_has_a_title_row_of_eight_fields_crlf_and_no_mark(selection, write):
    _, out = write("blooket", selection)
    data = out.read_bytes()
    lines = data.split(b"\r\n")

    assert lines[0] == b"Blooket Import Template,,,,,,,"
    assert lines[1].startswith(b"Question #,Question Text,Answer 1,Answer 2,")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert {len(row) for row in rows_of(out)} == {8}
    assert rows_of(out)[3][-1] == "1,2"


def test_gimkit_has_the_right_answer_first_and_takes_one_only(selection, write):
    report, out = write("gimkit", selection)

    assert rows_of(out)[2] == ["Who met?", "Kings", "Ministers", "", ""]
    assert "one right answer" in reason(report, "some-of-four")


def test_wayground_has_eleven_columns_and_the_source_in_the_last(selection, write):
    report, out = write("wayground", selection)
    rows = list(sheet_of(out).iter_rows(values_only=True))
    by_type = {row[1]: row for row in rows[1:]}

    assert len(rows[0]) == 11
    assert rows[0][-1] == "Answer explanation"
    assert {row[1] for row in rows[1:]} == {
        "Multiple Choice",
        "Checkbox",
        "Fill-in-the-Blank",
        "Open-Ended",
    }
    assert by_type["Checkbox"][7] == "1,2"
    assert by_type["Checkbox"][10] == "Source: Writer 2023, P2: “Japan eased its controls”"
    assert next(row for row in rows if row[0] == "Who withdrew a complaint?")[2:5] == (
        'Korea & "Co" <Ltd>',
        "South Korea",
        "ROK",
    )
    assert reason(report, "in-order")


def test_a_study_set_is_a_term_a_tab_and_a_definition_in_every_line(selection, write):
    report, out = write("quizlet", selection)
    cards = [line.split("\t") for line in out.read_text("utf-8").splitlines()]

    assert {len(card) for card in cards} == {2}
    assert ["Who met?", "Kings"] in cards
    assert ["What is the paper called?", "A Small Paper"] in cards
    assert ["Trade fell by 45 percent in 2019.", "False. It fell by 4.5 percent."] in cards
    assert {"pairs", "in-order", "some-of-four"} <= {skipped.item for skipped in report.skipped}


def test_a_cloze_is_a_card_of_a_study_set_for_each_gap(one_more, write):
    text = "{id: two, kind: cloze, text: '{{c1::Seoul::a city}} and {{c2::Tokyo}} met'}"
    _, out = write("quizlet", one_more(text))
    cards = out.read_text("utf-8").splitlines()

    assert "_____ (a city) and Tokyo met\tSeoul" in cards
    assert "Seoul and _____ met\tTokyo" in cards


def test_a_table_is_read_back_item_by_item(selection, write):
    _, out = write("csv", selection)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    back = [TypeAdapter(Item).validate_json(restored(row["item"])) for row in rows]

    assert back == list(selection.items)
    assert [row["id"] for row in rows] == [item.id for item in selection.items]


def test_the_sheet_for_people_has_a_frozen_header_filters_and_wrapped_text(selection, write):
    _, out = write("xlsx", selection)
    sheet = sheet_of(out)

    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:Q{sheet.max_row}"
    assert sheet["A1"].font.bold
    assert sheet["J2"].alignment.wrap_text
    assert sheet.column_dimensions["J"].width == 50


def test_a_cell_that_would_be_cut_is_reported(one_more, write):
    options = tuple(f"{at}{'x' * 9000}" for at in range(4))
    selection = one_more(choice(options=options))
    report, _ = write("xlsx", selection)

    assert "32,767" in reason(report, "more")
    assert exporter("xlsx").losses(selection.bank.by_id["more"])
    assert "more" in write("csv", selection)[0].written


def test_the_order_and_the_points_of_a_form_are_kept(selection, write):
    changed = replace(selection, orders={"some-of-four": (2, 1, 0)}, points={"some-of-four": 2.5})
    _, out = write("kahoot", changed)
    _, table = write("xlsx", changed)
    row = next(
        row for row in sheet_of(table).iter_rows(values_only=True) if row[1] == "some-of-four"
    )

    assert sheet_of(out)["C10"].value == "A river rose"
    assert sheet_of(out)["H10"].value == "2,3"
    assert row[8] == 2.5


def test_an_open_question_is_worth_its_rubric_where_no_form_says_more(selection, write):
    _, table = write("xlsx", selection)
    points = {row[1]: row[8] for row in sheet_of(table).iter_rows(values_only=True)}

    assert (points["why"], points["who"]) == (1.5, 1)


@pytest.mark.parametrize(("count", "held"), [(4, True), (5, False)])
def test_wayground_drops_no_right_answer_to_type(count, held, one_more, write):
    aliases = ", ".join(f"way {at}" for at in range(count))
    typed = (
        f"{{id: more, kind: short_answer, stem: Who?, answer: {{value: A, aliases: [{aliases}]}}}}"
    )
    report, _ = write("wayground", one_more(typed))

    assert ("more" in report.written) is held
    if not held:
        assert reason(report, "more") == "6 answers are right, and Wayground takes 5"
