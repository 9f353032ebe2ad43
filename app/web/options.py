"""Options of a bank: presets and their fields, parameters fitted, workload, the exam's day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint
from flask import make_response
from flask import redirect
from flask import render_template
from flask import request
from flask import url_for

from app.scheduling.days import date_of
from app.scheduling.days import day_of
from app.services import exam as exams
from app.services import fitting
from app.services import presets
from app.services import workload as workloads
from app.services.errors import RefusedError
from app.services.presets import Change
from app.web import fields
from app.web.forms import runtime
from app.web.forms import whole
from app.web.work import desk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response

    from app.services.presets import Choice
    from app.web.work import Task
    from app.web.work import Work

room = Blueprint("options", __name__, url_prefix="/options/<bank>")
# Answers up to which work is done within the request that asks for it: a second or less.
_FEW_TO_FOLD = 20_000
_FEW_TO_FIT = 4_000
_FEW_CARDS = 3_000
_SOON = 30  # days that few cards are forecast at once


@dataclass(frozen=True, slots=True)
class _Typed:
    """What stands in the form: values and faults by field."""

    values: Mapping[str, str]
    faults: Mapping[str, str]


@room.get("")
def show(bank: str) -> str:
    """Show the options a bank is studied with; ``?said=`` tells what was just done."""
    choice = presets.choice(runtime(), bank)
    return _form(choice, _Typed(fields.written(choice.options), {}))


@room.post("")
def save(bank: str) -> Response | str:
    """Save the options: all of them, or nothing and what is wrong beside each field."""
    app, form = runtime(), request.form
    choice = presets.choice(app, bank)
    options, faults = fields.read(form, choice.options)
    chosen = None if "new" in form else choice.chosen
    name = " ".join(form.get("name", "").split())
    fault = presets.name_fault(choice, chosen, name)
    if fault:
        faults["name"] = fault
    if faults:
        page = _form(choice, _Typed(form.to_dict(), faults))
        return make_response(page, 400)
    same = chosen is not None and options.parameters == chosen.options.parameters
    fitted = chosen.fitted if chosen and same else None
    change = Change(chosen.id if chosen else None, name, options, fitted)
    return _changed(bank, "Saving", "saved", lambda tell: presets.save(app, bank, change, tell))


@room.post("/choose")
def choose(bank: str) -> Response:
    """Study the bank with another preset, or with the defaults."""
    app, preset = runtime(), request.form.get("preset") or None
    return _changed(
        bank, "Changing the preset", "chosen", lambda tell: presets.choose(app, bank, preset, tell)
    )


@room.post("/delete")
def delete(bank: str) -> Response:
    """Delete the preset of the bank; who shares it goes back to the defaults, too."""
    app = runtime()
    choice = presets.choice(app, bank)
    chosen = choice.chosen
    if chosen is None or chosen.id != request.form.get("preset"):
        raise RefusedError("this bank is studied with another preset now; nothing was deleted")
    return _changed(
        bank, "Deleting the preset", "deleted", lambda tell: presets.delete(app, chosen.id, tell)
    )


@room.get("/work")
def work(bank: str) -> Response | str:
    """Show how far a change is, or that there is none; when it is done, the options."""
    choice = presets.choice(runtime(), bank)
    running = desk().get(f"change:{bank}")
    if running is None or running.running:
        return _wait(choice, running, url_for("options.work", bank=bank))
    said, changed = running.result()
    return redirect(url_for("options.show", bank=bank, said=said, cards=changed), 303)


@room.get("/fit")
def fitted(bank: str) -> str:
    """Show what the last fit found, or that it goes on."""
    choice = presets.choice(runtime(), bank)
    found = desk().get(f"fit:{bank}")
    if found is not None and found.running:
        return _wait(choice, found, url_for("options.fitted", bank=bank))
    fit = found.result() if found else None
    return render_template("options/fit.html", choice=choice, fit=fit)


@room.post("/fit")
def fit(bank: str) -> Response:
    """Fit the parameters to the answers in this bank, or to all."""
    app, everywhere = runtime(), request.form.get("all") == "1"
    presets.choice(app, bank)
    desk().begin(
        f"fit:{bank}",
        "Fitting the parameters",
        lambda tell: fitting.fit(app, bank, tell, everywhere=everywhere),
        small=presets.answers(app) <= _FEW_TO_FIT,
    )
    return redirect(url_for("options.fitted", bank=bank), 303)


@room.get("/workload")
def workload(bank: str) -> str:
    """Show what each desired retention would cost and give over ``?days=``."""
    app = runtime()
    days = whole(request.args, "days", workloads.HORIZONS[0])
    if days not in workloads.HORIZONS:
        raise RefusedError("a forecast looks 30, 90 or 365 days ahead")
    choice = presets.choice(app, bank)
    found = _forecast(
        bank,
        f"Forecasting {days} days",
        f"workload:{days}",
        lambda tell: workloads.workload(app, bank, days, tell),
        days,
    )
    if found.running:
        return _wait(choice, found, url_for("options.workload", bank=bank, days=days))
    return render_template(
        "options/workload.html", choice=choice, load=found.result(), horizons=workloads.HORIZONS
    )


@room.get("/exam")
def exam(bank: str) -> str:
    """Show what is expected of the exam, and the plan."""
    return _exam(bank)


@room.post("/exam")
def set_exam(bank: str) -> Response:
    """Set the exam's day, or take it away."""
    app = runtime()
    text = request.form.get("day", "").strip()
    if "remove" in request.form:
        presets.set_exam(app, bank, None)
        return redirect(url_for("options.exam", bank=bank, said="removed"), 303)
    today = app.moment().day
    try:
        day = day_of(date.fromisoformat(text))
    except ValueError:
        day = -1
    if not today <= day <= today + exams.LONGEST:
        last = date_of(today + exams.LONGEST)
        fault = f"Give a day from {date_of(today)} to {last}, such as {date_of(today + 30)}."
        return make_response(_exam(bank, text, fault), 400)
    presets.set_exam(app, bank, day)
    return redirect(url_for("options.exam", bank=bank), 303)


