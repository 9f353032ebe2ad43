"""Compile a bank into the store: its items, citations and cards, and what of them has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import delete
from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy import update

from app.scheduling.types import Stage
from app.store import search
from app.store.cards import states_of
from app.store.cards import write_cards
from app.store.content import fingerprint_of
from app.store.item_rows import data_text
from app.store.item_rows import passages_text
from app.store.item_rows import row_of
from app.store.models import BankRow
from app.store.models import CardRow
from app.store.models import CitationRow
from app.store.models import ItemRow
from app.store.models import SourceRow
from app.store.models import StateRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from sqlalchemy import Row

    from question_bank.bank import Bank
    from question_bank.items import Item

    AnyRow = Row[*tuple[Any, ...]]

_TOLD = ("fingerprint", "key_fingerprint", "words")
_PART = 2_000  # rows put at once
_FEW = 5_000  # parameters of a statement
_UPDATE_ITEM = (
    update(ItemRow)
    .where(ItemRow.pk == bindparam("row_pk"))
    .execution_options(synchronize_session=None)
)


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync changed, in items, and of cards.

    ``returned`` are cards whose log must be folded again; ``moved`` have the topic they came
    from; ``cards`` are all that came, went, came back or moved.
    """

    added: int
    updated: int
    retired: int
    returned: tuple[int, ...]
    moved: Mapping[int, str]
    cards: frozenset[int]


def write_bank(  # noqa: PLR0913 - a bank, and what is known of it
    connection: Connection, bank: Bank, *, digest: str, position: int, now: int,
    prints: Mapping[str, str], added: Mapping[tuple[str, int], int] | None = None,
    whole: bool = False,
) -> Synced:  # fmt: skip
    """Upsert what has changed of a bank's items; what left the YAML is retired.

    An item is taken as unchanged while its fingerprint, place, topic and passages are, and the
    text of every paper.

    Args:
        connection: a writing transaction.
        bank: a sound bank.
        digest: the fingerprint of all its content.
        position: its place among the banks.
        now: ms since the epoch, UTC.
        prints: the fingerprint of each item.
        added: when a card was added to where it came from (ms UTC), by its item and number.
        whole: whether to write every row anew, whatever it says.
    """
    info = bank.info.model_dump_json(by_alias=True)
    known = fingerprint_of(connection, bank.id)
    values = {
        "position": position, "title": bank.info.title, "fingerprint": digest,
        "info": info, "synced_at": now,
    }  # fmt: skip
    if known is None:
        connection.execute(insert(BankRow).values(id=bank.id, **values))
    else:
        connection.execute(update(BankRow).where(BankRow.id == bank.id).values(**values))
    same = _write_sources(connection, bank)
    # a fingerprint that an upgrade of the tables took away asks for everything
    whole = whole or not known or not same
    return _write_items(connection, bank, prints, now=now, added=added or {}, whole=whole)


def _write_sources(connection: Connection, bank: Bank) -> bool:
    """Put what has changed of a bank's papers; return whether nothing had."""
    rows = connection.execute(
        select(SourceRow.id, SourceRow.text).where(SourceRow.bank_id == bank.id)
    )
    stored = {row.id: row.text for row in rows}
    wanted = {source.id: source.text for source in bank.sources.values()}
    changed = [name for name, text in wanted.items() if stored.get(name) != text]
    gone = [name for name in stored if name not in wanted or name in changed]
    for name in gone:
        connection.execute(
            delete(SourceRow).where(SourceRow.bank_id == bank.id, SourceRow.id == name)
        )
    for name in changed:
        connection.execute(insert(SourceRow).values(bank_id=bank.id, id=name, text=wanted[name]))
    return not gone and not changed


def _write_items(  # noqa: PLR0913 - as ``write_bank``
    connection: Connection, bank: Bank, prints: Mapping[str, str], *, now: int,
    added: Mapping[tuple[str, int], int], whole: bool,
) -> Synced:  # fmt: skip
    old = _stored(connection, bank)
    parts = _Parts(connection)
    changes: list[tuple[Item, dict[str, Any], AnyRow | None]] = []
    for position, item in enumerate(bank.items):
        was = old.get(item.id)
        if was is not None and not whole and _unchanged(bank, item, position, prints, was):
            continue
        row = row_of(bank, item, position, prints.get(item.id))
        if was is not None and item.id not in bank.confirmed and _alike(row, was):
            row["changed"] = was.changed  # its file's time is another item's edit
        parts.add(row, was)
        # all that is asked for below; of a large bank the rows themselves aren't held
        changes.append((item, {name: row[name] for name in _TOLD}, was))
    parts.flush()
    ids = {item.id for item in bank.items}
    gone = [row.pk for name, row in old.items() if name not in ids and not row.retired]
    for some in _parts(gone):
        connection.execute(update(ItemRow).where(ItemRow.pk.in_(some)).values(retired=True))
    pks = _numbers(connection, bank, old, [item.id for item, _, was in changes if was is None])
    _write_citations(connection, bank, [item for item, _, _ in changes], pks, gone)
    _index(connection, bank, changes, pks, gone, whole=whole)
    cards = write_cards(connection, bank, pks, now=now, added=added, whole=whole)
    _notice(connection, [(row["key_fingerprint"], row["words"], was)
                         for _, row, was in changes if was is not None])  # fmt: skip
    updated = sum(
        was is not None and row["fingerprint"] != was.fingerprint for _, row, was in changes
    )
    return Synced(parts.new, updated, len(gone), cards.returned, cards.moved, cards.touched)


