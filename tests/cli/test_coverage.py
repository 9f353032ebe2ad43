"""``citecards coverage``: each sentence with its items, for people and for programs."""

from __future__ import annotations

import json
import sys

import pytest

from tests.services.banks import PAPER
from tests.services.banks import flashcards
from tests.services.banks import write_bank

TEXT = PAPER + "\nA Heading\n\nA third paragraph. It has two sentences,\nand a line break.\n"


@pytest.fixture
def folder(tmp_path):
    return write_bank(tmp_path / "small", {"trade": flashcards("a1", "a2")}, paper=TEXT)


def test_each_sentence_is_shown_with_its_items(citecards, folder):
    shown = citecards("coverage", folder)

    assert (shown.code, shown.err) == (0, "")
    assert shown.out == (
        "A Small Paper\n\nP1\n"
        "  Trade between the two fell by 4.5 percent in 2019, and after the talks it rose again "
        "slowly.\n    a1, a2\n\nP2\n"
        "  The ministers met in Seoul in March 2023, and both of them spoke of trust and of "
        "rivers.\n    nothing cites this\n\nA Heading\n\nP3\n"
        "  A third paragraph.\n    nothing cites this\n"
        "  It has two sentences, and a line break.\n    nothing cites this\n\n"
        "paper: 1 of 4 sentences are cited (25 %), 3 are not.\n"
    )


def test_uncited_leaves_out_what_is_cited_and_the_headings(citecards, folder):
    lines = citecards("coverage", "--uncited", folder).out.splitlines()

    assert lines[0] == "P2"
    assert "P1" not in lines
    assert "A Heading" not in lines
    assert lines.count("    nothing cites this") == 3
    assert lines[-1].startswith("paper: 1 of 4")


def test_json_has_every_sentence_with_its_offsets(citecards, folder):
    rows = json.loads(citecards("coverage", "--json", folder).out)

    assert [list(row) for row in rows] == [
        ["source", "paragraph", "start", "end", "text", "items"]
    ] * 4
    assert [row["paragraph"] for row in rows] == [1, 2, 3, 3]
    assert all(TEXT[row["start"] : row["end"]] == row["text"] for row in rows)
    assert [row["items"] for row in rows] == [["a1", "a2"], [], [], []]
    left = json.loads(citecards("coverage", "--json", "--uncited", folder).out)
    assert left == rows[1:]


def test_the_shipped_bank_is_shown_without_a_name(citecards):
    shown = citecards("coverage")

    assert shown.code == 0
    assert "\nP12\n" in shown.out
    assert shown.out.splitlines()[-1].startswith("attri-2023: ")


def test_one_source_is_chosen_by_its_id(citecards, folder):
    (folder / "other.txt").write_text("Another paper says this and no more than this.\n")
    info = (folder / "bank.yaml").read_text()
    row = "  - {id: other, title: Other, author: B. Writer, short: B, file: other.txt}\ntopics:"
    (folder / "bank.yaml").write_text(info.replace("topics:", row))

    assert {row["source"] for row in json.loads(citecards("coverage", "--json", folder).out)} == {
        "paper", "other",
    }  # fmt: skip
    shown = citecards("coverage", "--source", "other", folder)
    assert shown.out.splitlines()[0] == "P1"
    assert shown.out.splitlines()[-1] == "other: 0 of 1 sentences are cited (0 %), 1 is not."


def test_a_source_that_is_not_there_is_told_in_one_line(citecards, folder):
    shown = citecards("coverage", "--source", "nowhere", folder)

    assert (shown.code, shown.out) == (1, "")
    assert shown.said == ["Error: there is no source `nowhere` in this bank: sources are paper"]


def test_a_broken_bank_is_told_with_its_place(citecards, folder):
    (folder / "trade.yaml").write_text("topic: trade\nitems:\n  - {id: a1}\n")
    shown = citecards("coverage", folder)

    assert (shown.code, shown.out) == (1, "")
    assert f"{folder / 'trade.yaml'}:3" in shown.err


def test_a_bank_without_a_source_says_so(citecards, tmp_path):
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "bank.yaml").write_text(
        "format: 1\nid: bare\ntitle: Bare\ntopics: [{id: t, title: T}]\n"
    )

    assert citecards("coverage", folder).out == "This bank has no source.\n"
    assert json.loads(citecards("coverage", "--json", folder).out) == []
    shown = citecards("coverage", "--source", "x", folder)
    assert shown.said == ["Error: there is no source `x` in this bank: it has none"]


@pytest.mark.parametrize("columns", [20, 40, 60])
def test_a_terminal_gets_lines_that_fit(citecards, folder, monkeypatch, columns):
    paper = (folder / "paper.txt").read_text()
    (folder / "paper.txt").write_text(f"{paper}\n{'漢字は二つの欄を取ります' * 9}。\n", "utf-8")
    monkeypatch.setenv("COLUMNS", str(columns))
    whole = citecards("coverage", folder).out
    monkeypatch.setattr(sys.stdout.__class__, "isatty", lambda _: True)
    lines = citecards("coverage", folder).out.splitlines()

    assert "漢字は二つの欄を取ります" * 9 in whole
    sentences = [line for line in lines if line.startswith("  ") and line[2] != " "]
    assert len(sentences) == 5
    assert all(line.endswith(("…", ".")) for line in sentences)
    width = [sum(2 if ord(char) > 0x2E80 else 1 for char in line) for line in sentences]
    assert max(width) <= columns
    assert width[-1] >= columns - 2


def test_what_would_steer_a_terminal_is_not_printed(citecards, folder):
    text = (folder / "paper.txt").read_text()
    (folder / "paper.txt").write_text(f"{text}\nIt says \u202eodd\u200b things.\n", "utf-8")
    shown = citecards("coverage", folder)

    assert "It says \ufffdodd\ufffd things." in shown.out
