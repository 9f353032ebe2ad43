"""``check_bank`` remembers, and says what reading everything anew would say."""

from __future__ import annotations

import os
import shutil
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services import checking
from app.services import examining
from app.services.checking import check_bank
from app.settings import shipped_bank
from question_bank.checks import check
from question_bank.loader import read
from tests import strategies

INFO = (shipped_bank() / "bank.yaml").read_text(encoding="utf-8")
PAPER = next(shipped_bank().parent.parent.glob("seeds/*.txt"))
OLD = 1_700_000_000  # an hour in 2023


def item(name, stem="Which sea lies between the two?", cite="P1: bitter shared history"):
    return (
        f"  - id: {name}\n    kind: flashcard\n    stem: {stem}\n    answer: history\n"
        f'    cite: ["{cite}"]\n'
    )


def write(folder, *items, name="a.yaml", topic="background"):
    path = folder / name
    path.write_text(f"topic: {topic}\nitems:\n" + "".join(items), encoding="utf-8")
    os.utime(path, (OLD, OLD))
    return path


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "bank"
    made.mkdir()
    (made / "bank.yaml").write_text(INFO, encoding="utf-8")
    shutil.copy(PAPER, made)
    for path in made.iterdir():
        os.utime(path, (OLD, OLD))
    return made


def whole(folder):
    """What is wrong with a bank when all of it is read."""
    reading = read(folder)
    return {*reading.problems, *(check(reading.bank) if reading.bank else ())}


def told(problems):
    """Problems without their places: a quick check gives the key's own, a whole one the item's."""
    return sorted((row[0], row[3], row[4], row[5], row[6]) for row in problems)


def as_rows(problems):
    return [[getattr(row, name) for name in row.__slots__] for row in problems]


def test_the_shipped_bank_says_the_same_both_ways(tmp_path):
    items, problems = check_bank(shipped_bank(), tmp_path)
    assert items == len(read(shipped_bank()).bank.items)
    assert told(problems) == told(as_rows(whole(shipped_bank())))


def test_an_unchanged_bank_is_not_read_again(folder, tmp_path, monkeypatch):
    write(folder, item("one"), item("two", cite="P1: never there"))
    first = check_bank(folder, tmp_path / "cache")
    monkeypatch.setattr(checking, "_anew", None)
    assert check_bank(folder, tmp_path / "cache") == first
    assert first[1]


def test_only_the_edited_item_is_examined(folder, tmp_path, monkeypatch):
    write(folder, item("one"), item("two"), item("three"))
    check_bank(folder, tmp_path / "cache")
    seen = []
    examine = examining.examine
    monkeypatch.setattr(
        examining, "examine", lambda block, *rest: seen.append(block) or examine(block, *rest)
    )
    write(folder, item("zero"), item("one"), item("two", stem="Which other sea?"), item("three"))
    check_bank(folder, tmp_path / "cache")
    assert ["zero" in block.text or "other" in block.text for block in seen] == [True, True]


def test_a_changed_source_is_noticed(folder, tmp_path):
    write(folder, item("one"))
    assert check_bank(folder, tmp_path / "cache")[1] == []
    source = folder / PAPER.name
    source.write_text(source.read_text(encoding="utf-8").replace("bitter shared", "long"), "utf-8")
    assert [row[4] for row in check_bank(folder, tmp_path / "cache")[1]] == ["lost-citation"]


def test_what_is_said_of_many_items_is_judged_again_only_where_they_say_something_new(
    folder, tmp_path, monkeypatch
):
    one, two = item("one"), item("two", stem="Which other sea is it?")
    write(folder, one, two)
    check_bank(folder, tmp_path / "cache")
    groups = []
    judge = examining.judge_group
    monkeypatch.setattr(examining, "judge_group", lambda *row: groups.append(row[0]) or judge(*row))
    write(folder, one, f"{two}    explanation: So it says.\n")
    check_bank(folder, tmp_path / "cache")
    assert groups == []
    write(folder, one, two.replace("Which", "What"))
    check_bank(folder, tmp_path / "cache")
    assert "remember-share" not in groups


def test_what_was_found_among_many_items_moves_with_the_lines_of_an_edit(folder, tmp_path):
    one = item("one", stem="What do the two countries share?").replace(
        "answer: history", "answer: bitter history"
    )
    two = item("two", stem="Which sea joins two countries of bitter history?")
    write(folder, one, two)
    [row] = check_bank(folder, tmp_path / "cache")[1]
    assert row[1:5] == [10, 11, "two", "leaked-answer"]
    write(folder, one, two.replace("    stem", "    # asked of all\n    stem"))
    [row] = check_bank(folder, tmp_path / "cache")[1]
    assert row[1:5] == [11, 11, "two", "leaked-answer"]


