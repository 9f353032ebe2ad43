"""The log of a deck as figures: what is past is summed once, today at each look."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import NamedTuple

from app.scheduling.types import Rating
from app.store import statistics as store
from app.store.daily import MATURE
from app.store.log import APART

if TYPE_CHECKING:
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
        place = min(step * 100 // store.FINE, 99) // BIN
        self.tested.setdefault((key.span, place), Tested()).add(count, predicted, right=key.right)


def last_span(days: int | None) -> int:
    """Return the last span of the log that so many days reach into; None is all of it."""
    return len(store.SPANS) if days is None else store.SPANS.index(days)


def past(connection: Connection, deck: Deck, today: int) -> Answers:
    """Sum a deck's log before a study day."""
    found = Answers()
    for day, kind, band, answers, right, ms in store.days(connection, deck, today):
        _add(found.days.setdefault(day, Day()), kind, band, (answers, right, ms))
    for span, hour, band, rating, answers in store.hours(connection, deck, today):
        found.hours[Hour(span, hour, band, rating)] += answers
    for span, reviewed, mature, right, step, answers, predicted in store.recalls(
        connection, deck, today
    ):
        key = Passed(span, bool(mature), bool(right))
        found.first(key, step, answers, predicted, review=bool(reviewed))
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
