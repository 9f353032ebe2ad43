"""Cards picked by what they are about or how they stand, the least known first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import case
from sqlalchemy import func
from sqlalchemy import literal_column
from sqlalchemy import or_
from sqlalchemy import select

from app.scheduling.types import Stage
from app.store.models import CardRow
from app.store.models import CitationRow
from app.store.models import StateRow

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy import Connection

# as the partial indexes say it: a parameter would tell SQLite nothing
_LAPSED: ColumnElement[bool] = literal_column("card_state.lapses > 0")
_FLAGGED: ColumnElement[bool] = literal_column("card_state.flag > 0")
MOST = 1_000  # cards of a session; no one goes through more


@dataclass(frozen=True, slots=True)
class Pick:
    """Which cards of a bank; each condition narrows.

    ``span`` is a source with the start and end of words that must be cited, ``paragraph`` a source
    with a paragraph's number; ``lapses`` is the least number of lapses, ``flag`` a flag.
    ``known``: only cards that were answered. ``cards``, if any: only these.
    """

    bank: str
    topic: str | None = None
    span: tuple[str, int, int] | None = None
    paragraph: tuple[str, int] | None = None
    lapses: int = 0
    flag: int = 0
    known: bool = False
    cards: tuple[int, ...] = ()


def picked(
    connection: Connection, learner: str, pick: Pick, day: int, most: int = MOST
) -> tuple[int, ...]:
    """Return the cards of a pick in a study day, those never answered first, then the weakest.

    Recall falls with the time since the last answer as a share of stability, so that their order
    is that of recall whatever the parameters. What is suspended, or buried by the learner for
    today, isn't among them; what an answer has buried is.
    """
    new = StateRow.stage == Stage.NEW.value
    faded = (day - StateRow.last_day) * 1.0 / StateRow.stability
    rows = connection.execute(
        select(StateRow.card_id)
        .where(
            StateRow.learner_id == learner, StateRow.bank_id == pick.bank,
            StateRow.active, *_conditions(pick),
            or_(StateRow.buried_until <= day, StateRow.buried_by.is_not(None)),
        )
        .order_by(
            case((new, 0), else_=1), case((new, StateRow.due_day), else_=0), faded.desc(),
            StateRow.card_id,
        )
        .limit(most)
    )  # fmt: skip
    return tuple(rows.scalars())


def _conditions(pick: Pick) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if pick.topic is not None:
        found.append(StateRow.topic == pick.topic)
    if pick.lapses:
        found += (_LAPSED, StateRow.lapses >= pick.lapses)
    if pick.flag:
        found += (_FLAGGED, StateRow.flag == pick.flag)
    if pick.cards:
        found.append(StateRow.card_id.in_(pick.cards))
    if pick.known:
        found.append(StateRow.stage != Stage.NEW.value)
    if pick.span is not None:
        source, start, end = pick.span
        found.append(_citing(pick, source, CitationRow.start < end, CitationRow.end > start))
    if pick.paragraph is not None:
        source, number = pick.paragraph
        found.append(_citing(pick, source, CitationRow.paragraph == number))
    return found


def _citing(pick: Pick, source: str, *where: Any) -> ColumnElement[bool]:
    items = select(CitationRow.item_pk).where(
        CitationRow.bank_id == pick.bank, CitationRow.source_id == source, *where
    )
    return StateRow.card_id.in_(select(CardRow.id).where(CardRow.item_pk.in_(items)))


@dataclass(frozen=True, slots=True)
class Tallies:
    """How many cards of a bank there are to pick: by topic, by flag, leeches, answered ones."""

    topics: dict[str, int]
    flags: dict[int, int]
    leeches: int
    known: int


def tallies(connection: Connection, learner: str, bank: str, lapses: int) -> Tallies:
    """Count what can be picked; ``lapses`` make a leech."""
    scope = (StateRow.learner_id == learner, StateRow.bank_id == bank, StateRow.active)
    many = func.count().label("many")

    def by(column: Any, *where: Any) -> dict[Any, int]:
        rows = connection.execute(
            select(column.label("key"), many).where(*scope, *where).group_by(column)
        )
        return {row.key: row.many for row in rows}

    known = by(StateRow.bank_id, StateRow.stage != Stage.NEW.value).get(bank, 0)
    leeches = by(StateRow.bank_id, _LAPSED, StateRow.lapses >= lapses).get(bank, 0)
    return Tallies(by(StateRow.topic), by(StateRow.flag, _FLAGGED), leeches, known)


def by_paragraph(connection: Connection, learner: str, bank: str) -> dict[tuple[str, int], int]:
    """Count the cards over each paragraph that has some, by source and number."""
    rows = connection.execute(
        select(
            CitationRow.source_id, CitationRow.paragraph,
            func.count(func.distinct(CardRow.id)).label("cards"),
        )
        .join(CardRow, CardRow.item_pk == CitationRow.item_pk)
        .join(StateRow, StateRow.card_id == CardRow.id)
        .where(
            CitationRow.bank_id == bank, StateRow.learner_id == learner, StateRow.active,
        )
        .group_by(CitationRow.source_id, CitationRow.paragraph)
    )  # fmt: skip
    return {(row.source_id, row.paragraph): row.cards for row in rows}
