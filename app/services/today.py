"""What a day still holds of a deck, and which card of it comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.scheduling import queue
from app.scheduling.types import Stage
from app.services.runtime import Moment
from app.store import orders
from app.store import study as store
from app.store.standing import standing
from app.store.study import Counts

if TYPE_CHECKING:
    from app.scheduling.types import Options
    from app.services.runtime import Runtime
    from app.store.prepared import Held
    from app.store.standing import Standing
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

    def standing(self, connection: Held, where: Deck) -> Standing:
        """Return where a deck stands, counted as far as the limits may go."""
        at, options = self.moment, self.options
        return standing(
            connection, where, day=at.day, now=at.at, ahead=self.ahead, new=options.new_per_day,
            due=options.reviews_per_day,
        )  # fmt: skip

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


def choose(connection: Held, where: Deck, day: Today, counts: Counts, now: Standing) -> int | None:
    """Return the next card: what changed since it was known, then Anki's queue.

    That is: steps that are due, the day's cards, steps a little ahead; of the day's cards as the
    options say, by default new ones mixed with reviews.
    """
    at, options = day.moment, day.options
    steps_first = options.day_steps == "first"
    first = now.noticed or now.step or (now.day_step if steps_first else None)
    if first is not None:
        return first
    match next_kind(day, counts):
        case Stage.NEW if options.new_order == "random":
            return orders.new_from(connection, where, at.day, drawn(connection, where, day))
        case Stage.NEW:
            return now.new
        case Stage.REVIEW if options.review_order != "due":
            return orders.next_review(connection, where, at.day, options.review_order)
        case Stage.REVIEW:
            return now.review
    step = None if steps_first else now.day_step
    return step or store.next_step(connection, where, day.ahead, at.day)


def next_kind(day: Today, counts: Counts) -> Stage | None:
    """Say whether the next card of the day is a new one or a review, if there is one."""
    return queue.interleave(
        counts.new, day.new_done, counts.due, day.reviews_done, day.options.first_kind
    )


def drawn(connection: Held, where: Deck, day: Today) -> int:
    """Return the place in the bank from which the next new card is taken at random."""
    first, last = orders.places(connection, where)
    return first + queue.drawn(day.moment.day, day.new_done, last - first + 1)


def done(connection: Held, where: Deck, day: Today, counts: Counts, whole: Counts) -> Done:
    """Say what comes next in a deck that has nothing now."""
    step_at, due_day = store.next_due(connection, where)
    limited = whole.new + whole.due - counts.new - counts.due
    if due_day is not None:
        due_day = max(due_day, day.moment.day + 1)
    due_then = store.count_due_on(connection, where, due_day) if due_day is not None else 0
    return Done(step_at, None if due_day is None else due_day - day.moment.day, due_then, limited)
