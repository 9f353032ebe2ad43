"""Make a quiz: by a few words, or by a table of topics and levels; and the old way to print."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from typing import Any

from flask import Blueprint as Room
from flask import make_response
from flask import redirect
from flask import render_template
from flask import request
from flask import url_for
from werkzeug.datastructures import MultiDict

from app.quiz.blueprint import Blueprint
from app.quiz.blueprint_file import read_blueprint
from app.quiz.blueprint_file import written
from app.quiz.grid import grid
from app.services import assembling
from app.services import kept_forms
from app.services import printing
from app.services import quizzes
from app.services.errors import RefusedError
from app.web.forms import runtime
from app.web.forms import whole
from app.web.tables import TableError
from app.web.tables import sums_of
from app.web.tables import table_in
from app.web.tables import typed_of
from exports import html
from question_bank.errors import BankError
from question_bank.items import ALL_KINDS

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from app.quiz.assembly import Assembly
    from app.quiz.specification import Specification
    from question_bank.bank import Bank

room = Room("composing", __name__)


@room.get("/quiz/<bank>")
def new(bank: str) -> str:
    """Show the choices in a few words, and the forms made last."""
    loaded = quizzes.load(runtime(), bank)
    return render_template(
        "quiz/new.html",
        bank=loaded,
        topics=Counter(item.topic for item in loaded.items),
        kinds=_kinds(loaded),
        attempt_id=runtime().new_id(),
        seed=runtime().clock() // 1000 % 10_000,
        forms=kept_forms.newest(runtime(), bank),
    )


@room.get("/quiz/<bank>/print")
def show_print(bank: str) -> str:
    """Show the versions as they print, each with its key if asked."""
    loaded = quizzes.load(runtime(), bank)
    found = printing.sheets(
        loaded,
        simple(request.args),
        key="key" in request.args,
        passages="passages" in request.args,
    )
    return render_template("quiz/print.html", bank=bank, sheets=found)


@room.get("/quiz/print.css")
def print_css() -> Response:
    """Send the style sheet of printed quizzes."""
    return make_response(html.print_css(), {"Content-Type": "text/css"})


@room.get("/quiz/<bank>/table")
def table(bank: str) -> str:
    """Show the table: that of a form (``?form=``), or one that spreads ``n`` questions."""
    loaded = quizzes.load(runtime(), bank)
    code = request.args.get("form", "")
    if code:
        wanted = kept_forms.find(runtime(), bank, code).record.table
        if wanted is None:
            raise RefusedError(f"form {code} was made without a table")
    else:
        wanted = assembling.table_of(loaded, simple(request.args))
    return _show(loaded, wanted)


@room.post("/quiz/<bank>/table")
def send(bank: str) -> str | Response:
    """Do what the button says: ``check``, ``make``, ``short`` (as it is), ``save``, ``open``."""
    loaded = quizzes.load(runtime(), bank)
    do = request.form.get("do", "make")
    if do == "open":
        return _open(loaded)
    try:
        wanted = table_in(request.form)
    except TableError as error:
        return _faulty(loaded, error.faults)
    if do == "save":
        reply = make_response(written(wanted), {"Content-Type": "application/yaml"})
        reply.headers["Content-Disposition"] = f'attachment; filename="{bank}-quiz.yaml"'
        return reply
    if do == "check":
        return _show(loaded, wanted)
    try:
        found = kept_forms.assemble(runtime(), loaded, wanted)
    except RefusedError as error:
        return _faulty(loaded, (str(error),), wanted)
    if (found.problems and do != "short") or not all(one.placed for one in found.form.versions):
        return _show(loaded, wanted, found, asked=True)
    code = kept_forms.keep(runtime(), loaded, found.form)
    return redirect(url_for("quiz_forms.show", bank=bank, code=code), 303)


def _open(bank: Bank) -> str | Response:
    """Show the table of a file."""
    file = request.files.get("file")
    name = (file.filename if file else "") or ""
    if file is None or not name:
        return _faulty(bank, ("Choose a blueprint file first, a .yaml.",))
    try:
        wanted = read_blueprint(file.read(), name, bank)
    except BankError as error:
        return _faulty(bank, tuple(map(str, error.problems)))
    return _show(bank, wanted)


def simple(values: MultiDict[str, str]) -> Blueprint:
    """Read what is asked for in a few words.

    Raises:
        RefusedError: a number is out of range.
    """
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


def _kinds(bank: Bank) -> dict[str, int]:
    found: Counter[str] = Counter(item.kind for item in bank.items)
    return {kind: found[kind] for kind in ALL_KINDS if found[kind]}


def _show(
    bank: Bank, wanted: Specification, found: Assembly | None = None, *, asked: bool = False
) -> str:
    """Show a table with what the bank has for it; ``asked`` if a form was to be made of it."""
    faults: tuple[str, ...] = ()
    if found is None:
        try:
            found = kept_forms.assemble(runtime(), bank, wanted)
        except RefusedError as error:
            faults = (str(error),)
    return _page(bank, wanted, typed_of(bank, wanted), faults, found=found, asked=asked)


def _faulty(bank: Bank, faults: tuple[str, ...], wanted: Specification | None = None) -> Response:
    """Show what was typed, and what is wrong with it."""
    usual = wanted or assembling.table_of(bank, Blueprint())
    typed = request.form.to_dict(flat=False)
    if not any(name.startswith("n.") for name in typed):  # a file that can't be read
        typed = typed_of(bank, usual)
    return make_response(_page(bank, usual, typed, faults), 400)


def _page(
    bank: Bank,
    wanted: Specification,
    typed: dict[str, list[str]],
    faults: tuple[str, ...],
    **more: Any,
) -> str:
    found = more.setdefault("found", None)
    return render_template(
        "quiz/table.html",
        bank=bank,
        wanted=wanted,
        grid=grid(bank, wanted, kept_forms.used(runtime(), bank, wanted)),
        typed=MultiDict(typed),
        short={one.row: one for one in found.lacks} if found else {},
        faults=faults,
        kinds=_kinds(bank),
        sums=sums_of(wanted),
        **more,
    )
