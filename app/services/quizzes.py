"""Quizzes in the browser: assemble, take, mark, look at the result."""

from __future__ import annotations

from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING
from typing import Any

from app.quiz.blueprint import EmptySelection
from app.quiz.form import Placed
from app.quiz.form import arrange
from app.quiz.form import assemble as assemble_form
from app.quiz.marking import mark
from app.quiz.responses import Response
from app.services import notes
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.errors import StaleError
from app.services.runtime import CLIENT_ID
from app.store import attempts
from app.store import content
from app.store import learners
from question_bank.items import Flashcard
from question_bank.items import Matching
from question_bank.items import Note
from question_bank.items import Open
from question_bank.items import Ordering
from question_bank.quote import quotes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.quiz.blueprint import Blueprint
    from app.quiz.form import Form
    from app.quiz.marking import Mark
    from app.services.runtime import Runtime
    from question_bank.bank import Bank
    from question_bank.bank import BankInfo
    from question_bank.items import Item
    from question_bank.quote import Quote


@dataclass(frozen=True, slots=True)
class Question:
    """An item of an attempt; response and mark are there after submitting."""

    number: int
    placed: Placed
    response: Response | None
    mark: Mark | None
    quotes: tuple[Quote, ...]

    @property
    def self_marked(self) -> bool:
        """Whether the learner judges the answer (a free one)."""
        return isinstance(self.placed.item, Open | Flashcard | Note)


@dataclass(frozen=True, slots=True)
class AttemptView:
    """A quiz being taken, or its result."""

    id: str
    code: str
    bank: BankInfo
    questions: tuple[Question, ...]
    submitted_at: int | None

    @property
    def points(self) -> float:
        """The sum of the marks, each 0 to 1."""
        return sum(float(question.mark.points) for question in self.questions if question.mark)

    @property
    def by_topic(self) -> dict[str, tuple[float, int]]:
        """Points and number of questions by topic title, in the bank's order."""
        found: dict[str, tuple[float, int]] = {}
        for topic in self.bank.topics:
            marks = [q.mark for q in self.questions if q.placed.item.topic == topic.id]
            if marks:
                found[topic.title] = (sum(float(m.points) for m in marks if m), len(marks))
        return found


def load(runtime: Runtime, bank_id: str) -> Bank:
    """Return a bank from the store.

    Raises:
        NotFoundError: there's no such bank.
    """
    with runtime.database.read() as connection:
        bank = content.load_bank(connection, bank_id)
    if bank is None:
        raise NotFoundError(f"there is no bank `{bank_id}` here")
    return notes.with_folder(runtime, bank)


def assemble(bank: Bank, blueprint: Blueprint) -> Form:
    """Assemble a form.

    Raises:
        RefusedError: nothing matches; the message says what would.
    """
    try:
        return assemble_form(bank, blueprint)
    except EmptySelection as error:
        raise RefusedError(str(error)) from None


def start(runtime: Runtime, bank_id: str, blueprint: Blueprint, attempt_id: str) -> str:
    """Begin an attempt at version A of a form; return its id. Repeated, it is the same one.

    Raises:
        NotFoundError: there's no such bank.
        RefusedError: nothing matches, or the id is malformed.
    """
    if not CLIENT_ID.fullmatch(attempt_id):
        raise RefusedError("the quiz has no usable id; reload the page")
    form = assemble(load(runtime, bank_id), replace(blueprint, versions=1))
    placed = [[row.item.id, list(row.order)] for row in form.versions[0].placed]
    with runtime.database.write() as connection:
        learners.hold(connection, runtime.learner)
        if attempts.find(connection, runtime.learner, attempt_id) is None:
            attempts.add(
                connection,
                id=attempt_id, learner_id=runtime.learner, bank_id=bank_id, code=form.code,
                form={"blueprint": asdict(blueprint), "placed": placed},
                started_at=runtime.clock(),
            )  # fmt: skip
    return attempt_id


def attempt(runtime: Runtime, attempt_id: str) -> AttemptView:
    """Return an attempt as it stands.

    Raises:
        NotFoundError: the learner has no such attempt.
    """
    with runtime.database.read() as connection:
        row = attempts.find(connection, runtime.learner, attempt_id)
        bank = content.load_bank(connection, row.bank_id) if row else None
    if row is None or bank is None:
        raise NotFoundError("there is no such quiz here")
    questions = tuple(
        _question(bank, number, item_id, tuple(order), row.responses)
        for number, (item_id, order) in enumerate(row.form["placed"], 1)
        if item_id in bank.by_id
    )
    return AttemptView(row.id, row.code, bank.info, questions, row.submitted_at)


def _question(
    bank: Bank,
    number: int,
    item_id: str,
    order: tuple[int, ...],
    responses: Mapping[str, Any] | None,
) -> Question:
    item = bank.by_id[item_id]
    usual = arrange(item, Random(0), 1)[0]  # noqa: S311 - an order like any other
    fits = sorted(order) == sorted(usual)  # or the bank was edited since
    placed = Placed(item, order if fits else usual)
    if responses is None:
        return Question(number, placed, None, None, ())
    given = Response.from_json(responses.get(item_id, {}))
    if not fits or len(given.places) != _parts(item):
        given = replace(given, places=())
    return Question(
        number, placed, given, mark(item, given), quotes(bank.sources, bank.passages[item_id])
    )


def _parts(item: Item) -> int:
    """Return how many places a response gives."""
    match item:
        case Ordering():
            return len(item.sequence)
        case Matching():
            return len(item.pairs)
        case _:
            return 0


def submit(runtime: Runtime, attempt_id: str, given: Mapping[str, Response]) -> None:
    """Hand an attempt in: its responses are stored once and marked. The same again is no change.

    Raises:
        NotFoundError: the learner has no such attempt.
        StaleError: it was handed in before, with other responses.
    """
    view = attempt(runtime, attempt_id)
    responses = {item: response.to_json() for item, response in given.items()}
    with runtime.database.write() as connection:
        learners.hold(connection, runtime.learner)
        row = attempts.find(connection, runtime.learner, attempt_id)
        if row is not None and row.submitted_at is not None:
            if row.responses != responses:
                raise StaleError("this quiz was handed in before; that result stands")
            return
        points = sum(
            float(mark(question.placed.item, given[question.placed.item.id]).points)
            for question in view.questions
            if question.placed.item.id in given
        )
        attempts.hand_in(connection, attempt_id, responses, points, runtime.clock())


def judge(runtime: Runtime, attempt_id: str, ticked: Mapping[str, tuple[int, ...]]) -> None:
    """Store which criteria the learner finds met in their free answers.

    Raises:
        NotFoundError: the learner has no such attempt.
        RefusedError: it isn't handed in yet.
    """
    view = attempt(runtime, attempt_id)
    if view.submitted_at is None:
        raise RefusedError("hand the quiz in first; then judge your free answers")
    responses: dict[str, Any] = {}
    points = 0.0
    for question in view.questions:
        item = question.placed.item
        given = question.response or Response()
        if question.self_marked and item.id in ticked:
            given = replace(given, chosen=ticked[item.id])
        responses[item.id] = given.to_json()
        points += float(mark(item, given).points)
    with runtime.database.write() as connection:
        learners.hold(connection, runtime.learner)
        attempts.hand_in(connection, attempt_id, responses, points, view.submitted_at)
