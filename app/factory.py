"""Put the house together: the only place that reads the clock and makes ids."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING

from app.scheduling.types import Options
from app.services.runtime import Runtime
from app.services.sums import recount_all
from app.services.sync import sync_all
from app.settings import SettingsError
from app.store.db import Database
from app.store.db import address
from app.store.migrate import HEAD
from app.store.migrate import current
from app.store.migrate import migrate

if TYPE_CHECKING:
    from flask import Flask

    from app.settings import Settings


def create_runtime(settings: Settings) -> Runtime:
    """Open the database, bring its tables up to date (after a backup) and sync the banks.

    Raises:
        SettingsError: the data folder can't be used.
        StoreError: the database can't be used.
    """
    make_data_folder(settings)
    runtime = open_runtime(settings)
    database = runtime.database
    try:
        found = current(database)
        if found != HEAD:
            if found is not None:
                _back_up_first(runtime)
            migrate(database)
            if found is not None:
                recount_all(runtime)
        sync_all(runtime)
        database.make_room()
    except BaseException:
        database.close()
        raise
    return runtime


def make_data_folder(settings: Settings) -> None:
    """Make the data folder, if there is none.

    Raises:
        SettingsError: it can't be made.
    """
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"{settings.data}: {error.strerror}: choose another folder with --data"
        ) from error


def open_runtime(settings: Settings) -> Runtime:
    """Open the database as it is: nothing is made, upgraded or compiled.

    Raises:
        StoreError: its address is malformed.
    """
    return Runtime(
        settings=settings,
        database=Database(address(settings)),
        clock=lambda: time.time_ns() // 1_000_000,
        new_id=lambda: str(uuid.uuid4()),
        options=Options(rollover=settings.rollover),
    )


def _back_up_first(runtime: Runtime) -> None:
    from app.services.backup import back_up  # noqa: PLC0415 - only before an upgrade

    back_up(runtime.settings, runtime.settings.data / "backups", runtime.clock())


def create_app(runtime: Runtime) -> Flask:
    """Make the site for a runtime."""
    from app.web.site import create_site  # noqa: PLC0415 - Flask is loaded for the site alone

    return create_site(runtime)
