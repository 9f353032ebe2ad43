"""Presets: made, chosen, shared, deleted; and what new parameters do to what was learned."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from app.scheduling import parameters as fsrs6
from app.scheduling.types import Options
from app.services import presets
from app.services import refolding
from app.services.answering import undo
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.options import digest_of
from app.services.options import options_of
from app.services.presets import Change
from app.services.presets import Fitted
from app.services.refolding import silent
from app.services.sync import sync
from app.store import memories
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import flashcards
from tests.services.banks import log_rows
from tests.services.banks import rate
from tests.services.banks import shown
from tests.services.banks import states
from tests.services.banks import unfolded
from tests.services.banks import write_bank
from tests.site import Clock
from tests.site import make_runtime

OTHER = (0.5, 2.0, 4.0, 12.0, *fsrs6.DEFAULTS[4:])


def save(runtime, bank="small", name="Mine", preset=None, **options):
    now = presets.choice(runtime, bank).options
    change = Change(preset, name, replace(now, **options))
    return presets.save(runtime, bank, change, silent)


def used(runtime, bank="small"):
    with runtime.database.read() as connection:
        return options_of(connection, runtime, bank)


@pytest.fixture
def second(runtime, tmp_path):
    sync(runtime, write_bank(tmp_path / "other", {"sea": flashcards("s1")}, bank="other"), 1)
    return "other"


def test_without_a_preset_a_bank_has_the_defaults(runtime):
    choice = presets.choice(runtime, "small")
    assert (choice.chosen, choice.presets, choice.options) == (None, (), runtime.options)


def test_what_is_saved_is_what_the_bank_is_studied_with(runtime):
    save(runtime, new_per_day=7, learning_steps=(60, 3600), two_buttons=True)
    choice = presets.choice(runtime, "small")
    wanted = replace(runtime.options, new_per_day=7, learning_steps=(60, 3600), two_buttons=True)
    assert choice.chosen.name == "Mine"
    assert choice.options == used(runtime) == wanted


def test_only_what_differs_from_the_defaults_is_stored(runtime):
    save(runtime, new_per_day=7, bury=runtime.options.bury)
    rows = [json.loads(row[3]) for row in dump(runtime, "preset")["preset"] if row[2]]
    assert rows == [{"new_per_day": 7}]


def test_a_preset_is_changed_and_renamed_in_place(runtime):
    save(runtime, new_per_day=7)
    mine = presets.choice(runtime, "small").chosen
    save(runtime, name="  Before   the exam ", preset=mine.id, new_per_day=40)
    [now] = presets.choice(runtime, "small").presets
    assert (now.id, now.name, now.options.new_per_day) == (mine.id, "Before the exam", 40)


def test_banks_share_a_preset_and_a_change_is_for_all(runtime, second):
    save(runtime, new_per_day=7)
    mine = presets.choice(runtime, "small").chosen
    presets.choose(runtime, second, mine.id, silent)
    save(runtime, bank=second, preset=mine.id, new_per_day=9)
    assert used(runtime).new_per_day == used(runtime, second).new_per_day == 9
    assert presets.choice(runtime, second).chosen.banks == ("A small bank", "A small bank")


def test_a_new_preset_leaves_the_other_bank_what_it_had(runtime, second):
    save(runtime, new_per_day=7)
    presets.choose(runtime, second, presets.choice(runtime, "small").chosen.id, silent)
    save(runtime, bank=second, name="Another", new_per_day=9)
    assert (used(runtime).new_per_day, used(runtime, second).new_per_day) == (7, 9)


def test_a_deleted_preset_gives_its_banks_the_defaults(runtime, second):
    save(runtime, new_per_day=7)
    mine = presets.choice(runtime, "small").chosen
    presets.choose(runtime, second, mine.id, silent)
    presets.delete(runtime, mine.id, silent)
    assert used(runtime) == used(runtime, second) == runtime.options
    assert presets.choice(runtime, "small").presets == ()


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_name_that_is_none_is_refused_and_nothing_is_stored(runtime, name):
    before = dump(runtime)
    with pytest.raises(RefusedError, match="a name of 1 to 60 letters"):
        save(runtime, name=name, new_per_day=7)
    assert dump(runtime) == before


def test_a_name_is_taken_once(runtime):
    save(runtime)
    with pytest.raises(RefusedError, match="Another preset has this name"):
        save(runtime, name="MINE")
    assert presets.free_name(presets.choice(runtime, "small")) == "A small bank"
    save(runtime, name="A small bank")
    assert presets.free_name(presets.choice(runtime, "small")) == "A small bank 2"


def test_what_is_not_there_is_not_found(runtime):
    with pytest.raises(NotFoundError, match="there is no bank `nowhere` here"):
        presets.choice(runtime, "nowhere")
    with pytest.raises(NotFoundError, match="there is no such preset"):
        presets.choose(runtime, "small", "nowhere", silent)
    with pytest.raises(RefusedError, match="this preset was deleted meanwhile"):
        save(runtime, preset="nowhere")


def test_an_exam_day_is_kept_beside_the_preset(runtime):
    presets.set_exam(runtime, "small", 20_800)
    save(runtime)
    assert presets.choice(runtime, "small").exam_day == 20_800
    presets.set_exam(runtime, "small", None)
    assert presets.choice(runtime, "small").exam_day is None
    assert presets.choice(runtime, "small").chosen.name == "Mine"


def test_new_parameters_change_memory_and_no_date(runtime, clock):
    cards = [card_of(runtime, name) for name in ("a1", "a2", "b1")]
    for card, ratings in zip(cards, [(3, 3), (4, 1), (1,)], strict=True):
        for rating in ratings:
            rate(runtime, card, rating)
            clock.forward(days=5)
    before = [shown(runtime, card).card.state for card in cards]
    log = log_rows(runtime)

    assert save(runtime, parameters=OTHER) == 3
    after = [shown(runtime, card).card.state for card in cards]
    assert [row.memory for row in after] != [row.memory for row in before]
    assert [replace(row, memory=None) for row in after] == [
        replace(row, memory=None) for row in before
    ]
    assert (unfolded(runtime), log_rows(runtime)) == ([], log)


def test_new_retention_and_steps_change_no_card(runtime, clock):
    card = card_of(runtime, "a1")
    rate(runtime, card, 4)
    clock.forward(days=9)
    rate(runtime, card, 1)
    learned = states(runtime)
    assert save(runtime, desired_retention=0.8, relearning_steps=(), learning_steps=(5,)) == 0
    assert (states(runtime), unfolded(runtime)) == (learned, [])


def test_from_the_next_answer_on_the_new_options_count(runtime, clock):
    card = card_of(runtime, "a1")
    rate(runtime, card, 4)
    clock.forward(days=9)
    usual = shown(runtime, card).futures.good.state.interval
    save(runtime, desired_retention=0.7)
    assert shown(runtime, card).futures.good.state.interval > usual
    rate(runtime, card, 3)
    assert unfolded(runtime) == []


def test_an_undo_after_a_change_gives_back_the_dates_of_before(runtime, clock):
    card = card_of(runtime, "a1")
    rate(runtime, card, 4)
    clock.forward(days=9)
    save(runtime, desired_retention=0.7, parameters=OTHER)
    learned = states(runtime)
    rate(runtime, card, 1)
    undo(runtime, "small", "undo")
    assert states(runtime) == learned


def test_what_was_scheduled_with_a_preset_that_is_gone_keeps_its_dates(runtime):
    card = card_of(runtime, "a1")
    save(runtime, desired_retention=0.7, maximum_interval=50)
    rate(runtime, card, 4)
    due = shown(runtime, card).card.state
    presets.delete(runtime, presets.choice(runtime, "small").chosen.id, silent)
    rate(runtime, card, 3)
    undo(runtime, "small", "undo")
    assert shown(runtime, card).card.state == due
    assert unfolded(runtime) == []


def test_an_older_log_whose_options_nobody_kept_was_made_by_the_defaults(runtime):
    card = card_of(runtime, "a1")
    rate(runtime, card, 4)
    with runtime.database.write() as connection:
        connection.exec_driver_sql("UPDATE review SET parameters = 'of an older one'")
    save(runtime, desired_retention=0.7)
    assert unfolded(runtime) == []


def test_fitted_parameters_say_where_they_came_from_until_they_are_changed(runtime):
    options = replace(runtime.options, parameters=OTHER)
    fitted = Fitted(5, "Fitted to 70 reviews.")
    presets.save(runtime, "small", Change(None, "Mine", options, fitted), silent)
    mine = presets.choice(runtime, "small").chosen
    assert (mine.fitted, mine.options) == (fitted, options)
    save(runtime, preset=mine.id, parameters=fsrs6.DEFAULTS)
    assert presets.choice(runtime, "small").chosen.fitted is None


def test_an_answer_given_while_memories_are_worked_out_is_counted(runtime, monkeypatch):
    card = card_of(runtime, "a1")
    rate(runtime, card, 4)
    work_out = refolding.moved
    calls = []

    def slowly(*args):
        found = work_out(*args)
        calls.append(len(found))
        if len(calls) == 1:
            rate(runtime, card, 3)
            rate(runtime, card_of(runtime, "a2"), 3)
        return found

    monkeypatch.setattr(refolding, "moved", slowly)
    assert save(runtime, parameters=OTHER) == 2
    assert calls == [1, 2]
    assert unfolded(runtime) == []


def test_a_change_that_fails_leaves_everything_as_it_was(runtime, monkeypatch):
    rate(runtime, card_of(runtime, "a1"), 4)
    before = dump(runtime)

    def fail(*_args):
        raise OSError

    monkeypatch.setattr(memories, "put", fail)
    with pytest.raises(OSError):  # noqa: PT011 - the one above
        save(runtime, parameters=OTHER)
    assert dump(runtime) == before


def test_how_far_it_is_is_told(runtime):
    rate(runtime, card_of(runtime, "a1"), 4)
    told = []
    options = replace(runtime.options, parameters=OTHER)
    presets.save(runtime, "small", Change(None, "Mine", options), told.append)
    assert told == [0.0]


def test_options_are_told_apart_by_what_schedules():
    assert digest_of(Options()) == digest_of(Options(new_per_day=3, bury=False, leech_threshold=2))
    others = {
        digest_of(Options(**change))
        for change in (
            {},
            {"learning_steps": (60,)},
            {"relearning_steps": (60,)},
            {"desired_retention": 0.8},
            {"maximum_interval": 9},
            {"parameters": OTHER},
        )
    }
    assert len(others) == 6


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("rate"), st.sampled_from(["a1", "a2", "b1"]), st.integers(1, 4)),
        st.tuples(st.just("undo"), st.none(), st.none()),
        st.tuples(st.just("wait"), st.none(), st.sampled_from([1, 700, 60 * 24, 60 * 24 * 30])),
        st.tuples(
            st.just("options"),
            st.sampled_from([(60, 600), (), (30, 90, 86_400)]),
            st.sampled_from([(0.9, fsrs6.DEFAULTS), (0.7, OTHER), (0.95, fsrs6.DEFAULTS)]),
        ),
        st.tuples(st.just("delete"), st.none(), st.none()),
    ),
    max_size=20,
)


@settings(max_examples=25, deadline=None)
@given(steps=STEPS)
def test_whatever_is_answered_undone_and_changed_the_state_is_the_fold_of_the_log(
    tmp_path_factory, steps
):
    folder = tmp_path_factory.mktemp("law")
    runtime = make_runtime(folder / "data", write_bank(folder / "small"), clock=Clock())
    for number, (what, one, two) in enumerate(steps):
        mine = presets.choice(runtime, "small").chosen
        if what == "rate":
            rate(runtime, card_of(runtime, one), two)
        elif what == "undo" and any(row["undone_by"] is None for row in log_rows(runtime)):
            undo(runtime, "small", f"undo-{number}")
        elif what == "wait":
            runtime.clock.forward(minutes=two)
        elif what == "options":
            save(
                runtime, preset=mine and mine.id, learning_steps=one, relearning_steps=one[:1],
                desired_retention=two[0], parameters=two[1],
            )  # fmt: skip
        elif what == "delete" and mine:
            presets.delete(runtime, mine.id, silent)
    assert unfolded(runtime) == []
    runtime.database.close()
