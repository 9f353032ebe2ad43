"""Where a deck stands, in one statement: what was done today, what is left, what comes next.

Asked after every answer. A statement costs the driver as much as the few rows it looks at, so
that all the looks at the indexes are made in one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import cast

from sqlalchemy import bindparam
from sqlalchemy import select

from app.store import study
from app.store.models import BankRow
from app.store.prepared import Prepared
from app.store.study import Counts

if TYPE_CHECKING:
    from sqlalchemy import Select

    from app.store.prepared import Held
    from app.store.study import Deck

_LINES = ("noticed", "step", "day step", "new", "review")


@dataclass(frozen=True, slots=True)
class Standing:
    """A deck now. ``fingerprint`` is its bank's, None if there's none.

    ``new_done`` and ``reviews_done`` are of the whole bank; ``counts`` go up to the caps asked
    for. The others are the card at the head of each queue, None if it's empty.
    """

    fingerprint: str | None
    new_done: int
    reviews_done: int
    counts: Counts
    noticed: int | None
    step: int | None
    day_step: int | None
    new: int | None
    review: int | None


def _all_at_once(*, by_topic: bool) -> Prepared:
    done = study.DONE.subquery()
    fingerprint = select(BankRow.fingerprint).where(BankRow.id == bindparam("bank"))
    heads = (
        cast("Select[Any]", study.QUEUES[name][by_topic].statement)
        .scalar_subquery()
        .label(f"first_{name.replace(' ', '_')}")
        for name in _LINES
    )
    return Prepared(
        select(
            fingerprint.scalar_subquery().label("fingerprint"), done.c.new_done,
            done.c.reviews_done, *study.counted(by_topic=by_topic), *heads,
        ),
        names=False,
    )  # fmt: skip


_STANDING = {by_topic: _all_at_once(by_topic=by_topic) for by_topic in (False, True)}


def standing(  # noqa: PLR0913 - a moment and two limits
    connection: Held, deck: Deck, *, day: int, now: int, ahead: int, new: int, due: int
) -> Standing:
    """Return where a deck stands.

    Args:
        connection: a transaction.
        deck: whose cards.
        day: the study day.
        now: ms UTC, by which a step has ended.
        ahead: ms UTC up to which a step counts as due.
        new: how many new cards are enough to know, ``study.MANY`` at most.
        due: how many reviews are.
    """
    row = _STANDING[deck.topic is not None].first(
        connection, **study.scope(deck), day=day, until=now, ahead=ahead, most=study.MANY,
        most_new=min(new, study.MANY), most_due=min(due, study.MANY),
    )  # fmt: skip
    fingerprint, new_done, reviews_done, new, learning, due, *heads = row
    return Standing(fingerprint, int(new_done), int(reviews_done), Counts(new, learning, due),
                    *heads)  # fmt: skip
