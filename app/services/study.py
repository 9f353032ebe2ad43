"""Study: the next card of a deck, the passages behind it, what each rating would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from app.scheduling.cards import next_states
from app.services.errors import NotFoundError
from app.services.options import options_of
from app.services.today import choose
from app.services.today import done
from app.services.today import today
from app.store import content
from app.store import log
from app.store import states
from app.store import study as store
from app.store.study import Deck
from question_bank.quote import quotes

if TYPE_CHECKING:
    from app.scheduling.types import CardState
    from app.scheduling.types import NextStates
    from app.scheduling.types import Options
    from app.services.runtime import Moment
    from app.services.runtime import Runtime
    from app.services.today import Done
    from app.services.today import Today
    from app.store.prepared import Held
    from app.store.study import Counts
    from question_bank.bank import BankInfo
    from question_bank.items import Item
    from question_bank.locate import Passage
    from question_bank.quote import Quote


@dataclass(frozen=True, slots=True)
class CardView:
    """A card to show: ``seen`` is the review count the learner sees, ``shown_at`` ms UTC.

    ``flag`` to ``notice`` are as in ``app.store.models.StateRow``.
    """

    id: int
    n: int
    item: Item
    passages: tuple[Passage, ...]
    bank: str
    topic: str
    state: CardState
    shown_at: int
    flag: int = 0
    marked: bool = False
    suspended: bool = False
    notice: str | None = None

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
    options: Options

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


def deck(runtime: Runtime, bank: str, topic: str | None = None) -> Deck:
    """Name a deck of the learner."""
    return Deck(runtime.learner, bank, topic)


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
    info, day, whole = _deck(connection, runtime, where, moment)
    counts = day.limited(whole)
    card_id = wanted or choose(connection, where, day, counts)
    if card_id is None:
        nothing = done(connection, where, day, counts, whole)
        return Turn(where, info, counts, nothing, undoable, day.options)
    view = _card(connection, runtime, where, card_id, moment)
    return Turn(where, info, counts, view, undoable, day.options)


def back(runtime: Runtime, where: Deck, card_id: int) -> Back:
    """Return the answer side of a card: its passages and what each rating would do.

    Raises:
        NotFoundError: there's no such bank, topic or card.
    """
    moment = runtime.moment()
    with runtime.database.quick() as connection:
        info, day, whole = _deck(connection, runtime, where, moment)
        card = _card(connection, runtime, where, card_id, moment)
        quoted = quotes(content.sources_of(connection, info), card.passages)
    return Back(
        Turn(where, info, day.limited(whole), card, False, day.options), card,  # noqa: FBT003
        futures(day.options, card_id, card.state, moment), quoted,
    )  # fmt: skip


def _deck(
    connection: Held, runtime: Runtime, where: Deck, moment: Moment
) -> tuple[BankInfo, Today, Counts]:
    info = content.bank_info(connection, where.bank)
    if info is None:
        raise NotFoundError(f"there is no bank `{where.bank}` here")
    if where.topic is not None and not store.has_topic(connection, where):
        raise NotFoundError(f"there is no deck `{where.topic}` in this bank")
    options = options_of(connection, runtime, where.bank)
    day = today(connection, runtime.learner, where.bank, options, moment)
    return info, day, day.whole(connection, where)


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
        flag=row.flag or 0,
        marked=bool(row.marked),
        suspended=bool(row.suspended),
        notice=row.notice,
    )


def futures(options: Options, card_id: int, state: CardState, moment: Moment) -> NextStates:
    """Return what each rating would do to a card now."""
    return next_states(
        options, state, seed=card_id, now=moment.at, day=moment.day, day_ends=moment.day_ends
    )
