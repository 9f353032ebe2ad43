"""The parts of contents: packed rows, frames of a pipe, and what is listed as left out."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.readers.contents import Card
from question_bank.readers.contents import Contents
from question_bank.readers.contents import Deck
from question_bank.readers.contents import LeftOut
from question_bank.readers.contents import MediaFile
from question_bank.readers.contents import Note
from question_bank.readers.contents import NoteType
from question_bank.readers.contents import Review
from question_bank.readers.contents import Template
from question_bank.readers.losses import Losses
from question_bank.readers.parts import REVIEW
from question_bank.readers.parts import Packed
from question_bank.readers.parts import Part
from question_bank.readers.parts import collect
from question_bank.readers.parts import parts_of
from question_bank.readers.protobuf import BrokenMessageError
from question_bank.readers.protobuf import Message
from question_bank.readers.wire import BrokenPipeFrameError
from question_bank.readers.wire import decode
from question_bank.readers.wire import encode
from tests.readers.anki_files import length
from tests.readers.anki_files import number

LARGE, SMALL, BYTE = (st.integers(-(2 ** (n - 1)), 2 ** (n - 1) - 1) for n in (64, 32, 8))
FINITE = st.floats(allow_nan=False)
texts = st.text(st.characters(codec="utf-8"), max_size=20)
words = st.lists(st.text("abcé:", min_size=1, max_size=5), max_size=3, unique=True).map(tuple)
notes = st.builds(Note, LARGE, texts, LARGE, st.lists(texts, max_size=3).map(tuple), words, LARGE)
cards = st.builds(
    Card, LARGE, LARGE, SMALL, LARGE, BYTE, BYTE, LARGE, SMALL, SMALL, SMALL, SMALL, BYTE,
    st.none() | st.tuples(FINITE, FINITE), st.none() | FINITE, SMALL,
)  # fmt: skip
reviews = st.builds(Review, LARGE, LARGE, BYTE, SMALL, SMALL, SMALL, SMALL, BYTE)
kinds = st.builds(
    NoteType, LARGE, texts, st.lists(texts, min_size=1, max_size=3).map(tuple),
    st.lists(st.builds(Template, texts, texts, texts), max_size=2).map(tuple), texts,
    st.booleans(), st.booleans(), BYTE, st.booleans(),
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("media")


@given(st.data())
def test_contents_come_through_a_pipe_as_they_are(folder, data):
    media = st.builds(MediaFile, texts, LARGE, st.sampled_from([folder / "a", folder / "b.png"]))
    contents = data.draw(
        st.builds(
            Contents, st.just("apkg"), texts, st.lists(st.builds(Deck, LARGE, texts)).map(tuple),
            st.lists(kinds, max_size=2).map(tuple), st.lists(notes, max_size=4),
            st.lists(cards, max_size=4), st.lists(reviews, max_size=4),
            st.lists(st.dictionaries(texts, texts), max_size=2),
            st.dictionaries(texts, media, max_size=2),
            st.lists(st.builds(LeftOut, LARGE, texts), max_size=2).map(tuple), LARGE, LARGE,
        )
    )  # fmt: skip
    pipe = io.BytesIO(b"".join(map(encode, parts_of(contents))))
    found = collect(decode(pipe, 10**7), folder)

    assert found == contents
    assert list(found.cards) == list(contents.cards)


def test_contents_without_their_head_are_none(folder):
    assert collect([Part("notes", [])], folder) is None


@given(st.lists(reviews, max_size=6), st.integers(-9, 9), st.integers(-9, 9))
def test_packed_rows_are_a_sequence_like_any(rows, start, stop):
    packed = Packed(REVIEW, Review._make, bytearray().join(REVIEW.pack(*one) for one in rows))

    assert (len(packed), list(packed), packed[start:stop]) == (len(rows), rows, rows[start:stop])
    assert packed == rows
    if -len(rows) <= start < len(rows):
        assert packed[start] == rows[start]
    else:
        with pytest.raises(IndexError):
            packed[start]


def test_packed_rows_differ_from_others():
    packed = Packed(REVIEW, Review._make, bytearray(REVIEW.pack(*range(8))))

    assert packed != []
    assert packed != [Review(*range(1, 9))]
    assert packed != 5


@pytest.mark.parametrize(
    "raw",
    [
        b"\x01",
        b"\xff" * 5,
        b"\x01\x05\0\0\0abc",
        b"\x01\x03\0\0\0abc",
        b"\x01\x02\0\0\0\xff\xff",
        b"\x02\x03\0\0\0abc",
        b"\x01\xff\xff\xff\xff",
        b"\x01\x90\x5f\x01\0" + b"[" * 90_000,
    ],
)
def test_a_broken_frame_is_no_part(raw):
    with pytest.raises(BrokenPipeFrameError):
        list(decode(io.BytesIO(raw), 10**6))


def test_a_pipe_gives_no_more_than_was_agreed():
    frame = encode(Part("items", ["x" * 100]))

    assert len(list(decode(io.BytesIO(frame * 3), 400))) == 3
    with pytest.raises(BrokenPipeFrameError):
        list(decode(io.BytesIO(frame * 4), 400))


def test_a_thousand_losses_of_a_reason_are_listed_and_the_rest_counted():
    losses = Losses()
    for row in range(1, 1_004):
        losses.add(row, "note: bad")
    losses.add(5, "card: bad")
    found = losses.listed()

    assert len(found) == 1_002
    assert found[-2:] == [LeftOut(5, "card: bad"), LeftOut(0, "3 more: note: bad")]


def test_a_loss_says_what_goes_with_it_and_quotes_a_name_on_one_line():
    losses = Losses()
    losses.add(1, "note: bad", note=7)
    losses.add_card(7)
    losses.add_card(7)
    losses.add_review(7)
    losses.add(0, "media: bad", "a\nb" + "x" * 100)

    assert losses.listed() == [
        LeftOut(1, "note: bad (and so its 2 cards and 1 review)"),
        LeftOut(0, f"“a�b{'x' * 77}…”: media: bad"),
    ]


@given(st.integers(0, 2**64 - 1), st.binary(max_size=300))
def test_a_message_gives_back_what_was_put_into_it(value, raw):
    message = Message(length(2, raw) + number(5, value) + b"\x19" + bytes(8) + b"\x25" + bytes(4))

    assert (message.number(5), message.raw(2)) == (value, raw)
    assert (message.raw(3), message.raw(4)) == (bytes(8), bytes(4))
    assert (message.number(9), message.raw(9), message.text(9)) == (0, b"", "")
    assert message.has(2)
    assert not message.has(9)
    with pytest.raises(BrokenMessageError):
        message.number(2)


def test_of_a_field_given_twice_the_last_counts():
    assert Message(length(2, b"a") + length(2, b"b")).text(2) == "b"
