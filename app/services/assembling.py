"""Forms by a table of specifications; needs no database, so the command line answers fast."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from app.quiz import assembly
from app.quiz.blueprint import EmptySelection
from app.quiz.faults import faults
from app.quiz.form import assemble as assemble_simple
from app.quiz.programme import UnsolvedError
from app.quiz.proportion import in_proportion
from app.quiz.record import ChangedSinceError
from app.quiz.record import bank_fingerprint
from app.quiz.record import form_again
from app.quiz.record import read_record
from app.quiz.record import record_of
from app.quiz.swapping import candidates as candidates_of
from app.quiz.swapping import swap as swapped
from app.services.errors import RefusedError
from app.services.errors import StaleError
from exports.base import write_whole

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterable
    from pathlib import Path

    from app.quiz.assembly import Assembly
    from app.quiz.blueprint import Blueprint
    from app.quiz.form import Form
    from app.quiz.record import Record
    from app.quiz.specification import Specification
    from app.quiz.swapping import Candidate
    from question_bank.bank import Bank


def assemble(bank: Bank, wanted: Specification, used: Collection[str] = ()) -> Assembly:
    """Assemble a form by a table; what it lacks is in the result.

    Raises:
        RefusedError: the table names what the bank doesn't have, or is too large to be drawn.
    """
    if found := faults(bank, wanted):
        raise RefusedError("; ".join(fault.message for fault in found))
    try:
        return assembly.assemble(bank, wanted, used)
    except UnsolvedError as error:
        raise RefusedError(str(error)) from None


def simple_form(bank: Bank, blueprint: Blueprint) -> Form:
    """Assemble a form by a few words.

    Raises:
        RefusedError: nothing matches; the message says what would.
    """
    try:
        return assemble_simple(bank, blueprint)
    except EmptySelection as error:
        raise RefusedError(str(error)) from None


def table_of(bank: Bank, blueprint: Blueprint) -> Specification:
    """Return the table that asks for what a few words ask for.

    Raises:
        RefusedError: nothing matches; the message says what would.
    """
    try:
        return in_proportion(bank, blueprint)
    except EmptySelection as error:
        raise RefusedError(str(error)) from None


def read_again(bank: Bank, record: Record) -> tuple[Form, str]:
    """Return a form that was written down, and a remark if the bank has changed beside it.

    Raises:
        RefusedError: it is of another bank.
        StaleError: questions of it have changed since; the message names them.
    """
    try:
        form = form_again(bank, record)
    except ChangedSinceError as error:
        raise StaleError(str(error)) from None
    except ValueError as error:
        raise RefusedError(str(error)) from None
    if bank_fingerprint(bank) == record.fingerprint:
        return form, ""
    return form, "The bank was edited since this form was made, but no question of the form."


def candidates(
    bank: Bank, form: Form, letter: str, leaving: str, used: Collection[str] = ()
) -> tuple[Candidate, ...]:
    """Return what could take the place of a question.

    Raises:
        RefusedError: the form has no such question.
    """
    try:
        return candidates_of(bank, form, letter, leaving, used)
    except ValueError as error:
        raise RefusedError(str(error)) from None


def swap(bank: Bank, form: Form, change: tuple[str, str, str], used: Collection[str] = ()) -> Form:
    """Return a form with another question in a place: version, what goes, what comes.

    Raises:
        RefusedError: the table wouldn't hold.
    """
    try:
        return swapped(bank, form, change, used)
    except ValueError as error:
        raise RefusedError(str(error)) from None


def used_since(records: Iterable[tuple[Record, date]], since: date | None) -> frozenset[str]:
    """Return the items of the forms that were used on a day or later; none without a day."""
    if since is None:
        return frozenset()
    return frozenset().union(*(record.items for record, day in records if day >= since))


def records_in(folder: Path) -> tuple[tuple[Record, date], ...]:
    """Return the forms whose files are in a folder, each with its file's day."""
    found = []
    for path in sorted(folder.glob("quiz-*.json")) if folder.is_dir() else ():
        with suppress(ValueError):  # a layout, or somebody's own
            record = read_record(path.read_bytes())
            found.append((record, date.fromtimestamp(path.stat().st_mtime)))  # noqa: DTZ012 - local
    return tuple(found)


def open_record(path: Path) -> Record:
    """Read a form's file.

    Raises:
        RefusedError: it isn't one.
        OSError: it can't be read.
    """
    try:
        return read_record(path.read_bytes())
    except ValueError as error:
        raise RefusedError(f"{path}: {error}") from None


def write_record(bank: Bank, form: Form, folder: Path) -> Path:
    """Write a form down in a folder, which is made if missing; return the file.

    Raises:
        OSError: the folder can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"quiz-{form.code}.json"
    write_whole(path, record_of(bank, form).text().encode())
    return path
