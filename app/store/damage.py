"""What of a learner's rows can't be as it stands, and the statements that mend it.

The log is only ever read here. Each ``find`` returns rows, each ``mend`` changes what was found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import and_
from sqlalchemy import delete
from sqlalchemy import exists
from sqlalchemy import func
from sqlalchemy import insert
from sqlalchemy import not_
from sqlalchemy import or_
from sqlalchemy import select
from sqlalchemy import union
from sqlalchemy import update

from app.scheduling.types import Stage
from app.store.attempts import AttemptRow
from app.store.ledger import ActionRow
from app.store.ledger import DailyRow
from app.store.ledger import DeckRow
from app.store.ledger import ImportedRow
from app.store.ledger import PresetRow
from app.store.log import PLACE
from app.store.models import CardRow
from app.store.models import LearnerRow
from app.store.models import ReviewRow
from app.store.models import StateRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement
    from sqlalchemy import Connection

    Rows = list[Any]

_CHUNK = 10_000  # rows read at a time
_OF_CARD = CardRow.id == StateRow.card_id
_OF_REVIEW = and_(ReviewRow.learner_id == StateRow.learner_id, ReviewRow.id == StateRow.buried_by)
_NOTICES = ("answer", "passage")
_FLAGS = 7


def file_faults(connection: Connection) -> list[str]:
    """Return what SQLite finds wrong with its file; PostgreSQL keeps its own house."""
    if connection.dialect.name != "sqlite":
        return []
    found = connection.exec_driver_sql("PRAGMA quick_check(20)").scalars()
    return [line for line in found if line != "ok"]


def dangling(connection: Connection) -> Rows:
    """Return how many rows of which table point to a row of another that isn't there."""
    if connection.dialect.name != "sqlite":
        return []
    return list(
        connection.exec_driver_sql(
            'SELECT "table", parent, count(*) AS rows FROM pragma_foreign_key_check'
            ' GROUP BY "table", parent ORDER BY "table", parent'
        )
    )


# ------------------------------------------------------------------ learners and their rows
def unknown_learners(connection: Connection) -> list[str]:
    """Return learners that have rows, but none of their own."""
    tables = (ReviewRow, StateRow, AttemptRow, ActionRow, PresetRow, DeckRow, DailyRow)
    named = union(*(select(table.learner_id) for table in tables)).subquery()
    return list(
        connection.execute(
            select(named.c.learner_id)
            .where(named.c.learner_id.not_in(select(LearnerRow.id)))
            .order_by(named.c.learner_id)
        ).scalars()
    )


def add_learner(connection: Connection, learner: str, now: int) -> None:
    """Give a learner their row again; ``now`` is ms UTC."""
    connection.execute(insert(LearnerRow).values(id=learner, name="You", created_at=now))


def decks_of(connection: Connection, learner: str) -> list[tuple[str, str]]:
    """Return who has cards of which bank: the learner of this place every one, others theirs."""
    pairs = union(
        select(StateRow.learner_id, StateRow.bank_id),
        select(ReviewRow.learner_id, ReviewRow.bank_id),
    )
    found = {(row[0], row[1]) for row in connection.execute(pairs)}
    banks = connection.execute(select(CardRow.bank_id).distinct()).scalars().all()
    known = {(name, bank) for name, bank in found if bank in banks}
    return sorted(known | {(learner, bank) for bank in banks})


def missing_states(connection: Connection, learner: str, bank: str) -> int:
    """Count the cards of a bank that have no row for a learner."""
    mine = select(StateRow.card_id).where(_OF_CARD, StateRow.learner_id == learner)
    wanted = (CardRow.bank_id == bank, CardRow.retired.is_(False), ~mine.exists())
    return int(connection.execute(select(func.count()).where(*wanted)).scalar_one())


def states_of_nothing(connection: Connection) -> Rows:
    """Return the learner's rows of cards that aren't there."""
    return list(connection.execute(select(StateRow.learner_id, StateRow.card_id).where(_NO_CARD)))


_NO_CARD = StateRow.card_id.not_in(select(CardRow.id))


def drop_states_of_nothing(connection: Connection) -> None:
    """Delete the rows of cards that aren't there."""
    connection.execute(delete(StateRow).where(_NO_CARD))


