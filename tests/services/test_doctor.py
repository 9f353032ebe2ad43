"""The doctor finds every kind of damage and mends it; the log, which is the truth, stays."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.quiz.blueprint import Blueprint
from app.services import quizzes
from app.services.answering import answer
from app.services.answering import undo
from app.services.backup import back_up
from app.services.doctor import examine
from app.services.errors import RefusedError
from app.services.sync import sync
from app.services.sync import sync_all
from app.settings import Settings
from app.store import holds
from app.store.db import Database
from app.store.migrate import migrate
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import flashcards
from tests.services.banks import log_rows
from tests.services.banks import rate
from tests.services.banks import submission
from tests.services.banks import unfolded
from tests.services.banks import upcoming
from tests.services.banks import write_bank
from tests.site import MORNING
from tests.site import Clock
from tests.site import make_runtime

CLOZE = """
  - id: gap
    kind: cloze
    text: "Trade {{c1::fell}} in the {{c2::year 2019}}."
    lint_ignore: {wide-cloze: Two cards of one item are what these tests are about.}
    cite: ["P1: fell by 4.5 percent"]
"""
ITEMS = {"trade": flashcards("a1", "a2", "a3") + CLOZE, "rivers": flashcards("b1", "b2")}
TABLES = ("bank", "source", "item", "card", "learner", "citation", "card_state", "review", "daily",
          "attempt", "action", "preset", "deck")  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    return write_bank(tmp_path / "small", ITEMS)


@pytest.fixture
def studied(runtime):
    """Return a runtime with a history: steps, reviews, a lapse, an undo, a quiz, a hold."""
    study(runtime)
    return runtime


def study(runtime):
    for name, rating in (("a1", 3), ("a1", 3), ("a2", 4), ("gap", 1), ("b1", 2), ("b2", 4)):
        rate(runtime, card_of(runtime, name), rating)
        runtime.clock.forward(minutes=12)
    runtime.clock.forward(days=30)
    rate(runtime, card_of(runtime, "a2"), 1)
    rate(runtime, card_of(runtime, "b2"), 3)
    rate(runtime, card_of(runtime, "a3"), 3)
    undo(runtime, "small", "undo-1")
    quizzes.submit(runtime, quizzes.start(runtime, "small", Blueprint(count=3), "attempt-1"), {})
    with runtime.database.write() as connection:
        holds.hold(connection, runtime.learner, [card_of_in(connection, "b1")], suspended=True)


def card_of_in(connection, item):
    query = text("SELECT card.id FROM card JOIN item ON pk = item_pk WHERE item_id = :item")
    return connection.execute(query, {"item": item}).scalar()


def harm(runtime, *statements):
    """Change the file behind the program's back, as a fault of a disk or a hand might."""
    with closing(sqlite3.connect(runtime.settings.data / "test.db")) as store:
        for statement in statements:
            store.execute(statement)
        store.commit()


def seen(runtime):
    """Return all there is but what no repair can bring back, nor needs to: times and names."""
    tables = dump(runtime, *TABLES)
    tables["bank"] = [row[:-1] for row in tables["bank"]]  # synced_at
    tables["learner"] = [row[0] for row in tables["learner"]]
    tables["daily"] = [row for row in tables["daily"] if row[-2]]
    tables["item"] = [row[:10] + row[11:] for row in tables["item"]]  # changed
    return tables


def said(report):
    return [f"{row.where}: {row.what}" for row in report.findings]


def test_in_sound_data_nothing_is_found_and_no_backup_is_made(studied, tmp_path):
    before = dump(studied)

    for repair in (False, True):
        report = examine(studied, repair=repair)
        assert (report.findings, report.notes, report.backup) == ((), (), None)
        assert report.sound
    assert dump(studied) == before
    assert not (tmp_path / "data" / "backups").exists()


