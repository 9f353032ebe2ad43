"""What a day still holds of a deck, and which card of it comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.scheduling import queue
from app.scheduling.types import Stage
from app.services.runtime import Moment
from app.store import study as store
from app.store.study import Counts

if TYPE_CHECKING:
    from app.scheduling.types import Options
    from app.services.runtime import Runtime
    from app.store.prepared import Held
    from app.store.study import Deck


_READING = 3_600_000  # ms that a card may be looked at and still be answered as it was shown


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing to study now: when there will be (ms UTC or days ahead), and how much then.

    ``limited`` cards wait behind the day's limits. Both numbers count up to ``store.MANY`` of each
    kind.
    """

    step_at: int | None
    days: int | None
    due_then: int
    limited: int


@dataclass(frozen=True, slots=True)
class Today:
    """A bank's day: what of its limits, which hold for all of its topics, is left."""

    options: Options
    moment: Moment
    new_done: int
    reviews_done: int

    @property
    def ahead(self) -> int:
        """Up to when a step counts as due, ms UTC."""
        return self.moment.at + self.options.learn_ahead * 1000

    def whole(self, connection: Held, where: Deck) -> Counts:
        """Count a deck without limits."""
        return store.counts(connection, where, day=self.moment.day, ahead=self.ahead)

    def limited(self, whole: Counts) -> Counts:
        """Return what of a deck's cards the limits allow today."""
        new_left, reviews_left = self._left()
        return Counts(min(new_left, whole.new), whole.learning, min(reviews_left, whole.due))

    def allowed(self, connection: Held, where: Deck) -> Counts:
        """Return ``limited`` of ``whole``, without counting further than the limits."""
        new, due = self._left()
        at = self.moment
        return store.counts(connection, where, day=at.day, ahead=self.ahead, new=new, due=due)

    def _left(self) -> tuple[int, int]:
        return queue.limits(self.options, self.new_done, self.reviews_done)


def as_shown(runtime: Runtime, moment: Moment, shown_at: int, last_day: int | None) -> Moment:
    """Return the moment by which an answer counts whose card was shown at a time (ms UTC).

    It belongs to the study day on which its card was shown, so that the interval on the button is
    the one that is scheduled, though the day ended meanwhile. But not if it was shown more than an
    hour ago: then it was read again; nor if the card was answered (on ``last_day``) since.
    """
    begun = runtime.day_ends(moment.day - 1)
    read_on = shown_at < begun <= moment.at and moment.at - shown_at <= _READING
    if not read_on or (last_day is not None and last_day >= moment.day):
        return moment
    return Moment(moment.at, moment.day - 1, begun)


def today(connection: Held, learner: str, bank: str, options: Options, moment: Moment) -> Today:
    """Return a bank's day."""
    return Today(options, moment, *store.done_today(connection, learner, bank, moment.day))


def choose(connection: Held, where: Deck, day: Today, counts: Counts) -> int | None:
    """Return the next card: what changed since it was known, then Anki's queue.

    That is: steps that are due, the day's cards mixed, steps a little ahead.
    """
    at = day.moment
    first = store.front(connection, where, at.at, at.day)
    if first is not None:
        return first
    match queue.interleave(counts.new, day.new_done, counts.due, day.reviews_done):
        case Stage.NEW:
            return store.next_new(connection, where, at.day)
        case Stage.REVIEW:
            return store.next_review(connection, where, at.day)
        case _:
            return store.next_step(connection, where, day.ahead, at.day)


def done(connection: Held, where: Deck, day: Today, counts: Counts, whole: Counts) -> Done:
    """Say what comes next in a deck that has nothing now."""
    step_at, due_day = store.next_due(connection, where)
    limited = whole.new + whole.due - counts.new - counts.due
    if due_day is not None:
        due_day = max(due_day, day.moment.day + 1)
    due_then = store.count_due_on(connection, where, due_day) if due_day is not None else 0
    return Done(step_at, None if due_day is None else due_day - day.moment.day, due_then, limited)
