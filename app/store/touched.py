"""Which cards a sync has made, retired, brought back or moved: statistics count them again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import func
from sqlalchemy import insert
from sqlalchemy import select

from app.store.kept import TouchedRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

_MANY = 5_000  # cards, from which on they aren't named


def add(connection: Connection, bank: str, cards: Iterable[int] | None) -> None:
    """Note the cards of a bank that a sync has touched; None: who knows which."""
    named = None if cards is None else sorted(cards)
    if named is not None and len(named) > _MANY:
        named = None
    connection.execute(insert(TouchedRow).values(bank_id=bank, cards=named))


def newest(connection: Connection, bank: str) -> int:
    """Return the number of the newest such note of a bank; 0 without any."""
    found = select(func.max(TouchedRow.seq)).where(TouchedRow.bank_id == bank)
    return int(connection.execute(found).scalar() or 0)


def since(connection: Connection, bank: str, after: int) -> frozenset[int] | None:
    """Return the cards of a bank touched since a note; None: who knows which."""
    rows = connection.execute(
        select(TouchedRow.cards).where(TouchedRow.bank_id == bank, TouchedRow.seq > after)
    ).scalars()
    found: set[int] = set()
    named: Any
    for named in rows:
        if named is None:
            return None
        found.update(named)
    return frozenset(found)
