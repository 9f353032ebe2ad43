"""An exam's day: what is expected to be recalled on it, by topic and paragraph, and a plan."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.scheduling import exam as maths
from app.scheduling import forecast
from app.scheduling.days import date_of
from app.scheduling.habits import habits_of
from app.services import presets
from app.services.workload import known_of
from app.store import content
from app.store import memories

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from app.scheduling.exam import Estimate
    from app.scheduling.exam import Pace
    from app.scheduling.forecast import Day
    from app.scheduling.types import Options
    from app.services.runtime import Runtime
    from question_bank.bank import BankInfo
    from question_bank.source import Source

LONGEST = 365  # days ahead
_WORDS = 60  # characters of a paragraph that name it


@dataclass(frozen=True, slots=True)
class Part:
    """A topic or paragraph: its cards, how many were seen, what is recalled on the day.

    ``now`` if nothing more is studied, ``then`` if the plan is followed. A paragraph has a source
    and a number, a topic its id.
    """

    title: str
    cards: int
    seen: int
    now: Estimate
    then: Estimate
    topic: str = ""
    source: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam: its day, the days left (today is one of them), what is expected, the plan.

    ``error`` is the calibration error of predictions, ``own`` whether it was measured on the
    learner's reviews; ``days`` what the plan brings, day by day.
    """

    info: BankInfo
    on: date
    left: int
    whole: Part
    topics: tuple[Part, ...]
    paragraphs: tuple[Part, ...]
    pace: Pace
    options: Options
    days: tuple[Day, ...]
    error: float
    own: bool

    @property
    def reviews(self) -> float:
        """Reviews a day, on average, if the plan is followed."""
        return sum(day.reviews for day in self.days) / len(self.days) if self.days else 0.0

    @property
    def most(self) -> float:
        """Reviews on the fullest day."""
        return max((day.reviews for day in self.days), default=0.0)

    @property
    def minutes(self) -> float:
        """Minutes a day, on average, if the plan is followed."""
        return sum(day.seconds for day in self.days) / len(self.days) / 60 if self.days else 0.0


@dataclass(frozen=True, slots=True)
class _Card:
    """A card with its recalls on the day: without more study, and by the plan."""

    row: Any
    seen: bool
    now: float
    then: float


def exam(runtime: Runtime, bank: str) -> Exam | None:
    """Return what is expected of a bank's exam; None if no day is set, or it has passed.

    Raises:
        NotFoundError: there's no such bank.
    """
    today = runtime.moment().day
    with runtime.database.read() as connection:
        choice = presets.choice_in(connection, runtime, bank)
        if choice.exam_day is None or not today <= choice.exam_day <= today + LONGEST:
            return None
        rows = memories.standing(connection, runtime.learner, bank)
        habits = habits_of(memories.timings(connection, runtime.learner, bank))
        reviews = memories.predicted(connection, runtime.learner)
        cited = memories.paragraphs(connection, bank)
        sources = content.sources_of(connection, choice.info)
    left = choice.exam_day - today
    model = forecast.Model(choice.options, habits)
    known = [known_of(row, today) for row in rows]
    pace = maths.pace(known.count(None), left, choice.options.new_per_day)
    error = maths.calibration_error(reviews)
    cards = _cards(model, rows, known, pace)

    def part(chosen: Iterable[_Card], title: str, **more: Any) -> Part | None:
        return _part(tuple(chosen), error, title, **more)

    begun = forecast.start(model, (card for card in known if card is not None), left)
    plan = forecast.forecast(model, begun, pace.schedule()).days
    whole = part(cards, choice.info.title)
    if whole is None:
        return None
    topics = (
        part((card for card in cards if card.row.topic == topic.id), topic.title, topic=topic.id)
        for topic in choice.info.topics
    )
    return Exam(
        choice.info, date_of(choice.exam_day), left, whole,
        tuple(row for row in topics if row), _paragraphs(cards, cited, sources, part), pace,
        choice.options, plan, error, len(reviews) >= maths.FEW_REVIEWS,
    )  # fmt: skip


def _cards(
    model: forecast.Model, rows: list[Any], known: list[forecast.Known | None], pace: Pace
) -> list[_Card]:
    """Say of each card what is recalled on the day; new ones are learned in the bank's order."""
    found, learned = [], 0
    for row, card in zip(rows, known, strict=True):
        if card is None:
            on = learned // pace.a_day if pace.a_day else 0
            learned += 1
            then = model.expected_new(pace.days - on) if on < pace.days else 0.0
            found.append(_Card(row, seen=False, now=0.0, then=then))
        else:
            recall = forecast.unstudied(model, card, pace.days)
            then = model.expected(card, pace.days)
            found.append(_Card(row, seen=True, now=recall, then=then))
    return found


def _part(cards: tuple[_Card, ...], error: float, title: str, **more: Any) -> Part | None:
    now = maths.estimate([card.now for card in cards], error)
    then = maths.estimate([card.then for card in cards], error)
    if now is None or then is None:
        return None
    return Part(title, len(cards), sum(card.seen for card in cards), now, then, **more)


def _paragraphs(
    cards: list[_Card],
    cited: list[Any],
    sources: Mapping[str, Source],
    part: Callable[..., Part | None],
) -> tuple[Part, ...]:
    """Gather cards by the paragraphs they cite, in the order of the papers."""
    of_item: defaultdict[int, list[_Card]] = defaultdict(list)
    for card in cards:
        of_item[card.row.item_pk].append(card)
    over: defaultdict[tuple[str, int], list[_Card]] = defaultdict(list)
    for row in cited:
        over[row.source_id, row.paragraph] += of_item.get(row.item_pk, [])
    order = {source: place for place, source in enumerate(sources)}
    keys = sorted(
        (key for key in over if key[0] in order and key[1]), key=lambda key: (order[key[0]], key[1])
    )
    parts = (
        part(over[key], _words(sources[key[0]], key[1]), source=key[0], number=key[1])
        for key in keys
    )
    return tuple(row for row in parts if row)


def _words(source: Source, number: int) -> str:
    """Return the first words of a paragraph."""
    for block in source.paragraphs:
        if block.number == number:
            text = " ".join(source.text[block.start : block.end].split())
            return text if len(text) <= _WORDS else text[:_WORDS].rsplit(" ", 1)[0] + " …"
    return ""
