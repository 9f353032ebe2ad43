"""The append-only review log: what happened, and what of it was taken back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import case
from sqlalchemy import func
from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app.scheduling.types import Answer
from app.scheduling.types import MemoryState
from app.scheduling.types import Moved
from app.scheduling.types import Rating
from app.scheduling.types import Reset
from app.scheduling.types import Stage
from app.store.ledger import ImportedRow
from app.store.models import CardRow
from app.store.models import LearnerRow
from app.store.models import ReviewRow
from app.store.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from sqlalchemy import BindParameter
    from sqlalchemy import Connection
    from sqlalchemy import Row

    from app.scheduling.types import Entry
    from app.scheduling.types import Options
    from app.store.prepared import Held

    AnyRow = Row[*tuple[Any, ...]]


APART = ("quiz", "cram")  # kinds that scheduling doesn't read
RESET = "manual"  # the learner begins anew with a card
MOVED = "rescheduled"  # another program put a card somewhere; ``response`` says where
NO_ANSWER = (RESET, MOVED)  # so that no sum counts them
_LEARNER: BindParameter[Any] = bindparam("learner")
_PLACED = ("step", "due_at", "due_day", "interval", "last_at", "last_day", "reps", "lapses")
# read of those rows alone that have one: to decode it takes time
PLACE = case((ReviewRow.kind == MOVED, ReviewRow.response)).label("place")
_FIND = Prepared(
    select(ReviewRow.seq, ReviewRow.card_id, ReviewRow.rating, ReviewRow.undone_by).where(
        ReviewRow.learner_id == _LEARNER, ReviewRow.id == bindparam("review")
    )
)
_LAST = Prepared(
    select(ReviewRow.seq, ReviewRow.card_id, ReviewRow.id, ReviewRow.answered_at)
    .join(CardRow, CardRow.id == ReviewRow.card_id)
    .where(
        ReviewRow.learner_id == _LEARNER,
        ReviewRow.bank_id == bindparam("bank"),
        ReviewRow.undone_by.is_(None),
        ReviewRow.kind != "quiz",  # what was handed in is handed in
        CardRow.retired.is_(False),
        # what was imported is undone whole, or not at all
        ReviewRow.seq
        > select(func.coalesce(func.max(ImportedRow.last_seq), 0))
        .where(
            ImportedRow.learner_id == _LEARNER, ImportedRow.bank_id == bindparam("bank"),
            ImportedRow.state == "done",
        )
        .scalar_subquery(),
    )
    .order_by(ReviewRow.seq.desc())
    .limit(1)
)  # fmt: skip
_COUNTED = select(
    ReviewRow.learner_id, ReviewRow.bank_id, ReviewRow.study_day, ReviewRow.answered_at,
    ReviewRow.zone, ReviewRow.kind, ReviewRow.reps_before, ReviewRow.interval_before,
    ReviewRow.rating, ReviewRow.duration_ms,
)  # fmt: skip
_NEWEST = Prepared(
    select(ReviewRow.kind, ReviewRow.rating, ReviewRow.zone, ReviewRow.rollover)
    .where(
        ReviewRow.learner_id == _LEARNER, ReviewRow.card_id == bindparam("card"),
        ReviewRow.undone_by.is_(None), *(ReviewRow.kind != kind for kind in APART),
    )
    .order_by(ReviewRow.seq.desc())
    .limit(1)
)  # fmt: skip
_CRAMMED = Prepared(
    select(ReviewRow.card_id, ReviewRow.rating)
    .where(
        ReviewRow.learner_id == _LEARNER, ReviewRow.bank_id == bindparam("bank"),
        ReviewRow.study_day >= bindparam("day"), ReviewRow.undone_by.is_(None),
        ReviewRow.kind == "cram", ReviewRow.answered_at >= bindparam("since"),
    )
    .order_by(ReviewRow.seq)
)  # fmt: skip
_TALLY = Prepared(
    select(
        func.count(func.distinct(ReviewRow.card_id)).label("cards"),
        func.count().label("answers"),
        func.coalesce(func.sum(case((ReviewRow.rating > Rating.AGAIN.value, 1), else_=0)), 0)
        .label("right"),
        func.coalesce(func.sum(ReviewRow.duration_ms), 0).label("ms"),
    ).where(
        ReviewRow.learner_id == _LEARNER, ReviewRow.bank_id == bindparam("bank"),
        ReviewRow.study_day >= bindparam("day"), ReviewRow.undone_by.is_(None),
        *(ReviewRow.kind != kind for kind in NO_ANSWER),
        ReviewRow.answered_at >= bindparam("since"),
    )
)  # fmt: skip
_COLUMNS = tuple(
    column.name for column in ReviewRow.__table__.columns if column.name not in ("seq", "undone_by")
)
_ROW: dict[str, Any] = {name: bindparam(name) for name in _COLUMNS}
_APPEND = Prepared(insert(ReviewRow).values(_ROW))
_APPEND_ONCE = {
    "sqlite": Prepared(sqlite_insert(ReviewRow).values(_ROW).on_conflict_do_nothing()),
    "postgresql": Prepared(postgres_insert(ReviewRow).values(_ROW).on_conflict_do_nothing()),
}


def review(connection: Held, learner: str, review_id: str) -> Any:
    """Return the log row of a client-made id, or None if it wasn't stored."""
    return _FIND.first(connection, learner=learner, review=review_id)


