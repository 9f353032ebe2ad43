"""Quizzes in the browser: begin, save as one goes, hand in once, judge what is free."""

from __future__ import annotations

from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

from app.quiz import drafts
from app.quiz.blueprint import Blueprint
from app.quiz.drafts import Saved
from app.quiz.marking import mark
from app.quiz.responses import Response
from app.services import notes
from app.services import quiz_answers
from app.services.assembling import simple_form
from app.services.attempt_view import GRACE
from app.services.attempt_view import view_of
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.errors import StaleError
from app.services.runtime import CLIENT_ID
from app.store import attempts
from app.store import content
from app.store import learners

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.quiz.form import Form
    from app.services.attempt_view import AttemptView
    from app.services.runtime import Runtime
    from question_bank.bank import Bank

LONGEST = 600  # minutes
_MINUTE = 60_000
_RECENT = 30 * 86_400_000  # ms in which an unfinished quiz is offered again


@dataclass(frozen=True, slots=True)
class Pace:
    """How a quiz is taken: in so many minutes (0: no limit), and one question at a time or all."""

    minutes: int = 0
    one: bool = False


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


def start(
    runtime: Runtime, bank_id: str, blueprint: Blueprint, attempt_id: str, pace: Pace | None = None
) -> str:
    """Begin an attempt at version A of a form; return its id. Repeated, it is the same one.

    Raises:
        NotFoundError: there's no such bank.
        RefusedError: nothing matches, or the id or the time is malformed.
    """
    _usable(attempt_id)
    form = simple_form(load(runtime, bank_id), replace(blueprint, versions=1))
    return begin(runtime, form, attempt_id, pace)


def begin(
    runtime: Runtime, form: Form, attempt_id: str, pace: Pace | None = None,
    points: Mapping[str, float] | None = None,
) -> str:  # fmt: skip
    """Begin an attempt at version A of a form there is; ``points`` says what its items count.

    Raises:
        RefusedError: the id or the time is malformed.
    """
    _usable(attempt_id)
    pace = pace or Pace()
    if pace.minutes > LONGEST:
        raise RefusedError(f"a quiz takes 1 to {LONGEST} minutes, not {pace.minutes}")
    asked = form.blueprint  # a table is kept with its form
    said: dict[str, Any] = {
        "blueprint": asdict(asked) if isinstance(asked, Blueprint) else {},
        "placed": [[row.item.id, list(row.order)] for row in form.versions[0].placed],
        "one": pace.one,
    }
    if points:
        said["points"] = dict(points)
    now = runtime.clock()
    with runtime.database.write() as connection:
        learners.hold(connection, runtime.learner)
        if attempts.find(connection, runtime.learner, attempt_id) is None:
            attempts.add(
                connection,
                id=attempt_id, learner_id=runtime.learner, bank_id=form.bank_id, code=form.code,
                form=said, started_at=now,
                deadline=now + pace.minutes * _MINUTE if pace.minutes else None,
            )  # fmt: skip
    return attempt_id


def _usable(attempt_id: str) -> None:
    if not CLIENT_ID.fullmatch(attempt_id):
        raise RefusedError("the quiz has no usable id; reload the page")


def attempt(runtime: Runtime, attempt_id: str) -> AttemptView:
    """Return an attempt as it stands.

    Raises:
        NotFoundError: the learner has no such attempt.
    """
    with runtime.database.read() as connection:
        return _found(connection, runtime, attempt_id)[1]


def _found(connection: Connection, runtime: Runtime, attempt_id: str) -> tuple[Any, AttemptView]:
    row = attempts.find(connection, runtime.learner, attempt_id)
    view = view_of(connection, runtime, row) if row is not None else None
    if view is None:
        raise NotFoundError("there is no such quiz here")
    return row, view


