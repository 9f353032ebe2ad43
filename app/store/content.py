"""Compiled banks: written when a bank is synced, read by every page."""

from __future__ import annotations

import json
from dataclasses import asdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import bindparam
from sqlalchemy import delete
from sqlalchemy import func
from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy import update

from app.store.models import BankRow
from app.store.models import CardRow
from app.store.models import ItemRow
from app.store.models import SourceRow
from app.store.models import StateRow
from app.store.prepared import Prepared
from question_bank.bank import Bank
from question_bank.bank import BankInfo
from question_bank.items import Item
from question_bank.items import faces
from question_bank.items import fingerprint
from question_bank.items import key_fingerprint
from question_bank.locate import Passage
from question_bank.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from sqlalchemy import Connection
    from sqlalchemy import Row

    from app.store.prepared import Held

    AnyRow = Row[*tuple[Any, ...]]

_ITEM: TypeAdapter[Item] = TypeAdapter(Item)
_BANK_INFO = Prepared(select(BankRow.info).where(BankRow.id == bindparam("bank")))
_SOURCES = Prepared(
    select(SourceRow.id, SourceRow.text).where(SourceRow.bank_id == bindparam("bank"))
)
_PASSAGES = Prepared(
    select(ItemRow.item_id, ItemRow.passages)
    .where(ItemRow.bank_id == bindparam("bank"), ItemRow.retired.is_(False))
    .order_by(ItemRow.position)
)
_UPDATE_ITEM = (
    update(ItemRow)
    .where(ItemRow.pk == bindparam("row_pk"))
    .execution_options(synchronize_session=None)
)


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync changed, in items; ``returned`` are card ids whose log must be folded again."""

    added: int
    updated: int
    retired: int
    returned: tuple[int, ...]


@lru_cache(maxsize=2048)
def item_from(data: str) -> Item:
    """Return the item in a row's JSON; validated once while it stays the same."""
    return _ITEM.validate_json(data)


@lru_cache(maxsize=2048)
def passages_from(data: str) -> tuple[Passage, ...]:
    """Return the passages in a row's JSON."""
    return tuple(Passage(**row) for row in json.loads(data))


@lru_cache(maxsize=64)
def _info(data: str) -> BankInfo:
    return BankInfo.model_validate_json(data)


def bank_infos(connection: Connection) -> tuple[BankInfo, ...]:
    """Return every bank's description, in the order they were given."""
    rows = connection.execute(select(BankRow.info).order_by(BankRow.position)).scalars()
    return tuple(map(_info, rows))


def bank_info(connection: Held, bank_id: str) -> BankInfo | None:
    """Return a bank's description, or None."""
    info = _BANK_INFO.scalar(connection, bank=bank_id)
    return None if info is None else _info(info)


def fingerprint_of(connection: Connection, bank_id: str) -> str | None:
    """Return the fingerprint a bank had when it was synced."""
    found = connection.execute(select(BankRow.fingerprint).where(BankRow.id == bank_id)).scalar()
    return None if found is None else str(found)


def sources_of(connection: Held, info: BankInfo) -> dict[str, Source]:
    """Return the sources of a bank by id."""
    texts = {row.id: row.text for row in _SOURCES.all(connection, bank=info.id)}
    return {row.id: Source(row, texts[row.id]) for row in info.sources if row.id in texts}


def load_bank(connection: Connection, bank_id: str) -> Bank | None:
    """Return a whole bank from the store, for quizzes and exports; None if there's none."""
    info = bank_info(connection, bank_id)
    if info is None:
        return None
    rows = connection.execute(
        select(ItemRow.item_id, ItemRow.data, ItemRow.passages, ItemRow.changed)
        .where(ItemRow.bank_id == bank_id, ItemRow.retired.is_(False))
        .order_by(ItemRow.position)
    ).all()
    items = tuple(item_from(row.data) for row in rows)
    passages = {row.item_id: passages_from(row.passages) for row in rows}
    changed = {row.item_id: row.changed for row in rows}
    return Bank(info, items, sources_of(connection, info), passages, {}, changed)


def passages_of(connection: Held, bank_id: str) -> dict[str, tuple[Passage, ...]]:
    """Return where the citations of each item of a bank stand, in the bank's order."""
    rows = _PASSAGES.all(connection, bank=bank_id)
    return {row.item_id: passages_from(row.passages) for row in rows}


def items_of(connection: Connection, bank_id: str, wanted: Iterable[str]) -> tuple[Item, ...]:
    """Return the items of a bank that are wanted, in its order; what left it isn't there."""
    rows = connection.execute(
        select(ItemRow.data)
        .where(
            ItemRow.bank_id == bank_id,
            ItemRow.item_id.in_(list(wanted)),
            ItemRow.retired.is_(False),
        )
        .order_by(ItemRow.position)
    )
    return tuple(item_from(row.data) for row in rows)


def item_row(connection: Connection, bank_id: str, item_id: str) -> AnyRow | None:
    """Return data, fingerprint, passages and whether it is retired of one item, or None."""
    return connection.execute(
        select(ItemRow.data, ItemRow.fingerprint, ItemRow.passages, ItemRow.retired).where(
            ItemRow.bank_id == bank_id, ItemRow.item_id == item_id
        )
    ).first()


