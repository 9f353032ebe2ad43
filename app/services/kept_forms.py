"""Forms that are kept: a form's code gives it again, and what was used is known."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from app.quiz.blueprint import Blueprint
from app.quiz.record import Record
from app.quiz.record import record_of
from app.scheduling.days import date_of
from app.services import assembling
from app.services import quizzes
from app.services.errors import NotFoundError
from app.store import forms
from app.store import learners

if TYPE_CHECKING:
    from app.quiz.assembly import Assembly
    from app.quiz.form import Form
    from app.quiz.specification import Specification
    from app.services.runtime import Runtime
    from question_bank.bank import Bank

_LISTED = 8
_REMEMBERED = 500  # forms that are looked through for what was used


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that is kept; ``used`` is the day it was taken, printed or sent, or empty."""

    record: Record
    used: str


def today(runtime: Runtime) -> date:
    """Return the learner's day."""
    return date_of(runtime.moment().day)


def assemble(runtime: Runtime, bank: Bank, wanted: Specification) -> Assembly:
    """Assemble a form by a table; what was used since its day stays out.

    Raises:
        RefusedError: the table names what the bank doesn't have.
    """
    return assembling.assemble(bank, wanted, used(runtime, bank, wanted))


def used(runtime: Runtime, bank: Bank, wanted: Specification) -> frozenset[str]:
    """Return the items that were used since the day that a table names."""
    since = wanted.since(today(runtime))
    if since is None:
        return frozenset()
    with runtime.database.read() as connection:
        rows = forms.newest(connection, runtime.learner, bank.id, _REMEMBERED)
    found = [
        (Record.model_validate(row.form["record"]), date.fromisoformat(row.form["used"]))
        for row in rows
        if row.form["used"]
    ]
    return assembling.used_since(found, since)


def keep(runtime: Runtime, bank: Bank, form: Form) -> str:
    """Keep a form; return its code. The same one again changes nothing."""
    record = record_of(bank, form)
    with runtime.database.write() as connection:
        learners.hold(connection, runtime.learner)
        forms.keep(
            connection,
            learner_id=runtime.learner, bank_id=bank.id, code=form.code,
            fingerprint=record.fingerprint, made_at=runtime.clock(),
            form={"record": record.model_dump(mode="json", exclude_defaults=True), "used": ""},
        )  # fmt: skip
    return form.code


def find(runtime: Runtime, bank_id: str, code: str) -> Kept:
    """Return a form as it was kept.

    Raises:
        NotFoundError: the learner has no such form.
    """
    with runtime.database.read() as connection:
        row = forms.find(connection, runtime.learner, bank_id, code)
    if row is None:
        raise NotFoundError(f"there is no form {code[:20]} of this bank here")
    return Kept(Record.model_validate(row.form["record"]), row.form["used"])


def newest(runtime: Runtime, bank_id: str) -> tuple[Kept, ...]:
    """Return the forms made last."""
    with runtime.database.read() as connection:
        rows = forms.newest(connection, runtime.learner, bank_id, _LISTED)
    return tuple(Kept(Record.model_validate(row.form["record"]), row.form["used"]) for row in rows)


def mark_used(runtime: Runtime, bank_id: str, code: str) -> None:
    """Keep that a form is used from today on; the first day stands."""
    with runtime.database.write() as connection:
        row = forms.find(connection, runtime.learner, bank_id, code)
        if row is not None and not row.form["used"]:
            found = {**row.form, "used": today(runtime).isoformat()}
            forms.change(connection, runtime.learner, bank_id, code, found)


def take(
    runtime: Runtime, form: Form, letter: str, attempt_id: str, pace: quizzes.Pace | None = None
) -> str:
    """Begin an attempt at a version of a form; return its id.

    Raises:
        NotFoundError: the form has no such version.
        RefusedError: the id or the time is malformed.
    """
    found = [version for version in form.versions if version.letter == letter]
    if not found:
        raise NotFoundError(f"form {form.code} has no version {letter[:5]}")
    points = form.points_of(found[0])
    asked = Blueprint(count=max(len(found[0].placed), 1))
    one = replace(form, versions=(found[0],), rows=(), blueprint=asked)
    mark_used(runtime, form.bank_id, form.code)
    return quizzes.begin(runtime, one, attempt_id, pace, points)
