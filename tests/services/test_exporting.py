"""An export with what the learner did: which items, and their history as the log has it."""

from __future__ import annotations

import itertools
import json
import sqlite3
import zipfile
from dataclasses import replace

import pytest

from app.quiz.blueprint import Blueprint
from app.scheduling.types import Options
from app.services import answering
from app.services import export_progress
from app.services import exporting
from app.services import quizzes
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.holding import act
from app.services.relearning import relearn
from app.services.selecting import Wanted
from app.services.sync import sync
from question_bank.loader import load
from tests.services.banks import card_of
from tests.services.banks import flashcards
from tests.services.banks import log_rows
from tests.services.banks import rate
from tests.services.banks import write_bank

MINUTE, DAY = 60_000, 86_400_000


def written(runtime, wanted, name="jsonl"):
    with exporting.download(runtime, "small", name, wanted) as made:
        return made.report.written


def package(runtime, out, bank=None, **wanted):
    """Write a bank for Anki with its history; return the report and what SQL finds in it."""
    loaded = bank or quizzes.load(runtime, "small")
    report = exporting.write(runtime, loaded, "anki", Wanted(history=True, **wanted), out)
    with zipfile.ZipFile(out) as archive:
        connection = sqlite3.connect(":memory:")
        connection.deserialize(archive.read("collection.anki2"))
    connection.row_factory = sqlite3.Row
    return report, lambda query: [dict(row) for row in connection.execute(query)]


CARDS = (
    "SELECT substr(n.flds, -2) AS item, c.* FROM cards c JOIN notes n ON n.id = c.nid ORDER BY c.id"
)


# Which items


def test_only_what_was_answered(runtime):
    rate(runtime, card_of(runtime, "a2"))
    rate(runtime, card_of(runtime, "b1"))

    assert written(runtime, Wanted(studied=True)) == ("a2", "b1")
    assert written(runtime, Wanted(studied=True, topics=("rivers",))) == ("b1",)


def test_only_what_keeps_lapsing(runtime, clock):
    runtime.options = replace(runtime.options, leech_threshold=2)
    for rating in (4, 1, 4, 1):
        rate(runtime, card_of(runtime, "a3"), rating)
        clock.forward(days=30)
    rate(runtime, card_of(runtime, "a1"))

    assert written(runtime, Wanted(leeches=True)) == ("a3",)


def test_only_the_questions_of_a_quiz_in_their_order(runtime, clock):
    quizzes.start(runtime, "small", Blueprint(count=2, seed=3), "attempt-1")
    clock.forward(minutes=1)
    quizzes.start(runtime, "small", Blueprint(count=3, seed=8), "attempt-2")
    first, second = (quizzes.attempt(runtime, f"attempt-{n}") for n in (1, 2))

    for code, view in ((first.code, first), (second.code.lower(), second), ("last", second)):
        asked = tuple(question.placed.item.id for question in view.questions)
        assert written(runtime, Wanted(quiz=code)) == asked


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (Wanted(studied=True), "0 items match: you answered none of them yet"),
        (Wanted(leeches=True), "0 items match: none of them keeps lapsing"),
        (Wanted(quiz="NOPE"), "there is no quiz `NOPE`: you took none of this bank yet"),
        (Wanted(history=True), "a history goes along with anki only, not with jsonl"),
        (Wanted(tags=("x",)), "0 items match tag x"),
    ],
)
def test_nothing_to_write_is_refused_in_a_line(runtime, wanted, says):
    with pytest.raises(RefusedError, match=says):
        written(runtime, wanted)


def test_a_quiz_that_is_not_there_says_which_are(runtime):
    quizzes.start(runtime, "small", Blueprint(count=2), "attempt-1")
    code = quizzes.attempt(runtime, "attempt-1").code

    with pytest.raises(RefusedError, match=f"there is no quiz `x`: you took {code}"):
        written(runtime, Wanted(quiz="x"))


def test_a_bank_that_is_not_among_the_data_is_refused(runtime, tmp_path):
    other = load(write_bank(tmp_path / "other", bank="other"))

    with pytest.raises(NotFoundError, match="no bank `other` in your data: study it first"):
        exporting.write(runtime, other, "anki", Wanted(studied=True), tmp_path / "a.apkg")


