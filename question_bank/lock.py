"""``bank.lock``: generated beside the bank; each item and its passages when last confirmed.

One line an item, so that a diff shows which ones changed. A person confirms with
``citecards check --update-lock``; nothing else writes it. With it, when an item last changed is
the same on every machine, and so are the bytes of an export.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from question_bank.fingerprints import fingerprint
from question_bank.items import citations_of
from question_bank.locate import Locked
from question_bank.locate import passage_digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from question_bank.bank import Bank
    from question_bank.items import Item

NAME = "bank.lock"


@dataclass(frozen=True, slots=True)
class LockedItem:
    """An item as it was confirmed.

    ``changed`` is when it last differed from the confirmation before, in seconds since 1970;
    ``passages`` are by the citation as it prints.
    """

    fingerprint: str
    changed: int
    passages: Mapping[str, Locked]


Locks = dict[str, LockedItem]


def read_lock(text: str) -> Locks:
    """Read a lock file.

    Raises:
        ValueError: the text isn't a lock file.
    """
    try:
        return {item: _locked(row) for item, row in json.loads(text)["items"].items()}
    except (TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError("not a lock file") from error


def _locked(row: Any) -> LockedItem:
    passages = {
        cite: Locked(int(place["start"]), int(place["end"]), str(place["digest"]))
        for cite, place in row["passages"].items()
    }
    return LockedItem(str(row["fingerprint"]), int(row["changed"]), passages)


def write_lock(bank: Bank, now: int) -> str:
    """Return the text of the lock file of a bank.

    Args:
        bank: as read, with the lock it had: what is unchanged keeps its time.
        now: seconds since 1970, for what changed.
    """
    lines = [
        f"  {json.dumps(item.id)}: {json.dumps(_row(bank, item, now), ensure_ascii=False)}"
        for item in sorted(bank.items, key=lambda item: item.id)
    ]
    return '{"format": 1, "items": {\n' + ",\n".join(lines) + "\n}}\n"


def _row(bank: Bank, item: Item, now: int) -> dict[str, Any]:
    passages: dict[str, dict[str, int | str]] = {}
    for citation, passage in zip(citations_of(item), bank.passages[item.id], strict=True):
        if passage.found and passage.status != "ambiguous":  # no one said which is meant
            text = bank.sources[passage.source].text[passage.start : passage.end]
            passages[str(citation)] = {
                "start": passage.start,
                "end": passage.end,
                "digest": passage_digest(text),
            }
    return {
        "fingerprint": fingerprint(item),
        "changed": bank.changed[item.id] if item.id in bank.confirmed else now,
        "passages": passages,
    }
