"""What is chosen, how it is set, and that the same blueprint always gives the same form."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quiz.blueprint import Blueprint
from app.quiz.blueprint import EmptySelection
from app.quiz.blueprint import select
from app.quiz.form import assemble
from tests.quiz import kinds
from tests.quiz.tables import bank_of
from tests.quiz.tables import row

BANK = kinds.bank()
LARGE = kinds.bank(
    kinds.item(
        {
            "id": f"q-{number}",
            "kind": "multiple_choice",
            "topic": "visit" if number < 10 else "trade",
            "stem": "Which?",
            "options": [{"text": f"o{n}", "key": "true" if n == 0 else "false"} for n in range(4)],
        }
    )
    for number in range(40)
)
BLUEPRINTS = st.builds(
    Blueprint,
    topics=st.sampled_from([(), ("trade",), ("trade", "visit")]),
    kinds=st.sampled_from([(), ("ordering", "matching"), ("multiple_choice",)]),
    count=st.integers(1, 200),
    seed=st.integers(-(10**9), 10**9),
    versions=st.integers(1, 26),
)


def ids(items):
    return [item.id for item in items]


@pytest.mark.parametrize(
    "values", [{"count": 0}, {"count": 201}, {"versions": 0}, {"versions": 27}]
)
def test_a_blueprint_out_of_range_is_refused_with_a_sentence(values):
    with pytest.raises(ValueError, match=r"A quiz has 1 to \d+ \w+, not \d+\."):
        Blueprint(**values)


def test_without_conditions_everything_is_selected_in_bank_order():
    assert ids(select(BANK, Blueprint())) == ids(BANK.items)


def test_topics_kinds_and_tags_narrow_together():
    assert ids(select(BANK, Blueprint(topics=("trade",), tags=("wto",)))) == [
        "complaint",
        "both-steps",
    ]
    assert ids(select(BANK, Blueprint(kinds=("numeric", "open")))) == ["gdp", "why-now"]


@pytest.mark.parametrize(
    ("blueprint", "sentence"),
    [
        ({"topics": ("seas",)}, "0 items match topic seas: topics are visit, trade."),
        ({"kinds": ("essay",)}, "0 items match kind essay: kinds are flashcard, cloze,"),
        ({"tags": ("g7",)}, "0 items match tag g7: tags are wto."),
        (
            {"topics": ("visit",), "tags": ("wto",)},
            "0 items match topic visit with tag wto: topics with items are visit, trade; kinds are",
        ),
    ],
)
def test_an_empty_selection_says_what_would_match(blueprint, sentence):
    with pytest.raises(EmptySelection) as error:
        select(BANK, Blueprint(**blueprint))
    assert str(error.value).startswith(sentence)


def test_a_bank_without_items_or_tags_says_so():
    empty = kinds.bank([])
    with pytest.raises(EmptySelection, match="the bank is empty"):
        select(empty, Blueprint())
    with pytest.raises(EmptySelection, match="this bank has no tags"):
        select(empty, Blueprint(tags=("wto",)))


@given(BLUEPRINTS)
def test_the_same_blueprint_gives_the_same_form(blueprint):
    assert assemble(BANK, blueprint) == assemble(kinds.bank(), blueprint)


@given(BLUEPRINTS)
def test_every_version_has_the_same_items_and_every_order_is_a_permutation(blueprint):
    form = assemble(BANK, blueprint)
    first = form.versions[0]

    assert len(form.versions) == blueprint.versions
    assert len(first.items) == min(blueprint.count, len(select(BANK, blueprint)))
    assert form.short == form.asked - len(first.items)
    for version in form.versions:
        assert sorted(ids(version.items)) == sorted(ids(first.items))
        for placed in version.placed:
            assert sorted(placed.order) == list(range(len(placed.order)))
            if placed.item.kind == "ordering":
                assert placed.order != tuple(range(4))


@given(st.integers(0, 10**6))
def test_two_versions_never_show_the_same_options_in_the_same_order_while_orders_are_left(seed):
    form = assemble(LARGE, Blueprint(count=12, seed=seed, versions=5))
    for item in form.versions[0].items:
        shown = [version.orders[item.id] for version in form.versions]
        assert len(set(shown)) == len(shown)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=9), st.integers(1, 9), st.integers(0, 9))
def test_questions_that_cite_the_same_words_come_only_when_nothing_else_is_left(places, n, seed):
    rows = [row(number) for number in range(len(places))]
    bank = bank_of(rows, {f"q{number:03}": place for number, place in enumerate(places)})
    items = assemble(bank, Blueprint(count=n, seed=seed)).versions[0].items

    cited = {bank.passages[item.id][0].start for item in items}
    assert len(cited) == min(len(items), len(set(places)))


def test_when_all_orders_are_used_up_they_come_again():
    form = assemble(BANK, Blueprint(kinds=("multiple_choice",), versions=13))

    assert len({version.orders["complaint"] for version in form.versions}) == 6


def test_options_that_may_not_be_shuffled_stand_as_written():
    form = assemble(BANK, Blueprint(kinds=("multiple_response",), versions=3))

    assert {version.orders["both-steps"] for version in form.versions} == {(0, 1, 2, 3)}


def test_topics_share_the_places_by_their_size_and_none_is_left_out():
    topics = [item.topic for item in assemble(LARGE, Blueprint(count=12)).versions[0].items]
    few = [item.topic for item in assemble(LARGE, Blueprint(count=2)).versions[0].items]

    assert topics == ["visit"] * 3 + ["trade"] * 9
    assert few == ["visit", "trade"]


def test_other_versions_mix_the_questions_and_another_seed_draws_others():
    form = assemble(LARGE, Blueprint(count=12, versions=2))
    other = assemble(LARGE, Blueprint(count=12, versions=2, seed=2))

    assert ids(form.versions[0].items) != ids(form.versions[1].items)
    assert set(ids(form.versions[0].items)) != set(ids(other.versions[0].items))
    assert [version.letter for version in form.versions] == ["A", "B"]


def test_the_code_is_short_and_changes_with_blueprint_and_bank():
    form = assemble(BANK, Blueprint())
    items = [item.model_copy(update={"explanation": "So."}) for item in BANK.items]

    assert len(form.code) == 9
    assert form.code.replace("-", "").isalnum()
    assert form.code != assemble(BANK, Blueprint(seed=2)).code
    assert form.code != assemble(replace(BANK, items=tuple(items)), Blueprint()).code
    assert (form.bank_id, form.title) == ("small", "Two & two")


def test_a_form_does_not_hang_on_the_hash_seed_of_the_process():
    program = (
        "import json; from tests.quiz.kinds import bank; from app.quiz.form import *;"
        "from app.quiz.blueprint import Blueprint;"
        "form = assemble(bank(), Blueprint(versions=3));"
        "print(json.dumps([form.code, [[p.item.id, p.order] for v in form.versions"
        " for p in v.placed]]))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
    form = assemble(kinds.bank(), Blueprint(versions=3))
    rows = [[p.item.id, list(p.order)] for version in form.versions for p in version.placed]
    assert json.loads(found.pop()) == [form.code, rows]
