"""YAML is read as typed; what is refused is told with its place; nothing raises or hangs."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from question_bank.nodes import MAX_BYTES
from question_bank.nodes import MAX_DEPTH
from question_bank.nodes import Tree
from question_bank.nodes import parse
from tests import strategies
from tests.bank import small


@pytest.mark.parametrize(
    "typed",
    [
        "NO",
        "no",
        "yes",
        "on",
        "true",
        "12:30",
        "1.10",
        "010",
        "0x1F",
        "1_000",
        ".5",
        "1e3",
        "=",
        "2024-01-02",
        "2024-01-02 10:00:00",
        ".inf",
        ".nan",
        "nUll",
        "~x",
        "-0",
        "0o17",
        "1.0.0",
    ],
)
def test_a_plain_scalar_stays_what_was_typed(typed):
    assert parse(f"- {typed}\n".encode()) == Tree([typed], {(): (1, 1), (0,): (1, 3)})


@pytest.mark.parametrize("typed", ["~", "null", "Null", "NULL", ""])
def test_an_empty_value_and_null_mean_that_nothing_is_there(typed):
    assert parse(f"a: {typed}\nb: c\n".encode()).value == {"a": None, "b": "c"}


@pytest.mark.parametrize("word", ["~", "null", ""])
def test_a_quoted_null_is_a_word(word):
    assert parse(f"a: '{word}'\nb: \"{word}\"\n".encode()).value == {"a": word, "b": word}


def test_places_of_values_and_keys_count_from_one():
    tree = parse("a: b\nc:\n  - d\n  - é: “x”\n    f: [g, h]\n".encode())
    assert tree.value == {"a": "b", "c": ["d", {"é": "“x”", "f": ["g", "h"]}]}
    assert tree.marks == {
        (): (1, 1),
        ("a",): (1, 4),
        ("c",): (3, 3),
        ("c", 0): (3, 5),
        ("c", 1): (4, 5),
        ("c", 1, "é"): (4, 8),
        ("c", 1, "f"): (5, 8),
        ("c", 1, "f", 0): (5, 9),
        ("c", 1, "f", 1): (5, 12),
    }
    assert tree.keys == {
        ("a",): (1, 1),
        ("c",): (2, 1),
        ("c", 1, "é"): (4, 5),
        ("c", 1, "f"): (5, 5),
    }


def test_a_path_that_is_not_there_is_where_the_nearest_thing_is_that_would_hold_it():
    tree = parse(b"a:\n  b: c\n")
    assert tree.place(("a", "x", 3)) == (2, 3)
    assert tree.key_place(("a", "b")) == (2, 3)
    assert tree.key_place(("a", "x")) == (2, 3)
    assert Tree().place(("a",)) == (1, 1)


@pytest.mark.parametrize("raw", [b"", b"# only a comment\n", b"\xef\xbb\xbf", b"---\n", b"~"])
def test_an_empty_file_is_nothing_and_no_fault(raw):
    tree = parse(raw)
    assert (tree.value, tree.faults) == (None, [])


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b"\xef\xbb\xbfa: b\n", {"a": "b"}),
        (b"a: b\r\nc:\r\n- d\r\n", {"a": "b", "c": ["d"]}),
        (b"a: |\r\n  x\r\n  y\r\n", {"a": "x\ny\n"}),
        (b"%YAML 1.2\n---\na: b\n", {"a": "b"}),
        (b"'<<': a\n", {"<<": "a"}),
        (b"a: <<\n", {"a": "<<"}),
        (b"? a\n? b\n", {"a": None, "b": None}),
        (b"~: a\n", {"": "a"}),
        (b'a: "\\u00e9\\t\\n"\n', {"a": "é\t\n"}),
        (b"- - a\n  - b\n- c\n", [["a", "b"], "c"]),
    ],
)
def test_what_is_unusual_but_sound_is_read(raw, value):
    tree = parse(raw)
    assert (tree.value, tree.faults) == (value, [])


@pytest.mark.parametrize(
    ("raw", "mark", "rule"),
    [
        ("a: 1\nb: *x\n", (2, 4), "alias"),
        ("- *x\n", (1, 3), "alias"),
        ("a: 1\n*x : 2\n", (2, 1), "alias"),
        ("a: &x 1\n", (1, 4), "anchor"),
        ("a: &x [1]\n", (1, 4), "anchor"),
        ("&x a: 1\n", (1, 1), "anchor"),
        ("a: 1\n<<: {b: 2, c: {d: 3}}\n", (2, 1), "merge-key"),
        ("a: !!int 1\n", (1, 4), "tag"),
        ("a: !!python/object:os.system {x: y}\n", (1, 4), "tag"),
        ("a: ! b\n", (1, 4), "tag"),
        ("é: 1\nb: 2\né: 3\n", (3, 1), "duplicate-key"),
        ("a: {b: 1, b: 2}\n", (1, 11), "duplicate-key"),
        ("a: 1\n'a': [{b: 2}]\n", (2, 1), "duplicate-key"),
        ("~: 1\n'': 2\n", (2, 1), "duplicate-key"),
        ("a: 1\n---\nb: 2\n", (2, 1), "documents"),
        ("--- a\n--- b\n--- c\n", (2, 1), "documents"),
        ("[" * 100_000, (1, 51), "too-deep"),
        ("- " * 100_000, (1, 101), "too-deep"),
        ("{a: " * 100_000, (1, 201), "too-deep"),
        ("a:\n  - " + "[" * 60 + "]" * 60, (2, 53), "too-deep"),
        ("? [a]\n: b\n", (1, 3), "yaml"),
        ("{a: b}: c\n", (1, 1), "yaml"),
        ("a:\n  [b]: c\n", (2, 3), "yaml"),
        ("a: b: c\n", (1, 5), "yaml"),
        ("\u00e9: b: c\n", (1, 5), "yaml"),
        ("a: [1\n", (2, 1), "yaml"),
        ("a: 'b\n", (2, 1), "yaml"),
        ("a:\n\t- b\n", (2, 1), "yaml"),
        ("a: @b\n", (1, 4), "yaml"),
        ("a: `b`\n", (1, 4), "yaml"),
        ("%FOO\n---\na: b\n", (1, 5), "yaml"),
        ("%YAML 9.2\n---\na: b\n", (1, 1), "yaml"),
        ('a: "\\ud800"\n', (1, 7), "yaml"),
        ("a: b\x00c\n", (1, 5), "yaml"),
        ("a: b\r\nc: d\x07\r\n", (2, 5), "yaml"),
        ("é: üü\nüüüüüü\n\n\nbé: x\x07y\n", (5, 6), "yaml"),
        ("\ufeffa: \x7f\n", (1, 4), "yaml"),
        ("a: \ufffe\n", (1, 4), "yaml"),
        ('a: b\nc: "x\\0y"\n', (2, 4), "yaml"),
        ('a: "\\x07"\n', (1, 4), "yaml"),
        ('- "a\\uffff": 1\n', (1, 3), "yaml"),
        (b"a: \xff\n", (1, 4), "encoding"),
        ("é: ü\nbü".encode() + b"\xe9\n", (2, 3), "encoding"),
        (b"\xef\xbb\xbfa: b\nc\xff", (2, 2), "encoding"),
        ("a: b\n".encode("utf-16"), (1, 1), "encoding"),
        (b"a: " + b"x" * MAX_BYTES, (1, 1), "too-big"),
    ],
)
def test_what_is_refused_is_one_fault_at_its_place(raw, mark, rule):
    (fault,) = parse(raw if isinstance(raw, bytes) else raw.encode()).faults
    assert (fault.mark, fault.rule) == (mark, rule)
    assert fault.message


def test_a_fault_names_what_it_is_about():
    tree = parse(b"a: &x 1\nb: *x\na: 2\nc: !!int 3\n")
    assert [fault.message for fault in tree.faults] == [
        "&x: anchors are not read; take it out",
        "*x: write it out; aliases are not read",
        "`a` stands already in line 1",
        "tag:yaml.org,2002:int: YAML tags are not read; take it out",
    ]


def test_the_first_of_two_equal_keys_stays():
    assert parse(b"a: 1\na: 2\na: [{b: c, b: d}]\ne: f\n").value == {"a": "1", "e": "f"}


def test_nothing_in_a_refused_value_has_a_place():
    tree = parse(b"a: 1\na: [2, {b: 3}]\n<<: {c: 4}\n")
    assert set(tree.marks) == {(), ("a",)} | {path for path in tree.marks if "(refused)" in path}
    assert tree.value == {"a": "1"}


def test_depth_up_to_the_limit_is_read():
    assert parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH).faults == []


def test_size_up_to_the_limit_is_read():
    raw = b"a: '" + b"x" * (MAX_BYTES - 5) + b"'"
    assert len(raw) == MAX_BYTES
    assert parse(raw).faults == []


@pytest.mark.parametrize(
    ("raw", "whole"),
    [
        (b"a: [b, c]\n", True),
        (b"a: *b\n", True),
        (b"a: b\n---\nc: d\n", True),
        (b"a: b: c\n", False),
        (b"[" * 60, False),
        (b"[a]: b", False),
        (b"a: \x00", False),
        (b"a: \xff", False),
    ],
)
def test_a_tree_knows_whether_reading_stopped_early(raw, whole):
    assert parse(raw).whole is whole


def test_a_fault_without_a_place_is_at_the_top(monkeypatch):
    def fails(*_args, **_kwargs):
        raise yaml.MarkedYAMLError

    monkeypatch.setattr(yaml, "parse", fails)
    (fault,) = parse(b"a: b").faults
    assert (fault.mark, fault.message) == ((1, 1), "this is not YAML")


BILLION = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGES = "a: &a {k: v}\n" + "".join(
    f"{new}: &{new} {{<<: [*{old}, *{old}]}}\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize("bomb", [BILLION, MERGES])
def test_a_bomb_of_aliases_is_only_faults(bomb):
    tree = parse(bomb.encode())
    assert {fault.rule for fault in tree.faults} <= {"alias", "anchor", "merge-key"}
    assert len(repr(tree.value)) < 1000


def _well_placed(tree, text):
    lines = text.count("\n") + text.count("\r") + 2  # libyaml ends in a line of its own
    lines += sum(text.count(char) for char in "\x85\u2028\u2029")  # YAML breaks lines there too
    places = [*tree.marks.values(), *tree.keys.values(), *(row.mark for row in tree.faults)]
    return all(1 <= line <= lines and column >= 1 for line, column in places)


@strategies.patient
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw):
    tree = parse(raw)
    assert tree.whole or tree.faults
    assert _well_placed(tree, raw.decode("utf-8-sig", errors="replace"))


@strategies.patient
@given(st.text("ab:-?[]{}&*!|>'\"%@`#,~<= \t\n\r\x00…\ufeff\u2028", max_size=60))
def test_any_text_of_yaml_signs_is_read_or_refused(text):
    tree = parse(text.encode())
    assert tree.whole or tree.faults
    assert _well_placed(tree, text)


@strategies.patient
@given(strategies.mutations(small.INFO + small.TOPIC.replace("topic:", "other:")))
def test_a_broken_file_is_read_or_refused(text):
    tree = parse(text.encode(errors="surrogatepass"))
    assert tree.whole or tree.faults
    assert _well_placed(tree, text)


_plain_data = st.recursive(
    strategies.texts,
    lambda inner: st.lists(inner) | st.dictionaries(strategies.texts, inner),
    max_leaves=20,
)


@strategies.patient
@given(_plain_data)
def test_what_is_written_is_read(data):
    tree = parse(strategies.to_yaml(data).encode())
    assert (tree.value, tree.faults) == (data, [])
