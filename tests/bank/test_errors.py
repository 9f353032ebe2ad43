"""A problem is one line; a bank that can't be used says the first and counts the rest."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from question_bank.errors import BankError
from question_bank.errors import Problem


def test_a_problem_prints_its_place_item_rule_and_message():
    problem = Problem("bank/a.yaml", 3, 5, "where", "no-unit", "`unit` is missing")
    assert str(problem) == "bank/a.yaml:3:5 where no-unit `unit` is missing"
    assert problem.severity == "error"


def test_problems_are_in_the_order_of_files_and_lines():
    places = [("b.yaml", 1, 1), ("a.yaml", 10, 2), ("a.yaml", 10, 1), ("a.yaml", 9, 7)]
    problems = sorted(Problem(*place, "-", "yaml", "x") for place in places)
    assert [(row.file, row.line, row.column) for row in problems] == sorted(places)


@given(st.text(), st.text())
def test_a_problem_is_one_line_whatever_it_quotes(item, message):
    assert len(str(Problem("a.yaml", 1, 1, item, "rule", message)).splitlines()) == 1


def test_an_error_tells_the_first_problem_and_how_many_more():
    one = Problem("a.yaml", 1, 1, "-", "yaml", "this is not YAML")
    assert str(BankError([one])) == "a.yaml:1:1 - yaml this is not YAML"
    assert str(BankError([one, one, one])) == "a.yaml:1:1 - yaml this is not YAML (and 2 more)"
    assert BankError([one]).problems == (one,)
