"""A learner's history in the real Anki, and a deck of Anki's that goes through us and back."""

from __future__ import annotations

import time
from itertools import cycle

import pytest

from app.scheduling.types import Stage
from app.services import exporting
from app.services import quizzes
from app.services.answering import Submission
from app.services.answering import answer
from app.services.holding import act
from app.services.importing import import_file
from app.services.selecting import Wanted
from exports.anki_notes import guid
from question_bank.loader import load
from tests.exports.conftest import make_bank
from tests.services.banks import card_of
from tests.services.banks import log_rows
from tests.services.banks import reps_of
from tests.site import Clock
from tests.site import make_runtime

pytestmark = pytest.mark.anki
DAY = 86_400_000
LEARNED, CHECK, FSRS = {"do": "learned"}, {"do": "check"}, {"do": "fsrs"}


def bring(path):
    return {"do": "import", "path": str(path), "history": True}


@pytest.fixture
def clock():
    """Return a clock 100 days before now: the real Anki knows no other than the machine's."""
    return Clock(time.time_ns() // 1_000_000 - 100 * DAY)


@pytest.fixture
def runtime(tmp_path, clock):
    make_bank(tmp_path / "small")
    made = make_runtime(tmp_path / "data", tmp_path / "small", clock=clock)
    yield made
    made.database.close()


def give(runtime, item, rating, n=1):
    card = card_of(runtime, item, n)
    shown_at = runtime.clock() - 4_000
    answer(runtime, Submission(runtime.new_id(), card, reps_of(runtime, card), rating, shown_at))


@pytest.fixture
def studied(runtime, clock):
    """Study the small bank for 100 days: every stage, a lapse, a flag, what is put aside."""
    ratings = cycle((3, 4, 3, 1, 2, 3, 4, 3))
    items = [item.id for item in quizzes.load(runtime, "small").items]
    for day in range(100):
        for item in items[: 1 + day // 10] if day % 3 == 0 else items[day % 7 : day % 7 + 2]:
            if item != "why":
                give(runtime, item, next(ratings))
                clock.forward(minutes=1)
        clock.forward(days=1, minutes=-(clock.now % DAY) / 60_000 + 9 * 60)
    clock.now = time.time_ns() // 1_000_000 - 1_000
    give(runtime, "is-it", 1)
    for item, what in (
        ("plain", "flag-5"), ("gap", "suspend"), ("who", "bury"), ("flash", "mark"),
    ):  # fmt: skip
        card = card_of(runtime, item)
        act(runtime, bank="small", cards=(card,), what=what, action_id=f"{item}-{what}")
    return runtime


def ours(runtime):
    """Return how each card stands here, as the oracle says it."""
    with runtime.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT item.item_id, card.n, card_state.* FROM card_state"
            " JOIN card ON card.id = card_id JOIN item ON item.pk = item_pk"
        ).all()
    return {(guid("small", row.item_id), row.n - 1): row for row in rows}


def same(theirs, row):
    """Compare a card in Anki with ours; of memory Anki keeps four and three digits."""
    assert theirs["reps"] == row.reps
    assert theirs["lapses"] == row.lapses
    if row.stage == Stage.NEW.value:
        assert (theirs["type"], theirs["stability"]) == (0, None)
        return
    assert theirs["stability"] == pytest.approx(row.stability, abs=6e-5)
    assert theirs["difficulty"] == pytest.approx(row.difficulty, abs=6e-4)
    assert theirs["ivl"] == row.interval
    if row.stage == Stage.REVIEW.value:
        assert theirs["due"] == row.due_day
    elif row.due_at is not None:
        assert theirs["due"] == row.due_at // 1000


def test_due_dates_memory_and_log_are_the_same_in_anki(anki, studied, tmp_path):
    bank = load(tmp_path / "small")
    out = tmp_path / "a.apkg"
    exporting.write(studied, bank, "anki", Wanted(history=True), out)
    _, log, learned, checked, again, after = anki(
        FSRS, bring(out), LEARNED, CHECK, bring(out), LEARNED
    )
    here = ours(studied)

    assert (log["new"], again["new"], again["duplicate"]) == (11, 0, 11)
    assert {(card["guid"], card["ord"]) for card in learned} == set(here)
    for card in learned:
        same(card, here[card["guid"], card["ord"]])
    assert sum(len(card["log"]) for card in learned) == len(log_rows(studied))
    assert {row[0] for card in learned for row in card["log"]} == {
        row["answered_at"] for row in log_rows(studied)
    }
    assert {card["type"] for card in learned} == {0, 1, 2, 3} - {1}
    assert {card["queue"] for card in learned} >= {-3, -1, 0, 1, 2}
    assert sum(card["flag"] == 5 for card in learned) == 1
    assert checked == ["Database rebuilt and optimized.", True]
    assert after == learned


def test_without_history_every_card_is_new_in_anki(anki, studied, tmp_path):
    out = tmp_path / "a.apkg"
    exporting.write(studied, load(tmp_path / "small"), "anki", Wanted(), out)
    _, learned, checked = anki(bring(out), LEARNED, CHECK)

    assert {card["type"] for card in learned} == {0}
    assert all(card["log"] == [] for card in learned)
    assert checked[1] is True


def test_the_options_arrive_as_a_group_of_their_own(anki, studied, tmp_path):
    out = tmp_path / "a.apkg"
    exporting.write(studied, load(tmp_path / "small"), "anki", Wanted(history=True), out)
    _, groups = anki(bring(out), {"do": "presets"})

    assert groups["Small : : bank::Trade & tariffs"] == ["Citecards: Small :: bank", 20, 0.9]


# There and back


CARD = ("type", "queue", "ivl", "reps", "lapses", "flag", "stability", "difficulty")


@pytest.mark.parametrize("legacy", [True, False])
def test_a_deck_of_anki_s_comes_back_as_it_was(anki, tmp_path, legacy):
    there, back = tmp_path / "there.apkg", tmp_path / "back.apkg"
    dump, media = {"do": "dump"}, {"do": "media"}
    anki({"do": "build"}, {"do": "export", "path": str(there), "legacy": legacy})
    # what another Anki makes of the deck itself is the yardstick
    _, _, was, learned, files = anki(FSRS, bring(there), dump, LEARNED, media)
    clock = Clock(time.time_ns() // 1_000_000)
    runtime = make_runtime(tmp_path / "data", make_folder(tmp_path), clock=clock)
    report = import_file(runtime, there)
    exporting.write(
        runtime, exporting.bank_of(runtime, report.bank), "anki", Wanted(history=True), back
    )
    runtime.database.close()
    _, log, now, learned_now, checked, files_now = anki(
        FSRS, bring(back), dump, LEARNED, CHECK, media
    )

    assert log["new"] == len(was["notes"]) == 7
    assert checked[1] is True
    assert files_now == files
    assert notes(now) == notes(was)
    assert decks(now) == decks(was)
    assert faces(now) == faces(was)
    assert states(learned_now) == states(learned)
    assert logs(learned_now) == logs(learned)


def make_folder(tmp_path):
    make_bank(tmp_path / "small")
    return tmp_path / "small"


def notes(dump):
    return {
        note["guid"]: (sorted(note["tags"]), note["fields"], note["cards"])
        for note in dump["notes"]
    }  # fmt: skip


def decks(dump):
    return {(card["guid"], card["ord"]): card["deck"] for card in dump["cards"]}


def faces(dump):
    return {
        (card["guid"], card["ord"]): (card["kind"], card["question"], card["answer"])
        for card in dump["cards"]
    }


def states(learned):
    return {
        (card["guid"], card["ord"]): (*(card[name] for name in CARD), card["type"] and card["due"])
        for card in learned
    }


def logs(learned):
    """Return each card's log: when, rating, intervals, time and kind of each line."""
    return {(card["guid"], card["ord"]): card["log"] for card in learned}
