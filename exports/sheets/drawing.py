"""From a selection to rows: what is written, what is left out, and what is said about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.base import Report
from exports.base import Skipped
from exports.sheets.cells import cleaned
from exports.sheets.cells import length
from exports.sheets.cells import would_run

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from pathlib import Path

    from exports.base import Selection
    from exports.sheets.cells import Cell
    from question_bank.items import Item

MOST = 32_767  # characters of a cell, in Excel
FULL = f"it fills a cell with more than the {MOST:,} characters a spreadsheet takes"
_NAMED = 5  # items that a remark names


@dataclass(frozen=True, slots=True)
class Drawn:
    """The rows of a selection and the report on them."""

    rows: tuple[tuple[Cell, ...], ...]
    written: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    remarks: tuple[str, ...]

    def report(self, out: Path) -> Report:
        """Return the report once the rows are in a file."""
        return Report(self.written, self.skipped, (out,), self.remarks)


def draw(
    selection: Selection,
    why_not: Callable[[Item], str],
    rows_of: Callable[[Item], Iterable[tuple[Cell, ...]]],
    *,
    text_file: bool = True,
) -> Drawn:
    """Return the rows of all items that ``why_not`` has nothing against.

    ``text_file``: its cells get an apostrophe where they would run, and a remark says so. A
    workbook's needn't, but have a greatest length.
    """
    rows: list[tuple[Cell, ...]] = []
    written: list[str] = []
    skipped: list[Skipped] = []
    lost: list[str] = []
    quoted: list[str] = []
    for item in selection.items:
        reason = why_not(item)
        raw = () if reason else tuple(rows_of(item))
        made = tuple(tuple(map(_clean, row)) for row in raw)
        texts = [cell for row in made for cell in row if isinstance(cell, str)]
        if not text_file and any(len(text) > MOST // 2 and length(text) > MOST for text in texts):
            reason = FULL
        if reason:
            skipped.append(Skipped(item.id, reason))
            continue
        rows += made
        written.append(item.id)
        if made != raw:
            lost.append(item.id)
        if text_file and any(map(would_run, texts)):
            quoted.append(item.id)
    remarks = (
        *_remark("Control characters, which nobody sees, were taken out of", lost),
        *_remark("An apostrophe or a minus sign keeps spreadsheets from running", quoted),
    )
    return Drawn(tuple(rows), tuple(written), tuple(skipped), remarks)


def _clean(cell: Cell) -> Cell:
    return cleaned(cell) if isinstance(cell, str) else cell


def _remark(words: str, items: list[str]) -> tuple[str, ...]:
    if not items:
        return ()
    more = f" and {len(items) - _NAMED} more" if len(items) > _NAMED else ""
    return (f"{words} {', '.join(items[:_NAMED])}{more}.",)
