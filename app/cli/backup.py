"""``citecards backup``."""

from __future__ import annotations

import os
import time
from datetime import UTC
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from app.services.backup import Seen

_MEGABYTE = 1_000_000


@click.command("backup")
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="The data folder (default: CITECARDS_DATA, or your user data folder).",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
    help="The file, or a folder for a dated one (default: backups in the data folder).",
)  # fmt: skip
@click.option("--list", "listed", is_flag=True, help="Show the backups in the data folder instead.")
def command(data: Path | None, output: Path | None, *, listed: bool) -> None:
    """Copy your data, all you have answered, to one FILE; also while the site is running.

    The site does so by itself at its start, if something was answered and the newest backup is a
    day old; it keeps those of 12 days, 10 weeks and 9 months. `citecards restore FILE` puts one
    back.
    """
    from app.services.backup import back_up  # noqa: PLC0415 - after the options are read
    from app.services.backup import folder_of  # noqa: PLC0415
    from app.services.backup import listing  # noqa: PLC0415
    from app.services.errors import ServiceError  # noqa: PLC0415
    from app.settings import SettingsError  # noqa: PLC0415
    from app.settings import create_settings  # noqa: PLC0415
    from app.store.db import StoreError  # noqa: PLC0415

    try:
        settings = create_settings(os.environ, data=data)
        if listed:
            rows = listing(settings)
            click.echo("\n".join(map(_line, rows)) or f"{folder_of(settings)}: no backups yet")
            return
        out = back_up(settings, output or folder_of(settings), time.time_ns() // 1_000_000)
    except (ServiceError, SettingsError, StoreError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(str(out))


def _line(seen: Seen) -> str:
    """Say when, how much, and where."""
    made = datetime.fromtimestamp(seen.backup.at / 1000, UTC).astimezone()
    holds = seen.fault or f"{seen.answers} answers, {seen.size / _MEGABYTE:.1f} MB"
    return f"{made:%Y-%m-%d %H:%M}  {holds}  {seen.backup.file}"
