"""All there is to know of a card: how it stands, its log, and how it is being forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING
from typing import Any
from zoneinfo import ZoneInfo

from app.scheduling import fsrs
from app.scheduling.cards import retrievability
from app.scheduling.days import date_of
from app.scheduling.types import MemoryState
from app.services.errors import NotFoundError
from app.services.options import options_of
from app.services.study import card_in
from app.services.study import deck
from app.store import cards as store
from app.store import content
from app.store import log

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from app.scheduling.types import Options
    from app.services.runtime import Runtime
    from app.services.study import CardView
    from question_bank.bank import BankInfo

_KINDS = {
    "learn": "learning", "review": "review", "relearn": "relearning", "early": "early review",
    log.RESET: "begun anew", "rescheduled": "rescheduled", "quiz": "quiz", "cram": "cram",
}  # fmt: skip
_RATINGS = ("", "Again", "Hard", "Good", "Easy")
_STEPS = 40  # points of the curve between two answers, at most
_AHEAD = 30  # days of the curve after the card is due, at least a third of what is behind


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry of a card's log; stability in days, ``interval`` in days, 0 for a step."""

    at: datetime
    rating: str
    kind: str
    interval: int
    seconds: float
    before: float | None
    after: float | None
    typed: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """The curve from one answer to the next, as study day and recall; the last is to come."""

    points: tuple[tuple[int, float], ...]
    past: bool = True


@dataclass(frozen=True, slots=True)
class CardInfo:
    """A card for its page: ``recall`` is predicted now, ``wanted`` asked for.

    ``added`` is the study day on which it came, None if nobody knows.
    """

    bank: BankInfo
    card: CardView
    topic: str
    added: date | None
    recall: float | None
    due: date | None
    due_in: int | None
    minutes: int | None
    log: tuple[Logged, ...]
    curve: tuple[Stretch, ...]
    today: int
    wanted: float

    @property
    def seconds(self) -> float | None:
        """The average time of an answer."""
        taken = [row.seconds for row in self.log if row.rating]
        return sum(taken) / len(taken) if taken else None


def info(runtime: Runtime, bank: str, card_id: int) -> CardInfo:
    """Return what there is to know of a card.

    Raises:
        NotFoundError: there's no such bank or card.
    """
    moment = runtime.moment()
    with runtime.database.read() as connection:
        about = content.bank_info(connection, bank)
        if about is None:
            raise NotFoundError(f"there is no bank `{bank}` here")
        card = card_in(connection, runtime, deck(runtime, bank), card_id, moment)
        options = options_of(connection, runtime, bank)
        rows = log.of_card(connection, runtime.learner, card_id)
        added = store.added_at(connection, card_id)
    state = card.state
    due = state.due_day
    return CardInfo(
        bank=about,
        card=card,
        topic=next((topic.title for topic in about.topics if topic.id == card.topic), ""),
        added=None if added is None else date_of(runtime.moment_at(added).day),
        recall=retrievability(options, state, moment.day),
        due=None if due is None else date_of(due),
        due_in=None if due is None else due - moment.day,
        minutes=None if state.due_at is None else -((moment.at - state.due_at) // 60_000),
        log=tuple(map(_logged, rows)),
        curve=_curve(options, rows, moment.day, due),
        today=moment.day,
        wanted=options.desired_retention,
    )


def _logged(row: Any) -> Logged:
    return Logged(
        at=datetime.fromtimestamp(row.answered_at / 1000, ZoneInfo(row.zone)),
        rating="" if row.kind in log.NO_ANSWER else _RATINGS[row.rating],
        kind=_KINDS[row.kind],
        interval=row.interval_after,
        seconds=row.duration_ms / 1000,
        before=row.stability_before,
        after=row.stability_after,
        typed="; ".join((row.response or {}).get("texts") or ()),
    )


def _curve(
    options: Options, rows: Iterable[Any], today: int, due: int | None
) -> tuple[Stretch, ...]:
    """Return recall from the first answer on, as the log's stabilities foretell it."""
    known: list[Any] = []
    for row in rows:
        if row.kind == log.RESET:
            known = []
        elif row.kind not in (*log.APART, log.MOVED) and row.stability_after is not None:
            known.append(row)
    if not known:
        return ()
    found = [
        Stretch(_fading(options, row, following.study_day)) for row, following in pairwise(known)
    ]
    newest = known[-1]
    now = max(today, newest.study_day)
    behind = now - known[0].study_day
    end = max(now, due or 0) + max(_AHEAD // 3, behind // 3)
    found.append(Stretch(_fading(options, newest, now)))
    found.append(Stretch(_fading(options, newest, end, now), past=False))
    return tuple(found)


def _fading(
    options: Options, row: Any, until: int, start: int | None = None
) -> tuple[tuple[int, float], ...]:
    """Return recall after an entry of the log, day by day or in ``_STEPS``."""
    first = row.study_day if start is None else start
    until = max(until, first)
    memory = MemoryState(row.stability_after, row.difficulty_after)
    days = {first + (until - first) * step // _STEPS for step in range(_STEPS + 1)}
    return tuple(
        (day, fsrs.recall(options.parameters, memory, day - row.study_day)) for day in sorted(days)
    )
