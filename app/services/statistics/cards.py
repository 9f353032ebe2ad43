"""The cards of a deck as figures: counted once, then only those that have changed.

A million states are too many to read at each look (3 s). So what a statistic needs of each card
is kept, a column at a time, in arrays of 24 bytes a card beside the count of every value; a card
that changed is taken out of the counts with its old values and put in with its new ones.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING
from typing import Any

from app.scheduling.days import study_day
from app.scheduling.fsrs import RECALL_AT_STABILITY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

    from app.scheduling.parameters import Parameters

COUNTS = ("new", "learning", "relearning", "young", "mature", "suspended", "buried")
RECALL = 10_000  # steps in which recall is kept
NONE = -1
_CODES = {name: code for code, name in enumerate(COUNTS)}
_TYPES = {"count": "b", "due": "i", "interval": "i", "stability": "i", "difficulty": "b",
          "recall": "h"}  # fmt: skip


class Cards:
    """What the cards of a deck count as, column by column; ``NONE`` stands in no count.

    Columns: ``count`` (a place in ``COUNTS``), ``due`` (study day), ``interval`` (days),
    ``stability`` (whole days), ``difficulty`` (percent), ``recall`` now (of ``RECALL``).

    Args:
        parameters: those of FSRS that the deck is studied with.
        day: the study day for which recall is predicted.
        zone: IANA name; with ``rollover`` it says on which study day a step ends.
        rollover: hour of local time at which a study day begins.
    """

    def __init__(self, parameters: Parameters, day: int, zone: str, rollover: int) -> None:
        self.ids = array("q")
        self.columns = {name: array(code) for name, code in _TYPES.items()}
        self.totals: dict[str, Counter[int]] = {name: Counter() for name in _TYPES}
        self._day, self._zone, self._rollover = day, zone, rollover
        self._decay = -parameters[20]
        self._factor = RECALL_AT_STABILITY ** (1 / self._decay) - 1

    def fill(self, parts: Iterable[Sequence[tuple[Any, ...]]]) -> None:
        """Take every card of the deck; parts as ``store.statistics.states`` yields them."""
        for ids, *rest in parts:
            self.ids.extend(ids)
            for name, values in self._values(rest).items():
                self.columns[name].extend(values)
        self.totals = {name: Counter(column) for name, column in self.columns.items()}
        for counter in self.totals.values():
            counter.pop(NONE, None)

    def change(self, parts: Iterable[Sequence[tuple[Any, ...]]]) -> bool:
        """Count cards with what they are now; False if one of them isn't known."""
        for ids, *rest in parts:
            values = self._values(rest)
            for at, card in enumerate(ids):
                place = bisect_left(self.ids, card)
                if place == len(self.ids) or self.ids[place] != card:
                    return False
                for name, column in self.columns.items():
                    self._move(name, column, place, values[name][at])
        return True

    def _move(self, name: str, column: array[int], place: int, new: int) -> None:
        old = column[place]
        if old == new:
            return
        counter = self.totals[name]
        if old != NONE:
            counter[old] -= 1
            if not counter[old]:
                del counter[old]
        if new != NONE:
            counter[new] += 1
        column[place] = new

    def _values(self, rest: Sequence[tuple[Any, ...]]) -> dict[str, list[int]]:
        names, due_days, due_ats, intervals, stabilities, difficulties, last_days = rest
        return {
            "count": [_CODES[name] for name in names],
            "due": [
                (NONE if at is None else study_day(at, self._zone, self._rollover))
                if day is None
                else day
                for day, at in zip(due_days, due_ats, strict=True)
            ],
            "interval": [interval or NONE for interval in intervals],
            "stability": [NONE if one is None else int(one + 0.5) for one in stabilities],
            "difficulty": [
                NONE if one is None else int((one - 1) / 9 * 100 + 0.5) for one in difficulties
            ],
            "recall": self._recalls(stabilities, last_days),
        }

    def _recalls(self, stabilities: Iterable[Any], last_days: Iterable[Any]) -> list[int]:
        """Predict recall as ``fsrs.recall`` does, without its call: there may be a million."""
        now, factor, decay = self._day, self._factor, self._decay
        return [
            NONE
            if stability is None or last is None
            else int((1 + factor * max(now - last, 0) / stability) ** decay * RECALL + 0.5)
            for stability, last in zip(stabilities, last_days, strict=True)
        ]
