"""Options, ratings and states."""

from __future__ import annotations

import dataclasses
import math

import fsrs.scheduler
import pytest

from app.scheduling import parameters
from app.scheduling.types import CardState
from app.scheduling.types import NextState
from app.scheduling.types import NextStates
from app.scheduling.types import Options
from app.scheduling.types import Rating
from app.scheduling.types import Stage


def test_a_plain_card_state_is_a_new_card():
    state = CardState()
    assert state.stage is Stage.NEW
    assert (state.reps, state.lapses, state.interval, state.step) == (0, 0, 0, 0)
    assert state.memory is None
    assert state.due_at is None
    assert state.due_day is None


def test_states_cannot_be_changed_in_place():
    with pytest.raises(dataclasses.FrozenInstanceError):
        CardState().reps = 1


def test_the_default_options_are_those_of_anki():
    options = Options()
    assert options.learning_steps == (60, 600)
    assert options.relearning_steps == (600,)
    assert options.desired_retention == 0.9
    assert options.maximum_interval == 36500
    assert (options.new_per_day, options.reviews_per_day) == (20, 200)
    assert (options.leech_threshold, options.learn_ahead, options.rollover) == (8, 1200, 4)
    assert options.parameters == parameters.DEFAULTS


def test_parameters_and_their_bounds_are_those_of_py_fsrs():
    assert parameters.DEFAULTS == fsrs.scheduler.DEFAULT_PARAMETERS
    assert parameters.LOWER == fsrs.scheduler.LOWER_BOUNDS_PARAMETERS
    assert parameters.UPPER == fsrs.scheduler.UPPER_BOUNDS_PARAMETERS


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("learning_steps", (60, 0), "Learning steps must each last at least one second."),
        ("relearning_steps", (-5,), "Relearning steps must each last at least one second."),
        ("desired_retention", 0.69, "between 0.70 and 0.99, not 0.69"),
        ("desired_retention", 1.0, "between 0.70 and 0.99"),
        ("desired_retention", math.nan, "between 0.70 and 0.99"),
        ("maximum_interval", 0, "at least one day"),
        ("rollover", 24, "an hour from 0 to 23"),
        ("rollover", -1, "an hour from 0 to 23"),
        ("leech_threshold", -1, "The leech threshold cannot be negative."),
        ("new_per_day", -1, "New cards per day cannot be negative."),
        ("reviews_per_day", -1, "Reviews per day cannot be negative."),
        ("learn_ahead", -1, "Learn-ahead time cannot be negative."),
        ("parameters", (1.0, 2.0), "FSRS-6 needs 21 parameters, not 2."),
        ("parameters", (-1.0, *parameters.DEFAULTS[1:]), "FSRS parameter 0 is -1.0"),
        ("parameters", (*parameters.DEFAULTS[:20], 0.9), "FSRS parameter 20 is 0.9"),
        ("parameters", (*parameters.DEFAULTS[:20], math.nan), "FSRS parameter 20 is nan"),
    ],
)
def test_options_that_make_no_sense_are_refused_with_a_sentence(field, value, sentence):
    with pytest.raises(ValueError, match=sentence):
        Options(**{field: value})


def test_options_may_have_no_steps_and_no_new_cards():
    options = Options(learning_steps=(), relearning_steps=(), new_per_day=0, leech_threshold=0)
    assert options.learning_steps == ()


@pytest.mark.parametrize("rating", list(Rating))
def test_next_states_gives_the_future_of_the_rating_asked_for(rating):
    four = [
        NextState(each, CardState(), 60, "<1m", leech=False, retrievability=None) for each in Rating
    ]
    assert NextStates(*four).for_rating(rating).rating is rating
