"""Which sentences items cite: against a plain count, character by character."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.coverage import cited_spans
from question_bank.coverage import cover
from question_bank.coverage import coverage
from question_bank.coverage import segments
from question_bank.locate import Passage
from tests import strategies
from tests.bank import small

SOURCE = small.source()
FALL = "Trade fell by 4.5 percent in 2019"


def of(bank):
    """Return paragraph, number and items of each sentence of the only source."""
    [found] = coverage(bank)
    return [(row.paragraph, row.number, row.items) for row in found.sentences]


def spans_of(*words: str) -> list[tuple[int, int, str]]:
    """Return the places of words in the small paper, as cited by the items a, b, c …"""
    found = []
    for name, part in zip("abcdef", words, strict=False):
        start = small.PAPER.index(part)
        found.append((start, start + len(part), name))
    return found


def test_a_sentence_knows_the_items_that_cite_it_in_the_banks_order():
    bank = small.bank(
        small.row("flashcard", id="second", cite=["P1: Trade fell … rose again."]),
        small.row("numeric", id="first", cite=["P1: on three things. … 4.5 percent"]),
    )
    assert of(bank) == [
        (0, 1, ()),
        (1, 1, ("first",)),
        (1, 2, ("second", "first")),
        (0, 1, ()),
        (2, 1, ()),
        (2, 2, ()),
    ]


def test_an_item_that_cites_a_sentence_twice_stands_there_once():
    twice = small.row("flashcard", cite=["P1: Trade fell", "P1: rose again"])
    assert of(small.bank(twice))[2] == (1, 2, ("where",))


def test_headings_are_there_but_do_not_count():
    [found] = coverage(small.bank(small.row("flashcard")))
    kinds = [row.kind for row in found.sentences]
    assert kinds.count("heading") == 2
    assert (found.cited, len(found.counted), found.share) == (1, 4, 0.25)


def test_a_source_without_paragraphs_has_nothing_left_to_cite():
    [found] = coverage(small.bank(text="A Title\n"))
    assert (found.cited, found.counted, found.share) == (0, (), 1.0)


def test_a_bank_without_a_source_has_no_coverage():
    assert coverage(replace(small.bank(), sources={})) == ()


def test_what_is_not_found_covers_nothing():
    lost = small.row("flashcard", cite=["P1: nobody wrote these words here"])
    assert all(items == () for *_, items in of(small.bank(lost)))


def test_touching_a_sentence_is_not_citing_it():
    text = small.PAPER
    end = text.index("three things.") + len("three things.")
    both = cover(SOURCE, [(end - 1, end + 1, "stop-and-space")]).counted
    assert [row.items for row in both[:2]] == [("stop-and-space",), ()]
    after = cover(SOURCE, [(end, end + 2, "space-and-letter")]).counted
    assert [row.items for row in after[:2]] == [(), ("space-and-letter",)]
    space = cover(SOURCE, [(end, end + 1, "space")]).counted
    assert [row.items for row in space[:2]] == [(), ()]


@pytest.mark.parametrize(
    ("words", "cut"),
    [
        ((), [("", FALL)]),
        ((FALL,), [("a", FALL)]),
        (("Trade fell",), [("a", "Trade fell"), ("", " by 4.5 percent in 2019")]),
        (
            ("Trade fell by", "fell by 4.5"),
            [("a", "Trade "), ("ab", "fell by"), ("b", " 4.5"), ("", " percent in 2019")],
        ),
        (
            ("4.5", FALL, "4.5 percent"),
            [
                ("b", "Trade fell by "),
                ("abc", "4.5"),
                ("bc", " percent"),
                ("b", " in 2019"),
            ],
        ),
    ],
)
def test_overlapping_passages_are_cut_into_segments_that_know_their_items(words, cut):
    start = small.PAPER.index(FALL)
    found = segments(start, start + len(FALL), spans_of(*words))
    assert [("".join(row.items), small.PAPER[row.start : row.end]) for row in found] == cut


_cited = st.lists(
    st.tuples(st.integers(0, len(small.PAPER)), st.integers(0, 90), st.sampled_from("abcdef")).map(
        lambda row: (row[0], min(len(small.PAPER), row[0] + row[1]), row[2])
    ),
    max_size=12,
)


@strategies.patient
@given(_cited)
def test_each_character_stands_in_a_segment_with_just_the_items_over_it(cited):
    found = segments(40, 160, cited)
    over = {at: row.items for row in found for at in range(row.start, row.end)}
    assert sorted(over) == list(range(40, 160))
    assert sum(row.end - row.start for row in found) == 120
    for at, items in over.items():
        assert items == tuple(
            dict.fromkeys(name for start, end, name in cited if start <= at < end)
        )


@strategies.patient
@given(_cited)
def test_a_sentence_has_the_items_that_share_a_written_character_with_it(cited):
    found = cover(SOURCE, cited)
    for row in found.sentences:
        written = {at for at in range(row.start, row.end) if not SOURCE.text[at].isspace()}
        assert row.items == tuple(
            dict.fromkeys(name for start, end, name in cited if written & set(range(start, end)))
        )


@strategies.patient
@given(strategies.banks)
def test_every_passage_found_is_somewhere_and_sentences_make_up_their_blocks(bank):
    found = coverage(bank)
    assert found == coverage(bank)
    [only] = found
    text = only.source.text
    for item, passages in bank.passages.items():
        assert any(item in row.items for row in only.counted) == any(
            passage.found for passage in passages
        )
    inside = "".join(text[row.start : row.end] for row in only.sentences)
    blocks = "".join(text[block.start : block.end] for block in only.source.blocks)
    assert "".join(inside.split()) == "".join(blocks.split())


def test_passages_are_gathered_by_source():
    lost = Passage("paper", 0, 0, "missing", 0)
    rows = {
        "a": (Passage("paper", 3, 5, "exact", 1), lost),
        "b": (Passage("other", 1, 2, "exact", 1), Passage("paper", 4, 9, "moved", 1)),
    }
    assert cited_spans(rows) == {"paper": [(3, 5, "a"), (4, 9, "b")], "other": [(1, 2, "b")]}