def append_review(connection: Held, values: dict[str, Any]) -> None:
    """Append a row to the log; ``response`` is plain data or None."""
    _APPEND.run(connection, **_plain(values))


def append_once(connection: Held, values: dict[str, Any]) -> bool:
    """Append a row to the log, unless its client-made id is there; return whether it was."""
    return _APPEND_ONCE[connection.dialect.name].run(connection, **_plain(values)) == 1


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    response = values["response"]
    if response is None:
        return values
    return {**values, "response": json.dumps(response, ensure_ascii=False)}


def last_review(connection: Held, learner: str, bank: str) -> Any:
    """Return the newest answer in a bank that isn't undone, or None."""
    return _LAST.first(connection, learner=learner, bank=bank)


def mark_undone(connection: Connection, seq: int, undo_id: str) -> None:
    """Mark a row of the log as undone."""
    connection.execute(update(ReviewRow).where(ReviewRow.seq == seq).values(undone_by=undo_id))


def undone_with(connection: Connection, learner: str, undo_id: str) -> int | None:
    """Return the card whose answer an undo took back, if that undo was stored."""
    return connection.execute(
        select(ReviewRow.card_id).where(
            ReviewRow.learner_id == learner, ReviewRow.undone_by == undo_id
        )
    ).scalar()


def newest_of(connection: Held, learner: str, card_id: int) -> Any:
    """Return kind, rating and place of a card's newest entry that scheduling reads, or None.

    The place is the ``zone`` and ``rollover`` by which its study day began and ended.
    """
    return _NEWEST.first(connection, learner=learner, card=card_id)


def crammed(connection: Held, learner: str, bank: str, day: int, since: int) -> list[Any]:
    """Return card and rating of what was crammed since a time (ms UTC, in a study day)."""
    return _CRAMMED.all(connection, learner=learner, bank=bank, day=day, since=since)


def tally(connection: Held, learner: str, bank: str, day: int, since: int = 0) -> Any:
    """Return how many cards and answers there were since a study day and a time (ms UTC).

    ``right`` of the answers weren't Again; ``ms`` is the time they took in all.
    """
    return _TALLY.first(connection, learner=learner, bank=bank, day=day, since=since)


