"""What learners held right though it was marked otherwise: read from the review log."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from typing import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection


class Claim(NamedTuple):
    """A response that was held right: to which card, by whom, and what was typed, box by box."""

    item: str
    card: int
    learner: str
    texts: tuple[str, ...]


def any_claim(file: Path) -> bool:
    """Whether a SQLite database holds a claim; Python's own driver answers in a millisecond."""
    if not file.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as db:
            found = db.execute("select 1 from review where claimed and undone_by is null limit 1")
            return found.fetchone() is not None
    except sqlite3.Error:  # of an earlier version, or no database: it has none
        return False


def claims(connection: Connection, bank: str) -> list[Claim]:
    """Return the claims of a bank that weren't undone, oldest first."""
    from sqlalchemy import select  # noqa: PLC0415 - ``any_claim`` must load quickly

    from app.store.models import CardRow  # noqa: PLC0415
    from app.store.models import ItemRow  # noqa: PLC0415
    from app.store.models import ReviewRow  # noqa: PLC0415

    rows = connection.execute(
        select(ItemRow.item_id, CardRow.n, ReviewRow.learner_id, ReviewRow.response)
        .join(CardRow, CardRow.id == ReviewRow.card_id)
        .join(ItemRow, ItemRow.pk == CardRow.item_pk)
        .where(
            ReviewRow.bank_id == bank, ReviewRow.claimed.is_(True), ReviewRow.undone_by.is_(None)
        )
        .order_by(ReviewRow.seq)
    )
    return [
        Claim(item, card, learner, tuple((response or {}).get("texts", ())))
        for item, card, learner, response in rows
    ]
