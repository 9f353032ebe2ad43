"""Blocks of a source: headings have no number, paragraphs are P1, P2 …"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from question_bank.source import SourceInfo
from tests import strategies
from tests.bank import small


def blocks(text):
    return [(block.number, text[block.start : block.end]) for block in small.source(text).blocks]


def test_a_block_that_ends_like_a_sentence_is_a_paragraph():
    text = "A title\n\nOne.\n\nA heading\n\nTwo:\n"
    assert blocks(text) == [(0, "A title"), (1, "One."), (0, "A heading"), (2, "Two:")]


@pytest.mark.parametrize("ending", [".", "!", "?", ":", ";", "。", "”.", ".”", ".)", "?’»", ".]"])
def test_a_sentence_may_end_in_quotes_and_brackets(ending):
    assert blocks(f"A b{ending}") == [(1, f"A b{ending}")]


@pytest.mark.parametrize("ending", ["", ",", " –", "…x", "”"])
def test_other_endings_make_a_heading(ending):
    assert blocks(f"A b{ending}") == [(0, f"A b{ending}")]


def test_fifteen_words_are_a_paragraph_without_a_full_stop():
    assert blocks("w " * 14) == [(0, ("w " * 14).strip())]
    assert blocks("w " * 15) == [(1, ("w " * 15).strip())]


@given(st.text("a.” \n\r\t\u2028", max_size=40))
def test_a_block_is_all_up_to_the_next_blank_line(text):
    """Letter by letter: a line break ends it if nothing but blanks follows up to the next one."""
    found = re.finditer(r"\S(?:.|\n(?!\s*\n))*", text)

    assert [words for _, words in blocks(text)] == [one[0].rstrip() for one in found]


@pytest.mark.parametrize("blank", ["\n\n", "\n \n", "\n\t\n\n\n", "\r\n\r\n", "\n\u00a0\n"])
def test_blank_lines_separate_blocks(blank):
    assert blocks(f"A.{blank}B.") == [(1, "A."), (2, "B.")]


def test_a_line_break_within_a_block_does_not():
    assert blocks("  A\nb.  \n\n\nC.\n") == [(1, "A\nb."), (2, "C.")]


@pytest.mark.parametrize("text", ["", "\n \n\n"])
def test_a_source_without_words_has_no_blocks(text):
    assert blocks(text) == []


@strategies.patient
@given(st.text("ab .\n\r\t“”\u00a0", max_size=200))
def test_blocks_hold_every_word_in_order_and_paragraphs_are_numbered(text):
    source = small.source(text)
    ends = [0, *(block.end for block in source.blocks)]
    assert all(block.start >= end for block, end in zip(source.blocks, ends, strict=False))
    assert "".join("".join(words for _, words in blocks(text)).split()) == "".join(text.split())
    assert [block.number for block in source.paragraphs] == [*range(1, len(source.paragraphs) + 1)]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "paper.html", "https://a b", 'http://"'])
def test_an_address_on_the_web_begins_with_http(url):
    row = {"id": "s", "title": "T", "author": "A", "short": "S", "file": "s.txt", "url": url}

    with pytest.raises(ValidationError):
        SourceInfo.model_validate(row)
