"""What an earlier package remembers of when each note changed."""

from __future__ import annotations

import sqlite3
import zipfile
from dataclasses import replace

import pytest

from exports.anki import Anki
from exports.anki_history import read_earlier
from exports.anki_history import removed
from exports.anki_history import unchanged_since


@pytest.fixture
def earlier(selection, tmp_path):
    out = tmp_path / "earlier.apkg"
    Anki().write(selection, out)
    return out


def test_an_edited_item_is_not_remembered_and_all_others_are(
    earlier, write_bank, trade, select_all, selection
):
    edited = select_all(
        write_bank(trade=trade.replace("& nowhere else", "alone")), at=selection.at + 9
    )
    changed = unchanged_since(earlier, edited)

    assert set(changed) == {item.id for item in selection.items} - {"flash"}
    assert set(changed.values()) == {selection.at}


def test_a_new_tag_is_an_edit_too(earlier, write_bank, trade, select_all):
    tagged = select_all(write_bank(trade=trade.replace("tags: [wto]", "tags: [court]")))

    assert "one-of-three" not in unchanged_since(earlier, tagged)


def test_times_outlive_several_exports(earlier, selection, tmp_path):
    later = replace(selection, at=selection.at + 100)
    again = tmp_path / "again.apkg"
    Anki().write(replace(later, changed=unchanged_since(earlier, later)), again)

    assert set(unchanged_since(again, later).values()) == {selection.at}


def test_a_note_from_after_this_export_is_not_trusted(earlier, selection):
    assert unchanged_since(earlier, replace(selection, at=selection.at - 1)) == {}


def test_an_item_anki_cannot_hold_is_passed_over(earlier, write_bank, trade, select_all):
    inside = select_all(write_bank(trade=trade.replace("{{c3", "$y = {{c3::x}}$")))

    assert "gap" not in unchanged_since(earlier, inside)


def zipped(path, data):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("collection.anki2", data)


def database(path, script):
    with sqlite3.connect(path) as connection:
        connection.executescript(script)
    connection.close()
    return path.read_bytes()


def test_a_file_that_is_missing_or_broken_remembers_nothing(selection, tmp_path):
    bad = tmp_path / "bad.apkg"
    assert unchanged_since(bad, selection) == {}
    bad.write_bytes(b"no zip")
    assert unchanged_since(bad, selection) == {}
    zipped(bad, b"no database")
    assert unchanged_since(bad, selection) == {}
    zipped(bad, b"")
    assert unchanged_since(bad, selection) == {}
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("other", b"")
    assert unchanged_since(bad, selection) == {}


def test_rows_that_are_not_ours_remember_nothing(selection, tmp_path):
    bad = tmp_path / "bad.apkg"
    made = database(tmp_path / "a", "CREATE VIEW notes AS SELECT 1 guid, 1 mod, 1 tags, 1 flds")
    zipped(bad, made)
    assert unchanged_since(bad, selection) == {}
    table = "CREATE TABLE notes (guid, mod, tags, flds); INSERT INTO notes VALUES (1, NULL, 1, 1)"
    zipped(bad, database(tmp_path / "b", table))
    assert unchanged_since(bad, selection) == {}


def test_a_package_that_unpacks_without_end_is_left(earlier, selection, monkeypatch):
    monkeypatch.setattr("exports.anki_history._LIMIT", 1000)

    assert unchanged_since(earlier, selection) == {}


# What an earlier package has and this one hasn't


def gone(earlier, selection):
    return removed(read_earlier(earlier), selection)


def test_nothing_is_said_while_nothing_is_gone(earlier, selection):
    assert gone(earlier, selection) == ()


def test_an_item_that_left_the_bank_is_named_with_a_search_that_finds_it(
    earlier, write_bank, trade, select_all
):
    kept = trade.replace("  - {id: plain, kind: flashcard, stem: What is the paper called?", "#")
    left = select_all(write_bank(trade=kept.replace("#, answer: A Small Paper}\n", "")))

    [line] = gone(earlier, left)
    assert line.startswith("1 note of the earlier package is not in this one: plain. ")
    assert line.endswith('to delete there, search for "Id:plain".')


def test_many_are_counted_and_some_named(earlier, selection):
    bank = replace(selection.bank, items=selection.items[:1])
    [line] = gone(earlier, replace(selection, bank=bank, items=selection.items[:1]))

    assert line.startswith("10 notes of the earlier package are not in this one: gap, how-much, ")
    assert line.endswith('or "Id:who" or "Id:why".')


def test_what_is_not_chosen_this_time_is_not_gone(earlier, selection):
    assert gone(earlier, replace(selection, items=selection.items[:9])) == (
        "2 notes of the earlier package are not among those chosen for this one.",
    )


def test_notes_that_are_not_ours_are_counted_alone(earlier, selection, tmp_path):
    with zipfile.ZipFile(earlier) as package:
        (tmp_path / "c").write_bytes(package.read("collection.anki2"))
    changed = "UPDATE notes SET guid = 'other', mid = 5 WHERE id = (SELECT min(id) FROM notes)"
    zipped(earlier, database(tmp_path / "c", changed))

    assert gone(earlier, selection) == ("1 note of the earlier package is no longer in the bank.",)
