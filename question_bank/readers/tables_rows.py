"""Rows of separated values, as Anki reads them, in one pass over the text.

A field in quotes may hold separators, line breaks and doubled quotes; a line that begins with
``#`` is a comment; an empty line is none. A row that can't be read costs that row alone.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from typing import NamedTuple

from question_bank.readers.texts_decoding import MAX_FIELD

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_COLUMNS = 1000
_NOTHING = re.compile(r"(?:\n++|#[^\n]*+)*+")  # possessive, as all here: it never goes back


class Row(NamedTuple):
    """A row: the line it begins in (from 1), its fields, or why it can't be read."""

    line: int
    fields: tuple[str, ...]
    fault: str = ""


def records(text: str, separator: str, start: int = 0, line: int = 1) -> Iterator[Row]:
    """Yield the rows of a text from ``start``, which is in ``line``."""
    at = start
    while at < len(text):
        if text[at] in "\n#":
            found = _NOTHING.match(text, at)
            after = found.end() if found else len(text)
        else:
            row, after = _record(text, at, line, separator)
            yield row
        line += text.count("\n", at, after)
        at = after


def _record(text: str, at: int, line: int, separator: str) -> tuple[Row, int]:
    """Read the row that begins at ``at``; return it and where the next one begins."""
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    if text.find('"', at, end) >= 0:
        return _quoted_record(text, at, line, separator)
    if text.count(separator, at, end) >= MAX_COLUMNS:
        return _too_wide(line), end
    fields = tuple(text[at:end].split(separator))
    if end - at > MAX_FIELD and max(map(len, fields)) > MAX_FIELD:
        return _too_long(line), end
    return Row(line, fields), end


def _quoted_record(text: str, at: int, line: int, separator: str) -> tuple[Row, int]:
    fields: list[str] = []
    start = at
    field = _field(separator)
    while True:
        found = field.match(text, at)
        if found is None:
            # all later quotes are doubled, so no second row can be open: still one pass
            fault = f"line {line}: a quote is opened and never closed"
            return Row(line, (), fault), _end_of_line(text, start)
        if found.end() - at > MAX_FIELD:
            return _too_long(line), _end_of_line(text, found.end())
        if len(fields) == MAX_COLUMNS:
            return _too_wide(line), _end_of_line(text, at)
        quoted, rest = found.groups()
        fields.append(rest if quoted is None else quoted.replace('""', '"') + rest)
        at = found.end()
        if not text.startswith(separator, at):
            return Row(line, tuple(fields)), at
        at += 1


@cache
def _field(separator: str) -> re.Pattern[str]:
    return re.compile(f'(?:"((?:[^"]++|"")*+)"|(?!"))([^\n{re.escape(separator)}]*+)')


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _too_wide(line: int) -> Row:
    return Row(line, (), f"line {line}: over {MAX_COLUMNS} columns")


def _too_long(line: int) -> Row:
    return Row(line, (), f"line {line}: a field of over {MAX_FIELD // 10**6} MB")
