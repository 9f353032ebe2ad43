"""The cards of a bank: made, retired and moved as its items ask; and the states that follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import insert
from sqlalchemy import not_
from sqlalchemy import select
from sqlalchemy import update

from app.scheduling.types import Stage
from app.store.models import CardRow
from app.store.models import LearnerRow
from app.store.models import StateRow
from question_bank.items import faces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy import Connection

    from question_bank.bank import Bank

_FEW = 5_000  # parameters of a statement
_MANY = 20_000  # cards moved, from which on all of a bank's states are gone through
_UPDATE = (
    update(CardRow)
    .where(CardRow.id == bindparam("row_id"))
    .execution_options(synchronize_session=None)
)


@dataclass(frozen=True, slots=True)
class Wrote:
    """What changed of a bank's cards.

    ``returned`` were retired and are asked again; ``moved`` have the topic they came from;
    ``touched`` are all that came, went, came back or moved.
    """

    returned: tuple[int, ...]
    moved: Mapping[int, str]
    touched: frozenset[int]


def write_cards(  # noqa: PLR0913 - a bank, and what is known of it
    connection: Connection, bank: Bank, pks: Mapping[str, int], *, now: int,
    added: Mapping[tuple[str, int], int], whole: bool,
) -> Wrote:  # fmt: skip
    """Make the cards that items ask for; retire the others, whose states wait for their return.

    Args:
        connection: a writing transaction.
        bank: a sound bank.
        pks: by item, its row.
        now: ms since the epoch, UTC: when the cards that are new were added, and stay so.
        added: when another program had added a card, by its item and number.
        whole: whether to write every row anew, whatever it says.
    """
    old = _stored(connection, bank.id)
    asked = ((item, n) for item in bank.items for n in faces(item))
    new: list[dict[str, Any]] = []
    kept: list[dict[str, Any]] = []
    returned, moved = [], {}
    for position, (item, n) in enumerate(asked):
        pk, topic = pks[item.id], item.topic
        card = old.pop((pk, n), None)
        values = {"topic": topic, "position": position, "retired": False}
        if card is None:
            at = added.get((item.id, n), now)
            new.append({"item_pk": pk, "n": n, "bank_id": bank.id, "added_at": at, **values})
            continue
        if whole or (card.topic, card.position, card.retired) != (topic, position, False):
            kept.append({"row_id": card.id, **values})
        if card.retired:
            returned.append(card.id)
        if card.topic != topic:
            moved[card.id] = card.topic
    if new:
        connection.execute(insert(CardRow), new)
    if kept:
        connection.execute(_UPDATE, kept)
    gone = [card.id for card in old.values() if whole or not card.retired]
    _retire(connection, gone)
    _follow(connection, bank.id, [row["row_id"] for row in kept], returned, whole=whole)
    made = _made(connection, bank.id, {row["item_pk"] for row in new})
    return Wrote(tuple(returned), moved, frozenset({*made, *gone, *returned, *moved}))


def added_at(connection: Connection, card_id: int) -> int | None:
    """Return when a card was added, ms UTC; None if nobody knows."""
    return connection.execute(select(CardRow.added_at).where(CardRow.id == card_id)).scalar()


def states_of(cards: Any) -> tuple[ColumnElement[bool], ...]:
    """Hold for every learner's states of cards: with the learner first, as its key has it."""
    return StateRow.learner_id.in_(select(LearnerRow.id)), StateRow.card_id.in_(cards)


def _stored(connection: Connection, bank: str) -> dict[tuple[int, int], Any]:
    rows = connection.execute(
        select(
            CardRow.id, CardRow.item_pk, CardRow.n, CardRow.topic, CardRow.position,
            CardRow.retired,
        ).where(CardRow.bank_id == bank)
    )  # fmt: skip
    return {(row.item_pk, row.n): row for row in rows}


def _made(connection: Connection, bank: str, pks: set[int]) -> set[int]:
    if len(pks) > _MANY:
        return {int(row.id) for row in _stored(connection, bank).values()}
    found: set[int] = set()
    for some in _parts(sorted(pks)):
        rows = connection.execute(select(CardRow.id).where(CardRow.item_pk.in_(some)))
        found.update(rows.scalars())
    return found


def _parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[at : at + _FEW] for at in range(0, len(rows), _FEW))


def _retire(connection: Connection, gone: Sequence[int]) -> None:
    for some in _parts(gone):
        connection.execute(update(CardRow).where(CardRow.id.in_(some)).values(retired=True))
        connection.execute(update(StateRow).where(*states_of(some)).values(active=False))


def _follow(
    connection: Connection, bank: str, kept: Sequence[int], returned: Sequence[int], *,
    whole: bool,
) -> None:  # fmt: skip
    """Bring the states of cards to their topic and, of new ones, their place in the bank."""
    mine = CardRow.id == StateRow.card_id
    topic = select(CardRow.topic).where(mine).scalar_subquery()
    place = select(CardRow.position).where(mine).scalar_subquery()
    new = StateRow.stage == Stage.NEW.value
    everything = whole or len(kept) > _MANY
    for some in (kept,) if everything else _parts(kept):
        here = (StateRow.bank_id == bank,) if everything else states_of(some)
        states = update(StateRow).where(*here)
        connection.execute(states.where(StateRow.topic != topic).values(topic=topic))
        connection.execute(states.where(new, StateRow.due_day != place).values(due_day=place))
    for some in _parts(returned):
        back = update(StateRow).where(*states_of(some))
        connection.execute(back.values(active=not_(StateRow.suspended)))
