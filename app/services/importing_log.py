"""Anki's review log as ours: each answer with the memory before and after it, by the fold.

The rows come in the order of time. Where Anki has a card at last is a row of its own
(``rescheduled``), since SM-2, other parameters or a missing log give other dates than our fold.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from itertools import islice
from operator import le
from typing import TYPE_CHECKING
from typing import Any
from zoneinfo import ZoneInfo

from app.scheduling import fsrs
from app.scheduling.days import study_day
from app.scheduling.types import CardState
from app.scheduling.types import Moved
from app.scheduling.types import Rating
from app.scheduling.types import Stage
from app.services.importing_names import digest
from app.services.options import digest_of
from app.store import daily
from app.store import log
from app.store.imported_rows import place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from app.scheduling.types import MemoryState
    from app.scheduling.types import Options
    from app.services.runtime import Runtime

ALGORITHM = "fsrs-6"
_QUARTER = 900_000  # ms: no zone's hour begins elsewhere
_LAST_MOMENT = 1 << 42  # ms: the year 2109; later, or before 1970, no clock has been
_MOST_MS = 86_400_000  # of an answer: longer, the window was left open
_MOST_DAYS = 36_500
_NEAR = 1_000  # ms
_RATINGS = {rating.value: rating for rating in Rating}
_KINDS = {0: "learn", 1: "review", 2: "relearn", 3: "review"}
_FILTERED, _MANUAL, _RESCHEDULED = 3, 4, 5


@dataclass(slots=True)
class Target:
    """A card of ours that a log belongs to, and how it stands as the log goes on."""

    card_id: int
    item: str
    n: int
    topic: str
    position: int
    fingerprint: str
    memory: MemoryState | None = None
    last_at: int | None = None
    last_day: int | None = None
    reps: int = 0
    added: int = 0
    lasts: int = 0  # the newest of Anki's answers, ms
    name: str = ""


@dataclass(slots=True)
class Days:
    """Study days and local hours of moments that come one after the other."""

    runtime: Runtime
    zone: ZoneInfo
    _day: int = 0
    _begins: int = 0
    _until: int = 0
    _slot: int = -1
    _hour: int = 0

    def of(self, at: int) -> int:
        """Return the study day of a moment."""
        if not self._begins <= at < self._until:
            settings = self.runtime.settings
            self._day = study_day(at, settings.zone, settings.rollover)
            self._begins, self._until = (
                self.runtime.day_ends(self._day - 1), self.runtime.day_ends(self._day)
            )  # fmt: skip
        return self._day

    def hour(self, at: int) -> int:
        """Return the hour of local time."""
        slot = at // _QUARTER
        if slot != self._slot:
            self._slot = slot
            self._hour = datetime.fromtimestamp(at // 1000, self.zone).hour
        return self._hour


class Near:
    """Moments of cards, known a second after, too.

    In Anki a moment is the number of a line of the log: of two lines at once, the one is written a
    little later.
    """

    def __init__(self, known: Iterable[tuple[int, int]]) -> None:
        self._times: dict[int, list[int]] = {}
        for card, at in sorted(known):
            self._times.setdefault(card, []).append(at)

    def __bool__(self) -> bool:
        return bool(self._times)

    def __contains__(self, moment: tuple[int, int]) -> bool:
        card, at = moment
        times = self._times.get(card, [])
        place = bisect_right(times, at)
        return place > 0 and at - times[place - 1] <= _NEAR


@dataclass(slots=True)
class Ledger:
    """Turns reviews into rows of the log, and keeps the daily sums that they come to."""

    runtime: Runtime
    bank: str
    options: Options
    generation: str
    known: frozenset[tuple[int, int]] | set[tuple[int, int]] | Near = frozenset()
    sums: dict[tuple[Any, ...], list[int]] = field(default_factory=dict)
    skipped: int = 0
    impossible: int = 0
    _tail: tuple[Any, ...] = ()
    days: Days = field(init=False)

    def __post_init__(self) -> None:
        settings = self.runtime.settings
        self.days = Days(self.runtime, ZoneInfo(settings.zone))
        self._tail = (ALGORITHM, digest_of(self.options))

    def rows(
        self, reviews: Iterable[Any], targets: Mapping[int, Target]
    ) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of reviews, which are in the order of time; targets go along.

        Reviews of cards that aren't ours are left out, and so are those that are known.
        """
        parameters, known, sums = self.options.parameters, self.known, self.sums
        day_of, hour_of = self.days.of, self.days.hour
        for review in reviews:
            at, card, rating, interval, last, ease, took, kind = review
            target = targets.get(card)
            if target is None:
                continue
            if not 0 < at < _LAST_MOMENT:
                self.impossible += 1
                continue
            target.lasts = max(target.lasts, at)
            if known and (target.card_id, at) in known:
                self.skipped += 1
                continue
            day = day_of(at)
            if kind in (_MANUAL, _RESCHEDULED) or rating not in _RATINGS:
                if kind in (_MANUAL, _RESCHEDULED):
                    yield self._put_there(target, at, day, interval, ease)
                else:
                    self.impossible += 1
                continue
            named = "cram" if kind == _FILTERED and not ease else _KINDS.get(kind, "review")
            reps = target.reps
            before = min(max(last, 0), _MOST_DAYS)
            memory = after = target.memory
            recall = None
            if memory is not None:
                recall = fsrs.recall(parameters, memory, day - (target.last_day or 0))
            if named != "cram":
                after = fsrs.next_memory(
                    parameters, memory, _RATINGS[rating], day - (target.last_day or 0)
                )
                target.memory = after
                target.last_at, target.last_day = at, day
                target.reps = reps + 1
            target.added += 1
            ms = min(max(took, 0), _MOST_MS)
            key = (day, target.topic, hour_of(at), named, daily.band(named, reps, before), rating)
            counted = sums.get(key)
            if counted is None:
                sums[key] = [1, ms]
            else:
                counted[0] += 1
                counted[1] += ms
            yield self._row(
                target, f"a-{at:011x}-{self._name(target)}{self.generation}", rating, named, at,
                day, ms, reps, (before, min(max(interval, 0), _MOST_DAYS)), (memory, after),
                recall, None,
            )  # fmt: skip

    def _name(self, target: Target) -> str:
        if not target.name:
            target.name = digest(f"{self.bank}\0{target.item}\0{target.n}", 12)
        return target.name

    def _row(  # noqa: PLR0913, PLR0917 - a row of the log has many columns
        self, target: Target, name: str, rating: int, kind: str, at: int, day: int, ms: int,
        reps: int, intervals: tuple[int, int],
        memories: tuple[MemoryState | None, MemoryState | None],
        recall: float | None, response: str | None,
    ) -> tuple[Any, ...]:  # fmt: skip
        settings = self.runtime.settings
        before, after = memories
        return (
            name, self.runtime.learner, target.card_id, self.bank, target.fingerprint, rating, kind,
            at, settings.zone, settings.rollover, day, ms, reps, *intervals,
            before and before.stability, after and after.stability,
            before and before.difficulty, after and after.difficulty,
            recall, *self._tail, response, False,
        )  # fmt: skip

    def _put_there(
        self, target: Target, at: int, day: int, interval: int, ease: int
    ) -> tuple[Any, ...]:
        """Take a row of Anki's that is no answer: the card was forgotten, or given another day."""
        name = f"a-{at:011x}-{self._name(target)}{self.generation}"
        target.added += 1
        if not ease:
            return self.reset(target, at, day, name)
        days = min(max(interval, 1), _MOST_DAYS)
        to = Moved(at, day, Stage.REVIEW, due_day=day + days, interval=days)
        return self.moved(target, to, name)

    def reset(self, target: Target, at: int, day: int, name: str) -> tuple[Any, ...]:
        """Return the row by which a card is new again."""
        before = target.memory, None
        reps = target.reps
        target.memory = target.last_at = target.last_day = None
        target.reps = 0
        return self._row(
            target, name, Rating.AGAIN.value, log.RESET, at, day, 0, reps, (0, 0), before, None,
            None,
        )  # fmt: skip

    def moved(self, target: Target, to: Moved, name: str) -> tuple[Any, ...]:
        """Return the row by which a card is where Anki had it."""
        before, reps = target.memory, target.reps
        if before is None:
            target.memory, target.last_at, target.last_day = to.memory, to.last_at, to.last_day
        target.reps = max(reps, to.reps)
        return self._row(
            target, name, Rating.GOOD.value, log.MOVED, to.at, to.day, 0, reps,
            (0, to.interval), (before, target.memory), None, place(log.place_of(to)),
        )  # fmt: skip

    def name_of_move(self, target: Target, at: int, import_id: str) -> str:
        """Return the id of the row that puts a card where this import's file has it."""
        return f"a-{at:011x}-{self._name(target)}-{import_id[-8:]}"


def in_time(reviews: Sequence[Any]) -> Iterable[Any]:
    """Return reviews in the order of time, as they mostly are, without a copy of them."""
    times = array("q", (review[0] for review in reviews))
    if all(map(le, times, islice(times, 1, None))):
        return reviews
    return (reviews[at] for at in sorted(range(len(times)), key=times.__getitem__))


def state_after(target: Target, to: Moved) -> CardState:
    """Return the state of a card that was put somewhere last: what its fold gives."""
    return CardState(
        stage=to.stage, step=to.step, due_at=to.due_at, due_day=to.due_day, interval=to.interval,
        memory=target.memory, reps=target.reps, lapses=to.lapses or 0,
        last_at=target.last_at, last_day=target.last_day,
    )  # fmt: skip
