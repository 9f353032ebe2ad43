"""A table of specifications as a grid of topics and levels: what is asked, what the bank has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.quiz.pool import pool
from app.quiz.shortfalls import name_of
from app.quiz.specification import Row
from question_bank.items import Bloom

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Mapping

    from app.quiz.specification import Specification
    from question_bank.bank import Bank

Cell = tuple[str, str]  # topic and level


@dataclass(frozen=True, slots=True)
class Other:
    """A row that has no place in the grid, by its number in the table, and what it asks for."""

    number: int
    row: Row
    name: str
    there: int


@dataclass(frozen=True, slots=True)
class Grid:
    """What the bank has for each cell, and which row of the table asks for it.

    ``there`` counts the items that pass what is asked of all questions; only such cells are
    in it. ``points`` are what a question of a level is worth.
    """

    topics: tuple[str, ...]
    levels: tuple[str, ...]
    there: Mapping[Cell, int]
    rows: Mapping[Cell, int]
    points: Mapping[str, str]
    others: tuple[Other, ...]


def grid(bank: Bank, wanted: Specification, used: Collection[str] = ()) -> Grid:
    """Lay a table out as a grid.

    Args:
        bank: the bank.
        wanted: the table; a row of one topic and one level is a cell, others stand beside.
        used: items that were used since its ``not_used_since``.
    """
    everything = wanted.model_copy(update={"rows": (Row(count=1), *wanted.rows)})
    found = pool(bank, everything, used).cells
    there = Counter((item.topic, item.bloom.value) for item in found[0])
    points = _points(wanted)
    rows: dict[Cell, int] = {}
    others = []
    for number, row in enumerate(wanted.rows):
        cell = _cell_of(row)
        if cell and cell not in rows and _worth(wanted, row) == points[cell[1]]:
            rows[cell] = number
        else:
            others.append(Other(number, row, name_of(bank, row), len(found[number + 1])))
    asked = {*there, *rows}
    return Grid(
        tuple(topic for topic in bank.topic_titles if any(topic == one for one, _ in asked)),
        tuple(level.value for level in Bloom if any(level.value == one for _, one in asked)),
        there, rows, points, tuple(others),
    )  # fmt: skip


def _cell_of(row: Row) -> Cell | None:
    """Return the cell of a row that says nothing but one topic and one level."""
    plain = Row(topic=row.topic, bloom=row.bloom, count=row.count, points=row.points)
    if plain != row or len(row.topic) != 1 or len(row.bloom) != 1:
        return None
    return row.topic[0], row.bloom[0].value


def _worth(wanted: Specification, row: Row) -> str:
    return f"{float(row.points or wanted.points):g}"


def _points(wanted: Specification) -> dict[str, str]:
    """Return what each level's questions are worth: what most of its cells say."""
    said: dict[str, Counter[str]] = {level.value: Counter() for level in Bloom}
    for row in wanted.rows:
        if cell := _cell_of(row):
            said[cell[1]][_worth(wanted, row)] += 1
    usual = f"{float(wanted.points):g}"
    return {level: found.most_common(1)[0][0] if found else usual for level, found in said.items()}