DAMAGE = {
    "a state that forgot an answer": "UPDATE card_state SET reps = 1, stage = 'learning' WHERE"
    " card_id = 1",
    "a due date": "UPDATE card_state SET due_day = due_day + 900 WHERE card_id = 7",
    "a stability": "UPDATE card_state SET stability = 0.5 WHERE card_id = 2",
    "a stability that is no number": "UPDATE card_state SET stability = 'much' WHERE card_id = 2",
    "a stage that isn't one": "UPDATE card_state SET stage = 'asleep' WHERE card_id = 2",
    "a memory of nothing": "UPDATE card_state SET stability = NULL, difficulty = NULL",
    "a new card that seems learned": "UPDATE card_state SET stage = 'review', due_day = 9, reps = 4"
    " WHERE card_id = 3",
    "a learned card that seems new": "UPDATE card_state SET stage = 'new', reps = 0"
    " WHERE card_id = 2",
    "a new card's place": "UPDATE card_state SET due_day = 77 WHERE stage = 'new'",
    "the order of a day": "UPDATE card_state SET shuffle = 5",
    "rows of cards": "DELETE FROM card_state WHERE card_id IN (1, 2, 3)",
    "all rows of cards": "DELETE FROM card_state WHERE NOT suspended",
    "a row of no card": "INSERT INTO card_state (learner_id, card_id, bank_id, topic, stage, step,"
    " shuffle, interval, reps, lapses) VALUES ('local', 999, 'small', 'trade', 'new', 0, 0, 0, 0,"
    " 0)",
    "a topic": "UPDATE card_state SET topic = 'rivers'",
    "a bank": "UPDATE card_state SET bank_id = 'nowhere' WHERE card_id = 1",
    "a card out of the queue": "UPDATE card_state SET active = 0",
    "a suspended card in the queue": "UPDATE card_state SET active = 1",
    "a burial by nobody": "UPDATE card_state SET buried_until = 99999, buried_by = 'nobody'",
    "a flag": "UPDATE card_state SET flag = 9 WHERE card_id = 1",
    "a notice that isn't one": "UPDATE card_state SET notice = 'colour'",
    "a notice of a new card": "UPDATE card_state SET notice = 'answer' WHERE stage = 'new'",
    "a notice that isn't one, of a wrong state": "UPDATE card_state SET notice = 'x', reps = 9",
    "a sum": "UPDATE daily SET answers = answers + 1",
    "sums": "DELETE FROM daily",
    "a sum of nothing": "INSERT INTO daily VALUES ('local', 'small', 1, 'trade', 9, 'learn', 'new',"
    " 3, 4, 5)",
    "citations": "DELETE FROM citation",
    "where a citation stands": "UPDATE citation SET start = 0 WHERE item_pk = 2",
    "a citation of no item": "INSERT INTO citation VALUES (99, 0, 'small', 'paper', 1, 2, 3)",
    "an item": "DELETE FROM item WHERE item_id = 'a2'",
    "items": "DELETE FROM item",
    "an item that was never answered": "DELETE FROM item WHERE item_id = 'a3'",
    "an item of two cards": "DELETE FROM item WHERE item_id = 'gap'",
    "an item's text": "UPDATE item SET data = '{' WHERE item_id = 'a1'",
    "an item's answer": "UPDATE item SET data = replace(data, 'The a1', 'The b1')",
    "an item's passages": "UPDATE item SET passages = 'nowhere' WHERE item_id = 'a1'",
    "an item's topic": "UPDATE item SET topic = 'rivers' WHERE item_id = 'a1'",
    "an item that seems retired": "UPDATE item SET retired = 1 WHERE item_id = 'a1'",
    "a card": "DELETE FROM card WHERE id = 2",
    "a card that was never answered": "DELETE FROM card WHERE id = 3",
    "a card of two": "DELETE FROM card WHERE id = 4",
    "cards": "DELETE FROM card",
    "a card that seems retired": "UPDATE card SET retired = 1 WHERE id = 2",
    "a card's place": "UPDATE card SET position = 40 WHERE id = 3",
    "a bank's row": "DELETE FROM bank",
    "a bank's description": "UPDATE bank SET info = '{}'",
    "the paper": "DELETE FROM source",
    "the paper's text": "UPDATE source SET text = 'Once upon a time'",
    "the learner": "DELETE FROM learner",
    "the preset of a deck": "INSERT INTO deck VALUES ('local', 'small', 'gone', NULL)",
}  # fmt: skip


