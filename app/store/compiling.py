"""Compile a bank into the store: its items, citations and cards, and what of them has changed."""

from __future__ import annotations

import json
from dataclasses import asdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import delete
from sqlalchemy import insert
from sqlalchemy import not_
from sqlalchemy import select
from sqlalchemy import update

from app.scheduling.types import Stage
from app.store import search
from app.store.content import fingerprint_of
from app.store.models import BankRow
from app.store.models import CardRow
from app.store.models import CitationRow
from app.store.models import ItemRow
from app.store.models import SourceRow
from app.store.models import StateRow
from question_bank.items import faces
from question_bank.items import key_fingerprint
from question_bank.reviewed import digests

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from sqlalchemy import Connection
    from sqlalchemy import Row

    from question_bank.bank import Bank
    from question_bank.items import Item

    AnyRow = Row[*tuple[Any, ...]]

_UPDATE_ITEM = (
    update(ItemRow)
    .where(ItemRow.pk == bindparam("row_pk"))
    .execution_options(synchronize_session=None)
)
_UPDATE_CARD = (
    update(CardRow)
    .where(CardRow.id == bindparam("row_id"))
    .execution_options(synchronize_session=None)
)


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync changed, in items; ``returned`` are card ids whose log must be folded again."""

    added: int
    updated: int
    retired: int
    returned: tuple[int, ...]


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
                ItemRow.item_id, ItemRow.pk, ItemRow.fingerprint, ItemRow.key_fingerprint,
                ItemRow.passages, ItemRow.words, ItemRow.changed, ItemRow.retired,
            ).where(ItemRow.bank_id == bank.id)
        )
    }  # fmt: skip
    rows = {item.id: row_of(bank, item, position) for position, item in enumerate(bank.items)}
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
    pks_now: dict[str, int] = {
        row.item_id: row.pk
        for row in connection.execute(
            select(ItemRow.item_id, ItemRow.pk).where(ItemRow.bank_id == bank.id)
        )
    }
    _write_citations(connection, bank, pks_now)
    marks = {name: f"{row['fingerprint']}{row['words']}" for name, row in rows.items()}
    search.index(connection, bank, marks, pks_now)
    changed = sum(rows[i]["fingerprint"] != old[i].fingerprint for i in rows if i in old)
    returned = _write_cards(connection, bank, pks_now)
    _notice(connection, rows, old)
    return Synced(len(new), changed, len(gone), returned)


def _alike(row: Mapping[str, Any], old: AnyRow) -> bool:
    return (row["fingerprint"], row["passages"]) == (old.fingerprint, old.passages)


def row_of(bank: Bank, item: Item, position: int) -> dict[str, Any]:
    """Return an item as its row has it; ``position`` is its place in the bank."""
    text, words = digests(item, bank.sources, bank.passages[item.id])
    return {
        "bank_id": bank.id,
        "item_id": item.id,
        "topic": item.topic,
        "kind": item.kind,
        "position": position,
        "fingerprint": text,
        "key_fingerprint": key_fingerprint(item),
        "data": item.model_dump_json(by_alias=True, exclude_defaults=True),
        "passages": json.dumps([asdict(passage) for passage in bank.passages[item.id]]),
        "changed": bank.changed[item.id],
        "words": words,
        "retired": False,
    }


def _write_citations(connection: Connection, bank: Bank, pks: Mapping[str, int]) -> None:
    connection.execute(delete(CitationRow).where(CitationRow.bank_id == bank.id))
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
        for item in bank.items
        for n, passage in enumerate(bank.passages[item.id])
        if passage.found
    ]
    if rows:
        connection.execute(insert(CitationRow), rows)


def _write_cards(connection: Connection, bank: Bank, pks: Mapping[str, int]) -> tuple[int, ...]:
    """Make the cards that items ask for; retire the others, whose states wait for their return."""
    old = {
        (row.item_pk, row.n): row
        for row in connection.execute(
            select(CardRow.id, CardRow.item_pk, CardRow.n, CardRow.retired)
            .where(CardRow.bank_id == bank.id)
        )
    }  # fmt: skip
    wanted = [(pks[item.id], n, item.topic) for item in bank.items for n in faces(item)]
    new, kept, returned = [], [], []
    for position, (pk, n, topic) in enumerate(wanted):
        card = old.pop((pk, n), None)
        values = {"topic": topic, "position": position, "retired": False}
        if card is None:
            new.append({"item_pk": pk, "n": n, "bank_id": bank.id, **values})
        else:
            kept.append({"row_id": card.id, **values})
            if card.retired:
                returned.append(card.id)
    if new:
        connection.execute(insert(CardRow), new)
    if kept:
        connection.execute(_UPDATE_CARD, kept)
    _retire_cards(connection, [card.id for card in old.values()])
    _follow(connection, bank.id, returned)
    return tuple(returned)


def _retire_cards(connection: Connection, ids: Iterable[int]) -> None:
    gone = list(ids)
    if gone:
        connection.execute(update(CardRow).where(CardRow.id.in_(gone)).values(retired=True))
        connection.execute(update(StateRow).where(StateRow.card_id.in_(gone)).values(active=False))


def _follow(connection: Connection, bank: str, returned: list[int]) -> None:
    """Bring the states of cards to their topic and, of new ones, their place in the bank."""
    mine = CardRow.id == StateRow.card_id
    topic = select(CardRow.topic).where(mine).scalar_subquery()
    place = select(CardRow.position).where(mine).scalar_subquery()
    whole = update(StateRow).where(StateRow.bank_id == bank)
    connection.execute(whole.where(StateRow.topic != topic).values(topic=topic))
    new = StateRow.stage == Stage.NEW.value
    connection.execute(whole.where(new, StateRow.due_day != place).values(due_day=place))
    if returned:
        back = update(StateRow).where(StateRow.card_id.in_(returned))
        connection.execute(back.values(active=not_(StateRow.suspended)))


def _notice(
    connection: Connection, rows: Mapping[str, Mapping[str, Any]], old: Mapping[str, AnyRow]
) -> None:
    """Mark the answered cards of items whose answer changed, or whose passage did."""
    known = [(rows[item], row) for item, row in old.items() if item in rows]
    answer = [row.pk for now, row in known if now["key_fingerprint"] != row.key_fingerprint]
    passage = [
        row.pk
        for now, row in known
        if row.words and now["words"] != row.words and row.pk not in set(answer)
    ]
    for what, pks in (("answer", answer), ("passage", passage)):
        if pks:
            cards = select(CardRow.id).where(CardRow.item_pk.in_(pks))
            connection.execute(
                update(StateRow)
                .where(StateRow.card_id.in_(cards), StateRow.stage != Stage.NEW.value)
                .values(notice=what)
            )
