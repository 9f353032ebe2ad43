"""Presets of options, and which of them a deck has."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import and_
from sqlalchemy import bindparam
from sqlalchemy import select

from app.store.ledger import DeckRow
from app.store.ledger import PresetRow
from app.store.prepared import Prepared

if TYPE_CHECKING:
    from sqlalchemy import BindParameter

    from app.store.prepared import Held

_LEARNER: BindParameter[Any] = bindparam("learner")
_DATA = Prepared(
    select(PresetRow.data)
    .join(
        DeckRow,
        and_(DeckRow.learner_id == PresetRow.learner_id, DeckRow.preset_id == PresetRow.id),
    )
    .where(DeckRow.learner_id == _LEARNER, DeckRow.bank_id == bindparam("bank"))
)


def data_of(connection: Held, learner: str, bank: str) -> str | None:
    """Return what the preset of a bank says, as JSON; None without one."""
    found: str | None = _DATA.scalar(connection, learner=learner, bank=bank)
    return found
