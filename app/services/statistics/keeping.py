"""What is kept between two looks at a deck's statistics, and how it stays right.

Kept in memory, for the decks looked at last: the log before today in sums, day by day, and the
cards as columns. At each look the log says what was answered or taken back since, the actions
what was buried or suspended, the notes of ``sync`` what it has touched, and only those cards and
days are counted again (``app.store.changes``); today's answers are summed afresh.

A large deck is kept in the store too, so that a new day or a new start doesn't count a million
cards anew: what was kept is brought up to date. It is forgotten by whatever changes the data
without a trace in the log (``app.store.kept.forget``). A small one is counted anew when a study
day begins, the bank was synced or other options hold, and every hour, for the sake of a repair.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from dataclasses import asdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from app.services.options import options_of
from app.services.statistics import answers
from app.services.statistics import packing
from app.services.statistics.answers import Answers
from app.services.statistics.cards import Cards
from app.store import changes
from app.store import kept as stored_rows
from app.store import memories
from app.store import statistics as store
from app.store.changes import Marks

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.scheduling.types import Options
    from app.services.runtime import Moment
    from app.services.runtime import Runtime
    from app.services.statistics.answers import Part
    from app.store.db import Database
    from app.store.study import Deck

_DECKS = 8  # kept at once for a database
_HOUR = 3_600_000
_MANY = 20_000  # cards changed at once (an action on a whole deck): all are read, in order
LARGE = 50_000  # cards of a bank whose decks are kept in the store
_BEHIND = 4_000  # cards changed since it was written, from which on it is written again
_DAYS = 7  # after as many too: each is summed again at a start
_MOST_DAYS = 60  # summed one by one
_LASTING = 3  # of what all depends on, how much a large deck's figures do
_EVER = -(10**6)  # before every study day


@dataclass(slots=True)
class Kept:
    """What was counted of a deck: under which version of everything else, how far, for what day.

    ``mark`` is that of the store's copy, None without one; ``behind`` is how many cards changed
    since that was written, ``written`` the day on which it was.
    """

    under: tuple[object, ...]
    at: int
    day: int
    marks: Marks
    cards: Cards
    parts: dict[int, Part]
    past: Answers | None
    mark: str | None = None
    behind: int = 0
    written: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """A deck now: its cards, its log before today, its log of today, its options.

    ``undated``: of some cards of its bank nobody knows when they were added.
    """

    cards: Cards
    past: Answers
    today: Answers
    options: Options
    undated: bool


class _Shelf:
    """The decks kept for one database; one look at a time, as it changes what is kept."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.decks: OrderedDict[Deck, Kept] = OrderedDict()


_SHELVES: WeakKeyDictionary[Database, _Shelf] = WeakKeyDictionary()
_SHELVES_LOCK = threading.Lock()


def shelf(database: Database) -> _Shelf:
    """Return what is kept for a database."""
    with _SHELVES_LOCK:
        return _SHELVES.setdefault(database, _Shelf())


def count(connection: Connection, runtime: Runtime, deck: Deck, moment: Moment) -> Counted:
    """Return a deck as it is now; the caller holds ``shelf(…).lock`` while it reads it."""
    decks = shelf(runtime.database).decks
    options = options_of(connection, runtime, deck.bank)
    kept = decks.pop(deck, None)
    stored = stored_rows.mark_of(connection, deck)
    under = _under(connection, runtime, deck, moment, options, large=stored is not None)
    if kept is not None and (kept.mark != stored or kept.under != under):
        kept = None
    if kept is None and stored is not None:
        kept = _load(connection, runtime, deck, moment, under)
    if kept is None or not _still_right(connection, kept, deck, moment):
        kept = _anew(connection, runtime, deck, moment, under)
    decks[deck] = kept
    while len(decks) > _DECKS:
        decks.popitem(last=False)
    today = answers.of_today(connection, deck, moment.day)
    undated = store.any_undated(connection, deck.bank)
    return Counted(kept.cards, kept.past or Answers(), today, options, undated)


