"""A quiz being taken, and its result: answers are saved as they are given, handed in once."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from typing import Any

from flask import Blueprint as Room
from flask import make_response
from flask import redirect
from flask import render_template
from flask import request
from flask import url_for

from app.quiz.drafts import Saved
from app.quiz.responses import parse
from app.services import chosen
from app.services import quiz_answers
from app.services import quizzes
from app.services.errors import StaleError
from app.web.composing import simple
from app.web.forms import runtime
from app.web.forms import whole
from app.web.framed import of_bank

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from werkzeug.wrappers import Response

    from app.quiz.responses import Response as Given
    from app.services.attempt_view import AttemptView
    from app.services.attempt_view import Question
    from app.services.quizzes import Unfinished

room = Room("quizzes", __name__)


@room.post("/quiz/<bank>/take")
def take(bank: str) -> Response:
    """Begin an attempt."""
    wanted = request.form.get("attempt", "")
    pace = quizzes.Pace(whole(request.form, "minutes", 0), "one" in request.form)
    attempt = quizzes.start(runtime(), bank, simple(request.form), wanted, pace)
    return redirect(url_for("quizzes.attempt", attempt=attempt), 303)


@room.get("/attempt/<attempt>")
def attempt(attempt: str) -> str:
    """Show a quiz to answer, what is still open in it, or its result."""
    view = quizzes.attempt(runtime(), attempt)
    of_bank(view.bank.id)
    if view.submitted_at is not None:
        return _result(view)
    if view.over:
        return render_template("quiz/over.html", view=view)
    if "check" in request.args:
        return render_template("quiz/check.html", view=view)
    return render_template(
        "quiz/attempt.html", view=view, at=_at(view), marked="mark" in request.args,
        stands=[word for word in request.args.get("stands", "").split(".") if word.isdigit()],
    )  # fmt: skip


def _result(view: AttemptView) -> str:
    missed = quiz_answers.missed_cards(runtime(), view)
    return render_template(
        "quiz/result.html",
        view=view,
        missed=chosen.written(missed[: chosen.MOST]) if missed else "",
        missed_cards=len(missed[: chosen.MOST]),
        countable=quiz_answers.countable(runtime(), view) if view.counted is None else 0,
    )


def _at(view: AttemptView) -> Question | None:
    """Return the question that a page of one shows: the one asked for, else the first open one."""
    if not view.questions:
        return None
    wanted = whole(request.args, "q", 0)
    named = (question for question in view.questions if question.number == wanted)
    return next(named, next(iter(view.unanswered), view.questions[0]))


@room.post("/attempt/<attempt>")
def submit(attempt: str) -> Response:
    """Save what stands on the page and go on, or hand it in.

    ``do`` says where to: ``save``, ``next``, ``back``, ``check``, ``to-<question>``; ``hand``
    hands in, if there is nothing open or ``sure`` is said; ``over`` hands in anyhow. A form of
    no page of ours (it has no ``kept``) is handed in as it is.
    """
    view = quizzes.attempt(runtime(), attempt)
    if "kept" not in request.form:
        quizzes.submit(runtime(), attempt, dict(_given(view.questions)))
        return redirect(url_for("quizzes.attempt", attempt=attempt), 303)
    there = [row for row in view.questions if f"q{row.number}.seen" in request.form]
    given = dict(_given(there))
    seen = {row.placed.item.id: whole(request.form, f"q{row.number}.seen", 0) for row in there}
    do, sure = request.form.get("do", "hand"), "sure" in request.form
    if do == "over":  # our script, when the time is up
        do, sure = "hand", True
    stands: tuple[str, ...] = ()
    with suppress(StaleError):  # it was handed in, or its time is over: then the page says so
        sent = {item: Saved(seen[item], response) for item, response in given.items()}
        stands = quizzes.save(runtime(), attempt, sent)
        view = quizzes.attempt(runtime(), attempt)
    if do == "hand" and not view.submitted_at and view.unanswered and not sure:
        do = "check"
    if do == "hand" or view.submitted_at or view.over:
        quizzes.submit(runtime(), attempt, given, seen)
        return redirect(url_for("quizzes.attempt", attempt=attempt), 303)
    where: dict[str, Any] = _way(view, do, there)
    numbers = [str(row.number) for row in view.questions if row.placed.item.id in stands]
    if numbers:
        where["stands"] = ".".join(numbers)
    return redirect(url_for("quizzes.attempt", attempt=attempt, **where), 303)


def _way(view: AttemptView, do: str, there: list[Question]) -> dict[str, str]:
    """Return what the address says of the page that comes next."""
    if do == "check":
        return {"check": "1"}
    if not view.one:
        return {}
    numbers = [question.number for question in view.questions]
    at = there[0].number if there else numbers[0]
    place = numbers.index(at)
    match do:
        case "next":
            place += 1
        case "back":
            place -= 1
        case _ if do.startswith("to-") and do[3:].isdecimal() and int(do[3:]) in numbers:
            place = numbers.index(int(do[3:]))
    return {"q": str(numbers[max(place, 0)])} if place < len(numbers) else {"check": "1"}


@room.post("/attempt/<attempt>/save")
def save(attempt: str) -> Response:
    """Keep answers as they are given, for our script; say how much time is left, in ms."""
    view = quizzes.attempt(runtime(), attempt)
    there = [row for row in view.questions if f"q{row.number}.at" in request.form]
    given = dict(_given(there))
    at = {row.placed.item.id: whole(request.form, f"q{row.number}.at", 0) for row in there}
    quizzes.save(
        runtime(), attempt, {item: Saved(at[item], response) for item, response in given.items()}
    )
    reply = make_response({"left": view.left})
    reply.headers["Cache-Control"] = "no-store"
    return reply


@room.post("/attempt/<attempt>/judge")
def judge(attempt: str) -> Response:
    """Store the learner's own marks of free answers."""
    view = quizzes.attempt(runtime(), attempt)
    free = [question for question in view.questions if question.self_marked]
    ticked = {item: response.chosen for item, response in _given(free)}
    quizzes.judge(runtime(), attempt, ticked)
    return redirect(url_for("quizzes.attempt", attempt=attempt), 303)


@room.post("/attempt/<attempt>/count")
def count(attempt: str) -> Response:
    """Count the answers as reviews."""
    quiz_answers.count(runtime(), attempt)
    return redirect(url_for("quizzes.attempt", attempt=attempt, _anchor="after"), 303)


def _given(questions: Iterable[Question]) -> Iterator[tuple[str, Given]]:
    """Yield item and response of the questions, as the form has them."""
    for question in questions:
        item = question.placed.item
        yield item.id, parse(item, _fields(f"q{question.number}."))


def _fields(prefix: str) -> dict[str, list[str]]:
    """Return the form fields of one question, without their prefix."""
    return {
        name.removeprefix(prefix): values
        for name, values in request.form.to_dict(flat=False).items()
        if name.startswith(prefix)
    }


@room.app_template_global()
def unfinished(bank: str) -> tuple[Unfinished, ...]:
    """Return the quizzes of a bank that can be gone on with."""
    return quizzes.unfinished(runtime(), bank)
