"""Write a bank, or part of it, in a format; for the site and the command line alike."""

from __future__ import annotations

import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.export_choice import QUIZZES
from app.services.export_choice import chosen
from app.services.export_choice import leech
from app.services.export_files import with_files
from app.services.export_progress import progress_of
from app.services.selecting import compared
from app.services.selecting import open_exporter
from app.store import content
from app.store import outgoing
from app.store.migrate import HEAD
from app.store.migrate import current
from exports.anki_search import gone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.services.runtime import Runtime
    from app.services.selecting import Wanted
    from exports.base import Report
    from question_bank.bank import Bank

HISTORIES = ("anki",)  # the formats that can take a history along
_IN_ANKI = (
    "In Anki’s import window tick “Import any learning progress” and “Import any deck presets”, "
    "and switch FSRS on in the options of a deck: then due dates and memory are as here."
)


@dataclass(frozen=True, slots=True)
class Download:
    """A file for the browser, which is there as long as the block that made it."""

    path: Path
    name: str
    media_type: str
    report: Report


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from, with how many items each has; quizzes by code and start.

    ``remarks`` are sentences on what a person should know beforehand.
    """

    bank: Bank
    topics: Mapping[str, int]
    kinds: Mapping[str, int]
    tags: Mapping[str, int]
    studied: int
    leeches: int
    quizzes: tuple[tuple[str, int], ...]
    remarks: tuple[str, ...]


def must_be_current(runtime: Runtime) -> None:
    """Refuse data that another version of Citecards made: they are only read here.

    Raises:
        RefusedError: they are older or newer.
    """
    if current(runtime.database) != HEAD:
        raise RefusedError(
            "the data are of another version of Citecards: start this one with citecards serve "
            "first, or install the newer one"
        )


def write(runtime: Runtime, bank: Bank, name: str, wanted: Wanted, out: Path) -> Report:
    """Write what is wanted of a bank, with what the learner's data say of it.

    Raises:
        NotFoundError: the bank isn't among the learner's data.
        RefusedError: nothing matches, or the format can't take a history along.
        OSError: the file can't be written.
    """
    form = open_exporter(name)
    if wanted.history and name not in HISTORIES:
        raise RefusedError(
            f"a history goes along with {', '.join(HISTORIES)} only, not with {name}"
        )
    with runtime.database.read() as connection:
        if content.bank_info(connection, bank.id) is None:
            raise NotFoundError(
                f"there is no bank `{bank.id}` in your data: study it first, with citecards serve"
            )
        selected, remarks = compared(chosen(connection, runtime, bank, wanted), name, out)
        if wanted.history:
            order = tuple(item.id for item in selected.items)
            told = progress_of(connection, runtime, bank.id, bank.info.title, order)
            selected = replace(selected, progress=told)
            remarks = (*remarks, *_on_history(connection, runtime, bank.id))
        report = form.write(selected, out)
    return replace(report, remarks=(*report.remarks, *remarks))


def _on_history(connection: Connection, runtime: Runtime, bank: str) -> tuple[str, ...]:
    """Say what a person must do for a history to arrive, and what of it stays."""
    count = outgoing.quiz_answers(connection, runtime.learner, bank)
    if not count:
        return (_IN_ANKI,)
    if count == 1:
        return (_IN_ANKI, "1 answer in a quiz stays here: Anki’s log has no place for it.")
    return (_IN_ANKI, f"{count} answers in quizzes stay here: Anki’s log has no place for them.")


@contextmanager
def download(runtime: Runtime, bank_id: str, name: str, wanted: Wanted) -> Iterator[Download]:
    """Make a file for the browser.

    Raises:
        NotFoundError: there's no such bank.
        RefusedError: unknown format or empty selection; or there's no room for the file.
    """
    form = open_exporter(name)
    bank = bank_of(runtime, bank_id)
    with tempfile.TemporaryDirectory(prefix="citecards-") as folder:
        out = Path(folder) / f"{bank_id}{form.suffix}"
        try:
            report = write(runtime, bank, name, wanted, out)
        except OSError as error:
            raise RefusedError(f"the file can't be made: {error.strerror or error}") from None
        yield Download(out, out.name, form.media_type, report)


def choices(runtime: Runtime, bank_id: str) -> Choices:
    """Return what can be exported of a bank.

    Raises:
        NotFoundError: there's no such bank.
    """
    bank = bank_of(runtime, bank_id)
    learner = runtime.learner
    with runtime.database.read() as connection:
        lapses = leech(connection, runtime, bank_id)
        studied = outgoing.items_with(connection, learner, bank_id)
        weak = outgoing.items_with(connection, learner, bank_id, lapses=lapses)
        quizzes = outgoing.quizzes(connection, learner, bank_id, QUIZZES)
        retired = outgoing.retired(connection, bank_id)
    return Choices(
        bank,
        Counter(item.topic for item in bank.items),
        Counter(item.kind for item in bank.items),
        dict(sorted(Counter(tag for item in bank.items for tag in item.tags).items())),
        len(studied),
        len(weak),
        tuple((row.code, row.started_at) for row in quizzes),
        gone(retired, " of earlier versions", "no longer in this bank"),
    )


def bank_of(runtime: Runtime, bank_id: str) -> Bank:
    """Return a bank of the store, with what its folder has beside it.

    Raises:
        NotFoundError: there's no such bank.
    """
    with runtime.database.read() as connection:
        bank = content.load_bank(connection, bank_id)
    if bank is None:
        raise NotFoundError(f"there is no bank `{bank_id}` here")
    return with_files(bank, runtime.settings)
