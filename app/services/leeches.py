"""Leeches: cards that were forgotten so often that they cost more than they give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.scheduling.queue import is_leech
from app.store import content
from app.store import states

if TYPE_CHECKING:
    from app.scheduling.types import Options
    from app.services.runtime import Runtime
    from app.store.prepared import Held
    from app.store.study import Deck
    from question_bank.items import Item


@dataclass(frozen=True, slots=True)
class Leech:
    """A card that lapsed so often that it costs more than it gives."""

    card: int
    item: Item
    lapses: int
    suspended: bool


def leech_of(
    connection: Held, runtime: Runtime, where: Deck, card_id: int, options: Options
) -> Leech | None:
    """Return a card as a leech, if its lapses make it one."""
    row = states.card(connection, runtime.learner, card_id)
    if row is None or row.bank_id != where.bank:
        return None
    lapses = states.state_from(row).lapses
    if not is_leech(lapses, options.leech_threshold):
        return None
    return Leech(card_id, content.item_from(row.data), lapses, bool(row.suspended))
