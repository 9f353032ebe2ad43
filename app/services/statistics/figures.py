"""What a chart is made of: figures for a template to draw, the same figures as a table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

Cell = str | int | float | None
Number = int | float
_STEPS = (1, 2, 2.5, 5, 10)
_LINES = 4  # of a scale, at most


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers of one kind, one for each place; ``style`` names how they are drawn."""

    name: str
    style: str
    values: tuple[Number | None, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from 0 to ``top``; ``ticks`` are values with what is written there."""

    top: float
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Columns side by side, series upon series, and a line over them.

    The line has a scale of its own, to ``line_top``, which ``line_label`` says. ``title`` is
    the figure's own; ``labels`` stand below, "" for none; ``names`` are the columns' in full.
    """

    title: str
    labels: tuple[str, ...]
    names: tuple[str, ...]
    series: tuple[Series, ...]
    scale: Scale
    line: Series | None = None
    line_top: float = 1.0
    line_label: str = ""
    kind: str = "bars"

    @property
    def key(self) -> tuple[Series, ...]:
        """Return what a key under the figure has to explain: nothing, of a single series."""
        return self.series if len(self.series) > 1 else ()


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows one under another, a name before and a text behind each; else as ``Bars``."""

    names: tuple[str, ...]
    series: tuple[Series, ...]
    texts: tuple[str, ...]
    top: float
    kind: str = "rows"

    @property
    def key(self) -> tuple[Series, ...]:
        """Return what a key under the figure has to explain."""
        return self.series if len(self.series) > 1 else ()


@dataclass(frozen=True, slots=True)
class Heat:
    """A year in weeks of seven days.

    Attributes:
        weeks: of each day its level (0 to 4, None if it isn't in the year) and name.
        months: the week where each begins, with its name.
        steps: the least number of answers of levels 1 to 4.
    """

    weeks: tuple[tuple[tuple[int | None, str], ...], ...]
    months: tuple[tuple[int, str], ...]
    steps: tuple[int, ...]
    kind: str = "heat"
    key: tuple[Series, ...] = ()


@dataclass(frozen=True, slots=True)
class Dots:
    """Points in a square from 0 to 1, each with a name and a weight from 0 to 1."""

    points: tuple[tuple[float, float, float, str], ...]
    kind: str = "dots"
    key: tuple[Series, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The figures in rows, to be read or copied: plain numbers, units in the heads."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A statistic: what it says in words, its figures, the table beneath.

    ``empty`` stands in place of the figures when there are none. ``note`` says how it is counted.
    """

    id: str
    title: str
    says: str
    figures: tuple[Bars | Rows | Heat | Dots, ...] = ()
    table: Table | None = None
    note: str = ""
    empty: str = ""


def scale(values: Iterable[Number]) -> Scale:
    """Return an axis of whole round numbers that reaches over all values."""
    most = max(values, default=0)
    rough = max(most, 1) / _LINES
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * one for one in _STEPS if power * one >= rough - 1e-9)
    step = max(step, 1.0) if step != 2.5 else 5.0  # noqa: PLR2004 - no half cards
    count = max(math.ceil(max(most, 1) / step - 1e-9), 1)
    ticks = tuple((step * n, f"{step * n:,.0f}") for n in range(1, count + 1))
    return Scale(step * count, ticks)


def share(part: Number, whole: Number) -> float | None:
    """Return a share in percent with one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def told(part: Number, whole: Number) -> str:
    """Return a share in words: ``88 %``, or a dash of nothing."""
    return f"{100 * part / whole:.0f} %" if whole else "–"


def minutes(ms: Number) -> float:
    """Return ms as minutes with one decimal."""
    return round(ms / 60_000, 1)


def lasting(ms: Number) -> str:
    """Return ms in words: ``40 seconds``, ``12 minutes``, ``3.2 hours``."""
    seconds = ms / 1000
    if seconds < 90:  # noqa: PLR2004 - a minute and a half is still told in seconds
        return many(round(seconds), "second")
    if seconds < 2 * 3600:
        return many(round(seconds / 60), "minute")
    return f"{seconds / 3600:,.1f} hours"


def many(count: int, one: str, more: str | None = None) -> str:
    """Return ``1 card`` or ``1,200 cards``."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def thinned(labels: Sequence[str], most: int = 5) -> tuple[str, ...]:
    """Keep so many labels at most, evenly, the first among them; the others become ""."""
    each = max(math.ceil(len(labels) / most), 1)
    return tuple(label if at % each == 0 else "" for at, label in enumerate(labels))
