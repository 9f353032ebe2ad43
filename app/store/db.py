"""The database: how it is opened, read and written."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection
    from sqlalchemy import Engine

_BUSY_SECONDS = 10


class StoreError(Exception):
    """The database can't be used; the message is one line for a person."""


class Database:
    """One database, SQLite by default. ``read`` and ``write`` are its only doors."""

    def __init__(self, address: str) -> None:
        self.url = make_url(address)
        self.engine: Engine = create_engine(self.url, pool_pre_ping=not self.is_sqlite)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _configure_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._writer = self.engine.execution_options(write=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether the file beside the learner's data is the database."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that only reads: one consistent view."""
        with _for_people(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that writes; committed at the end, or nothing is.

        BEGIN IMMEDIATE on SQLite: a deferred transaction that upgrades fails under load.
        """
        with _for_people(), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where _begin_sqlite says
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # NORMAL doesn't sync each commit
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


_REASONS = {
    "readonly": "the database can't be written: check that its folder and file are yours",
    "unable to open": "the database can't be opened: check that its folder exists and is yours",
    "locked": "another program holds the database: close it, or try again",
    "full": "the disk is full: nothing was stored; make room and try again",
    "not a database": "the database file is damaged or isn't one: restore a backup",
    "malformed": "the database file is damaged: restore a backup",
    "disk i/o": "the disk could not be written: nothing was stored",
}


@contextmanager
def _for_people() -> Iterator[None]:
    """Turn the driver's errors that a person can mend into a sentence."""
    try:
        yield
    except DBAPIError as error:
        said = str(error.orig).casefold()
        for word, sentence in _REASONS.items():
            if word in said:
                raise StoreError(sentence) from error
        raise
