"""State is a fold over the log."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from app.scheduling import parameters as fsrs6
from app.scheduling.cards import next_states
from app.scheduling.days import day_end
from app.scheduling.days import study_day
from app.scheduling.replay import fold
from app.scheduling.replay import memory_after
from app.scheduling.types import Answer
from app.scheduling.types import CardState
from app.scheduling.types import MemoryState
from app.scheduling.types import Moved
from app.scheduling.types import Options
from app.scheduling.types import Rating
from app.scheduling.types import Reset
from app.scheduling.types import Stage

START = 1_770_000_000_000
ZONE = "Europe/Berlin"
ENDS = partial(day_end, zone=ZONE)
OPTIONS = st.sampled_from(
    [
        Options(),
        Options(learning_steps=(), relearning_steps=()),
        Options(learning_steps=(60, 86_400), desired_retention=0.8),
    ]
)
SEEDS = st.integers(min_value=1, max_value=2**53)


def entry(rating, at):
    return Answer(rating, at, study_day(at, ZONE))


@st.composite
def logs(draw):
    """Answers a minute to a year apart; now and then the clock is moved back."""
    at, answers = START, []
    for _ in range(draw(st.integers(min_value=0, max_value=10))):
        answers.append(entry(draw(st.sampled_from(Rating)), at))
        at += (
            draw(
                st.integers(min_value=60, max_value=7200)
                | st.integers(min_value=86_400, max_value=30_000_000)
                | st.integers(min_value=-200_000, max_value=-1)
            )
            * 1000
        )
    return answers


@settings(deadline=None)
@given(options=OPTIONS, seed=SEEDS, answers=logs())
def test_the_fold_of_the_log_is_the_state_reached_by_answering(options, seed, answers):
    state = CardState()
    for answer in answers:
        shown = next_states(
            options, state, seed=seed, now=answer.at, day=answer.day, day_ends=ENDS(answer.day)
        )
        state = shown.for_rating(answer.rating).state
    assert fold(options, seed, answers, ENDS) == state


@settings(deadline=None)
@given(options=OPTIONS, seed=SEEDS, answers=logs().filter(bool))
def test_undo_is_the_fold_of_all_answers_but_the_last(options, seed, answers):
    before = fold(options, seed, answers[:-1], ENDS)
    last = answers[-1]
    redone = next_states(
        options, before, seed=seed, now=last.at, day=last.day, day_ends=ENDS(last.day)
    )
    assert redone.for_rating(last.rating).state == fold(options, seed, answers, ENDS)
    assert before.reps == len(answers) - 1


@settings(deadline=None)
@given(options=OPTIONS, seed=SEEDS, answers=logs())
def test_no_log_gives_a_negative_interval_or_a_card_that_is_due_before_its_answer(
    options, seed, answers
):
    state = fold(options, seed, answers, ENDS)
    assert state.interval >= 0
    assert state.reps == len(answers)
    if state.due_at is not None:
        assert state.due_at > state.last_at
    if state.due_day is not None:
        assert state.due_day > state.last_day


def test_an_empty_log_is_a_new_card():
    assert fold(Options(), 1, [], ENDS) == CardState()


def test_a_fold_takes_any_iterable_once():
    answers = (entry(Rating.GOOD, START + n * 600_000) for n in range(2))
    assert fold(Options(), 1, answers, ENDS).stage is Stage.REVIEW


OTHER = Options(
    learning_steps=(30, 300, 3600), relearning_steps=(), desired_retention=0.8,
    parameters=(0.5, 2.0, 4.0, 12.0, *fsrs6.DEFAULTS[4:]),
)  # fmt: skip


@settings(deadline=None)
@given(seed=SEEDS, answers=logs(), cut=st.integers(min_value=0, max_value=10))
def test_new_options_move_no_date_that_was_given_and_change_every_memory(seed, answers, cut):
    """The learner changes options after ``cut`` answers, and his cards are folded again."""
    first, later = answers[:cut], answers[cut:]
    state = fold(Options(), seed, first, ENDS)
    refolded = replace(state, memory=memory_after(OTHER.parameters, first))
    assert fold(OTHER, seed, [replace(one, options=Options()) for one in first], ENDS) == refolded

    state = refolded
    for answer in later:
        state = (
            next_states(
                OTHER, state, seed=seed, now=answer.at, day=answer.day, day_ends=ENDS(answer.day)
            )
            .for_rating(answer.rating)
            .state
        )
    known = [replace(one, options=Options()) for one in first] + later
    assert fold(OTHER, seed, known, ENDS) == state


@settings(deadline=None)
@given(seed=SEEDS, answers=logs(), names=st.lists(st.sampled_from([OTHER, Options()]), min_size=10))
def test_memory_is_what_the_parameters_of_now_say_of_all_answers(seed, answers, names):
    """However often options changed, and back."""
    mixed = [replace(one, options=then) for one, then in zip(answers, names, strict=False)]
    for now in (Options(), OTHER):
        found = fold(now, seed, mixed, ENDS)
        assert found.memory == fold(now, seed, answers, ENDS).memory
        assert found.memory == memory_after(now.parameters, answers)


def test_a_reset_forgets_the_memory_and_what_comes_after_counts():
    answers = [entry(Rating.EASY, START), Reset(START + 1000, 20_000), entry(Rating.GOOD, START)]
    assert memory_after(OTHER.parameters, answers[:2]) is None
    assert memory_after(OTHER.parameters, answers).stability == 4.0
    assert fold(OTHER, 1, [replace(answers[0], options=Options()), *answers[1:]], ENDS).reps == 1


def test_new_options_give_the_state_the_card_would_have_had():
    answers = [entry(Rating.GOOD, START), entry(Rating.GOOD, START + 700_000)]
    usual = fold(Options(), 1, answers, ENDS)
    careless = fold(Options(desired_retention=0.7), 1, answers, ENDS)
    assert careless.memory == usual.memory
    assert careless.interval > usual.interval


@settings(deadline=None)
@given(options=OPTIONS, seed=SEEDS, before=logs(), after=logs())
def test_a_reset_makes_a_card_new_whatever_was_before(options, seed, before, after):
    begun_anew = Reset(START, study_day(START, ZONE))
    assert fold(options, seed, [*before, begun_anew], ENDS) == CardState()
    whole = fold(options, seed, [*before, begun_anew, *after], ENDS)
    assert whole == fold(options, seed, after, ENDS)


@st.composite
def moves(draw):
    """A card put somewhere by another program: days ahead, or on a step of today."""
    day = study_day(START, ZONE) + draw(st.integers(min_value=0, max_value=400))
    stage = draw(st.sampled_from([Stage.LEARNING, Stage.REVIEW, Stage.RELEARNING]))
    by_day = stage is Stage.REVIEW or draw(st.booleans())
    memory = st.builds(
        MemoryState, st.floats(min_value=0.01, max_value=3000), st.floats(min_value=1, max_value=10)
    )
    return Moved(
        START, study_day(START, ZONE), stage,
        due_at=None if by_day else START + 600_000, due_day=day if by_day else None,
        interval=draw(st.integers(min_value=0, max_value=3000)), memory=draw(memory | st.none()),
        last_at=START - 1000, last_day=study_day(START, ZONE) - 1,
        reps=draw(st.integers(min_value=1, max_value=30)),
        lapses=draw(st.integers(min_value=0, max_value=9) | st.none()),
    )  # fmt: skip


SCHEDULE = ("stage", "step", "due_at", "due_day", "interval")


@settings(deadline=None)
@given(options=OPTIONS, seed=SEEDS, before=logs(), to=moves())
def test_a_card_that_was_moved_is_due_as_it_was_said_and_remembered_as_it_was_answered(
    options, seed, before, to
):
    then, now = (fold(options, seed, log, ENDS) for log in (before, [*before, to]))
    for name in SCHEDULE:
        assert getattr(now, name) == getattr(to, name)
    assert now.memory == (then.memory or to.memory)
    assert now.memory == memory_after(options.parameters, [*before, to])
    assert now.reps == max(then.reps, to.reps)
    assert now.lapses == (then.lapses if to.lapses is None else to.lapses)


@settings(deadline=None)
@given(options=OPTIONS, seed=SEEDS, before=logs(), to=moves(), after=logs())
def test_a_moved_card_goes_on_as_if_it_had_come_there_by_itself(options, seed, before, to, after):
    log = [*before, to, *after]
    state = fold(options, seed, [*before, to], ENDS)
    for answer in after:
        state = (
            next_states(
                options, state, seed=seed, now=answer.at, day=answer.day, day_ends=ENDS(answer.day)
            )
            .for_rating(answer.rating)
            .state
        )
    assert fold(options, seed, log, ENDS) == state
    assert memory_after(options.parameters, log) == state.memory


@settings(deadline=None)
@given(seed=SEEDS, before=logs(), to=moves(), after=logs())
def test_new_parameters_leave_a_moved_card_where_it_was_put(seed, before, to, after):
    known = [replace(one, options=Options()) for one in before]
    log = [*known, to, *(replace(one, options=Options()) for one in after)]
    was, now = fold(Options(), seed, log, ENDS), fold(OTHER, seed, log, ENDS)
    assert replace(now, memory=was.memory) == was
    assert now.memory == memory_after(OTHER.parameters, log)


def test_a_reset_forgets_where_a_card_was_put():
    put = Moved(START, 20_000, Stage.REVIEW, due_day=20_010, memory=MemoryState(9.0, 5.0), reps=4)
    assert fold(Options(), 1, [put, Reset(START, 20_000)], ENDS) == CardState()
    assert memory_after(fsrs6.DEFAULTS, [put, Reset(START, 20_000)]) is None
