"""What goes out of the store with an export: which items are meant, and what was done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import and_
from sqlalchemy import func
from sqlalchemy import not_
from sqlalchemy import select

from app.scheduling.types import Stage
from app.store.attempts import AttemptRow
from app.store.log import NO_ANSWER
from app.store.models import CardRow
from app.store.models import ItemRow
from app.store.models import ReviewRow
from app.store.models import StateRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from sqlalchemy import Row

    AnyRow = Row[*tuple[Any, ...]]

QUIZ = "quiz"  # the kind of the log that no other program knows
NEWEST = "last"  # the name of the newest quiz
# ids of rows by which an import put cards where it had them last: Anki's own log has no such line
_PUT_BY_IMPORT = f"a-{'_' * 11}-{'_' * 12}-{'_' * 8}"
_STATE = (
    StateRow.card_id, StateRow.stage, StateRow.step, StateRow.due_at, StateRow.due_day,
    StateRow.interval, StateRow.stability, StateRow.difficulty, StateRow.reps, StateRow.lapses,
    StateRow.last_at, StateRow.suspended, StateRow.buried_until, StateRow.buried_by,
    StateRow.flag, StateRow.marked,
)  # fmt: skip
_LOG = (
    ReviewRow.id, ReviewRow.card_id, ReviewRow.rating, ReviewRow.kind, ReviewRow.answered_at,
    ReviewRow.interval_before, ReviewRow.interval_after, ReviewRow.difficulty_after,
    ReviewRow.duration_ms, ReviewRow.parameters,
)  # fmt: skip


def items_with(
    connection: Connection, learner: str, bank: str, *, lapses: int | None = None
) -> frozenset[str]:
    """Return the items of a bank that a learner has answered, or with so many lapses."""
    wanted = StateRow.stage != Stage.NEW.value if lapses is None else StateRow.lapses >= lapses
    rows = connection.execute(
        select(ItemRow.item_id)
        .join(CardRow, CardRow.item_pk == ItemRow.pk)
        .join(StateRow, StateRow.card_id == CardRow.id)
        .where(
            StateRow.learner_id == learner, StateRow.bank_id == bank, wanted,
            CardRow.retired.is_(False),
        )
        .distinct()
    )  # fmt: skip
    return frozenset(rows.scalars())


def quiz(connection: Connection, learner: str, bank: str, code: str) -> dict[str, Any] | None:
    """Return the form of a learner's newest quiz of a code, or of their newest; None without."""
    named = () if code.casefold() == NEWEST else (func.lower(AttemptRow.code) == code.casefold(),)
    found: dict[str, Any] | None = connection.execute(
        select(AttemptRow.form)
        .where(AttemptRow.learner_id == learner, AttemptRow.bank_id == bank, *named)
        .order_by(AttemptRow.started_at.desc(), AttemptRow.id)
        .limit(1)
    ).scalar()
    return found


def quizzes(connection: Connection, learner: str, bank: str, most: int) -> list[AnyRow]:
    """Return code and start (ms UTC) of a learner's quizzes, each code once, newest first."""
    started = func.max(AttemptRow.started_at).label("started_at")
    rows = connection.execute(
        select(AttemptRow.code, started)
        .where(AttemptRow.learner_id == learner, AttemptRow.bank_id == bank)
        .group_by(AttemptRow.code)
        .order_by(started.desc(), AttemptRow.code)
        .limit(most)
    )
    return list(rows)


def retired(connection: Connection, bank: str) -> list[str]:
    """Return the items that a bank had and has no longer."""
    rows = connection.execute(
        select(ItemRow.item_id)
        .where(ItemRow.bank_id == bank, ItemRow.retired.is_(True))
        .order_by(ItemRow.item_id)
    )
    return list(rows.scalars())


def first_day(connection: Connection, learner: str, bank: str) -> int | None:
    """Return the first study day on which a card of a bank was answered or due; None if none."""
    answered = connection.execute(
        select(func.min(ReviewRow.study_day)).where(
            ReviewRow.learner_id == learner, ReviewRow.bank_id == bank,
            ReviewRow.undone_by.is_(None),
        )
    ).scalar()  # fmt: skip
    due = connection.execute(
        select(func.min(StateRow.due_day)).where(
            StateRow.learner_id == learner, StateRow.bank_id == bank,
            StateRow.stage != Stage.NEW.value,
        )
    ).scalar()  # fmt: skip
    known = [day for day in (answered, due) if day is not None]
    return min(known) if known else None


def quiz_answers(connection: Connection, learner: str, bank: str) -> int:
    """Count a learner's answers in quizzes in the log of a bank."""
    return int(
        connection.execute(
            select(func.count()).where(
                ReviewRow.learner_id == learner, ReviewRow.bank_id == bank,
                ReviewRow.undone_by.is_(None), ReviewRow.kind == QUIZ,
            )
        ).scalar_one()
    )  # fmt: skip


def cards(connection: Connection, learner: str, bank: str, items: Sequence[str]) -> list[AnyRow]:
    """Return how the cards of some items stand, with the item and the card's number in it."""
    mine = and_(StateRow.card_id == CardRow.id, StateRow.learner_id == learner)
    rows = connection.execute(
        select(ItemRow.item_id, CardRow.n, *_STATE)
        .join(CardRow, CardRow.item_pk == ItemRow.pk)
        .join(StateRow, mine)
        .where(
            ItemRow.bank_id == bank, ItemRow.item_id.in_(items), CardRow.retired.is_(False),
        )
        .order_by(ItemRow.pk, CardRow.n)
    )  # fmt: skip
    return list(rows)


def log(connection: Connection, learner: str, numbers: Sequence[int]) -> list[AnyRow]:
    """Return the log of some cards, by card, oldest first; not what was undone, nor quizzes."""
    rows = connection.execute(
        select(*_LOG)
        .where(
            ReviewRow.learner_id == learner, ReviewRow.card_id.in_(numbers),
            ReviewRow.undone_by.is_(None), ReviewRow.kind != QUIZ,
            not_(and_(ReviewRow.kind.in_(NO_ANSWER), ReviewRow.id.like(_PUT_BY_IMPORT))),
        )
        .order_by(ReviewRow.card_id, ReviewRow.seq)
    )  # fmt: skip
    return list(rows)
