"""Every row filled or its shortfall said, nothing twice, versions alike, always the same."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import combinations

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from app.quiz.assembly import NO_DIFFICULTIES
from app.quiz.assembly import assemble
from app.quiz.balance import balance
from app.quiz.expectation import minutes_of
from app.quiz.repeats import groups
from tests.quiz.tables import bank_of
from tests.quiz.tables import large
from tests.quiz.tables import row
from tests.quiz.tables import table

LARGE = large()
ROWS = st.lists(
    st.builds(
        lambda topic, bloom, count: {"topic": topic, "bloom": bloom, "count": count},
        st.sampled_from([(), ("visit",), ("trade",)]),
        st.sampled_from([(), ("remember",), ("apply", "remember"), ("create",)]),
        st.integers(1, 9),
    ),
    min_size=1,
    max_size=4,
)
TABLES = st.builds(
    lambda rows, **more: table(*rows, **more),
    ROWS,
    versions=st.integers(1, 3),
    questions=st.sampled_from(["same", "different", "mixed"]),
    seed=st.integers(0, 99),
)
few = settings(max_examples=25, deadline=None)


def ids(version):
    return [item.id for item in version.items]


def fits(item, wanted_row):
    return (not wanted_row.topic or item.topic in wanted_row.topic) and (
        not wanted_row.bloom or item.bloom in wanted_row.bloom
    )


@few
@given(TABLES)
def test_every_row_is_filled_or_its_shortfall_is_said_exactly(wanted):
    found = assemble(LARGE, wanted)

    said = {one.row: one.filled for one in found.lacks}
    for number, wanted_row in enumerate(wanted.rows):
        filled = tuple(
            sum(row == number for row in rows.values()) for rows in found.form.rows[: wanted.drawn]
        )
        assert said.get(number, (wanted_row.count,) * wanted.drawn) == filled
        assert all(count <= wanted_row.count for count in filled)
    for version, rows in zip(found.form.versions, found.form.rows, strict=True):
        assert sorted(ids(version)) == sorted(rows)
        assert all(fits(item, wanted.rows[rows[item.id]]) for item in version.items)


@few
@given(TABLES)
def test_different_versions_share_no_question_and_the_same_ones_all(wanted):
    form = assemble(LARGE, wanted).form

    for one, two in combinations(form.versions, 2):
        shared = set(ids(one)) & set(ids(two))
        if wanted.questions == "different":
            assert shared == set()
        if wanted.questions == "same":
            assert shared == set(ids(one)) == set(ids(two))


PLACES = st.lists(st.integers(0, 5), min_size=2, max_size=9)


@few
@given(PLACES, st.integers(1, 6), st.integers(1, 2))
def test_no_two_questions_of_a_version_cite_the_same_words_and_none_is_left_out_in_vain(
    places, count, versions
):
    """The most that can stand together are as many as there are places."""
    rows = [row(number) for number in range(len(places))]
    bank = bank_of(rows, {f"q{number:03}": place for number, place in enumerate(places)})
    wanted = table({"count": count}, versions=versions, questions="different")
    found = assemble(bank, wanted)

    for version in found.form.versions:
        cited = [bank.passages[name][0].start for name in ids(version)]
        assert len(set(cited)) == len(cited)
    most = sum(min(places.count(place), versions) for place in set(places))
    placed = sum(len(version.placed) for version in found.form.versions)
    assert placed == min(count * versions, most)
    assert sum(one.short for one in found.lacks) == count * versions - placed


@few
@given(st.integers(1, 7), st.integers(1, 7), st.integers(0, 3))
def test_rows_that_overlap_get_as_much_as_there_is(one, two, seed):
    """Ten items in all, five of them of level apply: rows must not take one another's."""
    bank = bank_of(row(n, bloom="apply" if n < 5 else "remember") for n in range(10))
    found = assemble(bank, table({"count": one}, {"bloom": "apply", "count": two}, seed=seed))

    short = max(0, two - 5) + max(0, one - (10 - min(two, 5)))
    assert found.form.short == short == sum(lack.short for lack in found.lacks)


@few
@given(TABLES)
def test_the_same_seed_is_the_same_form(wanted):
    assert assemble(LARGE, wanted) == assemble(large(), wanted)


def test_another_seed_is_another_form():
    wanted = [table({"count": 10}, seed=seed) for seed in (1, 2)]
    one, two = (assemble(LARGE, each).form for each in wanted)

    assert one.code != two.code
    assert set(ids(one.versions[0])) != set(ids(two.versions[0]))


@few
@given(st.integers(6, 12), st.integers(2, 3), st.integers(0, 99))
def test_versions_of_different_questions_are_alike(count, versions, seed):
    found = assemble(
        LARGE, table({"count": count}, versions=versions, questions="different", seed=seed)
    )
    figures = balance(LARGE, found.form)

    assert found.remarks == ()
    means = [one.difficulty for one in figures]
    assert max(means) - min(means) <= 0.3 / count + 1e-9
    for topic in ("visit", "trade"):
        numbers = [one.topics.get(topic, 0) for one in figures]
        assert max(numbers) - min(numbers) <= 6


def test_an_impossible_row_says_which_and_by_how_many_and_why():
    bank = bank_of([row(n, bloom="apply") for n in range(4)], {"q001": 0, "q002": 0})
    found = assemble(bank, table({"topic": "visit", "bloom": "apply", "count": 5}))

    [said] = found.problems
    assert said == (
        "The visit, apply: 5 asked, 4 there "
        "(2 of them left out, as they repeat others or cite the same words): 3 short."
    )


