"""A quiz as its page shows it: the questions, what was given so far, and once handed in the marks.

Until it is handed in nothing here has a mark, a passage or a word on what is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING
from typing import Any
from zoneinfo import ZoneInfo

from app.quiz import drafts
from app.quiz.form import Placed
from app.quiz.form import arrange
from app.quiz.marking import mark
from app.quiz.responses import Response
from app.store import attempts
from app.store import content
from question_bank.items import Flashcard
from question_bank.items import Matching
from question_bank.items import Note
from question_bank.items import Open
from question_bank.items import Ordering
from question_bank.quote import quotes

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.quiz.drafts import Saved
    from app.quiz.marking import Mark
    from app.services.runtime import Runtime
    from question_bank.bank import BankInfo
    from question_bank.items import Item
    from question_bank.quote import Quote

GRACE = 5_000  # ms after the deadline in which answers are on their way


@dataclass(frozen=True, slots=True)
class Question:
    """An item of an attempt; response and mark are there after submitting.

    ``saved`` is what was given so far; ``worth`` what a right answer counts.
    """

    number: int
    placed: Placed
    response: Response | None
    mark: Mark | None
    quotes: tuple[Quote, ...]
    saved: Saved = drafts.NONE
    worth: float = 1.0

    @property
    def self_marked(self) -> bool:
        """Whether the learner judges the answer (a free one)."""
        return isinstance(self.placed.item, Open | Flashcard | Note)

    @property
    def unanswered(self) -> bool:
        """Whether an answer could be given here and none was saved yet."""
        in_the_head = isinstance(self.placed.item, Flashcard | Note)
        return not in_the_head and self.saved.given.blank

    def decided(self, *, judged: bool) -> bool:
        """Whether its mark says something: a free answer's once the learner has judged it."""
        if self.mark is None or self.mark.outcome != "self":
            return self.mark is not None
        item = self.placed.item
        return judged and not (isinstance(item, Open) and not item.rubric)

    @property
    def points(self) -> float:
        """What its mark is worth."""
        return float(self.mark.points) * self.worth if self.mark else 0.0


@dataclass(frozen=True, slots=True)
class AttemptView:
    """A quiz being taken, or its result.

    ``one``: a question at a time. ``deadline`` and ``now``, ms UTC; ``judged``: the learner has
    marked the free answers; ``counted``: its answers count as reviews.
    """

    id: str
    code: str
    bank: BankInfo
    questions: tuple[Question, ...]
    submitted_at: int | None
    one: bool = False
    deadline: int | None = None
    now: int = 0
    zone: str = "UTC"
    judged: bool = False
    counted: int | None = None

    @property
    def over(self) -> bool:
        """Whether the time for answers, those on their way too, has passed."""
        return self.deadline is not None and self.now > self.deadline + GRACE

    @property
    def until(self) -> str:
        """Say in local time when a timed quiz ends."""
        if self.deadline is None:
            return ""
        zone = ZoneInfo(self.zone)
        end, now = (datetime.fromtimestamp(at / 1000, zone) for at in (self.deadline, self.now))
        day = "" if end.date() == now.date() else f"{end.day} {end:%B}, "
        return f"{day}{end:%H:%M}"

    @property
    def left(self) -> int | None:
        """Return how long a timed quiz goes on, in ms."""
        return None if self.deadline is None else max(self.deadline - self.now, 0)

    @property
    def unanswered(self) -> tuple[Question, ...]:
        """The questions that an answer could be given to and wasn't."""
        return tuple(question for question in self.questions if question.unanswered)

    @property
    def answered(self) -> int:
        """How many questions have an answer saved."""
        return sum(not question.saved.given.blank for question in self.questions)

    @property
    def points(self) -> float:
        """The sum of the marks."""
        return sum(question.points for question in self.questions)

    @property
    def worth(self) -> float:
        """What all right answers would count."""
        return sum(question.worth for question in self.questions)

    @property
    def missed(self) -> tuple[Question, ...]:
        """The questions that weren't wholly right; free answers once they are judged."""
        return tuple(
            question
            for question in self.questions
            if question.decided(judged=self.judged) and question.mark and question.mark.points < 1
        )

    @property
    def by_topic(self) -> dict[str, tuple[float, float]]:
        """Points, and what there were, by topic title in the bank's order."""
        titles = {topic.id: topic.title for topic in self.bank.topics}
        return self._by(titles, lambda item: item.topic)

    @property
    def by_objective(self) -> dict[str, tuple[float, float]]:
        """The same by objective; what has none isn't in it."""
        texts = {one.id: one.text for topic in self.bank.topics for one in topic.objectives}
        return self._by(texts, lambda item: item.objective)

    @property
    def by_level(self) -> dict[str, tuple[float, float]]:
        """The same by level of Bloom's taxonomy, from the lowest."""
        levels = dict.fromkeys(("remember", "understand", "apply", "analyse", "evaluate", "create"))
        for question in self.questions:
            levels.setdefault(question.placed.item.bloom.value)
        return self._by(
            {level: level.capitalize() for level in levels}, lambda item: item.bloom.value
        )

    def _by(
        self, names: Mapping[str, str], key: Callable[[Item], str | None]
    ) -> dict[str, tuple[float, float]]:
        found: dict[str, tuple[float, float]] = {}
        for name, words in names.items():
            rows = [question for question in self.questions if key(question.placed.item) == name]
            if rows:
                points, worth = found.get(words, (0.0, 0.0))
                points += sum(row.points for row in rows)
                found[words] = (points, worth + sum(row.worth for row in rows))
        return found


