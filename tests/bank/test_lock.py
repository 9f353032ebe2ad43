"""The lock remembers what a person confirmed, and notices what changed since."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import given

from question_bank.fingerprints import fingerprint
from question_bank.loader import read
from question_bank.locate import Locked
from question_bank.locate import passage_digest
from question_bank.lock import NAME
from question_bank.lock import read_lock
from question_bank.lock import write_lock
from tests import strategies
from tests.bank import small

THEN, LATER, FILE = 1_600_000_000, 1_650_000_000, 1_700_000_000
TWO = (
    small.TOPIC
    + """\
  - id: when
    kind: true_false
    stem: Trade fell in 2019.
    key: true
    cite: ["P1: Trade fell … in 2019"]
"""
)


@pytest.fixture
def confirm(tmp_path):
    """Write files to the folder, with one time for all; confirm the bank as it then stands."""

    def run(files, now):
        reading = change(tmp_path, files)
        text = write_lock(reading.bank, now)
        (tmp_path / NAME).write_text(text, encoding="utf-8")
        return text

    return run


def change(folder, files):
    small.write(folder, files)
    for path in folder.glob("*.yaml"):
        os.utime(path, (FILE, FILE))
    return read(folder)


# ------------------------------------------------------------------ the file
def test_a_lock_that_is_written_is_read_back():
    bank = small.bank(small.row("flashcard"), small.row("open", id="why"))
    cite = "P1: The ministers met … three things."
    start = small.PAPER.index("The ministers")
    end = small.PAPER.index("three things.") + len("three things.")
    locks = read_lock(write_lock(bank, THEN))
    assert list(locks) == ["where", "why"]
    for item in bank.items:
        lock = locks[item.id]
        assert (lock.fingerprint, lock.changed) == (fingerprint(item), THEN)
        assert lock.passages == {
            cite: Locked(start, end, passage_digest(small.PAPER[start:end])),
        }


def test_a_lock_has_one_line_an_item_in_the_order_of_ids():
    bank = small.bank(small.row("flashcard", id="b"), small.row("flashcard", id="a"))
    first, a, b, last = write_lock(bank, THEN).splitlines()
    assert (first, last) == ('{"format": 1, "items": {', "}}")
    assert a.startswith('  "a": {"fingerprint": "')
    assert b.startswith('  "b": {"fingerprint": "')


def test_a_bank_without_items_has_a_lock():
    assert read_lock(write_lock(small.bank(), THEN)) == {}


def test_what_is_not_found_is_not_locked():
    bank = small.bank(small.row("flashcard", cite=["P1: nobody ever wrote these words"]))
    assert read_lock(write_lock(bank, THEN))["where"].passages == {}


def test_what_is_ambiguous_is_not_locked_for_no_one_said_which_is_meant():
    bank = small.bank(small.row("flashcard", cite=[{"exact": "rose again"}]))
    assert bank.passages["where"][0].status == "ambiguous"
    assert read_lock(write_lock(bank, THEN))["where"].passages == {}


@strategies.patient
@given(strategies.banks)
def test_equal_banks_have_equal_locks_that_read_back(bank):
    text = write_lock(bank, THEN)
    assert text == write_lock(bank, THEN)
    assert json.loads(text)["format"] == 1
    locks = read_lock(text)
    assert {item.id: fingerprint(item) for item in bank.items} == {
        name: lock.fingerprint for name, lock in locks.items()
    }


@pytest.mark.parametrize("text", ["", "x", "{}", "[]", "1", '{"items": 1}', "[" * 100_000])
def test_what_is_no_lock_is_told(text):
    with pytest.raises(ValueError):  # noqa: PT011 - any: the loader has the words
        read_lock(text)


# ------------------------------------------------------------------ what it remembers
def test_an_unchanged_bank_is_confirmed_and_keeps_its_time(tmp_path, confirm):
    text = confirm({"a.yaml": TWO}, THEN)
    bank = read(tmp_path).bank
    assert bank.confirmed == {"where", "when"}
    assert bank.changed == {"where": THEN, "when": THEN}
    assert write_lock(bank, LATER) == text


def test_an_edited_item_loses_its_confirmation_and_has_the_time_of_its_file(tmp_path, confirm):
    confirm({"a.yaml": TWO}, THEN)
    edited = TWO.replace("answer: Seoul", "answer: In Seoul")
    bank = change(tmp_path, {"a.yaml": edited}).bank
    assert bank.confirmed == {"when"}
    assert bank.changed == {"where": FILE, "when": THEN}
    confirm({"a.yaml": edited}, LATER)
    assert read(tmp_path).bank.changed == {"where": LATER, "when": THEN}


def test_a_new_item_has_the_time_of_its_file_until_it_is_confirmed(tmp_path, confirm):
    confirm({}, THEN)
    assert change(tmp_path, {"a.yaml": TWO}).bank.changed == {"where": THEN, "when": FILE}


def test_an_item_that_is_gone_is_left_out_at_the_next_confirmation(tmp_path, confirm):
    confirm({"a.yaml": TWO}, THEN)
    assert change(tmp_path, {"a.yaml": small.TOPIC}).problems == ()
    assert list(read_lock(confirm({"a.yaml": small.TOPIC}, LATER))) == ["where"]


def test_a_changed_middle_of_a_passage_drifts_until_it_is_confirmed(tmp_path, confirm):
    confirm({}, THEN)
    paper = small.PAPER.replace("agreed on", "quarrelled over")
    bank = change(tmp_path, {"paper.txt": paper}).bank
    (passage,) = bank.passages["where"]
    assert passage.status == "drifted"
    assert "quarrelled over" in paper[passage.start : passage.end]
    assert bank.confirmed == frozenset()
    assert bank.changed == {"where": FILE}
    confirm({"paper.txt": paper}, LATER)
    bank = read(tmp_path).bank
    assert [row.status for row in bank.passages["where"]] == ["exact"]
    assert bank.changed == {"where": LATER}


def test_a_copy_of_the_source_that_reads_the_same_stays_confirmed(tmp_path, confirm):
    confirm({}, THEN)
    paper = small.PAPER.replace("met in", "met\u00a0\n  IN").replace("“", '"')
    bank = change(tmp_path, {"paper.txt": paper}).bank
    assert [row.status for row in bank.passages["where"]] == ["exact"]
    assert bank.changed == {"where": THEN}


def test_a_moved_passage_stays_confirmed(tmp_path, confirm):
    confirm({}, THEN)
    bank = change(tmp_path, {"paper.txt": "A new paragraph.\n\n" + small.PAPER}).bank
    assert [row.status for row in bank.passages["where"]] == ["moved"]
    assert bank.confirmed == {"where"}