def test_of_several_versions_each_that_is_short_is_named():
    bank = bank_of(row(n) for n in range(7))
    [said] = assemble(bank, table({"count": 4}, versions=2, questions="different")).problems

    assert said.startswith("any question: 4 asked in each of 2 versions, 7 there: ")
    assert said.endswith((" A gets 3.", " B gets 3."))


def test_what_stands_in_another_row_is_said():
    bank = bank_of(row(n) for n in range(3))
    [said] = assemble(bank, table({"count": 2}, {"topic": "visit", "count": 2})).problems

    assert "2 asked, 3 there (2 of them stand in other rows): 1 short." in said


def test_mixed_versions_repeat_no_more_than_they_must():
    bank = bank_of(row(n) for n in range(7))
    form = assemble(bank, table({"count": 4}, versions=2, questions="mixed")).form

    assert [len(version.placed) for version in form.versions] == [4, 4]
    assert len(set(ids(form.versions[0])) & set(ids(form.versions[1]))) == 1


def test_the_time_is_kept_or_the_least_overrun_said():
    bank = bank_of(row(n) for n in range(10))
    each = minutes_of(bank.items[0])
    enough = table({"count": 4}, minutes=round(4 * each, 1))
    scarce = table({"count": 4}, minutes=round(3 * each, 1))

    assert assemble(bank, enough).problems == ()
    [said] = assemble(bank, scarce).problems
    assert said.startswith(f"Time: {3 * each:g} minutes asked, but so many questions take ")
    assert said.endswith(f" {4 * each:.1f} minutes at the least.")


def test_musts_stand_in_every_version_and_nevers_and_used_ones_in_none():
    wanted = table(
        {"count": 5}, versions=3, questions="different", must=["q001", "q002"], never=["q003"]
    )
    form = assemble(LARGE, wanted, used={"q001", "q005", "q007"}).form

    for version in form.versions:
        assert {"q001", "q002"} <= set(ids(version))
        assert {"q003", "q005", "q007"}.isdisjoint(ids(version))


def test_two_musts_that_cite_the_same_words_both_come_and_no_third():
    bank = bank_of([row(n) for n in range(4)], dict.fromkeys(("q000", "q001", "q002"), 0))
    form = assemble(bank, table({"count": 4}, must=["q000", "q001"])).form

    assert sorted(ids(form.versions[0])) == ["q000", "q001", "q003"]


def test_apart_can_be_given_up():
    bank = bank_of([row(n) for n in range(4)], {"q000": 1, "q002": 3})

    assert assemble(bank, table({"count": 4})).form.short == 2
    assert assemble(bank, table({"count": 4}, apart="false")).problems == ()


def test_items_with_one_key_in_words_or_one_question_are_kept_apart_and_numbers_are_not():
    rows = [
        row(
            1,
            kind="short_answer",
            stem="In which town did the ministers meet?",
            answer="Seoul",
            key=None,
        ),
        row(2, kind="flashcard", stem="Which capital did he see?", answer="Seoul", key=None),
        row(3, kind="numeric", stem="How many ships?", answer={"value": "3"}, key=None),
        row(4, kind="numeric", stem="How many months?", answer={"value": "3"}, key=None),
        row(5, kind="numeric", stem="How many ships?", answer={"value": "3"}, key=None),
    ]
    bank = bank_of(rows)

    assert set(groups(bank, bank.items)) == {
        frozenset({"q001", "q002"}), frozenset({"q003", "q005"}),
    }  # fmt: skip


def test_a_bank_without_difficulties_says_that_they_are_predicted():
    bank = bank_of(row(n) for n in range(3))

    assert assemble(bank, table({"count": 2})).remarks == (NO_DIFFICULTIES,)
    assert assemble(LARGE, table({"count": 2})).remarks == ()


def test_bands_kinds_tags_and_objectives_narrow():
    rows = [
        row(1, difficulty="hard"), row(2, tags=["wto"]), row(3, objective="name-it"),
        row(4, kind="flashcard", answer="Seoul", key=None),
    ]  # fmt: skip
    bank = bank_of(rows)
    for narrow, only in (
        ({"difficulty": "hard"}, "q001"), ({"tags": "wto"}, "q002"),
        ({"objective": "name-it"}, "q003"), ({"kinds": "flashcard"}, "q004"),
    ):  # fmt: skip
        assert ids(assemble(bank, table({"count": 1, **narrow})).form.versions[0]) == [only]
        if "objective" not in narrow:
            form = assemble(bank, table({"count": 1}, **narrow)).form
            assert ids(form.versions[0]) == [only]


def test_points_are_of_the_row_or_the_item():
    wanted = table({"topic": "visit", "count": 2, "points": 2}, {"topic": "trade", "count": 1},
                   points="0.5", must=["q000"], worth={"q000": "4"})  # fmt: skip
    form = assemble(LARGE, wanted).form
    points = form.points_of(form.versions[0])

    assert sorted(points.values()) == [0.5, 2.0, 4.0]
    assert points["q000"] == 4.0


def test_a_large_pool_is_sampled_and_widened_when_the_sample_is_too_small():
    """All but three items cite one place: a sample that missed one would be short."""
    rows = [row(number) for number in range(300)]
    at = {f"q{number:03}": 0 for number in range(300)} | {"q100": 5, "q200": 7}
    bank = bank_of(rows, at)

    assert assemble(bank, table({"count": 3})).problems == ()


def test_a_form_does_not_hang_on_the_hash_seed_of_the_process():
    program = (
        "import json; from tests.quiz.tables import *; from app.quiz.assembly import assemble;"
        "form = assemble(large(), table({'count': 6}, {'topic': 'visit', 'count': 3},"
        " versions=2, questions='mixed')).form;"
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
    assert json.loads(found.pop())[1]