def test_a_source_that_changes_and_keeps_its_time_counts_for_all_items(folder, tmp_path):
    write(folder, item("one"), item("two", stem="Who speaks?", cite="P1: The paper discusses"))
    first = [row[3:5] for row in check_bank(folder, tmp_path / "cache")[1]]
    assert ["two", "lost-citation"] not in first
    source = folder / PAPER.name
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("The paper discusses", "It speaks of", 1), "utf-8")
    os.utime(source, (OLD, OLD))
    assert ["two", "lost-citation"] in [
        row[3:5] for row in check_bank(folder, tmp_path / "cache")[1]
    ]


def test_items_that_change_places_are_judged_in_their_new_order(folder, tmp_path):
    write(folder, item("one"), item("two"))
    assert [row[3] for row in check_bank(folder, tmp_path / "cache")[1]] == ["two"]
    write(folder, item("two"), item("one"))
    assert [row[3] for row in check_bank(folder, tmp_path / "cache")[1]] == ["one"]


def test_a_bank_yaml_that_is_too_big_is_not_read(folder):
    (folder / "bank.yaml").write_text(INFO + "#" * 10_000_000, encoding="utf-8")
    assert [row[4] for row in check_bank(folder, None)[1]] == ["too-big"]


def test_a_file_that_was_only_touched_says_the_same(folder, tmp_path):
    path = write(folder, item("one"), item("two", cite="P1: never there"))
    first = check_bank(folder, tmp_path / "cache")
    os.utime(path, (OLD + 1, OLD + 1))
    assert check_bank(folder, tmp_path / "cache") == first


def test_a_young_file_is_read_again(folder, tmp_path):
    path = write(folder, item("one"))
    os.utime(path)
    check_bank(folder, tmp_path / "cache")
    [file] = (tmp_path / "cache").iterdir()
    assert sqlite3.connect(file).execute("select * from meta where name = 'said'").fetchall() == []


@pytest.mark.parametrize("wreck", [b"", b"not a database at all" * 99])
def test_a_memory_that_cannot_be_read_is_made_anew(folder, tmp_path, wreck):
    write(folder, item("one", cite="P1: never there"))
    first = check_bank(folder, tmp_path / "cache")
    [file] = (tmp_path / "cache").iterdir()
    file.write_bytes(wreck)
    assert check_bank(folder, tmp_path / "cache") == first
    assert check_bank(folder, tmp_path / "cache") == first


def test_without_a_place_to_remember_it_checks_all_the_same(folder, tmp_path):
    write(folder, item("one", cite="P1: never there"))
    (tmp_path / "file").write_text("in the way")
    assert check_bank(folder, tmp_path / "file") == check_bank(folder, None)


def test_many_items_are_examined_in_other_processes(folder, monkeypatch):
    write(folder, *(item(f"n{n}", cite=f"P1: never there {n}") for n in range(30)))
    alone = check_bank(folder, None)
    monkeypatch.setattr(examining, "_ALONE", 3)
    monkeypatch.setattr(examining, "_CHUNK", 7)
    assert check_bank(folder, None) == alone
    assert len(alone[1]) >= 30


BLOCKS = (
    item("one"),
    item("two", cite="P1: never there"),
    item("two", stem="Two?"),
    "  - {id: bad, kind: flashcard}\n",
    item("odd").replace("    kind", "    id: odd\n    kind"),
    item("four").replace("flashcard", "flashcrad"),
    "  - just words\n",
    '  - id: five\n    kind: flashcard\n    stem: "open\n',
    item("six") + "# a comment\n",
    item("seven", stem="&a What is it?"),
    (
        "  - {id: eight, kind: true_false, stem: They share a bitter history., key: true,"
        " cite: ['P1: bitter shared history'], explanation: So it says.}\n"
    ),
    (
        "  - {id: nine, kind: multiple_choice, stem: What do the two countries share?,"
        " options: [{text: history and much more of it, key: true}, {text: sea}, {text: law}],"
        " shuffle: false, cite: ['P1: bitter shared history'], explanation: So it says.}\n"
    ),
)


@strategies.patient
@given(st.lists(st.lists(st.sampled_from(BLOCKS), max_size=5), min_size=1, max_size=4))
def test_any_edits_one_after_another_say_what_a_whole_reading_says(tmp_path_factory, versions):
    folder = tmp_path_factory.mktemp("bank")
    (folder / "bank.yaml").write_text(INFO, encoding="utf-8")
    shutil.copy(PAPER, folder)
    for version in versions:
        write(folder, *version)
        _, problems = check_bank(folder, folder / "cache")
        assert told(problems) == told(as_rows(whole(folder)))
