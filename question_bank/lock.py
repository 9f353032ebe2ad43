"""``bank.lock``: generated beside the bank; what each citation pointed at when last confirmed.

One line a citation, so that a diff shows which passages changed. A person confirms with
``citecards check --update-lock``; nothing else writes it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from question_bank.items import citations_of
from question_bank.locate import Locked
from question_bank.locate import passage_digest

if TYPE_CHECKING:
    from question_bank.bank import Bank
    from question_bank.items import Item

NAME = "bank.lock"
Locks = dict[str, dict[str, Locked]]  # by item id, then by the citation as it prints


def read_lock(text: str) -> Locks:
    """Read a lock file.

    Raises:
        ValueError: the text isn't a lock file.
    """
    try:
        return {
            item: {
                cite: Locked(int(row["start"]), int(row["end"]), str(row["digest"]))
                for cite, row in rows.items()
            }
            for item, rows in json.loads(text)["items"].items()
        }
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("not a lock file") from error


def write_lock(bank: Bank) -> str:
    """Return the text of the lock file of a bank; equal banks give equal text."""
    lines = [
        f"  {json.dumps(item.id)}: {json.dumps(_rows(bank, item), ensure_ascii=False)}"
        for item in sorted(bank.items, key=lambda item: item.id)
    ]
    return '{"format": 1, "items": {\n' + ",\n".join(lines) + "\n}}\n"


def _rows(bank: Bank, item: Item) -> dict[str, dict[str, int | str]]:
    rows: dict[str, dict[str, int | str]] = {}
    for citation, passage in zip(citations_of(item), bank.passages[item.id], strict=True):
        if passage.found:
            text = bank.sources[passage.source].text[passage.start : passage.end]
            rows[str(citation)] = {
                "start": passage.start,
                "end": passage.end,
                "digest": passage_digest(text),
            }
    return rows
