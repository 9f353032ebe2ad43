"""The same on PostgreSQL: compile, study, undo, quiz, export; and answers at the same moment."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from app.quiz.blueprint import Blueprint
from app.services import cards
from app.services import cramming
from app.services import decks
from app.services import exporting
from app.services import presets
from app.services import quizzes
from app.services.answering import answer
from app.services.answering import undo
from app.services.cramming import Selection
from app.services.ending import ending
from app.services.errors import StaleError
from app.services.exam import exam
from app.services.holding import act
from app.services.refolding import silent
from app.services.relearning import relearn
from app.services.selecting import Wanted
from app.services.sync import sync
from app.services.today import Done
from app.services.workload import workload
from app.store.db import Database
from app.store.migrate import migrate
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import flashcards
from tests.services.banks import log_rows
from tests.services.banks import rate
from tests.services.banks import shown
from tests.services.banks import states
from tests.services.banks import submission
from tests.services.banks import unfolded
from tests.services.banks import upcoming
from tests.services.banks import write_bank
from tests.site import Clock
from tests.site import make_runtime

pytestmark = pytest.mark.postgres


@pytest.fixture
def runtime(tmp_path, postgres):
    made = make_runtime(tmp_path / "data", tmp_path / "nowhere", clock=Clock())
    made.database.close()
    made.settings = replace(made.settings, database=postgres)
    made.database = Database(postgres)
    migrate(made.database)
    from app.services.sync import sync_all  # noqa: PLC0415 - the learner, then the bank

    sync_all(made)
    assert sync(made, write_bank(tmp_path / "small")) == ()
    yield made
    made.database.close()


def test_a_deck_is_studied_to_its_end_and_taken_back(runtime):
    before = []
    while not isinstance(view := upcoming(runtime)[0], Done):
        future = shown(runtime, view.id).futures.good
        before.append(states(runtime))
        rate(runtime, view.id, 3)
        assert shown(runtime, view.id).card.state == future.state
    assert len(before) == 10  # five cards, two steps each
    assert unfolded(runtime) == []
    assert [row["kind"] for row in log_rows(runtime)] == ["learn"] * 10
    assert decks.banks(runtime)[0].deck.counts.new == 0

    after = []
    for number in range(10):
        undo(runtime, "small", f"undo-{number}")
        after.append(states(runtime))
    assert after == before[::-1]


def test_a_bank_is_synced_again_and_an_item_comes_back(runtime, tmp_path):
    card = card_of(runtime, "a1")
    rate(runtime, card, 4)
    learned = states(runtime)
    unchanged = dump(runtime)
    assert sync(runtime, tmp_path / "small") == ()
    assert dump(runtime) == unchanged

    write_bank(tmp_path / "small", {"rivers": flashcards("b1")})
    sync(runtime, tmp_path / "small")
    assert states(runtime) == []
    write_bank(tmp_path / "small")
    sync(runtime, tmp_path / "small")
    assert states(runtime) == learned


def test_a_stale_answer_stores_nothing_and_a_response_is_kept(runtime):
    card = card_of(runtime, "a1")
    sent = submission(runtime, card, response={"texts": ["Söul"]}, rule="exact", points=0.5)
    answer(runtime, sent)
    answer(runtime, sent)
    with pytest.raises(StaleError):
        answer(runtime, replace(sent, review_id="another"))

    [row] = log_rows(runtime)
    assert (row["response"], row["rule"], row["points"]) == ({"texts": ["Söul"]}, "exact", 0.5)


@pytest.mark.parametrize("history", [(), (3,)], ids=["new", "learning"])
def test_of_two_answers_at_once_one_is_stored_and_the_other_is_stale(runtime, history):
    card = card_of(runtime, "a1")
    for rating in history:
        rate(runtime, card, rating)
    for _ in range(5):
        stored = len(log_rows(runtime))
        ends: list[str] = []
        gate = threading.Barrier(3)

        def send(sent, gate=gate, ends=ends):
            gate.wait()
            try:
                answer(runtime, sent)
                ends.append("stored")
            except Exception as error:  # noqa: BLE001 - told by the assertion
                ends.append(type(error).__name__)

        sent = [submission(runtime, card, rating) for rating in (1, 3, 4)]
        threads = [threading.Thread(target=send, args=(one,)) for one in sent]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(ends) == ["StaleError", "StaleError", "stored"]
        assert len(log_rows(runtime)) == stored + 1
    assert unfolded(runtime) == []


def test_a_quiz_is_taken_and_a_file_exported(runtime):
    attempt = quizzes.start(runtime, "small", Blueprint(count=3), "attempt-1")
    quizzes.submit(runtime, attempt, {})
    view = quizzes.attempt(runtime, attempt)
    with exporting.download(runtime, "small", "jsonl", Wanted()) as file:
        lines = len(file.path.read_bytes().splitlines())

    assert (len(view.questions), view.submitted_at) == (3, runtime.clock.now)
    assert (file.name, lines, len(file.report.written)) == ("small.jsonl", 5, 5)


def test_an_export_takes_the_history_along(runtime):
    rate(runtime, card_of(runtime, "a2"))
    quizzes.start(runtime, "small", Blueprint(count=3), "attempt-1")
    with exporting.download(runtime, "small", "anki", Wanted(history=True, studied=True)) as file:
        assert file.report.written == ("a2",)
    with exporting.download(runtime, "small", "jsonl", Wanted(quiz="LAST")) as file:
        assert len(file.report.written) == 3
    found = exporting.choices(runtime, "small")

    assert (found.studied, found.leeches, len(found.quizzes)) == (1, 0, 1)


def test_options_are_saved_and_what_is_learned_is_worked_out_anew(runtime):
    card = card_of(runtime, "a1")
    rate(runtime, card, 4)
    runtime.clock.forward(days=9)
    rate(runtime, card, 1)
    other = (0.5, 2.0, 4.0, 12.0, *runtime.options.parameters[4:])
    options = replace(runtime.options, parameters=other, learning_steps=(), desired_retention=0.8)
    before = shown(runtime, card).card.state
    assert presets.save(runtime, "small", presets.Change(None, "Mine", options), silent) == 1
    after = shown(runtime, card).card.state
    assert after.memory != before.memory
    assert replace(after, memory=None) == replace(before, memory=None)
    assert unfolded(runtime) == []
    rate(runtime, card, 3)
    undo(runtime, "small", "undo")
    assert (shown(runtime, card).card.state, unfolded(runtime)) == (after, [])

    presets.set_exam(runtime, "small", runtime.moment().day + 9)
    assert exam(runtime, "small").whole.seen == 1
    assert len(workload(runtime, "small", 30, silent).rows) == 7
    presets.delete(runtime, presets.choice(runtime, "small").chosen.id, silent)
    assert presets.choice(runtime, "small").presets == ()
    assert unfolded(runtime) == []


def test_what_is_done_besides_answering_is_taken_back_exactly(runtime):
    card = card_of(runtime, "a1")
    runtime.options = replace(runtime.options, bury=True, leech_threshold=1, suspend_leeches=True)
    before = []

    def do(step):
        before.append(dump(runtime, "card_state"))
        step()

    do(lambda: rate(runtime, card, 4))
    runtime.clock.forward(days=30)
    for what in ("flag-3", "mark", "bury-item", "suspend", "unsuspend"):
        do(lambda what=what: act(
            runtime, bank="small", cards=(card,), what=what, action_id=runtime.new_id()
        ))  # fmt: skip
    do(lambda: cramming.answer(runtime, submission(runtime, card, 3)))
    do(lambda: rate(runtime, card, 1))
    do(lambda: relearn(runtime, "small", card, runtime.new_id()))
    found = cramming.cram(runtime, "small", Selection(topic="trade"), runtime.clock())
    assert (found.left, cards.info(runtime, "small", card).recall) == (2, None)
    assert ending(runtime, "small").today.answers == 2
    assert cramming.choices(runtime, "small")[1]
    for number in range(len(before)):
        undo(runtime, "small", f"undo-{number}")
        assert dump(runtime, "card_state") == before.pop()
        assert unfolded(runtime) == []