@pytest.mark.parametrize("statement", DAMAGE.values(), ids=DAMAGE)
def test_damage_is_found_mended_and_found_no_more(studied, statement):
    before = seen(studied)
    if statement.startswith("INSERT INTO deck"):
        before["deck"] = [("local", "small", None, None)]
    harm(studied, statement)
    if statement.startswith("DELETE FROM card"):  # when they were added, nobody knows any more
        left = {row[0] for row in dump(studied)["card"]}
        before["card"] = [row if row[0] in left else (*row[:-1], None) for row in before["card"]]

    found = examine(studied)
    assert found.findings
    assert not found.sound
    assert all(row.mendable and not row.mended for row in found.findings)
    report = examine(studied, repair=True)
    assert report.sound
    assert all(row.mended for row in report.findings)
    assert report.backup.is_file()
    assert seen(studied) == before
    again = examine(studied, repair=True)
    assert (again.findings, again.backup) == ((), None)
    assert unfolded(studied) == []


def test_looking_changes_nothing(studied, tmp_path):
    harm(studied, "DELETE FROM card_state", "DELETE FROM item", "DELETE FROM daily")
    before = dump(studied)

    examine(studied)
    assert dump(studied) == before
    assert not (tmp_path / "data" / "backups").exists()


def test_what_the_learner_decided_stays(studied):
    harm(studied, "UPDATE card_state SET flag = 3, marked = 1, notice = 'answer', stability = 1.5"
                  " WHERE card_id = 2")  # fmt: skip
    examine(studied, repair=True)

    [row] = [row for row in dump(studied, "card_state")["card_state"] if row[1] == 2]
    assert row[-3:] == (3, 1, "answer")
    assert unfolded(studied) == []


def test_answers_to_cards_that_are_gone_for_good_stay_in_the_log_and_are_told(studied, folder):
    write_bank(folder, {"rivers": flashcards("b1", "b2")})
    sync(studied, folder)
    log = log_rows(studied)
    harm(studied, "DELETE FROM card WHERE id = 2", "DELETE FROM item WHERE item_id = 'a2'")

    report = examine(studied, repair=True)
    assert [(note.where, note.done) for note in report.notes] == [
        ("card 2", "its 2 answers are kept")
    ]
    assert log_rows(studied) == log
    again = examine(studied)
    assert again.findings == ()
    assert again.sound
    assert again.notes == report.notes


def test_an_undo_that_stands_twice_is_told_and_kept(studied):
    harm(studied, "UPDATE review SET undone_by = 'undo-1' WHERE seq = 1")
    log = log_rows(studied)

    report = examine(studied, repair=True)
    assert [note.where for note in report.notes] == ["undo undo-1"]
    assert log_rows(studied) == log
    assert unfolded(studied) == []
    assert examine(studied).findings == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE attempt SET form = 'lost'",
        "UPDATE attempt SET form = '{}'",
        "UPDATE attempt SET form = '{\"placed\": [[1, 2]]}'",
        "UPDATE attempt SET responses = '[1]'",
        "UPDATE attempt SET responses = '{'",
    ],
)
def test_a_quiz_that_cannot_be_read_goes_and_the_backup_has_it(studied, statement):
    harm(studied, statement)
    report = examine(studied, repair=True)

    assert said(report) == ["attempt-1: a quiz can't be read"]
    assert dump(studied, "attempt") == {"attempt": []}
    with closing(sqlite3.connect(report.backup)) as copy:
        assert copy.execute("SELECT id FROM attempt").fetchall() == [("attempt-1",)]
    assert examine(studied).findings == ()


@pytest.mark.parametrize("data", ["{", "[]", '{"desired_retention": 7}', '{"learning_steps": "x"}'])
def test_a_preset_that_cannot_be_read_is_one_of_defaults(studied, data):
    harm(studied, f"INSERT INTO preset VALUES ('local', 'p', 'Mine', '{data}')",  # noqa: S608
         "INSERT INTO deck VALUES ('local', 'small', 'p', NULL)")  # fmt: skip
    report = examine(studied, repair=True)

    assert said(report)[0] == "Mine: a preset can't be read"
    assert upcoming(studied)[1]
    assert examine(studied).findings == ()


@pytest.mark.parametrize("before", ["{", "[]", '{"x": {}}', '{"1": {"stage": "new"}}'])
def test_an_action_whose_undo_cannot_be_read_goes(studied, before):
    harm(studied, "INSERT INTO action (id, learner_id, bank_id, kind, at, after_seq, before)"  # noqa: S608
                  f" VALUES ('x', 'local', 'small', 'flag', 0, 99, '{before}')")  # fmt: skip
    report = examine(studied, repair=True)

    assert [row.what for row in report.findings] == ["the undo of an action can't be read"]
    undo(studied, "small", "undo-2")
    assert examine(studied).findings == ()


