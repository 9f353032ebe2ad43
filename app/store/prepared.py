"""Statements of the hot path: written in SQLAlchemy Core, compiled once, run by the driver.

Building and compiling a statement costs Core some 0.3 ms, the driver's own work 0.02 ms
(``make bench``). So what every answer needs is compiled once for each dialect and run on the
driver's connection under SQLAlchemy's pool, within the transaction of its ``Connection``.
"""

from __future__ import annotations

from collections import namedtuple
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING
from typing import Any
from typing import Protocol

from sqlalchemy import Select

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Executable
    from sqlalchemy.engine import Dialect

    _Values = Callable[[dict[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement as a driver takes it.

    ``values`` makes its parameters of those given by name; ``row`` what is returned of a row.
    """

    sql: str
    values: _Values
    row: Callable[[Any], Any]


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

    Values go to the driver as they are: a JSON column takes text. Without ``names`` rows are
    tuples.
    """

    def __init__(self, statement: Executable, *, names: bool = True) -> None:
        self.statement = statement
        self._names = names
        self._compiled: dict[str, _Compiled] = {}

    def all(self, connection: Held, **values: Any) -> list[Any]:
        """Return every row."""
        compiled = self._for(connection.dialect)
        rows = connection.connection.execute(compiled.sql, compiled.values(values)).fetchall()
        return [compiled.row(row) for row in rows]

    def first(self, connection: Held, **values: Any) -> Any:
        """Return the first row, or None."""
        compiled = self._for(connection.dialect)
        row = connection.connection.execute(compiled.sql, compiled.values(values)).fetchone()
        return None if row is None else compiled.row(row)

    def scalar(self, connection: Held, **values: Any) -> Any:
        """Return the first column of the first row, or None."""
        compiled = self._for(connection.dialect)
        row = connection.connection.execute(compiled.sql, compiled.values(values)).fetchone()
        return None if row is None else row[0]

    def run(self, connection: Held, **values: Any) -> int:
        """Execute a statement that returns no rows; return how many it wrote."""
        compiled = self._for(connection.dialect)
        cursor = connection.connection.execute(compiled.sql, compiled.values(values))
        return int(cursor.rowcount)

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
        named: Any = namedtuple("Row", names)  # type: ignore[misc]  # noqa: PYI024 - one a statement
        row = named._make if self._names else tuple
        order = tuple(made.positiontup) if made.positiontup else None
        required = {made.bind_names[one] for one in made.bind_names if one.required}
        known = {name: value for name, value in made.params.items() if name not in required}
        return _Compiled(str(made), _values(known, order), row)


def _values(known: dict[str, Any], order: tuple[str, ...] | None) -> _Values:
    """Return what makes a driver's parameters of those given by name.

    ``known`` are those that the statement itself says; ``order`` names its positional ones, if
    it has such.
    """
    if order is None:
        return lambda given: known | given
    if not order:
        return lambda _given: ()
    if len(order) == 1:
        (only,) = order
        return lambda given: (given[only] if only in given else known[only],)
    pick = itemgetter(*order)
    if not known:
        return pick  # all are asked for by name
    return lambda given: pick(known | given)
