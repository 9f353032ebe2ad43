"""An item as its row has it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from typing import Any

from question_bank.fingerprints import fingerprint
from question_bank.fingerprints import key_fingerprint
from question_bank.reviewed import words_digest

if TYPE_CHECKING:
    from question_bank.bank import Bank
    from question_bank.items import Item

_PASSAGE = ("source", "start", "end", "status", "paragraph")


def row_of(bank: Bank, item: Item, position: int, print_: str | None = None) -> dict[str, Any]:
    """Return an item as its row has it.

    ``position`` is its place in the bank, ``print_`` its fingerprint, if known.
    """
    return {
        "bank_id": bank.id,
        "item_id": item.id,
        "topic": item.topic,
        "kind": item.kind,
        "position": position,
        "fingerprint": print_ or fingerprint(item),
        "key_fingerprint": key_fingerprint(item),
        "data": data_text(item),
        "passages": passages_text(bank, item),
        "changed": bank.changed[item.id],
        "words": words_digest(bank.sources, bank.passages[item.id]),
        "retired": False,
    }


def data_text(item: Item) -> str:
    """Return an item as JSON."""
    return item.model_dump_json(by_alias=True, exclude_defaults=True)


def passages_text(bank: Bank, item: Item) -> str:
    """Return where an item's citations stand, as JSON."""
    return json.dumps(
        [{name: getattr(one, name) for name in _PASSAGE} for one in bank.passages[item.id]]
    )
