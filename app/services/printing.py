"""Printed quizzes: a file a version, for html with its key apart; the same on the site's page."""

from __future__ import annotations

import math
import tempfile
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.quiz.specification import Specification
from app.services.assembling import simple_form
from app.services.selecting import open_exporter
from exports.base import Selection
from exports.base import write_whole
from exports.html import Html
from exports.html import sheet_html
from exports.paper.files import Paper
from exports.paper.look import PLAIN

if TYPE_CHECKING:
    from app.quiz.blueprint import Blueprint
    from app.quiz.form import Form
    from app.quiz.form import Version
    from exports.base import Exporter
    from exports.base import Report
    from exports.base import Skipped
    from exports.paper.look import Look
    from question_bank.bank import Bank


@dataclass(frozen=True, slots=True)
class Written:
    """The files of a quiz, what a format left out, and how many questions fewer than asked.

    ``remarks`` are sentences about what a person should know of the files besides.
    """

    files: tuple[Path, ...]
    skipped: tuple[Skipped, ...]
    short: int
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """One file of a quiz, to be written or sent: its name, its bytes, what became of the items."""

    name: str
    data: bytes
    report: Report


@dataclass(frozen=True, slots=True)
class Sheet:
    """One version as a fragment of a page."""

    letter: str
    html: str


@dataclass(frozen=True, slots=True)
class Sheets:
    """All versions of a form, to be printed from the browser."""

    code: str
    title: str
    count: int
    short: int
    versions: int
    keys: bool
    pages: tuple[Sheet, ...]


def write_form(
    bank: Bank, form: Form, format_name: str, folder: Path, look: Look = PLAIN
) -> Written:
    """Write the files of a form into a folder, which is made if missing.

    Raises:
        RefusedError: there's no such format.
        OSError: the folder can't be written.
    """
    found = files_of(bank, form, format_name, look)
    folder.mkdir(parents=True, exist_ok=True)
    for made in found:
        write_whole(folder / made.name, made.data)
    reports = [made.report for made in found]
    return Written(
        tuple(folder / made.name for made in found),
        tuple(dict.fromkeys(row for report in reports for row in report.skipped)),
        form.short,
        tuple(dict.fromkeys(said for report in reports for said in report.remarks)),
    )


def files_of(bank: Bank, form: Form, format_name: str, look: Look = PLAIN) -> list[Made]:
    """Return the files of a form in a format; ``look`` is for pdf and docx.

    A file a version; html: the sheet and the key; pdf and docx: sheet, key, answer sheet and
    reading sheet as asked, and for an answer sheet its layout as JSON.

    Raises:
        RefusedError: there's no such format.
        OSError: there's no room for temporary files.
    """
    exporter = open_exporter(format_name)
    if isinstance(form.blueprint, Specification) and form.blueprint.minutes:
        look = replace(look, minutes=math.ceil(form.blueprint.minutes))
    chosen = [(version.letter, selection_of(bank, form, version)) for version in form.versions]
    if isinstance(exporter, Paper):
        return [
            Made(one.name, one.data, one.report) for one in exporter.files(form.code, chosen, look)
        ]
    made: list[Made] = []
    with tempfile.TemporaryDirectory(prefix="citecards-quiz-") as folder:
        for letter, selection in chosen:
            for ending, part in _parts(exporter):
                out = Path(folder, f"quiz-{form.code}-{letter}{ending}{part.suffix}")
                report = part.write(selection, out)
                made.append(Made(out.name, out.read_bytes(), replace(report, files=())))
    return made


def _parts(exporter: Exporter) -> tuple[tuple[str, Exporter], ...]:
    """A printed quiz is two files: what the class gets, and the key."""
    if isinstance(exporter, Html):
        return ("", Html(key=False)), ("-key", Html(questions=False))
    return (("", exporter),)


def sheets(bank: Bank, blueprint: Blueprint, *, key: bool, passages: bool) -> Sheets:
    """Return every version of a quiz for a page; keys come after all the versions.

    Raises:
        RefusedError: nothing matches.
    """
    form = simple_form(bank, blueprint)
    chosen = [(version.letter, selection_of(bank, form, version)) for version in form.versions]
    pages = [Sheet(letter, sheet_html(one, key=False, passages=False)) for letter, one in chosen]
    if key:
        pages += [
            Sheet(f"{letter}, key", sheet_html(one, questions=False, key=True, passages=passages))
            for letter, one in chosen
        ]
    count = form.asked - form.short
    return Sheets(form.code, form.title, count, form.short, len(form.versions), key, tuple(pages))


def selection_of(bank: Bank, form: Form, version: Version) -> Selection:
    """Return one version of a form as exporters take it."""
    changed = {item.id: bank.changed[item.id] for item in version.items}
    return Selection(
        bank, version.items, form.title, f"{form.code} {version.letter}", version.orders,
        at=max(changed.values()), changed=changed, points=form.points_of(version),
    )  # fmt: skip
