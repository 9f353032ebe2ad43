"""``citecards export``."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.common import bank_argument
from app.cli.common import one_line
from app.cli.common import selecting
from app.cli.common import sound_bank


@click.command("export")
@click.argument("format_name", metavar="FORMAT")
@bank_argument
@selecting
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="The file to write (default: the bank's name here).",
)  # fmt: skip
def command(
    format_name: str,
    bank: Path | None,
    output: Path | None,
    topics: tuple[str, ...],
    kinds: tuple[str, ...],
    tags: tuple[str, ...],
) -> None:
    """Write BANK in FORMAT: anki (a deck for Anki), jsonl (one object an item), html (to print).

    What a format can't hold is left out and listed. The file is whole or not written.
    """
    from app.quiz.blueprint import Blueprint  # noqa: PLC0415 - after the options are read
    from app.services import selecting as select  # noqa: PLC0415
    from app.services.errors import ServiceError  # noqa: PLC0415

    try:
        exporter = select.open_exporter(format_name)
        loaded = sound_bank(bank)
        chosen = select.selection(loaded, Blueprint(topics=topics, kinds=kinds, tags=tags))
    except ServiceError as error:
        raise click.ClickException(str(error)) from None
    out = output or Path(f"{loaded.id}{exporter.suffix}")
    if format_name == "anki":
        chosen = select.remembering(chosen, out)
    with one_line():
        report = exporter.write(chosen, out)
    for row in report.skipped:
        click.echo(f"left out {row.item}: {row.reason}", err=True)
    click.echo(f"{out}: {len(report.written)} of {len(chosen.items)} items")
