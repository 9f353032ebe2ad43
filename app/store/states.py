"""A card with a learner's state of it: read for a page, put after an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import and_
from sqlalchemy import bindparam
from sqlalchemy import insert
from sqlalchemy import literal
from sqlalchemy import select
from sqlalchemy import update

from app.scheduling.types import CardState
from app.scheduling.types import MemoryState
from app.scheduling.types import Stage
from app.store.ledger import DeckRow
from app.store.ledger import PresetRow
from app.store.models import CardRow
from app.store.models import ItemRow
from app.store.models import StateRow
from app.store.prepared import Prepared

if TYPE_CHECKING:
    from sqlalchemy import BindParameter

    from app.store.prepared import Held

_LEARNER: BindParameter[Any] = bindparam("learner")
_MINE = and_(StateRow.card_id == CardRow.id, StateRow.learner_id == _LEARNER)
_STATE = (
    StateRow.stage, StateRow.step, StateRow.due_at, StateRow.due_day, StateRow.interval,
    StateRow.stability, StateRow.difficulty, StateRow.reps, StateRow.lapses,
    StateRow.last_at, StateRow.last_day, StateRow.suspended, StateRow.buried_until, StateRow.flag,
    StateRow.marked, StateRow.notice,
)  # fmt: skip


_OF_CARD = (CardRow.id.label("card_id"), CardRow.bank_id, CardRow.topic, CardRow.position)


def _card(*columns: Any) -> Prepared:
    return Prepared(
        select(*_OF_CARD, *columns, *_STATE)
        .join(ItemRow, ItemRow.pk == CardRow.item_pk)
        .outerjoin(StateRow, _MINE)
        .where(CardRow.id == bindparam("card"), CardRow.retired.is_(False))
    )


_SHOWN = _card(CardRow.n, ItemRow.item_id, ItemRow.data, ItemRow.passages)
_PRESET = (
    select(PresetRow.data)
    .join(
        DeckRow,
        and_(DeckRow.learner_id == PresetRow.learner_id, DeckRow.preset_id == PresetRow.id),
    )
    .where(DeckRow.learner_id == _LEARNER, DeckRow.bank_id == CardRow.bank_id)
    .correlate(CardRow)
    .scalar_subquery()
)
_ANSWERED = _card(ItemRow.fingerprint, _PRESET.label("preset"))
_MEMORIES = Prepared(
    select(ItemRow.item_id, *_STATE)
    .join(CardRow, CardRow.id == StateRow.card_id)
    .join(ItemRow, ItemRow.pk == CardRow.item_pk)
    .where(
        StateRow.learner_id == _LEARNER,
        StateRow.bank_id == bindparam("bank"),
        StateRow.stage != Stage.NEW.value,
        CardRow.retired.is_(False),
    )
)
_KEY = and_(StateRow.learner_id == _LEARNER, StateRow.card_id == bindparam("card"))
SCHEDULED = (
    "stage step due_at due_day shuffle interval stability difficulty reps lapses last_at last_day"
).split()
_VALUES = ("bank_id", "topic", "notice", *SCHEDULED)
_INSERT = Prepared(
    insert(StateRow).values(
        learner_id=_LEARNER, card_id=bindparam("card"), active=True, suspended=False,
        buried_until=0, flag=0, marked=False,
        **{name: bindparam(f"new_{name}") for name in _VALUES},
    )
)  # fmt: skip
_UPDATE = Prepared(
    update(StateRow).where(_KEY).values({name: bindparam(f"new_{name}") for name in _VALUES})
)


def _move(*without: str) -> Prepared:
    names = [name for name in SCHEDULED if name not in without]
    return Prepared(
        update(StateRow).where(_KEY).values({name: bindparam(f"new_{name}") for name in names})
    )


# what is indexed and stays isn't written: SQLite would take it out of its index and put it back
_MOVE, _LAPSE = _move("lapses"), _move()
_ANY = Prepared(
    select(StateRow.card_id)
    .where(StateRow.learner_id == _LEARNER, StateRow.bank_id == bindparam("bank"), StateRow.active)
    .limit(1)
)
_ENSURE = Prepared(
    insert(StateRow).from_select(
        [
            "learner_id", "card_id", "bank_id", "topic", "stage", "step", "due_day", "shuffle",
            "interval", "reps", "lapses",
        ],
        select(
            _LEARNER, CardRow.id, CardRow.bank_id, CardRow.topic, literal(Stage.NEW.value),
            literal(0), CardRow.position, literal(0), literal(0), literal(0), literal(0),
        ).where(
            CardRow.bank_id == bindparam("bank"),
            CardRow.retired.is_(False),
            ~select(StateRow.card_id).where(_MINE).exists(),
        ),
        include_defaults=False,
    )
)  # fmt: skip


def card(connection: Held, learner: str, card_id: int) -> Any:
    """Return a card with its item and the learner's state (columns None for a new card).

    None if there's no such card.
    """
    return _SHOWN.first(connection, learner=learner, card=card_id)


def answered(connection: Held, learner: str, card_id: int) -> Any:
    """Return a card as an answer needs it: the item's fingerprint and the learner's state.

    ``preset`` is the data of the preset that its bank is studied with, None without one.
    """
    return _ANSWERED.first(connection, learner=learner, card=card_id)


def of_bank(connection: Held, learner: str, bank: str) -> list[tuple[str, CardState]]:
    """Return the state of every card of a bank that the learner has answered, with its item."""
    rows = _MEMORIES.all(connection, learner=learner, bank=bank)
    return [(row.item_id, state_from(row)) for row in rows]


def ensure(connection: Held, learner: str, bank: str) -> None:
    """Give a learner a row for each card of a bank that has none."""
    _ENSURE.run(connection, learner=learner, bank=bank)


def any_of(connection: Held, learner: str, bank: str) -> bool:
    """Whether a learner has a row for any card of a bank that is asked."""
    return _ANY.scalar(connection, learner=learner, bank=bank) is not None


def state_from(row: Any) -> CardState:
    """Return the card state in a row's columns; a new card's is empty."""
    if row.stage in (None, Stage.NEW.value):
        return CardState()
    memory = None if row.stability is None else MemoryState(row.stability, row.difficulty)
    return CardState(
        Stage(row.stage), row.step, row.due_at, row.due_day, row.interval, memory,
        row.reps, row.lapses, row.last_at, row.last_day,
    )  # fmt: skip


def put_state(connection: Held, card_row: Any, learner: str, state: CardState) -> None:
    """Store a card's state in place of what was there; what the learner decided stays."""
    values = {f"new_{name}": value for name, value in scheduled(card_row, state).items()}
    if card_row.stage is not None and card_row.notice is None:
        moved = _MOVE if card_row.lapses == state.lapses else _LAPSE
        moved.run(connection, learner=learner, card=card_row.card_id, **values)
        return
    (_INSERT if card_row.stage is None else _UPDATE).run(
        connection, learner=learner, card=card_row.card_id, new_bank_id=card_row.bank_id,
        new_topic=card_row.topic, new_notice=None, **values,
    )  # fmt: skip


def scheduled(card_row: Any, state: CardState) -> dict[str, Any]:
    """Return a card's state as ``SCHEDULED`` columns: a new card is due at its place in the bank.

    ``card_row`` has ``card_id`` and ``position``.
    """
    new = state.stage is Stage.NEW
    memory = state.memory
    return {
        "stage": state.stage.value,
        "step": state.step,
        "due_at": state.due_at,
        "due_day": card_row.position if new else state.due_day,
        "shuffle": 0 if new else _shuffle(card_row.card_id, state.reps),
        "interval": state.interval,
        "stability": memory and memory.stability,
        "difficulty": memory and memory.difficulty,
        "reps": state.reps,
        "lapses": state.lapses,
        "last_at": state.last_at,
        "last_day": state.last_day,
    }


def _shuffle(card_id: int, reps: int) -> int:
    """Return a number that orders cards due on one day as if at random, the same each time."""
    return (card_id * 2_654_435_761 + reps * 40_503 + 12_345) * 69_069 % 2_147_483_647
