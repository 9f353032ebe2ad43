"""A learner's progress in Anki's columns."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from dataclasses import replace

import pytest

from exports import anki
from exports.anki import Anki
from exports.anki_notes import guid
from exports.anki_progress import card_columns
from exports.anki_progress import log_rows
from exports.anki_progress import preset_id
from exports.progress import Answered
from exports.progress import CardProgress
from exports.progress import Preset
from exports.progress import Progress

DAY = 86_400
FIRST = 20_000  # a study day
PRESET = Preset(
    "Citecards: Small", (60, 600), (600,), 17, 180, 3650, 7, suspend_leeches=False, bury=True,
    desired_retention=0.88, parameters=
    (0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835,
     0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.2),
)  # fmt: skip


def progress(**cards):
    return Progress(FIRST, FIRST * DAY + 4 * 3600, -540, 4, PRESET, cards)


def columns(card, place=9):
    names = ("type", "queue", "due", "ivl", "factor", "reps", "lapses", "left", "flags", "data")
    return dict(zip(names, card_columns(card, progress(), place), strict=True))


def test_a_new_card_stands_at_its_place():
    found = columns(CardProgress())

    assert (found["type"], found["queue"], found["due"], found["data"]) == (0, 0, 9, "")


def test_a_review_is_due_in_days_since_the_collection_was_made():
    card = CardProgress("review", FIRST + 30, interval=12, reps=4, lapses=1, flag=3)
    found = columns(card)

    assert (found["type"], found["queue"], found["due"], found["ivl"]) == (2, 2, 30, 12)
    assert (found["factor"], found["reps"], found["lapses"], found["flags"]) == (2500, 4, 1, 3)


def test_a_step_within_the_day_is_due_at_a_time_and_one_beyond_it_on_a_day():
    now = columns(CardProgress("learning", due_at=1_800_000_000, steps_left=2))
    later = columns(CardProgress("relearning", FIRST + 3, steps_left=1, interval=5))

    assert (now["type"], now["queue"], now["due"], now["left"]) == (1, 1, 1_800_000_000, 2)
    assert (later["type"], later["queue"], later["due"], later["left"]) == (3, 3, 3, 1)


@pytest.mark.parametrize(
    ("card", "queue"),
    [
        (CardProgress("review", FIRST, suspended=True), -1),
        (CardProgress("review", FIRST, suspended=True, buried="user"), -1),
        (CardProgress("review", FIRST, buried="answer"), -2),
        (CardProgress("review", FIRST, buried="user"), -3),
        (CardProgress(suspended=True), -1),
    ],
)
def test_what_is_put_aside_is_in_a_queue_of_its_own(card, queue):
    assert columns(card)["queue"] == queue


def test_a_step_on_a_later_day_that_is_put_aside_is_due_at_that_day_s_beginning():
    found = columns(CardProgress("relearning", FIRST + 3, buried="user"))

    assert (found["queue"], found["due"]) == (-3, FIRST * DAY + 4 * 3600 + 3 * DAY)


def test_memory_has_anki_s_digits():
    card = CardProgress(
        "review", FIRST, stability=12.345678, difficulty=5.43215, last_at=1_799_999_999
    )

    assert json.loads(columns(card)["data"]) == {
        "s": 12.3457, "d": 5.432, "dr": 0.88, "decay": 0.2, "lrt": 1_799_999_999,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "number", "factor"),
    [
        ("learn", 0, 600), ("review", 1, 600), ("relearn", 2, 600), ("early", 3, 600),
        ("cram", 3, 0), ("manual", 4, 0), ("rescheduled", 5, 600),
    ],
)  # fmt: skip
def test_a_line_of_the_log_has_anki_s_kind_and_its_difficulty_as_factor(kind, number, factor):
    card = CardProgress(log=(Answered(1_700_000_000_123, 3, kind, 12, -600, 5.5, 4321),))

    assert list(log_rows(card, 77)) == [(1_700_000_000_123, 77, 3, 12, -600, factor, 4321, number)]


def test_a_line_without_difficulty_is_one_that_fsrs_reads():
    card = CardProgress(log=(Answered(1, 3, "review", 12, 1, None, 0),))

    assert [row[5] for row in log_rows(card, 1)] == [2500]


# In the package


@pytest.fixture
def learned(selection):
    at = (FIRST + 5) * DAY * 1000
    cards = {
        "flash": {
            1: CardProgress("review", FIRST + 30, interval=12, reps=2, stability=12.3,
                            difficulty=5.5, last_at=at // 1000, marked=True,
                            log=(Answered(at, 3, "learn", -600, 0, 5.5, 9000),
                                 Answered(at, 3, "learn", 12, -600, 5.5, 9000))),
            2: CardProgress(suspended=True),
        },
        "plain": {1: CardProgress("learning", due_at=at // 1000, reps=1,
                                  log=(Answered(at, 1, "learn", -60, 0, 6.1, 100),))},
    }  # fmt: skip
    return replace(selection, progress=progress(**cards))


def read(path, query):
    with zipfile.ZipFile(path) as package:
        connection = sqlite3.connect(":memory:")
        connection.deserialize(package.read("collection.anki2"))
    rows = connection.execute(query).fetchall()
    connection.close()
    return rows


def test_lines_of_one_moment_have_numbers_of_their_own(learned, tmp_path):
    Anki().write(learned, tmp_path / "a.apkg")
    rows = read(tmp_path / "a.apkg", "SELECT id, ivl FROM revlog ORDER BY id")
    at = (FIRST + 5) * DAY * 1000

    assert [row[0] for row in rows] == [at, at + 1, at + 2]
    assert {row[1] for row in rows} == {-600, 12, -60}


def test_the_collection_says_when_its_day_0_was_and_what_it_is_studied_with(learned, tmp_path):
    Anki().write(learned, tmp_path / "a.apkg")
    [(made, conf, presets, decks)] = read(
        tmp_path / "a.apkg", "SELECT crt, conf, dconf, decks FROM col"
    )
    group = json.loads(presets)[str(preset_id(PRESET))]

    assert made == FIRST * DAY + 4 * 3600
    assert {"rollover": 4, "creationOffset": -540, "schedVer": 2}.items() <= json.loads(
        conf
    ).items()
    assert (group["name"], group["desiredRetention"]) == ("Citecards: Small", 0.88)
    assert (group["new"]["perDay"], group["new"]["delays"]) == (17, [1, 10])
    own = {deck["conf"] for number, deck in json.loads(decks).items() if number != "1"}
    assert own == {preset_id(PRESET)}


def test_a_mark_is_a_tag_of_the_note(learned, tmp_path):
    Anki().write(learned, tmp_path / "a.apkg")
    rows = dict(read(tmp_path / "a.apkg", "SELECT guid, tags FROM notes"))

    assert " marked " in rows[guid("small", "flash")]
    assert sum(" marked " in tags for tags in rows.values()) == 1


def test_without_progress_no_card_was_ever_asked(selection, tmp_path):
    Anki().write(selection, tmp_path / "a.apkg")

    assert read(tmp_path / "a.apkg", "SELECT count(*) FROM revlog") == [(0,)]
    assert read(tmp_path / "a.apkg", "SELECT DISTINCT type, queue FROM cards") == [(0, 0)]


def test_equal_progress_gives_equal_bytes(learned, tmp_path):
    for name in "ab":
        Anki().write(learned, tmp_path / name)

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_database_is_sound(learned, tmp_path):
    Anki().write(learned, tmp_path / "a.apkg")

    assert read(tmp_path / "a.apkg", "PRAGMA integrity_check") == [("ok",)]
    assert read(tmp_path / "a.apkg", "SELECT count(*) FROM cards WHERE nid NOT IN "
                "(SELECT id FROM notes)") == [(0,)]  # fmt: skip
    assert read(tmp_path / "a.apkg", "SELECT count(*) FROM revlog WHERE cid NOT IN "
                "(SELECT id FROM cards)") == [(0,)]  # fmt: skip


def test_a_full_disk_is_an_error_of_the_system_and_leaves_what_was_there(
    learned, tmp_path, monkeypatch
):
    # SQLite's own limit stands for the disk's: it fails in the same way
    monkeypatch.setattr(anki, "_CACHE", "1; PRAGMA max_page_count = 4")
    out = tmp_path / "folder" / "a.apkg"
    out.parent.mkdir()
    out.write_bytes(b"as it was")

    with pytest.raises(OSError, match="the disk is full") as caught:
        Anki().write(learned, out)

    assert caught.value.filename == str(out)
    assert out.read_bytes() == b"as it was"
    assert list(out.parent.iterdir()) == [out]
