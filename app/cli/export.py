"""``citecards export``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.common import bank_argument
from app.cli.common import one_line
from app.cli.common import selecting
from app.cli.common import sound_bank

if TYPE_CHECKING:
    from app.services.selecting import Wanted
    from exports.base import Report
    from question_bank.bank import Bank


@click.command("export")
@click.argument("format_name", metavar="FORMAT")
@bank_argument
@selecting
@click.option("--studied", is_flag=True, help="Only what you have answered.")
@click.option("--leeches", is_flag=True, help="Only what keeps lapsing.")
@click.option(
    "--quiz", metavar="CODE", default="",
    help="Only the questions of a quiz you took, by its code (`last`: the newest).",
)  # fmt: skip
@click.option(
    "--with-history", "history", is_flag=True,
    help="Your answers, due dates and memory go along (anki).",
)  # fmt: skip
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="The data folder (default: CITECARDS_DATA, or your user data folder).",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="The file to write (default: the bank's name here).",
)  # fmt: skip
def command(
    format_name: str,
    bank: Path | None,
    output: Path | None,
    data: Path | None,
    topics: tuple[str, ...],
    kinds: tuple[str, ...],
    tags: tuple[str, ...],
    quiz: str,
    *,
    studied: bool,
    leeches: bool,
    history: bool,
) -> None:
    """Write BANK in FORMAT, whole or not at all; what the format can't hold is listed.

    \b
    to study   anki, quizlet
    to print   pdf, docx, html, markdown
    LMS        moodle-xml, gift, aiken, canvas, qti21, qti3
    games      kahoot, blooket, wayground, gimkit
    tables     csv, xlsx; for programs: jsonl
    """  # noqa: D301 - \b keeps the lines as they are
    from app.services.errors import ServiceError  # noqa: PLC0415 - after the options are read
    from app.services.selecting import Wanted  # noqa: PLC0415
    from app.services.selecting import open_exporter  # noqa: PLC0415

    wanted = Wanted(topics, kinds, tags, studied, leeches, quiz, history)
    try:
        exporter = open_exporter(format_name)
        loaded = sound_bank(bank)
        out = output or Path(f"{loaded.id}{exporter.suffix}")
        with one_line():
            if wanted.is_personal:
                report = _with_data(loaded, format_name, wanted, out, data)
            else:
                report = _alone(loaded, format_name, wanted, out)
    except ServiceError as error:
        raise click.ClickException(str(error)) from None
    for row in report.skipped:
        click.echo(f"left out {row.item}: {row.reason}", err=True)
    for line in report.remarks:
        click.echo(line, err=True)
    count = len(report.written)
    click.echo(f"{out}: {count} of {count + len(report.skipped)} items")


def _alone(bank: Bank, name: str, wanted: Wanted, out: Path) -> Report:
    """Write what the bank alone can answer: no database is opened."""
    from dataclasses import replace  # noqa: PLC0415 - see above

    from app.services import selecting as service  # noqa: PLC0415

    chosen = service.selection(bank, wanted.blueprint)
    chosen, remarks = service.compared(chosen, name, out)
    report = service.open_exporter(name).write(chosen, out)
    return replace(report, remarks=(*report.remarks, *remarks))


def _with_data(bank: Bank, name: str, wanted: Wanted, out: Path, data: Path | None) -> Report:
    """Write what takes the learner's data to answer; they are only read."""
    from app.factory import open_runtime  # noqa: PLC0415 - see above
    from app.services.backup import must_exist  # noqa: PLC0415
    from app.services.exporting import must_be_current  # noqa: PLC0415
    from app.services.exporting import write  # noqa: PLC0415
    from app.settings import SettingsError  # noqa: PLC0415
    from app.settings import create_settings  # noqa: PLC0415
    from app.store.db import StoreError  # noqa: PLC0415

    try:
        settings = create_settings(os.environ, data=data)
        must_exist(settings)
        runtime = open_runtime(settings)
        try:
            must_be_current(runtime)
            return write(runtime, bank, name, wanted, out)
        finally:
            runtime.database.close()
    except (SettingsError, StoreError) as error:
        raise click.ClickException(str(error)) from None