# ------------------------------------------------------------------ columns
_RETIRED = select(CardRow.retired).where(_OF_CARD).scalar_subquery()
_TOPIC = select(CardRow.topic).where(_OF_CARD).scalar_subquery()
_BANK = select(CardRow.bank_id).where(_OF_CARD).scalar_subquery()
_ACTIVE = and_(not_(StateRow.suspended), not_(_RETIRED))
_STANDING_REVIEW = exists().where(_OF_REVIEW, ReviewRow.undone_by.is_(None))
# what, condition, what is put there instead
COLUMNS: tuple[tuple[str, str, ColumnElement[bool], dict[str, Any]], ...] = (
    (
        "stands in another deck than its card", "put where its card is",
        or_(StateRow.topic != _TOPIC, StateRow.bank_id != _BANK),
        {"topic": _TOPIC, "bank_id": _BANK},
    ),
    (
        "is in the queue, or out of it, by mistake", "put right",
        StateRow.active != _ACTIVE, {"active": _ACTIVE},
    ),
    (
        "is buried by an answer that was taken back or isn't there", "dug up",
        and_(StateRow.buried_by.is_not(None), ~_STANDING_REVIEW),
        {"buried_until": 0, "buried_by": None},
    ),
    (
        "has a flag that isn't one of 0 to 7", "the flag is taken away",
        or_(StateRow.flag < 0, StateRow.flag > _FLAGS), {"flag": 0},
    ),
    (
        "has a notice of a change that can't be", "the notice is taken away",
        or_(
            StateRow.notice.not_in(_NOTICES),
            and_(StateRow.notice.is_not(None), StateRow.stage == Stage.NEW.value),
        ),
        {"notice": None},
    ),
)  # fmt: skip


def wrong(connection: Connection, condition: ColumnElement[bool]) -> Rows:
    """Return the learner's rows of which a condition holds."""
    return list(
        connection.execute(
            select(StateRow.learner_id, StateRow.card_id)
            .where(condition, ~_NO_CARD)
            .order_by(StateRow.learner_id, StateRow.card_id)
        )
    )


def put(connection: Connection, condition: ColumnElement[bool], values: dict[str, Any]) -> None:
    """Set columns of the learner's rows of which a condition holds."""
    connection.execute(
        update(StateRow)
        .where(condition, ~_NO_CARD)
        .values(values)
        .execution_options(synchronize_session=False)
    )


def set_notice(connection: Connection, learner: str, card: int, notice: str) -> None:
    """Bring back what a row said of a change of its card."""
    mine = and_(StateRow.learner_id == learner, StateRow.card_id == card)
    connection.execute(update(StateRow).where(mine).values(notice=notice))


# ------------------------------------------------------------------ states and the log
def states(connection: Connection, learner: str) -> Iterator[Any]:
    """Yield a learner's rows of cards that can be asked, with the card's place, by card."""
    return _stream(
        connection,
        select(*StateRow.__table__.columns, CardRow.position)
        .join(CardRow, CardRow.id == StateRow.card_id)
        .where(StateRow.learner_id == learner, CardRow.retired.is_(False))
        .order_by(StateRow.card_id),
    )


def log(connection: Connection, learner: str, apart: Iterable[str]) -> Iterator[Any]:
    """Yield a learner's log as scheduling reads it, by card, oldest first.

    ``apart`` are the kinds that it doesn't read.
    """
    return _stream(
        connection,
        select(
            ReviewRow.card_id, ReviewRow.rating, ReviewRow.answered_at, ReviewRow.study_day,
            ReviewRow.kind, ReviewRow.parameters, ReviewRow.zone, ReviewRow.rollover,
            ReviewRow.reps_before, PLACE,
        )
        .where(
            ReviewRow.learner_id == learner, ReviewRow.undone_by.is_(None),
            ReviewRow.kind.not_in(list(apart)),
        )
        .order_by(ReviewRow.card_id, ReviewRow.seq),
    )  # fmt: skip


def _stream(connection: Connection, wanted: Any) -> Iterator[Any]:
    with connection.execute(wanted, execution_options={"yield_per": _CHUNK}) as rows:
        yield from rows


def learners_with_states(connection: Connection) -> list[str]:
    """Return who has cards."""
    return sorted(connection.execute(select(StateRow.learner_id).distinct()).scalars())


def reviews_of_nothing(connection: Connection) -> Rows:
    """Return how many answers belong to cards that aren't there, by card."""
    return list(
        connection.execute(
            select(ReviewRow.card_id, func.count().label("answers"))
            .where(ReviewRow.card_id.not_in(select(CardRow.id)))
            .group_by(ReviewRow.card_id)
            .order_by(ReviewRow.card_id)
        )
    )


def undone_twice(connection: Connection) -> Rows:
    """Return the undos that stand at more than one answer: each takes back one."""
    return list(
        connection.execute(
            select(ReviewRow.undone_by, func.count().label("answers"))
            .where(
                ReviewRow.undone_by.is_not(None),
                ReviewRow.undone_by.not_in(select(ImportedRow.id)),  # each takes back all its rows
            )
            .group_by(ReviewRow.learner_id, ReviewRow.undone_by)
            .having(func.count() > 1)
        )
    )


def sums(connection: Connection, learner: str) -> Rows:
    """Return a learner's daily sums; those that came to nothing are none."""
    return list(
        connection.execute(
            select(*DailyRow.__table__.columns).where(
                DailyRow.learner_id == learner, or_(DailyRow.answers != 0, DailyRow.ms != 0)
            )
        )
    )
