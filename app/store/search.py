"""The words of items for search: FTS5 on SQLite, a tsvector on PostgreSQL; kept by ``sync``.

Both are given words as ``app.store.words`` cuts them, so that they find the same. The table is
SQLite's virtual one or an ordinary one, so it stands outside the models, made by migration 0004.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import Literal

from sqlalchemy import and_
from sqlalchemy import bindparam
from sqlalchemy import cast
from sqlalchemy import column
from sqlalchemy import exists
from sqlalchemy import func
from sqlalchemy import literal
from sqlalchemy import literal_column
from sqlalchemy import select
from sqlalchemy import table
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import TSQUERY

from app.store.models import ItemRow
from app.store.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement
    from sqlalchemy import Connection
    from sqlalchemy import TableClause

    from question_bank.bank import Bank
    from question_bank.items import Item

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
_PART = 2_000  # rows put at once
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
            new.append(_row(name, bank, item, row, marks[item.id]))
        if len(new) == _PART:
            connection.execute(_INSERT[name], new)
            new = []
    if new:
        connection.execute(_INSERT[name], new)


def index_some(  # noqa: PLR0913, PLR0917 - a bank, and what of it has changed
    connection: Connection, bank: Bank, items: Iterable[Item], marks: Mapping[str, str],
    pks: Mapping[str, int], gone: Iterable[int],
) -> None:  # fmt: skip
    """Bring the words of some items up to date, and forget those of rows that are gone.

    The other arguments are those of ``index``.
    """
    name = connection.dialect.name
    changed = list(items)
    old = [{"pk": pk} for pk in (*gone, *(pks[item.id] for item in changed))]
    if old:
        connection.execute(_DELETE[name], old)
    for at in range(0, len(changed), _PART):
        some = changed[at : at + _PART]
        new = [_row(name, bank, item, pks[item.id], marks[item.id]) for item in some]
        connection.execute(_INSERT[name], new)


def _row(dialect: str, bank: Bank, item: Item, pk: int, mark: str) -> dict[str, Any]:
    found = words_of(item, bank.sources, bank.passages[item.id])
    return {"pk": pk, "mark": mark, "words": _stored(dialect, found)}


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


def has_word(dialect: str, pattern: str) -> ColumnElement[bool]:
    """Return the condition that one of an item's words is like a pattern of LIKE."""
    words: Any = literal_column(f"{TABLE}.words")
    if dialect == "sqlite":
        # words are letters and digits alone: put between quotation marks they are JSON
        array = literal('["').concat(func.replace(words, " ", '","')).concat('"]')
        each = func.json_each(array).table_valued("value")
        found = exists(select(each.c.value).where(each.c.value.like(pattern, escape="\\")))
        return and_(words.like(f"%{pattern}%", escape="\\"), found)  # few rows are cut up
    lexeme = func.unnest(words).table_valued("lexeme", "positions", "weights")
    return exists(select(lexeme.c.lexeme).where(lexeme.c.lexeme.like(pattern, escape="\\")))


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
