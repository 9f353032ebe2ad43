"""What is kept between two looks at a deck's statistics, and how it stays right.

Kept in memory, for the decks looked at last: the sums of the log before today, and the cards as
columns. At each look the log says what was answered or taken back since, the actions what was
buried or suspended, and only those cards are counted again (``app.store.changes``); today's
answers are summed afresh. All is counted anew when a study day begins, the bank was synced, other
options hold, an answer of an earlier day came or was taken back; and every hour, for the sake of
a repair by another program, which leaves no trace in the log.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from app.services.options import options_of
from app.services.statistics import answers
from app.services.statistics.cards import Cards
from app.store import changes
from app.store import statistics as store

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.scheduling.types import Options
    from app.services.runtime import Moment
    from app.services.runtime import Runtime
    from app.services.statistics.answers import Answers
    from app.store.changes import Marks
    from app.store.db import Database
    from app.store.study import Deck

_DECKS = 8  # kept at once for a database
_HOUR = 3_600_000
_MANY = 20_000  # cards changed at once (an action on a whole deck): all are read, in order


@dataclass(slots=True)
class Kept:
    """What was counted of a deck: under which version of everything else, and how far."""

    under: tuple[object, ...]
    at: int
    marks: Marks
    cards: Cards
    past: Answers


@dataclass(frozen=True, slots=True)
class Counted:
    """A deck now: its cards, its log before today, its log of today, its options."""

    cards: Cards
    past: Answers
    today: Answers
    options: Options


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
    under = (
        moment.day, options, runtime.settings.zone, runtime.settings.rollover,
        changes.version(connection, deck.bank),
    )  # fmt: skip
    kept = decks.pop(deck, None)
    if kept is None or not _still_right(connection, kept, deck, moment, under):
        kept = _anew(connection, runtime, deck, moment, under)
    decks[deck] = kept
    while len(decks) > _DECKS:
        decks.popitem(last=False)
    today = answers.of_today(connection, deck, moment.day)
    return Counted(kept.cards, kept.past, today, options)


def _still_right(
    connection: Connection, kept: Kept, deck: Deck, moment: Moment, under: tuple[object, ...]
) -> bool:
    """Count what has changed; False if all must be counted anew."""
    if kept.under != under or not 0 <= moment.at - kept.at < _HOUR:
        return False
    found = changes.changes(connection, deck, kept.marks)
    if len(found.cards) > _MANY or any(day < moment.day for day in found.days):
        return False
    kept.marks = found.marks
    return kept.cards.change(store.states(connection, deck, moment.day, found.cards))


def _anew(
    connection: Connection,
    runtime: Runtime,
    deck: Deck,
    moment: Moment,
    under: tuple[object, ...],
) -> Kept:
    marks = changes.marks(connection, deck)  # first: what comes while it is read is read again
    options = options_of(connection, runtime, deck.bank)
    settings = runtime.settings
    cards = Cards(options.parameters, moment.day, settings.zone, settings.rollover)
    cards.fill(store.states(connection, deck, moment.day))
    past = answers.past(connection, deck, moment.day)
    return Kept(under, moment.at, marks, cards, past)