def _exam(bank: str, typed: str | None = None, fault: str = "") -> str:
    app = runtime()
    choice = presets.choice(app, bank)
    today = app.moment().day
    day = choice.exam_day
    found = _forecast(
        bank,
        "Forecasting the exam",
        f"exam:{day}",
        lambda _tell: exams.exam(app, bank),
        0 if day is None else day - today,
    )
    if found.running:
        return _wait(choice, found, url_for("options.exam", bank=bank))
    return render_template(
        "options/exam.html",
        choice=choice,
        exam=found.result(),
        first=date_of(today),
        last=date_of(today + exams.LONGEST),
        passed=day is not None and day < today,
        typed=typed if typed is not None else "" if day is None else date_of(day).isoformat(),
        fault=fault,
        said=request.args.get("said", ""),
    )


def _forecast(bank: str, what: str, name: str, task: Task, days: int) -> Work:
    """Return a forecast so many days ahead: the one there is, or one that is begun now."""
    stands = workloads.fingerprint(runtime(), bank)
    key = f"{name}:{bank}:{stands.key}"
    found = desk().get(key)
    if found is None or found.error:
        small = days <= _SOON and stands.cards <= _FEW_CARDS
        found = desk().begin(key, what, task, small=small)
        found.wait()
    return found


def _form(choice: Choice, typed: _Typed) -> str:
    return render_template(
        "options/show.html",
        choice=choice,
        groups=fields.GROUPS,
        names={field.name: field.words for field in fields.FIELDS} | {"name": "Name"},
        typed=typed.values,
        faults=typed.faults,
        free_name=presets.free_name(choice),
        said=request.args.get("said", ""),
        cards=whole(request.args, "cards", 0),
    )


def _changed(bank: str, what: str, said: str, task: Task) -> Response:
    """Do what changes options, and lead to what came of it."""
    app = runtime()
    begun = desk().begin(
        f"change:{bank}",
        what,
        lambda tell: (said, task(tell)),
        small=presets.answers(app) <= _FEW_TO_FOLD,
    )
    if not begun.wait():
        return redirect(url_for("options.work", bank=bank), 303)
    told, changed = begun.result()
    return redirect(url_for("options.show", bank=bank, said=told, cards=changed), 303)


def _wait(choice: Choice, found: Work | None, again: str) -> str:
    return render_template("options/work.html", choice=choice, work=found, again=again)
