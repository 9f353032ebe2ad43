"""Each rule over many items fires where it should, and is still at a near miss."""

from __future__ import annotations

import pytest

from question_bank.checks import BANK_RULES
from question_bank.checks import check
from tests.bank import small
from tests.bank.checks import rows
from tests.bank.checks.rows import options
from tests.bank.checks.rows import row

MC = "multiple_choice"


def choice(*texts, keys=(0,), **edit):
    return row(**{"kind": MC, **options(*texts, keys=keys), **edit})


def choices(longest, n, **edit):
    """Return n choices of three, the key the longest in some of them."""
    long, short = choice("Seoul!!", "Tokyo", "Rome", **edit), choice("Rome", "Tokyo", "Seoul!!")
    return [long] * longest + [short] * (n - longest)


def statements(true, false, more=0):
    """Return true statements, some characters longer, and false ones; all of different length."""
    said = "The ministers met in Seoul on day "
    return [row("true_false", stem=said + "x" * (2 * at + more)) for at in range(true)] + [
        row("true_false", stem=said + "y" * (2 * at + 1), key="false") for at in range(false)
    ]


def levels(remember, n):
    return [row() for _ in range(remember)] + [row(bloom="analyse")] * (n - remember)


SEOUL = {"stem": "In which town did the ministers of both countries meet?", "answer": "Seoul"}
AGAIN = {"stem": "In what town did ministers of both the countries meet, by the paper?"}
FELL = {"cite": [rows.FELL], "kind": "flashcard"}
HOW_FAR = FELL | {"stem": "By how much did trade between them fall?", "answer": "4.5 percent"}
ORDER = {"kind": "cloze", "text": "After trade had fallen by 4.5 percent, it {{c1::rose again}}.",
         "aliases": {"c1": ["went up"]}, "cite": [rows.FELL]}  # fmt: skip

# rule, the items, what is told of which
FIRES = [
    ("repeated-question", [row(**SEOUL), row(**SEOUL | AGAIN)],
     [("item-1", "asks what `item-0` asks: same key, nearly the same stem")]),
    ("repeated-question", [row(**SEOUL), row("short_answer", **SEOUL), row(**SEOUL | AGAIN)],
     [("item-1", "asks what `item-0` asks: same key, nearly the same stem"),
      ("item-2", "asks what `item-0` asks: same key, nearly the same stem")]),
    ("repeated-question", [row("true_false"), row("true_false", stem="Ministers met in Seoul!")],
     [("item-1", "asks what `item-0` asks: same key, nearly the same stem")]),
    ("leaked-answer", [row(**HOW_FAR), row(**ORDER)],
     [("item-1", "its stem tells the answer of `item-0`: keep them apart")]),
    ("leaked-answer", [row(**ORDER), row(**HOW_FAR)],
     [("item-1", "its answer stands in the stem of `item-0`: keep them apart")]),
    ("longest-key", choices(11, 20),
     [("-", ("the key is the longest option in 11 of 20 choices: "
             "shorten keys or lengthen distractors"))]),
    ("key-position", [choice("1 fall", "2 falls", "3 falls", shuffle="false")] * 4,
     [("-", "the key stands in place 1 in 4 of 4 choices that aren't shuffled: vary it")]),
    ("true-false-balance", statements(6, 0),
     [("-", "6 of 6 statements are true: write more of the other kind")]),
    ("true-false-balance", statements(1, 10),
     [("-", "1 of 11 statements are true: write more of the other kind")]),
    ("true-longer", statements(5, 5, more=20),
     [("-", ("of the 5 longer statements 5 are true: "
             "lengthen false ones or shorten true ones"))]),
    ("remember-share", levels(17, 20),
     [("-", "17 of 20 items only ask to remember: ask to explain, apply, compare or judge")]),
]  # fmt: skip
NEAR = [
    ("repeated-question", [row(**SEOUL), row(**SEOUL | AGAIN | {"answer": "Tokyo"})]),
    ("repeated-question", [row(**SEOUL), row(stem="Where did trade fall?", answer="Seoul")]),
    ("repeated-question",
     [row(**SEOUL | {"stem": "Where did the ministers meet in 2019?"}),
      row(**SEOUL | {"stem": "Where did the ministers meet in 2020?"})]),
    ("repeated-question", [row("true_false"), row("true_false", key="false")]),
    ("leaked-answer", [row(**HOW_FAR), row(**ORDER | {"cite": [rows.MET]})]),
    ("leaked-answer",
     [row(**HOW_FAR), row(**ORDER | {"text": "A rise by 4.5 percent was {{c1::no fall}}."})]),
    ("longest-key", choices(10, 20)),
    ("longest-key", [*choices(10, 10), *[choice("Seoul", "Tokyo", "Rome")] * 10]),
    ("longest-key", choices(11, 20, lint_ignore={"longest-key": "names differ in length"})),
    ("key-position", [choice("1 fall", "2 falls", "3 falls", shuffle="true")] * 9),
    ("key-position",
     [choice("1 fall", "2 falls", "3 falls", keys=(at,), shuffle="false") for at in range(3)] * 3),
    ("true-false-balance", statements(5, 0)),
    ("true-false-balance", statements(2, 9)),
    ("true-longer", statements(5, 5)),
    ("true-longer", statements(2, 2, more=20)),
    ("remember-share", levels(16, 20)),
    ("remember-share", levels(19, 19)),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "items", "told"), FIRES)
def test_a_rule_fires_where_it_should(rule, items, told):
    assert sorted(rows.told(rule, *items)) == told


@pytest.mark.parametrize(("rule", "items"), NEAR)
def test_a_rule_is_still_at_a_near_miss(rule, items):
    assert rows.told(rule, *items) == []


@pytest.mark.parametrize(("rule", "items", "told"), FIRES)
def test_an_item_that_ignores_the_rule_is_no_member(rule, items, told):
    assert told
    assert rows.told(rule, *({**item, "lint_ignore": {rule: "so"}} for item in items)) == []


@pytest.mark.parametrize("rule", BANK_RULES)
def test_every_rule_has_a_case_and_a_near_miss(rule):
    assert rule in {case[0] for case in FIRES}
    assert rule in {case[0] for case in NEAR}


def test_the_longest_key_is_counted_with_the_chance_of_each_choice():
    four = [choice("Seoul!!", "Tokyo", "Rome", "Bonn")] * 10
    short = choice("Rome", "Tokyo", "Seoul!!")
    assert rows.told("longest-key", *four[:8], *[short] * 12) == []
    assert rows.told("longest-key", *four, *[short] * 10) != []


def test_a_fault_of_the_bank_is_told_at_bank_yaml():
    many = [{**item, "id": f"i{at}"} for at, item in enumerate(statements(6, 0))]
    (problem,) = [row for row in check(small.bank(*many)) if row.rule == "true-false-balance"]
    assert str(problem).startswith("bank/bank.yaml:1:1 - true-false-balance 6 of 6")
    assert problem.severity == "warning"


def test_many_copies_are_told_once_each_and_soon():
    told = rows.told("repeated-question", *[row(**SEOUL)] * 400)
    assert told == sorted(
        ((f"item-{at}", "asks what `item-0` asks: same key, nearly the same stem")
         for at in range(1, 400)),
        key=lambda problem: int(problem[0].partition("-")[2]),
    )  # fmt: skip
