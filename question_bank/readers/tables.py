"""A table of notes: CSV or TSV, with the lines that Anki writes on top of its own exports."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from question_bank.nodes import CONTROL
from question_bank.readers.contents import RefusedFileError
from question_bank.readers.tables_head import read_head
from question_bank.readers.tables_notes import Collector
from question_bank.readers.tables_plan import Plan
from question_bank.readers.tables_rows import records
from question_bank.readers.tables_types import stock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from question_bank.readers.contents import Contents
    from question_bank.readers.tables_head import Head
    from question_bank.readers.tables_rows import Row

_SAMPLE = 200  # rows that a separator and a width are judged by
_TAGS = (
    "a b big blockquote br center code dd div dl dt em font h1 h2 h3 h4 h5 h6 hr i img li ol p pre "
    "s small span strike strong sub sup table tbody td th thead tr tt u ul audio video"
)
# As Anki does, a table whose first rows have HTML is HTML; but only for tags that there are.
_HTML = re.compile(rf"</?(?:{_TAGS.replace(' ', '|')})(?:\s[^<>]*+)?/?>", re.IGNORECASE)


def read_table(text: str, name: str, title: str) -> Contents:
    """Read a table.

    Args:
        text: the whole file.
        name: how it is called to people.
        title: of the deck of rows that name none, and of their note type.

    Raises:
        RefusedFileError: nothing in it, or too much.
    """
    head = read_head(text)
    head.separator = head.separator or sniff(text, head)
    sample = list(islice(_rows(text, head), _SAMPLE))
    if not sample:
        raise RefusedFileError(f"{name}: there are no rows in it")
    if head.html is None:
        head.html = any(_HTML.search(value) for row in sample for value in row.fields)
    own = f"{title} (table)" if stock(title) else title
    table = Collector(name, title, head, Plan(head, _width(sample, head), own))
    table.checked = bool(CONTROL.search(text))
    for row in _rows(text, head):
        table.take(row)
    return table.contents()


def sniff(text: str, head: Head) -> str:
    """Return the sign that parts columns: the one by which the rows agree best."""
    best, score = "\t", 0.0
    for sign in "\t|;,":
        rows = list(islice(records(text, sign, head.start, head.line), _SAMPLE))
        widths = Counter(len(row.fields) for row in rows)
        agreeing = max((count for width, count in widths.items() if width > 1), default=0)
        share = agreeing / len(rows) if rows else 0.0
        if share > score:
            best, score = sign, share
    return best


def _rows(text: str, head: Head) -> Iterator[Row]:
    return records(text, head.separator or "\t", head.start, head.line)


def _width(sample: list[Row], head: Head) -> int:
    """Return how many columns there are: those named, or as most rows have them."""
    if head.labels:
        return len(head.labels)
    widths = Counter(len(row.fields) for row in sample if row.fields)
    if "notetype" in head.columns:
        common = max(widths, default=1)  # they may have any number of fields
    else:
        common = max(widths, key=lambda width: (widths[width], width), default=1)
    return max(common, *(column + 1 for column in head.columns.values()), 1)
