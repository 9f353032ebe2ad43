"""Printed quizzes: a file a version, for html with its key apart; the same on the site's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.quiz.blueprint import EmptySelection
from app.quiz.form import assemble
from app.services.errors import RefusedError
from app.services.selecting import open_exporter
from exports.base import Selection
from exports.html import Html
from exports.html import sheet_html

if TYPE_CHECKING:
    from pathlib import Path

    from app.quiz.blueprint import Blueprint
    from app.quiz.form import Form
    from app.quiz.form import Version
    from exports.base import Exporter
    from exports.base import Skipped
    from question_bank.bank import Bank


@dataclass(frozen=True, slots=True)
class Written:
    """The files of a quiz, what a format left out, and how many questions fewer than asked."""

    files: tuple[Path, ...]
    skipped: tuple[Skipped, ...]
    short: int


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


def write(bank: Bank, blueprint: Blueprint, format_name: str, folder: Path) -> Written:
    """Write every version of a quiz into a folder, which is made if missing.

    Raises:
        RefusedError: nothing matches, or there's no such format.
        OSError: the folder can't be written.
    """
    exporter = open_exporter(format_name)
    form = _form(bank, blueprint)
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    skipped: list[Skipped] = []
    for version in form.versions:
        chosen = _selection(bank, form, version)
        for ending, one in _parts(exporter):
            out = folder / f"quiz-{form.code}-{version.letter}{ending}{one.suffix}"
            skipped += one.write(chosen, out).skipped
            files.append(out)
    return Written(tuple(files), tuple(dict.fromkeys(skipped)), form.short)


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
    form = _form(bank, blueprint)
    chosen = [(version.letter, _selection(bank, form, version)) for version in form.versions]
    pages = [Sheet(letter, sheet_html(one, key=False, passages=False)) for letter, one in chosen]
    if key:
        pages += [
            Sheet(f"{letter}, key", sheet_html(one, questions=False, key=True, passages=passages))
            for letter, one in chosen
        ]
    count = form.asked - form.short
    return Sheets(form.code, form.title, count, form.short, len(form.versions), key, tuple(pages))


def _form(bank: Bank, blueprint: Blueprint) -> Form:
    try:
        return assemble(bank, blueprint)
    except EmptySelection as error:
        raise RefusedError(str(error)) from None


def _selection(bank: Bank, form: Form, version: Version) -> Selection:
    changed = {item.id: bank.changed[item.id] for item in version.items}
    return Selection(
        bank, version.items, form.title, f"{form.code} {version.letter}", version.orders,
        at=max(changed.values()), changed=changed,
    )  # fmt: skip
