"""Statistics counted naively: every row of the log and of the states, one after another."""

from __future__ import annotations

import math
from collections import Counter
from datetime import UTC
from datetime import datetime
from typing import TYPE_CHECKING
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from app.scheduling import fsrs
from app.scheduling.days import study_day
from app.scheduling.types import MemoryState
from app.services.options import options_of
from app.services.statistics import keeping
from app.store import holds
from app.store.study import Deck
from tests.services.banks import card_of
from tests.services.banks import log_rows

if TYPE_CHECKING:
    from app.services.runtime import Runtime

SCHEDULED = ("learn", "review", "relearn", "early")


def counted(runtime: Runtime, bank: str = "small", topic: str | None = None) -> dict[str, Any]:
    """Return the sums that a page is made of, as plain data."""
    deck = Deck(runtime.learner, bank, topic)
    with runtime.database.read() as connection:
        found = keeping.count(connection, runtime, deck, runtime.moment())
        days: dict[int, Any] = {}
        for part in (found.past, found.today):
            for day, sums in part.days.items():
                days[day] = (
                    dict(+sums.answers), dict(+sums.right), dict(+sums.ms), dict(+sums.apart),
                    dict(+sums.apart_right),
                )  # fmt: skip
        hours: Counter[Any] = found.past.hours + found.today.hours
        passed: Counter[Any] = found.past.passed + found.today.passed
        tested = found.past.tested | found.today.tested  # of other spans
        return {
            "cards": {name: dict(+total) for name, total in found.cards.totals.items()},
            "days": {day: sums for day, sums in days.items() if any(sums)},
            "hours": {tuple(key): count for key, count in hours.items()},
            "passed": {tuple(key): count for key, count in passed.items()},
            "tested": {
                key: (
                    one.count,
                    one.right,
                    pytest.approx(one.predicted),
                    pytest.approx(one.loss, abs=1e-3),
                )
                for key, one in tested.items()
            },
            "answered": found.today.cards,
        }


def recounted(runtime: Runtime, bank: str = "small", topic: str | None = None) -> dict[str, Any]:
    """Count the same without any sum that is kept."""
    rows = [
        row
        for row in log_rows(runtime)
        if row["undone_by"] is None and row["bank_id"] == bank
        and row["kind"] not in ("manual", "rescheduled")
        and topic in (None, _topic(runtime, row["card_id"]))
    ]  # fmt: skip
    today = runtime.moment().day
    scheduled = [row for row in rows if row["kind"] in SCHEDULED]
    firsts = _firsts(scheduled)
    return {
        "cards": _cards(runtime, bank, topic),
        "days": _days(rows),
        "hours": dict(
            Counter(
                (_span(today - row["study_day"]), _hour(row), _band(row), row["rating"])
                for row in scheduled
            )
        ),
        "passed": dict(
            Counter(
                (_span(today - row["study_day"]), row["interval_before"] >= 21, row["rating"] > 1)
                for row in firsts
                if row["kind"] in ("review", "early")
            )
        ),
        "tested": _tested(firsts, today),
        "answered": len({row["card_id"] for row in scheduled if row["study_day"] >= today}),
    }  # fmt: skip


def _topic(runtime: Runtime, card: int) -> str:
    with runtime.database.read() as connection:
        query = text("SELECT topic FROM card WHERE id = :card")
        return str(connection.execute(query, {"card": card}).scalar_one())


def _firsts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the answers that are a card's first of a day, and not its first ever."""
    found, before = [], {}
    for row in rows:
        last = before.get(row["card_id"])
        if last is not None and last < row["study_day"]:
            found.append(row)
        before[row["card_id"]] = row["study_day"]
    return found


