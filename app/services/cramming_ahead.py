"""The next cards of a session apart from the schedule, before they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.cramming import left_of
from app.services.cramming import title_of
from app.services.errors import NotFoundError
from app.services.options import options_of
from app.services.prefetching import MOST
from app.services.study import Back
from app.services.study import Turn
from app.services.study import card_in
from app.services.study import futures
from app.store import content
from app.store.study import Counts
from app.store.study import Deck
from question_bank.quote import quotes

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.services.cramming import Selection
    from app.services.runtime import Runtime

_NONE = Counts(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Crammed:
    """A card of a session with its back, how many are left with it, and what the session is of."""

    side: Back
    left: int
    title: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Cards to come; ``at`` is when they were chosen, ``until`` when the study day ends, ms UTC."""

    cards: tuple[Crammed, ...]
    at: int
    until: int


def batch(  # noqa: PLR0913 - a session, and what a client has of it
    runtime: Runtime, bank: str, chosen: Selection, since: int, *, have: Collection[int],
    count: int, first: int | None = None,
) -> Batch:  # fmt: skip
    """Return the cards of a session that come after those a client has.

    Args:
        runtime: the site's.
        bank: the session's.
        chosen: what it goes through.
        since: when it began, ms UTC.
        have: cards that were answered or are there.
        count: of cards, ``MOST`` at most.
        first: a card to begin with.

    Raises:
        NotFoundError: there's no such bank, topic, passage or card.
        RefusedError: the passage isn't named as one.
    """
    moment = runtime.moment()
    with runtime.database.read() as connection:
        info = content.bank_info(connection, bank)
        if info is None:
            raise NotFoundError(f"there is no bank `{bank}` here")
        options = options_of(connection, runtime, bank)
        left = left_of(connection, runtime, info, chosen, since, options, moment)
        passed = {*have} if first is None else {*have, first}
        rest = [card for card in left if card not in passed]
        wanted = (*(() if first is None else (first,)), *rest)[: min(count, MOST)]
        sources = content.sources_of(connection, info)
        where, title = Deck(runtime.learner, bank), title_of(info, chosen)
        cards = []
        for place, card_id in enumerate(wanted):
            card = card_in(connection, runtime, where, card_id, moment)
            quoted = quotes(sources, card.passages)
            turn = Turn(
                where, info, _NONE, card, undoable=card_id != first, options=options,
                quotes=quoted if card.notice == "passage" else (),
            )  # fmt: skip
            side = Back(turn, card, futures(options, card_id, card.state, moment), quoted)
            ahead = sum(one in left for one in have)
            cards.append(Crammed(side, max(len(left) - ahead - place, 1), title))
    return Batch(tuple(cards), moment.at, moment.day_ends)