# The history


def test_a_card_stands_in_anki_as_it_stands_here(runtime, clock, tmp_path):
    began = runtime.moment().day
    for item, rating in (("a1", 4), ("a2", 3), ("a3", 4)):
        rate(runtime, card_of(runtime, item), rating)
    clock.forward(days=40)
    rate(runtime, card_of(runtime, "a1"), 3)
    rate(runtime, card_of(runtime, "a3"), 1)
    act(runtime, bank="small", cards=(card_of(runtime, "a1"),), what="flag-3", action_id="f")
    act(runtime, bank="small", cards=(card_of(runtime, "b1"),), what="suspend", action_id="s")
    act(runtime, bank="small", cards=(card_of(runtime, "b2"),), what="bury", action_id="b")
    _, find = package(runtime, tmp_path / "a.apkg")
    cards = {row["item"]: row for row in find(CARDS)}
    with runtime.database.read() as connection:
        state = connection.exec_driver_sql(
            f"SELECT due_day, interval, stability, difficulty FROM card_state"  # noqa: S608
            f" WHERE card_id = {card_of(runtime, 'a1')}"
        ).one()
    memory = json.loads(cards["a1"]["data"])

    assert (cards["a1"]["type"], cards["a1"]["queue"], cards["a1"]["flags"]) == (2, 2, 3)
    assert cards["a1"]["due"] == state.due_day - began
    assert cards["a1"]["ivl"] == state.interval
    assert memory["s"] == round(state.stability, 4)
    assert memory["d"] == round(state.difficulty, 3)
    assert memory["lrt"] == clock.now // 1000
    assert (cards["a2"]["type"], cards["a2"]["left"], cards["a2"]["reps"]) == (1, 1, 1)
    assert (cards["a3"]["type"], cards["a3"]["queue"], cards["a3"]["lapses"]) == (3, 1, 1)
    assert (cards["b1"]["queue"], cards["b2"]["queue"]) == (-1, -3)


def test_the_log_has_anki_s_intervals_seconds_on_steps_and_days_after(runtime, clock, tmp_path):
    card = card_of(runtime, "a1")
    for rating in (1, 2, 3, 3):
        rate(runtime, card, rating)
        clock.forward(minutes=11)
    clock.forward(days=9)
    rate(runtime, card, 1)
    clock.forward(minutes=11)
    rate(runtime, card, 3)
    _, find = package(runtime, tmp_path / "a.apkg")
    rows = find("SELECT * FROM revlog ORDER BY id")
    stored = log_rows(runtime)
    days = stored[3]["interval_after"]

    assert [row["id"] for row in rows] == [row["answered_at"] for row in stored]
    assert [row["ease"] for row in rows] == [1, 2, 3, 3, 1, 3]
    assert [row["ivl"] for row in rows] == [
        -60, -330, -600, days, -600, stored[5]["interval_after"],
    ]  # fmt: skip
    assert [row["lastIvl"] for row in rows] == [0, -60, -330, -600, days, -600]
    assert [row["type"] for row in rows] == [0, 0, 0, 0, 1, 2]
    assert [row["time"] for row in rows] == [5000] * 6
    assert [row["factor"] for row in rows] == [
        round(((row["difficulty_after"] - 1) / 9 + 0.1) * 1000) for row in stored
    ]


def test_what_was_taken_back_does_not_go_and_a_new_beginning_does(runtime, clock, tmp_path):
    rate(runtime, card_of(runtime, "a1"), 4)
    clock.forward(minutes=1)
    rate(runtime, card_of(runtime, "a2"), 4)
    answering.undo(runtime, "small", "undo-1")
    clock.forward(minutes=1)
    relearn(runtime, "small", card_of(runtime, "a1"), "again-1")
    _, find = package(runtime, tmp_path / "a.apkg")
    rows = find("SELECT * FROM revlog ORDER BY id")

    assert [(row["ease"], row["type"], row["factor"] > 0) for row in rows] == [
        (4, 0, True), (0, 4, False),
    ]  # fmt: skip
    assert len(find("SELECT * FROM cards WHERE type = 0")) == 5


