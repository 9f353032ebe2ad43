"""Ours against the real Anki: anki.json was written by golden/make.py from anki 26.9.3."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import pytest

from app.scheduling.cards import next_states
from app.scheduling.days import day_end
from app.scheduling.days import study_day
from app.scheduling.replay import fold
from app.scheduling.types import Answer
from app.scheduling.types import CardState
from app.scheduling.types import Options
from app.scheduling.types import Rating
from app.scheduling.types import Stage

if TYPE_CHECKING:
    from app.scheduling.types import NextState

PLANS = json.loads((Path(__file__).parent / "golden" / "anki.json").read_text("utf-8"))["plans"]
KINDS = {"L": Stage.LEARNING, "R": Stage.REVIEW, "X": Stage.RELEARNING}
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Step:
    """One answer: the four futures, ours beside Anki's, and what Anki then scheduled."""

    ours: list[NextState]
    theirs: list[list[Any]]
    chosen: int
    entry: dict[str, Any]
    day: int


def options_of(plan):
    values = plan["options"]
    return Options(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})


def departs(zone, day, state):
    """Whether Anki counts other elapsed days than the wall clock does.

    Anki counts back from the next rollover in steps of 24 hours, so after a change between
    summer and winter time an answer within an hour of the old rollover falls on another day.
    Ours stays on the day it was given.
    """
    if state.last_at is None:
        return False
    return (day_end(day, zone) - state.last_at) // DAY_MS != day - state.last_day


def walk(plan, history):
    """Answer as the history did, from our own state only; stop where Anki departs."""
    options, zone, state = options_of(plan), plan["zone"], CardState()
    for entry in history["answers"]:
        day = study_day(entry["at"], zone)
        if departs(zone, day, state):
            return
        four = next_states(
            options,
            state,
            seed=history["card"],
            now=entry["at"],
            day=day,
            day_ends=day_end(day, zone),
        )
        ours = [four.for_rating(rating) for rating in Rating]
        yield Step(ours, entry["futures"], entry["rating"] - 1, entry, day)
        state = ours[entry["rating"] - 1].state


@cache
def every_step():
    return [step for plan in PLANS for history in plan["histories"] for step in walk(plan, history)]


def every_pair():
    return [pair for step in every_step() for pair in zip(step.ours, step.theirs, strict=True)]


def test_the_vectors_cover_every_kind_and_hardly_an_answer_is_left_out():
    stored = sum(len(history["answers"]) for plan in PLANS for history in plan["histories"])
    steps = every_step()
    assert stored > 500
    assert len(steps) >= stored * 0.98
    kinds = Counter(theirs[0] for step in steps for theirs in step.theirs)
    assert min(kinds[kind] for kind in KINDS) > 100


def test_stability_and_difficulty_are_those_of_anki():
    for ours, theirs in every_pair():
        assert ours.state.memory.stability == pytest.approx(theirs[4], rel=3e-5)
        assert ours.state.memory.difficulty == pytest.approx(theirs[5], abs=3e-5)


def test_every_interval_is_that_of_anki_fuzz_included():
    for ours, theirs in every_pair():
        assert (ours.state.stage, ours.state.interval) == (KINDS[theirs[0]], theirs[3])


def test_every_button_says_what_it_says_in_anki():
    for ours, theirs in every_pair():
        assert ours.label == theirs[7]


def test_leeches_are_marked_when_anki_marks_them():
    assert [ours.leech for ours, _ in every_pair()] == [bool(t[6]) for _, t in every_pair()]
    assert any(ours.leech for ours, _ in every_pair())


def test_cards_fall_due_when_they_do_in_anki():
    for step in every_step():
        state = step.ours[step.chosen].state
        assert state.lapses == step.entry["lapses"]
        if step.entry["intraday"]:
            # Step fuzz is compared to the second.
            assert state.due_at // 1000 - step.entry["at"] // 1000 == step.entry["waits"]
        else:
            assert state.due_day - step.day == step.entry["waits"]


def test_study_days_are_those_of_anki():
    for plan in PLANS:
        for history in plan["histories"]:
            days = [study_day(entry["at"], plan["zone"]) for entry in history["answers"]]
            assert [day - days[0] for day in days] == [e["today"] for e in history["answers"]]


def test_ankis_own_recomputation_from_its_log_is_near_our_fold():
    # Here Anki doesn't round between answers, as it does in daily use; hence the tolerance.
    for plan in PLANS:
        zone = plan["zone"]
        for history in plan["histories"]:
            if len(list(walk(plan, history))) < len(history["answers"]):
                continue
            answers = [
                Answer(Rating(e["rating"]), e["at"], study_day(e["at"], zone))
                for e in history["answers"]
            ]
            ends = {answer.day: day_end(answer.day, zone) for answer in answers}
            state = fold(options_of(plan), history["card"], answers, ends.__getitem__)
            assert state.memory.stability == pytest.approx(history["memory"][0], rel=5e-3)
            assert state.memory.difficulty == pytest.approx(history["memory"][1], abs=5e-3)
