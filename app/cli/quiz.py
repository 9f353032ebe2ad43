"""``citecards quiz``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.common import bank_argument
from app.cli.common import one_line
from app.cli.common import selecting
from app.cli.common import sound_bank
from app.cli.looks import looking
from app.cli.tables import asking
from app.cli.tables import form_of

if TYPE_CHECKING:
    from app.cli.tables import Asked
    from exports.paper.look import Look


@click.command("quiz")
@bank_argument
@click.option("-n", "--count", default=10, show_default=True, help="How many questions.")
@selecting
@click.option(
    "--seed", default=1, show_default=True, help="The same seed gives the same quiz again."
)
@click.option(
    "--versions", default=1, show_default=True,
    help="Versions with the same questions in another order, options shuffled.",
)  # fmt: skip
@click.option(
    "--format", "format_name", default="html", show_default=True, metavar="FORMAT",
    help="pdf or docx (to print), html, or any format of `citecards export`.",
)  # fmt: skip
@looking
@asking
@click.option(
    "-o", "--output", "folder", type=click.Path(path_type=Path, file_okay=False),
    default=Path(), metavar="DIR", help="The folder for the files (default: here).",
)  # fmt: skip
def command(
    bank: Path | None,
    count: int,
    topics: tuple[str, ...],
    kinds: tuple[str, ...],
    tags: tuple[str, ...],
    seed: int,
    versions: int,
    format_name: str,
    folder: Path,
    look: Look,
    asked: Asked,
) -> None:
    """Assemble a quiz from BANK: a file a version, and in print its key that cites.

    \b
    citecards quiz -n 15 --topic four-drivers --versions 2 --seed 7 -o monday
    citecards quiz --blueprint monday.yaml --format pdf -o monday
    citecards quiz --again monday/quiz-K7QF-2MXA.json --format docx -o monday
    """  # noqa: D301 - \b keeps the example's line as it is
    from app.quiz.blueprint import Blueprint  # noqa: PLC0415 - after the options are read
    from app.services import assembling  # noqa: PLC0415
    from app.services import printing  # noqa: PLC0415
    from app.services.errors import ServiceError  # noqa: PLC0415
    from app.services.selecting import open_exporter  # noqa: PLC0415

    loaded = sound_bank(bank)
    with one_line():
        blueprint = Blueprint(topics, kinds, tags, count, seed, versions)
    try:
        open_exporter(format_name)
        form = form_of(loaded, asked, folder) or assembling.simple_form(loaded, blueprint)
        with one_line():
            written = printing.write_form(loaded, form, format_name, folder, look)
            record = assembling.write_record(loaded, form, folder)
    except ServiceError as error:
        raise click.ClickException(str(error)) from None
    if written.short and not asked.is_table:
        click.echo(f"only {count - written.short} of {count} questions match", err=True)
    for row in written.skipped:
        click.echo(f"left out {row.item}: {row.reason}", err=True)
    for said in written.remarks:
        click.echo(said, err=True)
    for path in (*written.files, record):
        click.echo(str(path))
