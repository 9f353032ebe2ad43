"""How many seconds a question gets, of those a game lets choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.sheets.cells import length

if TYPE_CHECKING:
    from question_bank.items import Item

_PACE = 20  # characters read in a second
# Seconds to think, by kind, before those for reading.
_THINKING = {"true_false": 10, "multiple_choice": 15, "multiple_response": 30, "open": 120}
_TYPING = 30


def seconds(item: Item, texts: tuple[str, ...], allowed: tuple[int, ...]) -> int:
    """Return the first of ``allowed`` (rising) in which a question can be read and answered."""
    need = _THINKING.get(item.kind, _TYPING) + sum(map(length, texts)) / _PACE
    return next((time for time in allowed if time >= need), allowed[-1])
