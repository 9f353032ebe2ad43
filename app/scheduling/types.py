"""The values that scheduling takes and gives: all frozen, none knows a database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from enum import StrEnum
from typing import Literal
from typing import get_args

from app.scheduling import parameters as fsrs6

NewOrder = Literal["bank", "random"]
ReviewOrder = Literal[
    "due", "random", "interval", "interval-down", "difficulty", "difficulty-down", "recall"
]
NewOrReviews = Literal["mixed", "new", "reviews"]
DaySteps = Literal["first", "last"]


class Rating(IntEnum):
    """How well the learner recalled the answer; Hard is a pass."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Stage(StrEnum):
    """Where a card stands between its first showing and long memory."""

    NEW = "new"
    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


@dataclass(frozen=True, slots=True)
class MemoryState:
    """FSRS memory: stability in days (recall 90 % after that long), difficulty from 1 to 10."""

    stability: float
    difficulty: float


@dataclass(frozen=True, slots=True)
class CardState:
    """All that scheduling knows of one card; ``CardState()`` is a new card.

    Attributes:
        stage: new, learning, review or relearning.
        step: index of the current learning or relearning step; 0 elsewhere.
        due_at: ms since the epoch, UTC, for a card that waits on a step within the day.
        due_day: study day, for a review or for a step that crosses into a later day.
        interval: days the card was last scheduled for as a review; 0 before that.
        memory: None until the first answer.
        reps: answers so far.
        lapses: times a review card was answered Again.
        last_at: ms since the epoch, UTC, of the last answer.
        last_day: study day of the last answer.
    """

    stage: Stage = Stage.NEW
    step: int = 0
    due_at: int | None = None
    due_day: int | None = None
    interval: int = 0
    memory: MemoryState | None = None
    reps: int = 0
    lapses: int = 0
    last_at: int | None = None
    last_day: int | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """How a learner wants cards scheduled; the defaults are Anki's.

    Steps and learn-ahead are seconds, the maximum interval days, the rollover the hour of local
    time at which a study day begins. A leech threshold of 0 marks no leeches; ``suspend_leeches``
    also puts them aside. ``bury`` keeps siblings, and cards that cite overlapping passages, out of
    the day in which one of them was answered. ``passage_first`` shows the passage of a card that
    lapsed before it is asked again; ``two_buttons`` offers Again and Good alone.

    ``new_order`` is that of cards never answered; ``review_order`` that of reviews: ``due`` is by
    the day they are due, those of a day at random, ``recall`` the least known first, ``-down`` the
    largest first. ``first_kind`` says which of the two comes first; ``day_steps``, when steps come
    that ended with a night: before both or after. ``show_intervals`` and ``show_timer`` are of the
    page.

    Raises:
        ValueError: a sentence for people, when a value makes no sense.
    """

    learning_steps: tuple[int, ...] = (60, 600)
    relearning_steps: tuple[int, ...] = (600,)
    desired_retention: float = 0.9
    maximum_interval: int = 36500
    parameters: tuple[float, ...] = fsrs6.DEFAULTS
    leech_threshold: int = 8
    new_per_day: int = 20
    reviews_per_day: int = 200
    learn_ahead: int = 1200
    rollover: int = 4
    bury: bool = True
    suspend_leeches: bool = False
    passage_first: bool = True
    two_buttons: bool = False
    new_order: NewOrder = "bank"
    review_order: ReviewOrder = "due"
    first_kind: NewOrReviews = "mixed"
    day_steps: DaySteps = "first"
    show_intervals: bool = True
    show_timer: bool = False

    def __post_init__(self) -> None:
        for name, steps in (
            ("Learning", self.learning_steps),
            ("Relearning", self.relearning_steps),
        ):
            if any(step < 1 for step in steps):
                raise ValueError(f"{name} steps must each last at least one second.")
        # 0.70 to 0.99 are the bounds Anki offers; outside them intervals become absurd.
        if not 0.7 <= self.desired_retention <= 0.99:  # noqa: PLR2004
            raise ValueError(
                f"Desired retention must lie between 0.70 and 0.99, not {self.desired_retention}."
            )
        if self.maximum_interval < 1:
            raise ValueError("The maximum interval must be at least one day.")
        if not 0 <= self.rollover <= 23:  # noqa: PLR2004
            raise ValueError("A study day must begin at an hour from 0 to 23.")
        for name, number in (
            ("The leech threshold", self.leech_threshold),
            ("New cards per day", self.new_per_day),
            ("Reviews per day", self.reviews_per_day),
            ("Learn-ahead time", self.learn_ahead),
        ):
            if number < 0:
                raise ValueError(f"{name} cannot be negative.")
        for value, known in (
            (self.new_order, NewOrder),
            (self.review_order, ReviewOrder),
            (self.first_kind, NewOrReviews),
            (self.day_steps, DaySteps),
        ):
            if value not in get_args(known):
                raise ValueError(f"An order is {', '.join(get_args(known))}, not {value}.")
        fsrs6.check(self.parameters)


@dataclass(frozen=True, slots=True)
class NextState:
    """One future of a card: what happens if the learner presses this button.

    Attributes:
        rating: the button.
        state: the card's state after the answer.
        seconds: what will be scheduled: seconds from now for a step within the day (fuzz
            included), days times 86400 otherwise.
        label: the text on the button, as Anki writes it: ``<10m``, ``2d``, ``1.2mo``.
        leech: this answer makes the card a leech (again).
        retrievability: probability of recall just before the answer; None for a new card.
    """

    rating: Rating
    state: CardState
    seconds: int
    label: str
    leech: bool
    retrievability: float | None


@dataclass(frozen=True, slots=True)
class NextStates:
    """The four futures of a card."""

    again: NextState
    hard: NextState
    good: NextState
    easy: NextState

    def for_rating(self, rating: Rating) -> NextState:
        """Give the future that this rating leads to."""
        return (self.again, self.hard, self.good, self.easy)[rating - 1]


@dataclass(frozen=True, slots=True)
class Answer:
    """One entry of a card's log: the rating, when (ms since the epoch, UTC), on which study day.

    ``options`` are those it was scheduled with; None: those of the fold.
    """

    rating: Rating
    at: int
    day: int
    options: Options | None = None


@dataclass(frozen=True, slots=True)
class Reset:
    """One entry of a card's log: the learner begins anew with it, as with a new card."""

    at: int
    day: int


@dataclass(frozen=True, slots=True)
class Moved:
    """One entry of a card's log: another program put it somewhere. It is no answer.

    The schedule (``stage`` to ``interval``, as of ``CardState``) is taken as it is. Memory is the
    log's own: ``memory``, and when it was made, count only where no answer gave one. ``reps`` are
    at least so many answers; ``lapses`` None: as many as are known here.
    """

    at: int
    day: int
    stage: Stage
    step: int = 0
    due_at: int | None = None
    due_day: int | None = None
    interval: int = 0
    memory: MemoryState | None = None
    last_at: int | None = None
    last_day: int | None = None
    reps: int = 1
    lapses: int | None = None


Entry = Answer | Reset | Moved
