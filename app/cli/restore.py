"""``citecards restore``."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click


@click.command("restore")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="The data folder (default: CITECARDS_DATA, or your user data folder).",
)  # fmt: skip
def command(file: Path, data: Path | None) -> None:
    """Put a backup in the place of your data.

    FILE is looked at first; what is there now is backed up, then replaced, all of it or nothing.
    Stop the site before. `citecards backup --list` shows which backups there are.
    """
    from app.services.errors import ServiceError  # noqa: PLC0415 - after the options are read
    from app.services.restoring import restore  # noqa: PLC0415
    from app.settings import SettingsError  # noqa: PLC0415
    from app.settings import create_settings  # noqa: PLC0415
    from app.store.db import StoreError  # noqa: PLC0415

    try:
        settings = create_settings(os.environ, data=data)
        done = restore(settings, file, time.time_ns() // 1_000_000)
    except (ServiceError, SettingsError, StoreError) as error:
        raise click.ClickException(str(error)) from None
    if done.before:
        click.echo(f"What was there before: {done.before}")
    click.echo(f"Restored: {done.answers} answers, in {settings.data}")
