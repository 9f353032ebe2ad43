"""Rows as an Excel workbook of one sheet, whose bytes depend on the rows alone."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from exports.archive import write_zip
from exports.base import whole
from exports.sheets.cells import would_run

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from exports.sheets.cells import Cell

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DATE = datetime(2000, 1, 1)  # noqa: DTZ001 - OOXML has no zone here


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet looks: its name, the rows above and at its head, widths in characters."""

    title: str
    head: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    filtered: bool = False


def write_workbook(out: Path, layout: Layout, rows: Iterable[tuple[Cell, ...]]) -> None:
    """Write the head (its last row bold, and frozen) and the rows, wrapped. Raises OSError."""
    with whole(out) as path:
        book = Workbook(write_only=True)
        sheet = book.create_sheet(layout.title)
        _lay_out(sheet, layout)
        _fill(sheet, layout, rows)
        book.properties.creator = "Citecards"
        book.properties.created = book.properties.modified = _DATE
        made = BytesIO()
        # Workbook.save would write the present time, and deflate what is deflated again below
        ExcelWriter(book, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED)).save()
        with zipfile.ZipFile(made) as archive:
            write_zip(path, [(name, archive.read(name)) for name in _names(archive)])


def _names(archive: zipfile.ZipFile) -> list[str]:
    """Return the members, the list of types first, as some readers want it."""
    names = sorted(archive.namelist())
    return sorted(names, key=lambda name: name != "[Content_Types].xml")


def _lay_out(sheet: Any, layout: Layout) -> None:
    for at, width in enumerate(layout.widths, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = f"A{len(layout.head) + 1}"


def _fill(sheet: Any, layout: Layout, rows: Iterable[tuple[Cell, ...]]) -> None:
    bold, text, quoted = (WriteOnlyCell(sheet) for _ in range(3))
    bold.font = Font(bold=True)
    for cell in (bold, text, quoted):
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    quoted.quotePrefix = True
    for row in layout.head[:-1]:
        sheet.append([_cell(sheet, value, text, quoted) for value in row])
    sheet.append([_cell(sheet, value, bold, quoted) for value in layout.head[-1]])
    last = len(layout.head)
    for row in rows:
        sheet.append([_cell(sheet, value, text, quoted) for value in row])
        last += 1
    if layout.filtered:
        column = get_column_letter(len(layout.head[-1]))
        sheet.auto_filter.ref = f"A{len(layout.head)}:{column}{last}"


def _cell(sheet: Any, value: Cell, plain: Any, quoted: Any) -> Any:
    """Return a cell that is a number or a string, whatever the string looks like."""
    if value == "":
        return None
    cell: Any = WriteOnlyCell(sheet, value)
    # openpyxl has no lighter way to give a cell a style that another has
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl takes "=1+1" for a formula and "#N/A" for an error
        cell._style = (quoted if would_run(value) else plain)._style  # noqa: SLF001
    else:
        cell._style = plain._style  # noqa: SLF001
    return cell
