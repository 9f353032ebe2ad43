"""Study: the next card of a deck, the passages behind it, what each rating would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from app.scheduling.cards import next_states
from app.scheduling.types import Rating
from app.scheduling.types import Stage
from app.services.errors import NotFoundError
from app.services.leeches import leech_of
from app.services.options import options_of
from app.services.today import Today
from app.services.today import as_shown
from app.services.today import choose
from app.services.today import done
from app.services.today import today
from app.store import content
from app.store import holds
from app.store import log
from app.store import states
from app.store import study as store
from app.store.study import Deck
from question_bank.quote import quotes

if TYPE_CHECKING:
    from app.scheduling.types import CardState
    from app.scheduling.types import NextStates
    from app.scheduling.types import Options
    from app.services.leeches import Leech
    from app.services.runtime import Moment
    from app.services.runtime import Runtime
    from app.services.today import Done
    from app.store.prepared import Held
    from app.store.study import Counts
    from question_bank.bank import BankInfo
    from question_bank.items import Item
    from question_bank.locate import Passage
    from question_bank.quote import Quote


@dataclass(frozen=True, slots=True)
class CardView:
    """A card to show: ``seen`` is the review count the learner sees, ``shown_at`` ms UTC.

    ``data`` is its item and ``cited`` its passages as JSON, read when they are shown.
    ``flag`` to ``notice`` are as in ``app.store.models.StateRow``; ``buried``: not asked today.
    """

    id: int
    n: int
    data: str
    cited: str
    bank: str
    topic: str
    state: CardState
    shown_at: int
    flag: int = 0
    marked: bool = False
    suspended: bool = False
    notice: str | None = None
    buried: bool = False

    @property
    def item(self) -> Item:
        """What is asked."""
        return content.item_from(self.data)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Where its citations stand."""
        return content.passages_from(self.cited)

    @property
    def seen(self) -> int:
        """How many answers the card had when it was shown."""
        return self.state.reps


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a learner stands in a deck: the counts, and the card or why there's none.

    ``leech`` is the card that the last answer made one. ``lapsed``: the card waits for its first
    showing since it was forgotten, and its passage is to be read first; ``quotes`` has that
    passage then, and one that changed.
    """

    deck: Deck
    info: BankInfo
    counts: Counts
    card: CardView | Done
    undoable: bool
    options: Options
    leech: Leech | None = None
    lapsed: bool = False
    quotes: tuple[Quote, ...] = ()

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


def turn(
    runtime: Runtime, where: Deck, wanted: int | None = None, leech: int | None = None
) -> Turn:
    """Return the card to study next in a deck, or the wanted one, or why there's none.

    ``leech`` is the card that the last answer made one.

    Raises:
        NotFoundError: there's no such bank, topic or card.
    """
    moment = runtime.moment()
    with runtime.database.quick() as connection:
        undoable = anything_to_undo(connection, runtime, where.bank)
        return turn_in(
            connection, runtime, where, moment, undoable=undoable, wanted=wanted, leech=leech
        )


def anything_to_undo(connection: Held, runtime: Runtime, bank: str) -> bool:
    """Whether an answer or an action in a bank can be taken back."""
    learner = runtime.learner
    return log.last_review(connection, learner, bank) is not None or holds.any_action(
        connection, learner, bank
    )


def turn_in(  # noqa: PLR0913 - a transaction and what ``turn`` has worked out
    connection: Held, runtime: Runtime, where: Deck, moment: Moment, *, undoable: bool,
    wanted: int | None = None, leech: int | None = None, options: Options | None = None,
) -> Turn:  # fmt: skip
    """Return what ``turn`` does, within a transaction; ``options`` are the bank's, if known."""
    options = options or options_of(connection, runtime, where.bank)
    now = Today(options, moment, 0, 0).standing(connection, where)
    info = _ground(connection, where, now.fingerprint)
    day = Today(options, moment, now.new_done, now.reviews_done)
    counts = day.limited(now.counts)
    card_id = wanted or choose(connection, where, day, counts, now)
    warned = None if leech is None else leech_of(connection, runtime, where, leech, day.options)
    if card_id is None:
        nothing = done(connection, where, day, counts, day.whole(connection, where))
        return Turn(where, info, counts, nothing, undoable, day.options, warned)
    view = card_in(connection, runtime, where, card_id, moment)
    lapsed, quoted = to_read(connection, runtime, info, view, day.options)
    return Turn(where, info, counts, view, undoable, day.options, warned, lapsed, quoted)


