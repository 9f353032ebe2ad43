"""``citecards anki``: push a bank into a running Anki, pull the reviews back."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.common import bank_argument
from app.cli.common import one_line
from app.cli.common import sound_bank

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from typing import Any

    from app.services.ankiconnect import AnkiConnect


@click.group("anki")
def command() -> None:
    """Speak with Anki while it runs here, by its add-on AnkiConnect: no files to carry.

    `citecards anki push [BANK]` puts a bank's cards into Anki; `citecards anki pull [BANK]` takes
    what you answered there into your data.
    """


def _where(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command its BANK, the address of Anki, and the data folder."""
    function = click.option(
        "--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
        help="The data folder (default: CITECARDS_DATA, or your user data folder).",
    )(function)  # fmt: skip
    function = click.option(
        "--address", metavar="ADDRESS", default=None,
        help="Where AnkiConnect answers (default: CITECARDS_ANKICONNECT, or 127.0.0.1:8765).",
    )(function)  # fmt: skip
    return bank_argument(function)


@command.command("push")
@_where
def push(bank: Path | None, address: str | None, data: Path | None) -> None:
    """Put BANK into Anki: new cards are added, edited ones updated, and progress stays."""
    from app.services.ankiconnect_decks import push as send  # noqa: PLC0415 - see _connected
    from app.settings import create_settings  # noqa: PLC0415

    with _connected(address) as anki, one_line():
        loaded = sound_bank(bank)
        report = send(anki, loaded, create_settings(os.environ, data=data).data)
    for row in report.skipped:
        click.echo(f"left out {row.item}: {row.reason}", err=True)
    count = len(report.written)
    click.echo(f"Anki: {count} of {count + len(report.skipped)} items of {loaded.id}")


@command.command("pull")
@_where
def pull(bank: Path | None, address: str | None, data: Path | None) -> None:
    """Take what you answered in Anki on BANK's cards into your data.

    `citecards import --undo` undoes it; what is there already is passed over.
    """
    from app.factory import create_runtime  # noqa: PLC0415 - see _connected
    from app.services.ankiconnect_decks import pull as fetch  # noqa: PLC0415
    from app.settings import create_settings  # noqa: PLC0415
    from app.settings import shipped_bank  # noqa: PLC0415

    with _connected(address) as anki, one_line():
        anki.greet()  # before the data are opened
        loaded = sound_bank(bank)
        banks = (bank or shipped_bank(),)
        runtime = create_runtime(create_settings(os.environ, data=data, banks=banks))
        try:
            counts = fetch(anki, runtime, loaded)
        finally:
            runtime.database.close()
    click.echo(f"{loaded.id}: {counts.found} reviews in Anki, {counts.new} of them new here")


@contextmanager
def _connected(address: str | None) -> Iterator[AnkiConnect]:
    """Give Anki; turn what was foreseen into one line."""
    from app.services.ankiconnect import ADDRESS  # noqa: PLC0415 - after the options are read
    from app.services.ankiconnect import at  # noqa: PLC0415
    from app.services.errors import ServiceError  # noqa: PLC0415
    from app.store.db import StoreError  # noqa: PLC0415

    try:
        found = address or os.environ.get("CITECARDS_ANKICONNECT") or ADDRESS
        yield at(found, os.environ.get("CITECARDS_ANKICONNECT_KEY", ""))
    except (ServiceError, StoreError) as error:
        raise click.ClickException(" ".join(str(error).split())) from None
