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
from sqlalchemy.dialects.postgresql import JSONB

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

    ``day`` is the study day, ``begins`` says when a study day does (ms UTC), ``until`` when a step
    counts as due (ms UTC), ``leech`` the lapses that make one (0: none do). ``led``: words lead
    the way to the cards (see ``leading``).
    """

    dialect: str
    learner: str
    bank: str
    day: int
    until: int
    begins: Callable[[int], int]
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


def alike_words(desk: Desk, wanted: Iterable[str], *, whole: bool) -> Condition:
    """Hold where each of these is a word of the item; ``*`` is any letters, ``_`` one.

    Without ``whole`` a word may go on. It is a look at all words of a bank's items.
    """
    table = search.words_table(desk.dialect)
    pk = table.c[search.key_name(desk.dialect)]
    found = (
        search.has_word(desk.dialect, f"{_wild(word)}{'' if whole else '%'}") for word in wanted
    )
    return _item(desk).in_(select(pk).where(*found))


def _item(desk: Desk) -> Any:
    return leading(desk, CardRow.item_pk, 0) if desk.led else CardRow.item_pk


def leading(desk: Desk, column: Any, nothing: Any) -> Any:
    """Return a column that SQLite can't look up by: something else must lead to its table.

    Without statistics SQLite holds any index for a good one, and would ask for each card of the
    bank whether its words match, which is a thousand times as slow as the other way round.
    """
    return func.coalesce(column, nothing) if desk.dialect == "sqlite" else column


def like(column: str, value: str) -> Condition:
    """Hold where the item's id, its kind or its topic is a value; ``*`` stands for any letters."""
    columns = {"id": ItemRow.item_id, "kind": ItemRow.kind, "topic": CardRow.topic}
    return _alike(columns[column], value)


def said(desk: Desk, name: str, value: str, default: str = "") -> Condition:
    """Hold where a key of the item is a value; ``*`` stands for any letters."""
    return _alike(func.coalesce(key_of(desk, name), default), value)


def tagged(desk: Desk, value: str) -> Condition:
    """Hold where one of the item's tags is a value; ``*`` is any letters. ``none``: it has none."""
    if desk.dialect == "sqlite":
        tags: Any = func.json_extract(ItemRow.data, "$.tags")
        each: Any = func.json_each(ItemRow.data, "$.tags").table_valued("value")
    else:
        tags = cast(ItemRow.data, JSONB)["tags"]
        each = func.jsonb_array_elements_text(tags).table_valued("value")
    if value == "none":
        return tags.is_(None)
    pattern = _wild(value)
    found = exists(select(each.c.value).where(each.c.value.like(pattern, escape="\\")))
    # few items are taken apart
    return and_(ItemRow.data.like(f'%"{pattern}"%', escape="\\"), tags.is_not(None), found)


def key_of(desk: Desk, name: str) -> Any:
    """Return a key of the item; null if it has none."""
    if desk.dialect == "sqlite":
        return func.json_extract(ItemRow.data, f"$.{name}")
    return cast(ItemRow.data, JSON)[name].as_string()


def _alike(column: Any, value: str) -> Condition:
    return column.like(_wild(value, "_"), escape="\\") if "*" in value else column == value


def _wild(value: str, plain: str = "") -> str:
    """Write a pattern as LIKE has it; the signs of ``plain`` mean themselves."""
    for sign in ("\\", "%", *plain):
        value = value.replace(sign, f"\\{sign}")
    return value.replace("*", "%")


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
        "buried-manually": and_(buried, StateRow.buried_by.is_(None)),
        "buried-sibling": and_(buried, StateRow.buried_by.is_not(None)),
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


def within(desk: Desk, what: str, days: int) -> Condition:
    """Hold where a card was added, first answered (``introduced``), its item edited, or it moved.

    Within so many study days, today included.
    """
    since = desk.begins(desk.day - days + 1)
    if what == "edited":
        return ItemRow.changed >= since // 1000
    if what == "added":  # few, and found by their index; of an old one nobody knows
        come = (CardRow.bank_id == desk.bank, CardRow.added_at >= since)
        return StateRow.card_id.in_(select(CardRow.id).where(*come))
    kinds = {"introduced": ("learn",), "resched": ("manual", "rescheduled")}[what]
    rows = select(ReviewRow.card_id).where(
        ReviewRow.learner_id == desk.learner,
        ReviewRow.bank_id == desk.bank,
        ReviewRow.study_day > desk.day - days,
        ReviewRow.kind.in_(kinds),
        ReviewRow.undone_by.is_(None),
        ReviewRow.reps_before == 0 if what == "introduced" else true(),
    )
    return StateRow.card_id.in_(rows)


def numbered(n: int) -> Condition:
    """Hold where a card is its item's so-manyth."""
    return CardRow.n == n


def any_card(cards: Iterable[int]) -> Condition:
    """Hold where a card is one of these."""
    return CardRow.id.in_(list(cards))


def number(desk: Desk, name: str) -> Any:
    """Return a number of a card: s, d, ivl, lapses, reps, due in days from today, or pos.

    ``pos`` is the place of a new card in its bank, from 0.
    """
    studied = StateRow.stage != _NEW
    found: dict[str, Any] = {
        "s": StateRow.stability,
        "d": StateRow.difficulty,
        "ivl": case((studied, StateRow.interval)),
        "lapses": StateRow.lapses,
        "reps": StateRow.reps,
        "due": case((studied, func.coalesce(StateRow.due_day - desk.day, 0))),
        "pos": case((StateRow.stage == _NEW, StateRow.due_day)),
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
