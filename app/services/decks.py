"""The first page: every bank with its decks and what is to do today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.options import options_of
from app.services.today import today
from app.store import content
from app.store.study import Deck

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.services.runtime import Moment
    from app.services.runtime import Runtime
    from app.store.study import Counts
    from question_bank.bank import BankInfo


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
    options = options_of(connection, runtime, info.id)
    day = today(connection, runtime.learner, info.id, options, moment)

    def view(topic: str | None, title: str) -> DeckView:
        counts = day.whole(connection, Deck(runtime.learner, info.id, topic))
        return DeckView(info.id, topic, title, day.limited(counts))

    cards = content.cards_by_topic(connection, info.id)
    topics = tuple(view(topic.id, topic.title) for topic in info.topics if topic.id in cards)
    return BankView(info, sum(cards.values()), view(None, info.title), topics)
