"""A learner's progress in Anki's columns: how each card stands, the log, the options group."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING
from typing import Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exports.progress import Answered
    from exports.progress import CardProgress
    from exports.progress import Preset
    from exports.progress import Progress

MARKED = "marked"  # the tag by which Anki knows a marked note
_TYPES = {"new": 0, "learning": 1, "review": 2, "relearning": 3}
_KINDS = {
    "learn": 0,
    "review": 1,
    "relearn": 2,
    "early": 3,
    "cram": 3,
    "manual": 4,
    "rescheduled": 5,
}
_SUSPENDED, _BY_ANSWER, _BY_USER = -1, -2, -3
_STEP, _DAY_STEP = 1, 3  # queues of a step within the day, and of one on a later day
_DAY = 86_400  # seconds
_EASE = 2500  # Anki keeps one beside FSRS, and doesn't read it
_NO_EASE = ("cram", "manual")  # factor 0: FSRS passes over a line, or begins anew after it


def card_columns(card: CardProgress, progress: Progress, place: int) -> tuple[Any, ...]:
    """Return type, queue, due, ivl, factor, reps, lapses, left, flags and data of a card.

    ``place`` is where a new card stands in the deck.
    """
    kind = _TYPES[card.stage]
    due, queue, left = _due(card, progress, place)
    if card.suspended or card.buried:
        if queue == _DAY_STEP:  # an import moves the day of a step only in its own queue
            due = progress.first_at + due * _DAY
        by = _BY_USER if card.buried == "user" else _BY_ANSWER
        queue = _SUSPENDED if card.suspended else by
    ease = _EASE if card.stage in ("review", "relearning") else 0
    return (
        kind, queue, due, card.interval, ease, card.reps, card.lapses, left, card.flag,
        _memory(card, progress.preset),
    )  # fmt: skip


def _due(card: CardProgress, progress: Progress, place: int) -> tuple[int, int, int]:
    """Return when a card is due, in which queue, and after how many steps it graduates."""
    match card.stage:
        case "new":
            return place, 0, 0
        case "review":
            return card.due_day - progress.first_day, 2, 0
        case _ if card.due_at is not None:
            return card.due_at, _STEP, card.steps_left
        case _:
            return card.due_day - progress.first_day, _DAY_STEP, card.steps_left


def _memory(card: CardProgress, preset: Preset) -> str:
    """Return a card's memory as Anki keeps it beside the columns, with Anki's digits."""
    if card.stability is None or card.difficulty is None:
        return ""
    kept: dict[str, float] = {
        "s": round(card.stability, 4),
        "d": round(card.difficulty, 3),
        "dr": round(preset.desired_retention, 2),
        "decay": round(preset.parameters[-1], 3),
    }
    if card.last_at is not None:
        kept["lrt"] = card.last_at
    return json.dumps(kept, separators=(",", ":"))


def log_rows(card: CardProgress, number: int) -> Iterator[tuple[Any, ...]]:
    """Yield a card's log: when (ms), the card's number, ease, ivl, lastIvl, factor, time, type."""
    for row in card.log:
        yield (
            row.at, number, row.rating, row.interval, row.before, _factor(row),
            row.duration_ms, _KINDS[row.kind],
        )  # fmt: skip


def _factor(row: Answered) -> int:
    """Return the difficulty as Anki with FSRS logs it: 1 to 10 as 100 to 1100."""
    if row.kind in _NO_EASE:
        return 0
    if row.difficulty is None:
        return _EASE
    return round(((row.difficulty - 1) / 9 + 0.1) * 1000)


def preset_id(preset: Preset) -> int:
    """Return the options group's id, from its name alone; never Anki's own 1."""
    digest = hashlib.sha256(f"citecards:preset:{preset.name}".encode()).digest()
    return (1 << 30) | int.from_bytes(digest[:4], "big") >> 2


def preset_json(preset: Preset, at: int) -> dict[str, Any]:
    """Return an options group; what we have no say in is as Anki has it."""
    return {
        "id": preset_id(preset), "name": preset.name, "mod": at, "usn": -1,
        "maxTaken": 60, "autoplay": True, "timer": 0, "replayq": True, "dyn": False,
        "new": {
            "bury": preset.bury, "delays": _minutes(preset.learning_steps),
            "initialFactor": _EASE, "ints": [1, 4, 0], "order": 1, "perDay": preset.new_per_day,
        },
        "rev": {
            "bury": preset.bury, "ease4": 1.3, "ivlFct": 1.0, "hardFactor": 1.2,
            "maxIvl": preset.maximum_interval, "perDay": preset.reviews_per_day,
        },
        "lapse": {
            "delays": _minutes(preset.relearning_steps), "minInt": 1, "mult": 0.0,
            "leechAction": 0 if preset.suspend_leeches else 1,
            "leechFails": preset.leech_threshold,
        },
        "desiredRetention": preset.desired_retention,
        "fsrsParams6": list(preset.parameters),
    }  # fmt: skip


def _minutes(steps: tuple[int, ...]) -> list[float]:
    return [seconds / 60 for seconds in steps]


def collection(progress: Progress) -> dict[str, Any]:
    """Return what Anki must know of the collection to read the days of its cards."""
    return {
        "schedVer": 2, "sched2021": True, "fsrs": True,
        "rollover": progress.rollover, "creationOffset": progress.minutes_west,
    }  # fmt: skip
