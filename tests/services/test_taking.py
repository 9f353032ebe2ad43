"""Taking a quiz: saved as one goes, against the clock, handed in once, and what comes after."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app.quiz.blueprint import Blueprint
from app.quiz.drafts import Saved
from app.quiz.responses import Response
from app.services import cramming
from app.services import quiz_answers
from app.services import quizzes
from app.services import study
from app.services.answering import undo
from app.services.assembling import simple_form
from app.services.cramming import Selection
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.errors import StaleError
from app.services.quizzes import Pace
from app.services.sums import recount
from tests.services.banks import EVERY_KIND
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import log_rows
from tests.services.banks import rate
from tests.services.banks import states
from tests.services.banks import unfolded
from tests.services.banks import write_bank
from tests.services.test_quizzes import RIGHT
from tests.site import make_runtime


@pytest.fixture
def folder(tmp_path):
    return write_bank(tmp_path / "small", {"trade": EVERY_KIND})


@pytest.fixture
def attempt(runtime):
    return quizzes.start(runtime, "small", Blueprint(count=10, seed=7), "attempt-1")


@pytest.fixture
def timed(runtime):
    return quizzes.start(runtime, "small", Blueprint(count=10, seed=7), "timed", Pace(10))


def choice(*chosen: int, at: int = 0) -> dict[str, Saved]:
    return {"choice": Saved(at, Response(chosen=chosen))}


def saved(runtime, attempt: str) -> dict[str, Response]:
    view = quizzes.attempt(runtime, attempt)
    return {
        row.placed.item.id: row.saved.given for row in view.questions if not row.saved.given.blank
    }


def test_what_is_saved_is_there_after_a_restart(runtime, attempt, folder, clock):
    quizzes.save(runtime, attempt, choice(1) | {"typed": Saved(0, Response(texts=("Key",)))})
    runtime.database.close()
    again = make_runtime(runtime.settings.data, folder, clock=clock)

    assert saved(again, attempt) == {
        "choice": Response(chosen=(1,)), "typed": Response(texts=("Key",)),
    }  # fmt: skip
    again.database.close()


def test_a_save_that_comes_late_or_twice_changes_nothing(runtime, attempt):
    quizzes.save(runtime, attempt, choice(1, at=5))
    before = dump(runtime)
    quizzes.save(runtime, attempt, choice(1, at=5))
    stands = quizzes.save(runtime, attempt, choice(2, at=4))

    assert dump(runtime) == before
    assert stands == ("choice",)


def test_saving_says_nothing_of_the_answers(runtime, attempt):
    quizzes.save(runtime, attempt, choice(0))
    view = quizzes.attempt(runtime, attempt)

    assert {(row.response, row.mark, row.quotes) for row in view.questions} == {(None, None, ())}
    assert log_rows(runtime) == []


def test_what_was_saved_counts_where_the_last_page_says_nothing(runtime, attempt):
    quizzes.save(runtime, attempt, choice(0))
    quizzes.submit(runtime, attempt, {"typed": Response(texts=("Keytown",))})

    assert quizzes.attempt(runtime, attempt).points == 2


def test_a_page_from_before_hands_in_what_was_saved_since(runtime, attempt):
    quizzes.save(runtime, attempt, choice(0, at=5))
    quizzes.submit(runtime, attempt, {"choice": Response(chosen=(2,))}, {"choice": 0})

    assert quizzes.attempt(runtime, attempt).points == 1


def test_nothing_is_saved_once_it_is_handed_in(runtime, attempt):
    quizzes.submit(runtime, attempt, RIGHT)
    before = dump(runtime)

    with pytest.raises(StaleError, match="handed in before"):
        quizzes.save(runtime, attempt, choice(1, at=99))
    assert dump(runtime) == before


def test_what_can_be_answered_and_was_not_is_told(runtime, attempt):
    quizzes.save(runtime, attempt, {item: Saved(0, given) for item, given in RIGHT.items()})
    assert quizzes.attempt(runtime, attempt).unanswered == ()
    quizzes.save(runtime, attempt, choice(at=9))

    [open_one] = quizzes.attempt(runtime, attempt).unanswered
    assert open_one.placed.item.id == "choice"


@pytest.mark.parametrize(("seconds", "taken"), [(600, True), (604, True), (606, False)])
def test_answers_are_taken_until_the_deadline_and_a_few_seconds(
    runtime, timed, clock, seconds, taken
):
    quizzes.save(runtime, timed, choice(0, at=1))
    clock.forward(seconds=seconds)
    if taken:
        quizzes.save(runtime, timed, choice(1, at=2))
    else:
        with pytest.raises(StaleError, match="the time of this quiz is over"):
            quizzes.save(runtime, timed, choice(1, at=2))

    assert quizzes.attempt(runtime, timed).over is not taken
    assert saved(runtime, timed)["choice"].chosen == ((1,) if taken else (0,))


def test_what_is_handed_in_too_late_is_what_was_saved_in_time(runtime, timed, clock):
    quizzes.save(runtime, timed, choice(0))
    begun = runtime.clock()
    clock.forward(minutes=11)
    quizzes.submit(runtime, timed, RIGHT)
    view = quizzes.attempt(runtime, timed)

    assert view.points == 1
    assert view.submitted_at == view.deadline == begun + 600_000
    before = dump(runtime)
    quizzes.submit(runtime, timed, RIGHT)
    assert dump(runtime) == before


def test_the_deadline_is_said_in_the_learners_zone(runtime):
    runtime.settings = replace(runtime.settings, zone="Asia/Seoul")
    quizzes.start(runtime, "small", Blueprint(), "short", Pace(10))
    quizzes.start(runtime, "small", Blueprint(), "long", Pace(600))

    assert quizzes.attempt(runtime, "short").until == "18:10"  # 09:00 UTC and ten minutes
    assert quizzes.attempt(runtime, "long").until == "24 November, 04:00"


def test_no_quiz_takes_longer_than_ten_hours(runtime):
    with pytest.raises(RefusedError, match="a quiz takes 1 to 600 minutes, not 601"):
        quizzes.start(runtime, "small", Blueprint(), "attempt-1", Pace(601))
    assert dump(runtime, "attempt") == {"attempt": []}


def test_quizzes_that_can_be_gone_on_with_are_offered(runtime, attempt, clock):
    quizzes.save(runtime, attempt, choice(0))
    clock.forward(minutes=1)
    quizzes.start(runtime, "small", Blueprint(count=3), "timed", Pace(10))
    quizzes.submit(runtime, quizzes.start(runtime, "small", Blueprint(count=3), "done"), {})
    found = quizzes.unfinished(runtime, "small")

    assert [(row.id, row.answered, row.questions) for row in found] == [
        ("timed", 0, 3), ("attempt-1", 1, 10),
    ]  # fmt: skip
    clock.forward(minutes=11)
    assert [row.id for row in quizzes.unfinished(runtime, "small")] == ["attempt-1"]
    clock.forward(days=31)
    assert quizzes.unfinished(runtime, "small") == ()
    runtime.learner = "somebody else"
    assert quizzes.unfinished(runtime, "small") == ()


def test_points_are_what_the_form_says_an_item_is_worth(runtime):
    bank = quizzes.load(runtime, "small")
    form = simple_form(bank, Blueprint(count=10, seed=7))
    quizzes.begin(runtime, form, "weighed", points={"choice": 3.0, "typed": 0.5})
    quizzes.submit(runtime, "weighed", RIGHT)
    view = quizzes.attempt(runtime, "weighed")

    assert (view.points, view.worth) == (9.5, 11.5)
    assert view.by_topic == {"The trade": (9.5, 11.5)}


def test_the_result_is_told_by_level_and_by_objective(runtime, folder):
    write_bank(
        folder, {"trade": EVERY_KIND.replace("kind: open\n", "kind: open\n    bloom: apply\n")}
    )
    info = folder / "bank.yaml"
    info.write_text(
        info.read_text().replace(
            "title: The trade}",
            "title: The trade, objectives: [{id: sell, text: Sell things}]}",
        )
    )
    trade = folder / "trade.yaml"
    trade.write_text(
        trade.read_text().replace("kind: numeric\n", "kind: numeric\n    objective: sell\n")
    )
    again = make_runtime(runtime.settings.data / "again", folder)
    quizzes.start(again, "small", Blueprint(count=10), "attempt-1")
    quizzes.submit(again, "attempt-1", RIGHT)
    view = quizzes.attempt(again, "attempt-1")

    assert view.by_objective == {"Sell things": (1.0, 1.0)}
    assert view.by_level == {"Remember": (8.0, 9.0), "Apply": (0.0, 1.0)}
    again.database.close()


def test_the_marks_are_in_the_log_as_of_a_quiz_and_move_no_card(runtime, attempt):
    rate(runtime, card_of(runtime, "choice"))
    before = states(runtime)
    quizzes.submit(
        runtime, attempt, {**RIGHT, "choice": Response(chosen=(1,)), "typed": Response()}
    )
    rows = [row for row in log_rows(runtime) if row["kind"] == "quiz"]

    assert {row["card_id"]: row["rating"] for row in rows} == {
        card_of(runtime, "choice"): 1,
        **{card_of(runtime, item): 3 for item in
           ("gap", "response", "statement", "number", "order", "match")},
    }  # fmt: skip
    assert states(runtime) == before
    assert unfolded(runtime) == []


def test_handed_in_twice_the_log_has_each_mark_once(runtime, attempt):
    quizzes.submit(runtime, attempt, RIGHT)
    quizzes.submit(runtime, attempt, RIGHT)
    quizzes.judge(runtime, attempt, {"essay": (0,)})
    quizzes.judge(runtime, attempt, {"essay": (0, 1)})
    cards = [row["card_id"] for row in log_rows(runtime)]

    assert len(cards) == len(set(cards)) == 10


def test_undo_in_study_leaves_a_quiz_alone(runtime, attempt):
    card = card_of(runtime, "choice")
    rate(runtime, card)
    quizzes.submit(runtime, attempt, RIGHT)

    assert undo(runtime, "small", "undo-1") == card
    assert not study.turn(runtime, study.deck(runtime, "small")).undoable


def test_what_was_missed_is_every_face_of_it_and_free_answers_once_they_are_judged(
    runtime, attempt
):
    quizzes.submit(runtime, attempt, {**RIGHT, "gap": Response(texts=("wrong",))})
    view = quizzes.attempt(runtime, attempt)
    faces = (card_of(runtime, "gap", 1), card_of(runtime, "gap", 2))

    assert quiz_answers.missed_cards(runtime, view) == faces
    quizzes.judge(runtime, attempt, {"essay": (0, 1)})
    view = quizzes.attempt(runtime, attempt)
    assert {row.placed.item.id for row in view.missed} == {"gap", "card"}


def test_the_missed_are_studied_apart_from_the_schedule(runtime, attempt):
    quizzes.submit(runtime, attempt, {**RIGHT, "gap": Response(texts=("wrong",))})
    cards = quiz_answers.missed_cards(runtime, quizzes.attempt(runtime, attempt))
    found = cramming.cram(runtime, "small", Selection(cards=cards), runtime.clock())

    assert found.left == 2


def test_counted_as_reviews_what_was_studied_before_is_answered_and_new_cards_stay_new(
    runtime, attempt, clock
):
    known, missed = card_of(runtime, "typed"), card_of(runtime, "choice")
    for card in (known, missed):
        rate(runtime, card, 4)
    clock.forward(days=30)
    quizzes.submit(runtime, attempt, {**RIGHT, "choice": Response(chosen=(1,))})
    handed_in = runtime.clock()
    clock.forward(minutes=5)
    assert quiz_answers.countable(runtime, quizzes.attempt(runtime, attempt)) == 2
    assert quiz_answers.count(runtime, attempt) == 2

    rows = [row for row in log_rows(runtime) if row["answered_at"] == handed_in]
    reviews = {row["card_id"]: (row["kind"], row["rating"]) for row in rows if not row["undone_by"]}
    assert reviews[known] == ("review", 3)
    assert reviews[missed] == ("review", 1)
    assert {kind for kind, _ in reviews.values()} == {"review", "quiz"}
    assert len(states(runtime)) == 2
    assert unfolded(runtime) == []
    assert quizzes.attempt(runtime, attempt).counted == 2


def test_counted_twice_it_counts_once(runtime, attempt, clock):
    rate(runtime, card_of(runtime, "typed"), 4)
    clock.forward(days=30)
    quizzes.submit(runtime, attempt, RIGHT)
    quiz_answers.count(runtime, attempt)
    before = dump(runtime)

    assert quiz_answers.count(runtime, attempt) == 1
    assert dump(runtime) == before


def test_a_card_studied_since_the_quiz_or_suspended_is_not_counted(runtime, attempt, clock):
    rate(runtime, card_of(runtime, "typed"), 4)
    clock.forward(days=30)
    quizzes.submit(runtime, attempt, RIGHT)
    clock.forward(minutes=1)
    rate(runtime, card_of(runtime, "typed"), 3)

    assert quiz_answers.count(runtime, attempt) == 0


def sums_of(runtime):
    """Return the sums of days that count something."""
    rows = dump(runtime, "daily")["daily"]
    return [row for row in rows if row[-2:] != (0, 0)]


def test_a_day_with_a_quiz_counts_each_of_its_answers_once(runtime, attempt, clock):
    rate(runtime, card_of(runtime, "typed"), 4)
    clock.forward(days=30)
    quizzes.submit(runtime, attempt, RIGHT)
    quiz_answers.count(runtime, attempt)
    counted = sums_of(runtime)
    with runtime.database.write() as connection:
        recount(connection, runtime.learner)

    assert sums_of(runtime) == counted


@pytest.mark.parametrize("name", ["nowhere", "attempt-1"])
def test_what_is_not_handed_in_does_not_count(runtime, attempt, name):
    error = NotFoundError if name == "nowhere" else RefusedError

    with pytest.raises(error):
        quiz_answers.count(runtime, name)
    assert quizzes.attempt(runtime, attempt).counted is None


def test_another_learner_can_neither_save_nor_count(runtime, attempt):
    quizzes.submit(runtime, attempt, RIGHT)
    runtime.learner = "somebody else"

    for call in (lambda: quizzes.save(runtime, attempt, {}),
                 lambda: quiz_answers.count(runtime, attempt)):  # fmt: skip
        with pytest.raises(NotFoundError):
            call()


@pytest.mark.parametrize("windows", [8])
def test_handed_in_from_many_windows_at_once_one_of_them_counts(runtime, attempt, windows):
    def hand_in(index: int) -> str:
        try:
            quizzes.submit(runtime, attempt, {"choice": Response(chosen=(index % 3,))})
        except StaleError:
            return "stale"
        return "done"

    with ThreadPoolExecutor(windows) as pool:
        ends = list(pool.map(hand_in, range(windows)))
    rows = [row["card_id"] for row in log_rows(runtime)]

    assert "done" in ends
    assert rows == [card_of(runtime, "choice")]


def test_begun_many_times_at_once_it_is_one(runtime):
    def begin(_index: int) -> str:
        return quizzes.start(runtime, "small", Blueprint(count=3), "one", Pace(5))

    with ThreadPoolExecutor(8) as pool:
        ends = set(pool.map(begin, range(20)))

    assert ends == {"one"}
    assert len(dump(runtime, "attempt")["attempt"]) == 1


def test_answers_saved_from_many_windows_at_once_are_all_there(runtime, attempt):
    items = [row.placed.item.id for row in quizzes.attempt(runtime, attempt).questions]

    def save(item: str) -> None:
        quizzes.save(runtime, attempt, {item: Saved(1, Response(texts=(item,)))})

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(save, items))

    assert quizzes.attempt(runtime, attempt).answered == 10
