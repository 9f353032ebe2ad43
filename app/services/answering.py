"""Answer a card, and take an answer back: the two ways in which the log grows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from app.scheduling.cards import next_state
from app.scheduling.types import CardState
from app.scheduling.types import Rating
from app.scheduling.types import Stage
from app.services import sums
from app.services.errors import NotFoundError
from app.services.errors import NothingToUndoError
from app.services.errors import RefusedError
from app.services.errors import StaleError
from app.services.folding import folded
from app.services.options import digest_of
from app.services.options import options_said
from app.services.runtime import CLIENT_ID
from app.services.study import turn_in
from app.services.today import as_shown
from app.store import holds
from app.store import learners
from app.store import log
from app.store import states

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.scheduling.types import Options
    from app.services.runtime import Moment
    from app.services.runtime import Runtime
    from app.services.study import Turn
    from app.store.prepared import Driver
    from app.store.prepared import Held
    from app.store.study import Deck

_MAX_DURATION = 60_000  # Anki caps an answer's time at a minute
_OLDEST = 90 * 86_400_000  # ms an answer may have waited to be sent; an older date is no date
_ALGORITHM = "fsrs-6"


@dataclass(frozen=True, slots=True)
class Submission:
    """An answer as the page sends it; ``review_id`` is made by the client.

    ``bank`` is where the card was shown; None if that doesn't matter. ``claimed``: the learner
    holds the response right, though it was marked otherwise. ``answered_at``: when it was given,
    ms UTC, if it waited for a connection; None is now. It counts when it was given, unless that
    can't be (``given_at``).
    """

    review_id: str
    card_id: int
    seen: int
    rating: int
    shown_at: int
    response: dict[str, Any] | None = None
    rule: str | None = None
    points: float | None = None
    bank: str | None = None
    claimed: bool = False
    answered_at: int | None = None


@dataclass(frozen=True, slots=True)
class _Stored:
    """What became of an answer: whether its card is a leech now; its bank and that's options."""

    leech: bool = False
    bank: str | None = None
    options: Options | None = None


def answer(runtime: Runtime, sent: Submission) -> bool:
    """Commit an answer: its row in the log and the card's new state, both or neither.

    A repeated submit (the same client-made id) is the same row. Returns whether the answer made
    the card a leech.

    Raises:
        RefusedError: the submission is malformed.
        NotFoundError: there's no such card.
        StaleError: the card was answered since it was shown.
    """
    rating = rating_of(sent)
    moment = runtime.moment()
    with runtime.database.quick(write=True) as connection:
        return _store(connection, runtime, sent, rating, moment).leech


def answer_and_turn(runtime: Runtime, sent: Submission, where: Deck) -> Turn:
    """Commit an answer and return the next card of a deck, in one transaction.

    Raises:
        RefusedError, NotFoundError, StaleError: as ``answer``; nothing is stored then, nor when
            there's no such deck.
    """
    rating = rating_of(sent)
    moment = runtime.moment()
    with runtime.database.quick(write=True) as connection:
        stored = _store(connection, runtime, sent, rating, moment)
        return turn_in(
            connection, runtime, where, moment, undoable=True,
            leech=sent.card_id if stored.leech else None,
            options=stored.options if stored.bank == where.bank else None,
        )  # fmt: skip


def _store(
    connection: Driver, runtime: Runtime, sent: Submission, rating: Rating, moment: Moment
) -> _Stored:
    learners.hold(connection, runtime.learner)
    row = states.answered(connection, runtime.learner, sent.card_id)
    here = row is not None and sent.bank in (None, row.bank_id)
    before = states.state_from(row) if here else CardState()
    # one that was stored before can't be asked for again with the count it was shown with
    if (not here or before.reps != sent.seen) and repeated(connection, runtime, sent):
        return _Stored()
    if not here:
        raise NotFoundError(f"there is no card {sent.card_id} here")
    if before.reps != sent.seen:
        raise StaleError("this card was answered since it was shown here; nothing was stored")
    given = given_at(runtime, sent, before, moment)
    moment = as_shown(runtime, given, sent.shown_at, before.last_day)
    options = options_said(runtime, row.preset)
    future = next_state(
        options, before, rating, seed=sent.card_id, now=moment.at, day=moment.day,
        day_ends=moment.day_ends,
    )  # fmt: skip
    entry = {
        "learner_id": runtime.learner,
        "bank_id": row.bank_id,
        "item_fingerprint": row.fingerprint,
        "retrievability_before": future.retrievability,
        **told(sent, moment),
        **circumstances(runtime, options, moment),
        **change(before, future.state, _kind(before, moment)),
    }
    if not log.append_once(connection, entry):
        repeated(connection, runtime, sent)
        return _Stored()
    sums.count(connection, entry, row.topic)
    states.put_state(connection, row, runtime.learner, future.state)
    was = besides(row, suspends=future.leech and options.suspend_leeches)
    if options.bury:
        was |= holds.bury_related(
            connection, runtime.learner, sent.card_id, sent.review_id, given.day
        )
    if future.leech and options.suspend_leeches:
        holds.suspend(connection, runtime.learner, sent.card_id)
    if was:
        holds.keep_with(connection, entry, was)
    return _Stored(future.leech, row.bank_id, options)


