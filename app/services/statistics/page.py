"""The page of statistics: fourteen charts of a deck, for a period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.statistics import added_chart
from app.services.statistics import keeping
from app.services.statistics import log_charts
from app.services.statistics import memory_charts
from app.services.statistics import recall_charts
from app.services.statistics import year_chart
from app.services.statistics.answers import PERIODS
from app.services.statistics.log import Log
from app.store import content
from app.store.study import Deck
from app.store.study import has_topic

if TYPE_CHECKING:
    from app.services.runtime import Runtime
    from app.services.statistics.figures import Chart
    from app.services.statistics.keeping import Counted
    from question_bank.bank import BankInfo

ALL = "all"
CHOICES = (*(str(days) for days in PERIODS), ALL)


@dataclass(frozen=True, slots=True)
class View:
    """The statistics of a deck. ``period`` is one of ``CHOICES``; ``topics`` those with cards."""

    bank: BankInfo
    topic: str | None
    topics: tuple[tuple[str, str], ...]
    period: str
    charts: tuple[Chart, ...]


def statistics(runtime: Runtime, bank: str, topic: str | None, period: str) -> View:
    """Return the statistics of a deck.

    Args:
        runtime: whose learner and time.
        bank: the bank.
        topic: its topic; None is the whole bank.
        period: days as text, or ``all``; one of ``CHOICES``.

    Raises:
        NotFoundError: there's no such bank or topic.
        RefusedError: there's no such period.
    """
    if period not in CHOICES:
        raise RefusedError(f"statistics are of {', '.join(CHOICES)} days, not “{period[:40]}”")
    days = None if period == ALL else int(period)
    with runtime.database.read() as connection:
        info = content.bank_info(connection, bank)
        if info is None:
            raise NotFoundError(f"there is no bank `{bank}` here")
        topics = tuple(
            (one.id, one.title)
            for one in info.topics
            if has_topic(connection, Deck(runtime.learner, bank, one.id))
        )
    if topic is not None and topic not in dict(topics):
        raise NotFoundError(f"there is no topic `{topic}` in this bank")
    found = charts(runtime, Deck(runtime.learner, bank, topic), days)
    return View(info, topic, topics, period, found)


def charts(runtime: Runtime, deck: Deck, days: int | None) -> tuple[Chart, ...]:
    """Return the fourteen charts of a deck; ``days`` is the period, None all of the log."""
    moment = runtime.moment()
    with keeping.shelf(runtime.database).lock:
        with runtime.database.read() as connection:
            found = keeping.count(connection, runtime, deck, moment)
            drawn = _charts(found, Log(found.past, found.today, moment.day, days))
        keeping.keep(runtime, deck)
    return drawn


def _charts(found: Counted, log: Log) -> tuple[Chart, ...]:
    cards = found.cards
    return (
        log_charts.today(log),
        memory_charts.due(cards, log.today, log.days),
        year_chart.year(log),
        log_charts.reviews(log),
        memory_charts.counts(cards),
        memory_charts.intervals(cards),
        memory_charts.stability(cards),
        memory_charts.difficulty(cards),
        memory_charts.retrievability(cards),
        recall_charts.retention(log),
        log_charts.hourly(log),
        log_charts.buttons(log),
        added_chart.added(cards, log, undated=found.undated),
        recall_charts.calibration(log),
    )
