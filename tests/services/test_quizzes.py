"""Quizzes in the browser: begun once, handed in once, marked, judged, and readable later."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.quiz.blueprint import Blueprint
from app.quiz.responses import Response
from app.services import quizzes
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.errors import StaleError
from app.services.sync import sync
from tests.services.banks import EVERY_KIND
from tests.services.banks import dump
from tests.services.banks import write_bank

RIGHT = {
    "card": Response(),
    "gap": Response(texts=("keycloze",)),
    "choice": Response(chosen=(0,)),
    "response": Response(chosen=(0, 1)),
    "statement": Response(truth=False),
    "typed": Response(texts=("Keytown",)),
    "number": Response(texts=("4711 percent",)),
    "order": Response(places=(1, 2, 3)),
    "match": Response(places=(0, 1)),
    "essay": Response(texts=("because",)),
}


@pytest.fixture
def folder(tmp_path):
    return write_bank(tmp_path / "small", {"trade": EVERY_KIND})


@pytest.fixture
def attempt(runtime):
    return quizzes.start(runtime, "small", Blueprint(count=10, seed=7), "attempt-1")


def test_an_attempt_asks_each_question_and_says_nothing_of_the_answers(runtime, attempt):
    view = quizzes.attempt(runtime, attempt)

    assert sorted(row.placed.item.id for row in view.questions) == sorted(RIGHT)
    assert [row.number for row in view.questions] == list(range(1, 11))
    assert {(row.response, row.mark, row.quotes) for row in view.questions} == {(None, None, ())}
    assert view.submitted_at is None
    assert view.points == 0


def test_an_attempt_begun_twice_is_one(runtime, attempt):
    before = dump(runtime)
    quizzes.start(runtime, "small", Blueprint(count=3, seed=99), attempt)

    assert dump(runtime) == before


def test_the_same_seed_asks_the_same_in_the_same_order(runtime, attempt):
    again = quizzes.start(runtime, "small", Blueprint(count=10, seed=7), "attempt-2")
    other = quizzes.start(runtime, "small", Blueprint(count=10, seed=8), "attempt-3")
    first, second, third = (quizzes.attempt(runtime, one) for one in (attempt, again, other))

    assert first.code == second.code != third.code
    assert [row.placed for row in first.questions] == [row.placed for row in second.questions]


def test_the_result_has_marks_passages_and_points_by_topic(runtime, attempt):
    quizzes.submit(runtime, attempt, RIGHT)

    view = quizzes.attempt(runtime, attempt)
    outcome = {row.placed.item.id: row.mark.outcome for row in view.questions}
    assert outcome == {**dict.fromkeys(RIGHT, "correct"), "card": "self", "essay": "self"}
    assert view.points == 8
    assert view.by_topic == {"The trade": (8.0, 10)}
    assert all(row.quotes for row in view.questions)
    assert view.submitted_at == runtime.clock.now


def test_a_quiz_handed_in_again_is_the_same_and_its_time_stands(runtime, attempt, clock):
    quizzes.submit(runtime, attempt, RIGHT)
    before = dump(runtime)
    clock.forward(minutes=5)
    quizzes.submit(runtime, attempt, RIGHT)

    assert dump(runtime) == before


def test_other_answers_after_handing_in_are_stale(runtime, attempt):
    quizzes.submit(runtime, attempt, RIGHT)
    before = dump(runtime)

    with pytest.raises(StaleError, match="handed in before; that result stands"):
        quizzes.submit(runtime, attempt, {**RIGHT, "choice": Response(chosen=(1,))})
    assert dump(runtime) == before


def test_an_empty_quiz_can_be_handed_in(runtime, attempt):
    quizzes.submit(runtime, attempt, {item: Response() for item in RIGHT})

    view = quizzes.attempt(runtime, attempt)
    assert view.points == 0
    assert {row.mark.outcome for row in view.questions} == {"blank", "self"}


def test_free_answers_are_worth_what_the_learner_ticks(runtime, attempt):
    quizzes.submit(runtime, attempt, RIGHT)
    at = quizzes.attempt(runtime, attempt).submitted_at
    quizzes.judge(runtime, attempt, {"essay": (0,), "choice": (1,)})

    view = quizzes.attempt(runtime, attempt)
    assert float(view.points) == pytest.approx(8 + 2 / 3)
    assert view.submitted_at == at
    [essay] = [row for row in view.questions if row.placed.item.id == "essay"]
    assert essay.response.texts == ("because",)
    [choice] = [row for row in view.questions if row.placed.item.id == "choice"]
    assert choice.response.chosen == (0,)


def test_judging_comes_after_handing_in(runtime, attempt):
    with pytest.raises(RefusedError, match="hand the quiz in first"):
        quizzes.judge(runtime, attempt, {"essay": (0,)})


@pytest.mark.parametrize("call", ["attempt", "submit", "judge"])
def test_an_attempt_that_does_not_exist_is_not_found(runtime, call):
    extra = () if call == "attempt" else ({},)

    with pytest.raises(NotFoundError, match="there is no such quiz here"):
        getattr(quizzes, call)(runtime, "nowhere", *extra)


def test_another_learners_attempt_is_not_there(runtime, attempt):
    runtime.learner = "somebody else"

    with pytest.raises(NotFoundError):
        quizzes.attempt(runtime, attempt)


def test_a_quiz_of_no_bank_is_not_found(runtime):
    with pytest.raises(NotFoundError, match="there is no bank `nowhere` here"):
        quizzes.start(runtime, "nowhere", Blueprint(), "attempt-1")


@pytest.mark.parametrize(
    "blueprint",
    [Blueprint(topics=("nowhere",)), Blueprint(kinds=("flashlight",)), Blueprint(tags=("no",))],
    ids=str,
)
def test_a_quiz_of_nothing_says_what_there_would_be(runtime, blueprint):
    with pytest.raises(RefusedError, match="0 items match"):
        quizzes.start(runtime, "small", blueprint, "attempt-1")
    assert dump(runtime, "attempt") == {"attempt": []}


@pytest.mark.parametrize("handed_in", [False, True])
def test_an_attempt_survives_its_bank_being_edited(runtime, attempt, folder, handed_in):
    """Fewer options, an item gone, another kind: the page still opens, and can be handed in."""
    if handed_in:
        quizzes.submit(runtime, attempt, {**RIGHT, "choice": Response(chosen=(2,))})
    edited = (
        EVERY_KIND.replace("      - {text: A third one}\n", "")
        .replace("      - {text: Three}", "      - {text: Three}\n      - {text: Four}")
        .replace("sequence: [Alpha, Beta, Gamma]", "sequence: [Alpha, Beta, Gamma, Delta]")
        .replace("    extra: [Right three]\n", "")
        .replace("    kind: true_false\n", "    kind: flashcard\n    answer: No\n")
        .replace("    key: false\n    correction: Keycorrection, it fell.\n", "")
        .replace("- id: typed", "- id: typed-anew")
    )
    write_bank(folder, {"trade": edited})
    assert sync(runtime, folder) == ()

    view = quizzes.attempt(runtime, attempt)
    sizes = {"choice": 2, "response": 4, "order": 4, "match": 2}
    for row in view.questions:
        size = sizes.get(row.placed.item.id, 0)
        assert sorted(row.placed.order) == list(range(size)), row.placed
    assert "typed" not in {row.placed.item.id for row in view.questions}
    if not handed_in:
        quizzes.submit(runtime, attempt, {})
    quizzes.judge(runtime, attempt, {"essay": (0,)})
    assert quizzes.attempt(runtime, attempt).points >= 0


def test_a_quiz_shorter_than_asked_is_what_there_is(runtime):
    attempt = quizzes.start(runtime, "small", Blueprint(count=200), "attempt-1")

    assert len(quizzes.attempt(runtime, attempt).questions) == 10


def test_taking_a_quiz_is_version_a_however_many_are_printed(runtime, attempt):
    blueprint = replace(Blueprint(count=10, seed=7), versions=3)
    again = quizzes.start(runtime, "small", blueprint, "attempt-2")

    assert quizzes.attempt(runtime, again).questions == quizzes.attempt(runtime, attempt).questions
