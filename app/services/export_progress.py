"""A learner's progress for an export: read in pieces, in the order in which it is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING
from typing import Any
from zoneinfo import ZoneInfo

from app.scheduling import steps
from app.scheduling.days import day_start
from app.scheduling.types import Rating
from app.scheduling.types import Stage
from app.services.options import options_of
from app.services.options import options_then
from app.store import log
from app.store import outgoing
from app.store import presets
from exports.progress import Answered
from exports.progress import CardProgress
from exports.progress import Preset
from exports.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from app.scheduling.types import Options
    from app.services.runtime import Runtime

_PIECE = 300  # items read at a time
_THEIRS = "a-"  # how the id of an imported line begins: it has days, or 0 on a step


def progress_of(
    connection: Connection, runtime: Runtime, bank: str, title: str, order: Sequence[str]
) -> Progress:
    """Return a learner's progress with items of a bank, to be read in the order given.

    It can be read while the connection's transaction lasts.
    """
    options = options_of(connection, runtime, bank)
    zone, rollover = runtime.settings.zone, runtime.settings.rollover
    today = runtime.moment().day
    first = outgoing.first_day(connection, runtime.learner, bank)
    first = today if first is None else min(first, today)
    begun = day_start(first, zone, rollover) // 1000
    offset = datetime.fromtimestamp(begun, ZoneInfo(zone)).utcoffset()
    west = -int(offset.total_seconds()) // 60 if offset else 0
    cards = Cards(connection, runtime, bank, order, options)
    preset = _preset(connection, runtime, bank, title, options)
    return Progress(first, begun, west, rollover, preset, cards)


def _preset(
    connection: Connection, runtime: Runtime, bank: str, title: str, options: Options
) -> Preset:
    """Return the options of a bank under the name of its preset, or its own."""
    chosen, _ = presets.deck(connection, runtime.learner, bank)
    names = {row.id: row.name for row in presets.named(connection, runtime.learner)}
    return Preset(
        f"Citecards: {names.get(chosen, title)}",
        options.learning_steps, options.relearning_steps, options.new_per_day,
        options.reviews_per_day, options.maximum_interval, options.leech_threshold,
        options.suspend_leeches, options.bury, options.desired_retention, options.parameters,
    )  # fmt: skip


class Cards(Mapping[str, Mapping[int, CardProgress]]):
    """How the cards of items stand, each with its log; a piece of them is held at a time."""

    def __init__(
        self, connection: Connection, runtime: Runtime, bank: str, order: Sequence[str],
        options: Options,
    ) -> None:  # fmt: skip
        self._connection, self._learner, self._bank = connection, runtime.learner, bank
        self._order = order
        self._options = options
        self._then = options_then(connection, runtime, options)
        self._today = runtime.moment().day
        self._next = 0
        self._held: dict[str, dict[int, CardProgress]] = {}

    def __iter__(self) -> Iterator[str]:
        """Yield the items in their order."""
        return iter(self._order)

    def __len__(self) -> int:
        """Count the items."""
        return len(self._order)

    def __getitem__(self, item: str) -> Mapping[int, CardProgress]:
        """Return an item's cards by number; quick for the item after the one asked before."""
        pieces = len(self._order) // _PIECE + 1
        while item not in self._held and pieces >= 0:
            pieces -= 1
            self._next = self._next if self._next < len(self._order) else 0
            self._read(self._order[self._next : self._next + _PIECE])
            self._next += _PIECE
        return self._held[item]

    def _read(self, items: Sequence[str]) -> None:
        rows = outgoing.cards(self._connection, self._learner, self._bank, items)
        logged = outgoing.log(self._connection, self._learner, [row.card_id for row in rows])
        logs = {
            number: tuple(_lines(entries, self._then))
            for number, entries in groupby(logged, key=lambda row: int(row.card_id))
        }
        self._held = {item: {} for item in items}
        for row in rows:
            self._held[row.item_id][row.n] = self._card(row, logs.get(row.card_id, ()))

    def _card(self, row: Any, entries: tuple[Answered, ...]) -> CardProgress:
        buried = row.buried_until > self._today
        return CardProgress(
            row.stage, row.due_day or 0, None if row.due_at is None else row.due_at // 1000,
            self._steps_left(row), row.interval, row.reps, row.lapses, row.stability,
            row.difficulty, None if row.last_at is None else row.last_at // 1000,
            row.suspended, ("answer" if row.buried_by else "user") if buried else "",
            row.flag, row.marked, entries,
        )  # fmt: skip

    def _steps_left(self, row: Any) -> int:
        """Return after how many steps a card graduates; there may be fewer now than then."""
        among = {
            Stage.LEARNING.value: self._options.learning_steps,
            Stage.RELEARNING.value: self._options.relearning_steps,
        }.get(row.stage)
        return 0 if among is None else max(1, len(among) - int(row.step))


def _lines(rows: Iterable[Any], then: Callable[[str], Options]) -> Iterator[Answered]:
    """Yield a card's log; our own says of a step only that it was one, so its wait is found."""
    step, last = 0, 0
    for row in rows:
        if row.kind == "cram":  # it says nothing of the schedule
            yield _line(row, 0, 0)
            continue
        before = last or row.interval_before
        if row.kind in log.NO_ANSWER:
            step, last = 0, row.interval_after
            yield _line(row, last, before)
            continue
        wait, step = _wait(row, step, then)
        last = row.interval_after if wait is None else _interval(wait)
        yield _line(row, last, before)


def _line(row: Any, interval: int, before: int) -> Answered:
    rating = 0 if row.kind in log.NO_ANSWER else row.rating
    return Answered(
        row.answered_at, rating, row.kind, interval, before, row.difficulty_after, row.duration_ms
    )


def _wait(row: Any, step: int, then: Callable[[str], Options]) -> tuple[int | None, int]:
    """Return how long a card waited on a step after an answer, and which step that was.

    Seconds; None if it was on none.
    """
    if row.interval_after and (row.kind == "learn" or row.id.startswith(_THEIRS)):
        return None, 0  # it graduated
    options = then(row.parameters)
    if row.kind == "learn":
        among = options.learning_steps
    elif row.kind == "relearn" or row.rating == Rating.AGAIN:
        among = options.relearning_steps
        step = step if row.kind == "relearn" else 0
    else:
        return None, 0
    match row.rating:
        case Rating.AGAIN:
            return steps.again(among), 0
        case Rating.HARD:
            return steps.hard(among, step), steps.at(among, step)
        case Rating.GOOD:
            return steps.good(among, step), steps.at(among, step) + 1
        case _:
            return None, 0


def _interval(seconds: int) -> int:
    """Return a wait as a log writes it: days, or below zero seconds."""
    return -seconds if seconds < steps.DAY else round(seconds / steps.DAY)
