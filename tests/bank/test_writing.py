"""An item is edited in its file: it reads as wanted, and every byte that needn't change stays."""

from __future__ import annotations

import copy
from functools import cache

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from app.settings import shipped_bank
from question_bank import spelling
from question_bank.frame import INFO_NAME
from question_bank.nodes import parse
from question_bank.spans import Spans
from question_bank.writing import WritingError
from question_bank.writing import edit
from question_bank.writing import find
from tests import strategies

FILE = """\
# my bank: keep this line
topic:   trade   # two spaces, on purpose
items:
  - id: first   # the first
    kind: short_answer
    tags: [trade, 'sea']  # short ones
    # a line of its own
    stem: What fell by 4.5 percent in 2019, and then rose again, as the ministers said when they
      met in Seoul?
    answer: {value: Trade, aliases: [the trade, commerce]}   # in a line
    cite:
      - "P1: Trade fell … rose again."   # why
    explanation: >-
      Folded
      text.
    caution: 'It''s so.'

  - {id: second, kind: flashcard, stem: "What, then?", answer: Nothing: much}
  # before the last
  - id: third
    kind: flashcard
    stem: |
      Two lines,
      of text.
    answer: "A \\u2014 B"
    lint_ignore: {vague-stem: Meant so.}
# the end
""".replace("Nothing: much", "Nothing much")
RAW = FILE.encode()


def item(raw: bytes, name: str) -> dict:
    found = find(raw, name)
    assert found is not None
    return found.plain


def edited(raw: bytes, name: str, **changes: object) -> str:
    """Return the file with keys of an item changed; None takes one out."""
    wanted = {**item(raw, name), **changes}
    return edit(raw, name, {k: v for k, v in wanted.items() if v is not None}).decode()


def changed_lines(raw: bytes, new: str) -> tuple[list[str], list[str]]:
    """Return the lines that went and those that came, between the equal ends."""
    old, now = raw.decode().splitlines(), new.splitlines()
    while old and now and old[0] == now[0]:
        del old[0], now[0]
    while old and now and old[-1] == now[-1]:
        del old[-1], now[-1]
    return old, now


def test_what_is_not_changed_is_not_written():
    for name in ("first", "second", "third"):
        assert edit(RAW, name, item(RAW, name)) == RAW


@pytest.mark.parametrize(
    ("name", "change", "gone", "come"),
    [
        ("first", {"kind": "numeric"}, ["    kind: short_answer"], ["    kind: numeric"]),
        (
            "first", {"caution": "So it is."},
            ["    caution: 'It''s so.'"], ["    caution: 'So it is.'"],
        ),
        ("first", {"caution": None}, ["    caution: 'It''s so.'"], []),
        (
            "first", {"tags": ["trade", "rivers"]},
            ["    tags: [trade, 'sea']  # short ones"],
            ["    tags: [trade, 'rivers']  # short ones"],
        ),
        (
            "first", {"tags": ["trade", "sea", "war"]},
            ["    tags: [trade, 'sea']  # short ones"],
            ["    tags: [trade, 'sea', 'war']  # short ones"],
        ),
        ("first", {"tags": ["sea"]}, ["    tags: [trade, 'sea']  # short ones"],
         ["    tags: ['sea']  # short ones"]),
        ("first", {"tags": None}, ["    tags: [trade, 'sea']  # short ones"], []),
        ("first", {"bloom": "apply"}, [], ["    bloom: apply"]),
        ("first", {"as_of": "2023"}, [], ["    as_of: 2023"]),
        (
            "first", {"answer": {"value": "Trade", "aliases": ["the trade"], "reject": ["trades"]}},
            ["    answer: {value: Trade, aliases: [the trade, commerce]}   # in a line"],
            ["    answer: {value: Trade, aliases: [the trade], reject: [trades]}   # in a line"],
        ),
        (
            "first", {"cite": ["P1: Trade fell … rose again.", "P2: so"]},
            [], ['      - "P2: so"'],
        ),
        (
            "first", {"explanation": "Other text."},
            ["      Folded", "      text."], ["      Other text."],
        ),
        (
            "second", {"answer": "All, or: none"},
            ['  - {id: second, kind: flashcard, stem: "What, then?", answer: Nothing much}'],
            ['  - {id: second, kind: flashcard, stem: "What, then?", answer: "All, or: none"}'],
        ),
        (
            "second", {"stem": None, "caution": "Yes"},
            ['  - {id: second, kind: flashcard, stem: "What, then?", answer: Nothing much}'],
            ["  - {id: second, kind: flashcard, answer: Nothing much, caution: Yes}"],
        ),
        ("third", {"stem": "Two lines,\nof words.\n"}, ["      of text."], ["      of words."]),
        ("third", {"answer": "C"}, ['    answer: "A \\u2014 B"'], ['    answer: "C"']),
        (
            "first", {"answer": "One\n\nTwo"},
            ["    answer: {value: Trade, aliases: [the trade, commerce]}   # in a line"],
            ["    answer: |-   # in a line", "      One", "", "      Two"],
        ),
        ("third", {"lint_ignore": None}, ["    lint_ignore: {vague-stem: Meant so.}"], []),
        (
            "third", {"cite": ["P1: so"]}, [], ["    cite:", '      - "P1: so"'],
        ),
    ],
)  # fmt: skip
def test_only_the_lines_of_what_changes_are_others(name, change, gone, come):
    assert changed_lines(RAW, edited(RAW, name, **change)) == (gone, come)


