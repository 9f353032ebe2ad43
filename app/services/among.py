"""An item among the others of its bank: what the rules over many items say of an edit.

What the other items say is worked out once for each state of the bank, so that the preview
follows the keys; a large bank is left to ``citecards check``.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

from app.store import content
from question_bank.checks import groups_of
from question_bank.checks import judge_group
from question_bank.checks.base import Data
from question_bank.checks.base import Seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.runtime import Runtime
    from question_bank.bank import Bank
    from question_bank.checks.base import Finding
    from question_bank.items import Item

MOST = 2_000  # cards of a bank whose items are compared while one types
_KEPT = 4  # banks

Group = tuple[str, str]
_Others = dict[Group, list[tuple[str, Data]]]  # each group's items in the order of the bank
_known: OrderedDict[tuple[int, str, str], _Others] = OrderedDict()
_lock = Lock()


def findings(runtime: Runtime, bank: str, item: Item, seen: Seen) -> Iterator[tuple[str, Finding]]:
    """Yield the rule's id and what it finds on an item beside the others of its bank."""
    others = _others(runtime, bank)
    if others is None:
        return
    for rule, group, data in groups_of(item, seen):
        members = [one for one in others.get((rule, group), ()) if one[0] != item.id]
        # last, as if it were new: of two that are alike, the later one is told
        for name, finding in judge_group(rule, group, [*members, (item.id, data)]):
            if name == item.id:
                yield rule, finding


def _others(runtime: Runtime, bank: str) -> _Others | None:
    with runtime.database.read() as connection:
        fingerprint = content.fingerprint_of(connection, bank)
        if fingerprint is None or sum(content.cards_by_topic(connection, bank).values()) > MOST:
            return None
        key = (id(runtime.database), bank, fingerprint)
        with _lock:
            if key in _known:
                return _known[key]
        whole = content.load_bank(connection, bank)
    if whole is None:
        return None
    found = _said(whole)
    with _lock:
        _known[key] = found
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    return found


def _said(bank: Bank) -> _Others:
    found: _Others = {}
    for item in bank.items:
        seen = Seen(bank.info, bank.sources, bank.passages[item.id], bank.readings)
        for rule, group, data in groups_of(item, seen):
            found.setdefault((rule, group), []).append((item.id, data))
    return found
