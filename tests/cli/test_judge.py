"""``citecards judge``: sheets without keys, sheets with keys, verdicts kept."""

from __future__ import annotations

import json

import pytest

from question_bank.loader import load
from question_bank.reviewed import NAME

SCORES = [2] * 12


def verdicts(folder, *rows):
    file = folder / "verdicts.jsonl"
    file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    return file


def verdict(item, **more):
    return {"id": item, "agreed": True, "scores": SCORES, "faults": "none", **more}


def test_without_an_option_it_says_what_is_not_reviewed(citecards, bank):
    shown = citecards("judge", bank)
    assert shown.code == 0
    lines = shown.out.splitlines()
    assert lines[-1] == f"0 of {len(lines) - 1} items are reviewed."
    assert lines[0].endswith(": no second reader has judged it")


def test_a_sheet_has_passage_and_question_and_no_key(citecards, bank):
    shown = citecards("judge", bank, "--sheet")
    assert shown.out.count("\n## ") + 1 == len(load(bank).items)
    assert "[[met in Seoul]]" in shown.out
    assert "Which town?" in shown.out
    assert "Keytown" not in shown.out
    assert "explanation" not in shown.out
    assert citecards("judge", bank, "--sheet").out == shown.out


def test_a_sheet_of_keys_has_the_items_as_written(citecards, bank):
    shown = citecards("judge", bank, "--keys")
    assert "answer: {value: Keytown, aliases: [Keyalias]}" in shown.out
    assert shown.out.count("```yaml") == len(load(bank).items)


def test_a_topic_and_all(citecards, bank, tmp_path):
    rivers = citecards("judge", bank, "--sheet", "--topic", "rivers").out
    assert [line for line in rivers.splitlines() if line.startswith("## ")] == [
        "## b1 (flashcard)", "## b2 (flashcard)",
    ]  # fmt: skip
    file = verdicts(tmp_path, verdict("b1"))
    citecards("judge", bank, "--record", file, "--by", "A. Reader")
    assert "## b1" not in citecards("judge", bank, "--sheet").out
    assert "## b1" in citecards("judge", bank, "--sheet", "--all").out


def test_verdicts_are_kept_and_added_to(citecards, bank, tmp_path):
    first = verdicts(tmp_path, verdict("b1"), "", verdict("b2", scores=[0, *SCORES[1:]]))
    shown = citecards("judge", bank, "--record", first, "--by", "A. Reader")
    assert shown.out.splitlines() == [f"{bank / NAME}: 2 readings, 1 refused."]

    second = verdicts(tmp_path, verdict("typed"))
    citecards("judge", bank, "--record", second, "--by", "B. Reader")
    readings = load(bank).readings
    assert {item: row.by for item, row in readings.items()} == {
        "b1": "A. Reader", "b2": "A. Reader", "typed": "B. Reader",
    }  # fmt: skip
    told = citecards("check", bank)
    assert " b2 refused " in told.out
    assert " b1 unreviewed" not in told.out
    assert " card unreviewed " in told.out


BAD = [
    "not json",
    "[]",
    "[" * 100_000,
    {"agreed": True, "scores": SCORES},
    verdict("b1", agreed="yes"),
    verdict("b1", scores=[2] * 11),
    verdict("b1", scores=[3, *SCORES[1:]]),
    verdict("nobody"),
]


@pytest.mark.parametrize("row", BAD, ids=range(len(BAD)))
def test_a_bad_verdict_is_one_line_with_its_place_and_nothing_is_kept(
    citecards, bank, tmp_path, row
):
    file = verdicts(tmp_path, verdict("b2"), row)
    shown = citecards("judge", bank, "--record", file, "--by", "A. Reader")
    assert shown.code == 1
    [line] = shown.said
    assert f"{file}:2:1 " in line
    assert not (bank / NAME).exists()


def test_a_verdict_is_somebody_s(citecards, bank, tmp_path):
    file = verdicts(tmp_path, verdict("b1"))
    assert citecards("judge", bank, "--record", file).code == 2
    assert citecards("judge", bank, "--record", tmp_path / "none", "--by", "A").code == 1
    assert not (bank / NAME).exists()
