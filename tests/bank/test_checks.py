"""Each rule of lint fires where it should, is still where it shouldn't, and can be silenced."""

from __future__ import annotations

import pytest
from hypothesis import given

from question_bank.checks import RULES
from question_bank.checks import check
from question_bank.items import KINDS
from question_bank.locate import Locked
from question_bank.locate import locate
from question_bank.locate import passage_digest
from tests import strategies
from tests.bank import small


def told(kind, **edit):
    """Return `rule message` of each problem of one item."""
    return [f"{row.rule} {row.message}" for row in check(small.bank(small.row(kind, **edit)))]


def choice(*texts, kind="multiple_choice", keys=(0,)):
    return {
        "kind": kind,
        "options": [
            {"text": text, "key": "true"} if at in keys else {"text": text, "why": "No."}
            for at, text in enumerate(texts)
        ],
    }


FIRES = [
    (
        "one-key",
        choice("a", "b", "c", keys=()),
        "0 options have `key: true`: a multiple choice has exactly one",
    ),
    (
        "one-key",
        choice("a", "b", "c", keys=(0, 2)),
        "2 options have `key: true`: a multiple choice has exactly one",
    ),
    (
        "one-key",
        choice("a", "b", "c", kind="multiple_response", keys=(1,)),
        "1 of 3 options are keys: at least two, and not all",
    ),
    (
        "one-key",
        choice("a", "b", "c", kind="multiple_response", keys=(0, 1, 2)),
        "3 of 3 options are keys: at least two, and not all",
    ),
    ("repeated-option", choice("One ‘a’", "b", "one 'A'."), "`one 'A'.` stands twice"),
    (
        "repeated-option",
        choice("a", "b", "B", kind="multiple_response", keys=(0, 1)),
        "`B` stands twice",
    ),
    (
        "repeated-option",
        {"kind": "ordering", "sequence": ["one", "two", "One"]},
        "`One` stands twice",
    ),
    (
        "repeated-option",
        {"kind": "matching",
         "pairs": [{"left": "a", "right": "x"}, {"left": "A", "right": "y"}]},
        "`A` stands twice",
    ),
    (
        "repeated-option",
        {"kind": "matching", "extra": ["one"]},
        "the extra `one` is also the right side of a pair",
    ),
    (
        "all-of-the-above",
        choice("a", "b", "All of the above"),
        "`All of the above`: options are shuffled and stand alone",
    ),
    (
        "all-of-the-above",
        choice("a", "b", "c", "Both A and B"),
        "`Both A and B`: options are shuffled and stand alone",
    ),
    (
        "all-of-the-above",
        choice("a", "b", "None of these", kind="multiple_response", keys=(0, 1)),
        "`None of these`: options are shuffled and stand alone",
    ),
    (
        "plain-negative",
        {"kind": "multiple_choice", "stem": "Which country did not condemn the launch?"},
        "the stem hangs on `not`: emphasise it (**not**) or ask it positively",
    ),
    (
        "plain-negative",
        {"kind": "multiple_response", "stem": "Which of these are Never said?"},
        "the stem hangs on `Never`: emphasise it (**Never**) or ask it positively",
    ),
    (
        "plain-negative",
        {"kind": "multiple_choice", "stem": "Which *country* did not condemn the launch?"},
        "the stem hangs on `not`: emphasise it (**not**) or ask it positively",
    ),
    ("no-citation", {"cite": []}, "`cite` is missing: every answer cites its passage"),
    (
        "lost-citation",
        {"cite": ["P1: nobody has written … these strange words"]},
        ("“P1: nobody has written … these strange words” is not in paper: "
        "copy its first and last words"),
    ),
    (
        "lost-citation",
        {"cite": ["book P1: The ministers met"]},
        "“book P1: The ministers met” names no source of this bank: sources are paper",
    ),
    (
        "lost-citation",
        {"kind": "open", "rubric": [
            {"text": "a", "points": "1", "cite": ["P1: never heard of it"]},
            {"text": "b", "points": "1"}]},
        "“P1: never heard of it” is not in paper: copy its first and last words",
    ),
    (
        "ambiguous-citation",
        {"cite": [{"exact": "rose again"}]},
        "“rose again” fits more than one passage: give more words",
    ),
    (
        "moved-citation",
        {"cite": ["P1: Korea withdrew its"]},
        "“P1: Korea withdrew its” stands in P2 now",
    ),
    (
        "drifted-citation",
        {"cite": ["P1: The ministers meet in Seoul"]},
        ("the passage “P1: The ministers meet in Seoul” has changed: read it, mend the words, "
        "then `citecards check --update-lock`"),
    ),
    ("unknown-objective", {"objective": "rise"}, "no objective `rise` in trade: fall"),
    (
        "unknown-objective",
        {"topic": "rivers", "objective": "fall"},
        "no objective `fall` in rivers: none yet",
    ),
    (
        "wide-cloze",
        {"kind": "cloze", "text": "The {{c1::ministers}} met in {{c2::Seoul}}."},
        "a cloze hides one idea: make an item of each",
    ),
    (
        "wide-cloze",
        {"kind": "cloze", "text": "They said of it: {{c1::one two three four five six seven}}."},
        "`one two three four five six seven` hides over 6 words",
    ),
    (
        "no-unit",
        {"kind": "numeric", "answer": {"value": "4"}},
        "`unit` is missing: say what the number counts",
    ),
    (
        "no-unit",
        {"kind": "numeric", "answer": {"value": "1910", "unit": "A.D.", "tolerance": "5"}},
        "a year has no tolerance",
    ),
    ("no-rubric", {"kind": "open", "rubric": []},
     "the rubric has 0 criteria: two to five are needed"),
    (
        "no-rubric",
        {"kind": "open", "rubric": [{"text": str(n), "points": "1"} for n in range(6)]},
        "the rubric has 6 criteria: two to five are needed",
    ),
    (
        "no-explanation",
        {"kind": "short_answer", "explanation": None},
        "`explanation` is missing: say why the key is right",
    ),
    (
        "no-explanation",
        {"kind": "multiple_choice",
         "options": [{"text": "a", "key": "true"}, {"text": "b"}, {"text": "c", "why": "No."}]},
        "`b` has no `why`: say why it is wrong",
    ),
    (
        "no-explanation",
        {"kind": "true_false", "key": "false"},
        "`correction` is missing: say what is true",
    ),
    ("vague-stem", {"stem": "The white list"}, "the stem has under 4 words: ask a whole question"),
    ("vague-stem", {"kind": "cloze", "text": "Met in {{c1::the city}}"},
     "the stem has under 4 words: ask a whole question"),
    (
        "unknown-ignore",
        {"lint_ignore": {"no-unti": "because"}},
        "`lint_ignore` names no rule `no-unti`",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "edit", "message"), FIRES)
