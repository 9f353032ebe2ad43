"""A form of a quiz: its versions, how alike they are, swaps, and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint as Room
from flask import make_response
from flask import redirect
from flask import render_template
from flask import request
from flask import url_for

from app.quiz.assembly import NO_DIFFICULTIES
from app.quiz.balance import balance
from app.quiz.expectation import difficulty_of
from app.quiz.expectation import minutes_of
from app.quiz.expectation import says_difficulties
from app.quiz.specification import Specification
from app.services import assembling
from app.services import form_files
from app.services import kept_forms
from app.services import quizzes
from app.services.errors import RefusedError
from app.services.errors import StaleError
from app.web.formats import FORMATS
from app.web.forms import runtime
from app.web.forms import whole
from exports import EXPORTERS
from exports.paper.look import Look

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from app.quiz.form import Form
    from app.services.form_files import Files
    from app.services.kept_forms import Kept
    from question_bank.bank import Bank

room = Room("quiz_forms", __name__)


@room.get("/quiz/<bank>/form/<code>")
def show(bank: str, code: str) -> str | Response:
    """Show a form; ``?swap=A:item`` offers what could take an item's place."""
    return _show(bank, code, None)


@room.post("/quiz/<bank>/form/<code>/swap")
def swap(bank: str, code: str) -> Response:
    """Put another question in a place; that is another form."""
    loaded = quizzes.load(runtime(), bank)
    form = assembling.read_again(loaded, kept_forms.find(runtime(), bank, code).record)[0]
    change = tuple(request.form.get(name, "") for name in ("version", "leaving", "coming"))
    used = _used(loaded, form)
    new = assembling.swap(loaded, form, (change[0], change[1], change[2]), used)
    kept_forms.keep(runtime(), loaded, new)
    return redirect(
        url_for(".show", bank=bank, code=new.code, swapped=change[2], _anchor=f"{change[0]}-list"),
        303,
    )


@room.post("/quiz/<bank>/form/<code>/take")
def take(bank: str, code: str) -> Response:
    """Begin an attempt at a version."""
    loaded = quizzes.load(runtime(), bank)
    form = assembling.read_again(loaded, kept_forms.find(runtime(), bank, code).record)[0]
    pace = quizzes.Pace(whole(request.form, "minutes", 0), "one" in request.form)
    wanted = request.form.get("attempt", "")
    attempt = kept_forms.take(runtime(), form, request.form.get("version", "A"), wanted, pace)
    return redirect(url_for("quizzes.attempt", attempt=attempt), 303)


@room.post("/quiz/<bank>/form/<code>/files")
def files(bank: str, code: str) -> str | Response:
    """Send the files in one zip; with ``look``, say first what they leave out."""
    if "look" in request.form:
        return _show(bank, code, _files(bank, code))
    made = _files(bank, code)
    kept_forms.mark_used(runtime(), bank, code)
    reply = make_response(made.data, {"Content-Type": "application/zip"})
    reply.headers["Content-Disposition"] = f'attachment; filename="quiz-{made.code}.zip"'
    return reply


def _files(bank: str, code: str) -> Files:
    formats = request.form.getlist("format")
    if unknown := [name for name in formats if name not in EXPORTERS]:
        raise RefusedError(f"there is no format `{unknown[0][:40]}`")
    if not formats:
        raise RefusedError("choose a format first: tick at least one, then download")
    loaded = quizzes.load(runtime(), bank)
    form = assembling.read_again(loaded, kept_forms.find(runtime(), bank, code).record)[0]
    return form_files.made(loaded, form, formats, _look())


def _look() -> Look:
    values = request.form
    try:
        return Look(
            paper=values.get("paper", "a4"),
            columns=whole(values, "columns", 1),
            large="large" in values,
            dyslexic="dyslexic" in values,
            sections="sections" in values,
            reading_sheet="reading_sheet" in values,
            answer_sheet="answer_sheet" in values,
            key="key" in values,
        )
    except ValueError as error:
        raise RefusedError(str(error)) from None


def _used(bank: Bank, form: Form) -> frozenset[str]:
    table = form.blueprint
    if isinstance(table, Specification):
        return kept_forms.used(runtime(), bank, table)
    return frozenset()


def _show(bank: str, code: str, made: Files | None) -> str | Response:
    loaded = quizzes.load(runtime(), bank)
    kept = kept_forms.find(runtime(), bank, code)
    try:
        form, remark = assembling.read_again(loaded, kept.record)
    except StaleError as error:
        page = render_template("quiz/changed.html", bank=loaded, kept=kept, message=str(error))
        return make_response(page, 409)
    letter, _, leaving = request.args.get("swap", "").partition(":")
    offered = None
    if leaving:
        offered = assembling.candidates(loaded, form, letter, leaving, _used(loaded, form))
    return _page(loaded, kept, form, remark=remark, offered=offered, swap=(letter, leaving),
                 made=made)  # fmt: skip


def _page(bank: Bank, kept: Kept, form: Form, **more: object) -> str:
    said = says_difficulties(bank)
    figures = balance(bank, form)
    return render_template(
        "quiz/form.html",
        bank=bank,
        kept=kept,
        form=form,
        figures=figures,
        topics=[one for one in bank.topic_titles if any(one in row.topics for row in figures)],
        points=[form.points_of(version) for version in form.versions],
        hard=lambda item: difficulty_of(item, said=said),
        minutes=minutes_of,
        predicted="" if said else NO_DIFFICULTIES,
        same=len({frozenset(item.id for item in one.items) for one in form.versions}) == 1,
        formats=FORMATS,
        ticked=request.form.getlist("format") or ["pdf"],
        values=request.form,
        attempt_id=runtime().new_id(),
        swapped=request.args.get("swapped", ""),
        **more,
    )  # fmt: skip
