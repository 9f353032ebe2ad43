"""Rules of the second reading; they apply to a bank that keeps its readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from question_bank.checks.base import Finding
from question_bank.reviewed import ENOUGH
from question_bank.reviewed import MOST
from question_bank.reviewed import stale

if TYPE_CHECKING:
    from collections.abc import Iterator

    from question_bank.checks.base import Seen
    from question_bank.items import Item


def unreviewed(item: Item, seen: Seen) -> Iterator[Finding]:
    """A second reader has judged the item and its passage as they stand."""
    if seen.readings is not None:
        why = stale(seen.readings.get(item.id), item, seen.sources, seen.passages)
        if why is not None:
            yield Finding(f"{why}: `citecards judge --sheet` prints it for one", ("id",))


def refused(item: Item, seen: Seen) -> Iterator[Finding]:
    """The second reader accepted the item."""
    reading = (seen.readings or {}).get(item.id)
    if reading is None or reading.accepted:
        return
    if stale(reading, item, seen.sources, seen.passages) is None:
        why = f"failed at {' and '.join(reading.failed)}" if reading.failed else "too few points"
        yield Finding(
            f"its second reader gave {reading.total} of {MOST} ({ENOUGH} are needed), {why}: "
            "rewrite it",
            ("id",),
        )
