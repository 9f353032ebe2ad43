"""Study: decks and their counts, the next card, the passages behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from app.scheduling import queue
from app.scheduling.cards import next_states
from app.scheduling.types import Stage
from app.services.errors import NotFoundError
from app.store import content
from app.store import log
from app.store import states
from app.store import study as store
from app.store.study import Counts
from app.store.study import Deck
from question_bank.quote import quotes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.scheduling.types import CardState
    from app.scheduling.types import NextStates
    from app.services.runtime import Moment
    from app.services.runtime import Runtime
    from app.store.prepared import Held
    from question_bank.bank import BankInfo
    from question_bank.items import Item
    from question_bank.locate import Passage
    from question_bank.quote import Quote


@dataclass(frozen=True, slots=True)
class DeckView:
    """A row of the first page: a bank or a topic with today's counts."""

    bank: str
    topic: str | None
    title: str
    counts: Counts

    @property
    def today(self) -> int:
        """How many cards there are to study now."""
        return self.counts.new + self.counts.learning + self.counts.due


@dataclass(frozen=True, slots=True)
class BankView:
    """A bank on the first page: its description, how many cards, its decks."""

    info: BankInfo
    cards: int
    deck: DeckView
    topics: tuple[DeckView, ...]


@dataclass(frozen=True, slots=True)
class CardView:
    """A card to show: ``seen`` is the review count the learner sees, ``shown_at`` ms UTC."""

    id: int
    n: int
    item: Item
    passages: tuple[Passage, ...]
    bank: str
    topic: str
    state: CardState
    shown_at: int

    @property
    def seen(self) -> int:
        """How many answers the card had when it was shown."""
        return self.state.reps


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a learner stands in a deck: the counts, and the card or why there's none."""

    deck: Deck
    info: BankInfo
    counts: Counts
    card: CardView | Done
    undoable: bool

    @property
    def topic_title(self) -> str:
        """The title of the card's topic; empty when there's no card."""
        topics = {topic.id: topic.title for topic in self.info.topics}
        return topics[self.card.topic] if isinstance(self.card, CardView) else ""


@dataclass(frozen=True, slots=True)
class Back:
    """The answer side of a card."""

    turn: Turn
    card: CardView
    futures: NextStates
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing to study now: when there will be (ms UTC or days ahead), and how much then."""

    step_at: int | None
    days: int | None
    due_then: int
    limited: int


def deck(runtime: Runtime, bank: str, topic: str | None = None) -> Deck:
    """Name a deck of the learner."""
    return Deck(runtime.learner, bank, topic)


def banks(runtime: Runtime) -> tuple[BankView, ...]:
    """Return every bank with its decks and today's counts."""
    moment = runtime.moment()
    with runtime.database.read() as connection:
        return tuple(
            _bank_view(connection, runtime, info, moment) for info in content.bank_infos(connection)
        )


def _bank_view(
    connection: Connection, runtime: Runtime, info: BankInfo, moment: Moment
) -> BankView:
    today = _today(connection, runtime, info.id, moment)
    topics = tuple(
        DeckView(info.id, topic.id, topic.title, today.counts(topic.id))
        for topic in info.topics
        if topic.id in today.by_topic
    )
    whole = DeckView(info.id, None, info.title, today.counts(None))
    return BankView(info, content.count_cards(connection, info.id), whole, topics)


@dataclass(frozen=True, slots=True)
class _Today:
    """A bank's cards by topic, and what the day's limits, which hold for all of it, leave."""

    by_topic: Mapping[str, Counts]
    new_done: int
    reviews_done: int
    new_left: int
    reviews_left: int

    def counts(self, topic: str | None) -> Counts:
        """Return what a deck holds within the limits."""
        whole = self.unlimited(topic)
        return Counts(
            min(self.new_left, whole.new), whole.learning, min(self.reviews_left, whole.due)
        )

    def unlimited(self, topic: str | None) -> Counts:
        """Return what a deck holds."""
        rows = [row for name, row in self.by_topic.items() if topic in (None, name)]
        return Counts(
            sum(row.new for row in rows),
            sum(row.learning for row in rows),
            sum(row.due for row in rows),
        )


def _today(connection: Held, runtime: Runtime, bank: str, moment: Moment) -> _Today:
    ahead = moment.at + runtime.options.learn_ahead * 1000
    learner = runtime.learner
    by_topic = store.counts_by_topic(connection, learner, bank, day=moment.day, ahead=ahead)
    done = store.done_today(connection, learner, bank, moment.day)
    return _Today(by_topic, *done, *queue.limits(runtime.options, *done))


