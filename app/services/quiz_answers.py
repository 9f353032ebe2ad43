"""The answers of a quiz in the log, and what a learner does with them afterwards.

Each marked answer is a row of the kind ``quiz``, which scheduling doesn't read: a quiz moves no
card. A learner who wants it to can count it as reviews, as Anki's filtered decks do with
"Reschedule cards based on my answers": then the cards that were studied before, and not since the
quiz, get the answer they would have had in study, at the time the quiz was handed in. A card that
was never studied stays new: a quiz is no lesson.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID
from uuid import uuid5

from app.quiz.proposal import proposal
from app.scheduling.cards import retrievability
from app.scheduling.types import Rating
from app.scheduling.types import Stage
from app.services import sums
from app.services.answering import Submission
from app.services.answering import answer
from app.services.answering import change
from app.services.answering import circumstances
from app.services.answering import told
from app.services.attempt_view import view_of
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.options import options_of
from app.store import attempts
from app.store import learners
from app.store import log
from app.store import states

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.quiz.marking import Mark
    from app.services.attempt_view import AttemptView
    from app.services.attempt_view import Question
    from app.services.runtime import Runtime

_SPACE = UUID("5c1a7e4e-6d5f-4d0a-9a86-0f3d5ad1c0f7")
_AN_ANSWER = 60_000  # ms that an answer takes at most, as in study
_HALF = 0.5


def log_marks(connection: Connection, runtime: Runtime, view: AttemptView) -> None:
    """Write the marks of an attempt that was handed in into the log, each once.

    What had no answer isn't there, nor what is for the learner to judge until it is judged.
    """
    options = options_of(connection, runtime, view.bank.id)
    moment = runtime.moment()
    took = _time_each(connection, runtime, view)
    for question, card in _cards(connection, view):
        row = states.answered(connection, runtime.learner, card)
        if row is None or question.mark is None or question.mark.outcome == "blank":
            continue
        state = states.state_from(row)
        sent = _submission(view, question, card, "quiz", shown_at=moment.at - took)
        entry = {
            "learner_id": runtime.learner,
            "bank_id": view.bank.id,
            "item_fingerprint": row.fingerprint,
            "retrievability_before": retrievability(options, state, moment.day),
            **told(sent, moment),
            **circumstances(runtime, options, moment),
            **change(state, state, "quiz"),
        }
        if log.append_once(connection, entry):
            sums.count(connection, entry, row.topic)


def count(runtime: Runtime, attempt_id: str) -> int:
    """Count a quiz as reviews; return of how many cards. Repeated, it is no change.

    The rows of the quiz in the log give way to those of the reviews, so that no answer is in it
    twice.

    Raises:
        NotFoundError: the learner has no such attempt.
        RefusedError: it isn't handed in yet.
    """
    with runtime.database.read() as connection:
        view = _handed_in(connection, runtime, attempt_id)
        wanted = _countable(connection, runtime, view)
    for sent in wanted if view.counted is None else ():
        answer(runtime, sent)
    with runtime.database.write() as connection:
        learners.hold(connection, runtime.learner)
        row = attempts.find(connection, runtime.learner, attempt_id)
        if row is None or row.form.get("counted") is not None:
            return int(row.form["counted"]) if row is not None else 0
        done = 0
        for question, card in _cards(connection, view):
            stored = log.review(connection, runtime.learner, _id(view, question, "review"))
            if stored is None:
                continue
            done += 1
            mine = log.review(connection, runtime.learner, _id(view, question, "quiz"))
            topic = states.answered(connection, runtime.learner, card).topic
            if mine is not None and mine.undone_by is None:
                log.mark_undone(connection, mine.seq, _id(view, question, "review"))
                sums.count(connection, log.entry(connection, mine.seq), topic, times=-1)
        attempts.keep_form(connection, attempt_id, {**row.form, "counted": done})
    return done


def countable(runtime: Runtime, view: AttemptView) -> int:
    """Return of how many cards a quiz would count as reviews."""
    with runtime.database.read() as connection:
        return len(_countable(connection, runtime, view))


def missed_cards(runtime: Runtime, view: AttemptView) -> tuple[int, ...]:
    """Return the cards, all their faces, of what wasn't wholly right."""
    items = [question.placed.item.id for question in view.missed]
    with runtime.database.read() as connection:
        found = attempts.cards(connection, view.bank.id, items)
    return tuple(card for item in items for card in found.get(item, ()))


def _handed_in(connection: Connection, runtime: Runtime, attempt_id: str) -> AttemptView:
    row = attempts.find(connection, runtime.learner, attempt_id)
    view = view_of(connection, runtime, row) if row is not None else None
    if view is None:
        raise NotFoundError("there is no such quiz here")
    if view.submitted_at is None:
        raise RefusedError("hand the quiz in first; then it can count as reviews")
    return view


def _cards(connection: Connection, view: AttemptView) -> list[tuple[Question, int]]:
    """Return the questions whose mark says something, each with the card that it asked."""
    asked = [question for question in view.questions if question.decided(judged=view.judged)]
    found = attempts.cards(connection, view.bank.id, [row.placed.item.id for row in asked])
    return [(row, found[row.placed.item.id][0]) for row in asked if found.get(row.placed.item.id)]


def _countable(connection: Connection, runtime: Runtime, view: AttemptView) -> list[Submission]:
    found = []
    handed_in = view.submitted_at or 0
    took = _time_each(connection, runtime, view)
    for question, card in _cards(connection, view):
        row = states.answered(connection, runtime.learner, card)
        if row is None or row.suspended or question.mark is None:
            continue
        state = states.state_from(row)
        since = state.last_at is not None and state.last_at > handed_in
        if state.stage is Stage.NEW or since or question.mark.outcome == "blank":
            continue
        found.append(
            _submission(
                view, question, card, "review",
                shown_at=handed_in - took, seen=state.reps, answered_at=handed_in,
            )
        )  # fmt: skip
    return found


def _submission(  # noqa: PLR0913 - an answer has these parts
    view: AttemptView, question: Question, card: int, kind: str, *, shown_at: int, seen: int = 0,
    answered_at: int | None = None,
) -> Submission:  # fmt: skip
    mark, given = question.mark, question.response
    assert mark is not None  # noqa: S101 - of a quiz that was handed in
    return Submission(
        review_id=_id(view, question, kind), card_id=card, seen=seen,
        rating=_rating(question, mark).value, shown_at=shown_at,
        response=given.to_json() if given else None, rule=mark.rule, points=float(mark.points),
        bank=view.bank.id, answered_at=answered_at,
    )  # fmt: skip


def _rating(question: Question, mark: Mark) -> Rating:
    """Return what study would propose; of what the learner judged, what was judged."""
    if mark.outcome != "self":
        return Rating(proposal(mark, question.placed.item))
    if mark.points == 1:
        return Rating.GOOD
    return Rating.HARD if mark.points >= _HALF else Rating.AGAIN


def _id(view: AttemptView, question: Question, kind: str) -> str:
    return str(uuid5(_SPACE, f"{view.id}:{question.placed.item.id}:{kind}"))


def _time_each(connection: Connection, runtime: Runtime, view: AttemptView) -> int:
    """Return the time an answer took, ms, if all took the same."""
    row = attempts.find(connection, runtime.learner, view.id)
    if row is None or view.submitted_at is None:
        return 0
    taken: int = max(view.submitted_at - row.started_at, 0)
    return min(taken // max(len(view.questions), 1), _AN_ANSWER)