def save(runtime: Runtime, attempt_id: str, sent: Mapping[str, Saved]) -> tuple[str, ...]:
    """Keep answers of a quiz that isn't handed in; return those of which a later one stands.

    Raises:
        NotFoundError: the learner has no such attempt.
        StaleError: it was handed in before, or its time is over.
    """
    with runtime.database.write() as connection:
        learners.hold(connection, runtime.learner)
        row, view = _found(connection, runtime, attempt_id)
        if view.submitted_at is not None:
            raise StaleError("this quiz was handed in before; that result stands")
        if view.over:
            raise StaleError("the time of this quiz is over; what was saved by then counts")
        before = drafts.read(row.draft)
        after = drafts.merge(before, sent)
        if after != before:
            attempts.keep_draft(connection, attempt_id, drafts.written(after))
    return drafts.overruled(before, sent)


def submit(
    runtime: Runtime, attempt_id: str, given: Mapping[str, Response],
    seen: Mapping[str, int] | None = None,
) -> None:  # fmt: skip
    """Hand an attempt in: its responses are stored once and marked. The same again is no change.

    What was saved counts where nothing else is given. After the deadline it alone counts.

    Args:
        runtime: the site's.
        attempt_id: the attempt.
        given: responses by item.
        seen: the numbers of the answers that the page knew, by item; a response without one is
            the last word.

    Raises:
        NotFoundError: the learner has no such attempt.
        StaleError: it was handed in before, with other responses.
    """
    with runtime.database.write() as connection:
        learners.hold(connection, runtime.learner)
        row, view = _found(connection, runtime, attempt_id)
        draft = drafts.read(row.draft)
        if not view.over:
            sent = {
                item: Saved((seen or {}).get(item, draft.get(item, drafts.NONE).at), response)
                for item, response in given.items()
            }
            draft = drafts.merge(draft, sent)
        responses = {item: saved.given.to_json() for item, saved in draft.items()}
        if view.submitted_at is not None:
            if not view.over and row.responses != responses:
                raise StaleError("this quiz was handed in before; that result stands")
            return
        at = view.deadline if view.over and view.deadline is not None else view.now
        points = sum(
            float(mark(question.placed.item, draft[question.placed.item.id].given).points)
            * question.worth
            for question in view.questions
            if question.placed.item.id in draft
        )
        attempts.keep_draft(connection, attempt_id, drafts.written(draft))
        attempts.hand_in(connection, attempt_id, responses, points, at)
        quiz_answers.log_marks(connection, runtime, _found(connection, runtime, attempt_id)[1])


def judge(runtime: Runtime, attempt_id: str, ticked: Mapping[str, tuple[int, ...]]) -> None:
    """Store which criteria the learner finds met in their free answers.

    Raises:
        NotFoundError: the learner has no such attempt.
        RefusedError: it isn't handed in yet.
    """
    with runtime.database.write() as connection:
        learners.hold(connection, runtime.learner)
        row, view = _found(connection, runtime, attempt_id)
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
            points += float(mark(item, given).points) * question.worth
        attempts.hand_in(connection, attempt_id, responses, points, view.submitted_at)
        attempts.keep_form(connection, attempt_id, {**row.form, "judged": True})
        quiz_answers.log_marks(connection, runtime, _found(connection, runtime, attempt_id)[1])


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A quiz that can be gone on with: how many of its questions have an answer saved."""

    id: str
    answered: int
    questions: int
    started_at: int
    deadline: int | None


def unfinished(runtime: Runtime, bank_id: str) -> tuple[Unfinished, ...]:
    """Return the newest of a learner's quizzes of a bank that aren't handed in nor over."""
    now = runtime.clock()
    with runtime.database.read() as connection:
        rows = attempts.unfinished(connection, runtime.learner, bank_id, now - _RECENT, now - GRACE)
    return tuple(
        Unfinished(
            row.id,
            sum(not saved.given.blank for saved in drafts.read(row.draft).values()),
            len(row.form["placed"]),
            row.started_at,
            row.deadline,
        )
        for row in rows
    )
