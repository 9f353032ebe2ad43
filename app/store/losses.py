"""What of the compiled content is gone or can't be read, and the rows that bring it back.

An item and a card keep their numbers when they come back: what was answered hangs on them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import delete
from sqlalchemy import func
from sqlalchemy import insert
from sqlalchemy import literal
from sqlalchemy import select
from sqlalchemy import union
from sqlalchemy import union_all
from sqlalchemy import update

from app.store import content
from app.store import search
from app.store.attempts import AttemptRow
from app.store.models import BankRow
from app.store.models import CardRow
from app.store.models import CitationRow
from app.store.models import ItemRow
from app.store.models import ReviewRow
from app.store.models import SourceRow
from app.store.models import StateRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from sqlalchemy import Connection

    Rows = list[Any]

_CHUNK = 10_000  # rows read at a time
_NO_ITEM = CardRow.item_pk.not_in(select(ItemRow.pk))
_CITED = ("source_id", "paragraph", "start", "end")


def banks(connection: Connection) -> dict[str, str]:
    """Return every bank that something belongs to, and its description ("" if it has none)."""
    named = union(*(select(table.bank_id) for table in (ItemRow, SourceRow, AttemptRow)))
    infos = {row.id: row.info for row in connection.execute(select(BankRow.id, BankRow.info))}
    return {bank: infos.get(bank, "") for bank in sorted(connection.execute(named).scalars())}


def cards_of_nothing(connection: Connection) -> Rows:
    """Return the cards whose item isn't there."""
    return list(
        connection.execute(select(*CardRow.__table__.columns).where(_NO_ITEM).order_by(CardRow.id))
    )


def add_item(connection: Connection, **values: Any) -> None:
    """Put an item's row back under its number; compiling its bank fills the rest."""
    rest = {"data": "", "passages": "[]", "changed": 0, "words": "", "retired": False}
    connection.execute(insert(ItemRow).values(**rest, **values))


def retire(connection: Connection, cards: Iterable[int]) -> None:
    """Take cards out of every queue."""
    ids = list(cards)
    connection.execute(update(CardRow).where(CardRow.id.in_(ids)).values(retired=True))
    connection.execute(update(StateRow).where(StateRow.card_id.in_(ids)).values(active=False))


def lost_cards(connection: Connection) -> Rows:
    """Return number and bank of the cards that are spoken of but aren't there.

    Each with the newest fingerprint that its log has of its item (None without a log), and its
    topic and place from a learner's row (None without one).
    """
    spoken = union_all(
        select(
            ReviewRow.card_id, ReviewRow.bank_id, ReviewRow.item_fingerprint,
            literal(None).label("topic"), literal(None).label("place"),
        ).where(
            ReviewRow.seq.in_(
                select(func.max(ReviewRow.seq))
                .where(ReviewRow.card_id.not_in(select(CardRow.id)))
                .group_by(ReviewRow.card_id)
            )
        ),
        select(
            StateRow.card_id, StateRow.bank_id, literal(None), StateRow.topic, StateRow.due_day
        ).where(StateRow.card_id.not_in(select(CardRow.id))),
    ).subquery()  # fmt: skip
    return list(
        connection.execute(
            select(
                spoken.c.card_id,
                func.max(spoken.c.bank_id).label("bank_id"),
                func.max(spoken.c.item_fingerprint).label("fingerprint"),
                func.max(spoken.c.topic).label("topic"),
                func.max(spoken.c.place).label("place"),
            )
            .group_by(spoken.c.card_id)
            .order_by(func.max(spoken.c.bank_id), spoken.c.card_id)
        )
    )


def fingerprints_of(connection: Connection, card: int) -> set[str]:
    """Return what the log says a card's item was when it was answered."""
    found = select(ReviewRow.item_fingerprint).where(ReviewRow.card_id == card).distinct()
    return set(connection.execute(found).scalars())


def stored_as(connection: Connection, bank: str) -> tuple[str | None, int]:
    """Return the fingerprint and the place that a bank was compiled with; None if it wasn't."""
    found = select(BankRow.fingerprint, BankRow.position).where(BankRow.id == bank)
    row = connection.execute(found).first()
    return (None, 0) if row is None else (row[0], row[1])


def faces_there(connection: Connection, bank: str) -> dict[str, set[int]]:
    """Return the faces of each item of a bank that have a card."""
    found: dict[str, set[int]] = {}
    rows = connection.execute(
        select(ItemRow.item_id, CardRow.n)
        .outerjoin(CardRow, CardRow.item_pk == ItemRow.pk)
        .where(ItemRow.bank_id == bank)
    )
    for row in rows:
        faces = found.setdefault(row.item_id, set())
        if row.n is not None:
            faces.add(row.n)
    return found


