"""The state a learner's log gives a card: what undo, repair and a card that comes back put."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.scheduling.days import day_end
from app.scheduling.replay import fold
from app.services.options import options_of
from app.services.options import options_then
from app.store import log

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.scheduling.types import CardState
    from app.services.runtime import Runtime


def folded(
    connection: Connection, runtime: Runtime, bank: str, card: int, *, learner: str | None = None
) -> CardState:
    """Return the state of a card after its log; learner: by default the runtime's."""
    learner = learner or runtime.learner
    now = options_of(connection, runtime, bank)
    then = options_then(connection, runtime, now)
    history = log.answers(connection, learner, card, then)
    newest = log.newest_of(connection, learner, card)
    # by the log's own zone, whatever it is now; what earlier days' ends decided is past
    ends = runtime.day_ends if newest is None else partial(_ends, newest.zone, newest.rollover)
    return fold(now, card, history, ends)


def _ends(zone: str, rollover: int, day: int) -> int:
    return day_end(day, zone, rollover)
