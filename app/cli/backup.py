"""``citecards backup``."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click


@click.command("backup")
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="The data folder (default: CITECARDS_DATA, or your user data folder).",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
    help="The file, or a folder for a dated one (default: backups in the data folder).",
)  # fmt: skip
def command(data: Path | None, output: Path | None) -> None:
    """Copy your data, all you have answered, to one file; also while the site is running."""
    from app.services.backup import back_up  # noqa: PLC0415 - after the options are read
    from app.services.errors import ServiceError  # noqa: PLC0415
    from app.settings import SettingsError  # noqa: PLC0415
    from app.settings import create_settings  # noqa: PLC0415
    from app.store.db import StoreError  # noqa: PLC0415

    try:
        settings = create_settings(os.environ, data=data)
        out = back_up(settings, output or settings.data / "backups", time.time_ns() // 1_000_000)
    except (ServiceError, SettingsError, StoreError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(str(out))
