"""The memories of all of a bank's cards at once: their answers, what is stored, put anew."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import func
from sqlalchemy import select
from sqlalchemy import update

from app.scheduling.habits import Sum
from app.scheduling.types import Answer
from app.scheduling.types import MemoryState
from app.scheduling.types import Rating
from app.scheduling.types import Stage
from app.store.ledger import DailyRow
from app.store.log import APART
from app.store.log import PLACE
from app.store.log import entry_of
from app.store.models import CardRow
from app.store.models import CitationRow
from app.store.models import ReviewRow
from app.store.models import StateRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.scheduling.types import Entry

_ANSWERED = StateRow.stage != Stage.NEW.value
_RATINGS = {rating.value: rating for rating in Rating}
_LATEST = 10_000  # reviews that tell how good predictions are


def histories(
    connection: Connection, learner: str, bank: str
) -> Iterator[tuple[int, tuple[Entry, ...]]]:
    """Yield each card of a bank with its log as scheduling reads it, without what was undone."""
    rows = connection.execution_options(yield_per=10_000).execute(
        select(
            ReviewRow.card_id, ReviewRow.rating, ReviewRow.answered_at, ReviewRow.study_day,
            ReviewRow.kind, PLACE,
        )
        .join(CardRow, CardRow.id == ReviewRow.card_id)
        .where(
            ReviewRow.learner_id == learner, CardRow.bank_id == bank,
            ReviewRow.undone_by.is_(None), ReviewRow.kind.not_in(APART),
        )
        .order_by(ReviewRow.card_id, ReviewRow.seq)
    )  # fmt: skip
    for card, group in groupby(rows, attrgetter("card_id")):
        yield (
            card,
            tuple(
                entry_of(row) or Answer(_RATINGS[row.rating], row.answered_at, row.study_day)
                for row in group
            ),
        )


def stored(connection: Connection, learner: str, bank: str) -> dict[int, MemoryState]:
    """Return the stored memory of each answered card of a bank."""
    rows = connection.execute(
        select(StateRow.card_id, StateRow.stability, StateRow.difficulty).where(
            StateRow.learner_id == learner, StateRow.bank_id == bank, _ANSWERED,
            StateRow.stability.is_not(None),
        )
    )  # fmt: skip
    return {row.card_id: MemoryState(row.stability, row.difficulty) for row in rows}


def mark(connection: Connection, learner: str) -> tuple[int, int]:
    """Return what changes with every answer and undo of a learner."""
    newest = connection.execute(
        select(func.max(ReviewRow.seq)).where(ReviewRow.learner_id == learner)
    ).scalar()
    reps = connection.execute(
        select(func.sum(StateRow.reps)).where(StateRow.learner_id == learner, _ANSWERED)
    ).scalar()
    return newest or 0, int(reps or 0)


def put(connection: Connection, learner: str, found: Mapping[int, MemoryState]) -> None:
    """Store memories in place of what was there; nothing else of the cards changes."""
    if found:
        connection.execute(
            update(StateRow.__table__)  # type: ignore[arg-type]
            .where(StateRow.learner_id == learner, StateRow.card_id == bindparam("card"))
            .values(stability=bindparam("s"), difficulty=bindparam("d")),
            [
                {"card": card, "s": memory.stability, "d": memory.difficulty}
                for card, memory in found.items()
            ],
        )


def standing(connection: Connection, learner: str, bank: str) -> list[Any]:
    """Return every card of a bank that isn't put aside, in its order: what a forecast needs.

    ``card_id``, ``item_pk``, ``topic``, ``stage``, ``stability``, ``difficulty``, ``last_day``,
    ``due_day``.
    """
    return list(
        connection.execute(
            select(
                StateRow.card_id, CardRow.item_pk, StateRow.topic, StateRow.stage,
                StateRow.stability, StateRow.difficulty, StateRow.last_day, StateRow.due_day,
            )
            .join(CardRow, CardRow.id == StateRow.card_id)
            .where(
                StateRow.learner_id == learner, StateRow.bank_id == bank,
                StateRow.active.is_(True),
            )
            .order_by(CardRow.position, CardRow.id)
        )
    )  # fmt: skip


def counted(connection: Connection, learner: str, bank: str) -> int:
    """Count the cards of a bank that aren't put aside."""
    found = connection.execute(
        select(func.count()).where(
            StateRow.learner_id == learner, StateRow.bank_id == bank, StateRow.active.is_(True)
        )
    ).scalar()
    return int(found or 0)


def paragraphs(connection: Connection, bank: str) -> list[Any]:
    """Return which items of a bank cite which paragraphs: ``item_pk``, source, number."""
    return list(
        connection.execute(
            select(CitationRow.item_pk, CitationRow.source_id, CitationRow.paragraph)
            .where(CitationRow.bank_id == bank)
            .distinct()
        )
    )


def predicted(connection: Connection, learner: str) -> list[tuple[float, bool]]:
    """Return, of a learner's latest reviews, the recall predicted and whether it was recalled."""
    rows = connection.execute(
        select(ReviewRow.retrievability_before, ReviewRow.rating)
        .where(
            ReviewRow.learner_id == learner, ReviewRow.undone_by.is_(None),
            ReviewRow.kind.in_(("review", "early")),
            ReviewRow.retrievability_before < 1,
        )
        .order_by(ReviewRow.seq.desc())
        .limit(_LATEST)
    )  # fmt: skip
    return [(row[0] or 0.0, row.rating > Rating.AGAIN) for row in rows]


def timings(connection: Connection, learner: str, bank: str) -> list[Sum]:
    """Return a learner's answers in a bank in sums, as a forecast reads them."""
    rows = connection.execute(
        select(
            DailyRow.kind, DailyRow.band, DailyRow.rating,
            func.sum(DailyRow.answers).label("answers"), func.sum(DailyRow.ms).label("ms"),
        )
        .where(
            DailyRow.learner_id == learner, DailyRow.bank_id == bank,
            DailyRow.kind.not_in(APART),
        )
        .group_by(DailyRow.kind, DailyRow.band, DailyRow.rating)
        .order_by(DailyRow.kind, DailyRow.band, DailyRow.rating)
    )  # fmt: skip
    return [
        Sum(row.kind, row.band, row.rating, int(row.answers), int(row.ms) / 1000) for row in rows
    ]
