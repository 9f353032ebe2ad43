"""Quizlet's text: a term, a sign, its definition; no quotes, no HTML, one card a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from question_bank.readers.contents import RefusedFileError
from question_bank.readers.tables_head import Head
from question_bank.readers.tables_notes import Collector
from question_bank.readers.tables_plan import Plan
from question_bank.readers.tables_rows import Row
from question_bank.readers.texts_decoding import MAX_FIELD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from question_bank.readers.contents import Contents

# What people choose between term and definition, and between cards, the likeliest first.
_BETWEEN = ("\t", " - ", " – ", " — ", " :: ", " = ", "::", " | ", "|")
_SAMPLE = 100_000  # characters by which the signs are judged


def signs(text: str) -> tuple[str, str] | None:
    """Return the signs between term and definition and between cards, if they are evident.

    Each card must have exactly one sign of the first kind.
    """
    head = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        head = head[: head.rfind("\n") + 1]
    head = head.strip("\n")
    if not head:
        return None
    for rows in ("\n", "\n\n", ";"):
        parts = [part for part in head.split(rows) if part.strip()]
        for between in _BETWEEN:
            if len(parts) > (rows != "\n") and all(_is_card(part, between) for part in parts):
                return between, rows
    return None


def _is_card(part: str, between: str) -> bool:
    """Whether there is one sign; where quotes begin a field, it is a table's."""
    words = part.strip("\n").split(between)
    return len(words) == len(("term", "definition")) and not any(
        word.startswith('"') for word in words
    )


def read_quizlet(text: str, name: str, title: str) -> Contents:
    """Read a list of terms and definitions.

    Args:
        text: the whole file.
        name: how it is called to people.
        title: of the deck.

    Raises:
        RefusedFileError: no sign that parts terms from definitions can be found, or no cards.
    """
    found = signs(text) or _commonest(text)
    if found is None:
        raise RefusedFileError(
            f"{name}: there is no term with a definition in it: "
            "put a tab between them, and each card on a line of its own"
        )
    head = Head(separator=found[0], html=False)
    table = Collector(name, title, head, Plan(head, 2, title), format="quizlet")
    for row in _rows(text, *found):
        table.take(row)
    return table.contents()


def _commonest(text: str) -> tuple[str, str] | None:
    rows = text[:_SAMPLE].split("\n")
    counts = {sign: sum(sign in row for row in rows) for sign in _BETWEEN}
    best = max(counts, key=lambda sign: counts[sign])
    return (best, "\n") if counts[best] else None


def _rows(text: str, between: str, rows: str) -> Iterator[Row]:
    at, line = 0, 1
    while at < len(text):
        end = text.find(rows, at)
        end = len(text) if end < 0 else end
        start = at + len(text[at:end]) - len(text[at:end].lstrip("\n"))
        if text[start:end].strip():
            yield _row(text[start:end].rstrip("\n"), line + start - at, between)
        line += text.count("\n", at, end + len(rows))
        at = end + len(rows)


def _row(card: str, line: int, between: str) -> Row:
    term, sign, definition = card.partition(between)
    if not sign:
        return Row(line, (), f"line {line}: no `{between.strip() or 'tab'}` after the term")
    if len(card) > MAX_FIELD:
        return Row(line, (), f"line {line}: a field of over {MAX_FIELD // 10**6} MB")
    return Row(line, (term.strip(), definition.strip()))
