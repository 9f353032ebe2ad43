"""Fitting: too few reviews, few, enough; what the optimiser refuses; always sound parameters."""

from __future__ import annotations

import sys
from random import Random
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from app.scheduling import optimise
from app.scheduling import parameters as fsrs6
from app.scheduling.parameters import DEFAULTS

ANSWERS = st.tuples(st.integers(min_value=1, max_value=4), st.integers(min_value=0, max_value=900))


def forgetful(cards, reviews, seed=1):
    """Make items of cards that are recalled seven times in ten, whatever the days between.

    Two of these are enough: what is seen after days that hardly any other is, isn't fitted to.
    """
    chance = Random(seed)  # noqa: S311 - the same learner each time
    found, ids = [], []
    for card in range(cards):
        answers = [(3, 0)]
        for _ in range(reviews):
            answers.append((chance.choices((1, 3), (3, 7))[0], chance.choice((2, 9))))
            found.append(tuple(answers))
            ids.append(card)
    return found, ids


def changed(found):
    return [index for index in range(21) if found[index] != DEFAULTS[index]]


def engine(found):
    """Make an optimiser that finds this whatever it is given, or raises it."""

    def compute(_items, _cards):
        if isinstance(found, Exception):
            raise found
        return found

    return SimpleNamespace(
        FSRS=lambda _parameters: SimpleNamespace(compute_parameters=compute),
        FSRSItem=list,
        FSRSReview=lambda rating, elapsed: (rating, elapsed),
    )


def test_fewer_than_eight_items_give_the_defaults():
    items, ids = forgetful(7, 1)

    assert optimise.fit([], []) == DEFAULTS
    assert optimise.fit(items, ids) == DEFAULTS


def test_fewer_than_sixty_four_items_move_the_first_four_alone():
    items, ids = forgetful(63, 1)

    found = optimise.fit(items, ids)
    assert changed(found)
    assert set(changed(found)) <= {0, 1, 2, 3}


def test_enough_items_move_the_others_too():
    found = optimise.fit(*forgetful(100, 5))

    assert set(changed(found)) > {0, 1, 2, 3}
    fsrs6.check(found)


def test_the_same_reviews_give_the_same_parameters():
    assert optimise.fit(*forgetful(60, 4)) == optimise.fit(*forgetful(60, 4))


def test_what_says_nothing_of_a_first_stability_gives_the_defaults():
    # fsrs-rs asks for cards with exactly one later review
    assert optimise.fit([((3, 0), (3, 5), (3, 10))] * 100, list(range(100))) == DEFAULTS


def test_the_longest_histories_are_left_out():
    long = tuple([(3, 0)] + [(3, 1)] * 256)
    items, ids = forgetful(40, 3)

    assert optimise.fit([*items, long], [*ids, 999]) == optimise.fit(items, ids)
    assert optimise.fit([long] * 100, list(range(100))) == DEFAULTS


@settings(max_examples=30)
@given(cards=st.lists(st.lists(ANSWERS, min_size=2, max_size=6), max_size=80))
def test_whatever_was_answered_the_parameters_are_sound(cards):
    items = [
        ((answers[0][0], 0), *((rating, days + 1) for rating, days in answers[1:end]))
        for answers in cards
        for end in range(2, len(answers) + 1)
    ]
    ids = [card for card, answers in enumerate(cards) for _ in answers[1:]]

    fsrs6.check(optimise.fit(items, ids))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([0.2119999974966049, *DEFAULTS[1:]], DEFAULTS),  # a default as 32 bits hold it
        ([*DEFAULTS[:20], 0.800000011920929], (*DEFAULTS[:20], 0.8)),
        ([*DEFAULTS[:20], 7.0], (*DEFAULTS[:20], 0.8)),
        ([0.0, *DEFAULTS[1:]], (0.001, *DEFAULTS[1:])),
        ([float("nan"), *DEFAULTS[1:]], DEFAULTS),
        ([float("inf"), *DEFAULTS[1:]], DEFAULTS),
        (ValueError("NotEnoughData"), DEFAULTS),
    ],
)
def test_what_the_optimiser_finds_is_made_sound(monkeypatch, found, expected):
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", engine(found))

    assert optimise.fit(*forgetful(100, 1)) == expected


def test_whether_the_extra_is_installed_is_told_without_loading_it(monkeypatch):
    monkeypatch.delitem(sys.modules, "fsrs_rs_python", raising=False)
    assert optimise.available()
    assert "fsrs_rs_python" not in sys.modules

    monkeypatch.setitem(sys.modules, "fsrs_rs_python", None)
    assert not optimise.available()
    with pytest.raises(ImportError):
        optimise.fit(*forgetful(10, 1))
