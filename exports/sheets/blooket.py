"""Blooket's sheet: a title row of eight fields, from which its importer tells the delimiter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.sheets.cells import shown
from exports.sheets.choices import Game
from exports.sheets.choices import choice_of
from exports.sheets.drawing import draw
from exports.sheets.textual import write_csv
from exports.sheets.times import seconds

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from exports.base import Report
    from exports.base import Selection
    from exports.sheets.cells import Cell
    from question_bank.items import Item

_GAME = Game("Blooket", 4)
_TIMES = (10, 20, 30, 60, 90, 120, 240, 300)  # it takes any up to 300
_HEAD = (
    ("Blooket Import Template", *("",) * 7),
    (
        "Question #",
        "Question Text",
        "Answer 1",
        "Answer 2",
        "Answer 3 (Optional)",
        "Answer 4 (Optional)",
        "Time Limit (sec) (Max: 300 seconds)",
        "Correct Answer(s) (Only include Answer #)",
    ),
)


@dataclass(frozen=True)
class Blooket:
    """Choices of two to four answers, and statements as True and False."""

    name: str = "blooket"
    suffix: str = ".csv"
    media_type: str = "text/csv"

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the selection, with CRLF and no byte-order mark. Raises OSError."""

        def rows_of(item: Item) -> Iterable[tuple[Cell, ...]]:
            choice = choice_of(selection, item)
            time = seconds(item, (choice.question, *choice.answers), _TIMES)
            yield (choice.question, *choice.padded(4), time, choice.key)

        drawn = draw(selection, _GAME.why_not, rows_of)
        rows = ((number, *row) for number, row in enumerate(drawn.rows, 1))
        write_csv(out, _HEAD, rows, shown)
        return drawn.report(out)

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return what an item would lose, or why it is left out."""
        return _GAME.losses(item)
