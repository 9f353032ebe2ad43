"""What holds for every rule and any bank: it never raises, it is pure, the table is whole."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given

from question_bank.checks import BANK_RULES
from question_bank.checks import ITEM_RULES
from question_bank.checks import RULES
from question_bank.checks import Seen
from question_bank.checks import check
from question_bank.checks import groups_of
from question_bank.checks import judge_group
from question_bank.checks import judge_item
from question_bank.locate import Locked
from question_bank.locate import locate
from question_bank.locate import passage_digest
from question_bank.normal import normalise
from tests import strategies
from tests.bank import readme
from tests.bank import small
from tests.bank.checks import rows


def seen_of(bank, item):
    return Seen(bank.info, bank.sources, bank.passages[item.id])


def grouped(bank):
    groups = {}
    for item in bank.items:
        for rule, group, data in groups_of(item, seen_of(bank, item)):
            groups.setdefault((rule, group), []).append((item.id, data))
    return groups


def is_there(data, path):
    """Whether a path leads somewhere in an item as it was written, or to what it lacks."""
    for step in path:
        if isinstance(data, list):
            data = data[step]
        elif isinstance(data, dict):
            data = data.get(step)
    return True


@strategies.patient
@given(strategies.banks)
def test_lint_reads_any_bank_and_names_only_its_rules_and_items(bank):
    problems = check(bank)
    assert list(problems) == sorted(problems)
    assert problems == check(bank)
    assert {problem.item for problem in problems} <= {*bank.by_id, "-"}
    for problem in problems:
        assert problem.severity == RULES[problem.rule].severity
        assert len(problem.message.splitlines()) == 1
        if problem.item != "-":
            assert problem.rule not in bank.by_id[problem.item].lint_ignore


@strategies.patient
@given(strategies.banks)
def test_a_bank_s_problems_are_those_of_its_items_and_groups(bank):
    found = [
        (item.id, rule, finding.message)
        for item in bank.items
        for rule, finding in judge_item(item, seen_of(bank, item))
    ]
    for (rule, group), members in grouped(bank).items():
        kept = json.loads(json.dumps(members))
        assert kept == [list(row) for row in members]
        told = list(judge_group(rule, group, [tuple(row) for row in kept]))
        assert told == list(judge_group(rule, group, members))
        assert {item for item, _ in told} <= {*dict(members), "-"}
        assert len({item for item, _ in told}) == len(told)
        found += [(item, rule, finding.message) for item, finding in told]
    assert sorted(found) == sorted((row.item, row.rule, row.message) for row in check(bank))


@strategies.patient
@given(strategies.banks)
def test_the_place_of_a_finding_is_in_the_item(bank):
    for item in bank.items:
        written = item.model_dump(mode="json", by_alias=True)
        for _, finding in judge_item(item, seen_of(bank, item)):
            assert is_there(written, finding.at)


@strategies.patient
@given(strategies.banks)
def test_a_group_s_name_and_its_data_are_small(bank):
    for (_, group), members in grouped(bank).items():
        assert len(group) <= 120
        assert all(len(json.dumps(data)) < 2_000 for _, data in members)


@pytest.mark.parametrize("text", ["", "One ‘a’", "ÀÉ ﬁ", "a — b", "  A `b`. "])
def test_options_are_compared_as_citations_are(text):
    texts = (text or "x", normalise(text or "x").text, "other")
    found = dict(rows.findings(**rows.options(*texts)))
    assert "repeated-option" in found


def test_the_table_of_the_readme_is_that_of_the_rules():
    _, _, after = readme.TEXT.partition("\n## Lint\n")
    section, _, _ = after.partition("\n## ")
    table = re.findall(r"^\| `([a-z-]+)` \| (\w+) \| (.+) \|$", section, re.MULTILINE)
    assert table == [(rule.id, rule.severity, rule.says) for rule in RULES.values()]


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_says_in_a_sentence_what_is_right(rule):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.id)
    assert re.fullmatch(r"[A-Z][^|`\n]{15,100}\.", rule.says)
    assert rule.kinds


def test_a_rule_is_of_an_item_or_of_the_bank():
    told_by_learners = {"alias-proposal"}
    assert RULES.keys() - told_by_learners == ITEM_RULES.keys() | BANK_RULES.keys()
    assert not ITEM_RULES.keys() & BANK_RULES.keys()


def test_a_changed_middle_is_a_drifted_citation():
    bank = small.bank(small.row("flashcard"))
    (cite,) = bank.items[0].cite
    locked = Locked(0, 50, passage_digest("The ministers met and ate three things."))
    passage = locate(cite, bank.sources["paper"], locked)
    (problem,) = check(bank.__class__(**{**vars(bank), "passages": {"where": (passage,)}}))
    assert (problem.rule, problem.severity) == ("drifted-citation", "warning")


def test_a_problem_of_lint_has_the_place_of_its_item_and_the_severity_of_its_rule():
    bank = small.bank(
        small.row("flashcard", id="a", cite=[]), small.row("flashcard", id="b", stem="Short stem")
    )
    assert [(str(row), row.severity) for row in check(bank)] == [
        ("bank/a.yaml:3:5 a no-citation `cite` is missing: every answer cites its passage",
         "error"),
        ("bank/a.yaml:4:5 b vague-stem the stem has under 4 words: ask a whole question",
         "warning"),
    ]  # fmt: skip