def to_read(
    connection: Held, runtime: Runtime, info: BankInfo, view: CardView, options: Options
) -> tuple[bool, tuple[Quote, ...]]:
    """Return whether a card's passage is to be read before it's asked, and what is shown of it."""
    lapsed = options.passage_first and _lapsed(connection, runtime, view)
    quoted = (
        quotes(content.sources_cited(connection, info, view.passages), view.passages)
        if (lapsed or view.notice == "passage") and view.passages
        else ()
    )
    return lapsed and bool(quoted), quoted


def _lapsed(connection: Held, runtime: Runtime, view: CardView) -> bool:
    """Whether a card was forgotten in a review and not asked since."""
    if view.state.stage is not Stage.RELEARNING or view.state.step:
        return False
    newest = log.newest_of(connection, runtime.learner, view.id)
    return (
        newest is not None and newest.rating == Rating.AGAIN and newest.kind in ("review", "early")
    )


def back(runtime: Runtime, where: Deck, card_id: int, shown_at: int | None = None) -> Back:
    """Return the answer side of a card: its passages and what each rating would do.

    ``shown_at``: when its front was, ms UTC; None is now.

    Raises:
        NotFoundError: there's no such bank, topic or card.
    """
    moment = runtime.moment()
    with runtime.database.quick() as connection:
        info, day = place(connection, runtime, where, moment)
        counts = day.allowed(connection, where)
        card = card_in(connection, runtime, where, card_id, moment)
        quoted = quotes(content.sources_cited(connection, info, card.passages), card.passages)
    shown = as_shown(runtime, moment, shown_at or moment.at, card.state.last_day)
    return Back(
        Turn(where, info, counts, card, False, day.options), card,  # noqa: FBT003
        futures(day.options, card_id, card.state, shown), quoted,
    )  # fmt: skip


def standing(
    connection: Held, runtime: Runtime, where: Deck, moment: Moment
) -> tuple[BankInfo, Today, Counts]:
    """Return a deck's bank, the bank's day, and what the deck holds without limits.

    Raises:
        NotFoundError: there's no such bank or topic.
    """
    info, day = place(connection, runtime, where, moment)
    return info, day, day.whole(connection, where)


def place(
    connection: Held, runtime: Runtime, where: Deck, moment: Moment
) -> tuple[BankInfo, Today]:
    """Return a deck's bank and the bank's day.

    Raises:
        NotFoundError: there's no such bank or topic.
    """
    info = _ground(connection, where, content.fingerprint_now(connection, where.bank))
    options = options_of(connection, runtime, where.bank)
    return info, today(connection, runtime.learner, where.bank, options, moment)


def _ground(connection: Held, where: Deck, fingerprint: str | None) -> BankInfo:
    info = None if fingerprint is None else content.known_info(connection, where.bank, fingerprint)
    if info is None:
        raise NotFoundError(f"there is no bank `{where.bank}` here")
    if where.topic is not None and not store.has_topic(connection, where):
        raise NotFoundError(f"there is no deck `{where.topic}` in this bank")
    return info


def card_in(
    connection: Held, runtime: Runtime, where: Deck, card_id: int, moment: Moment
) -> CardView:
    """Return a card of a deck's bank as it stands.

    Raises:
        NotFoundError: the bank has no such card.
    """
    row = states.card(connection, runtime.learner, card_id)
    if row is None or row.bank_id != where.bank:
        raise NotFoundError(f"there is no card {card_id} in this bank")
    return _view(row, moment)


def _view(row: Any, moment: Moment) -> CardView:
    state = states.state_from(row)
    return CardView(
        id=row.card_id,
        n=row.n,
        data=row.data,
        cited=row.passages,
        bank=row.bank_id,
        topic=row.topic,
        state=state,
        shown_at=moment.at,
        flag=row.flag or 0,
        marked=bool(row.marked),
        suspended=bool(row.suspended),
        notice=row.notice,
        buried=(row.buried_until or 0) > moment.day,
    )


def futures(options: Options, card_id: int, state: CardState, moment: Moment) -> NextStates:
    """Return what each rating would do to a card now."""
    return next_states(
        options, state, seed=card_id, now=moment.at, day=moment.day, day_ends=moment.day_ends
    )
