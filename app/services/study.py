"""Study: decks and their counts, the next card, the passages behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.scheduling import queue
from app.scheduling.cards import next_states
from app.scheduling.types import Stage
from app.services.errors import NotFoundError
from app.store import content
from app.store import study as store
from app.store.study import Counts
from app.store.study import Deck
from question_bank.quote import quotes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.scheduling.types import CardState
    from app.scheduling.types import NextStates
    from app.scheduling.types import Options
    from app.services.runtime import Moment
    from app.services.runtime import Runtime
    from app.store.study import AnyRow
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
    futures: NextStates
    shown_at: int

    @property
    def seen(self) -> int:
        """How many answers the card had when it was shown."""
        return self.state.reps


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
    by_topic = _counts(connection, runtime, info.id, moment)
    topics = tuple(
        DeckView(info.id, topic.id, topic.title, _limited(runtime.options, by_topic, topic.id))
        for topic in info.topics
        if topic.id in by_topic
    )
    whole = DeckView(info.id, None, info.title, _limited(runtime.options, by_topic, None))
    return BankView(info, content.count_cards(connection, info.id), whole, topics)


def _counts(
    connection: Connection, runtime: Runtime, bank: str, moment: Moment
) -> dict[str, Counts]:
    ahead = moment.at + runtime.options.learn_ahead * 1000
    return store.counts_by_topic(connection, runtime.learner, bank, day=moment.day, ahead=ahead)


def _limited(options: Options, by_topic: Mapping[str, Counts], topic: str | None) -> Counts:
    """Apply the day's limits, which hold for the bank as a whole."""
    new_left, reviews_left = queue.limits(
        options,
        sum(counts.new_done for counts in by_topic.values()),
        sum(counts.reviews_done for counts in by_topic.values()),
    )
    rows = [row for name, row in by_topic.items() if topic in (None, name)]
    return Counts(
        new=min(new_left, sum(row.new for row in rows)),
        learning=sum(row.learning for row in rows),
        due=min(reviews_left, sum(row.due for row in rows)),
        new_done=sum(row.new_done for row in rows),
        reviews_done=sum(row.reviews_done for row in rows),
    )


def upcoming(runtime: Runtime, where: Deck) -> tuple[CardView | Done, Counts]:
    """Return the card to study next in a deck, or why there's none, and the counts.

    Raises:
        NotFoundError: there's no such bank or topic.
    """
    moment = runtime.moment()
    with runtime.database.read() as connection:
        return _upcoming(connection, runtime, where, moment)


def _upcoming(
    connection: Connection, runtime: Runtime, where: Deck, moment: Moment
) -> tuple[CardView | Done, Counts]:
    by_topic = _counts(connection, runtime, where.bank, moment)
    counts = _limited(runtime.options, by_topic, where.topic)
    if not by_topic or (where.topic is not None and where.topic not in by_topic):
        raise NotFoundError(f"there is no deck `{where.topic or where.bank}` here")
    card_id = _choose(connection, runtime, where, counts, moment)
    if card_id is None:
        return _done(connection, where, by_topic, counts, moment), counts
    return _card(connection, runtime, card_id, moment), counts


def _choose(
    connection: Connection, runtime: Runtime, where: Deck, counts: Counts, moment: Moment
) -> int | None:
    """Anki's queue: steps that are due, the day's cards mixed, steps a little ahead."""
    card_id = store.next_step(connection, where, moment.at)
    if card_id is None:
        card_id = store.next_day_step(connection, where, moment.day)
    if card_id is not None:
        return card_id
    match queue.interleave(counts.new, counts.new_done, counts.due, counts.reviews_done):
        case Stage.NEW:
            return store.next_new(connection, where)
        case Stage.REVIEW:
            return store.next_review(connection, where, moment.day)
        case _:
            return store.next_step(
                connection, where, moment.at + runtime.options.learn_ahead * 1000
            )


def _done(
    connection: Connection,
    where: Deck,
    by_topic: Mapping[str, Counts],
    counts: Counts,
    moment: Moment,
) -> Done:
    step_at, day = store.next_due(connection, where)
    rows = [row for name, row in by_topic.items() if where.topic in (None, name)]
    limited = sum(row.new + row.due for row in rows) - counts.new - counts.due
    if day is not None:
        day = max(day, moment.day + 1)
    due_then = store.count_due_on(connection, where, day) if day is not None else 0
    return Done(step_at, None if day is None else day - moment.day, due_then, limited)


def card(runtime: Runtime, card_id: int) -> CardView:
    """Return a card as it stands.

    Raises:
        NotFoundError: there's no such card.
    """
    moment = runtime.moment()
    with runtime.database.read() as connection:
        return _card(connection, runtime, card_id, moment)


def _card(connection: Connection, runtime: Runtime, card_id: int, moment: Moment) -> CardView:
    row = store.card(connection, runtime.learner, card_id)
    if row is None:
        raise NotFoundError(f"there is no card {card_id}")
    return _view(runtime, row, moment)


def _view(runtime: Runtime, row: AnyRow, moment: Moment) -> CardView:
    state = store.state_from(row)
    return CardView(
        id=row.card_id,
        n=row.n,
        item=content.item_from(row.data),
        passages=content.passages_from(row.passages),
        bank=row.bank_id,
        topic=row.topic,
        state=state,
        futures=futures(runtime, row.card_id, state, moment),
        shown_at=moment.at,
    )


def futures(runtime: Runtime, card_id: int, state: CardState, moment: Moment) -> NextStates:
    """Return what each rating would do to a card now."""
    return next_states(
        runtime.options, state, seed=card_id, now=moment.at, day=moment.day,
        day_ends=moment.day_ends,
    )  # fmt: skip


def counts(runtime: Runtime, where: Deck) -> Counts:
    """Return what a deck holds today, within the day's limits."""
    moment = runtime.moment()
    with runtime.database.read() as connection:
        return _limited(
            runtime.options, _counts(connection, runtime, where.bank, moment), where.topic
        )


def info(runtime: Runtime, bank: str) -> BankInfo:
    """Return a bank's description.

    Raises:
        NotFoundError: there's no such bank.
    """
    with runtime.database.read() as connection:
        found = content.bank_info(connection, bank)
    if found is None:
        raise NotFoundError(f"there is no bank `{bank}` here")
    return found


def quoted(runtime: Runtime, view: CardView) -> tuple[Quote, ...]:
    """Return the passages behind a card's answer."""
    with runtime.database.read() as connection:
        info = content.bank_info(connection, view.bank)
        if info is None:
            return ()
        return quotes(content.sources_of(connection, info), view.passages)