def _tested(rows: list[dict[str, Any]], today: int) -> dict[tuple[int, int], Any]:
    found: dict[tuple[int, int], list[tuple[float, bool]]] = {}
    for row in rows:
        chance = row["retrievability_before"]
        key = (_span(today - row["study_day"]), int(chance * 1000) // 10 // 5)
        found.setdefault(key, []).append((chance, row["rating"] > 1))
    return {
        key: (
            len(rows),
            sum(right for _, right in rows),
            sum(chance for chance, _ in rows),
            -sum(math.log(chance if right else 1 - chance) for chance, right in rows),
        )
        for key, rows in found.items()
    }


def _span(ago: int) -> int:
    names = ((0, 0), (1, 1), (6, 2), (29, 3), (89, 4), (364, 5))
    return next((span for most, span in names if ago <= most), 6)


def _hour(row: dict[str, Any]) -> int:
    moment = datetime.fromtimestamp(row["answered_at"] / 1000, UTC)
    return moment.astimezone(ZoneInfo(row["zone"])).hour


def _band(row: dict[str, Any]) -> str:
    if row["reps_before"] == 0:
        return "new"
    names = {"learn": "learning", "relearn": "relearning"}
    return names.get(row["kind"]) or ("mature" if row["interval_before"] >= 21 else "young")


def _days(rows: list[dict[str, Any]]) -> dict[int, Any]:
    days: dict[int, Any] = {}
    for row in rows:
        sums = days.setdefault(row["study_day"], ({}, {}, {}, {}, {}))
        if row["kind"] in SCHEDULED:
            band = _band(row)
            sums[0][band] = sums[0].get(band, 0) + 1
            if row["rating"] > 1:
                sums[1][band] = sums[1].get(band, 0) + 1
            if row["duration_ms"]:
                sums[2][band] = sums[2].get(band, 0) + row["duration_ms"]
        else:
            kind = row["kind"]
            sums[3][kind] = sums[3].get(kind, 0) + 1
            if row["rating"] > 1:
                sums[4][kind] = sums[4].get(kind, 0) + 1
    return days


def _cards(runtime: Runtime, bank: str, topic: str | None) -> dict[str, dict[int, int]]:
    day, names = runtime.moment().day, ("count", "due", "interval", "stability", "difficulty",
                                        "recall", "added")  # fmt: skip
    found: dict[str, Counter[int]] = {name: Counter() for name in names}
    firsts = _first_days(runtime)
    query = text(
        "SELECT s.*, c.added_at FROM card_state s JOIN card c ON c.id = s.card_id"
        " WHERE NOT c.retired"
    )
    with runtime.database.read() as connection:
        options = options_of(connection, runtime, bank)
        rows = connection.execute(query).mappings().all()
    for row in rows:
        if row["bank_id"] != bank or topic not in (None, row["topic"]):
            continue
        buried = row["buried_until"] > day
        new = row["stage"] == "new"
        grown = ("young", "mature")[row["interval"] >= 21]
        name = (
            "suspended" if row["suspended"] else "buried" if buried
            else grown if row["stage"] == "review" else row["stage"]
        )  # fmt: skip
        order = "new learning relearning young mature suspended buried".split()
        found["count"][order.index(name)] += 1
        added = row["added_at"] and study_day(
            row["added_at"], runtime.settings.zone, runtime.settings.rollover
        )
        if added or row["card_id"] in firsts:
            found["added"][added or firsts[row["card_id"]]] += 1
        due = row["due_day"]
        if due is None and row["due_at"] is not None:
            due = study_day(row["due_at"], runtime.settings.zone, runtime.settings.rollover)
        if not new and not row["suspended"] and not (buried and due <= day):
            found["due"][due] += 1
        if row["interval"]:
            found["interval"][row["interval"]] += 1
        if row["stability"] is not None:
            memory = MemoryState(row["stability"], row["difficulty"])
            found["stability"][int(memory.stability + 0.5)] += 1
            found["difficulty"][int((memory.difficulty - 1) / 9 * 100 + 0.5)] += 1
            recall = fsrs.recall(options.parameters, memory, day - row["last_day"])
            found["recall"][int(recall * 10_000 + 0.5)] += 1
    return {name: dict(counter) for name, counter in found.items()}


def _first_days(runtime: Runtime) -> dict[int, int]:
    found: dict[int, int] = {}
    for row in log_rows(runtime):
        if row["kind"] in SCHEDULED and row["undone_by"] is None:
            found.setdefault(row["card_id"], row["study_day"])
    return found


def decide(runtime: Runtime, *items: str, action: str, **values: Any) -> None:
    """Suspend or bury cards as the page does: an action that can be undone."""
    cards = [card_of(runtime, item) for item in items]
    with runtime.database.write() as connection:
        before = holds.held(connection, runtime.learner, cards)
        holds.add_action(
            connection, id=action, learner_id=runtime.learner, bank_id="small", kind="suspend",
            at=runtime.clock(), before={str(card): row for card, row in before.items()},
        )  # fmt: skip
        holds.hold(connection, runtime.learner, cards, **values)