def keep(runtime: Runtime, deck: Deck) -> None:
    """Keep a large deck in the store, if what is there is far behind; the caller holds the lock."""
    kept = shelf(runtime.database).decks.get(deck)
    if kept is None or not kept.cards.coarse:
        return
    if kept.mark is not None and kept.behind < _BEHIND and kept.day - kept.written < _DAYS:
        return
    columns, told = packing.packed(kept.cards)
    lasting = kept.under[:_LASTING]
    told |= {"marks": asdict(kept.marks), "day": kept.day, "under": repr(lasting)}
    mark = runtime.new_id()
    with runtime.database.write() as connection:
        if changes.marks(connection, deck) != kept.marks:
            return  # something came meanwhile: the next look keeps it
        stored_rows.save(
            connection, deck, mark=mark, told=json.dumps(told),
            days=packing.days_text(kept.parts), columns=columns,
        )  # fmt: skip
    kept.under, kept.mark, kept.behind, kept.written = lasting, mark, 0, kept.day


def _under(  # noqa: PLR0913 - all that what is kept depends on
    connection: Connection, runtime: Runtime, deck: Deck, moment: Moment, options: Options, *,
    large: bool,
) -> tuple[object, ...]:  # fmt: skip
    """Return what, if it is another, makes all that is kept worthless."""
    settings = runtime.settings
    lasting = (options.parameters, settings.zone, settings.rollover)
    if large:
        return lasting
    return (*lasting, moment.day, options, changes.version(connection, deck.bank))


def _load(
    connection: Connection,
    runtime: Runtime,
    deck: Deck,
    moment: Moment,
    under: tuple[object, ...],
) -> Kept | None:
    """Return what the store keeps of a deck; None if it can't be used."""
    row = stored_rows.load(connection, deck)
    told = {} if row is None else json.loads(row.told)
    if told.get("under") != repr(under):
        return None
    cards = _empty(connection, runtime, deck, moment, coarse=True)
    if not packing.unpack(cards, row.columns, told):
        return None
    day = int(told["day"])
    return Kept(under, moment.at, day, Marks(**told["marks"]), cards,
                packing.days_from(row.days), None, row.mark, 0, day)  # fmt: skip


def _still_right(connection: Connection, kept: Kept, deck: Deck, moment: Moment) -> bool:
    """Count what has changed; False if all must be counted anew."""
    large = kept.mark is not None
    if kept.day > moment.day or not (large or 0 <= moment.at - kept.at < _HOUR):
        return False
    found = changes.changes(connection, deck, kept.marks)
    if found.cards is None or len(found.cards) > _MANY:
        return False
    # a day that has ended since is past now; what was buried for it is no more
    ended = set(range(kept.day, moment.day))
    days = {day for day in found.days if day < moment.day} | ended
    if days and (not large or len(days) > _MOST_DAYS):
        return False
    cards = found.cards.union(kept.cards.buried()) if ended else found.cards
    states = store.states(connection, deck, moment.day, cards)
    if not kept.cards.change(states, cards):
        return False
    kept.marks, kept.day, kept.behind = found.marks, moment.day, kept.behind + len(cards)
    for day in days:
        kept.parts.pop(day, None)
        kept.parts |= answers.by_day(connection, deck, day, day + 1)
    other_day = bool(days) or kept.past is None
    if other_day:
        kept.past = answers.past(kept.parts, moment.day)
    if kept.cards.coarse and (other_day or cards):
        kept.cards.predict(moment.day)
    return True


def _anew(
    connection: Connection,
    runtime: Runtime,
    deck: Deck,
    moment: Moment,
    under: tuple[object, ...],
) -> Kept:
    marks = changes.marks(connection, deck)  # first: what comes while it is read is read again
    coarse = memories.counted(connection, deck.learner, deck.bank) >= LARGE
    cards = _empty(connection, runtime, deck, moment, coarse=coarse)
    cards.fill(store.states(connection, deck, moment.day))
    parts = answers.by_day(connection, deck, _EVER, moment.day)
    past = answers.past(parts, moment.day)
    return Kept(under, moment.at, moment.day, marks, cards, parts, past)


def _empty(
    connection: Connection, runtime: Runtime, deck: Deck, moment: Moment, *, coarse: bool
) -> Cards:
    options = options_of(connection, runtime, deck.bank)
    settings = runtime.settings
    return Cards(options.parameters, moment.day, settings.zone, settings.rollover, coarse=coarse)
