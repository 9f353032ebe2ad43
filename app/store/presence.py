"""Who is using a SQLite file: sites share it, a restore wants it alone.

An empty file beside the database carries SQLite's own locks: they hold on every system, and go
when the program does, however it ends.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.store.db import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL


class InUseError(StoreError):
    """Others use the database, or one wants it alone."""


@contextmanager
def present(url: URL) -> Iterator[None]:
    """Use a database as a site does, together with others.

    Raises:
        InUseError: a backup is being restored.
        StoreError: the folder can't be written.
    """
    with _locked(url, "BEGIN", "SELECT count(*) FROM sqlite_master"):
        yield


@contextmanager
def alone(url: URL) -> Iterator[None]:
    """Use a database while no site does, and none can start.

    Raises:
        InUseError: a site is running.
        StoreError: the folder can't be written.
    """
    with _locked(url, "BEGIN EXCLUSIVE"):
        yield


@contextmanager
def _locked(url: URL, *statements: str) -> Iterator[None]:
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        yield
        return
    lock = Path(f"{url.database}.lock")
    try:
        connection = sqlite3.connect(lock, timeout=0, isolation_level=None, check_same_thread=False)
        with closing(connection):
            try:
                for statement in statements:
                    connection.execute(statement).fetchall()
            except sqlite3.OperationalError as error:
                if "locked" in str(error):
                    raise InUseError(f"{url.database} is in use by another Citecards") from error
                raise
            yield
    except sqlite3.Error as error:
        raise StoreError(f"{lock}: it can't be written: check that its folder is yours") from error
