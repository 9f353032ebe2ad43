"""Rows as a text file: comma-separated with CRLF, UTF-8 without a byte-order mark."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from exports.base import whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from pathlib import Path

    from exports.sheets.cells import Cell


def write_csv(
    out: Path,
    head: Iterable[tuple[str, ...]],
    rows: Iterable[tuple[Cell, ...]],
    safe: Callable[[str], str],
) -> None:
    """Write head and rows; every text of a row goes through ``safe``. Raises OSError."""
    with whole(out) as path, path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerows(head)
        writer.writerows(
            [safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
        )
