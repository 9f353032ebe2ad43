"""Kahoot!'s workbook: header in row 8, questions from row 9, columns A to H."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.sheets.choices import Game
from exports.sheets.choices import choice_of
from exports.sheets.drawing import draw
from exports.sheets.times import seconds
from exports.sheets.workbook import MEDIA_TYPE
from exports.sheets.workbook import Layout
from exports.sheets.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from exports.base import Report
    from exports.base import Selection
    from exports.sheets.cells import Cell
    from question_bank.items import Item

_GAME = Game("Kahoot", 4, question_length=120, answer_length=75)
_TIMES = (5, 10, 20, 30, 60, 90, 120, 240)
_HEADER = (
    "",
    "Question - max 120 characters",
    "Answer 1 - max 75 characters",
    "Answer 2 - max 75 characters",
    "Answer 3 - max 75 characters",
    "Answer 4 - max 75 characters",
    "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
    "Correct answer(s) - choose at least one",
)
_HEAD = ((), ("", "Quiz template"), (), (), (), (), (), _HEADER)
_LAYOUT = Layout("Sheet1", _HEAD, (5, 50, 28, 28, 28, 28, 14, 14))


@dataclass(frozen=True)
class Kahoot:
    """Choices of two to four answers, and statements as True and False."""

    name: str = "kahoot"
    suffix: str = ".xlsx"
    media_type: str = MEDIA_TYPE

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the selection; nothing is cut to a length. Raises OSError."""

        def rows_of(item: Item) -> Iterable[tuple[Cell, ...]]:
            choice = choice_of(selection, item)
            time = seconds(item, (choice.question, *choice.answers), _TIMES)
            yield (choice.question, *choice.padded(4), time, choice.key)

        drawn = draw(selection, _GAME.why_not, rows_of, text_file=False)
        rows = ((number, *row) for number, row in enumerate(drawn.rows, 1))
        write_workbook(out, _LAYOUT, rows)
        return drawn.report(out)

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return what an item would lose, or why it is left out."""
        return _GAME.losses(item)