def test_a_rule_fires_once_where_it_should(rule, edit, message):
    edit = {"kind": "flashcard", **edit}
    assert told(**edit) == [f"{rule} {message}"]


@pytest.mark.parametrize(("rule", "edit", "message"), FIRES)
def test_a_rule_that_the_item_ignores_is_silent(rule, edit, message):
    edit = {"kind": "flashcard", "lint_ignore": {}, **edit}
    edit["lint_ignore"] = {**edit["lint_ignore"], rule: f"not “{message}”"}
    assert told(**edit) == []


def test_every_rule_has_a_case():
    assert {rule for rule, _, _ in FIRES} == set(RULES)


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_item_of_each_kind_has_no_problem(kind):
    assert told(kind) == []


@pytest.mark.parametrize(
    "edit",
    [
        {"kind": "multiple_choice", "stem": "Which country did **not** condemn the launch?"},
        {"kind": "multiple_choice", "stem": "Which country did _not_ condemn the launch?"},
        {"kind": "multiple_choice", "stem": "Which country did NOT condemn the launch?"},
        {"kind": "multiple_choice", "stem": "Which country **did not condemn** the launch?"},
        {"kind": "multiple_choice", "stem": "Which country did at least two others condemn?"},
        {"kind": "multiple_choice", "stem": "Choose what is said; guessing is not wrong."},
        {"kind": "short_answer", "stem": "Which country did not condemn the launch?"},
        {**choice("All of them were new ships", "b", "c"),
         "lint_ignore": {"all-of-the-above": "of the ships"}},
        choice("Both Japan and Korea", "Most of the above-named", "c"),
        {"kind": "ordering", "sequence": ["One", "Two", "One and two"]},
        {"kind": "matching", "pairs": [{"left": "a", "right": "x"}, {"left": "b", "right": "x"}]},
        {"kind": "matching", "extra": ["Three"]},
        {"kind": "open", "cite": [], "rubric": [
            {"text": "a", "points": "1", "cite": ["P1: in Seoul"]}, {"text": "b", "points": "1"}]},
        {"cite": ["P2: Korea withdrew its … soon after"]},
        {"cite": [{"exact": "Korea withdrew its"}]},
        {"objective": "fall"},
        {"kind": "cloze", "text": "The {{c1::ministers}} met the {{c1::ministers}} of Korea."},
        {"kind": "cloze", "text": "They said of it {{c1::one two three four five six}}."},
        {"kind": "numeric", "answer": {"value": "1910", "unit": "year"}},
        {"kind": "numeric", "answer": {"value": "1910", "unit": "ships", "tolerance": "5"}},
        {"kind": "numeric", "answer": {"value": "12", "unit": "years", "tolerance": "1"}},
        {"kind": "numeric", "answer": {"value": "1910.5", "unit": "years", "tolerance": "1"}},
        {"kind": "open",
         "rubric": [{"text": str(n), "points": "1"} for n in range(5)]},
        {"kind": "flashcard", "explanation": None},
        {"kind": "cloze", "explanation": None},
        {"kind": "open", "explanation": None},
        {"kind": "true_false", "key": "false", "correction": "It rose."},
        {"kind": "true_false", "stem": "Trade fell."},
        {"stem": "What does it mean?"},
        {"lint_ignore": {"no-unit": "because"}},
    ],
)  # fmt: skip
def test_a_rule_is_still_where_it_does_not_apply(edit):
    assert told(**{"kind": "flashcard", **edit}) == []


def test_every_negative_word_that_is_not_emphasised_is_told():
    for word in ("not", "never", "except", "least", "false", "incorrect"):
        stem = f"Which of them is {word} here?"
        assert len(told("multiple_choice", stem=stem)) == 1
        assert told("multiple_choice", stem=stem.replace(word, f"**{word}**")) == []
        assert told("multiple_choice", stem=stem.replace(word, word.upper())) == []


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


def test_a_bank_without_sources_says_that_there_are_none():
    bank = small.bank(small.row("flashcard"))
    bare = bank.__class__(**{**vars(bank), "sources": {}})
    (problem,) = check(bare)
    assert problem.message.endswith("names no source of this bank: sources are none")


@strategies.patient
@given(strategies.banks)
def test_lint_reads_any_bank_and_names_only_its_rules_and_items(bank):
    problems = check(bank)
    assert list(problems) == sorted(problems)
    assert {problem.item for problem in problems} <= set(bank.by_id)
    for problem in problems:
        assert problem.severity == RULES[problem.rule][0]
        assert problem.rule not in bank.by_id[problem.item].lint_ignore
