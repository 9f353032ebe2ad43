"""Blueprints as YAML: the documented example loads, faults have their place, written is read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import app.quiz
from app.quiz.assembly import assemble
from app.quiz.blueprint_file import read_blueprint
from app.quiz.blueprint_file import written
from app.quiz.specification import Specification
from app.settings import shipped_bank
from question_bank.errors import BankError
from question_bank.items import KINDS
from question_bank.items import Bloom
from question_bank.loader import load
from question_bank.nodes import parse
from tests.quiz.tables import bank_of
from tests.quiz.tables import row
from tests.quiz.tables import table

BANK = bank_of([row(1, tags=["wto"], objective="name-it"), row(2, topic="trade")])


def faults(text: str) -> list[str]:
    """Return what is told of a blueprint that can't be used."""
    with pytest.raises(BankError) as error:
        read_blueprint(text.encode(), "monday.yaml", BANK)
    return [str(problem) for problem in error.value.problems]


def test_the_documented_example_loads_and_is_filled_from_the_shipped_bank():
    text = Path(app.quiz.__path__[0], "BLUEPRINT.md").read_text()
    [example] = [part.split("```")[0] for part in text.split("```yaml\n")[1:]]
    bank = load(shipped_bank())
    wanted = read_blueprint(example.encode(), "monday.yaml", bank)

    assert wanted.count == 15
    assert assemble(bank, wanted).problems == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rows: [{count: 0}]", "monday.yaml:1:16 - schema `count` must be 1 or more"),
        ("rows: [{count: many}]", "1:16 - schema `count` must be a whole number, not `many`"),
        ("rows: [{}]", "1:8 - missing-key `count` is missing"),
        ("rows: []", "1:7 - schema `rows` has 0: at least 1 are needed"),
        ("rows: [{count: 1, bloom: recall}]", "1:26 - schema `bloom` must be 'remember', "),
        ("rows: [{count: 1, kinds: essay}]", "1:26 - schema there is no kind `essay`: kinds are "),
        ("rows: [{count: 1, topics: visit}]", "1:19 - unknown-key unknown key `topics`"),
        ("rows: [{count: 1}]\nversions: 27", "2:11 - schema `versions` must be 26 or less"),
        ("rows: [{count: 1}]\nquestions: any", "2:12 - schema `questions` must be 'same', "),
        ("rows: [{count: 1}]\nminutes: -1", "2:10 - schema `minutes` must be more than 0"),
        ("rows: [{count: 1}]\napart: yes", "2:8 - schema `apart` must be true or false, "),
        ("rows: [{count: 1}]\nnot_used_since: NO", "2:17 - schema write a day as 2026-09-01, or "),
        ("rows: [{count: 1, points: 1e9}]", "1:27 - schema a question has at most 1000 points"),
        ("rows: [{count: 150}, {count: 51}]", "schema A quiz has 1 to 200 questions, not 201."),
        ("rows: [{count: 1}]\nmust: a\nnever: [b, a]", "schema `a` stands in must and in never"),
        ("rows: [{count: 1}]\nrows: [{count: 1}]", "2:1 - "),
        ("rows: &a [{count: 1}]", "1:7 - anchor &a: anchors are not read; take it out"),
        ("rows: [{count: 1", "yaml "),
        ("", "schema this must be a mapping of keys and values"),
        ("- 1", "schema this must be a mapping of keys and values"),
    ],
    ids=str,
)
def test_a_fault_is_told_with_its_place(text, says):
    assert any(says in line for line in faults(text)), faults(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rows: [{count: 1, topic: trad}]", "1:26 - blueprint there is no topic `trad`; is it `tr"),
        ("rows: [{count: 1, topic: [visit, sea]}]", "1:34 - blueprint there is no topic `sea`"),
        ("rows: [{count: 1, objective: x}]", "1:30 - blueprint there is no objective `x`: "),
        ("rows: [{count: 1}]\ntags: g7", "2:7 - blueprint there is no tag `g7`: tags are wto"),
        ("rows: [{count: 1}]\nnever: [q9]", "2:9 - blueprint there is no item `q9`"),
        ("rows: [{count: 1}]\nworth: {q9: 2}", "2:8 - blueprint there is no item `q9`"),
        (
            "rows: [{count: 1, topic: trade}]\nmust: [q002, q001]",
            "2:14 - blueprint `q001` must come, but it answers to no row",
        ),
    ],
    ids=str,
)
def test_what_the_bank_does_not_know_is_told_with_its_place(text, says):
    [line] = faults(text)
    assert f"monday.yaml:{says}" in line


def test_every_fault_is_told_at_once():
    assert len(faults("rows: [{count: 0, bloom: x}]\nseed: a\nfoo: 1")) == 4


SLUGS = st.sampled_from(["visit", "trade", "null", "yes", "g7-2023"])
SOME = st.lists(SLUGS, max_size=2, unique=True)
WRITTEN = st.fixed_dictionaries(
    {
        "rows": st.lists(
            st.fixed_dictionaries(
                {"count": st.integers(1, 9)},
                optional={
                    "topic": SOME, "tags": SOME, "points": st.sampled_from(["2", "0.5"]),
                    "bloom": st.lists(st.sampled_from(list(Bloom)), max_size=2, unique=True),
                    "kinds": st.lists(st.sampled_from(KINDS), max_size=2, unique=True),
                },
            ),
            min_size=1, max_size=3,
        ),
    },
    optional={
        "title": st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=20)
        .filter(str.strip),
        "minutes": st.sampled_from(["30", "7.5"]), "seed": st.integers(0, 10**6),
        "versions": st.integers(1, 26), "must": SOME, "worth": st.just({"visit": "3"}),
        "apart": st.sampled_from(["true", "false"]), "not_used_since": st.just("60 days"),
    },
)  # fmt: skip


@given(WRITTEN)
def test_what_is_written_reads_as_the_same(plain):
    wanted = Specification.model_validate(plain)
    tree = parse(written(wanted).encode())

    assert tree.faults == []
    assert Specification.model_validate(tree.value) == wanted


def test_not_used_since_is_a_day_or_some_days_before_today():
    today = date(2026, 11, 25)

    assert table({"count": 1}).since(today) is None
    assert table({"count": 1}, not_used_since="2026-09-01").since(today) == date(2026, 9, 1)
    assert table({"count": 1}, not_used_since="60 days").since(today) == date(2026, 9, 26)
