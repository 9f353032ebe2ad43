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

from app.scheduling.types import Answer
from app.scheduling.types import Rating
from app.scheduling.types import Reset
from app.store.models import CardRow
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
RESET = "manual"  # the learner begins anew with a card: no answer, so that no sum counts it
_LEARNER: BindParameter[Any] = bindparam("learner")
_FIND = Prepared(
    select(ReviewRow.seq, ReviewRow.card_id, ReviewRow.rating, ReviewRow.undone_by).where(
        ReviewRow.learner_id == _LEARNER, ReviewRow.id == bindparam("review")
    )
)
_LAST = Prepared(
    select(ReviewRow.seq, ReviewRow.card_id, ReviewRow.id)
    .join(CardRow, CardRow.id == ReviewRow.card_id)
    .where(
        ReviewRow.learner_id == _LEARNER,
        ReviewRow.bank_id == bindparam("bank"),
        ReviewRow.undone_by.is_(None),
        CardRow.retired.is_(False),
    )
    .order_by(ReviewRow.seq.desc())
    .limit(1)
)
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
        ReviewRow.kind != RESET, ReviewRow.answered_at >= bindparam("since"),
    )
)  # fmt: skip
_COLUMNS = tuple(
    column.name for column in ReviewRow.__table__.columns if column.name not in ("seq", "undone_by")
)
_APPEND = Prepared(insert(ReviewRow).values({name: bindparam(name) for name in _COLUMNS}))


def review(connection: Held, learner: str, review_id: str) -> Any:
    """Return the log row of a client-made id, or None if it wasn't stored."""
    return _FIND.first(connection, learner=learner, review=review_id)


def append_review(connection: Held, values: dict[str, Any]) -> None:
    """Append a row to the log; ``response`` is plain data or None."""
    response = values["response"]
    text = None if response is None else json.dumps(response, ensure_ascii=False)
    _APPEND.run(connection, **{**values, "response": text})


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
            ReviewRow.parameters,
        )
        .where(
            ReviewRow.learner_id == learner, ReviewRow.card_id == card_id,
            ReviewRow.undone_by.is_(None), ReviewRow.kind.not_in(APART),
        )
        .order_by(ReviewRow.seq)
    )  # fmt: skip
    return tuple(
        Reset(row.answered_at, row.study_day)
        if row.kind == RESET
        else Answer(
            Rating(row.rating), row.answered_at, row.study_day, options_then(row.parameters)
        )
        for row in rows
    )


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


def entries(connection: Connection, learner: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield a learner's log as sums are counted from it, with the topic of each card."""
    rows = connection.execute(
        _COUNTED.add_columns(CardRow.topic.label("of_topic"))
        .join(CardRow, CardRow.id == ReviewRow.card_id)
        .where(
            ReviewRow.learner_id == learner, ReviewRow.undone_by.is_(None), ReviewRow.kind != RESET
        )
    ).mappings()
    for row in rows:
        yield dict(row), row["of_topic"]


def learners_of(connection: Connection, card_id: int) -> tuple[str, ...]:
    """Return who has answered a card."""
    rows = connection.execute(
        select(ReviewRow.learner_id).where(ReviewRow.card_id == card_id).distinct()
    )
    return tuple(rows.scalars())
