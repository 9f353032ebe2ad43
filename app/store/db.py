"""The database: how it is opened, read and written."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from contextlib import contextmanager
from contextlib import suppress
from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import URL
from sqlalchemy import create_engine
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.exc import DBAPIError

from app.places import DATABASE
from app.store.prepared import Driver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection
    from sqlalchemy import Engine

    from app.settings import Settings

_BUSY_SECONDS = 10
_MOST_IDLE = 8  # as many as the server has threads
_LOG_BYTES = 4_200_000  # SQLite moves the log into the database at 1,000 pages of 4,096
_SMALL_CACHE = 200  # kB
_CACHE = 8_000  # kB of a connection that answers: of a million cards, the upper half of indexes
_NO_ADDRESS = (
    "CITECARDS_DATABASE is no address that can be opened: give one such as "
    "sqlite:////home/me/citecards.db or postgresql+psycopg://me@localhost/citecards"
)
_PAUSE = 0.02  # seconds between two tries to switch a new file to WAL


class StoreError(Exception):
    """The database can't be used; the message is one line for a person."""


def address(settings: Settings) -> URL:
    """Return where the database is.

    Raises:
        StoreError: the address is malformed.
    """
    if not settings.database:  # a path is no part of an address: it may hold ? and %
        return URL.create("sqlite", database=str(settings.data / DATABASE))
    try:
        return make_url(settings.database)
    except ArgumentError as error:
        raise StoreError(_NO_ADDRESS) from error


class Database:
    """One database, SQLite by default. ``read``, ``write`` and ``quick`` are its only doors.

    Raises:
        StoreError: the address is malformed, or its driver isn't installed.
    """

    def __init__(self, address: str | URL) -> None:
        try:
            self.url = make_url(address)
            # whether the file beside the learner's data is the database
            self.is_sqlite = self.url.get_backend_name() == "sqlite"
            self.engine: Engine = create_engine(self.url, pool_pre_ping=not self.is_sqlite)
        except (ArgumentError, ImportError) as error:
            raise StoreError(_NO_ADDRESS) from error
        if self.is_sqlite:
            event.listen(self.engine, "connect", _configure_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._writer = self.engine.execution_options(write=True)
        self._is_file = self.is_sqlite and self.url.database not in (None, "", ":memory:")
        self._idle: list[Any] = []  # drivers' connections for ``quick``, the last used on top

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that only reads: one consistent view."""
        with self._for_people(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that writes; committed at the end, or nothing is.

        BEGIN IMMEDIATE on SQLite: a deferred transaction that upgrades fails under load.
        """
        with self._for_people(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def quick(self, *, write: bool = False) -> Iterator[Driver]:
        """Open a transaction for prepared statements alone: it costs a tenth of Core's.

        Committed at the end, or nothing is.
        """
        driver: Any = None
        try:
            driver = self._take()
            if self.is_sqlite:
                driver.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            yield Driver(driver, self.engine.dialect)
            driver.commit()
        except BaseException as error:
            if driver is not None:
                with suppress(self.engine.dialect.loaded_dbapi.Error):
                    driver.rollback()
            self._tell(error)
            raise
        finally:
            if driver is not None:
                self._give_back(driver)

    def _take(self) -> Any:
        """Return a driver's connection past SQLAlchemy's pool, whose care costs 20 µs each time.

        A file needs none of that care; a server does.
        """
        with suppress(IndexError):
            return self._idle.pop()
        if not self._is_file:
            return self.engine.raw_connection()
        arguments, options = self.engine.dialect.create_connect_args(self.url)
        driver = self.engine.dialect.connect(*arguments, **options)
        _configure_sqlite(driver, None)
        driver.execute(f"PRAGMA cache_size = -{_CACHE}")
        return driver

    def _give_back(self, driver: Any) -> None:
        if self._is_file and len(self._idle) < _MOST_IDLE:
            self._idle.append(driver)
        else:
            driver.close()

    def make_room(self) -> None:
        """Let SQLite's log have its full size before the first answer.

        A commit that also makes the file longer waits twice for the disk (0.6 ms; 0.25 ms
        within a file that is long enough). A transaction too big for the cache is written to
        the log and taken back: the room stays, the database is as it was.
        """
        if not self.is_sqlite:
            return
        with self._for_people(), closing(self.engine.raw_connection()) as pooled:
            cursor = pooled.cursor()
            (cache,) = cursor.execute("PRAGMA cache_size").fetchone()
            cursor.execute(f"PRAGMA cache_size = -{_SMALL_CACHE}")
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("CREATE TABLE room (bytes BLOB)")
            cursor.execute("INSERT INTO room VALUES (zeroblob(?))", (_LOG_BYTES,))
            cursor.execute("ROLLBACK")
            cursor.execute(f"PRAGMA cache_size = {cache}")

    @contextmanager
    def _for_people(self) -> Iterator[None]:
        """Turn the driver's errors that a person can mend into a sentence.

        SQLAlchemy wraps those of its own statements, not those of ``prepared``.
        """
        try:
            yield
        except (DBAPIError, self.engine.dialect.loaded_dbapi.Error) as error:
            self._tell(error)
            raise

    def _tell(self, error: BaseException) -> None:
        """Raise a sentence in place of an error of the driver's that a person can mend."""
        if isinstance(error, (DBAPIError, self.engine.dialect.loaded_dbapi.Error)):
            said = str(getattr(error, "orig", error)).casefold()
            for word, sentence in _REASONS.items():
                if word in said:
                    raise StoreError(sentence) from error

    def close(self) -> None:
        """Give every connection back."""
        while self._idle:
            self._idle.pop().close()
        self.engine.dispose()


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where _begin_sqlite says
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
    _use_wal(cursor)
    cursor.execute("PRAGMA synchronous = FULL")  # NORMAL doesn't sync each commit
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _use_wal(cursor: Any) -> None:
    """Switch the file to WAL; here SQLite itself doesn't wait for another program's start."""
    for left in range(int(_BUSY_SECONDS / _PAUSE), -1, -1):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not left or "locked" not in str(error):
                raise
            time.sleep(_PAUSE)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


_NO_SERVER = "the database server can't be reached: check that it runs, and CITECARDS_DATABASE"
_REASONS = {
    "readonly": "the database can't be written: check that its folder and file are yours",
    "unable to open": "the database can't be opened: check that its folder exists and is yours",
    "locked": "an import or another program holds the database: try again when it is done",
    "full": "the disk is full: nothing was stored; make room and try again",
    "not a database": "the database file is damaged or isn't one: restore a backup",
    "malformed": "the database file is damaged: restore a backup",
    "disk i/o": "the disk could not be written: nothing was stored",
    "connection failed": _NO_SERVER,
    "server closed": _NO_SERVER,
}
