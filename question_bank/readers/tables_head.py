"""The lines at the top of a table that say how to read it: ``#separator:tab``, ``#deck:…``."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field

from question_bank.readers.tables_rows import records

SEPARATORS = {
    "tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " ",
    "colon": ":",
}  # fmt: skip
MAX_LINES = 1000  # of the top; what follows are comments
_DIGITS = 4  # of a column's number
_LITERAL = {"\t", ",", ";", "|", " ", ":"}


@dataclass(slots=True)
class Head:
    """What the top of a table says; columns count from 0, None is nothing said.

    ``start`` is where the rows begin in the text, ``line`` which line that is.
    """

    separator: str | None = None
    html: bool | None = None
    labels: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    deck: str = ""
    note_type: str = ""
    columns: dict[str, int] = field(default_factory=dict)
    start: int = 0
    line: int = 1
    said: bool = False


def read_head(text: str) -> Head:
    """Read the lines that begin with ``#`` at the top; those that say nothing are comments."""
    head = Head()
    labels = ""
    while text.startswith("#", head.start) and head.line <= MAX_LINES:
        end = text.find("\n", head.start)
        end = len(text) if end < 0 else end
        key, colon, value = text[head.start + 1 : end].partition(":")
        if colon and key.strip().lower() == "columns":
            labels = value
            head.said = True
        elif colon:
            _take(head, key.strip().lower(), value)
        head.start = min(end + 1, len(text))
        head.line += 1
    head.labels = _labels(labels, head.separator)
    return head


def _take(head: Head, key: str, value: str) -> None:
    plain = value.strip().rstrip(",;\t").strip()  # a spreadsheet adds separators
    match key:
        case "separator":
            found = value.strip().lower() or value
            head.separator = SEPARATORS.get(found, found if found in _LITERAL else None)
        case "html":
            head.html = {"true": True, "false": False}.get(plain.lower())
        case "tags":
            head.tags = tuple(plain.split())
        case "deck":
            head.deck = plain
        case "notetype":
            head.note_type = plain
        case "tags column" | "deck column" | "notetype column" | "guid column":
            if plain.isascii() and plain.isdigit() and len(plain) <= _DIGITS and int(plain):
                head.columns[key.removesuffix(" column")] = int(plain) - 1
        case "if matches" | "match scope":
            pass  # how Anki meets notes it has; ours are met by their guid
        case _:
            return
    head.said = True


def _labels(value: str, separator: str | None) -> tuple[str, ...]:
    if not value.strip():
        return ()
    found = separator or next((sign for sign in "\t|;," if sign in value), "\t")
    row = next(records(" " + value if value.startswith("#") else value, found), None)
    return tuple(" ".join(label.split()) for label in row.fields) if row else ()