def test_a_long_text_is_broken_at_a_hundred_and_keeps_the_lines_before_its_change():
    stem = item(RAW, "first")["stem"]
    new = edited(RAW, "first", stem=f"{stem} {'And what came after it? ' * 6}".strip())

    gone, come = changed_lines(RAW, new)
    assert gone == ["      met in Seoul?"]
    assert len(come) == 2
    assert all(len(line) <= 100 for line in come)
    assert edit(new.encode(), "first", item(RAW, "first")) == RAW


def test_an_author_who_does_not_break_lines_gets_none_broken():
    raw = f"items:\n  - id: a\n    stem: {'word ' * 40}end\n".encode()

    assert len(edited(raw, "a", stem="other " * 40 + "end").splitlines()) == 3


@pytest.mark.parametrize(
    "text",
    ["- a", "a: b", "a #b", "#a", "null", "~", "a:", " a ", "'", '"', "{a}", "[a]", "@a", "%a",
     "\ta",
     "a\u2028b", "a\x85b", "", "---", "?", "! a", "* a", "a\n\nb", "true", "a, b", "\\", "\ufeff"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["first", "second", "third"])
def test_any_text_comes_back_as_it_was_put_in(name, text):
    new = edited(RAW, name, answer=text).encode()

    assert item(new, name)["answer"] == text


def test_members_are_put_in_taken_out_and_moved():
    raw = (
        b"items:\n- id: a\n  options:\n  - text: One  # 1\n    key: true\n"
        b"  # between\n  - text: Two\n  - text: Three\n"
    )
    one, two, three = item(raw, "a")["options"]
    four = {"text": "Four", "why": "So."}

    assert edited(raw, "a", options=[one, three]) == raw.decode().replace("  - text: Two\n", "")
    assert edited(raw, "a", options=[one, two, three, four]).endswith(
        "  - text: Three\n  - text: Four\n    why: So.\n"
    )
    for order in ([three, two, one], [four, one, two, three], [two], [one, four, two, three]):
        assert item(edited(raw, "a", options=order).encode(), "a")["options"] == order


@pytest.mark.parametrize("end", ["\n", ""])
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_and_the_mark_at_the_start_stay(start, newline, end):
    raw = (
        start + newline.join(["items:", "- id: a", "  stem: One", "  answer: Two"]) + end
    ).encode()
    new = edit(raw, "a", {"id": "a", "stem": "Three", "answer": "Two", "caution": "Four"})

    wanted = newline.join(
        ["items:", "- id: a", "  stem: Three", "  answer: Two", "  caution: Four"]
    )
    assert new == (start + wanted + end).encode()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"items:\n- {id: a, id: b}\n", "the file has a fault in line 2: `id` stands already"),
        (b"items: [*a]\n", "the file has a fault in line 1"),
        (b"items:\n- {id: b}\n", "there is no item `a` in this file"),
        (b"- a\n", "there is no item `a` in this file"),
        (b"\xff", "the file has a fault in line 1: this is not UTF-8"),
    ],
)
def test_what_cannot_be_edited_is_refused_in_a_sentence(raw, says):
    with pytest.raises(WritingError, match=says):
        edit(raw, "a", {"id": "a"})


def test_an_item_that_is_not_there_is_not_found():
    assert find(b"items:\n- {id: b}\n", "a") is None
    assert find(RAW, "third").line == 20


