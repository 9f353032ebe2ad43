"""The cards of a deck as figures: counted once, then only those that have changed.

A million states are too many to read at each look (3 s). So what a statistic needs of each card
is kept, a column at a time, in arrays of 28 bytes a card beside the count of every value; a card
that changed is taken out of the counts with its old values and put in with its new ones.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING
from typing import Any

from app.scheduling.days import study_day
from app.scheduling.fsrs import RECALL_AT_STABILITY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from app.scheduling.parameters import Parameters

COUNTS = ("new", "learning", "relearning", "young", "mature", "suspended", "buried")
RECALL = 10_000  # steps in which recall is kept
NONE = -1
_CODES = {name: code for code, name in enumerate(COUNTS)}
_TYPES = {"count": "b", "due": "i", "interval": "i", "stability": "i", "difficulty": "b",
          "recall": "i", "added": "i"}  # fmt: skip
_QUARTER = 900_000  # ms: no study day begins within one, in any zone
_BURIED = COUNTS.index("buried")
# A cell holds the stabilities within 1 / 20 of a unit of their logarithm: 5 %.
_CELLS, _LOWEST, _ROOM = 20, -8, 1_000


class Cards:
    """What the cards of a deck count as, column by column; ``NONE`` stands in no count.

    Columns: ``count`` (a place in ``COUNTS``), ``due`` (study day), ``interval`` (days),
    ``stability`` (whole days), ``difficulty`` (percent), ``recall`` now (of ``RECALL``), ``added``
    (study day; of a card whose nobody knows, that of its first answer).

    Of a large deck (``coarse``) a million powers a day would take half a second. So ``recall``
    holds a cell instead, of last answer and stability, and ``predict`` takes all cards of a cell
    as of the stability in its middle: a prediction is off by 0.25 percentage points at most, as
    recall changes by less than a tenth of what the logarithm of stability does.

    Args:
        parameters: those of FSRS that the deck is studied with.
        day: the study day for which recall is predicted.
        zone: IANA name; with ``rollover`` it says on which study day a step ends.
        rollover: hour of local time at which a study day begins.
        coarse: whether the deck is a large one.
    """

    def __init__(
        self, parameters: Parameters, day: int, zone: str, rollover: int, *, coarse: bool = False
    ) -> None:
        self.ids = array("q")
        self.columns = {name: array(code) for name, code in _TYPES.items()}
        self.totals: dict[str, Counter[int]] = {name: Counter() for name in _TYPES}
        self.coarse = coarse
        self.cells: Counter[int] = Counter()
        self._day, self._zone, self._rollover = day, zone, rollover
        self._decay = -parameters[20]
        self._days: dict[int, int] = {}  # study days by quarter of an hour
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
        if self.coarse:
            self.cells = self.totals["recall"]
            self.predict(self._day)

    def change(
        self, parts: Iterable[Sequence[tuple[Any, ...]]], wanted: Iterable[int] = ()
    ) -> bool:
        """Count cards with what they are now; False if one of them can't be told.

        Those of ``wanted`` that aren't among the parts are gone. A card that isn't known yet can
        be told if it is newer than all others.
        """
        gone = set(wanted)
        for ids, *rest in parts:
            values = self._values(rest)
            gone.difference_update(ids)
            for at, card in enumerate(ids):
                if not self._put(card, {name: values[name][at] for name in self.columns}):
                    return False
        for card in gone:
            if self._place(card) is not None:
                self._put(card, dict.fromkeys(self.columns, NONE))
        return True

    def predict(self, day: int) -> None:
        """Predict the recall of a large deck for a study day."""
        self._day = day
        found: Counter[int] = Counter()
        factor, decay = self._factor, self._decay
        for cell, count in self.cells.items():
            last, band = divmod(cell, _ROOM)
            stability = math.exp((band + 0.5) / _CELLS + _LOWEST)
            elapsed = max(day - last, 0)
            found[int((1 + factor * elapsed / stability) ** decay * RECALL + 0.5)] += count
        self.totals["recall"] = found

    def buried(self) -> list[int]:
        """Return the cards that were counted as buried."""
        counts, found = self.columns["count"].tobytes(), []
        at = counts.find(_BURIED)
        while at >= 0:
            found.append(self.ids[at])
            at = counts.find(_BURIED, at + 1)
        return found

    def _place(self, card: int) -> int | None:
        place = bisect_left(self.ids, card)
        return place if place < len(self.ids) and self.ids[place] == card else None

    def _put(self, card: int, values: Mapping[str, int]) -> bool:
        place = self._place(card)
        if place is None:
            if self.ids and card < self.ids[-1]:
                return False
            place = len(self.ids)
            self.ids.append(card)
            for column in self.columns.values():
                column.append(NONE)
        for name, column in self.columns.items():
            self._move(name, column, place, values[name])
        return True

    def _move(self, name: str, column: array[int], place: int, new: int) -> None:
        old = column[place]
        if old == new:
            return
        counter = self.cells if self.coarse and name == "recall" else self.totals[name]
        if old != NONE:
            counter[old] -= 1
            if not counter[old]:
                del counter[old]
        if new != NONE:
            counter[new] += 1
        column[place] = new

    def _values(self, rest: Sequence[tuple[Any, ...]]) -> dict[str, list[int]]:
        names, due_days, due_ats, intervals, stabilities, difficulties, last_days = rest[:7]
        added_ats, first_days = rest[7:]
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
            "recall": (self._cells if self.coarse else self._recalls)(stabilities, last_days),
            "added": [
                (NONE if first is None else first) if at is None else self._day_of(at)
                for at, first in zip(added_ats, first_days, strict=True)
            ],
        }

    def _day_of(self, at: int) -> int:
        """Return the study day of a moment, ms UTC; a million imported cards have one each."""
        quarter = at // _QUARTER
        day = self._days.get(quarter)
        if day is None:
            day = study_day(quarter * _QUARTER, self._zone, self._rollover)
            self._days[quarter] = day
        return day

    def _recalls(self, stabilities: Iterable[Any], last_days: Iterable[Any]) -> list[int]:
        """Predict recall as ``fsrs.recall`` does, without its call: there may be a million."""
        now, factor, decay = self._day, self._factor, self._decay
        return [
            NONE
            if stability is None or last is None
            else int((1 + factor * max(now - last, 0) / stability) ** decay * RECALL + 0.5)
            for stability, last in zip(stabilities, last_days, strict=True)
        ]

    @staticmethod
    def _cells(stabilities: Iterable[Any], last_days: Iterable[Any]) -> list[int]:
        log = math.log
        return [
            NONE
            if stability is None or last is None
            else last * _ROOM + int((log(stability) - _LOWEST) * _CELLS)
            for stability, last in zip(stabilities, last_days, strict=True)
        ]
