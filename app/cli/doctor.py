"""``citecards doctor``."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.progress import telling

if TYPE_CHECKING:
    from app.services.doctor import Finding
    from app.services.doctor import Report
    from app.settings import Settings


@click.command("doctor")
@click.argument("banks", metavar="[BANK]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="The data folder (default: CITECARDS_DATA, or your user data folder).",
)  # fmt: skip
@click.option("--repair", is_flag=True, help="Mend what is found, after a backup.")
@click.option(
    "--backed-up", is_flag=True, help="You made a backup yourself (PostgreSQL: by pg_dump)."
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def command(
    banks: tuple[Path, ...], data: Path | None, *, repair: bool, backed_up: bool, as_json: bool
) -> None:
    """Look for damage in your data; with --repair, mend it.

    What you answered is the truth: all else is compared with it, or with the BANK it was compiled
    from, and computed again where it differs. One line a finding: what is wrong, where, and what
    is done about it. Nothing you answered is ever changed.

    Exit code 1: something is wrong and wasn't mended.
    """
    from app.services.errors import ServiceError  # noqa: PLC0415 - after the options are read
    from app.settings import SettingsError  # noqa: PLC0415
    from app.settings import create_settings  # noqa: PLC0415
    from app.store.db import StoreError  # noqa: PLC0415

    try:
        settings = create_settings(os.environ, data=data, banks=banks)
        report = _examine(settings, repair=repair, backed_up=backed_up)
    except (ServiceError, SettingsError, StoreError) as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(json.dumps(_document(report), ensure_ascii=False, indent=1))
    else:
        _print(report, repair=repair)
    if not report.sound:
        raise SystemExit(1)


def _examine(settings: Settings, *, repair: bool, backed_up: bool) -> Report:
    from app.factory import open_runtime  # noqa: PLC0415 - see above
    from app.services.backup import must_exist  # noqa: PLC0415
    from app.services.doctor import examine  # noqa: PLC0415

    must_exist(settings)
    runtime = open_runtime(settings)
    try:
        with telling() as tell:
            return examine(runtime, repair=repair, backed_up=backed_up, tell=tell)
    finally:
        runtime.database.close()


def _document(report: Report) -> dict[str, object]:
    return {
        "sound": report.sound,
        "findings": [asdict(finding) for finding in report.findings],
        "notes": [asdict(note) for note in report.notes],
        "backup": report.backup and str(report.backup),
    }


def _print(report: Report, *, repair: bool) -> None:
    if report.backup:
        click.echo(f"Your data as they were: {report.backup}")
    for finding in report.findings:
        click.echo(_line(finding))
    for note in report.notes:
        click.echo(f"note: {_line(note)}")
    mended = sum(finding.mended for finding in report.findings)
    left = len(report.findings) - mended
    if not report.findings:
        click.echo("Nothing is wrong.")
    elif not left:
        click.echo(f"Mended: {mended}. Nothing is wrong any more.")
    elif repair:
        click.echo(f"Mended: {mended}. Not mended: {left}.")
    else:
        click.echo(f"Found: {left}. Nothing was changed; citecards doctor --repair mends.")


def _line(finding: Finding) -> str:
    """Say where, what, and what is done; or would be, with --repair."""
    would = "" if finding.mended or not finding.mendable else "--repair: "
    return f"{finding.where}: {finding.what}: {would}{finding.done}"
