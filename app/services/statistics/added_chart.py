"""The statistic of how a bank has grown: the cards added, by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.statistics import calendar
from app.services.statistics.figures import Bars
from app.services.statistics.figures import Chart
from app.services.statistics.figures import Series
from app.services.statistics.figures import Table
from app.services.statistics.figures import many
from app.services.statistics.figures import scale
from app.services.statistics.figures import thinned

if TYPE_CHECKING:
    from app.services.statistics.cards import Cards
    from app.services.statistics.figures import Cell
    from app.services.statistics.log import Log

_COUNTED = (
    "A card counts on the day it came into its bank; one from Anki, on the day it was made there."
)
_UNDATED = (
    " Of some cards here that isn't known: each counts on the day you first answered it, and not "
    "before."
)


def added(cards: Cards, log: Log, *, undated: bool) -> Chart:
    """Show how many of a deck's cards were added in the period.

    Args:
        cards: the deck's.
        log: says the period; all of it begins with the oldest card if no answer is older.
        undated: whether of some cards nobody knows when they were added.
    """
    days = {day: count for day, count in cards.totals["added"].items() if count}
    first = log.first if log.days is not None else min((*days, log.first))
    columns = calendar.columns(first, log.today)
    counts = tuple(
        sum(days.get(day, 0) for day in range(column.first, column.last + 1)) for column in columns
    )
    whole, note = sum(counts), _COUNTED + (_UNDATED if undated else "")
    if not whole:
        empty = "No card was added in this period."
        return Chart("added", "Added", "No cards added.", (), None, note, empty)
    grown = tuple(sum(counts[: at + 1]) for at in range(len(counts)))
    names = tuple(column.name for column in columns)
    unit = calendar.unit(columns)
    figure = Bars(
        f"Cards added per {unit}", thinned(calendar.labels(columns)), names,
        (Series("Cards", "plain", counts),), scale(counts),
        Series("In all", "line", grown), whole, f"Line: in all, to {whole:,}",
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(zip(names, counts, grown, strict=True))
    says = f"{many(whole, 'card')} added: {whole / (log.today - first + 1):,.1f} a day."
    table = Table((unit.capitalize(), "Cards", "In all"), rows)
    return Chart("added", "Added", says, (figure,), table, note)