def turn(runtime: Runtime, where: Deck, wanted: int | None = None) -> Turn:
    """Return the card to study next in a deck, or the wanted one, or why there's none.

    Raises:
        NotFoundError: there's no such bank, topic or card.
    """
    moment = runtime.moment()
    with runtime.database.quick() as connection:
        undoable = log.last_review(connection, runtime.learner, where.bank) is not None
        return turn_in(connection, runtime, where, moment, undoable=undoable, wanted=wanted)


def turn_in(  # noqa: PLR0913 - a transaction and what ``turn`` has worked out
    connection: Held, runtime: Runtime, where: Deck, moment: Moment, *, undoable: bool,
    wanted: int | None = None,
) -> Turn:  # fmt: skip
    """Return what ``turn`` does, within a transaction."""
    info, today = _deck(connection, runtime, where, moment)
    counts = today.counts(where.topic)
    card_id = wanted or _choose(connection, runtime, where, today, moment)
    if card_id is None:
        done = _done(connection, where, today, moment)
        return Turn(where, info, counts, done, undoable)
    view = _card(connection, runtime, where, card_id, moment)
    return Turn(where, info, counts, view, undoable)


def back(runtime: Runtime, where: Deck, card_id: int) -> Back:
    """Return the answer side of a card: its passages and what each rating would do.

    Raises:
        NotFoundError: there's no such bank, topic or card.
    """
    moment = runtime.moment()
    with runtime.database.quick() as connection:
        info, today = _deck(connection, runtime, where, moment)
        card = _card(connection, runtime, where, card_id, moment)
        quoted = quotes(content.sources_of(connection, info), card.passages)
    return Back(
        Turn(where, info, today.counts(where.topic), card, undoable=False), card,
        futures(runtime, card_id, card.state, moment), quoted,
    )  # fmt: skip


def _deck(
    connection: Held, runtime: Runtime, where: Deck, moment: Moment
) -> tuple[BankInfo, _Today]:
    info = content.bank_info(connection, where.bank)
    if info is None:
        raise NotFoundError(f"there is no bank `{where.bank}` here")
    today = _today(connection, runtime, where.bank, moment)
    if where.topic is not None and where.topic not in today.by_topic:
        raise NotFoundError(f"there is no deck `{where.topic}` in this bank")
    return info, today


def _choose(
    connection: Held, runtime: Runtime, where: Deck, today: _Today, moment: Moment
) -> int | None:
    """Anki's queue: steps that are due, the day's cards mixed, steps a little ahead."""
    card_id = store.next_step(connection, where, moment.at)
    if card_id is None:
        card_id = store.next_day_step(connection, where, moment.day)
    if card_id is not None:
        return card_id
    counts = today.counts(where.topic)
    match queue.interleave(counts.new, today.new_done, counts.due, today.reviews_done):
        case Stage.NEW:
            return store.next_new(connection, where)
        case Stage.REVIEW:
            return store.next_review(connection, where, moment.day)
        case _:
            return store.next_step(
                connection, where, moment.at + runtime.options.learn_ahead * 1000
            )


def _done(connection: Held, where: Deck, today: _Today, moment: Moment) -> Done:
    step_at, day = store.next_due(connection, where)
    counts, whole = today.counts(where.topic), today.unlimited(where.topic)
    limited = whole.new + whole.due - counts.new - counts.due
    if day is not None:
        day = max(day, moment.day + 1)
    due_then = store.count_due_on(connection, where, day) if day is not None else 0
    return Done(step_at, None if day is None else day - moment.day, due_then, limited)


def _card(
    connection: Held, runtime: Runtime, where: Deck, card_id: int, moment: Moment
) -> CardView:
    row = states.card(connection, runtime.learner, card_id)
    if row is None or row.bank_id != where.bank:
        raise NotFoundError(f"there is no card {card_id} in this bank")
    return _view(row, moment)


def _view(row: Any, moment: Moment) -> CardView:
    state = states.state_from(row)
    return CardView(
        id=row.card_id,
        n=row.n,
        item=content.item_from(row.data),
        passages=content.passages_from(row.passages),
        bank=row.bank_id,
        topic=row.topic,
        state=state,
        shown_at=moment.at,
    )


def futures(runtime: Runtime, card_id: int, state: CardState, moment: Moment) -> NextStates:
    """Return what each rating would do to a card now."""
    return next_states(
        runtime.options, state, seed=card_id, now=moment.at, day=moment.day,
        day_ends=moment.day_ends,
    )  # fmt: skip
