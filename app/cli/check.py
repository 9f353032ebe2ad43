"""``citecards check``: every fault of a bank with its place."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from app.cli import quick
from app.cli.common import bank_argument
from app.cli.common import one_line

if TYPE_CHECKING:
    from pathlib import Path


@click.command("check")
@bank_argument
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@click.option(
    "--update-lock", is_flag=True,
    help="Confirm every passage as it stands now: write bank.lock anew.",
)  # fmt: skip
@click.pass_context
def command(ctx: click.Context, bank: Path | None, *, as_json: bool, update_lock: bool) -> None:
    """Read BANK and say all that is wrong with it, as `file:line:col item rule message`.

    Exit code 1 if there is an error; warnings alone are 0.
    """
    if update_lock:
        _update_lock(bank or quick.shipped())
    ctx.exit(quick.run(bank, as_json=as_json))


def _update_lock(folder: Path) -> None:
    from exports.base import write_whole  # noqa: PLC0415 - only when asked to write
    from question_bank.loader import read  # noqa: PLC0415
    from question_bank.lock import NAME  # noqa: PLC0415
    from question_bank.lock import write_lock  # noqa: PLC0415

    reading = read(folder)
    if reading.bank is None or reading.problems:
        click.echo("bank.lock was not written: mend these first", err=True)
        return
    with one_line():
        write_whole(folder / NAME, write_lock(reading.bank, time.time_ns() // 10**9).encode())
