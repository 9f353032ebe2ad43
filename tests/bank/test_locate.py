"""A citation finds its passage through all that copies of a text differ in, and no further."""

from __future__ import annotations

import random
import re
import textwrap
import unicodedata

import pytest
from hypothesis import assume
from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from app.settings import shipped_bank
from question_bank.items import citations_of
from question_bank.loader import load
from question_bank.locate import MAX_SPAN
from question_bank.locate import Locked
from question_bank.locate import Passage
from question_bank.locate import locate
from question_bank.locate import passage_digest
from question_bank.normal import normalise
from tests import strategies
from tests.bank import small


def find(cite, text=small.PAPER, locked=None):
    """Return the status, the paragraph and the words found."""
    passage = locate(small.cite(cite), small.source(text), locked)
    return passage.status, passage.paragraph, text[passage.start : passage.end]


def lock(words, text=small.PAPER):
    start = text.index(words)
    return Locked(start, start + len(words), passage_digest(words))


MISSING = ("missing", 0, "")


# ------------------------------------------------------------------ the five statuses
def test_exact_is_found_where_it_was_said():
    words = "Trade fell by 4.5 percent in 2019"
    assert find("P1: Trade fell by … percent in 2019") == ("exact", 1, words)
    assert find({"exact": words}) == ("exact", 1, words)
    assert find({"from": "Trade fell", "to": "in 2019"}) == ("exact", 1, words)


def test_moved_is_found_in_another_paragraph():
    words = "Korea withdrew its “complaint” at the WTO"
    assert find("P1: Korea withdrew its … at the WTO") == ("moved", 2, words)
    assert find("P9: Korea withdrew its … at the WTO") == ("moved", 2, words)


def test_drifted_is_found_with_other_words_or_another_middle():
    assert find("P1: The minister met in Seul") == ("drifted", 1, "The ministers met in Seoul")
    words = "The ministers met in Seoul and agreed on three things."
    before = words.replace("agreed on", "spoke of")
    cite = "P1: The ministers met … on three things."
    assert find(cite, locked=Locked(0, 60, passage_digest(before))) == ("drifted", 1, words)


def test_ambiguous_fits_more_than_one_passage():
    assert find({"exact": "rose again"}) == ("ambiguous", 1, "rose again")
    assert find("P7: rose again") == ("ambiguous", 1, "rose again")
    assert find("P1: a b c", "x a b c y a b c.\n") == ("ambiguous", 1, "a b c")


def test_missing_is_not_found():
    assert find("P1: Nobody has ever written … words like these here") == MISSING
    assert not Passage("paper", 0, 0, "missing", 0).found


# ------------------------------------------------------------------ what resolves them
def test_the_paragraph_named_is_meant_when_others_have_the_words_too():
    assert find("P2: rose again") == ("exact", 2, "rose again")


def test_the_lock_tells_which_of_two_passages_is_meant():
    text = "It fell, by four, in May. It fell, by nine, in May.\n"
    cite = "P1: It fell … in May"
    assert find(cite, text)[0] == "ambiguous"
    for words in ("It fell, by four, in May", "It fell, by nine, in May"):
        assert find(cite, text, lock(words, text)) == ("exact", 1, words)


def test_the_lock_resolves_passages_in_several_paragraphs():
    text = "It fell by four.\n\nIt fell by nine.\n"
    cite = {"from": "It", "to": "fell"}
    assert find(cite, text)[0] == "ambiguous"
    assert find(cite, text, lock("It fell", text))[0] == "ambiguous"  # both read the same
    ends = {"from": "It fell", "to": "by four"}
    assert find(ends, text, lock("It fell by four", text)) == ("exact", 1, "It fell by four")


def test_a_lock_that_fits_none_of_two_passages_resolves_nothing():
    text = "It fell, by four, in May. It fell, by nine, in May.\n"
    gone = Locked(0, 24, passage_digest("It fell, by ten, in May"))
    assert find("P1: It fell … in May", text, gone)[0] == "ambiguous"


def test_of_two_beginnings_before_one_end_the_nearer_is_meant():
    text = "The ship left, the ship came, and all was well.\n"
    assert find("P1: the ship … was well", text) == (
        "exact",
        1,
        "the ship came, and all was well",
    )


def test_the_nearest_end_is_meant():
    assert find("P1: a b … c d", "a b x c d y c d.\n") == ("exact", 1, "a b x c d")


def test_an_end_before_the_beginning_is_not_its_end():
    assert find("P1: one two … red blue", "red blue six one two.\n") == MISSING


def test_the_first_and_last_words_may_share_some():
    assert find("P1: a b c … b c d", "x a b c d y.\n") == ("exact", 1, "a b c d")


