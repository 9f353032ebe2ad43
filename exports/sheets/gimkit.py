"""Gimkit's sheet: a title row, then the question, the right answer, one to three wrong ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.sheets.cells import shown
from exports.sheets.choices import Game
from exports.sheets.choices import choice_of
from exports.sheets.drawing import draw
from exports.sheets.textual import write_csv

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from exports.base import Report
    from exports.base import Selection
    from exports.sheets.cells import Cell
    from question_bank.items import Item

_GAME = Game("Gimkit", 4, several=False)
_HEAD = (
    ("Gimkit Spreadsheet Import Template", *("",) * 4),
    (
        "Question",
        "Correct Answer",
        "Incorrect Answer 1",
        "Incorrect Answer 2 (Optional)",
        "Incorrect Answer 3 (Optional)",
    ),
)


@dataclass(frozen=True)
class Gimkit:
    """Choices of one right answer, and statements; the game itself shuffles the answers."""

    name: str = "gimkit"
    suffix: str = ".csv"
    media_type: str = "text/csv"

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the selection, with CRLF and no byte-order mark. Raises OSError."""

        def rows_of(item: Item) -> Iterable[tuple[Cell, ...]]:
            choice = choice_of(selection, item)
            right = choice.right[0] - 1
            wrong = (*choice.answers[:right], *choice.answers[right + 1 :])
            yield (choice.question, choice.answers[right], *wrong, *("",) * (3 - len(wrong)))

        drawn = draw(selection, _GAME.why_not, rows_of)
        write_csv(out, _HEAD, drawn.rows, shown)
        return drawn.report(out)

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return what an item would lose, or why it is left out."""
        return _GAME.losses(item)