def test_a_narrower_export_has_the_history_of_its_items_alone(runtime, tmp_path):
    for item in ("a1", "b1"):
        rate(runtime, card_of(runtime, item))
    report, find = package(runtime, tmp_path / "a.apkg", topics=("rivers",))

    assert report.written == ("b1", "b2")
    assert find("SELECT count(*) AS n FROM revlog") == [{"n": 1}]


def test_it_is_read_in_pieces_whatever_the_order(runtime, monkeypatch):
    monkeypatch.setattr(export_progress, "_PIECE", 2)
    for item in ("a1", "a2", "a3", "b1", "b2"):
        rate(runtime, card_of(runtime, item))
    bank = quizzes.load(runtime, "small")
    with runtime.database.read() as connection:
        order = tuple(item.id for item in bank.items)
        cards = export_progress.progress_of(connection, runtime, "small", "x", order).cards
        for wanted in itertools.permutations(order, 3):
            assert [cards[item][1].reps for item in wanted] == [1, 1, 1]
        assert (list(cards), len(cards)) == (list(order), 5)
        assert cards.get("nowhere") is None


def test_an_item_added_since_is_new(runtime, folder, tmp_path):
    rate(runtime, card_of(runtime, "a1"))
    write_bank(folder, {"trade": flashcards("a1", "a9"), "rivers": ""})
    _, find = package(runtime, tmp_path / "a.apkg", load(folder))

    assert [(row["item"], row["reps"]) for row in find(CARDS)] == [("a1", 1), ("a9", 0)]


def test_a_person_is_told_what_to_do_and_what_stays(runtime, tmp_path):
    rate(runtime, card_of(runtime, "a1"))
    with runtime.database.write() as connection:
        connection.exec_driver_sql("UPDATE review SET kind = 'quiz'")
    report, find = package(runtime, tmp_path / "a.apkg")

    assert find("SELECT * FROM revlog") == []
    assert "tick “Import any learning progress”" in report.remarks[0]
    assert report.remarks[1] == "1 answer in a quiz stays here: Anki’s log has no place for it."


def test_the_options_go_along_as_a_group(runtime, tmp_path):
    runtime.options = Options(desired_retention=0.85, new_per_day=7, bury=False)
    _, find = package(runtime, tmp_path / "a.apkg")
    [row] = find("SELECT dconf FROM col")
    [group] = [one for one in json.loads(row["dconf"]).values() if one["id"] != 1]

    assert (group["name"], group["new"]["perDay"], group["desiredRetention"]) == (
        "Citecards: A small bank", 7, 0.85,
    )  # fmt: skip


# The page's choices


def test_what_there_is_to_choose_from_is_counted(runtime):
    rate(runtime, card_of(runtime, "a1"))
    quizzes.start(runtime, "small", Blueprint(count=2), "attempt-1")
    found = exporting.choices(runtime, "small")

    assert (dict(found.topics), dict(found.kinds)) == ({"trade": 3, "rivers": 2}, {"flashcard": 5})
    assert (found.studied, found.leeches, len(found.quizzes)) == (1, 0, 1)
    assert found.remarks == ()
    with pytest.raises(NotFoundError, match="there is no bank `nowhere` here"):
        exporting.choices(runtime, "nowhere")


def test_items_that_left_the_bank_are_told(runtime, folder):
    write_bank(folder, {"trade": flashcards("a1"), "rivers": flashcards("b1", "b2")})
    sync(runtime, folder)
    [line] = exporting.choices(runtime, "small").remarks

    assert line.startswith("2 notes of earlier versions are no longer in this bank: a2, a3.")
    assert line.endswith('search for "Id:a2" or "Id:a3".')


def test_data_of_another_version_are_refused(runtime, monkeypatch):
    exporting.must_be_current(runtime)
    monkeypatch.setattr(exporting, "HEAD", "9999")

    with pytest.raises(RefusedError, match="of another version of Citecards"):
        exporting.must_be_current(runtime)
