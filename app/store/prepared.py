"""Statements of the hot path: written in SQLAlchemy Core, compiled once, run by the driver.

Building and compiling a statement costs Core some 0.3 ms, the driver's own work 0.02 ms
(``make bench``). So what every answer needs is compiled once for each dialect and run on the
driver's connection under SQLAlchemy's pool, within the transaction of its ``Connection``.
"""

from __future__ import annotations

from collections import namedtuple
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import Protocol

from sqlalchemy import Select

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Mapping

    from sqlalchemy import Executable
    from sqlalchemy.engine import Dialect


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement as a driver takes it; ``order`` names its positional parameters, if it has."""

    sql: str
    defaults: Mapping[str, Any]
    order: tuple[str, ...] | None
    row: Callable[[Iterable[Any]], Any]


class Held(Protocol):
    """What a prepared statement runs on: a ``Driver``, or a ``Connection`` of Core's."""

    @property
    def connection(self) -> Any:
        """The driver's connection, or the pool's proxy of it."""

    @property
    def dialect(self) -> Dialect:
        """What the statement is compiled for."""


@dataclass(frozen=True, slots=True)
class Driver:
    """The driver's own connection, in a transaction (``Database.quick``)."""

    connection: Any
    dialect: Dialect


class Prepared:
    """A statement with named parameters (``bindparam``); rows have their columns as attributes.

    Values go to the driver as they are: a JSON column takes text.
    """

    def __init__(self, statement: Executable) -> None:
        self.statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def all(self, connection: Held, **values: Any) -> list[Any]:
        """Return every row."""
        compiled = self._for(connection.dialect)
        cursor = self._run(connection, compiled, values)
        rows = [compiled.row(row) for row in cursor.fetchall()]
        cursor.close()
        return rows

    def first(self, connection: Held, **values: Any) -> Any:
        """Return the first row, or None."""
        compiled = self._for(connection.dialect)
        cursor = self._run(connection, compiled, values)
        row = cursor.fetchone()
        cursor.close()
        return None if row is None else compiled.row(row)

    def scalar(self, connection: Held, **values: Any) -> Any:
        """Return the first column of the first row, or None."""
        row = self.first(connection, **values)
        return None if row is None else row[0]

    def run(self, connection: Held, **values: Any) -> None:
        """Execute a statement that returns no rows."""
        self._run(connection, self._for(connection.dialect), values).close()

    def _run(self, connection: Held, compiled: _Compiled, values: Mapping[str, Any]) -> Any:
        cursor = connection.connection.cursor()
        given = {**compiled.defaults, **values}
        if compiled.order is None:
            cursor.execute(compiled.sql, given)
        else:
            cursor.execute(compiled.sql, [given[name] for name in compiled.order])
        return cursor

    def _for(self, dialect: Dialect) -> _Compiled:
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = self._compile(dialect)
        return found

    def _compile(self, dialect: Dialect) -> _Compiled:
        made: Any = self.statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        names: list[str] = []
        if isinstance(self.statement, Select):
            names = [str(column.key) for column in self.statement.selected_columns]
        row: Any = namedtuple("Row", names)  # type: ignore[misc]  # noqa: PYI024 - one a statement
        order = tuple(made.positiontup) if made.positiontup else None
        return _Compiled(str(made), dict(made.params), order, row._make)
