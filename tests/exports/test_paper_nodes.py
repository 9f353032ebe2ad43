"""Text of a bank as data: nodes, shapes of formulas, and what they say before they are set."""

from __future__ import annotations

from fractions import Fraction

import pytest

from exports.paper.look import Look
from exports.paper.maths import raws
from exports.paper.nodes import HOLE
from exports.paper.nodes import blocks
from exports.paper.nodes import filled
from exports.paper.nodes import is_rtl
from exports.paper.nodes import line
from exports.paper.questions import cloze
from exports.paper.worth import counted
from exports.paper.worth import written
from tests.quiz import kinds


def formula(tex):
    (node,) = line(f"${tex}$")
    assert node["t"] == "math"
    return node["c"]


def test_inline_markdown_becomes_nodes():
    assert line("a **b *c*** `d`") == [
        "a ", {"t": "b", "c": ["b ", {"t": "i", "c": ["c"]}]}, " ", {"t": "code", "c": "d"},
    ]  # fmt: skip


def test_blocks_become_nodes():
    kinds_of = [
        node["t"] for node in blocks("# h\n\np\n\n- a\n\n2. b\n\n```\nc\n```\n\n> q\n\n---")
    ]

    assert kinds_of == ["h", "p", "ul", "ol", "pre", "quote", "hr"]
    assert blocks("3. b")[0]["start"] == 3


def test_a_table_has_a_cell_in_every_place():
    (table,) = blocks("| a | b |\n|---|---|\n| 1 |")

    assert table == {"t": "table", "c": [[["a"], ["b"]], [["1"], []]], "head": True}


@pytest.mark.parametrize(
    ("tex", "shape"),
    [
        (r"\frac{1}{2}", ["frac", ["words", "1"], ["words", "2"]]),
        (r"\sqrt{x}", ["root", ["name", "x"], None]),
        (r"x^2", ["at", ["name", "x"], None, ["words", "2"], False]),
        (r"\lim_{n}", ["at", ["op", "lim"], ["name", "n"], None, True]),
        (r"\hat{x}", ["over", ["name", "x"], "^"]),
        (r"\mathrm{kg}", ["row", [["words", "k"], ["words", "g"]]]),
        (r"\underbrace{x}", ["under", ["name", "x"], "⏟"]),
    ],
)
def test_tex_becomes_a_shape(tex, shape):
    assert formula(tex) == shape


def test_brackets_round_a_matrix_grow_with_it():
    found = formula(r"\left(\frac{1}{2}\right)")

    assert found[0] == "fence"
    assert (found[1][0], found[1][-1]) == (["sign", "("], ["sign", ")"])


def test_a_table_of_formulas_is_filled_up():
    (node,) = blocks("$$\\begin{matrix}1 & 2 \\\\ 3\\end{matrix}$$")

    assert [len(row) for row in node["c"][1]] == [2, 2]


def test_an_unknown_command_is_kept_as_it_was_typed():
    assert raws(formula(r"\frac{\qqq}{2}")) == ["\\qqq"]


def test_holes_are_filled_in_order_wherever_they_stand():
    nodes = line(f"a {HOLE} **b {HOLE}** $x = {HOLE}$ `{HOLE}`")
    parts = [[{"t": "gap", "w": n}] for n in range(4)]
    found = filled(nodes, parts, list("wxyz"))

    assert found[1] == {"t": "gap", "w": 0}
    assert found[3]["c"] == ["b ", {"t": "gap", "w": 1}]
    assert "y" in str(found[5])
    assert found[7] == {"t": "gap", "w": 3}


def test_gaps_of_a_cloze_have_one_width_whatever_they_hide():
    item = kinds.item(
        {"kind": "cloze", "text": "{{c1::a}} and {{c1::a very long answer}}, {{c2::x}}"}
    )
    gaps = [node["w"] for node in cloze(item, shown=False) if isinstance(node, dict)]

    assert len(gaps) == 2
    assert len(set(gaps)) == 1
    assert "x" in "".join(node for node in cloze(item, shown=False) if isinstance(node, str))


@pytest.mark.parametrize(
    ("text", "rtl"), [("שלום abc", True), ("1. سلام", True), ("abc שלום", False), ("123", None)]
)
def test_direction_is_that_of_the_first_letter(text, rtl):
    assert is_rtl(text) is rtl


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"paper": "a5"}, "Paper is a4 or letter, not a5"),
        ({"columns": 3}, "A page has 1 or 2 columns, not 3"),
        ({"student_digits": 13}, "has 0 to 12 digits, not 13"),
    ],
)
def test_a_look_that_can_t_be_is_refused_in_a_sentence(given, says):
    with pytest.raises(ValueError, match=says):
        Look(**given)


def test_points_are_written_as_people_do():
    assert [written(Fraction(n, 6)) for n in (1, 3, 6, 60)] == ["0.17", "0.5", "1", "10"]
    assert (counted(Fraction(1)), counted(Fraction(5, 2))) == ("1 point", "2.5 points")
