"""The words of items for search: FTS5 on SQLite, a tsvector on PostgreSQL; kept by ``sync``.

Both are given words as ``app.store.words`` cuts them, so that they find the same. The table is
SQLite's virtual one or an ordinary one, so it stands outside the models, made by migration 0004.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import Literal

from sqlalchemy import bindparam
from sqlalchemy import cast
from sqlalchemy import column
from sqlalchemy import literal_column
from sqlalchemy import select
from sqlalchemy import table
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import TSQUERY

from app.store.models import ItemRow
from app.store.words import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement
    from sqlalchemy import Connection
    from sqlalchemy import TableClause

    from question_bank.bank import Bank

TABLE = "item_words"
_PK = {"sqlite": "rowid", "postgresql": "item_pk"}
_DELETE = {
    "sqlite": text("DELETE FROM item_words WHERE rowid = :pk"),
    "postgresql": text("DELETE FROM item_words WHERE item_pk = :pk"),
}
_INSERT = {
    "sqlite": text("INSERT INTO item_words (rowid, mark, words) VALUES (:pk, :mark, :words)"),
    "postgresql": text(
        "INSERT INTO item_words (item_pk, mark, words)"
        " VALUES (:pk, :mark, CAST(:words AS tsvector))"
    ),
}
_LAST = 16_383  # PostgreSQL counts no further within a text


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words one after the other; with ``prefix`` the last may go on."""

    words: tuple[str, ...]
    prefix: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Phrases of which all or any must be there."""

    how: Literal["and", "or"]
    parts: tuple[Match, ...]


Match = Phrase | Group


def index(
    connection: Connection, bank: Bank, marks: Mapping[str, str], pks: Mapping[str, int]
) -> None:
    """Bring the words of a bank's items up to date.

    Args:
        connection: a writing transaction.
        bank: a sound bank, all of it.
        marks: by item, what changes with its text and its passages.
        pks: by item, its row; those of retired items too.
    """
    name = connection.dialect.name
    words = words_table(name)
    pk = words.c[_PK[name]]
    rows = connection.execute(
        select(pk.label("pk"), words.c.mark)
        .where(pk.in_(select(ItemRow.pk).where(ItemRow.bank_id == bank.id)))
    )  # fmt: skip
    known = {row.pk: row.mark for row in rows}
    wanted = {pks[item]: mark for item, mark in marks.items()}
    gone = [{"pk": row} for row, mark in known.items() if wanted.get(row) != mark]
    if gone:
        connection.execute(_DELETE[name], gone)
    new = []
    for item in bank.items:
        row = pks[item.id]
        if known.get(row) != marks[item.id]:
            found = words_of(item, bank.sources, bank.passages[item.id])
            new.append({"pk": row, "mark": marks[item.id], "words": _stored(name, found)})
    if new:
        connection.execute(_INSERT[name], new)


def _stored(dialect: str, found: list[str]) -> str:
    if dialect == "sqlite":
        return " ".join(found)
    places: dict[str, list[str]] = {}
    for place, word in enumerate(found, 1):
        places.setdefault(word, []).append(str(min(place, _LAST)))
    return " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())


def words_table(dialect: str) -> TableClause:
    """Return the table of words: its key is named by ``key_name``."""
    return table(TABLE, column(_PK[dialect]), column("mark"), column("words"))


def key_name(dialect: str) -> str:
    """Return the name of the column that holds an item's row."""
    return _PK[dialect]


def matches(dialect: str, wanted: Match) -> ColumnElement[bool]:
    """Return the condition that an item's words match."""
    value: Any = bindparam(None, said(dialect, wanted), unique=True)
    if dialect == "sqlite":
        return literal_column(TABLE).op("MATCH", is_comparison=True)(value)
    words: Any = literal_column(f"{TABLE}.words")
    found: ColumnElement[bool] = words.op("@@", is_comparison=True)(cast(value, TSQUERY))
    return found


def said(dialect: str, wanted: Match) -> str:
    """Write a match as the database reads it; words are letters and digits alone."""
    sqlite = dialect == "sqlite"
    if isinstance(wanted, Group):
        sign = f" {wanted.how.upper()} " if sqlite else (" & " if wanted.how == "and" else " | ")
        return f"({sign.join(said(dialect, part) for part in wanted.parts)})"
    if sqlite:
        return f'"{" ".join(wanted.words)}"{" *" if wanted.prefix else ""}'
    *first, last = (f"'{word}'" for word in wanted.words)
    return f"({' <-> '.join((*first, last + (':*' if wanted.prefix else '')))})"
