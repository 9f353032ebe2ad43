"""Compiled banks: written when a bank is synced, read by every page."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import bindparam
from sqlalchemy import func
from sqlalchemy import select

from app.store.models import BankRow
from app.store.models import CardRow
from app.store.models import ItemRow
from app.store.models import SourceRow
from app.store.prepared import Prepared
from question_bank.bank import Bank
from question_bank.bank import BankInfo
from question_bank.items import Item
from question_bank.locate import Passage
from question_bank.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection
    from sqlalchemy import Row

    from app.store.prepared import Held
    from question_bank.source import SourceInfo

    AnyRow = Row[*tuple[Any, ...]]

_MOST_INFOS = 64
_MOST_SOURCES = 32
_KNOWN_SOURCES: dict[tuple[object, str, str], tuple[str, Source]] = {}
_INFOS: dict[tuple[object, str], tuple[str, BankInfo]] = {}  # by database and bank
_ITEM: TypeAdapter[Item] = TypeAdapter(Item)
_FINGERPRINT = Prepared(select(BankRow.fingerprint).where(BankRow.id == bindparam("bank")))
_BANK_INFO = Prepared(select(BankRow.info).where(BankRow.id == bindparam("bank")))
_SOURCES = Prepared(
    select(SourceRow.id, SourceRow.text).where(SourceRow.bank_id == bindparam("bank"))
)
_SOURCE = Prepared(
    select(SourceRow.text).where(
        SourceRow.bank_id == bindparam("bank"), SourceRow.id == bindparam("source")
    )
)
_PASSAGES = Prepared(
    select(ItemRow.item_id, ItemRow.passages)
    .where(ItemRow.bank_id == bindparam("bank"), ItemRow.retired.is_(False))
    .order_by(ItemRow.position)
)


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


def known_info(connection: Held, bank_id: str, fingerprint: str) -> BankInfo | None:
    """Return what ``bank_info`` does, read anew only if the fingerprint is another.

    Of a bank with many papers it is long, and every card asks for it.
    """
    key = (connection.dialect, bank_id)
    known = _INFOS.get(key)
    if known is None or known[0] != fingerprint or not fingerprint:
        info = bank_info(connection, bank_id)
        if info is None:
            return None
        if len(_INFOS) >= _MOST_INFOS:
            _INFOS.clear()
        known = _INFOS[key] = (fingerprint, info)
    return known[1]


def fingerprint_now(connection: Held, bank_id: str) -> str | None:
    """Return the fingerprint a bank had when it was synced, by a prepared statement."""
    found: str | None = _FINGERPRINT.scalar(connection, bank=bank_id)
    return found


def fingerprint_of(connection: Connection, bank_id: str) -> str | None:
    """Return the fingerprint a bank had when it was synced."""
    found = connection.execute(select(BankRow.fingerprint).where(BankRow.id == bank_id)).scalar()
    return None if found is None else str(found)


def sources_of(connection: Held, info: BankInfo) -> dict[str, Source]:
    """Return the sources of a bank by id."""
    texts = {row.id: row.text for row in _SOURCES.all(connection, bank=info.id)}
    return {row.id: Source(row, texts[row.id]) for row in info.sources if row.id in texts}


def sources_cited(
    connection: Held, info: BankInfo, passages: Iterable[Passage]
) -> dict[str, Source]:
    """Return those of a bank's sources that passages stand in: a bank may have hundreds."""
    wanted = {passage.source for passage in passages}
    fingerprint = _FINGERPRINT.scalar(connection, bank=info.id)
    found = {}
    for row in info.sources:
        if row.id in wanted:
            source = _known_source(connection, info.id, row, fingerprint)
            if source is not None:
                found[row.id] = source
    return found


def _known_source(connection: Held, bank: str, info: SourceInfo, fingerprint: str) -> Source | None:
    """Return a source; it is read, and its paragraphs looked for, once while it stays the same."""
    key = (connection.dialect, bank, info.id)
    known = _KNOWN_SOURCES.get(key)
    if known is None or known[0] != fingerprint or not fingerprint:
        text = _SOURCE.scalar(connection, bank=bank, source=info.id)
        if text is None:
            return None
        if len(_KNOWN_SOURCES) >= _MOST_SOURCES:
            _KNOWN_SOURCES.pop(next(iter(_KNOWN_SOURCES)), None)
        known = _KNOWN_SOURCES[key] = (fingerprint, Source(info, text))
    return known[1]


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


def cards_by_topic(connection: Connection, bank_id: str) -> dict[str, int]:
    """Count a bank's cards by topic."""
    rows = connection.execute(
        select(CardRow.topic, func.count().label("cards"))
        .where(CardRow.bank_id == bank_id, CardRow.retired.is_(False))
        .group_by(CardRow.topic)
    )
    return {row.topic: row.cards for row in rows}
