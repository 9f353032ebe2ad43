"""The door to a collection's database: opened to be read only, plain tables, named columns."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING
from typing import Any

from question_bank.readers.contents import RefusedFileError
from question_bank.readers.limits import too_slow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence
    from pathlib import Path

    from question_bank.readers.limits import Deadline
    from question_bank.readers.limits import Limits

_TABLES = (
    "col",
    "notes",
    "cards",
    "revlog",
    "notetypes",
    "fields",
    "templates",
    "decks",
    "sqlite_master",
)
_NAMES_OF_ROWID = ("rowid", "_rowid_", "oid")
_DAMAGED = (
    "the collection in it is damaged: in Anki, choose Tools, Check Database, and export it again"
)
_CACHE_KB = 8_000
_STEPS = 20_000
_HEAD = 100
_DENY, _OK = sqlite3.SQLITE_DENY, sqlite3.SQLITE_OK
# sqlite3 says what is wrong in words out of the file, which may be no text
_BROKEN = (sqlite3.Error, OverflowError, MemoryError, UnicodeDecodeError)
# of a row that says NULL where its table forbids it, only that row is left out, later
_NULL = b"NULL value in"


class Database:
    """An open collection."""

    def __init__(self, connection: sqlite3.Connection, deadline: Deadline) -> None:
        self._connection = connection
        self._deadline = deadline

    def has(self, table: str) -> bool:
        """Return whether there is something of this name."""
        return bool(self._ask("SELECT 1 FROM sqlite_master WHERE name = ? COLLATE NOCASE", table))

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Yield row number, from 1, and the columns of each row; texts are bytes as stored.

        A row that is too large to be read has no columns.

        Raises:
            RefusedFileError: it is no plain table with these columns, or the file is damaged.
        """
        key = self._check_plain(table, columns)
        names = ", ".join(f'"{name}"' for name in columns)
        run = self._connection.execute
        with self._guarded():
            if key is None:
                yield from enumerate(run(f'SELECT {names} FROM "{table}"'), 1)  # noqa: S608
                return
            # in the order of the rows' keys, so that it can go on behind one that is too large
            after = f'FROM "{table}" WHERE {key} {{}} ?'
            query, following = f"SELECT {names}, {key} {after}", f"SELECT min({key}) {after}"
            number, last, compare, row = 0, -(2**63), ">=", None
            while True:
                try:
                    ordered = run(f"{query.format(compare)} ORDER BY {key}", (last,))
                    for number, row in enumerate(ordered, number + 1):  # noqa: B020
                        yield number, row[:-1]
                except sqlite3.DataError:
                    # it is the next row, or the one behind that: sqlite3 reads one ahead
                    if row is not None:
                        last, compare = row[-1], ">"
                    ((last,),) = run(following.format(compare), (last,))
                    number, compare, row = number + 1, ">", None
                    yield number, self._alone(query.format("="), last)
                else:
                    return

    def _alone(self, query: str, key: int) -> tuple[Any, ...]:
        try:
            (row,) = self._connection.execute(query, (key,))
        except sqlite3.DataError:
            return ()
        return tuple(row[:-1])

    def is_keyed(self, table: str) -> bool:
        """Return whether no two rows of a plain table can have one id."""
        described = self._ask(f'PRAGMA table_xinfo("{table}")')
        return [row[1:3] for row in described if row[5]] in (
            [(b"id", b"integer")],
            [(b"id", b"INTEGER")],
        )

    def count(self, table: str) -> int:
        """Return how many rows a plain table has."""
        self._check_plain(table, ())
        return int(self._ask(f'SELECT count(*) FROM "{table}"')[0][0])  # noqa: S608

    def _ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._guarded():
            return list(self._connection.execute(query, values))

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Refuse the file for what sqlite3 says against it."""
        try:
            yield
        except _BROKEN as error:
            if self._deadline.passed():
                raise RefusedFileError(too_slow(self._deadline.seconds)) from error
            raise RefusedFileError(_DAMAGED) from error

    def _check_plain(self, table: str, columns: Sequence[str]) -> str | None:
        """Refuse what is no plain table with these columns; return its rows' key, if it has one."""
        found = self._ask(
            "SELECT type, rootpage, sql FROM sqlite_master"
            " WHERE name = ? COLLATE NOCASE AND type IN ('table', 'view')",
            table,
        )
        if len(found) != 1:
            raise RefusedFileError(
                f"it has no table “{table}”: it is no collection of Anki"
                if not found
                else _not_plain(table)
            )
        kind, root, sql = found[0]
        if kind != b"table" or not isinstance(root, int) or root <= 0 or not isinstance(sql, bytes):
            raise RefusedFileError(_not_plain(table))
        described = self._ask(f'PRAGMA table_xinfo("{table}")')
        names = {row[1].decode("utf-8", "replace").casefold() for row in described}
        if any(row[6] for row in described):
            raise RefusedFileError(_not_plain(table))
        if missing := [name for name in columns if name.casefold() not in names]:
            raise RefusedFileError(
                f"its table “{table}” has no column “{missing[0]}”: it is no collection of Anki, or"
                " a damaged one"
            )
        if b"without" in sql.lower().rpartition(b")")[2]:
            return None
        return next((name for name in _NAMES_OF_ROWID if name not in names), None)


