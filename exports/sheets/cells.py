"""What may stand in a cell: text that no spreadsheet runs, and that every file can hold.

A cell that starts with ``= + - @``, TAB, CR or LF, or their wide forms, also behind spaces,
quotes or invisible characters, is a formula to some spreadsheet (OWASP, "CSV Injection").
In a text file it gets an apostrophe before it; in a workbook it is an inline string in a cell
marked ``quotePrefix``, and its text stays as it is. A number is a number only where we write
one: in text files a negative number that somebody typed is text too.
"""

from __future__ import annotations

import re

_QUIET = "\\s\"'`‘’“”„«»\\xad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff"
_RUNS = re.compile(f"[{_QUIET}]*?[=+\\-@\\t\\r\\n＝＋－＠]")
# XML has no place for them, and no reader of a quiz can see them.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NEGATIVE = re.compile(r"-(?=[0-9][0-9., ]*(?: ?[^\W\d_]{0,20}| ?[%‰°] ?[CFK]?)$)")

Cell = str | int | float


def would_run(text: str) -> bool:
    """Whether a spreadsheet could take a text for a formula, or hide how it starts."""
    return not text[:1].isalnum() and _RUNS.match(text) is not None


def neutralised(text: str) -> str:
    """Return a text as a spreadsheet shows it and never runs it; ``restored`` undoes this."""
    return f"'{text}" if would_run(text) else text


def restored(cell: str) -> str:
    """Return the text that ``neutralised`` was given."""
    return cell[1:] if cell.startswith("'") and would_run(cell[1:]) else cell


def shown(text: str) -> str:
    """Return a text for a game that shows a cell as it stands.

    A negative number gets a minus sign (U+2212), which nothing runs and everybody reads; what
    else could run, an apostrophe.
    """
    return neutralised(_NEGATIVE.sub("−", text, count=1) if text.startswith("-") else text)


def cleaned(text: str) -> str:
    """Return a text without the control characters that XML can't hold."""
    return text if text.isascii() and text.isprintable() else _ILLEGAL.sub("", text)


def length(text: str) -> int:
    """Return how many characters a text has as web pages and Excel count: UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
