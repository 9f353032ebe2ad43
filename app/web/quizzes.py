"""Quizzes: choose what comes, take it here, or print it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from flask import Blueprint as Room
from flask import make_response
from flask import redirect
from flask import render_template
from flask import request
from flask import url_for

from app.quiz.blueprint import Blueprint
from app.quiz.responses import parse
from app.services import printing
from app.services import quizzes
from app.services.errors import RefusedError
from app.web.forms import runtime
from app.web.forms import whole
from app.web.framed import of_bank
from exports import html
from question_bank.items import ALL_KINDS

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict
    from werkzeug.wrappers import Response

room = Room("quizzes", __name__)


@room.get("/quiz/<bank>")
def new(bank: str) -> str:
    """Show the choices: topics, kinds, how many, seed, versions."""
    loaded = quizzes.load(runtime(), bank)
    return render_template(
        "quiz/new.html",
        bank=loaded,
        topics=Counter(item.topic for item in loaded.items),
        kinds={kind: n for kind in ALL_KINDS if (n := sum(i.kind == kind for i in loaded.items))},
        attempt_id=runtime().new_id(),
        seed=runtime().clock() // 1000 % 10_000,
    )


@room.get("/quiz/<bank>/print")
def show_print(bank: str) -> str:
    """Show the versions as they print, each with its key if asked."""
    loaded = quizzes.load(runtime(), bank)
    found = printing.sheets(
        loaded,
        _blueprint(request.args),
        key="key" in request.args,
        passages="passages" in request.args,
    )
    return render_template("quiz/print.html", bank=bank, sheets=found)


@room.get("/quiz/print.css")
def print_css() -> Response:
    """Send the style sheet of printed quizzes."""
    return make_response(html.print_css(), {"Content-Type": "text/css"})


@room.post("/quiz/<bank>/take")
def take(bank: str) -> Response:
    """Begin an attempt."""
    wanted = request.form.get("attempt", "")
    attempt = quizzes.start(runtime(), bank, _blueprint(request.form), wanted)
    return redirect(url_for("quizzes.attempt", attempt=attempt), 303)


def _blueprint(values: MultiDict[str, str]) -> Blueprint:
    try:
        return Blueprint(
            topics=tuple(values.getlist("topic")),
            kinds=tuple(values.getlist("kind")),
            count=whole(values, "n", 10),
            seed=whole(values, "seed", 1),
            versions=whole(values, "versions", 1),
        )
    except ValueError as error:
        raise RefusedError(str(error)) from None


@room.get("/attempt/<attempt>")
def attempt(attempt: str) -> str:
    """Show a quiz to answer, or its result."""
    view = quizzes.attempt(runtime(), attempt)
    of_bank(view.bank.id)
    template = "quiz/attempt.html" if view.submitted_at is None else "quiz/result.html"
    return render_template(template, view=view)


@room.post("/attempt/<attempt>")
def submit(attempt: str) -> Response:
    """Hand it in."""
    view = quizzes.attempt(runtime(), attempt)
    given = {
        question.placed.item.id: parse(question.placed.item, _fields(f"q{question.number}."))
        for question in view.questions
    }
    quizzes.submit(runtime(), attempt, given)
    return redirect(url_for("quizzes.attempt", attempt=attempt), 303)


@room.post("/attempt/<attempt>/judge")
def judge(attempt: str) -> Response:
    """Store the learner's own marks of free answers."""
    view = quizzes.attempt(runtime(), attempt)
    ticked = {
        question.placed.item.id: parse(question.placed.item, _fields(f"q{question.number}.")).chosen
        for question in view.questions
        if question.self_marked
    }
    quizzes.judge(runtime(), attempt, ticked)
    return redirect(url_for("quizzes.attempt", attempt=attempt), 303)


def _fields(prefix: str) -> dict[str, list[str]]:
    """Return the form fields of one question, without their prefix."""
    return {
        name.removeprefix(prefix): values
        for name, values in request.form.to_dict(flat=False).items()
        if name.startswith(prefix)
    }
