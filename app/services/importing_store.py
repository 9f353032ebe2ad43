"""An import's cards in the store: their log, their states, what was decided of them."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Any

from app.scheduling.types import CardState
from app.services.folding import folded
from app.services.importing_cards import NEW
from app.services.importing_cards import Calendar
from app.services.importing_cards import decided
from app.services.importing_cards import moved_to
from app.services.importing_log import Ledger
from app.services.importing_log import Near
from app.services.importing_log import Target
from app.services.importing_log import in_time
from app.services.importing_log import state_after
from app.services.options import options_of
from app.store import imported_rows
from app.store import imports
from app.store import log
from app.store import states
from app.store import touched as seen

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from app.services.runtime import Runtime
    from question_bank.readers.contents import Card
    from question_bank.readers.contents import Review

    Tell = Callable[[str, float], None]

_OFTEN = 5_000  # reviews between two tellings
_PLACES = ("stage", "due_at", "due_day", "interval")


@dataclass(slots=True)
class Stored:
    """What came into the log: its numbers, and what was decided before of the cards it touched."""

    first: int | None = None
    last: int | None = None
    rows: int = 0
    decisions: int = 0
    was: dict[str, Any] = field(default_factory=dict)
    impossible: int = 0


@dataclass(slots=True)
class Batch:
    """Reviews and cards of a file for one bank, put into the store within a transaction.

    ``wanted`` are ours (item and number) by Anki's card; ``fresh``: no card was there before.
    ``home``: they are cards of a bank of ours, whose own log goes on; the fold of both says where
    each is, and what was decided here is taken back by nothing.
    """

    connection: Connection
    runtime: Runtime
    bank: str
    import_id: str
    made_at: int
    wanted: Mapping[int, tuple[str, int]]
    fresh: bool
    tell: Tell
    home: bool = False
    targets: dict[int, Target] = field(default_factory=dict)
    before: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    here: dict[int, int] = field(default_factory=dict)
    known: set[tuple[int, int]] = field(default_factory=set)
    states: list[tuple[Any, ...]] = field(default_factory=list)
    moves: int = 0

    def put(self, cards: Sequence[Card], reviews: Sequence[Review], marked: set[str]) -> Stored:
        """Store reviews, where Anki has the cards, and what its learner decided of them."""
        self._look()
        connection, learner = self.connection, self.runtime.learner
        stored = Stored(first=imports.last_seq(connection) + 1)
        options = options_of(connection, self.runtime, self.bank)
        known = Near(self.known) if self.home else self.known
        ledger = Ledger(self.runtime, self.bank, options, self._generation(), known=known)
        room = imported_rows.make_room(connection)
        rows = ledger.rows(self._telling(reviews), self.targets)
        stored.rows = imported_rows.put_reviews(connection, rows)
        touched: list[tuple[Card, Target]] = []
        moves = self._moves(cards, ledger, touched)
        stored.rows += imported_rows.put_reviews(connection, moves)
        if not cards:  # a log alone: its own fold says where each card is
            self._fold_all()
        imported_rows.put_states(connection, learner, self.states)
        sums = {key: (count, ms) for key, (count, ms) in ledger.sums.items()}
        imported_rows.add_sums(connection, learner, self.bank, sums)
        self._decide(touched, marked, stored)
        imported_rows.take_room(connection, room)
        stored.last = imports.last_seq(connection)
        stored.impossible = ledger.impossible
        if stored.rows or stored.decisions:
            seen.add(connection, self.bank, None)
        if not stored.rows:
            stored.first = stored.last = None
        return stored

    def _look(self) -> None:
        """Look which cards there are, and how they stand."""
        mine: dict[tuple[str, int], list[int]] = {}
        for theirs, ours in self.wanted.items():
            mine.setdefault(ours, []).append(theirs)
        by_card: dict[int, Target] = {}
        for row in imports.cards(self.connection, self.bank):
            for theirs in mine.get((row.item_id, row.n), ()):
                target = by_card.get(row.card_id) or Target(
                    row.card_id, row.item_id, row.n, row.topic, row.position, row.fingerprint
                )
                by_card[row.card_id] = self.targets[theirs] = target
        if self.fresh:
            return
        learner = self.runtime.learner
        for card, at, kind in imports.times(self.connection, learner, self.bank):
            if card in by_card:
                self.known.add((card, at))
                if kind != log.MOVED:
                    self.here[card] = max(self.here.get(card, 0), at)
        for row in imports.scheduled(self.connection, learner, self.bank):
            if row.card_id in by_card:
                target = by_card[row.card_id]
                state = states.state_from(row)
                target.memory, target.reps = state.memory, state.reps
                target.last_at, target.last_day = state.last_at, state.last_day
                self.before[row.card_id] = (
                    state.stage, state.due_at, state.due_day, state.interval
                )  # fmt: skip

    def _generation(self) -> str:
        """Return what tells the rows of this import from those of one that was undone."""
        rows = imports.of_bank(self.connection, self.runtime.learner, self.bank)
        undone = sum(row.state == "undone" for row in rows)
        return f"-{undone}" if undone else ""

    def _telling(self, reviews: Sequence[Review]) -> Iterator[Review]:
        count = max(len(reviews), 1)
        for number, review in enumerate(in_time(reviews)):
            if number % _OFTEN == 0:
                self.tell("Taking the reviews over", number / count)
            yield review

    # ------------------------------------------------------------ where cards are
    def _moves(
        self, cards: Sequence[Card], ledger: Ledger, touched: list[tuple[Card, Target]]
    ) -> Iterator[tuple[Any, ...]]:
        """Yield the rows that put cards where Anki has them; keep what their states become."""
        calendar = Calendar.of(self.runtime, self.made_at)
        for card in cards:
            target = self.targets.get(card.id)
            if target is None:
                continue
            row, state = self._move(card, target, ledger, calendar)
            if row is not None:
                yield row
            if state is not None:
                self.states.append(_columns(target, state))
            if (
                row is not None
                or state is not None
                or self.home
                or target.card_id not in self.before
            ):
                touched.append((card, target))

    def _move(
        self, card: Card, target: Target, ledger: Ledger, calendar: Calendar
    ) -> tuple[tuple[Any, ...] | None, CardState | None]:
        """Return the row that puts a card where Anki has it, if it has to be put, and its state."""
        if self.home and (target.added or target.reps):
            return None, self._folded(target) if target.added else None
        own = self.here.get(target.card_id, 0)
        if own > target.lasts:  # answered here since: it stays where that put it
            return None, self._folded(target) if target.added else None
        to = moved_to(card, target, calendar, ledger.options)
        if to is None:
            if not target.added or (card.kind == NEW and not target.reps):
                return None, CardState() if target.added else None
            at = target.lasts
            name = ledger.name_of_move(target, at, self.import_id)
            return ledger.reset(target, at, calendar.day_of(at), name), CardState()
        there = (to.stage, to.due_at, to.due_day, to.interval)
        if not target.added and self.before.get(target.card_id) == there:
            return None, None
        row = ledger.moved(target, to, ledger.name_of_move(target, to.at, self.import_id))
        return row, state_after(target, to)

    def _folded(self, target: Target) -> CardState:
        return folded(self.connection, self.runtime, self.bank, target.card_id)

    def _fold_all(self) -> None:
        for target in {target.card_id: target for target in self.targets.values()}.values():
            if target.added:
                self.states.append(_columns(target, self._folded(target)))

    # ------------------------------------------------------------ what was decided
    def _decide(self, touched: list[tuple[Card, Target]], marked: set[str], stored: Stored) -> None:
        """Suspend, bury, flag and mark as the file says, the cards it put somewhere."""
        connection, learner = self.connection, self.runtime.learner
        day = self.runtime.moment().day
        nothing = (False, 0, 0, False)
        was = {} if self.fresh else imports.decided(connection, learner, self.bank)
        rows = []
        for card, target in touched:
            wanted = decided(card, marked=target.item in marked, day=day)
            before = was.get(target.card_id, nothing)
            if self.home:
                wanted = _joined(tuple(before), wanted)
            if tuple(before) != wanted:
                rows.append((target.card_id, *wanted, not wanted[0]))
                if not self.fresh:
                    stored.was[str(target.card_id)] = list(before)
        imported_rows.put_decided(connection, learner, rows)
        stored.decisions = len(rows)


def _columns(target: Target, state: CardState) -> tuple[Any, ...]:
    return (target.card_id, *states.scheduled(target, state).values())


def _joined(
    before: tuple[Any, ...], wanted: tuple[bool, int, int, bool]
) -> tuple[bool, int, int, bool]:
    """Return what was decided here and there; of two flags, that of the file."""
    suspended, buried, flag, marked = before
    return (
        bool(suspended) or wanted[0], max(buried or 0, wanted[1]), wanted[2] or flag,
        bool(marked) or wanted[3],
    )  # fmt: skip