def write_bank(
    connection: Connection, bank: Bank, *, digest: str, position: int, now: int
) -> Synced:
    """Upsert a bank's items by fingerprint; what left the YAML is retired.

    Args:
        connection: a writing transaction.
        bank: a sound bank.
        digest: the fingerprint of all its content.
        position: its place among the banks.
        now: ms since the epoch, UTC.
    """
    info = bank.info.model_dump_json(by_alias=True)
    known = fingerprint_of(connection, bank.id) is not None
    values = {
        "position": position, "title": bank.info.title, "fingerprint": digest,
        "info": info, "synced_at": now,
    }  # fmt: skip
    if known:
        connection.execute(update(BankRow).where(BankRow.id == bank.id).values(**values))
    else:
        connection.execute(insert(BankRow).values(id=bank.id, **values))
    connection.execute(delete(SourceRow).where(SourceRow.bank_id == bank.id))
    for source in bank.sources.values():
        connection.execute(
            insert(SourceRow).values(bank_id=bank.id, id=source.id, text=source.text)
        )
    return _write_items(connection, bank)


def _write_items(connection: Connection, bank: Bank) -> Synced:
    old = {
        row.item_id: row
        for row in connection.execute(
            select(
                ItemRow.item_id, ItemRow.pk, ItemRow.fingerprint, ItemRow.passages,
                ItemRow.changed, ItemRow.retired,
            ).where(ItemRow.bank_id == bank.id)
        )
    }  # fmt: skip
    rows = {item.id: _row(bank, item, position) for position, item in enumerate(bank.items)}
    for item_id in rows.keys() & old.keys() - bank.confirmed:
        if _alike(rows[item_id], old[item_id]):  # its file's time is another item's edit
            rows[item_id]["changed"] = old[item_id].changed
    new = [row for item_id, row in rows.items() if item_id not in old]
    kept = [{**row, "row_pk": old[item_id].pk} for item_id, row in rows.items() if item_id in old]
    if new:
        connection.execute(insert(ItemRow), new)
    if kept:
        connection.execute(_UPDATE_ITEM, kept)
    gone = [row for item_id, row in old.items() if item_id not in rows and not row.retired]
    if gone:
        pks = [row.pk for row in gone]
        connection.execute(update(ItemRow).where(ItemRow.pk.in_(pks)).values(retired=True))
    changed = sum(rows[i]["fingerprint"] != old[i].fingerprint for i in rows if i in old)
    returned = _write_cards(connection, bank)
    return Synced(len(new), changed, len(gone), returned)


def _alike(row: Mapping[str, Any], old: AnyRow) -> bool:
    return (row["fingerprint"], row["passages"]) == (old.fingerprint, old.passages)


def _row(bank: Bank, item: Item, position: int) -> dict[str, Any]:
    return {
        "bank_id": bank.id,
        "item_id": item.id,
        "topic": item.topic,
        "kind": item.kind,
        "position": position,
        "fingerprint": fingerprint(item),
        "key_fingerprint": key_fingerprint(item),
        "data": item.model_dump_json(by_alias=True, exclude_defaults=True),
        "passages": json.dumps([asdict(passage) for passage in bank.passages[item.id]]),
        "changed": bank.changed[item.id],
        "retired": False,
    }


def _write_cards(connection: Connection, bank: Bank) -> tuple[int, ...]:
    """Make the cards that items ask for; retire the others and drop their cached state."""
    pks: Mapping[str, int] = {
        row.item_id: row.pk
        for row in connection.execute(
            select(ItemRow.item_id, ItemRow.pk).where(ItemRow.bank_id == bank.id)
        )
    }
    old = {
        (row.item_pk, row.n): row
        for row in connection.execute(
            select(CardRow.id, CardRow.item_pk, CardRow.n, CardRow.topic, CardRow.retired)
            .where(CardRow.bank_id == bank.id)
        )
    }  # fmt: skip
    wanted = [(pks[item.id], n, item.topic) for item in bank.items for n in faces(item)]
    returned: list[int] = []
    for position, (pk, n, topic) in enumerate(wanted):
        card = old.pop((pk, n), None)
        values = {"topic": topic, "position": position, "retired": False}
        if card is None:
            connection.execute(insert(CardRow).values(item_pk=pk, n=n, bank_id=bank.id, **values))
            continue
        connection.execute(update(CardRow).where(CardRow.id == card.id).values(**values))
        if card.retired:
            returned.append(card.id)
        if card.topic != topic:
            connection.execute(
                update(StateRow).where(StateRow.card_id == card.id).values(topic=topic)
            )
    _retire_cards(connection, [card.id for card in old.values() if not card.retired])
    return tuple(returned)


def _retire_cards(connection: Connection, ids: Iterable[int]) -> None:
    gone = list(ids)
    if gone:
        connection.execute(update(CardRow).where(CardRow.id.in_(gone)).values(retired=True))
        connection.execute(delete(StateRow).where(StateRow.card_id.in_(gone)))


def count_cards(connection: Connection, bank_id: str) -> int:
    """Count a bank's cards."""
    return connection.execute(
        select(func.count())
        .select_from(CardRow)
        .where(CardRow.bank_id == bank_id, CardRow.retired.is_(False))
    ).scalar_one()
