"""What studying will cost and give: an expectation over what may happen, day by day.

Pure and deterministic. A card is answered on the day it is due; it is recalled with the
probability FSRS gives (R), forgotten otherwise, and each outcome leads to a memory and an interval
of its own. Instead of rolling dice for single cards, as the simulator of ``fsrs-rs`` does, the
*expected number of cards* in each memory is carried on: stability in steps of 10 %, difficulty in
halves. Against dice (mean of 20 runs of 700 cards) the reviews of 30, 90 and 365 days differ by
3 % at most, what is known by 0.3 %. Left out: fuzz, days on which nobody studies, the limit of
reviews a day, burying.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.scheduling import constraints
from app.scheduling import fsrs
from app.scheduling.types import MemoryState
from app.scheduling.types import Rating

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from app.scheduling.habits import Habits
    from app.scheduling.types import Options

_RATIO = math.log(1.1)
_FLOOR = 0.05  # days; whatever is less stable is back on the next day all the same
_HALVES = 2
# What is less than this share of all cards waits for company until the next day: without it most
# of the work goes into bins that hold next to nothing (0.2 % fewer reviews in a year).
_CRUMB = 1e-5
_ROW = 32  # more than there are halves of difficulty

Bin = int  # steps of stability times _ROW, and halves of difficulty
Spread = tuple[tuple[Bin, float], ...]  # where cards go, and which share of them


@dataclass(frozen=True, slots=True)
class Known:
    """A card that was answered: its memory, days since then, days till it is due (0: today)."""

    memory: MemoryState
    elapsed: int
    due: int


@dataclass(frozen=True, slots=True)
class Day:
    """What is expected of a day: new cards, reviews, those of them forgotten, seconds."""

    new: float
    reviews: float
    lapses: float
    seconds: float


@dataclass(frozen=True, slots=True)
class _Way:
    """What becomes of a card of some memory: days till due, recall then, where it goes."""

    interval: int
    recall: float
    spread: Spread


class Model:
    """The expected ways of cards under some options and habits; it remembers what it works out."""

    def __init__(self, options: Options, habits: Habits) -> None:
        self.options = options
        self.habits = habits
        self._ways: dict[Bin, _Way] = {}
        self._values: dict[tuple[Bin, int], float] = {}
        self.start = _binned(
            (self._stepped(memory, rating), share)
            for memory, rating, share in zip(
                fsrs.next_memories(options.parameters, None, 0), Rating, habits.first, strict=True
            )
        )

    def answered(self, memory: MemoryState, elapsed: int) -> tuple[float, Spread]:
        """Give the recall of a card so many days after its last answer, and where it goes then."""
        chance = fsrs.recall(self.options.parameters, memory, elapsed)
        again, *passed = fsrs.next_memories(self.options.parameters, memory, elapsed)
        ways = [(self._relearned(again), 1 - chance)]
        for after, share in zip(passed, self.habits.passed, strict=True):
            ways.append((after, chance * share))
        return chance, _binned(ways)

    def way(self, place: Bin) -> _Way:
        """Give what becomes of the cards of a bin."""
        found = self._ways.get(place)
        if found is None:
            memory = _memory(place)
            (ideal,) = fsrs.ideal_intervals(
                self.options.parameters, (memory,), self.options.desired_retention
            )
            interval = constraints.unfuzzed(ideal, self.options.maximum_interval)
            found = self._ways[place] = _Way(interval, *self.answered(memory, interval))
        return found

    def recall(self, place: Bin, days: int) -> float:
        """Give the recall of a bin's cards so many days after their answer."""
        return fsrs.recall(self.options.parameters, _memory(place), days)

    def value(self, place: Bin, left: int) -> float:
        """Give the expected recall in ``left`` days of a card just answered, if it is kept up.

        What is due on that very day isn't answered any more.
        """
        found = self._values.get((place, left))
        if found is None:
            way = self.way(place)
            if way.interval >= left:
                found = self.recall(place, left)
            else:
                rest = left - way.interval
                found = sum(share * self.value(to, rest) for to, share in way.spread)
            self._values[place, left] = found
        return found

    def expected(self, card: Known, left: int) -> float:
        """Give the expected recall of a known card in ``left`` days, if it is kept up."""
        if card.due >= left:
            return unstudied(self, card, left)
        _, spread = self.answered(card.memory, card.elapsed + card.due)
        return sum(share * self.value(to, left - card.due) for to, share in spread)

    def expected_new(self, left: int) -> float:
        """Give the expected recall, in ``left`` days, of a card learned today and kept up."""
        return sum(share * self.value(to, left) for to, share in self.start)

    def _stepped(self, memory: MemoryState, rating: Rating) -> MemoryState:
        """Give the memory of a new card once it has gone up its steps, Good each time."""
        if rating is Rating.EASY:
            return memory
        steps = len(self.options.learning_steps) - (rating is Rating.GOOD)
        return self._again_good(memory, steps)

    def _relearned(self, memory: MemoryState) -> MemoryState:
        return self._again_good(memory, len(self.options.relearning_steps))

    def _again_good(self, memory: MemoryState, times: int) -> MemoryState:
        for _ in range(times):
            memory = fsrs.next_memory(self.options.parameters, memory, Rating.GOOD, 0)
        return memory


