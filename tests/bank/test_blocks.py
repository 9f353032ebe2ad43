"""Topic files read in blocks: the same as ``nodes.parse`` reads, or nothing."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from question_bank.blocks import NotPlainError
from question_bank.blocks import cut
from question_bank.blocks import plain
from question_bank.nodes import parse
from tests import strategies

HEAD = "topic: trade\nitems:\n"
PIECES = st.sampled_from(
    [
        "a",
        "- ",
        "  ",
        "\n",
        ": ",
        "{",
        "}",
        "[",
        "]",
        ",",
        "'",
        '"',
        "|",
        ">",
        "#",
        "&x ",
        "*x",
        "!!str ",
        "<<: ",
        "---\n",
        "...\n",
        "null",
        "~",
        "no",
        "\\x07",
        "é",
        "\t",
        "? ",
        "%",
        "é: b\n",
    ]
)
VALUES = st.recursive(
    st.none()
    | st.text(max_size=8)
    | st.sampled_from(["no", "12:30", "010", "null", "a: b", "- x"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


def read_alike(text):
    try:
        found = plain(text)
    except NotPlainError:
        return
    tree = parse(text.encode())
    assert tree.faults == []
    assert tree.value == found


@strategies.patient
@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_text_is_read_as_the_whole_reader_does_or_refused(text):
    read_alike(text)


@strategies.patient
@given(VALUES)
def test_what_yaml_writes_is_read_alike(value):
    read_alike(yaml.safe_dump(value, allow_unicode=True))


@pytest.mark.parametrize(
    "text",
    [
        "a: &x b",
        "a: *x",
        "a: !!str b",
        "a: b\na: c",
        "<<: {a: b}",
        "a: b\n---\nc: d",
        "a: [b",
        '"\\x07"',
        "{a: b}: c",
    ],
)
def test_what_has_a_fault_is_refused(text):
    with pytest.raises(NotPlainError):
        plain(text)


def test_a_file_is_cut_where_its_items_begin():
    raw = f"# first\n{HEAD}\n  - id: one\n    stem: x\n\n  # of two\n  - id: two\n".encode()
    file = cut(raw)
    assert file.head == f"# first\n{HEAD}\n"
    assert [(block.text, block.line) for block in file.blocks] == [
        ("  - id: one\n    stem: x\n\n  # of two\n", 5),
        ("  - id: two\n", 9),
    ]
    assert file.column == 3


@pytest.mark.parametrize(
    "raw", [b"", b"items: []\n", b"items:\n  -\n", HEAD.encode() + b"\r\n  - a: b", b"\xff"]
)
def test_what_does_not_look_like_a_topic_file_is_not_cut(raw):
    with pytest.raises(NotPlainError):
        cut(raw)


def test_a_quotation_over_a_cut_is_not_read_apart():
    file = cut(f'{HEAD}  - stem: "one\n\n  - two"\n'.encode())
    assert len(file.blocks) == 2
    with pytest.raises(NotPlainError):
        plain(file.blocks[0].text)  # so the file is read whole