def test_a_passage_lies_within_one_paragraph():
    assert find("P1: The ministers met … at the WTO") == MISSING


def test_headings_are_not_cited():
    assert find("P1: What Came After") == MISSING


# ------------------------------------------------------------------ how long a passage may be
def test_a_passage_is_no_longer_than_the_limit():
    for middle, status in ((MAX_SPAN - 16, "exact"), (MAX_SPAN - 15, "missing")):
        text = f"Here we go {'x' * (middle - 1)} to it.\n"
        found = find("P1: Here we go … to it", text)
        assert found[0] == status
        assert found[2] in ("", text.strip().removesuffix("."))
    assert len("Here we go  to it") + MAX_SPAN - 17 == MAX_SPAN


def test_a_passage_that_was_longer_when_locked_may_have_grown_by_a_little_more_than_half():
    def found(length, was):
        text = f"Here we go {'x' * (length - 17)} to it.\n"
        return find("P1: Here we go … to it", text, Locked(0, was, "other"))[0]

    assert found(1600, 1000) == "drifted"
    assert found(1601, 1000) == "missing"
    assert found(600, 10) == "drifted"
    assert found(601, 10) == "missing"


def test_a_fuzzy_passage_is_no_longer_than_the_limit_either():
    text = f"Here we gone {'x ' * MAX_SPAN} into itself.\n"
    assert find("P1: Here we gine … into itsulf", text) == MISSING


# ------------------------------------------------------------------ what copies differ in
@pytest.mark.parametrize(
    ("cite", "text"),
    [
        ("its 'own' way", "its ‘own’ way"),
        ("its ‘own’ way", "its 'own' way"),
        ('a "deep remorse" said', "a “deep remorse” said"),
        ('a "deep remorse" said', "a «deep remorse» said"),
        ("Japan's choice was", "Japan’s choice was"),
        ("the 1910-1945 years", "the 1910–1945 years"),
        ("well - made things", "well — made things"),
        ("well-made things too", "well\u2011made things too"),
        ("five percent more", "five\u00a0percent\u202fmore"),
        ("across two lines", "across\n   two\tlines"),
        ("Café au lait", "Cafe\u0301 au lait"),
        ("Cafe\u0301 au lait", "Café au lait"),
        ("한국과 일본 사이", unicodedata.normalize("NFD", "한국과 일본 사이")),
        (unicodedata.normalize("NFD", "한국과 일본 사이"), "한국과 일본 사이"),
        ("が ぎ ぐ words", unicodedata.normalize("NFD", "が ぎ ぐ words")),
        ("cooperation is here", "co\u00adoper\u00adation is here"),
        ("no width here", "no\u200b wi\u200ddth here"),
        ("the efficient ones", "the eﬃcient ones"),
        ("JAPAN eased it", "Japan EASED it"),
        ("strasse und haus", "Straße und Haus"),
        ("10 km away", "１０ ㎞ away"),
    ],
)  # fmt: skip
def test_copies_that_read_the_same_are_found_word_for_word(cite, text):
    assert find({"exact": cite}, f"Before this, {text}, and after.\n") == ("exact", 1, text)


@pytest.mark.parametrize(
    ("cite", "text"),
    [
        ("art of", "The start of it all."),
        ("the state", "In the statement it was."),
        ("1 percent", "It was 11 percent."),
        ("in 19", "It was in 1945."),
        ("é b", "Caf\u00e9 b was here."),
    ],
)
def test_words_are_found_whole_or_not_at_all(cite, text):
    passage = locate(small.cite({"exact": cite}), small.source(text))
    assert passage.status in ("missing", "drifted")


def test_signs_at_the_ends_need_no_word_boundary():
    assert find({"exact": "(so called)"}, "A thing(so called)is here.\n")[2] == "(so called)"


@pytest.mark.parametrize(
    ("cite", "text"),
    [
        ("Trade fell by 4.6 percent in 2019", small.PAPER),
        ("Trade fell by 4.5 percent in 2018", small.PAPER),
        ("eased its controls in March 2022", small.PAPER),
        ("Trade fell by 45 percent in 2019", small.PAPER),
        ("the twelve countries of 1999 met", "The twelve countries of 199 met.\n"),
    ],
)
def test_digits_are_never_fuzzy(cite, text):
    assert find({"exact": cite}, text) == MISSING


@pytest.mark.parametrize(
    ("cite", "found"),
    [
        ("Trade feel by 4.5 parcent in 2019", "Trade fell by 4.5 percent in 2019"),
        ("Korea withdrew its complaints at the WTO", "Korea withdrew its “complaint” at the WTO"),
    ],
)
def test_letters_are(cite, found):
    assert find({"exact": cite})[0] == "drifted"
    assert find({"exact": cite})[2] == found


