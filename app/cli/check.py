"""``citecards check``: every fault of a bank with its place."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from typing import Any

import click

from app.cli import quick
from app.cli.common import bank_argument
from app.cli.common import one_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.cli.quick import Said
    from app.services.portability import Portable
    from question_bank.bank import Bank

_RULE = "portability"


@click.command("check")
@bank_argument
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@click.option(
    "--update-lock", is_flag=True,
    help="Confirm every passage as it stands now: write bank.lock anew.",
)  # fmt: skip
@click.option(
    "--target", "targets", metavar="FORMATS",
    help="Say also what each item would lose in these formats, as `moodle-xml,kahoot` or `all`.",
)  # fmt: skip
@click.pass_context
def command(
    ctx: click.Context, bank: Path | None, *, as_json: bool, update_lock: bool, targets: str | None
) -> None:
    """Read BANK and say all that is wrong with it, as `file:line:col item rule message`.

    Exit code 1 if there is an error; warnings alone are 0, and so is what other formats can't hold.
    """
    more = _portability(targets) if targets is not None else None
    if update_lock:
        _update_lock(bank or quick.shipped())
    with one_line():
        code = quick.run(bank, as_json=as_json, more=more)
    ctx.exit(code)


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


def _portability(targets: str) -> Callable[[Path], Said]:
    """Return what tells, of a bank's folder, what its items would lose in other formats."""
    from app.services import portability  # noqa: PLC0415 - no other check needs an exporter
    from question_bank.loader import read  # noqa: PLC0415

    with one_line():
        names = portability.targets(targets)

    def more(folder: Path) -> Said:
        bank = read(folder).bank
        rows: list[list[Any]] = []
        lines: list[str] = []
        if bank is None:
            return rows, lines
        for name in names:
            found = portability.of_items(bank, bank.items, name)
            rows += [_row(bank, item, one) for item, one in found.items() if one.losses]
            lines.append(_summary(name, list(found.values())))
        return rows, lines

    return more


def _row(bank: Bank, item: str, one: Portable) -> list[Any]:
    place = bank.places[item]
    words = f"{one.target}: {one.words}"
    return [place.file, place.line, place.column, item, _RULE, words, "info"]


def _summary(name: str, found: list[Portable]) -> str:
    out = sum(one.left_out for one in found)
    whole = sum(not one.losses for one in found)
    less = len(found) - whole - out
    return f"{name}: {whole} of {len(found)} items whole, {less} with less, {out} left out."
