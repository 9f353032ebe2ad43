"""The end of a session: what was done, and where the learner is weakest now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services import recalling
from app.store import content
from app.store import log

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.services.recalling import Recalls
    from app.services.runtime import Runtime
    from question_bank.bank import BankInfo
    from question_bank.locate import Passage


@dataclass(frozen=True, slots=True)
class Tally:
    """What was done: different cards, answers, the time they took in ms, how many were right."""

    cards: int
    answers: int
    ms: int
    right: int

    @property
    def minutes(self) -> int:
        """The time in minutes, rounded; at least one."""
        return max(1, (self.ms + 30_000) // 60_000)

    @property
    def percent(self) -> int:
        """The share of answers that weren't Again, in percent; 0 without answers."""
        return int(100 * self.right / self.answers + 0.5) if self.answers else 0


@dataclass(frozen=True, slots=True)
class Weakest:
    """The paragraph of which the learner is predicted to recall least now."""

    source: str
    title: str
    paragraph: int
    percent: int
    cards: int


@dataclass(frozen=True, slots=True)
class Ending:
    """What was done today and, if it has a beginning, in the session; and what is weakest."""

    today: Tally
    session: Tally | None
    weakest: Weakest | None


def ending(runtime: Runtime, bank: str, since: int = 0) -> Ending:
    """Return what the end of a session tells; ``since``: when it began, ms UTC, or 0."""
    moment = runtime.moment()
    with runtime.database.read() as connection:
        today = tally(connection, runtime, bank, moment.day)
        earlier = runtime.moment_at(since).day if 0 < since < moment.at else moment.day
        session = tally(connection, runtime, bank, earlier, since) if since else None
        return Ending(today, session, _weakest(connection, runtime, bank))


def tally(connection: Connection, runtime: Runtime, bank: str, day: int, since: int = 0) -> Tally:
    """Count what was done in a bank since a study day and a time (ms UTC)."""
    row = log.tally(connection, runtime.learner, bank, day, since)
    return Tally(int(row.cards), int(row.answers), int(row.ms), int(row.right))


def _weakest(connection: Connection, runtime: Runtime, bank: str) -> Weakest | None:
    info = content.bank_info(connection, bank)
    known = recalling.recalls(connection, runtime, bank)
    if info is None or not known:
        return None
    rows = by_paragraph(known, content.passages_of(connection, bank))
    if not rows:
        return None
    (source, paragraph), cards = min(rows.items(), key=lambda row: sum(row[1]) / len(row[1]))
    percent = int(100 * sum(cards) / len(cards) + 0.5)
    return Weakest(source, _short(info, source), paragraph, percent, len(cards))


def by_paragraph(
    known: Recalls, passages: Mapping[str, tuple[Passage, ...]]
) -> dict[tuple[str, int], tuple[float, ...]]:
    """Return the recall of the answered cards over each paragraph that has some, by source."""
    rows: dict[tuple[str, int], tuple[float, ...]] = {}
    for item, recalls in known.items():
        places = {(one.source, one.paragraph) for one in passages.get(item, ()) if one.found}
        for place in places:
            rows[place] = (*rows.get(place, ()), *recalls)
    return rows


def _short(info: BankInfo, source: str) -> str:
    return next((one.short for one in info.sources if one.id == source), source)
