"""``citecards check``: every fault of a bank with its place."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import click

from app.cli.common import bank_argument
from app.cli.common import one_line

if TYPE_CHECKING:
    from pathlib import Path

    from question_bank.bank import Bank
    from question_bank.errors import Problem


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
    from app.settings import shipped_bank  # noqa: PLC0415 - after the options are read
    from question_bank.checks import check  # noqa: PLC0415
    from question_bank.loader import read  # noqa: PLC0415

    folder = bank or shipped_bank()
    reading = read(folder)
    if update_lock and reading.bank is not None and not reading.problems:
        _write_lock(folder, reading.bank)
        reading = read(folder)
    elif update_lock:
        click.echo("bank.lock was not written: mend these first", err=True)
    found = reading.problems + (check(reading.bank) if reading.bank else ())
    errors = sum(problem.severity == "error" for problem in found)
    if as_json:
        click.echo(json.dumps([_row(problem) for problem in found], ensure_ascii=False, indent=1))
    else:
        for problem in found:
            click.echo(str(problem))
        click.echo(_summary(reading.bank, errors, len(found) - errors), err=bool(found))
    ctx.exit(1 if errors else 0)


def _row(problem: Problem) -> dict[str, str | int]:
    names = ("file", "line", "column", "item", "rule", "message", "severity")
    return {name: getattr(problem, name) for name in names}


def _summary(bank: Bank | None, errors: int, warnings: int) -> str:
    items = len(bank.items) if bank else 0
    if not errors and not warnings:
        return f"{items} items, no problems."
    return f"{items} items read; {_count(errors, 'error')}, {_count(warnings, 'warning')}."


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _write_lock(folder: Path, bank: Bank) -> None:
    from exports.base import write_whole  # noqa: PLC0415 - only when asked to write
    from question_bank.lock import NAME  # noqa: PLC0415
    from question_bank.lock import write_lock  # noqa: PLC0415

    with one_line():
        write_whole(folder / NAME, write_lock(bank, time.time_ns() // 10**9).encode())
