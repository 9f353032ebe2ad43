"""The bank that is shipped is sound, whole and balanced."""

from __future__ import annotations

from collections import Counter

import pytest

from app.settings import shipped_bank
from question_bank import markup
from question_bank.checks import check
from question_bank.items import KINDS
from question_bank.items import Bloom
from question_bank.items import MultipleChoice
from question_bank.items import TrueFalseItem
from question_bank.items import citations_of
from question_bank.items import stem_of
from question_bank.loader import read
from question_bank.lock import NAME
from question_bank.lock import read_lock
from question_bank.lock import write_lock
from question_bank.normal import normalise


@pytest.fixture(scope="module")
def reading():
    return read(shipped_bank())


@pytest.fixture(scope="module")
def bank(reading):
    return reading.bank


def test_it_has_no_problem_and_no_lint(reading):
    assert reading.problems == ()
    assert check(reading.bank) == ()


def test_no_rule_of_lint_is_silenced_without_need(bank):
    bare = tuple(item.model_copy(update={"lint_ignore": {}}) for item in bank.items)
    found = check(bank.__class__(**{**_fields(bank), "items": bare}))
    told = {(problem.item, problem.rule) for problem in found}
    silenced = {(item.id, rule) for item in bank.items for rule in item.lint_ignore}
    assert silenced <= told


def _fields(bank):
    return {name: getattr(bank, name) for name in bank.__dataclass_fields__}


def test_it_has_forty_items_or_more_of_all_ten_kinds(bank):
    assert len(bank.items) >= 40
    assert {item.kind for item in bank.items} == set(KINDS)


def test_every_topic_and_objective_has_items(bank):
    wanted = {(topic.id, row.id) for topic in bank.info.topics for row in topic.objectives}
    assert wanted <= {(item.topic, item.objective) for item in bank.items}


def test_every_passage_is_where_the_item_says(bank):
    for item in bank.items:
        assert {passage.status for passage in bank.passages[item.id]} == {"exact"}, item.id


def test_every_paragraph_of_the_paper_is_cited(bank):
    cited = {passage.paragraph for row in bank.passages.values() for passage in row}
    (source,) = bank.sources.values()
    assert cited == {block.number for block in source.paragraphs} == set(range(1, 13))


def test_every_citation_names_the_paragraph(bank):
    assert [item.id for item in bank.items for cite in citations_of(item) if cite.p is None] == []


def test_under_three_in_five_only_ask_to_remember(bank):
    remember = sum(item.bloom == Bloom.REMEMBER for item in bank.items)
    assert remember / len(bank.items) < 0.6


def test_every_stem_is_asked_once(bank):
    stems = Counter(normalise(markup.plain(stem_of(item))).text for item in bank.items)
    assert [stem for stem, times in stems.items() if times > 1] == []


def test_every_distractor_of_a_choice_names_its_misconception(bank):
    assert [
        (item.id, option.text)
        for item in bank.items
        if isinstance(item, MultipleChoice)
        for option in item.options
        if not option.key and not option.misconception
    ] == []


def test_true_and_false_are_balanced(bank):
    keys = Counter(item.key for item in bank.items if isinstance(item, TrueFalseItem))
    assert abs(keys[True] - keys[False]) <= 2


def test_the_lock_is_up_to_date(bank):
    text = (shipped_bank() / NAME).read_text(encoding="utf-8")
    assert bank.confirmed == {item.id for item in bank.items}
    assert read_lock(text).keys() == bank.by_id.keys()
    assert write_lock(bank, 0) == text