@dataclass(frozen=True, slots=True)
class Forecast:
    """Days to come, and how many cards are expected to be known after them."""

    days: tuple[Day, ...]
    known: float


@dataclass(frozen=True, slots=True)
class Start:
    """Cards as they stand: where they go at their next answer, summed up by its day.

    ``known`` of them are recalled after ``days`` though not answered before. It is the same for
    every desired retention, and worked out once.
    """

    days: int
    known: float
    answers: Mapping[int, tuple[float, float, Mapping[Bin, float]]]  # cards, lapses, bins


def start(model: Model, cards: Iterable[Known], days: int) -> Start:
    """Sum up where cards go at their next answer, and what is known of the others after days."""
    known: list[float] = []
    counts: defaultdict[int, float] = defaultdict(float)
    lapses: defaultdict[int, float] = defaultdict(float)
    bins: defaultdict[int, defaultdict[Bin, float]] = defaultdict(lambda: defaultdict(float))
    for card in cards:
        if card.due >= days:
            known.append(unstudied(model, card, days))
            continue
        chance, spread = model.answered(card.memory, card.elapsed + card.due)
        counts[card.due] += 1
        lapses[card.due] += 1 - chance
        for to, share in spread:
            bins[card.due][to] += share
    answers = {day: (counts[day], lapses[day], bins[day]) for day in counts}
    return Start(days, math.fsum(known), answers)


def forecast(model: Model, begun: Start, new: Sequence[float]) -> Forecast:
    """Say what the days to come are expected to bring.

    Args:
        model: options and habits.
        begun: the cards that were answered before, and for how many days.
        new: how many new cards are learned on each day from today; on later ones none.
    """
    end, known, habits = begun.days, begun.known, model.habits
    waiting: list[defaultdict[Bin, float]] = [defaultdict(float) for _ in range(end)]
    crumb = _CRUMB * (sum(row[0] for row in begun.answers.values()) + sum(new))
    days = []
    for day in range(end):
        count, lapses, first = begun.answers.get(day, (0.0, 0.0, {}))
        arrived = defaultdict(float, first)
        for place, mass in waiting[day].items():
            if mass < crumb and day + 1 < end:
                waiting[day + 1][place] += mass
                continue
            way = model.way(place)
            count += mass
            lapses += mass * (1 - way.recall)
            for to, share in way.spread:
                arrived[to] += mass * share
        waiting[day].clear()
        fresh = new[day] if day < len(new) else 0.0
        for to, share in model.start:
            arrived[to] += fresh * share
        for place, mass in arrived.items():
            due = day + model.way(place).interval
            if due < end:
                waiting[due][place] += mass
            else:
                known += mass * model.recall(place, end - day)
        seconds = (
            fresh * habits.new_seconds
            + (count - lapses) * habits.passed_seconds
            + lapses * habits.lapsed_seconds
        )
        days.append(Day(fresh, count, lapses, seconds))
    return Forecast(tuple(days), known)


def unstudied(model: Model, card: Known, days: int) -> float:
    """Give the recall of a known card in so many days if it isn't answered again."""
    return fsrs.recall(model.options.parameters, card.memory, card.elapsed + days)


def _memory(place: Bin) -> MemoryState:
    return MemoryState(_FLOOR * math.exp(place // _ROW * _RATIO), place % _ROW / _HALVES)


def _binned(ways: Iterable[tuple[MemoryState, float]]) -> Spread:
    """Put cards into bins: the nearest of stability, and of difficulty the two beside it.

    The share of each of the two keeps the mean: a card that becomes a little easier must not be
    rounded back for ever.
    """
    found: defaultdict[Bin, float] = defaultdict(float)
    for memory, share in ways:
        if not share:
            continue
        row = _ROW * round(math.log(max(memory.stability, _FLOOR) / _FLOOR) / _RATIO)
        easier, above = divmod(memory.difficulty * _HALVES, 1)
        found[row + int(easier)] += share * (1 - above)
        if above:
            found[row + int(easier) + 1] += share * above
    return tuple(found.items())