def view_of(connection: Connection, runtime: Runtime, row: Any) -> AttemptView | None:
    """Return an attempt as it stands, from its row; None if its bank is gone."""
    info = content.bank_info(connection, row.bank_id)
    if info is None:
        return None
    found = attempts.items(connection, info.id, [item for item, _ in row.form["placed"]])
    handed_in = row.submitted_at is not None
    passages = {name: content.passages_from(one.passages) for name, one in found.items()}
    cited = [one for each in passages.values() for one in each] if handed_in else []
    sources = content.sources_cited(connection, info, cited)
    draft, worth = drafts.read(row.draft), row.form.get("points", {})
    questions = []
    for number, (item_id, order) in enumerate(row.form["placed"], 1):
        if item_id not in found:
            continue
        item = content.item_from(found[item_id].data)
        question = _question(item, number, tuple(order), row.responses if handed_in else None)
        questions.append(
            replace(
                question,
                quotes=quotes(sources, passages[item_id]) if handed_in else (),
                saved=_fitted(draft.get(item_id, drafts.NONE), item),
                worth=worth.get(item_id, 1.0),
            )
        )
    return AttemptView(
        row.id, row.code, info, tuple(questions), row.submitted_at,
        one=bool(row.form.get("one")), deadline=row.deadline, now=runtime.clock(),
        zone=runtime.settings.zone, judged=bool(row.form.get("judged")),
        counted=row.form.get("counted"),
    )  # fmt: skip


def _question(
    item: Item, number: int, order: tuple[int, ...], responses: Mapping[str, Any] | None
) -> Question:
    usual = arrange(item, Random(0), 1)[0]  # noqa: S311 - an order like any other
    fits = sorted(order) == sorted(usual)  # or the bank was edited since
    placed = Placed(item, order if fits else usual)
    if responses is None:
        return Question(number, placed, None, None, ())
    given = Response.from_json(responses.get(item.id, {}))
    if not fits or len(given.places) != parts_of(item):
        given = replace(given, places=())
    return Question(number, placed, given, mark(item, given), ())


def _fitted(saved: Saved, item: Item) -> Saved:
    """Return a saved answer without the places of an item that has other parts now."""
    if len(saved.given.places) == parts_of(item):
        return saved
    return replace(saved, given=replace(saved.given, places=()))


def parts_of(item: Item) -> int:
    """Return how many places a response gives."""
    match item:
        case Ordering():
            return len(item.sequence)
        case Matching():
            return len(item.pairs)
        case _:
            return 0