def test_words_for_search_are_brought_to_the_items(studied):
    harm(studied, "DELETE FROM item_words WHERE rowid = 1",
         "INSERT INTO item_words (rowid, mark, words) VALUES (99, 'x', 'y')")  # fmt: skip
    report = examine(studied, repair=True)

    assert said(report) == [
        "1 items of small: search has other words than they have",
        "1 items that are gone: search has other words than they have",
    ]
    assert examine(studied).findings == ()


def test_without_its_bank_what_needs_it_is_not_mended_and_says_how(studied):
    harm(studied, "DELETE FROM item WHERE item_id = 'a2'")
    studied.settings = replace(studied.settings, banks=())

    report = examine(studied, repair=True)
    assert not report.sound
    [row] = [row for row in report.findings if not row.mended]
    assert "citecards doctor --repair FOLDER" in row.done
    assert row.where == "card 2 of small"


def test_an_edit_that_was_not_compiled_yet_is_no_damage(studied, folder):
    write_bank(folder, {**ITEMS, "rivers": flashcards("b1", "b3")}, title="Another title")

    assert examine(studied).findings == ()


def test_of_many_alike_the_first_are_told_and_the_rest_counted(tmp_path):
    names = [f"a{n}" for n in range(100)]
    bank = write_bank(tmp_path / "small", {"trade": flashcards(*names)})
    runtime = make_runtime(tmp_path / "data", bank, clock=Clock())
    harm(runtime, "UPDATE card_state SET shuffle = 5")

    found = examine(runtime)
    assert len(found.findings) == 41
    assert found.findings[-1].where == "60 more"
    runtime.database.close()


def test_a_second_learner_is_looked_at_too(studied):
    other = replace(studied, learner="other")
    with studied.database.write() as connection:
        connection.exec_driver_sql("INSERT INTO learner VALUES ('other', 'Other', 0)")
    answer(other, submission(studied, card_of(studied, "a1"), 4, seen=0))
    harm(studied, "UPDATE card_state SET reps = 7 WHERE learner_id = 'other'")

    assert "card 1 of other" in said(examine(studied, repair=True))[-1]
    assert unfolded(other)[:1] == []
    assert examine(studied).findings == ()


def test_after_a_change_of_zone_nothing_is_wrong(runtime, clock):
    """A step that ends within the day there ends after it here: the log's own zone decides."""
    clock.forward(minutes=60 * 6)
    rate(runtime, card_of(runtime, "a1"), 3)
    runtime.settings = replace(runtime.settings, zone="Pacific/Kiritimati")

    assert examine(runtime).findings == ()
    before = dump(runtime, "card_state")
    rate(runtime, card_of(runtime, "a1"), 3)
    undo(runtime, "small", "undo")
    assert dump(runtime, "card_state") == before


def test_a_file_that_is_damaged_is_not_touched_and_the_newest_sound_backup_is_named(studied):
    place = studied.settings.data / "test.db"
    sound = back_up(studied.settings, studied.settings.data / "backups", MORNING)
    bad = sound.with_name("citecards-2026-11-24T090000Z.db")
    bad.write_bytes(sound.read_bytes()[:20_000])
    studied.database.close()
    whole = place.read_bytes()
    place.write_bytes(whole[:8192] + b"\xff" * 20_000 + whole[28_192:])
    broken = place.read_bytes()

    for repair in (False, True):
        report = examine(studied, repair=repair)
        assert not report.sound
        assert all(f"citecards restore {sound}" in row.done for row in report.findings)
    assert place.read_bytes() == broken


def test_a_file_that_is_no_database_is_told(studied):
    studied.database.close()
    (studied.settings.data / "test.db").write_bytes(b"my holiday notes " * 500)

    [row] = examine(studied, repair=True).findings
    assert "damaged or isn't one" in row.what
    assert "there is no sound backup" in row.done


@pytest.mark.parametrize(("version", "says"), [("9999", "newer"), ("0001", "older")])
def test_tables_of_another_version_are_left_alone(studied, version, says):
    harm(studied, f"UPDATE alembic_version SET version_num = '{version}'")  # noqa: S608

    with pytest.raises(RefusedError, match=says):
        examine(studied)


