"""All items as a table: ``csv`` for programs, exact in its last column; ``xlsx`` for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.losses import IMPORTED
from exports.losses import has_mathematics
from exports.losses import plain_losses
from exports.losses import shown_texts
from exports.sheets.cells import length
from exports.sheets.cells import neutralised
from exports.sheets.columns import COLUMNS
from exports.sheets.columns import WIDTHS
from exports.sheets.columns import cells
from exports.sheets.drawing import FULL
from exports.sheets.drawing import MOST
from exports.sheets.drawing import draw
from exports.sheets.textual import write_csv
from exports.sheets.workbook import MEDIA_TYPE
from exports.sheets.workbook import Layout
from exports.sheets.workbook import write_workbook
from question_bank.items import Note

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from exports.base import Report
    from exports.base import Selection
    from exports.sheets.cells import Cell
    from question_bank.items import Item

_LAYOUT = Layout("Questions", (COLUMNS,), WIDTHS, filtered=True)


@dataclass(frozen=True)
class Csv:
    """A row an item: plain words in columns, and the item itself as JSON in the last, ``item``."""

    name: str = "csv"
    suffix: str = ".csv"
    media_type: str = "text/csv"

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the selection: UTF-8 without a byte-order mark, CRLF. Raises OSError."""

        def rows_of(item: Item) -> Iterable[tuple[Cell, ...]]:
            yield (
                *cells(selection, item),
                item.model_dump_json(by_alias=True, exclude_defaults=True),
            )

        drawn = draw(selection, _why_not, rows_of)
        rows = ((number, *row) for number, row in enumerate(drawn.rows, 1))
        write_csv(out, ((*COLUMNS, "item"),), rows, neutralised)
        return drawn.report(out)

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return why an item is left out; one that is written loses nothing."""
        return tuple(filter(None, (_why_not(item),)))


@dataclass(frozen=True)
class Xlsx:
    """A row an item on one sheet, with filters: a sheet a topic couldn't be sorted or searched."""

    name: str = "xlsx"
    suffix: str = ".xlsx"
    media_type: str = MEDIA_TYPE

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the selection; a text too long for a cell is not cut. Raises OSError."""

        def rows_of(item: Item) -> Iterable[tuple[Cell, ...]]:
            yield cells(selection, item)

        drawn = draw(selection, _why_not, rows_of, text_file=False)
        write_workbook(out, _LAYOUT, ((number, *row) for number, row in enumerate(drawn.rows, 1)))
        return drawn.report(out)

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return what plain words in cells can't show, or why an item is left out."""
        reason = _why_not(item)
        if reason:
            return (reason,)
        texts = shown_texts(item)
        full = sum(map(length, texts)) > MOST
        written = ("mathematics stays TeX",) if has_mathematics(*texts) else ()
        rest = tuple(loss for loss in plain_losses(*texts) if loss != "mathematics")
        return (*((f"perhaps left out: {FULL}",) if full else ()), *written, *rest)


def _why_not(item: Item) -> str:
    return IMPORTED if isinstance(item, Note) else ""
