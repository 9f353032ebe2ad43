"""Where sentences end, and that nothing of a text is lost between them."""

from __future__ import annotations

import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st

from question_bank.sentences import sentences
from tests import strategies


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


WHOLE = [
    "Dr. Kim met Mrs. Abe of St. Luke’s in Seoul.",
    "The U.S. Army, J. R. R. Tolkien and Yoon S. Y. were there.",
    "Trade fell by 4.5 percent to USD 1.9 trillion.",
    "Some states, e.g. Japan, i.e. Tokyo, and others (cf. Kim) agreed.",
    "See No. 5, p. 12, vol. 3 and fig. 2 of it.",
    "Kim et al. (2020) counted from ca. 1910 to Aug. 14 of that year.",
    "“Why?” he asked, and “Go!” was the word.",
    "It was Apple Inc. shares that rose, at 3 a.m. Seoul time.",
    "She has a Ph.D. in law.",
    "He left … and came back.",
    "What is left out […] stands there.",
    "Version 3.11 of file.txt came out",
    "a text without a stop",
    "Is it so?!",
    "A line\nbreak is no end.",
]
TWO = [
    ("It rose.", "Then it fell."),
    ("He went to the U.S.", "The talks began."),
    ("It was 5 p.m.", "He left."),
    ("They bought rice, tea, etc.", "Then they went."),
    ("“It rose.”", "“It fell.”"),
    ("“It rose”.", "Then it fell."),
    ("(It rose.)", "It fell."),
    ("‘It rose!’", "It fell."),
    ("Did it rise?", "1910 was the year."),
    ("It rose in 2020.", "It fell in 2021."),
    ("It rose.[3]", "It fell."),
    ("It rose…", "It fell."),
    ("It rose...", "It fell."),
    ("So did I.", "He went."),
    ("See p. 12.", "It is there."),
    ("Korea agreed.", "— Japan did not."),
    ("It rose.", "[…] It fell."),
    ("1. It rose.", "It fell."),
    ("Él vino.", "¿Por qué?"),
    ("Он пришёл.", "Она ушла."),
]


@pytest.mark.parametrize("text", WHOLE)
def test_what_is_one_sentence_stays_whole(text):
    assert cut(text) == [text]


@pytest.mark.parametrize("pair", TWO, ids=" | ".join)
def test_two_sentences_are_two(pair):
    assert cut(" ".join(pair)) == list(pair)
    assert cut("  \n" + "\n ".join(pair) + " ") == list(pair)


def test_stops_of_east_asia_need_no_space():
    assert cut("第一句。第二句！「第三句？」終") == ["第一句。", "第二句！", "「第三句？」", "終"]


def test_rows_of_a_list_keep_their_numbers():
    assert cut("1. First one.\n2. Second one.") == ["1. First one.", "2. Second one."]


@pytest.mark.parametrize("text", ["", " ", "\n\u00a0\n"])
def test_a_text_without_words_has_none(text):
    assert cut(text) == []


_TEXTS = st.one_of(
    st.text(max_size=80),
    st.text("aB1.!?…。” \n\u00a0)[", max_size=80),
    st.lists(st.sampled_from([*WHOLE, "U.S.", "e.g.", "“", "No.", "i.", "…"]), max_size=6).map(
        " ".join
    ),
)


@strategies.patient
@given(_TEXTS)
@example(".")
@example("[…] A")
@example("\u3000。\u3000A")
def test_sentences_hold_every_word_once_and_no_space_at_their_ends(text):
    spans = sentences(text)
    at = 0
    for start, end in spans:
        assert at <= start < end <= len(text)
        assert text[at:start].strip() == ""
        assert text[start:end] == text[start:end].strip()
        at = end
    assert text[at:].strip() == ""


@strategies.patient
@given(_TEXTS)
def test_space_around_a_text_changes_nothing(text):
    assert cut(f" {text} ") == cut(text)
