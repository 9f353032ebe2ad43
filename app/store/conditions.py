"""What a card can be searched by: conditions, to be put together and asked by ``finding``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import JSON
from sqlalchemy import and_
from sqlalchemy import case
from sqlalchemy import cast
from sqlalchemy import exists
from sqlalchemy import false
from sqlalchemy import func
from sqlalchemy import literal
from sqlalchemy import not_
from sqlalchemy import or_
from sqlalchemy import select
from sqlalchemy import true

from app.scheduling.types import Stage
from app.store import search
from app.store.models import CardRow
from app.store.models import CitationRow
from app.store.models import ItemRow
from app.store.models import ReviewRow
from app.store.models import StateRow

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable

    from app.store.search import Match

Condition = Any  # of SQLAlchemy's: a column expression that is true or false

_STEPS = (Stage.LEARNING.value, Stage.RELEARNING.value)
_REVIEW, _NEW = Stage.REVIEW.value, Stage.NEW.value


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose cards are searched, and when.

    ``day`` is the study day, ``until`` when a step counts as due (ms UTC), ``leech`` the lapses
    that make one (0: none do). ``led``: words lead the way to the cards (see ``leading``).
    """

    dialect: str
    learner: str
    bank: str
    day: int
    until: int
    leech: int
    led: bool = False


def all_of(parts: Iterable[Condition]) -> Condition:
    """Return the condition that all hold; without any, it holds."""
    return and_(true(), *parts)


def any_of(parts: Iterable[Condition]) -> Condition:
    """Return the condition that one holds."""
    return or_(false(), *parts)


def none_of(part: Condition) -> Condition:
    """Return the condition that another doesn't hold; what is unknown doesn't hold."""
    return not_(func.coalesce(part, false()))


def words(desk: Desk, wanted: Match) -> Condition:
    """Hold where the item's words match."""
    table = search.words_table(desk.dialect)
    pk = table.c[search.key_name(desk.dialect)]
    return _item(desk).in_(select(pk).where(search.matches(desk.dialect, wanted)))


def _item(desk: Desk) -> Any:
    return leading(desk, CardRow.item_pk, 0) if desk.led else CardRow.item_pk


def leading(desk: Desk, column: Any, nothing: Any) -> Any:
    """Return a column that SQLite can't look up by: something else must lead to its table.

    Without statistics SQLite holds any index for a good one, and would ask for each card of the
    bank whether its words match, which is a thousand times as slow as the other way round.
    """
    return func.coalesce(column, nothing) if desk.dialect == "sqlite" else column


def like(column: str, value: str) -> Condition:
    """Hold where the item's id, its kind or its topic is a value; a last ``*`` stands for more."""
    columns = {"id": ItemRow.item_id, "kind": ItemRow.kind, "topic": CardRow.topic}
    return _alike(columns[column], value)


def said(desk: Desk, name: str, value: str, default: str = "") -> Condition:
    """Hold where a key of the item is a value; a last ``*`` stands for more."""
    return _alike(func.coalesce(key_of(desk, name), default), value)


def tagged(desk: Desk, value: str) -> Condition:
    """Hold where one of the item's tags is a value; a last ``*`` stands for more."""
    if desk.dialect == "sqlite":
        tags = func.json_extract(ItemRow.data, "$.tags")
    else:
        tags = cast(ItemRow.data, JSON)["tags"].as_string()
    quoted = f'"{_plain(value.removesuffix("*"))}' + ("" if value.endswith("*") else '"')
    return tags.like(f"%{quoted}%", escape="\\")


def key_of(desk: Desk, name: str) -> Any:
    """Return a key of the item; null if it has none."""
    if desk.dialect == "sqlite":
        return func.json_extract(ItemRow.data, f"$.{name}")
    return cast(ItemRow.data, JSON)[name].as_string()


def _alike(column: Any, value: str) -> Condition:
    if value.endswith("*"):
        return column.like(f"{_plain(value[:-1])}%", escape="\\")
    return column == value


def _plain(value: str) -> str:
    return value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def cites(desk: Desk, paragraph: int, source: str | None) -> Condition:
    """Hold where the item cites a paragraph, of one source or of any."""
    return _citing(desk, CitationRow.paragraph == paragraph, source)


def cites_within(desk: Desk, source: str, start: int, end: int) -> Condition:
    """Hold where the item cites something between two places of a source."""
    return _citing(desk, and_(CitationRow.start < end, CitationRow.end > start), source)


def _citing(desk: Desk, where: Condition, source: str | None) -> Condition:
    of_source = true() if source is None else CitationRow.source_id == source
    found = select(CitationRow.item_pk).where(CitationRow.bank_id == desk.bank, of_source, where)
    return _item(desk).in_(found)


def is_(desk: Desk, state: str) -> Condition:
    """Hold where a card is what a search calls ``state``; a relapse is at a step and a review."""
    at_step = StateRow.stage.in_(_STEPS)
    buried = StateRow.buried_until > desk.day
    step_due = or_(StateRow.due_at <= desk.until, StateRow.due_day <= desk.day)
    due = or_(
        and_(StateRow.stage == _REVIEW, StateRow.due_day <= desk.day), and_(at_step, step_due)
    )
    found: dict[str, Condition] = {
        "new": StateRow.stage == _NEW,
        "learn": at_step,
        "review": StateRow.stage.in_((_REVIEW, Stage.RELEARNING.value)),
        "due": and_(StateRow.active, not_(buried), due),
        "suspended": StateRow.suspended,
        "buried": buried,
        "marked": StateRow.marked,
        "leech": StateRow.lapses >= desk.leech if desk.leech else false(),
        "changed": StateRow.notice.is_not(None),
    }
    return found[state]


def flagged(flag: int) -> Condition:
    """Hold where a card has a flag."""
    return StateRow.flag == flag


def answered(desk: Desk, days: int, rating: int | None) -> Condition:
    """Hold where a card was answered within so many study days, with a rating or any."""
    rated = true() if rating is None else ReviewRow.rating == rating
    return exists().where(
        ReviewRow.learner_id == desk.learner,
        ReviewRow.card_id == StateRow.card_id,
        ReviewRow.study_day > desk.day - days,
        ReviewRow.undone_by.is_(None),
        rated,
    )


def number(desk: Desk, name: str) -> Any:
    """Return a number of a card: s, d, ivl, lapses, reps, or due in days from today."""
    studied = StateRow.stage != _NEW
    found: dict[str, Any] = {
        "s": StateRow.stability,
        "d": StateRow.difficulty,
        "ivl": case((studied, StateRow.interval)),
        "lapses": StateRow.lapses,
        "reps": StateRow.reps,
        "due": case((studied, func.coalesce(StateRow.due_day - desk.day, 0))),
    }
    return found[name]


def faded(desk: Desk) -> Any:
    """Return the days since the last answer in units of stability: the more, the less recall."""
    days = desk.day - StateRow.last_day
    return case((StateRow.last_day > desk.day, 0.0), else_=days / StateRow.stability)


def compare(
    column: Any, holds: Callable[[Any, Any], Any], value: float, half: float = 0.0
) -> Condition:
    """Hold where a number compares so with a value; for a fraction, equal is within ``half``."""
    if half and holds(0, 0) != holds(0, 1) and holds(0, 1) == holds(1, 0):  # = or !=
        near = and_(column >= value - half, column < value + half)
        return near if holds(0, 0) else not_(near)
    return holds(column, literal(value))
