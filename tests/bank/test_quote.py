"""A passage as it is shown: its paragraph in pieces, the cited words marked."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.locate import Passage
from question_bank.locate import locate
from question_bank.quote import Piece
from question_bank.quote import pieces
from question_bank.quote import quotes
from tests.bank import small

SOURCE = small.source()


def quoted(*cites, source=SOURCE):
    return quotes({"paper": source}, [locate(small.cite(cite), source) for cite in cites])


def marked(*cites):
    return [
        "".join(f"[{piece.text}]" if piece.cited else piece.text for piece in quote.pieces)
        for quote in quoted(*cites)
    ]


FIRST = (
    "The ministers met in Seoul and agreed on three things. "
    "Trade fell by 4.5 percent in 2019, and then it rose again."
)


def test_the_cited_words_are_marked_in_their_paragraph():
    (quote,) = quoted("P1: Trade fell … in 2019")
    assert quote.pieces == (
        Piece("The ministers met in Seoul and agreed on three things. ", cited=False),
        Piece("Trade fell by 4.5 percent in 2019", cited=True),
        Piece(", and then it rose again.", cited=False),
    )
    assert quote.where == "Paragraph 1 · A 2023"
    assert quote.drifted is False


@pytest.mark.parametrize(
    ("cite", "shown"),
    [
        (
            "P1: Trade fell … in 2019",
            "[…] [Trade fell by 4.5 percent in 2019], and then it rose again.",
        ),
        ("P1: in Seoul", "The ministers met [in Seoul] and agreed on three things. […]"),
        (
            "P1: three things … Trade fell",
            FIRST.replace("three things. Trade fell", "[three things. ][Trade fell]"),
        ),
    ],
)
def test_of_the_sentences_those_with_cited_words_are_shown(cite, shown):
    (quote,) = quoted(cite)
    found = [f"[{one.text}]" if one.cited else one.text for one in quote.cited_sentences]
    assert "".join(found) == shown


def test_paragraphs_come_in_the_order_of_first_citation():
    cites = ("P2: at the WTO", "P1: in Seoul", "P2: Korea withdrew")
    assert [quote.paragraph for quote in quoted(*cites)] == [2, 1]


def test_two_passages_of_a_paragraph_are_marked_in_one_quote():
    assert marked("P1: and then it rose again", "P1: The ministers") == [
        FIRST.replace("The ministers", "[The ministers]").replace(
            "and then it rose again", "[and then it rose again]"
        )
    ]


def test_what_is_not_found_or_of_no_source_of_the_bank_has_no_quote():
    lost = Passage("other", 0, 5, "exact", 1)
    assert quoted("P1: nobody wrote these words here") == ()
    assert quotes({"paper": SOURCE}, [lost]) == ()


def test_a_quote_tells_that_its_passage_drifted():
    assert [quote.drifted for quote in quoted("P1: The minister meet in Seoul")] == [True]


@pytest.mark.parametrize(
    ("spans", "shown"),
    [
        ([], "abcdef"),
        ([(0, 6)], "[abcdef]"),
        ([(1, 2), (3, 4)], "a[b]c[d]ef"),
        ([(3, 4), (1, 2)], "a[b]c[d]ef"),
        ([(1, 3), (2, 5)], "a[bcde]f"),
        ([(1, 5), (2, 3)], "a[bcde]f"),
        ([(1, 3), (3, 5)], "a[bcde]f"),
        ([(0, 2), (0, 2)], "[ab]cdef"),
    ],
)
def test_overlapping_spans_become_one(spans, shown):
    found = pieces("abcdef", spans)
    assert "".join(f"[{piece.text}]" if piece.cited else piece.text for piece in found) == shown


_spans = st.tuples(st.integers(0, 19), st.integers(1, 20)).map(
    lambda span: (span[0], min(20, span[0] + span[1]))
)


@given(st.lists(_spans))
def test_pieces_make_up_the_text_and_mark_just_the_spans(spans):
    text = "abcdefghijklmnopqrst"
    found = pieces(text, spans)
    assert "".join(piece.text for piece in found) == text
    assert all(one.cited != two.cited for one, two in itertools.pairwise(found))
    marks = "".join(("x" if piece.cited else "-") * len(piece.text) for piece in found)
    cited = {at for start, end in spans for at in range(start, end)}
    assert marks == "".join("x" if at in cited else "-" for at in range(len(text)))
