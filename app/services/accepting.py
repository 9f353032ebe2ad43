"""What the page may call right without asking: worked out once for each card."""

from __future__ import annotations

import json
from functools import lru_cache

from app.quiz.accepted import accepted
from app.store import content


@lru_cache(maxsize=2048)
def accepted_of(data: str, card: int) -> str:
    """Return what is right in each box of a card's front, as JSON; nothing if that isn't sure.

    Args:
        data: the card's item, as ``CardView.data`` has it.
        card: which of the item's cards.
    """
    found = accepted(content.item_from(data), card)
    return json.dumps(found, ensure_ascii=False) if found else ""