def test_without_a_backup_nothing_is_mended(studied, tmp_path):
    harm(studied, "DELETE FROM daily")
    (tmp_path / "data" / "backups").write_text("in the way")
    before = dump(studied)

    with pytest.raises(RefusedError, match="the backup could not be written"):
        examine(studied, repair=True)
    assert dump(studied) == before


COLUMNS = st.sampled_from(
    "stage step due_at due_day shuffle interval stability difficulty reps lapses last_at last_day"
    " topic bank_id active buried_by flag notice".split()
)
VALUES = st.sampled_from(["NULL", "0", "1", "7", "-3", "2.5", "'new'", "'review'", "'x'", "99999"])
NUMBERS = st.integers(1, 8)
CHANGES = st.one_of(
    st.builds("UPDATE card_state SET {} = {} WHERE card_id % 3 = {} % 3".format, COLUMNS, VALUES,
              NUMBERS),
    st.builds("DELETE FROM {} WHERE rowid % 4 = {} % 4".format,
              st.sampled_from(["card_state", "citation", "daily", "card", "item", "item_words",
                               "learner", "bank", "source"]), NUMBERS),
    st.builds("UPDATE item SET {} = {} WHERE pk = {}".format,
              st.sampled_from(["data", "passages", "topic", "position", "retired", "kind",
                               "fingerprint", "key_fingerprint", "words"]), VALUES, NUMBERS),
    st.builds("UPDATE card SET {} = {} WHERE id = {}".format,
              st.sampled_from(["topic", "position", "retired", "n"]), VALUES, NUMBERS),
    st.builds("UPDATE daily SET answers = {} WHERE rowid = {}".format, NUMBERS, NUMBERS),
)  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(["a1", "a2", "gap", "b1"]), st.integers(0, 4),
              st.sampled_from([1, 12, 700, 60 * 24 * 20])),
    max_size=8,
)  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS, changes=st.lists(CHANGES, min_size=1, max_size=5))
def test_whatever_is_damaged_it_is_then_as_the_log_says_and_the_log_as_it_was(
    tmp_path_factory, steps, changes
):
    folder = tmp_path_factory.mktemp("doctor")
    bank = write_bank(folder / "small", ITEMS)
    runtime = make_runtime(folder / "data", bank, clock=Clock())
    for number, (item, rating, minutes) in enumerate(steps):
        if rating:
            rate(runtime, card_of(runtime, item), rating)
        else:
            with suppress(RefusedError):
                undo(runtime, "small", f"undo-{number}")
        runtime.clock.forward(minutes=minutes)
    log = log_rows(runtime)
    for change in changes:
        with suppress(sqlite3.IntegrityError):
            harm(runtime, change)

    report = examine(runtime, repair=True)
    assert report.sound, json.dumps(said(report))
    assert log_rows(runtime) == log
    assert said(examine(runtime)) == []
    assert unfolded(runtime) == []
    assert upcoming(runtime)
    runtime.database.close()


@pytest.fixture
def served_by_postgres(tmp_path, folder, postgres):
    """Return a runtime with a history, on a server."""
    address = Settings(data=tmp_path / "data", banks=(folder,), database=postgres)
    made = replace(make_runtime(tmp_path / "data", folder), settings=address)
    made.database.close()
    made.database = Database(postgres)
    migrate(made.database)
    sync_all(made)
    study(made)
    yield made
    made.database.close()


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE card_state SET reps = 9, due_day = 4, shuffle = 2",
        "UPDATE card_state SET active = NOT active",
        "DELETE FROM card_state WHERE NOT suspended",
        "DELETE FROM daily",
        "DELETE FROM citation",
        "DELETE FROM item_words",
        "UPDATE item SET data = '{'",
    ],
)
def test_on_a_server_it_is_the_same_after_a_backup_by_other_means(served_by_postgres, statement):
    runtime = served_by_postgres
    before = seen(runtime)
    assert examine(runtime).findings == ()
    with runtime.database.write() as connection:
        connection.exec_driver_sql(statement)

    with pytest.raises(RefusedError, match="by pg_dump, then add --backed-up"):
        examine(runtime, repair=True)
    report = examine(runtime, repair=True, backed_up=True)
    assert report.sound
    assert report.findings
    assert seen(runtime) == before
    assert examine(runtime).findings == ()