def besides(row: Any, *, suspends: bool = False) -> dict[int, dict[str, Any]]:
    """Return, for undo, what an entry of the log changes of its card besides the schedule."""
    was = {"notice": row.notice} if row.notice else {}
    if suspends and not row.suspended:
        was["suspended"] = False
    return {row.card_id: was} if was else {}


def given_at(runtime: Runtime, sent: Submission, before: CardState, moment: Moment) -> Moment:
    """Return when an answer was given: as it says, or now if that can't be.

    It can't be in the future (another clock may be fast), before the card's last answer, whose
    successor it is, or longer ago than an answer waits.
    """
    at = sent.answered_at
    earliest = max(before.last_at or 0, moment.at - _OLDEST)
    return runtime.moment_at(at) if at is not None and earliest <= at < moment.at else moment


def rating_of(sent: Submission) -> Rating:
    """Return the rating of a submission.

    Raises:
        RefusedError: it has none, or no usable id.
    """
    if not CLIENT_ID.fullmatch(sent.review_id):
        raise RefusedError("the answer has no usable id; reload the page")
    try:
        return Rating(sent.rating)
    except ValueError:
        raise RefusedError("a rating is Again, Hard, Good or Easy") from None


def repeated(connection: Held, runtime: Runtime, sent: Submission) -> bool:
    """Whether a submission was stored before.

    Raises:
        StaleError: its id was, for something else; or it was taken back.
    """
    found = log.review(connection, runtime.learner, sent.review_id)
    if found is None:
        return False
    if (found.card_id, found.rating) != (sent.card_id, sent.rating) or found.undone_by:
        raise StaleError("this answer was stored before, for another card or rating")
    return True


def told(sent: Submission, moment: Moment) -> dict[str, Any]:
    """Return what an entry of the log has from the page."""
    return {
        "id": sent.review_id,
        "card_id": sent.card_id,
        "rating": sent.rating,
        "duration_ms": min(max(moment.at - sent.shown_at, 0), _MAX_DURATION),
        "response": sent.response,
        "rule": sent.rule,
        "points": sent.points,
        "claimed": sent.claimed and sent.response is not None,
    }


def circumstances(runtime: Runtime, options: Options, moment: Moment) -> dict[str, Any]:
    """Return what an entry of the log has from its time and options."""
    return {
        "answered_at": moment.at,
        "zone": runtime.settings.zone,
        "rollover": runtime.settings.rollover,
        "study_day": moment.day,
        "algorithm": _ALGORITHM,
        "parameters": digest_of(options),
    }


def change(before: CardState, after: CardState, kind: str) -> dict[str, Any]:
    """Return what an entry of the log says of its card, before and after."""
    return {
        "kind": kind,
        "reps_before": before.reps,
        "interval_before": before.interval,
        "interval_after": after.interval,
        "stability_before": before.memory and before.memory.stability,
        "stability_after": after.memory and after.memory.stability,
        "difficulty_before": before.memory and before.memory.difficulty,
        "difficulty_after": after.memory and after.memory.difficulty,
    }


def _kind(before: CardState, moment: Moment) -> str:
    match before.stage:
        case Stage.NEW | Stage.LEARNING:
            return "learn"
        case Stage.RELEARNING:
            return "relearn"
        case Stage.REVIEW:
            early = before.due_day is not None and before.due_day > moment.day
            return "early" if early else "review"


def undo(runtime: Runtime, bank: str, undo_id: str) -> int:
    """Take back the newest thing done in a bank, an answer or an action; return its card.

    Repeated, it is the same undo.

    Raises:
        NothingToUndoError: all is taken back.
        RefusedError: the id is malformed.
    """
    if not CLIENT_ID.fullmatch(undo_id):
        raise RefusedError("the undo has no usable id; reload the page")
    learner = runtime.learner
    with runtime.database.write() as connection:
        learners.hold(connection, learner)
        for undone_with in (log.undone_with, holds.undone_with):
            done = undone_with(connection, learner, undo_id)
            if done is not None:
                return done
        last = log.last_review(connection, learner, bank)
        action = holds.last_action(connection, learner, bank)
        if action is not None and (last is None or action.after_seq >= last.seq):
            return holds.take_back(connection, learner, action, undo_id)
        if last is None:
            raise NothingToUndoError("there is nothing to undo")
        _take_back(connection, runtime, bank, last, undo_id)
        return int(last.card_id)


def _take_back(
    connection: Connection, runtime: Runtime, bank: str, last: Any, undo_id: str
) -> None:
    """Undo an answer: mark its row, bring back what it buried, fold what is left."""
    learner = runtime.learner
    log.mark_undone(connection, last.seq, undo_id)
    holds.unbury(connection, learner, bank, last)
    row = states.answered(connection, learner, last.card_id)
    if row is not None:
        entry = log.entry(connection, last.seq)
        sums.count(connection, entry, row.topic, times=-1)
        if entry["kind"] in log.APART:
            return
        state = folded(connection, runtime, bank, last.card_id)
        states.put_state(connection, row, learner, state)
        holds.take_back_with(connection, learner, last.id, undo_id)