def answers(
    connection: Connection,
    learner: str,
    card_id: int,
    options_then: Callable[[str], Options | None] = lambda _digest: None,
) -> tuple[Entry, ...]:
    """Return a card's log as scheduling reads it, oldest first, without what was undone.

    ``options_then`` turns a row's ``parameters`` into the options it was scheduled with.
    """
    rows = connection.execute(
        select(
            ReviewRow.rating, ReviewRow.answered_at, ReviewRow.study_day, ReviewRow.kind,
            ReviewRow.parameters, PLACE,
        )
        .where(
            ReviewRow.learner_id == learner, ReviewRow.card_id == card_id,
            ReviewRow.undone_by.is_(None), ReviewRow.kind.not_in(APART),
        )
        .order_by(ReviewRow.seq)
    )  # fmt: skip
    return tuple(
        entry_of(row)
        or Answer(Rating(row.rating), row.answered_at, row.study_day, options_then(row.parameters))
        for row in rows
    )


def entry_of(row: Any) -> Reset | Moved | None:
    """Return the entry of a row that is no answer (it has ``PLACE``); None of one that is."""
    if row.kind == RESET:
        return Reset(row.answered_at, row.study_day)
    return moved_from(row) if row.kind == MOVED else None


def moved_from(row: Any) -> Moved:
    """Return where a row says that its card was put."""
    said = row.place
    place = json.loads(said) if isinstance(said, str) else said or {}
    memory = MemoryState(*place["memory"]) if place.get("memory") else None
    stage = Stage(place.get("stage", Stage.REVIEW.value))
    numbers = {name: place[name] for name in _PLACED if name in place}
    return Moved(row.answered_at, row.study_day, stage, memory=memory, **numbers)


def place_of(entry: Moved) -> dict[str, Any]:
    """Return what ``moved_from`` reads, as plain data."""
    place: dict[str, Any] = {"stage": entry.stage.value}
    if entry.memory is not None:
        place["memory"] = [entry.memory.stability, entry.memory.difficulty]
    said = {name: getattr(entry, name) for name in _PLACED}
    return place | {name: value for name, value in said.items() if value is not None}


def of_card(connection: Connection, learner: str, card_id: int) -> list[AnyRow]:
    """Return all of a card's log that wasn't undone, oldest first."""
    columns = (
        ReviewRow.answered_at, ReviewRow.zone, ReviewRow.study_day, ReviewRow.rating,
        ReviewRow.kind, ReviewRow.interval_after, ReviewRow.duration_ms,
        ReviewRow.stability_before, ReviewRow.stability_after, ReviewRow.difficulty_after,
        ReviewRow.response,
    )  # fmt: skip
    rows = connection.execute(
        select(*columns)
        .where(
            ReviewRow.learner_id == learner, ReviewRow.card_id == card_id,
            ReviewRow.undone_by.is_(None),
        )
        .order_by(ReviewRow.seq)
    )  # fmt: skip
    return list(rows)


def entry(connection: Connection, seq: int) -> dict[str, Any]:
    """Return a row of the log by its number."""
    row = connection.execute(_COUNTED.where(ReviewRow.seq == seq)).mappings().one()
    return dict(row)


_TOLD = (
    _COUNTED.add_columns(CardRow.topic.label("of_topic"))
    .join(CardRow, CardRow.id == ReviewRow.card_id)
    .where(ReviewRow.undone_by.is_(None), ReviewRow.kind.not_in(NO_ANSWER))
)
# every learner's: with the learner first, as the index has it
_OF_CARD = (
    ReviewRow.learner_id.in_(select(LearnerRow.id)),
    ReviewRow.card_id == bindparam("card"),
)


def entries(connection: Connection, learner: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield a learner's log as sums are counted from it, with the topic of each card."""
    for row in connection.execute(_TOLD.where(ReviewRow.learner_id == learner)).mappings():
        yield dict(row), row["of_topic"]


def entries_of(connection: Connection, card_id: int) -> list[tuple[dict[str, Any], str]]:
    """Return every learner's log of a card as ``entries`` does."""
    rows = connection.execute(_TOLD.where(*_OF_CARD), {"card": card_id}).mappings()
    return [(dict(row), row["of_topic"]) for row in rows]


def learners_of(connection: Connection, card_id: int) -> tuple[str, ...]:
    """Return who has answered a card."""
    query = select(ReviewRow.learner_id).where(*_OF_CARD).distinct()
    return tuple(connection.execute(query, {"card": card_id}).scalars())
