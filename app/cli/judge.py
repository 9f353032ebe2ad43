"""``citecards judge``: the second reading of a bank's items."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from app.cli.common import bank_argument
from app.cli.common import one_line
from app.cli.common import sound_bank
from app.cli.quick import shipped

if TYPE_CHECKING:
    from pathlib import Path

    from question_bank.bank import Bank


@click.command("judge")
@bank_argument
@click.option("--sheet", is_flag=True, help="Print passages and questions without keys.")
@click.option("--keys", is_flag=True, help="Print passages and items as they are written.")
@click.option("--all", "every", is_flag=True, help="Print the items already reviewed, too.")
@click.option("--topic", metavar="TOPIC", help="Print only items of this topic.")
@click.option(
    "--record", metavar="FILE", type=click.Path(), help="Keep the verdicts of FILE, as JSON lines."
)
@click.option("--by", metavar="NAME", help="Who judged them (with --record).")
def command(
    bank: Path | None,
    *,
    sheet: bool,
    keys: bool,
    every: bool,
    topic: str | None,
    record: str | None,
    by: str | None,
) -> None:
    """Say which items of BANK still want a second reader, print them for one, keep the verdicts.

    A reader answers the --sheet first, then judges with --keys: each item gets 0, 1 or 2 on
    twelve points. A verdict is a line {"id": …, "agreed": true, "scores": [12 numbers]}.
    """
    from app.services import judging  # noqa: PLC0415 - after the options are read

    found = sound_bank(bank)
    if record is not None:
        _record(bank or shipped(), found, record, by)
        return
    wanting = judging.unreviewed(found)
    if sheet or keys:
        items = [
            item
            for item in found.items
            if (every or item.id in wanting) and topic in (None, item.topic)
        ]
        draw = judging.sheet_with_keys if keys else judging.sheet
        click.echo("\n".join(draw(found, items)), nl=False)
        return
    for item, why in wanting.items():
        click.echo(f"{item}: {why}")
    click.echo(f"{len(found.items) - len(wanting)} of {len(found.items)} items are reviewed.")


def _record(folder: Path, bank: Bank, file: str, by: str | None) -> None:
    from pathlib import Path  # noqa: PLC0415

    from app.services.judging import recorded  # noqa: PLC0415
    from exports.base import write_whole  # noqa: PLC0415
    from question_bank.reviewed import NAME  # noqa: PLC0415
    from question_bank.reviewed import write_reviewed  # noqa: PLC0415

    if not by or not by.strip():
        raise click.UsageError("--record needs --by NAME: a verdict is somebody's")
    with one_line():
        readings = recorded(bank, Path(file), by=by.strip(), on=time.strftime("%Y-%m-%d"))
        write_whole(folder / NAME, write_reviewed(readings).encode())
    refused = sum(not reading.accepted for reading in readings.values())
    click.echo(f"{folder / NAME}: {len(readings)} readings, {refused} refused.")
