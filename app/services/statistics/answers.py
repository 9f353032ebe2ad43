"""The log of a deck as figures: what is past is summed once, today at each look."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections import defaultdict
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import NamedTuple

from app.scheduling.types import Rating
from app.store import statistics as store
from app.store.daily import MATURE
from app.store.log import APART

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.store.study import Deck

BANDS = ("new", "learning", "relearning", "young", "mature")
PERIODS = (30, 90, 365)
BIN = 5  # percent of predicted recall that are told together
_SURE = 1e-6  # a prediction of 0 or 1 that turns out wrong would cost infinity


@dataclass(slots=True)
class Day:
    """A study day: answers, those that weren't Again and ms, by band; and what stands apart."""

    answers: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    ms: Counter[str] = field(default_factory=Counter)
    apart: Counter[str] = field(default_factory=Counter)
    apart_right: Counter[str] = field(default_factory=Counter)


class Hour(NamedTuple):
    """The key of a sum of answers: in which span of the log, when, to what, how."""

    span: int
    hour: int
    band: str
    rating: int


class Passed(NamedTuple):
    """The key of a sum of reviews: in which span of the log, of which cards, whether passed."""

    span: int
    mature: bool
    right: bool


@dataclass(slots=True)
class Tested:
    """Predictions that were tested: how many, how many came true, their sum, their log loss."""

    count: int = 0
    right: int = 0
    predicted: float = 0.0
    loss: float = 0.0

    def add(self, count: int, predicted: float, *, right: bool) -> None:
        """Add answers of about the same predicted recall, of which the sum is given."""
        mean = min(max(predicted / count, _SURE), 1 - _SURE)
        self.count += count
        self.right += count if right else 0
        self.predicted += predicted
        self.loss -= count * math.log(mean if right else 1 - mean)

    def join(self, count: int, right: int, predicted: float, loss: float) -> None:
        """Add what another tested."""
        self.count += count
        self.right += right
        self.predicted += predicted
        self.loss += loss


@dataclass(slots=True)
class Answers:
    """A part of a log in sums.

    ``passed`` and ``tested`` are of a card's first answers in a day: reviews, and predictions by
    span and bin of ``BIN`` percent. ``cards`` were answered; it is told of today alone.
    """

    days: dict[int, Day] = field(default_factory=dict)
    hours: Counter[Hour] = field(default_factory=Counter)
    passed: Counter[Passed] = field(default_factory=Counter)
    tested: dict[tuple[int, int], Tested] = field(default_factory=dict)
    cards: int = 0

    def first(self, key: Passed, step: int, count: int, predicted: float, *, review: bool) -> None:
        """Add first answers of a day; ``step`` is their predicted recall in ``store.FINE``."""
        if review:
            self.passed[key] += count
        tested = self.tested.setdefault((key.span, _bin(step)), Tested())
        tested.add(count, predicted, right=key.right)


def _bin(step: int) -> int:
    """Return the bin of a predicted recall, given in ``store.FINE``."""
    return min(step * 100 // store.FINE, 99) // BIN


def last_span(days: int | None) -> int:
    """Return the last span of the log that so many days reach into; None is all of it."""
    return len(store.SPANS) if days is None else store.SPANS.index(days)


@dataclass(slots=True)
class Part:
    """A study day's log in sums, whatever span of the log it lies in; see ``Answers``.

    ``hours``: a number that stands for hour, band and rating, then how many answers, and so on:
    a year has some 30,000 of them. ``passed`` has whether the card was mature, whether it was
    recalled, how many; ``tested`` a bin and the figures of ``Tested``.
    """

    day: Day = field(default_factory=Day)
    hours: list[int] = field(default_factory=list)
    passed: list[tuple[bool, bool, int]] = field(default_factory=list)
    tested: list[tuple[int, int, int, float, float]] = field(default_factory=list)


def by_day(connection: Connection, deck: Deck, first: int, end: int) -> dict[int, Part]:
    """Sum a deck's log from a study day to before another, day by day."""
    found: defaultdict[int, Part] = defaultdict(Part)
    for day, kind, band, answers, right, ms in store.days(connection, deck, first, end):
        _add(found[day].day, kind, band, (answers, right, ms))
    for day, hour, band, rating, answers in store.hours(connection, deck, first, end):
        found[day].hours += ((hour * 10 + BANDS.index(band)) * 10 + rating, answers)
    passed: Counter[tuple[int, bool, bool]] = Counter()
    tested: defaultdict[tuple[int, int], Tested] = defaultdict(Tested)
    for day, reviewed, mature, right, step, answers, predicted in store.recalls(
        connection, deck, first, end
    ):
        if reviewed:
            passed[day, bool(mature), bool(right)] += answers
        tested[day, _bin(step)].add(answers, predicted, right=bool(right))
    for (day, mature, right), answers in passed.items():
        found[day].passed.append((mature, right, answers))
    for (day, place), one in tested.items():
        figures = (one.count, one.right, round(one.predicted, 6), round(one.loss, 6))
        found[day].tested.append((place, *figures))
    return dict(found)


def past(parts: Mapping[int, Part], today: int) -> Answers:
    """Put the days before a study day together."""
    found = Answers()
    hours: dict[int, Counter[int]] = defaultdict(Counter)
    for day, part in parts.items():
        if day >= today:
            continue
        found.days[day] = part.day
        span = bisect_right(store.SPANS, today - day)
        sums, codes = hours[span], iter(part.hours)
        for code, answers in zip(codes, codes, strict=True):
            sums[code] += answers
        for mature, right, answers in part.passed:
            found.passed[Passed(span, mature, right)] += answers
        for place, count, right_ones, predicted, loss in part.tested:
            one = found.tested.setdefault((span, place), Tested())
            one.join(count, right_ones, predicted, loss)
    for span, sums in hours.items():
        for code, answers in sums.items():
            hour, band, rating = code // 100, BANDS[code // 10 % 10], code % 10
            found.hours[Hour(span, hour, band, rating)] = answers
    return found


def of_today(connection: Connection, deck: Deck, today: int) -> Answers:
    """Sum a deck's log of a study day."""
    found = Answers(days={today: Day()})
    for row in store.today(connection, deck, today):
        if not row.answers:
            continue
        right = row.answers if row.rating > Rating.AGAIN else 0
        _add(found.days[today], row.kind, row.band, (row.answers, right, row.ms))
        if row.kind in store.STUDIED:
            found.hours[Hour(0, row.hour, row.band, row.rating)] += row.answers
    log = store.log_today(connection, deck, today)
    found.cards = len({row.card_id for row in log})
    for row in log:
        predicted = row.retrievability_before
        if predicted is not None and predicted < 1:
            key = Passed(0, row.interval_before >= MATURE, row.rating > Rating.AGAIN)
            review = row.kind in store.REVIEWED
            found.first(key, int(predicted * store.FINE), 1, predicted, review=review)
    return found


def _add(day: Day, kind: str, band: str, figures: tuple[int, int, int]) -> None:
    answers, right, ms = figures
    if kind in APART:
        day.apart[kind] += answers
        day.apart_right[kind] += right
    elif kind in store.STUDIED:
        day.answers[band] += answers
        day.right[band] += right
        day.ms[band] += ms
