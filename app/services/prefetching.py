"""The next cards of a deck, before they are asked for: as if each before were answered Good.

Nothing is stored; what an answer would change is worked out beside the queues. That it is what
the server would choose is a test's to say (tests/services/test_prefetching.py).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

from app.scheduling.types import CardState
from app.scheduling.types import Stage
from app.services.errors import NotFoundError
from app.services.study import Back
from app.services.study import Turn
from app.services.study import card_in
from app.services.study import futures
from app.services.study import standing
from app.services.study import to_read
from app.services.today import drawn
from app.services.today import next_kind
from app.store import ahead
from app.store import content
from app.store.study import Counts
from question_bank.quote import quotes

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from app.scheduling.types import NextStates
    from app.services.runtime import Runtime
    from app.services.study import CardView
    from app.services.today import Today
    from app.store.prepared import Held
    from app.store.study import Deck

MOST = 20  # cards of one batch
MOST_HELD = 200  # cards a client may say it has


@dataclass(frozen=True, slots=True)
class Batch:
    """Cards to come, each with its back; they hold until ``until``, when the study day ends.

    ``at`` is when they were chosen. Both are ms UTC.
    """

    cards: tuple[Back, ...]
    at: int
    until: int


def batch(
    runtime: Runtime, where: Deck, have: Sequence[int], count: int, first: int | None = None
) -> Batch:
    """Return the cards that come after those a client has, in the queue's order.

    Args:
        runtime: the site's.
        where: the deck.
        have: cards in the order in which they will be answered; those that are gone are passed.
        count: of cards, ``MOST`` at most.
        first: a card to begin with, whatever the queue says.

    Raises:
        NotFoundError: there's no such bank or topic, or no such first card.
    """
    moment = runtime.moment()
    with runtime.database.quick() as connection:
        info, day, whole = standing(connection, runtime, where, moment)
        walk = _Walk(runtime, connection, where, day, whole)
        for card_id in have[:MOST_HELD]:
            walk.pass_by(card_id)
        sources = content.sources_of(connection, info)
        cards = []
        for counts, card, nexts in walk.cards(min(count, MOST), first):
            lapsed, read = to_read(connection, runtime, info, card, day.options)
            turn = Turn(
                where, info, counts, card, undoable=card.id != first, options=day.options,
                lapsed=lapsed, quotes=read,
            )  # fmt: skip
            cards.append(Back(turn, card, nexts, quotes(sources, card.passages)))
    return Batch(tuple(cards), moment.at, moment.day_ends)


class _Walk:
    """A way along the queues of a deck, and what of its day is left at each step."""

    def __init__(
        self, runtime: Runtime, connection: Held, where: Deck, day: Today, whole: Counts
    ) -> None:
        self.runtime, self.connection, self.where = runtime, connection, where
        self.day, self.whole = day, whole
        self.out: set[int] = set()  # answered or buried on the way
        self.lines: dict[str, _Line] = {}

    def cards(self, count: int, first: int | None) -> Iterator[tuple[Counts, CardView, NextStates]]:
        """Yield the next cards, with the counts when each is shown and what each rating does."""
        for number in range(count):
            card_id = (first if number == 0 else None) or self._choose()
            if card_id is None:
                return
            card = self._card(card_id)
            counts = self.day.limited(self.whole)
            nexts = self._answer(card)
            yield counts, card, nexts

    def pass_by(self, card_id: int) -> None:
        """Answer a card that the client has; one that is gone needs none."""
        with suppress(NotFoundError):
            self._answer(self._card(card_id))

    def _card(self, card_id: int) -> CardView:
        return card_in(self.connection, self.runtime, self.where, card_id, self.day.moment)

    def _choose(self) -> int | None:
        """Do what ``today.choose`` does, without what is out."""
        at, options = self.day.moment.at, self.day.options
        steps_first = options.day_steps == "first"
        for name in ("noticed", "step", *(["day step"] if steps_first else ())):
            if (card := self._first(name, at)) is not None:
                return card
        match next_kind(self.day, self.day.limited(self.whole)):
            case Stage.NEW if options.new_order == "random":
                return self._drawn()
            case Stage.NEW:
                return self._first("new", at)
            case Stage.REVIEW if options.review_order != "due":
                day, order = self.day.moment.day, options.review_order
                return self._head(
                    "review", lambda: ahead.reviews(self.connection, self.where, day, order)
                )
            case Stage.REVIEW:
                return self._first("review", at)
        step = None if steps_first else self._first("day step", at)
        return step or self._first("step", self.day.ahead)

    def _first(self, name: str, until: int) -> int | None:
        day = self.day.moment.day
        return self._head(
            f"{name} {until}",
            lambda: ahead.queue(self.connection, self.where, name, day=day, until=until),
        )

    def _drawn(self) -> int | None:
        """Return a new card drawn as ``today.drawn`` does."""
        day, start = self.day.moment.day, drawn(self.connection, self.where, self.day)
        return self._head(
            f"new {start}", lambda: ahead.new_cards(self.connection, self.where, day, start)
        )

    def _head(self, name: str, rows: Callable[[], Iterator[int]]) -> int | None:
        line = self.lines.get(name)
        if line is None:
            line = self.lines[name] = _Line(rows())
        return line.first(self.out)

    def _answer(self, card: CardView) -> NextStates:
        """Take a card out of the day as the answer Good would, and what it buries with it."""
        nexts = futures(self.day.options, card.id, card.state, self.day.moment)
        if card.id in self.out:
            return nexts
        self.out.add(card.id)
        before = card.state
        if not card.suspended and self.where.topic in (None, card.topic):
            self._count(before, -1)
            self._count(nexts.good.state, 1)
        today = self.day.moment.day
        due = before.stage is Stage.REVIEW and (before.due_day or 0) <= today
        self.day = replace(
            self.day,
            new_done=self.day.new_done + (before.reps == 0),
            reviews_done=self.day.reviews_done + due,
        )
        if self.day.options.bury:
            for row in ahead.related(self.connection, self.where.learner, card.id, today):
                self._bury(row)
        return nexts

    def _count(self, state: CardState, by: int) -> None:
        """Count a card in or out where the page counts it."""
        today = self.day.moment.day
        new, learning, due = self.whole.new, self.whole.learning, self.whole.due
        day_has_come = state.due_day is not None and state.due_day <= today
        match state.stage:
            case Stage.NEW:
                new += by
            case Stage.REVIEW:
                due += by * day_has_come
            case _:
                soon = state.due_at is not None and state.due_at <= self.day.ahead
                learning += by * (soon or day_has_come)
        self.whole = Counts(max(new, 0), max(learning, 0), max(due, 0))

    def _bury(self, row: Any) -> None:
        if row.card_id in self.out:
            return
        self.out.add(row.card_id)
        if row.active and row.bank_id == self.where.bank and self.where.topic in (None, row.topic):
            stage = Stage(row.stage)
            due_day = None if stage is Stage.NEW else row.due_day
            self._count(CardState(stage=stage, due_day=due_day), -1)


class _Line:
    """A queue from its front: what is out is passed for good."""

    def __init__(self, rows: Iterator[int]) -> None:
        self.rows = rows
        self.head = next(rows, None)

    def first(self, out: set[int]) -> int | None:
        """Return the first card that isn't out."""
        while self.head is not None and self.head in out:
            self.head = next(self.rows, None)
        return self.head