def _not_plain(table: str) -> str:
    return f"its “{table}” is no plain table, as it is in what Anki makes: it is not taken"


@contextmanager
def open_database(path: Path, limits: Limits, deadline: Deadline) -> Iterator[Database]:
    """Open a collection's database to be read only.

    Nothing in it can run: no trigger (nothing is written), no view, no function, no extension.

    Raises:
        RefusedFileError: it is no database, or a damaged one.
    """
    _check_head(path)
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None
        )
    except sqlite3.Error as error:
        raise RefusedFileError(_DAMAGED) from error
    try:
        database = Database(connection, deadline)
        _confine(connection, limits, deadline)
        _check_sound(connection, deadline)
        connection.set_authorizer(_judge)
        yield database
    finally:
        connection.close()


def _check_head(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if len(head) < _HEAD or not head.startswith(b"SQLite format 3\0"):
        raise RefusedFileError(
            "the collection in it is no database of Anki: export the deck again in Anki"
        )
    size = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    if pages * (65536 if size == 1 else size) > path.stat().st_size:
        raise RefusedFileError(
            "the collection in it is cut off: fetch the file again, or export it again in Anki"
        )


def _confine(connection: sqlite3.Connection, limits: Limits, deadline: Deadline) -> None:
    connection.text_factory = bytes
    for limit, value in (
        (sqlite3.SQLITE_LIMIT_LENGTH, limits.row),
        (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 100_000),
        (sqlite3.SQLITE_LIMIT_COLUMN, 100),
        (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 20),
        (sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 2),
        (sqlite3.SQLITE_LIMIT_VDBE_OP, 25_000),
        (sqlite3.SQLITE_LIMIT_FUNCTION_ARG, 8),
        (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
        (sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50),
        (sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 10),
        (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 1),
        (sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0),
    ):
        connection.setlimit(limit, value)
    connection.set_progress_handler(deadline.passed, _STEPS)
    # Anki's own order of names; nothing here sorts by one, but tables can't be read without it
    connection.create_collation("unicase", lambda one, two: (one > two) - (one < two))


def _check_sound(connection: sqlite3.Connection, deadline: Deadline) -> None:
    try:
        for pragma in (
            "trusted_schema = OFF",
            "cell_size_check = ON",
            "mmap_size = 0",
            "ignore_check_constraints = ON",
            "query_only = ON",
            "temp_store = MEMORY",
            f"cache_size = -{_CACHE_KB}",
        ):
            connection.execute(f"PRAGMA {pragma}")
        faults = [row[0] for row in connection.execute("PRAGMA quick_check(100)")]
    except _BROKEN as error:
        if deadline.passed():
            raise RefusedFileError(too_slow(deadline.seconds)) from error
        raise RefusedFileError(_DAMAGED) from error
    if any(fault != b"ok" and not fault.startswith(_NULL) for fault in faults):
        raise RefusedFileError(_DAMAGED)


def _judge(
    action: int, first: str | None, second: str | None, database: str | None, source: str | None
) -> int:
    """Allow reading of plain tables, and counting; nothing out of a view or trigger."""
    if source is not None:
        return _DENY
    if action == sqlite3.SQLITE_SELECT:
        return _OK
    if action == sqlite3.SQLITE_READ:
        # a table that is only counted comes without a column and a database
        known = (first or "").casefold() in _TABLES and (database == "main" or not second)
        return _OK if known else _DENY
    if action == sqlite3.SQLITE_FUNCTION:
        return _OK if second in {"count", "min"} else _DENY
    return _OK if action == sqlite3.SQLITE_PRAGMA and first == "table_xinfo" else _DENY
