"""Second readings: kept as data, bound to item and passage, told by two rules."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.checks import check
from question_bank.loader import read
from question_bank.reviewed import CRITERIA
from question_bank.reviewed import HARD
from question_bank.reviewed import NAME
from question_bank.reviewed import SecondReading
from question_bank.reviewed import digests
from question_bank.reviewed import read_reviewed
from question_bank.reviewed import write_reviewed
from tests.bank import small

FULL = (2,) * len(CRITERIA)
SCORES = st.lists(st.integers(0, 2), min_size=12, max_size=12).map(tuple)


def reading(folder, scores=FULL):
    bank = read(folder).bank
    (item,) = bank.items
    what = digests(item, bank.sources, bank.passages[item.id])
    return SecondReading("2026-11-25", "A. Reader", agreed=True, scores=scores, item=what[0],
                         passages=what[1])  # fmt: skip


def read_with(folder, files, scores=FULL):
    """Write the small bank, have its item read, change files, and return what check tells."""
    small.write(folder, {})
    readings = {"where": reading(folder, scores)}
    small.write(folder, {NAME: write_reviewed(readings), **files})
    return [
        (problem.rule, problem.message)
        for problem in check(read(folder).bank)
        if problem.rule in ("unreviewed", "refused")
    ]


def test_a_bank_without_readings_is_not_asked_for_them(tmp_path):
    assert "unreviewed" not in {row.rule for row in check(small.read_files(tmp_path, {}).bank)}


def test_an_item_that_was_read_as_it_stands_is_reviewed(tmp_path):
    assert read_with(tmp_path, {}) == []


CHANGES = [
    ({"a.yaml": small.TOPIC.replace("Seoul", "Tokyo")}, "it has changed since"),
    ({"a.yaml": small.TOPIC.replace("id: where", "id: place")}, "no second reader has judged it"),
    ({"paper.txt": small.PAPER.replace("agreed on", "spoke of")}, "its passage has changed since"),
    ({NAME: '{"format": 1, "reviewed": {}}'}, "no second reader has judged it"),
]


@pytest.mark.parametrize(("files", "why"), CHANGES)
def test_what_changed_since_is_unreviewed(tmp_path, files, why):
    [(rule, message)] = read_with(tmp_path, files)
    assert rule == "unreviewed"
    assert message.startswith(why)


def test_a_change_elsewhere_in_the_paper_leaves_it_reviewed(tmp_path):
    paper = small.PAPER.replace("A second paragraph", "The second paragraph")
    assert read_with(tmp_path, {"paper.txt": paper}) == []


@given(scores=SCORES)
def test_nineteen_points_and_no_hard_fault_are_accepted(scores):
    one = SecondReading("2026-11-25", "A", agreed=True, scores=scores, item="", passages="")
    assert one.accepted == (sum(scores) >= 19 and all(scores[at] for at in HARD))
    assert len(one.failed) == sum(scores[at] == 0 for at in HARD)


@pytest.mark.parametrize(
    ("scores", "why"),
    [((0, *FULL[1:]), "22 of 24 (19 are needed), failed at faithful key"),
     ((*FULL[:6], 1, 1, 1, 1, 1, 1), "18 of 24 (19 are needed), too few points")],
)  # fmt: skip
def test_a_refused_item_is_told_with_the_reason(tmp_path, scores, why):
    [(rule, message)] = read_with(tmp_path, {}, scores)
    assert rule == "refused"
    assert why in message


def test_a_refused_item_that_was_rewritten_is_only_unreviewed(tmp_path):
    scores = (0, *FULL[1:])
    told = read_with(tmp_path, {"a.yaml": small.TOPIC.replace("Seoul", "Tokyo")}, scores)
    assert [rule for rule, _ in told] == ["unreviewed"]


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}", fullmatch=True),
        st.builds(
            SecondReading, on=st.dates().map(str), by=st.text(min_size=1), agreed=st.booleans(),
            scores=SCORES, item=st.text("0123456789abcdef"), passages=st.text("0123456789abcdef"),
        ),
    )
)  # fmt: skip
def test_readings_are_read_as_they_are_written(readings):
    text = write_reviewed(readings)
    assert read_reviewed(text) == readings
    assert len(text.splitlines()) == len(readings) + 2 + (not readings)


GOOD = replace(SecondReading("2026-11-25", "A", agreed=True, scores=FULL, item="00", passages="11"))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"reviewed": []}', '{"reviewed": {"a": 1}}', "[" * 10_000,
     write_reviewed({"a": GOOD}).replace("2026-11-25", "yesterday"),
     write_reviewed({"a": GOOD}).replace("[2, ", "[3, "),
     write_reviewed({"a": GOOD}).replace("[2, ", "[true, "),
     write_reviewed({"a": GOOD}).replace("[2, ", "[")],
)  # fmt: skip
def test_what_is_no_file_of_readings_is_a_problem_of_that_file(tmp_path, text):
    reading = small.read_files(tmp_path, {NAME: text})
    [problem] = reading.problems
    assert (problem.rule, problem.file) == ("readings", str(tmp_path / NAME))
    assert reading.bank.readings is None
