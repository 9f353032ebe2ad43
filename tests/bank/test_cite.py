"""A citation as it is written: the short form, the long one, and what is neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from pydantic import ValidationError

from question_bank.cite import Citation
from tests import strategies
from tests.bank import small


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("P7: a b … c d", Citation(p=7, start="a b", end="c d")),
        ("P7: a b ... c d", Citation(p=7, start="a b", end="c d")),
        ("P7:a…b", Citation(p=7, start="a", end="b")),
        (" P12: one two three \n", Citation(p=12, exact="one two three")),
        ("paper-2 P1: a: b", Citation(source="paper-2", p=1, exact="a: b")),
        ("P1: a\nb … c\nd", Citation(p=1, start="a\nb", end="c\nd")),
        ({"from": "a", "to": "b"}, Citation(start="a", end="b")),
        ({"source": "x", "p": "4", "exact": "a"}, Citation(source="x", p=4, exact="a")),
        ({"start": "a", "end": "b"}, Citation(start="a", end="b")),
        ("P1: a b c d e f g h", Citation(p=1, exact="a b c d e f g h")),
    ],
)
def test_a_citation_is_read_in_either_form(written, meant):
    assert small.cite(written) == meant


FORM = 'write a citation as "P7: first words … last words"'
ENDS = "a citation has one … between its first words and its last"
EITHER = "give either `from` and `to`, or `exact` for a short passage"
LONG = "a passage over 8 words is cited by its first and last words: first … last"


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", FORM),
        ("a b", FORM),
        ("p7: a b", FORM),
        ("P: a b", FORM),
        ("P7 a b", FORM),
        ("P7:", FORM),
        ("Paper P7: a", FORM),
        (f"P{'9' * 5000}: a", FORM),
        ("P٣: a", FORM),
        ("P7: a … b … c", ENDS),
        ("P7: … b", ENDS),
        ("P7: a …", ENDS),
        ("P7: …", ENDS),
        ({}, EITHER),
        ({"p": 1}, EITHER),
        ({"from": "a"}, EITHER),
        ({"to": "a"}, EITHER),
        ({"from": "a", "exact": "b"}, EITHER),
        ({"from": "a", "to": "b", "exact": "c"}, EITHER),
        ({"exact": "a b c d e f g h i"}, LONG),
        ("P1: a b c d e f g h i", LONG),
    ],
)
def test_what_is_no_citation_is_told_in_a_sentence(written, sentence):
    with pytest.raises(ValidationError) as caught:
        small.cite(written)
    (row,) = caught.value.errors()
    assert (row["type"], row["msg"]) == ("cite_form", sentence)


def test_paragraphs_count_from_one():
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        small.cite("P0: a")


@pytest.mark.parametrize(
    "printed", ["P7: a b … c d", "P7: a b", "paper P7: a … b", "paper a b", "a … b"]
)
def test_a_citation_prints_as_it_is_written(printed):
    rest = printed.removeprefix("paper ")
    hint, _, words = rest.rpartition(": ")
    start, _, end = words.partition(" … ")
    ends = {"start": start, "end": end} if end else {"exact": start}
    cite = Citation(
        source="paper" if printed.startswith("paper") else None,
        p=hint.removeprefix("P") or None,
        **ends,
    )
    assert str(cite) == printed


@strategies.patient
@given(strategies.citations.map(small.cite))
def test_a_citation_with_a_paragraph_prints_as_what_reads_back_to_it(cite):
    if cite.p is not None:
        assert small.cite(str(cite)) == cite