def _stored(connection: Connection, bank: Bank) -> dict[str, AnyRow]:
    """Return the rows of a bank's items, with their data if some of it no fingerprint covers."""
    columns = [
        ItemRow.item_id, ItemRow.pk, ItemRow.fingerprint, ItemRow.key_fingerprint, ItemRow.topic,
        ItemRow.position, ItemRow.passages, ItemRow.words, ItemRow.changed, ItemRow.retired,
    ]  # fmt: skip
    if any(item.origin is not None for item in bank.items):
        columns.append(ItemRow.data)
    rows = connection.execute(select(*columns).where(ItemRow.bank_id == bank.id))
    return {row.item_id: row for row in rows}


def _unchanged(
    bank: Bank, item: Item, position: int, prints: Mapping[str, str], was: AnyRow
) -> bool:
    confirmed = item.id in bank.confirmed
    return (
        not was.retired
        and was.fingerprint == prints[item.id]
        and (was.topic, was.position) == (item.topic, position)
        and was.passages == passages_text(bank, item)
        and (not confirmed or was.changed == bank.changed[item.id])
        and (item.origin is None or was.data == data_text(item))
    )


def _numbers(
    connection: Connection, bank: Bank, old: Mapping[str, AnyRow], new: list[str]
) -> dict[str, int]:
    """Return the number of each item's row, those just made among them."""
    found: dict[str, int] = {name: row.pk for name, row in old.items()}
    for some in _parts(new):
        rows = connection.execute(
            select(ItemRow.item_id, ItemRow.pk).where(
                ItemRow.bank_id == bank.id, ItemRow.item_id.in_(some)
            )
        )
        found |= {row.item_id: row.pk for row in rows}
    return found


def _parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Cut rows into what a statement takes."""
    return (rows[at : at + _FEW] for at in range(0, len(rows), _FEW))


class _Parts:
    """Rows of items put some thousands at a time: of a large bank they aren't held all at once."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.new = 0
        self._new: list[dict[str, Any]] = []
        self._kept: list[dict[str, Any]] = []

    def add(self, row: dict[str, Any], was: AnyRow | None) -> None:
        """Take a row, in place of what was there if anything was."""
        if was is None:
            self._new.append(row)
        else:
            self._kept.append({**row, "row_pk": was.pk})
        if len(self._new) + len(self._kept) >= _PART:
            self.flush()

    def flush(self) -> None:
        """Put what was taken."""
        if self._new:
            self.connection.execute(insert(ItemRow), self._new)
        if self._kept:
            self.connection.execute(_UPDATE_ITEM, self._kept)
        self.new += len(self._new)
        self._new, self._kept = [], []


def _alike(row: Mapping[str, Any], old: AnyRow) -> bool:
    return (row["fingerprint"], row["passages"]) == (old.fingerprint, old.passages)


def _write_citations(
    connection: Connection, bank: Bank, items: Iterable[Item], pks: Mapping[str, int],
    gone: Iterable[int],
) -> None:  # fmt: skip
    """Put the citations of items that have changed, and forget those of items that are gone."""
    wanted = list(items)
    for some in _parts([*gone, *(pks[item.id] for item in wanted)]):
        connection.execute(delete(CitationRow).where(CitationRow.item_pk.in_(some)))
    rows = [
        {
            "item_pk": pks[item.id],
            "n": n,
            "bank_id": bank.id,
            "source_id": passage.source,
            "paragraph": passage.paragraph,
            "start": passage.start,
            "end": passage.end,
        }
        for item in wanted
        for n, passage in enumerate(bank.passages[item.id])
        if passage.found
    ]
    if rows:
        connection.execute(insert(CitationRow), rows)


def _index(  # noqa: PLR0913 - what has changed, where it stands, what is gone
    connection: Connection, bank: Bank,
    changes: Iterable[tuple[Item, Mapping[str, Any], AnyRow | None]],
    pks: Mapping[str, int], gone: Iterable[int], *, whole: bool,
) -> None:  # fmt: skip
    """Bring the words for search to what has changed."""
    marks = {item.id: f"{row['fingerprint']}{row['words']}" for item, row, _ in changes}
    if whole:
        search.index(connection, bank, marks, pks)
        return
    worded = [
        item
        for item, row, was in changes
        if was is None
        or was.retired
        or (was.fingerprint, was.words) != (row["fingerprint"], row["words"])
    ]
    search.index_some(connection, bank, worded, marks, pks, gone)


def _notice(connection: Connection, known: Iterable[tuple[str, str, AnyRow]]) -> None:
    """Mark the answered cards of items whose answer changed, or whose passage did.

    ``known`` are, of each item that was there, the fingerprints of now and its row.
    """
    answer, passage = [], []
    for key, words, row in known:
        if key != row.key_fingerprint:
            answer.append(row.pk)
        elif row.words and words != row.words:
            passage.append(row.pk)
    for what, pks in (("answer", answer), ("passage", passage)):
        if pks:
            cards = select(CardRow.id).where(CardRow.item_pk.in_(pks))
            connection.execute(
                update(StateRow)
                .where(*states_of(cards), StateRow.stage != Stage.NEW.value)
                .values(notice=what)
            )
