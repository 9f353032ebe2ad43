"""Browse: the cards that a search finds, as a table; and what is done to many at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from app.scheduling.cards import retrievability
from app.scheduling.days import date_of
from app.scheduling.types import Stage
from app.services import holding
from app.services import searching
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.options import options_of
from app.services.terms import QueryError
from app.store import content
from app.store import finding
from app.store import states
from question_bank import markup
from question_bank.items import stem_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.scheduling.types import Options
    from app.services.runtime import Moment
    from app.services.runtime import Runtime
    from app.store.conditions import Desk
    from app.store.finding import Wanted
    from question_bank.bank import BankInfo

PAGE = 100
MANY = 1_000  # more are told as "1,000+": to count them all would take longer than to show some
MOST = 10_000  # cards that one action changes
SORTS = finding.SORTS


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched for and how it is shown: ``sort`` a column or None, ``page`` from 1."""

    text: str = ""
    sort: str | None = None
    descending: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A card in the table: ``recall`` is a percentage; what a new card lacks is None.

    ``added`` is the study day on which it came, as 2026-11-25, or empty if that isn't known;
    ``due`` such a date, or a word; ``state`` is all of its state in words.
    """

    card: int
    item: str
    stem: str
    topic: str
    kind: str
    added: str
    due: str
    interval: int | None
    stability: float | None
    difficulty: float | None
    recall: int | None
    lapses: int
    flag: int
    marked: bool
    suspended: bool
    state: str


@dataclass(frozen=True, slots=True)
class Browse:
    """A page of the table: ``found`` counts up to ``MANY``; ``fault`` says why there is none."""

    bank: BankInfo
    search: Search
    rows: tuple[Row, ...]
    found: int
    more: bool
    fault: str | None = None

    @property
    def whole(self) -> bool:
        """Whether all that were found stand on this page."""
        return self.search.page == 1 and not self.more


def browse(runtime: Runtime, bank: str, search: Search) -> Browse:
    """Return a page of the cards that a search finds; a fault of the search is told in it.

    Raises:
        NotFoundError: there's no such bank.
        RefusedError: there's no such column.
    """
    if search.sort is not None and search.sort not in SORTS:
        raise RefusedError(f"a table is sorted by {', '.join(SORTS)}, not “{search.sort[:40]}”")
    moment = runtime.moment()
    with runtime.database.read() as connection:
        info, options = _bank(connection, runtime, bank)
        desk = searching.desk_of(connection, runtime, bank, options, moment)
        try:
            wanted = searching.wanted(connection, desk, info, options, search.text)
        except QueryError as error:
            return Browse(info, search, (), 0, more=False, fault=str(error))
        found = finding.first(connection, desk, wanted, MANY + 1, descending=search.descending)
        cards = _window(connection, desk, wanted, search, found)
        rows = finding.rows(connection, desk, cards[:PAGE])
    titles = {topic.id: topic.title for topic in info.topics}
    shown = tuple(_row(runtime, row, titles, options, moment) for row in rows)
    return Browse(info, search, shown, len(found), more=len(cards) > PAGE)


def _window(
    connection: Connection, desk: Desk, wanted: Wanted, search: Search, found: list[int]
) -> list[int]:
    """Return the cards of a page, and one more if there is another page."""
    start = (search.page - 1) * PAGE
    met = len(found) <= MANY or wanted.match is not None  # in their order already
    if search.sort is None and met and (len(found) <= MANY or start + PAGE < len(found)):
        return found[start : start + PAGE + 1]
    asked = wanted if len(found) > MANY else finding.among(found)
    return finding.page(
        connection, desk, asked, sort=search.sort, descending=search.descending,
        limit=PAGE + 1, offset=start,
    )  # fmt: skip


def _bank(connection: Connection, runtime: Runtime, bank: str) -> tuple[BankInfo, Options]:
    info = content.bank_info(connection, bank)
    if info is None:
        raise NotFoundError(f"there is no bank `{bank}` here")
    return info, options_of(connection, runtime, bank)


def act(  # noqa: PLR0913 - what is done, to what, under which name
    runtime: Runtime, bank: str, *, cards: tuple[int, ...] | None, text: str, what: str,
    action_id: str,
) -> int:  # fmt: skip
    """Do something to chosen cards, or to all that a search finds; return how many it changed.

    It is one step for undo.

    Args:
        runtime: whose learner and day.
        bank: their bank.
        cards: the chosen ones; None for all that are found.
        text: the search.
        what: as ``holding.act`` has it.
        action_id: made by the client.

    Raises:
        NotFoundError: there's no such bank or card.
        RefusedError: no card is chosen, too many are found, or the search can't be read.
        StaleError: the id was used for something else.
    """
    chosen = every_card(runtime, bank, text) if cards is None else cards
    if cards is None and not chosen:
        return 0  # as when it is sent twice, and what was found is found no more
    return holding.act(runtime, bank=bank, cards=chosen, what=what, action_id=action_id)


def every_card(runtime: Runtime, bank: str, text: str, most: int = MOST) -> tuple[int, ...]:
    """Return all cards that a search finds.

    Raises:
        NotFoundError: there's no such bank.
        RefusedError: there are more than ``most``, or the search can't be read.
    """
    moment = runtime.moment()
    with runtime.database.read() as connection:
        info, options = _bank(connection, runtime, bank)
        desk = searching.desk_of(connection, runtime, bank, options, moment)
        try:
            wanted = searching.wanted(connection, desk, info, options, text)
        except QueryError as error:
            raise RefusedError(str(error)) from None
        cards = finding.first(connection, desk, wanted, most + 1)
    if len(cards) > most:
        raise RefusedError(f"these are more than {most:,} cards: narrow the search")
    return tuple(cards)


def _row(
    runtime: Runtime, row: Any, titles: Mapping[str, str], options: Options, moment: Moment
) -> Row:
    item, state = content.item_from(row.data), states.state_from(row)
    now = retrievability(options, state, moment.day)
    memory = state.memory
    new = state.stage is Stage.NEW
    stem = " ".join(markup.plain(stem_of(item)).split())
    return Row(
        card=row.id,
        item=row.item_id,
        stem=stem if row.n == 1 else f"{stem} (card {row.n})",
        topic=markup.plain(titles.get(row.topic, row.topic)),
        kind=row.kind,
        added=_added(runtime, row.added_at),
        due="" if new else _due(row),
        interval=None if new else row.interval,
        stability=memory.stability if memory else None,
        difficulty=memory.difficulty if memory else None,
        recall=None if now is None else int(100 * now + 0.5),
        lapses=row.lapses,
        flag=row.flag,
        marked=row.marked,
        suspended=row.suspended,
        state=", ".join(_states(row, options, moment)),
    )


def _added(runtime: Runtime, at: int | None) -> str:
    return "" if at is None else date_of(runtime.moment_at(at).day).isoformat()


def _due(row: Any) -> str:
    if row.due_day is None:
        return "today"
    return date_of(row.due_day).isoformat()


def _states(row: Any, options: Options, moment: Moment) -> list[str]:
    leech = bool(options.leech_threshold) and row.lapses >= options.leech_threshold
    told = {
        "suspended": row.suspended,
        "buried": row.buried_until > moment.day,
        "marked": row.marked,
        "leech": leech,
        f"{row.notice} changed": row.notice is not None,
    }
    return [row.stage, *(word for word, holds in told.items() if holds)]