# ------------------------------------------------------------------ laws
_TEXTS = st.one_of(
    strategies.texts,
    st.text(st.sampled_from("ab :#-,[]{}'\"\\\n|>é한?!&*%@`~\u2028\t"), max_size=12),
    st.lists(
        st.sampled_from(["word", "“white list”", "a-b", "5", "#x", "- y"]), max_size=40
    ).map(" ".join),
)  # fmt: skip
_VALUES = st.recursive(
    _TEXTS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(strategies.slugs, inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def files(draw: st.DrawFn) -> str:
    """Return a topic file, each item in a style of its own, with comments between."""
    _, rows = draw(strategies.bank_rows())
    parts = ["# head\n", "topic: sea\n", "items:\n"] if rows else ["items: []\n"]
    for row in rows:
        plain = parse(strategies.to_yaml(row).encode()).value
        if draw(st.booleans()):
            lines = spelling.member(plain, column=2).split("\n")
            parts.append(f"  {lines[0]}{draw(st.sampled_from(['', '  # so']))}\n")
            parts += [f"{line}\n" for line in lines[1:]]
        else:
            parts.append(f"  - {strategies.to_yaml(row)}\n")
        parts.append(draw(st.sampled_from(["", "\n", "  # a remark\n", "# at the left\n\n"])))
    return "".join(parts)


@st.composite
def other_values(draw: st.DrawFn, plain: dict) -> dict:
    """Return an item with some keys changed, taken out or put in."""
    new = copy.deepcopy(plain)
    for key in draw(st.lists(st.sampled_from([*plain, "caution", "as_of", "extra"]), max_size=3)):
        if key == "id":
            continue
        old = new.get(key)
        if isinstance(old, list) and old and draw(st.booleans()):
            at = draw(st.integers(0, len(old)))
            old[at:at] = draw(st.lists(_VALUES, max_size=2))
            del old[draw(st.integers(0, len(old) - 1)) :][: draw(st.integers(0, 1))]
        elif draw(st.integers(0, 3)):
            new[key] = draw(_VALUES)
        else:
            new.pop(key, None)
    return new


@settings(strategies.patient, max_examples=60)
@given(st.data())
def test_any_edit_of_any_file_reads_as_wanted_and_leaves_the_other_items_their_bytes(data):
    text = data.draw(files())
    tree = parse(text.encode())
    assert not tree.faults, (tree.faults, text)
    names = [row["id"] for row in tree.value["items"] or ()]
    if not names:
        return
    name = data.draw(st.sampled_from(names))
    old = find(text.encode(), name)
    wanted = data.draw(other_values(old.plain))
    new = edit(text.encode(), name, wanted)

    rows = parse(new).value["items"]
    assert rows == [wanted if row["id"] == name else row for row in tree.value["items"]]
    head, _, tail = text.partition(old.text)
    assert new.decode().startswith(head)
    assert new.decode().endswith(tail)
    assert edit(new, name, wanted) == new


@cache
def shipped() -> list[tuple[bytes, str]]:
    """Return each item of the shipped bank with its file."""
    raws = [
        path.read_bytes()
        for path in sorted(shipped_bank().glob("*.yaml"))
        if path.name != INFO_NAME
    ]
    return [(raw, row["id"]) for raw in raws for row in parse(raw).value["items"]]


@settings(strategies.patient, max_examples=20)
@given(st.data())
def test_an_edit_of_a_key_of_the_shipped_bank_changes_the_lines_of_that_key_alone(data):
    raw, name = data.draw(st.sampled_from(shipped()))
    plain = item(raw, name)
    key = data.draw(st.sampled_from([key for key in plain if key != "id"]))
    wanted = {**plain, key: data.draw(_VALUES)}
    new = edit(raw, name, wanted)

    spans = Spans(raw.decode(), parse(raw))
    path = (
        "items",
        next(i for i, row in enumerate(spans.tree.value["items"]) if row["id"] == name),
        key,
    )
    head = spans.text[: spans.line_start(spans.key(path))]
    tail = spans.text[spans.text.find("\n", spans.end(path)) :]
    assert item(new, name) == wanted
    assert new.decode().startswith(head)
    assert new.decode().endswith(tail)


@settings(strategies.patient, max_examples=20)
@given(st.data())
def test_an_edit_and_its_inverse_give_the_same_bytes_for_values_on_one_line(data):
    raw, name = data.draw(st.sampled_from(shipped()))
    plain = item(raw, name)
    spans = Spans(raw.decode(), parse(raw))
    index = next(i for i, row in enumerate(spans.tree.value["items"]) if row["id"] == name)
    paths = {key: ("items", index, key) for key in plain if isinstance(plain[key], str)}
    texts = {key: spans.text[spans.start(at) : spans.end(at)] for key, at in paths.items()}
    one_line = [key for key, text in texts.items() if key != "id" and "\n" not in text]
    key = data.draw(st.sampled_from(one_line))
    words = data.draw(
        st.lists(st.sampled_from("one two three “four”".split()), min_size=1, max_size=60)
    )

    new = edit(raw, name, {**plain, key: " ".join(words)})
    assert edit(new, name, plain) == raw
