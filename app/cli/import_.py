"""``citecards import``."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.progress import telling

if TYPE_CHECKING:
    from app.services.importing_report import Report
    from app.services.runtime import Runtime
    from app.settings import Settings

_SHOWN = 20  # of what was left out


@click.command("import")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--bank", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="The bank's folder (default: one in your data, by the file's title).",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only say what the file holds; nothing is written.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@click.option("--undo", "undo_id", metavar="ID", help="Undo an import, all of it.")
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="The data folder (default: CITECARDS_DATA, or your user data folder).",
)  # fmt: skip
def command(
    file: Path | None, bank: Path | None, undo_id: str | None, data: Path | None, *,
    dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    """Import FILE into a bank: cards, decks, tags, media, and all that was learnt.

    FILE is an .apkg or .colpkg of Anki, a table (.csv, .tsv), Quizlet's text, GIFT or Moodle XML.
    Imported again it updates what changed, adds what is new and doubles nothing; what you edited
    stays yours. The data are backed up first.
    """
    from app.services.errors import ServiceError  # noqa: PLC0415 - after the options are read
    from app.settings import SettingsError  # noqa: PLC0415
    from app.settings import create_settings  # noqa: PLC0415
    from app.store.db import StoreError  # noqa: PLC0415

    if (file is None) == (undo_id is None):
        raise click.UsageError("give a FILE to import, or --undo with the ID of an import")
    try:
        settings = create_settings(os.environ, data=data)
        if undo_id is not None:
            _undo(settings, undo_id)
        elif file is not None and dry_run:
            _look(file, as_json=as_json)
        elif file is not None:
            _import(settings, file, bank, as_json=as_json)
    except (ServiceError, SettingsError, StoreError) as error:
        raise _RefusedFile(" ".join(str(error).split())) from None


class _RefusedFile(click.ClickException):
    """A file that can't be taken, or another failure that was foreseen."""

    exit_code = 2


def _look(file: Path, *, as_json: bool) -> None:
    from app.services.importing import look  # noqa: PLC0415 - see command

    with tempfile.TemporaryDirectory(prefix="citecards-") as scratch, telling() as tell:
        report = look(file, Path(scratch), tell=tell)
    if as_json:
        click.echo(json.dumps(report.held(), ensure_ascii=False))
    else:
        _print_held(report)


def _import(settings: Settings, file: Path, bank: Path | None, *, as_json: bool) -> None:
    from app.services.importing import import_file  # noqa: PLC0415 - see command

    runtime = _open(settings)
    try:
        with telling() as tell:
            report = import_file(runtime, file, bank=bank, tell=tell)
    finally:
        runtime.database.close()
    if as_json:
        click.echo(json.dumps(report.done(), ensure_ascii=False))
        return
    _print_held(report)
    if report.nothing_new:
        click.echo(f"Nothing new: all of it is in the bank {report.bank} already.")
        return
    where = f", in {report.folder}" if report.folder else ""
    click.echo(
        f"Bank {report.bank}{where}: {report.added} added, {report.updated} updated, "
        f"{report.unchanged} unchanged; {report.logged} new in the log."
    )
    if report.parts:
        click.echo(f"It went into {len(report.parts)} banks, as it holds notes of as many.")
    if report.gone:
        click.echo(f"{report.gone} that were imported earlier aren't in the file now; they stay.")
    click.echo(f"To undo all of it: citecards import --undo {report.id}")


def _undo(settings: Settings, import_id: str) -> None:
    from app.services.import_undo import undo  # noqa: PLC0415 - see command

    runtime = _open(settings)
    try:
        row = undo(runtime, import_id)
    finally:
        runtime.database.close()
    click.echo(f"Undone: the import of {row.file} into {row.bank_id}. A backup was made before.")


def _open(settings: Settings) -> Runtime:
    from app.factory import create_runtime  # noqa: PLC0415 - see command

    return create_runtime(settings)


def _print_held(report: Report) -> None:
    decks = "deck" if report.decks == 1 else "decks"
    click.echo(
        f"{report.title} ({report.format}): {report.notes} notes, {report.cards} cards, "
        f"{report.decks} {decks}, {report.reviews} reviews, {report.media} media files."
    )
    for row, reason in report.left_out[:_SHOWN]:
        click.echo(f"left out{f' {row}' if row else ''}: {reason}", err=True)
    if len(report.left_out) > _SHOWN:
        more = len(report.left_out) - _SHOWN
        click.echo(f"left out: {more} more; --json lists them all", err=True)
