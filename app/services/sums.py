"""The daily sums of the log: counted with each answer, and again from the log when in doubt."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from typing import Any
from zoneinfo import ZoneInfo

from app.store import daily
from app.store import learners
from app.store import log

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.services.runtime import Runtime
    from app.store.prepared import Held


def count(connection: Held, entry: Mapping[str, Any], topic: str, *, times: int = 1) -> None:
    """Count a row of the log, or with ``times=-1`` take it out again; a reset is no answer."""
    if entry["kind"] == log.RESET:
        return
    daily.add(connection, times=times, took=entry["duration_ms"], **place_of(entry, topic))


def place_of(entry: Mapping[str, Any], topic: str) -> dict[str, Any]:
    """Return the key of the sum in which a row of the log is counted."""
    kind = entry["kind"]
    local = datetime.fromtimestamp(entry["answered_at"] // 1000, ZoneInfo(entry["zone"]))
    return {
        "learner_id": entry["learner_id"],
        "bank_id": entry["bank_id"],
        "day": entry["study_day"],
        "topic": topic,
        "hour": local.hour,
        "kind": kind,
        "band": daily.band(kind, entry["reps_before"], entry["interval_before"]),
        "rating": entry["rating"],
    }


def recount_all(runtime: Runtime) -> None:
    """Count every learner's log anew, after an upgrade of the tables."""
    with runtime.database.write() as connection:
        for learner in learners.ids(connection):
            recount(connection, learner)


def recount(connection: Connection, learner: str) -> None:
    """Count a learner's whole log anew."""
    daily.clear(connection, learner)
    for entry, topic in log.entries(connection, learner):
        count(connection, entry, topic)
