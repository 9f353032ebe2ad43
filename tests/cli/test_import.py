"""``citecards import``: what it prints, what it refuses in one line, and its undo."""

from __future__ import annotations

import json

import pytest

KEYS = [
    "format", "decks", "notes", "cards", "media", "reviews", "left_out", "note_types",
]  # fmt: skip


@pytest.fixture
def table(tmp_path):
    made = tmp_path / "words.csv"
    made.write_text(
        "#separator:Comma\n#html:false\nHund,dog\nKatze,cat\n,nothing\n", encoding="utf-8"
    )
    return made


def test_a_dry_run_says_what_the_file_holds_and_writes_nothing(citecards, table, tmp_path):
    ended = citecards("import", table, "--dry-run", "--json")

    found = json.loads(ended.out)
    assert (ended.code, ended.err) == (0, "")
    assert list(found) == KEYS
    assert (found["format"], found["notes"], found["cards"], found["reviews"]) == ("csv", 2, 2, 0)
    [left_out] = found["left_out"]
    assert left_out["row"] == 3
    assert "first field is empty" in left_out["reason"]
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "refused",
    [("empty.csv", b"", "empty"), ("x.apkg", b"PK\x03\x04nothing", "x.apkg"),
     ("x.pdf", b"%PDF-1.4", "PDF"), ("nowhere.apkg", None, "there is no such file")],
)  # fmt: skip
@pytest.mark.parametrize("flags", [("--dry-run", "--json"), ("--json",), ()])
def test_a_refused_file_is_one_line_and_exit_code_2(citecards, tmp_path, refused, flags):
    name, content, words = refused
    if content is not None:
        (tmp_path / name).write_bytes(content)
    ended = citecards("import", tmp_path / name, *flags)

    assert (ended.code, ended.out) == (2, "")
    [line] = ended.said
    assert words in line
    assert "Traceback" not in line
    assert str(tmp_path / "data") not in line


def test_an_import_prints_the_same_and_what_became_of_it(citecards, table, tmp_path):
    found = json.loads(citecards("import", table, "--json").out)

    assert list(found)[: len(KEYS)] == KEYS
    assert (found["bank"], found["added"], found["updated"], found["unchanged"]) == (
        "words",
        2,
        0,
        0,
    )
    assert (tmp_path / "data" / "banks" / "words" / "bank.yaml").is_file()

    again = citecards("import", table)
    assert "Nothing new" in again.out
    assert citecards("check", tmp_path / "data" / "banks" / "words").code == 0

    undone = citecards("import", "--undo", found["id"])
    assert undone.out.startswith("Undone: the import of words.csv into words.")
    assert not (tmp_path / "data" / "banks" / "words").exists()


def test_a_bank_can_be_named(citecards, table, tmp_path):
    ended = citecards("import", table, "--bank", tmp_path / "mine")

    assert ended.code == 0
    assert "Bank mine" in ended.out
    assert citecards("check", tmp_path / "mine").code == 0


def test_what_makes_no_sense_is_refused(citecards, table):
    assert citecards("import").code == 2
    assert citecards("import", table, "--undo", "x").code == 2
    unknown = citecards("import", "--undo", "x")
    assert (unknown.code, unknown.out) == (2, "")
    assert "there is no such import" in unknown.err
