"""``citecards quiz`` by a table, and the same form again."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.services.banks import flashcards
from tests.services.banks import write_bank

CITES = ("the two fell", "fell by 4.5 percent", "in 2019", "talks it rose", "met in Seoul",
         "March 2023", "of trust", "of rivers")  # fmt: skip


@pytest.fixture
def bank(tmp_path):
    """Return a bank of eight items, each of which cites other words, all but the second."""
    cards = [
        flashcards(f"a{number}").replace("P1: fell by 4.5 percent", f"P{1 + number // 4}: {cite}")
        for number, cite in enumerate(CITES)
    ]
    return write_bank(tmp_path / "small", {"trade": "\n".join(cards[:6]), "rivers": "\n".join(
        card for card in cards[6:])})  # fmt: skip


def files(folder="monday"):
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def put(text, name="monday.yaml"):
    Path(name).write_text(text)
    return name


TABLE = "rows:\n  - {topic: trade, count: 3}\n  - {topic: rivers, count: 1}\n"


def test_a_table_is_a_file_a_version_and_the_form_and_the_same_bytes_again(citecards, bank):
    name = put(f"{TABLE}versions: 2\ntitle: Monday\n")
    shown = citecards("quiz", bank, "--blueprint", name, "-o", "monday")
    assert shown.code == 0
    assert len(shown.out.split()) == 5

    citecards("quiz", bank, "--blueprint", name, "-o", "tuesday")
    assert files("tuesday") == files()
    assert b"Monday" in next(data for name, data in files().items() if name.endswith("-A.html"))


def test_seed_and_versions_can_be_given_beside_a_table(citecards, bank):
    name = put(TABLE)
    shown = citecards("quiz", bank, "--blueprint", name, "--versions", "3", "--seed", "5")

    assert len(shown.out.split()) == 7
    other = citecards("quiz", bank, "--blueprint", name, "--versions", "3", "--seed", "6")
    assert shown.out != other.out


@pytest.mark.parametrize("format_name", ["html", "jsonl"])
def test_again_is_the_same_form_in_any_format(citecards, bank, format_name):
    citecards("quiz", bank, "--blueprint", put(TABLE), "-o", "monday", "--format", format_name)
    [record] = Path("monday").glob("quiz-*.json")
    shown = citecards("quiz", bank, "--again", record, "-o", "again", "--format", format_name)

    assert (shown.code, shown.said) == (0, [])
    assert files("again") == files()


def test_again_of_a_simple_quiz_too(citecards, bank):
    citecards("quiz", bank, "-n", "4", "--versions", "2", "-o", "monday")
    [record] = Path("monday").glob("quiz-*.json")
    citecards("quiz", bank, "--again", record, "-o", "again")

    assert files("again") == files()


def test_a_bank_that_changed_is_told_and_nothing_printed(citecards, bank):
    citecards("quiz", bank, "-n", "8", "-o", "monday")
    [record] = Path("monday").glob("quiz-*.json")
    topic = bank / "trade.yaml"
    topic.write_text(topic.read_text().replace("What is a2?", "What is a2 then?"))
    shown = citecards("quiz", bank, "--again", record, "-o", "again")

    assert shown.code == 1
    [line] = shown.said
    assert "a question of it changed: `a2` was edited" in line
    assert not Path("again").exists()


def test_a_change_elsewhere_is_a_remark(citecards, bank):
    citecards("quiz", bank, "--topic", "rivers", "-n", "2", "-o", "monday")
    [record] = Path("monday").glob("quiz-*.json")
    topic = bank / "trade.yaml"
    topic.write_text(topic.read_text().replace("What is a2?", "What is a2 then?"))
    shown = citecards("quiz", bank, "--again", record, "-o", "again")

    assert shown.code == 0
    said = "The bank was edited since this form was made, but no question of the form."
    assert shown.said == [said]
    assert files("again").keys() == files().keys()


def test_what_is_asked_in_vain_is_told_row_by_row_and_nothing_written(citecards, bank):
    name = put("rows:\n  - {topic: trade, count: 9}\n  - {topic: rivers, bloom: apply, count: 1}\n")
    shown = citecards("quiz", bank, "--blueprint", name, "-o", "monday")

    assert shown.code == 1
    first = "9 asked, 6 there (1 of them left out, as it repeats another or cites the same words)"
    assert shown.said == [
        f"Error: The trade: {first}: 4 short.",
        "The rivers, apply: 1 asked, 0 there: 1 short.",
        "Ask for less there, or take what there is: --short",
    ]
    assert not Path("monday").exists()

    shown = citecards("quiz", bank, "--blueprint", name, "-o", "monday", "--short")
    assert shown.code == 0
    assert len(json.loads(next(Path("monday").glob("quiz-*.json")).read_text())["versions"]) == 1


def test_what_was_used_in_the_folder_stays_out_while_its_files_are_new(citecards, bank):
    name = put("rows: [{count: 3}]\nnot_used_since: 7 days\n")
    citecards("quiz", bank, "--blueprint", name, "-o", "monday")
    [first] = Path("monday").glob("quiz-*.json")
    shown = citecards("quiz", bank, "--blueprint", name, "-o", "monday")

    assert "monday: 1 forms looked through, 3 questions used" in shown.said
    one, two = (
        {row["item"] for row in json.loads(path.read_text())["versions"][0]["questions"]}
        for path in sorted(Path("monday").glob("quiz-*.json"), key=lambda path: path != first)
    )
    assert one.isdisjoint(two)

    for path in Path("monday").glob("quiz-*.json"):
        ago = path.stat().st_mtime - 30 * 86_400
        os.utime(path, (ago, ago))
    shown = citecards("quiz", bank, "--blueprint", name, "-o", "monday")
    assert "monday: 2 forms looked through, 0 questions used" in shown.said


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--blueprint", "monday.yaml", "-n", "3"], "-n: --blueprint says that already"),
        (["--blueprint", "monday.yaml", "--topic", "trade"], "--topic: --blueprint says that"),
        (["--blueprint", "monday.yaml", "--again", "monday.yaml"], "give one of them"),
        (["--again", "monday.yaml", "--seed", "2"], "--seed: --again says that already"),
        (["--again", "monday.yaml"], "monday.yaml: not the file of a form"),
        (["--blueprint", "nowhere.yaml"], "'nowhere.yaml' does not exist"),
        (["--blueprint", "monday.yaml", "--seed", "-1"], "--seed: a whole number from 0"),
        (["--blueprint", "bad.yaml"], "bad.yaml:1:16 - schema `count` must be 1 or more"),
    ],
    ids=str,
)
def test_what_cannot_be_is_one_line_and_no_file(citecards, bank, options, says):
    put(TABLE)
    put("rows: [{count: 0}]\n", "bad.yaml")
    shown = citecards("quiz", bank, *options, "-o", "out")

    assert shown.code in (1, 2)
    assert says in shown.said[-1]
    assert "Traceback" not in shown.err
    assert not Path("out").exists()


def test_a_bank_without_difficulties_is_told_once(citecards, bank):
    shown = citecards("quiz", bank, "--blueprint", put(TABLE), "-o", "monday")

    assert [line for line in shown.said if "difficult" in line] == shown.said
    assert len(shown.said) == 1