def add_card(connection: Connection, bank: str, item: str, **values: Any) -> None:
    """Put a card's row back under its number: ``id``, ``n``, ``topic``, ``position``."""
    of_item = (ItemRow.bank_id == bank, ItemRow.item_id == item)
    row = connection.execute(select(ItemRow.pk, ItemRow.retired).where(*of_item)).one()
    connection.execute(
        insert(CardRow).values(item_pk=row.pk, bank_id=bank, retired=row.retired, **values)
    )


def items(connection: Connection, bank: str) -> Iterator[Any]:
    """Yield the rows of a bank's items, by number."""
    wanted = select(*ItemRow.__table__.columns).where(ItemRow.bank_id == bank).order_by(ItemRow.pk)
    with connection.execute(wanted, execution_options={"yield_per": _CHUNK}) as rows:
        yield from rows


def cards(connection: Connection, bank: str) -> dict[tuple[str, int], tuple[str, int]]:
    """Return topic and place of a bank's cards that can be asked, by item and face."""
    rows = connection.execute(
        select(ItemRow.item_id, CardRow.n, CardRow.topic, CardRow.position)
        .join(ItemRow, ItemRow.pk == CardRow.item_pk)
        .where(CardRow.bank_id == bank, CardRow.retired.is_(False))
    )
    return {(row.item_id, row.n): (row.topic, row.position) for row in rows}


# ------------------------------------------------------------------ what is derived from items
def citations(connection: Connection) -> dict[int, list[tuple[Any, ...]]]:
    """Return where the citations stand, by item's number and in order."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    rows = connection.execute(
        select(*CitationRow.__table__.columns).order_by(CitationRow.item_pk, CitationRow.n)
    )
    for row in rows:
        place = tuple(getattr(row, name) for name in ("n", "bank_id", *_CITED))
        found.setdefault(row.item_pk, []).append(place)
    return found


def cited_by(bank: str, passages: str) -> list[tuple[Any, ...]]:
    """Return what ``citations`` should have of an item with these passages.

    Raises:
        ValueError, TypeError, KeyError: they can't be read.
    """
    return [
        (n, bank, passage["source"], passage["paragraph"], passage["start"], passage["end"])
        for n, passage in enumerate(json.loads(passages))
        if passage["end"] > passage["start"]
    ]


def put_citations(connection: Connection, pk: int, places: Iterable[tuple[Any, ...]]) -> None:
    """Store where an item's citations stand in place of what was there."""
    connection.execute(delete(CitationRow).where(CitationRow.item_pk == pk))
    names = ("n", "bank_id", *_CITED)
    rows = [{"item_pk": pk, **dict(zip(names, place, strict=True))} for place in places]
    if rows:
        connection.execute(insert(CitationRow), rows)


def marks(connection: Connection) -> dict[int, str]:
    """Return what the search index says it has, by item's number."""
    name = connection.dialect.name
    words = search.words_table(name)
    rows = connection.execute(select(words.c[search.key_name(name)], words.c.mark))
    return {row[0]: row[1] for row in rows}


def unsearchable(connection: Connection) -> dict[str, int]:
    """Count by bank the items whose words the search index hasn't as they are now.

    Under "" stand the words of items that aren't there, or are retired.
    """
    known = marks(connection)
    found: dict[str, int] = {}
    rows = connection.execute(
        select(ItemRow.pk, ItemRow.bank_id, ItemRow.fingerprint, ItemRow.words)
        .where(ItemRow.retired.is_(False))
    )  # fmt: skip
    for row in rows:
        if known.pop(row.pk, None) != f"{row.fingerprint}{row.words}":
            found[row.bank_id] = found.get(row.bank_id, 0) + 1
    return {**found, "": len(known)} if known else found


def index_again(connection: Connection, bank: str) -> None:
    """Bring the search index to a bank's items."""
    whole = content.load_bank(connection, bank)
    if whole is None:
        return
    rows = list(items(connection, bank))
    there = {row.item_id: f"{row.fingerprint}{row.words}" for row in rows if not row.retired}
    search.index(connection, whole, there, {row.item_id: row.pk for row in rows})


def forget_words(connection: Connection) -> None:
    """Take the words of items that aren't there, or are retired, out of the search index."""
    name = connection.dialect.name
    words = search.words_table(name)
    there = select(ItemRow.pk).where(ItemRow.retired.is_(False))
    connection.execute(delete(words).where(words.c[search.key_name(name)].not_in(there)))


def differs(row: Any, wanted: Mapping[str, Any]) -> list[str]:
    """Return the columns in which an item's row isn't as its bank has it."""
    return [name for name, value in wanted.items() if getattr(row, name) != value]
