"""Find cards: count what a search finds, and return a page of it, sorted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import and_
from sqlalchemy import false
from sqlalchemy import func
from sqlalchemy import literal
from sqlalchemy import select
from sqlalchemy import true
from sqlalchemy.sql import visitors

from app.store import search
from app.store.conditions import faded
from app.store.conditions import key_of
from app.store.conditions import leading
from app.store.conditions import number
from app.store.models import CardRow
from app.store.models import ItemRow
from app.store.models import StateRow

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy import Select

    from app.store.conditions import Condition
    from app.store.conditions import Desk
    from app.store.search import Match

SORTS = (
    "stem", "topic", "kind", "due", "interval", "stability", "difficulty", "recall", "lapses",
    "flag", "state", "added",
)  # fmt: skip
_NUMBERS = {"interval": "ivl", "stability": "s", "difficulty": "d"}


def _sort(desk: Desk, name: str) -> Any:
    match name:
        case "stem":
            stem = func.coalesce(key_of(desk, "stem"), key_of(desk, "text"))
            return func.lower(stem)
        case "topic":
            return CardRow.topic
        case "kind":
            return ItemRow.kind
        case "added":
            return CardRow.added_at
        case "recall":
            return -faded(desk)
        case "flag":
            return func.nullif(StateRow.flag, 0)
        case "state":
            return StateRow.stage
        case _:
            return number(desk, _NUMBERS.get(name, name))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search ready to be run: the words that must be there, and what else must hold."""

    match: Match | None
    condition: Condition


def _found(
    desk: Desk, wanted: Wanted, order: Any = None, *, from_bank: bool = False
) -> Select[Any]:
    """Select the numbers of cards: by their words if there are any, else by their states.

    With ``from_bank`` they are looked at in the bank's order, so that the first of many are found
    soon; ``order`` is what they are sorted by, if they are. Tables that nothing of this looks at
    stay out.
    """
    asked = wanted.condition if order is None else and_(wanted.condition, order.is_not(None))
    in_bank: tuple[Condition, ...] = (CardRow.bank_id == desk.bank, CardRow.retired.is_(False))
    if wanted.match is not None or not from_bank:
        bank, retired = leading(desk, CardRow.bank_id, ""), leading(desk, CardRow.retired, true())
        in_bank = (bank == desk.bank, retired == false())
    mine = StateRow.learner_id == desk.learner
    if wanted.match is None and not from_bank:
        query = select(CardRow.id).select_from(StateRow)
        query = query.join(CardRow, CardRow.id == StateRow.card_id)
        in_bank = (*in_bank, mine, StateRow.bank_id == desk.bank)
    else:
        query = select(CardRow.id).select_from(CardRow)
        if wanted.match is not None:
            table = search.words_table(desk.dialect)
            query = query.join(table, CardRow.item_pk == _word_key(desk))
            query = query.where(search.matches(desk.dialect, wanted.match))
        if desk.dialect == "sqlite":  # can only be asked once the card is known
            mine = StateRow.learner_id == func.coalesce(literal(desk.learner), CardRow.topic)
        if _looks_at(asked, StateRow):
            query = query.join(StateRow, and_(StateRow.card_id == CardRow.id, mine))
    if _looks_at(asked, ItemRow):
        query = query.join(ItemRow, ItemRow.pk == CardRow.item_pk)
    return query.where(*in_bank, wanted.condition)


def _word_key(desk: Desk) -> Any:
    return search.words_table(desk.dialect).c[search.key_name(desk.dialect)]


def _looks_at(expression: Any, model: Any) -> bool:
    """Whether a condition or an order looks at a table."""
    table = model.__table__
    return any(getattr(part, "table", None) is table for part in visitors.iterate(expression))


def first(
    connection: Connection, desk: Desk, wanted: Wanted, most: int, *, descending: bool = False
) -> list[int]:
    """Return the numbers of the cards found, at most so many.

    Fewer than ``most`` are all, in the bank's order; else they come as they are met: those of
    words by the order of their items.
    """
    query = _found(desk, wanted).add_columns(CardRow.position).limit(most)
    if wanted.match is not None:
        key = _word_key(desk)
        query = query.order_by(key.desc() if descending else key)
    rows = connection.execute(query).all()
    if len(rows) < most:
        rows = sorted(rows, key=lambda row: int(row.position), reverse=descending)
    return [row.id for row in rows]


def page(  # noqa: PLR0913 - a search, an order and a window
    connection: Connection, desk: Desk, wanted: Wanted, *, sort: str | None, descending: bool,
    limit: int, offset: int,
) -> list[int]:  # fmt: skip
    """Return a window of the cards found, sorted.

    Args:
        connection: a transaction.
        desk: whose cards.
        wanted: the search.
        sort: one of ``SORTS``; None for the order of the bank, or of the items if words are
            searched for. What has no value in a column comes last.
        descending: the other way round.
        limit: how many.
        offset: how many are left out before them.
    """
    if sort is not None:
        column = _sort(desk, sort)
        query = _found(desk, wanted, column)
        order = (column.desc() if descending else column.asc()).nulls_last()
        query = query.order_by(order, CardRow.position)
    else:
        key = CardRow.position if wanted.match is None else _word_key(desk)
        query = _found(desk, wanted, from_bank=True)
        query = query.order_by(key.desc() if descending else key)
    return list(connection.execute(query.limit(limit).offset(offset)).scalars())


def among(cards: list[int]) -> Wanted:
    """Search for cards by their numbers."""
    return Wanted(None, StateRow.card_id.in_(cards))


def rows(connection: Connection, desk: Desk, cards: list[int]) -> list[Any]:
    """Return what a table shows of cards."""
    found = connection.execute(
        select(
            CardRow.id, CardRow.n, CardRow.topic, CardRow.added_at, ItemRow.item_id, ItemRow.kind,
            ItemRow.data,
            *(getattr(StateRow, name) for name in _SHOWN),
        )
        .join(ItemRow, ItemRow.pk == CardRow.item_pk)
        .join(StateRow, and_(StateRow.card_id == CardRow.id, StateRow.learner_id == desk.learner))
        .where(CardRow.id.in_(cards))
    )  # fmt: skip
    by_number = {row.id: row for row in found}
    return [by_number[card] for card in cards if card in by_number]


_SHOWN = (
    "stage", "step", "due_at", "due_day", "interval", "stability", "difficulty", "reps", "lapses",
    "last_at", "last_day", "suspended", "buried_until", "flag", "marked", "notice",
)  # fmt: skip
