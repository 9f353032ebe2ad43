"""Whole histories as the real Anki scheduled them: written by golden/make_histories.py."""

from __future__ import annotations

import gzip
import json
import math
import struct
from collections import Counter
from dataclasses import dataclass
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.scheduling import fsrs
from app.scheduling.cards import next_state
from app.scheduling.days import day_end
from app.scheduling.days import study_day
from app.scheduling.replay import fold
from app.scheduling.types import Answer
from app.scheduling.types import CardState
from app.scheduling.types import Rating
from app.scheduling.types import Stage
from tests.scheduling.test_golden import departs
from tests.scheduling.test_golden import options_of

if TYPE_CHECKING:
    from app.scheduling.types import Options

PLANS = json.loads(
    gzip.decompress((Path(__file__).parent / "golden" / "histories.json.gz").read_bytes())
)["plans"]
KINDS = {"L": Stage.LEARNING, "R": Stage.REVIEW, "X": Stage.RELEARNING}


@dataclass(frozen=True, slots=True)
class Step:
    """What one answer made of a card: ours, and Anki's kind, interval, wait, memory."""

    state: CardState
    rating: int
    at: int
    day: int
    kind: str
    interval: int
    waits: int
    stability: float
    difficulty: float


@dataclass(frozen=True, slots=True)
class History:
    """A history as far as Anki counts days as the wall clock does (``departs``)."""

    card: int
    zone: str
    options: Options
    answers: int
    steps: tuple[Step, ...]


@cache
def histories():
    return [read(plan, row) for plan in PLANS for row in plan["histories"]]


def read(plan, row):
    """Answer from our own state alone, as the history did, until another card's would go on.

    Anki computes in 32 bits. Once in a thousand answers a number lies so near the edge of a
    rounding that the two fall to either side of it.
    """
    (card, at, *answers), options, zone = row, options_of(plan), plan["zone"]
    state, steps = CardState(), []
    for rating, later, *theirs in answers:
        at += later
        day = study_day(at, zone)
        if departs(zone, day, state):
            break
        moment = {"seed": card, "now": at, "day": day, "day_ends": day_end(day, zone)}
        after = next_state(options, state, Rating(rating), **moment).state
        step = Step(after, rating, at, day, *theirs)
        if scheduled(step) != promised(step) and any(
            scheduled(replace(step, state=next_state(near, state, Rating(rating), **moment).state))
            == promised(step)
            for near in nearby(options)
        ):
            break
        state = after
        steps.append(step)
        if fsrs._kept(state.memory) != pytest.approx(kept(step), rel=5e-5):
            break
    return History(card, zone, options, len(answers), tuple(steps))


def scheduled(step):
    """What we make of the answer: stage, interval, and the wait as Anki counts it."""
    state = step.state
    if state.due_day is None:
        return state.stage, state.interval, state.due_at // 1000 - step.at // 1000, True
    return state.stage, state.interval, state.due_day - step.day, False


def promised(step):
    """What Anki made of it."""
    return KINDS[step.kind[0]], step.interval, step.waits, step.kind.endswith("s")


def nearby(options):
    """The same options, with a retention that is a few of the last bits of 32 away."""
    wanted = options.desired_retention
    bits = (-2e-7, 2e-7)
    return [replace(options, desired_retention=wanted * (1 + bit)) for bit in bits]


def kept(step):
    """The memory as Anki's database keeps it, rounded in 32 bits."""

    def single(number):
        return struct.unpack("f", struct.pack("f", number))[0]

    return tuple(
        math.floor(single(single(number) * scale) + 0.5) / scale
        for number, scale in ((step.stability, 1e4), (step.difficulty, 1e3))
    )


def every_step():
    return [step for history in histories() for step in history.steps]


def test_hardly_an_answer_is_left_out():
    stored = sum(history.answers for history in histories())
    assert len(every_step()) >= stored * 0.98


def test_there_are_more_than_five_hundred_histories_of_all_kinds():
    assert len([one for one in histories() if len(one.steps) == one.answers]) >= 500
    assert {len(one.steps) for one in histories()} >= set(range(4, 31))
    assert len({one.options for one in histories()}) > 20
    kinds = Counter(step.kind for step in every_step())
    assert min(kinds[kind] for kind in ("Ls", "L", "R", "Xs", "X")) > 100
    assert sum(kinds.values()) > 7_000


def test_same_day_and_overnight_answers_are_among_them_early_and_late_ones_too():
    """How far each review was from its due day, and how often a card was asked twice on a day."""
    away, again = Counter(), 0
    for history in histories():
        for before, after in zip(history.steps, history.steps[1:], strict=False):
            again += before.day == after.day
            if before.kind == "R":
                away[(after.day > before.state.due_day) - (after.day < before.state.due_day)] += 1
    assert min(away[-1], away[0], away[1], again) > 500


def test_stability_and_difficulty_are_those_of_anki_after_each_answer():
    for step in every_step():
        memory = step.state.memory
        assert memory.stability == pytest.approx(step.stability, rel=1e-4)
        assert memory.difficulty == pytest.approx(step.difficulty, abs=1e-4)


def test_kinds_intervals_and_waits_are_those_of_anki_after_each_answer():
    for step in every_step():
        assert scheduled(step) == promised(step)


def test_the_fold_of_each_log_is_what_its_answers_came_to():
    for history in histories():
        log = [Answer(Rating(step.rating), step.at, step.day) for step in history.steps]
        ends = {answer.day: day_end(answer.day, history.zone) for answer in log}
        found = fold(history.options, history.card, log, ends.__getitem__)
        assert found == history.steps[-1].state
