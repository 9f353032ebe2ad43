"""The daily sums of the log: counted with each answer, and again from the log when in doubt."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from typing import Any
from zoneinfo import ZoneInfo

from app.store import daily
from app.store import kept
from app.store import learners
from app.store import log

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.services.runtime import Runtime
    from app.store.prepared import Held

_QUARTER = 900_000  # ms
_MANY = 2_000  # cards that move at once


def count(connection: Held, entry: Mapping[str, Any], topic: str, *, times: int = 1) -> None:
    """Count a row of the log, or with ``times=-1`` take it out again, if it is an answer."""
    if entry["kind"] in log.NO_ANSWER:
        return
    daily.add(connection, times=times, took=entry["duration_ms"], **place_of(entry, topic))


def place_of(entry: Mapping[str, Any], topic: str) -> dict[str, Any]:
    """Return the key of the sum in which a row of the log is counted."""
    kind = entry["kind"]
    return {
        "learner_id": entry["learner_id"],
        "bank_id": entry["bank_id"],
        "day": entry["study_day"],
        "topic": topic,
        "hour": _hour(entry["answered_at"] // _QUARTER, entry["zone"]),
        "kind": kind,
        "band": daily.band(kind, entry["reps_before"], entry["interval_before"]),
        "rating": entry["rating"],
    }


@lru_cache(maxsize=256)
def _hour(quarter: int, zone: str) -> int:
    """Return the hour of local time; no zone's hours begin within a quarter of ours."""
    return datetime.fromtimestamp(quarter * _QUARTER // 1000, ZoneInfo(zone)).hour


def recount_all(runtime: Runtime) -> None:
    """Count every learner's log anew, after an upgrade of the tables."""
    with runtime.database.write() as connection:
        for learner in learners.ids(connection):
            recount(connection, learner)


def move(connection: Connection, moved: Mapping[int, str]) -> None:
    """Take the answers of cards, by card with the topic they came from, to the topic they are of.

    So many that the whole log is read sooner are counted with everything else.
    """
    if len(moved) > _MANY:
        for learner in learners.ids(connection):
            recount(connection, learner)
        return
    if moved:
        kept.forget(connection)  # the decks of both topics have another past now
    for card, topic in moved.items():
        for entry, now in log.entries_of(connection, card):
            count(connection, entry, topic, times=-1)
            count(connection, entry, now)


def recount(connection: Connection, learner: str) -> None:
    """Count a learner's whole log anew."""
    kept.forget(connection, learner)
    daily.clear(connection, learner)
    for entry, topic in log.entries(connection, learner):
        count(connection, entry, topic)