def test_of_two_fuzzy_passages_the_nearer_is_taken_and_then_the_hinted():
    text = "The quick brown foxes ran.\n\nThe quick brown box ran.\n\nThe quick brown fix ran.\n"
    assert find("P3: The quick brown foxs ran", text)[1] == 1
    text = "The quick brown fix ran.\n\nThe quick brown fax ran.\n"
    assert find("P2: The quick brown fox ran", text) == ("drifted", 2, "The quick brown fax ran")
    assert find("P1: The quick brown fox ran", text)[1] == 1


def test_fuzzy_ends_are_in_order():
    text = "It closed with a whimper, and opened with a bang.\n"
    assert find("P1: opened with a bong … with a whimpur", text) == MISSING


def test_what_is_longer_than_the_paragraph_or_nothing_but_signs_is_not_in_it():
    assert find({"exact": "a very long citation indeed"}, "Short.\n") == MISSING
    assert find({"exact": "\u00ad"}) == MISSING
    assert find({"from": "The ministers", "to": "\u200b"}) == MISSING


def test_a_source_without_paragraphs_has_no_passages():
    assert find("P1: a b c", "") == MISSING


# ------------------------------------------------------------------ normalising
_texts = st.text(
    st.one_of(
        st.sampled_from("ab Z\n\t\u00a0\u00ad\u200b‘’“”–—\u0301\u0323éßﬁ㎞İ½한\u1112\u1161\u11ab"),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)


@strategies.patient
@given(_texts)
@example("\u0301e")
@example("\u1161")
def test_the_map_back_is_monotone_and_in_range(text):
    normal = normalise(text)
    assert len(normal.text) == len(normal.starts) == len(normal.ends)
    assert list(normal.starts) == sorted(normal.starts)
    assert list(normal.ends) == sorted(normal.ends)
    pairs = zip(normal.starts, normal.ends, strict=True)
    assert all(0 <= start < end <= len(text) for start, end in pairs)


@strategies.patient
@given(_texts)
def test_white_space_is_single_and_not_in_front(text):
    assert not re.search(r"^\s|\s\s|[^\S ]", normalise(text).text)


_letters = st.text("aéçñöåじが한국글 -“’", max_size=40)


@strategies.patient
@given(_letters)
def test_composed_and_decomposed_text_read_the_same(text):
    composed = unicodedata.normalize("NFC", text)
    decomposed = unicodedata.normalize("NFD", text)
    assert normalise(composed).text == normalise(decomposed).text
    assert passage_digest(composed) == passage_digest(decomposed)


# ------------------------------------------------------------------ the law of finding
_VOCABULARY = (
    "the of and in to a is Japan Korea South ministers met élan Straße naïve 12 2019 4 G7 WTO "
    "trade island summit visit rivers façade coöperate economy 한국 日本 Æther growth"
).split() + [f"word{n}" for n in range(40)]
_GAPS = [" ", " ", " ", "\n", "\u00a0", "  ", ", ", " – ", "’s ", " “", "” ", "; "]
_COPIES = str.maketrans("’“”–\u00a0\n", '\'""-  ')


@st.composite
def _papers(draw):
    """Return paragraphs as words and gaps, and a span of words in one of them."""
    paragraphs = draw(
        st.lists(
            st.lists(
                st.tuples(st.sampled_from(_VOCABULARY), st.sampled_from(_GAPS)),
                min_size=15,
                max_size=60,
            ),
            min_size=1,
            max_size=5,
        )
    )
    which = draw(st.integers(0, len(paragraphs) - 1))
    first = draw(st.integers(0, len(paragraphs[which]) - 3))
    last = draw(st.integers(first + 3, len(paragraphs[which])))
    return paragraphs, which, first, last


def _count(words, paragraphs):
    size = len(words)
    return sum(
        [word.casefold() for word, _ in paragraph[at : at + size]] == words
        for paragraph in paragraphs
        for at in range(len(paragraph))
    )


@strategies.patient
@given(_papers(), st.one_of(st.none(), st.integers(1, 6)), st.booleans(), st.booleans())
def test_a_unique_span_is_found_exactly(paper, hint, shout, decompose):
    paragraphs, which, first, last = paper
    words = [word.casefold() for word, _ in paragraphs[which][first:last]]
    assume(_count(words[:3], paragraphs) == 1)
    assume(_count(words[-3:], paragraphs) == 1)
    text = ""
    for number, paragraph in enumerate(paragraphs):
        for at, (word, gap) in enumerate(paragraph):
            if (number, at) == (which, first):
                start = len(text)
            if (number, at) == (which, first + 2):
                first_end = len(text) + len(word)
            if (number, at) == (which, last - 3):
                last_start = len(text)
            text += word
            if (number, at) == (which, last - 1):
                end = len(text)
            text += gap
        text = text.rstrip() + " end.\n\n"
    assume(end - start <= MAX_SPAN)

    def copy(passage):
        copied = " ".join(passage.translate(_COPIES).split())
        copied = copied.upper() if shout else copied
        return unicodedata.normalize("NFD", copied) if decompose else copied

    cite = {"from": copy(text[start:first_end]), "to": copy(text[last_start:end])}
    passage = locate(small.cite(cite | ({"p": hint} if hint else {})), small.source(text))
    assert (passage.start, passage.end) == (start, end)
    assert passage.paragraph == which + 1
    assert passage.status == ("exact" if hint in (None, which + 1) else "moved")


@strategies.patient
@given(_papers(), st.text("abc ', -éB12", min_size=1, max_size=25))
def test_any_citation_ends_in_one_of_the_five(paper, words):
    paragraphs, *_ = paper
    text = "".join("".join(map("".join, paragraph)).rstrip() + ".\n\n" for paragraph in paragraphs)
    assume(words.strip())
    passage = locate(small.cite({"exact": words.strip()}), small.source(text))
    assert passage.found == (passage.status != "missing")
    if passage.found:
        block = small.source(text).paragraphs[passage.paragraph - 1]
        assert block.start <= passage.start < passage.end <= block.end


# ------------------------------------------------------------------ measured on the paper
@pytest.fixture(scope="module")
def shipped():
    return load(shipped_bank())


def share_found(bank, change):
    """Return the share of the bank's passages that are found at the right words, and statuses."""
    (source,) = bank.sources.values()
    text = change(source.text)
    changed = type(source)(source.info, text)
    statuses = []
    for item in bank.items:
        for cite, was in zip(citations_of(item), bank.passages[item.id], strict=True):
            now = locate(cite, changed)
            old, new = source.text[was.start : was.end], text[now.start : now.end]
            right = fuzz.ratio(normalise(old).text, normalise(new).text) >= 80
            statuses.append(now.status if now.found and right else "lost")
    return 1 - statuses.count("lost") / len(statuses), set(statuses)


_STRAIGHT = str.maketrans("‘’“”–", "''\"\"-")


def rewrapped(text):
    blocks = re.split(r"\n\s*\n", text.translate(_STRAIGHT))
    return "\n\n".join(textwrap.fill(block, 60, break_on_hyphens=False) for block in blocks)


def with_a_paragraph_more(text):
    return "This paragraph was put in front of the others later.\n\n" + text


def with_typos_fixed(text):
    for wrong, right in (
        ("they are can", "they can"), ("South Kore ", "South Korea "), ("Maligayang", "Malligyong"),
        ("Pyongyang winter", "Pyeongchang winter"), ("vis-a-vis", "vis-à-vis"),
        ("is researching on", "is researching"), ("the conductor", "the semiconductor"),
    ):  # fmt: skip
        assert wrong in text
        text = text.replace(wrong, right)
    return text


def edited(share, seed):
    """Change a share of the words, as an editor would: swap, drop, double or respell one."""

    def change(text):
        chance = random.Random(seed)  # noqa: S311 - the same edits each time
        words = re.split(r"(\s+)", text)
        for at in range(0, len(words), 2):
            if chance.random() < share and len(words[at]) > 1:
                word = words[at]
                words[at] = chance.choice([word[:-1], word + word[-1], "indeed", f"{word} so"])
        return "".join(words)

    return change


def test_a_rewrapped_copy_with_straight_quotes_is_found_whole(shipped):
    assert share_found(shipped, rewrapped) == (1.0, {"exact"})


def test_a_paragraph_put_in_front_moves_every_passage_and_loses_none(shipped):
    assert share_found(shipped, with_a_paragraph_more) == (1.0, {"moved"})


def test_mended_typing_slips_lose_nothing(shipped):
    assert share_found(shipped, with_typos_fixed)[0] == 1.0


@pytest.mark.parametrize(("share", "least"), [(0.02, 0.90), (0.08, 0.70)])
def test_edited_words_lose_few_passages(shipped, share, least):
    found = [share_found(shipped, edited(share, seed))[0] for seed in range(5)]
    assert min(found) >= least, found


def test_another_paper_has_none_of_the_passages(shipped):
    def shuffled(text):
        words = text.split()
        random.Random(1).shuffle(words)  # noqa: S311 - the same each time
        return " ".join(words) + "."

    share, _ = share_found(shipped, shuffled)
    assert share == 0
