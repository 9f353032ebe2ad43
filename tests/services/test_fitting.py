"""Parameters fitted to one's own answers: kept if they predict better, honest if they can't be."""

from __future__ import annotations

from random import Random

import pytest

from app.scheduling import optimise
from app.scheduling import parameters as fsrs6
from app.services import presets
from app.services.errors import NotFoundError
from app.services.fitting import fit
from app.services.refolding import silent
from app.services.sync import sync
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import flashcards
from tests.services.banks import rate
from tests.services.banks import states
from tests.services.banks import unfolded
from tests.services.banks import write_bank

CARDS = ("a1", "a2", "a3", "b1", "b2")
# Somebody who remembers everything for ever: what makes each stability longer predicts better.
LONG = (50.0, 60.0, 70.0, 90.0, *fsrs6.DEFAULTS[4:])
SHORT = (0.01, 0.02, 0.03, 0.04, *fsrs6.DEFAULTS[4:])


def study(  # noqa: PLR0913 - a history in one line
    runtime, clock, rounds, *, days=3, rating=lambda _: 3, bank="small", cards=CARDS
):
    for number in range(rounds):
        for name in cards:
            rate(runtime, card_of(runtime, name, bank=bank), rating(number))
        clock.forward(days=days)


@pytest.fixture
def asked(monkeypatch):
    """Put a fit that needs no extra in the place of the optimiser; keep what it was asked."""
    asked = []

    def fake(items, card_ids):
        asked.append([list(item) for item in items])
        assert len(asked[-1]) == len(card_ids)
        return LONG

    monkeypatch.setattr(optimise, "available", lambda: True)
    monkeypatch.setattr(optimise, "fit", fake)
    return asked


def test_with_fewer_than_eight_reviews_it_says_so_and_changes_nothing(runtime, clock, asked):
    study(runtime, clock, 2)
    before = dump(runtime)
    found = fit(runtime, "small", silent)
    assert (found.items, found.kept, asked) == (5, False, [])
    assert found.note == (
        "Too few reviews to fit parameters: 5 on a later day than the card's last, 8 are needed. "
        "The parameters stay."
    )
    assert dump(runtime) == before


def test_without_the_extra_it_says_how_to_get_it(runtime, clock, monkeypatch):
    monkeypatch.setattr(optimise, "available", lambda: False)
    study(runtime, clock, 4)
    found = fit(runtime, "small", silent)
    assert (found.items, found.kept, found.scored) == (15, False, 0)
    assert "pip install 'citecards[optimize]'" in found.note


@pytest.mark.usefixtures("asked")
def test_parameters_that_predict_better_become_the_banks_and_its_cards_memory(runtime, clock):
    study(runtime, clock, 6)
    found = fit(runtime, "small", silent)
    assert found.kept
    assert found.fitted.log_loss < found.before.log_loss
    assert (found.items, found.scored, found.changed) == (25, 20, 5)
    assert found.note == (
        "Few reviews: below 64 only the first four parameters are fitted. "
        "The fitted parameters predict better: they are used from now on."
    )
    chosen = presets.choice(runtime, "small").chosen
    assert (chosen.name, chosen.options.parameters) == ("A small bank", LONG)
    assert chosen.fitted.note.startswith("Fitted to 25 reviews: log loss ")
    assert unfolded(runtime) == []


@pytest.mark.usefixtures("asked")
def test_with_sixty_four_reviews_nothing_is_few(runtime, clock):
    study(runtime, clock, 14)
    found = fit(runtime, "small", silent)
    assert found.items == 65
    assert not found.note.startswith("Few reviews")


@pytest.mark.usefixtures("asked")
def test_parameters_that_predict_no_better_are_left(runtime, clock, monkeypatch):
    monkeypatch.setattr(optimise, "fit", lambda *_: SHORT)
    study(runtime, clock, 6)
    before = dump(runtime)
    found = fit(runtime, "small", silent)
    assert not found.kept
    assert found.fitted.log_loss > found.before.log_loss
    assert found.note.endswith("Fitted parameters predict no better: yours stay.")
    assert dump(runtime) == before


@pytest.mark.usefixtures("asked")
def test_the_same_parameters_are_no_better(runtime, clock, monkeypatch):
    monkeypatch.setattr(optimise, "fit", lambda *_: fsrs6.DEFAULTS)
    study(runtime, clock, 6)
    learned = states(runtime)
    assert not fit(runtime, "small", silent).kept
    assert states(runtime) == learned


def test_each_part_is_predicted_by_what_came_before_it(runtime, clock, asked):
    study(runtime, clock, 7)
    assert fit(runtime, "small", silent).items == 30
    assert [len(items) for items in asked] == [5, 10, 15, 20, 25, 30]
    assert asked[-1][0] == [(3, 0), (3, 3)]
    assert asked[-1][-1] == [(3, 0)] + [(3, 3)] * 6


@pytest.mark.usefixtures("asked")
def test_what_was_fitted_before_is_tested_on_what_came_after(runtime, clock):
    study(runtime, clock, 6)
    fit(runtime, "small", silent)
    again = fit(runtime, "small", silent)
    assert (again.kept, again.scored) == (False, 0)
    assert again.note == (
        "Only 0 reviews since the last fit: too few to tell whether another is better "
        "(8 are needed). The parameters stay."
    )
    clock.forward(minutes=1)
    study(runtime, clock, 3)
    later = fit(runtime, "small", silent)
    assert later.scored == 15
    assert later.note.endswith("Fitted parameters predict no better: yours stay.")


@pytest.mark.usefixtures("asked")
def test_all_banks_tell_more_than_one(runtime, clock, tmp_path):
    sync(runtime, write_bank(tmp_path / "other", {"sea": flashcards("s1")}, bank="other"), 1)
    study(runtime, clock, 3)
    study(runtime, clock, 3, bank="other", cards=("s1",))
    assert fit(runtime, "small", silent).items == 10
    assert fit(runtime, "other", silent).items == 2
    assert fit(runtime, "other", silent, everywhere=True).items == 12


def test_a_bank_that_is_not_there_is_not_found(runtime):
    with pytest.raises(NotFoundError, match="there is no bank `nowhere` here"):
        fit(runtime, "nowhere", silent)


@pytest.mark.usefixtures("asked")
def test_scores_are_beside_the_average(runtime, clock):
    chance = Random(5)  # noqa: S311 - a die, not a secret
    study(runtime, clock, 12, rating=lambda _: chance.choice([1, 3, 3, 3]))
    found = fit(runtime, "small", silent)
    for scores in (found.before, found.fitted, found.average):
        assert scores.log_loss > 0
        assert 0 <= scores.auc <= 1
