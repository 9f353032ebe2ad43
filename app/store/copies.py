"""Copies of a SQLite file: made by SQLite's own backup API, looked at without changing them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OURS = {"alembic_version", "bank", "card", "card_state", "learner", "review"}
_NEVER = ("trigger", "view")  # our tables have none; a file that has some is somebody else's


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds: the version of its tables, its answers and the number of the last."""

    version: str
    answers: int
    last: int


class NotOursError(ValueError):
    """A file that isn't a sound database of ours; the message says why, in a few words."""


def copy(source: Path, target: Path, *, at_rest: bool = False) -> None:
    """Copy a database, and check the copy.

    Args:
        source: the database; it may be in use, unless it is said to be ``at_rest``.
        target: the new file.
        at_rest: whether nobody writes it, so that its folder needn't be writable.

    Raises:
        sqlite3.Error: it can't be read or written, or the copy is damaged.
    """
    with (
        _looked_at(source, at_rest=at_rest) as here,
        closing(sqlite3.connect(target)) as there,
    ):
        here.backup(there)
        if there.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the copy is damaged")


def contents(file: Path) -> Contents:
    """Look at a database as it lies there, all of it; nothing is written.

    Raises:
        NotOursError: it is damaged, or no database of ours.
    """
    try:
        with _looked_at(file) as database:
            if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise NotOursError("it is damaged")
            return _contents(database)
    except sqlite3.Error as error:
        raise NotOursError(_said(error)) from error


def last_answer(file: Path, *, at_rest: bool) -> int:
    """Return the number of the last answer in a database (in use, or at rest); 0 without any.

    Raises:
        NotOursError: it can't be read.
    """
    try:
        with _looked_at(file, at_rest=at_rest) as database:
            return int(database.execute("SELECT max(seq) FROM review").fetchone()[0] or 0)
    except sqlite3.Error as error:
        raise NotOursError(_said(error)) from error


def _contents(database: sqlite3.Connection) -> Contents:
    things = database.execute("SELECT type, name FROM sqlite_master").fetchall()
    if not {name for kind, name in things if kind == "table"} >= _OURS:
        raise NotOursError("it isn't a backup of Citecards")
    if any(kind in _NEVER for kind, _ in things):
        raise NotOursError("it has triggers or views, which no backup of Citecards has")
    version = database.execute("SELECT max(version_num) FROM alembic_version").fetchone()[0]
    answers, last = database.execute("SELECT count(*), max(seq) FROM review").fetchone()
    return Contents(str(version), int(answers), int(last or 0))


@contextmanager
def _looked_at(file: Path, *, at_rest: bool = True) -> Iterator[sqlite3.Connection]:
    """Open a file to read.

    One that nobody writes, and that has no log beside it, is taken as it lies there: SQLite would
    need its folder to be writable otherwise.
    """
    log = file.with_name(f"{file.name}-wal")
    taken = at_rest and not (log.exists() and log.stat().st_size)
    uri = f"{file.resolve().as_uri()}?mode=ro{'&immutable=1' if taken else ''}"
    with closing(sqlite3.connect(uri, uri=True)) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA cell_size_check = ON")
        yield database


def _said(error: sqlite3.Error) -> str:
    said = str(error)
    if "not a database" in said:
        return "it is no database"
    if "malformed" in said:
        return "it is damaged"
    return f"it can't be read: {said}"


def only_user(file: Path) -> bool:
    """Fold a database's log into it; False if another program has it open.

    Raises:
        sqlite3.DatabaseError: it is damaged.
    """
    with closing(sqlite3.connect(file, timeout=1)) as database:
        try:
            database.execute("PRAGMA journal_mode = DELETE")  # needs the file for itself alone
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                return False
            raise
    return True
