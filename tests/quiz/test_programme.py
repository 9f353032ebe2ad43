"""Integer programmes against a search through everything, and what can't be solved."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from app.quiz import assembly
from app.quiz.programme import Programme
from app.quiz.programme import UnsolvedError
from app.services import assembling
from app.services.errors import RefusedError
from tests.quiz.tables import large
from tests.quiz.tables import table

COSTS = st.lists(st.integers(-9, 9), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(COSTS, st.data())
def test_the_least_sum_under_a_bound_is_found(costs, data):
    weights = [data.draw(st.integers(0, 5)) for _ in costs]
    most = data.draw(st.integers(0, 12))
    programme = Programme()
    choices = [programme.choice(cost) for cost in costs]
    programme.row([(at, float(weight)) for at, weight in zip(choices, weights, strict=True)],
                  high=float(most))  # fmt: skip
    found = programme.solve(1, 0.0)

    chosen = sum(cost for cost, at in zip(costs, choices, strict=True) if found.is_on(at))
    best = min(
        sum(cost for cost, on in zip(costs, picks, strict=True) if on)
        for picks in product((0, 1), repeat=len(costs))
        if sum(w for w, on in zip(weights, picks, strict=True) if on) <= most
    )
    assert found.proven
    assert chosen == best


def test_a_spread_costs_the_difference_of_the_sums():
    programme = Programme()
    one, two = programme.choice(), programme.choice()
    programme.row([(one, 1.0)], low=1.0)
    programme.spread([[(one, 3.0)], [(two, 2.0)]], 1.0)

    assert programme.solve(1, 0.0).is_on(two)


def test_the_solver_says_nothing_on_the_terminal(capfd):
    programme = Programme()
    programme.choice(1.0)
    programme.solve(1, 0.0)

    assert capfd.readouterr() == ("", "")


def test_rows_that_contradict_are_unsolved_and_refused_in_a_sentence(monkeypatch):
    programme = Programme()
    only = programme.choice()
    programme.row([(only, 1.0)], low=2.0)
    with pytest.raises(UnsolvedError, match="ask for fewer versions or questions"):
        programme.solve(1, 0.0)

    monkeypatch.setattr(assembly, "draw", lambda *_: programme.solve(1, 0.0))
    with pytest.raises(RefusedError, match="too much to draw at once"):
        assembling.assemble(large(), table({"count": 1}))
