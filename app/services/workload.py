"""What each desired retention would cost and give, for a learner's own cards."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from app.scheduling import forecast
from app.scheduling.forecast import Known
from app.scheduling.habits import Habits
from app.scheduling.habits import habits_of
from app.scheduling.types import MemoryState
from app.scheduling.types import Stage
from app.services import presets
from app.services.options import options_of
from app.store import memories

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sqlalchemy import Connection

    from app.services.refolding import Tell
    from app.services.runtime import Runtime
    from question_bank.bank import BankInfo

HORIZONS = (30, 90, 365)
_PERCENTS = (70, 75, 80, 85, 90, 95, 97)


@dataclass(frozen=True, slots=True)
class Row:
    """A desired retention and what it brings: reviews and minutes a day; cards known at the end."""

    retention: float
    reviews: float
    minutes: float
    known: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class Workload:
    """The days to come by desired retention; of ``cards`` so many are ``new``."""

    info: BankInfo
    days: int
    rows: tuple[Row, ...]
    cards: int
    new: int
    new_per_day: int
    own_times: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A bank's cards as they stand on a day: the answered ones, and how many are new."""

    known: tuple[Known, ...]
    new: int
    habits: Habits


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells one forecast from another, and how many cards it is of."""

    key: str
    cards: int


def fingerprint(runtime: Runtime, bank: str) -> Fingerprint:
    """Return what changes when a forecast would: answers, options, cards, the day."""
    with runtime.database.read() as connection:
        options = options_of(connection, runtime, bank)
        stands = memories.counted(connection, runtime.learner, bank)
        seen = memories.mark(connection, runtime.learner)
    parts = (options, stands, seen, runtime.moment().day)
    return Fingerprint(sha256(repr(parts).encode()).hexdigest()[:16], stands)


def standing(connection: Connection, runtime: Runtime, bank: str) -> Standing:
    """Return how a learner's cards of a bank stand today."""
    rows = memories.standing(connection, runtime.learner, bank)
    today = runtime.moment().day
    found = tuple(known for row in rows if (known := known_of(row, today)) is not None)
    sums = memories.timings(connection, runtime.learner, bank)
    return Standing(found, len(rows) - len(found), habits_of(sums))


def known_of(row: Any, today: int) -> Known | None:
    """Return a row of ``memories.standing`` as a forecast takes it; None for a new card."""
    if row.stage == Stage.NEW.value or row.stability is None:
        return None
    elapsed = max(0, today - row.last_day)
    due = 0 if row.due_day is None else max(0, row.due_day - today)
    return Known(MemoryState(row.stability, row.difficulty), elapsed, due)


def workload(runtime: Runtime, bank: str, days: int, tell: Tell) -> Workload:
    """Forecast the days to come for each desired retention, the chosen one among them.

    Raises:
        NotFoundError: there's no such bank.
    """
    with runtime.database.read() as connection:
        choice = presets.choice_in(connection, runtime, bank)
        stands = standing(connection, runtime, bank)
    options = choice.options
    chosen = round(options.desired_retention, 4)
    retentions = sorted({*(percent / 100 for percent in _PERCENTS), chosen})
    fresh = new_by_day(stands.new, options.new_per_day, days)
    begun = forecast.start(forecast.Model(options, stands.habits), stands.known, days)
    rows = []
    for number, retention in enumerate(retentions):
        tell(number / len(retentions))
        model = forecast.Model(replace(options, desired_retention=retention), stands.habits)
        found = forecast.forecast(model, begun, fresh)
        rows.append(
            Row(
                retention,
                sum(day.reviews for day in found.days) / days,
                sum(day.seconds for day in found.days) / days / 60,
                found.known,
                retention == chosen,
            )
        )
    own = stands.habits != Habits()
    cards = len(stands.known) + stands.new
    return Workload(choice.info, days, tuple(rows), cards, stands.new, options.new_per_day, own)


def new_by_day(new: int, a_day: int, days: int) -> Sequence[int]:
    """Give how many new cards are learned on each of the days."""
    return [min(a_day, max(0, new - day * a_day)) for day in range(days)]
