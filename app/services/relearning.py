"""Begin anew with a card: an entry of the log like any other, and undone like one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.scheduling.cards import retrievability
from app.scheduling.types import CardState
from app.scheduling.types import Rating
from app.services.answering import Submission
from app.services.answering import besides
from app.services.answering import change
from app.services.answering import circumstances
from app.services.answering import rating_of
from app.services.answering import repeated
from app.services.answering import told
from app.services.errors import NotFoundError
from app.services.options import options_of
from app.store import holds
from app.store import learners
from app.store import log
from app.store import states

if TYPE_CHECKING:
    from app.services.runtime import Runtime


def relearn(runtime: Runtime, bank: str, card: int, review_id: str) -> None:
    """Make a card new again; a repeated request (the same client-made id) is the same entry.

    Raises:
        RefusedError: the id is malformed.
        NotFoundError: there's no such card in this bank.
        StaleError: the id was used for something else, or this was taken back.
    """
    moment, learner = runtime.moment(), runtime.learner
    # a rating must stand in the row; nothing reads that of a reset
    sent = Submission(review_id, card, 0, Rating.AGAIN, moment.at)
    rating_of(sent)
    with runtime.database.quick(write=True) as connection:
        learners.hold(connection, learner)
        if repeated(connection, runtime, sent):
            return
        row = states.answered(connection, learner, card)
        if row is None or row.bank_id != bank:
            raise NotFoundError(f"there is no card {card} in this bank")
        before = states.state_from(row)
        if not before.reps:
            return
        options = options_of(connection, runtime, bank)
        entry = {
            "learner_id": learner,
            "bank_id": bank,
            "item_fingerprint": row.fingerprint,
            "retrievability_before": retrievability(options, before, moment.day),
            **told(sent, moment),
            **circumstances(runtime, options, moment),
            **change(before, CardState(), log.RESET),
        }
        log.append_review(connection, entry)
        states.put_state(connection, row, learner, CardState())
        if was := besides(row):
            holds.keep_with(connection, entry, was)
