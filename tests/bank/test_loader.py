"""A bank's folder is read whole: the sound items, and every fault of every file at once."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.checks import check
from question_bank.errors import BankError
from question_bank.items import KINDS
from question_bank.loader import _modified
from question_bank.loader import load
from question_bank.loader import read
from question_bank.lock import NAME as LOCK
from question_bank.lock import write_lock
from tests import strategies
from tests.bank import small


def flash(name, more=""):
    return f"  - {{id: {name}, kind: flashcard, stem: What is it?, answer: A thing{more}}}\n"


def topic(*items, name="trade"):
    return f"topic: {name}\nitems:\n" + "".join(items)


def said(tmp_path, files):
    return small.told(small.read_files(tmp_path, files).problems)


# ------------------------------------------------------------------ what is sound
def test_a_sound_bank_is_read_with_places_passages_and_times(tmp_path):
    small.write(tmp_path, {"b.yaml": topic(flash("river"), name="rivers")})
    os.utime(tmp_path / "a.yaml", (5, 1_700_000_000))
    os.utime(tmp_path / "b.yaml", (5, 1_700_000_001))
    bank = load(tmp_path)
    assert bank.id == "small"
    assert list(bank.by_id) == ["where", "river"]
    assert bank.topic_titles == {"trade": "Trade", "rivers": "Rivers"}
    assert bank.changed == {"where": 1_700_000_000, "river": 1_700_000_001}
    assert bank.confirmed == frozenset()
    place = bank.places["where"]
    assert (place.file, place.line, place.column) == (str(tmp_path / "a.yaml"), 3, 5)
    (passage,) = bank.passages["where"]
    assert bank.sources["paper"].text[passage.start : passage.end].endswith("three things.")
    assert bank.passages["river"] == ()


def test_items_keep_the_order_of_topics_then_files_then_lines(tmp_path):
    files = {
        "a.yaml": topic(flash("r1"), flash("r0"), name="rivers"),
        "b.yaml": topic(flash("t1"), flash("t0")),
        "c.yaml": topic(flash("t2"), flash("r2", ", topic: rivers")),
    }
    assert list(load(small.write(tmp_path, files)).by_id) == ["t1", "t0", "t2", "r1", "r0", "r2"]


@pytest.mark.parametrize(
    "typed", ["NO", "12:30", "1.10", "010", "yes", "2024-01-02", "true", "1_000", "0x1F", ".5"]
)
def test_a_text_keeps_what_was_typed(tmp_path, typed):
    item = f"  - {{id: a, kind: short_answer, stem: {typed}, answer: {typed}, as_of: {typed}}}\n"
    (read_item,) = load(small.write(tmp_path, {"a.yaml": topic(item)})).items
    assert (read_item.stem, read_item.answer.value, read_item.as_of) == (typed, typed, typed)


@pytest.mark.parametrize("empty", ["", " ~", " null"])
def test_an_optional_key_without_a_value_is_not_there(tmp_path, empty):
    item = "  - id: a\n    kind: flashcard\n    stem: b\n    answer: c\n"
    files = {"a.yaml": topic(item + f"    explanation:{empty}\n")}
    assert load(small.write(tmp_path, files)).items[0].explanation is None


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path):
    files = {name: b"\xef\xbb\xbf" + small.FILES[name].replace("\n", "\r\n").encode()
             for name in ("a.yaml", "bank.yaml", "paper.txt")}  # fmt: skip
    bank = load(small.write(tmp_path, files))
    assert bank.passages["where"][0].status == "exact"


def test_a_source_may_be_in_a_seeds_folder_here_or_two_levels_up(tmp_path):
    for level, home in enumerate((tmp_path / "x/y/bank", tmp_path / "x/y", tmp_path / "x")):
        folder = small.write(tmp_path / "x/y/bank", {})
        (folder / "paper.txt").unlink()
        (home / "seeds").mkdir(exist_ok=True)
        (home / "seeds/paper.txt").write_text(f"Level {level}.\n")
        assert load(folder).sources["paper"].text == f"Level {level}.\n"
        (home / "seeds/paper.txt").unlink()
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds/paper.txt").write_text("Too far up.\n")
    assert [row.rule for row in read(folder).problems] == ["no-source"]


def test_a_citation_of_several_sources_names_its_own(tmp_path):
    two = "  - {id: other, title: B, author: B, short: B, file: other.txt}\ntopics:"
    files = {
        "bank.yaml": small.INFO.replace("topics:", two),
        "other.txt": "The second paper says it too.\n",
        "a.yaml": topic(flash("a", ', cite: ["other P1: The second paper", "P1: The ministers"]')),
    }
    bank = load(small.write(tmp_path, files))
    assert [(row.source, row.status) for row in bank.passages["a"]] == [
        ("other", "exact"),
        ("", "missing"),
    ]
    (problem,) = [row for row in check(bank) if row.rule == "lost-citation"]
    assert "names no source of this bank: sources are paper, other" in problem.message


# ------------------------------------------------------------------ what is not there
def test_a_folder_that_is_not_there_is_told(tmp_path):
    reading = read(tmp_path / "gone")
    assert small.told(reading.problems) == ["gone:1:1 - no-bank there is no such folder"]
    assert reading.bank is None


def test_a_folder_without_a_bank_is_told_and_its_files_left_alone(tmp_path):
    (tmp_path / "other.yaml").write_text("a: [")
    assert small.told(read(tmp_path).problems) == [
        "bank.yaml:1:1 - no-bank a bank's folder holds a bank.yaml"
    ]


def test_a_bank_with_a_fault_is_not_loaded(tmp_path):
    with pytest.raises(BankError, match=r"a\.yaml:3:5 b missing-key `answer` is missing"):
        load(small.write(tmp_path, {"a.yaml": topic("  - {id: b, kind: flashcard, stem: c}\n")}))
    with pytest.raises(BankError, match="no such folder"):
        load(tmp_path / "gone")


NO_SOURCE = "no such source beside the bank or in a seeds folder above it"


@pytest.mark.parametrize("name", ["gone.txt", "x" * 300, "."])
def test_a_source_that_is_not_there_is_told(tmp_path, name):
    files = {"bank.yaml": small.INFO.replace("paper.txt", name)}
    assert said(tmp_path, files) == [f"bank.yaml:1:1 - no-source {name}: {NO_SOURCE}"]


def test_a_missing_source_leaves_the_items_and_their_citations_missing(tmp_path):
    reading = small.read_files(tmp_path, {"bank.yaml": small.INFO.replace("paper.txt", "x.txt")})
    assert [row.status for row in reading.bank.passages["where"]] == ["missing"]
    assert reading.bank.sources == {}


def test_a_source_that_is_not_utf_8_is_told(tmp_path):
    assert said(tmp_path, {"paper.txt": b"caf\xe9."}) == [
        "paper.txt:1:1 - encoding this source is not UTF-8: save it as UTF-8"
    ]


def _deny(monkeypatch, name):
    whole = Path.read_bytes

    def denied(path):
        if path.name == name:
            raise PermissionError(13, "Permission denied")
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", denied)


@pytest.mark.parametrize(
    ("name", "what", "items"),
    [("a.yaml", "file", []), ("bank.yaml", "file", None), ("paper.txt", "source", ["where"])],
)
def test_a_file_that_may_not_be_read_is_told(tmp_path, monkeypatch, name, what, items):
    _deny(monkeypatch, name)
    reading = small.read_files(tmp_path, {})
    assert small.told(reading.problems) == [
        f"{name}:1:1 - unreadable Permission denied: this {what} can't be read"
    ]
    assert (reading.bank and list(reading.bank.by_id)) == items


def test_a_folder_called_like_a_file_is_told(tmp_path):
    (tmp_path / "x.yaml").mkdir()
    assert said(tmp_path, {}) == ["x.yaml:1:1 - unreadable Is a directory: this file can't be read"]


def test_a_file_that_is_gone_since_has_no_time(tmp_path):
    assert _modified(str(tmp_path / "gone.yaml")) == 0


# ------------------------------------------------------------------ faults
def test_all_faults_of_all_files_are_told_at_once_and_sound_items_read(tmp_path):
    files = {
        "a.yaml": topic(
            flash("good"),
            "  - {id: bad, kind: flashcard, stem: x}\n",
            "  - {id: worse, kind: flashcrad}\n",
            flash("fine"),
        ),
        "b.yaml": "topic: trade\nitems:\n  - {id: odd, kind: true_false, stem: x, key: yes}\n",
        "c.yaml": topic(flash("good"), flash("lost", ", topic: seas")),
        "d.yaml": "topic: hills\nitems:\n" + flash("hill"),
        "e.yaml": "topic: trade\nitems: {a: b}\nextra: c\n",
        "f.yaml": topic(flash("end")) + "extra: c\n",
        LOCK: "x",
    }
    reading = small.read_files(tmp_path, files)
    assert list(reading.bank.by_id) == ["good", "fine", "end"]
    assert small.told(reading.problems) == [
        "a.yaml:4:5 bad missing-key `answer` is missing",
        (
            "a.yaml:5:23 worse unknown-kind there is no kind `flashcrad`: "
            f"kinds are {', '.join(KINDS)}"
        ),
        "b.yaml:3:47 odd schema `key` must be true or false, not `yes`",
        "bank.lock:1:1 - lock not a lock file: write it again with `citecards check --update-lock`",
        f"c.yaml:3:5 good repeated-id this id stands already at {tmp_path / 'a.yaml'}:3",
        "c.yaml:4:76 - unknown-topic no topic `seas` in bank.yaml: topics are rivers, trade",
        "d.yaml:1:8 - unknown-topic no topic `hills` in bank.yaml: topics are rivers, trade",
        "e.yaml:2:8 - schema a topic file holds `topic: <id>` and `items:`, a list",
        "f.yaml:4:1 - unknown-key unknown key `extra`: a topic file has `topic` and `items`",
    ]


def test_a_faulty_bank_yaml_hides_no_fault_of_another_file(tmp_path):
    files = {
        "bank.yaml": small.INFO.replace("id: small", "id: Small"),
        "a.yaml": topic("  - {id: bad, kind: flashcard, stem: x}\n", flash("a"), flash("a")),
        "b.yaml": topic(flash("c"), name="hills"),
    }
    assert [row.partition(" doesn't")[0] for row in said(tmp_path, files)] == [
        "a.yaml:3:5 bad missing-key `answer` is missing",
        f"a.yaml:5:5 a repeated-id this id stands already at {tmp_path / 'a.yaml'}:4",
        "bank.yaml:2:5 Small schema `id`",
    ]


@pytest.mark.parametrize("twice", ["topics", "sources"])
def test_a_topic_or_source_twice_is_told(tmp_path, twice):
    info = {
        "topics": small.INFO + "  - {id: trade, title: Again}\n",
        "sources": small.INFO.replace(
            "topics:",
            "  - {id: paper, title: A, author: A, short: A, file: paper.txt}\ntopics:",
        ),
    }[twice]
    line, id_ = {"topics": (11, "trade"), "sources": (6, "paper")}[twice]
    assert f"bank.yaml:{line}:10 - repeated-id `{id_}` stands twice in {twice}" in said(
        tmp_path, {"bank.yaml": info}
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "1:1 - schema a topic file holds `topic: <id>` and `items:`, a list"),
        ("- a\n", "1:1 - schema a topic file holds `topic: <id>` and `items:`, a list"),
        ("topic: trade\n", "1:1 - schema a topic file holds `topic: <id>` and `items:`, a list"),
        ("topic: trade\nitms: []\n",
         "1:1 - schema a topic file holds `topic: <id>` and `items:`, a list"),
        ("topic: [a]\nitems:\n" + flash("b"), "3:5 b schema `topic` must be text"),
        ("topic:\nitems:\n" + flash("b"), "3:5 b schema `topic` must be text, not nothing"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_topic_file_is_told(tmp_path, text, fault):
    assert said(tmp_path, {"b.yaml": text}) == [f"b.yaml:{fault}"]


def test_items_that_name_their_topics_need_none_of_the_file(tmp_path):
    files = {"b.yaml": "items:\n" + flash("river", ", topic: rivers")}
    assert said(tmp_path, files) == []
    assert list(load(tmp_path).by_id) == ["where", "river"]


def test_an_item_without_a_topic_in_a_file_without_one_is_told_once(tmp_path):
    files = {"b.yaml": "items:\n" + flash("river", ", topic: rivers") + flash("hill")}
    assert said(tmp_path, files) == ["b.yaml:3:5 hill missing-key `topic` is missing"]


@pytest.mark.parametrize("text", ["", "[]", "word"])
def test_a_bank_yaml_that_is_no_mapping_is_told(tmp_path, text):
    given_ = {"": ", not nothing", "[]": "", "word": ", not `word`"}[text]
    assert said(tmp_path, {"bank.yaml": text}) == [
        f"bank.yaml:1:1 - schema this must be a mapping of keys and values{given_}"
    ]


CARD = "  - id: a\n    kind: flashcard\n    stem: What?\n    answer: b\n"


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        (CARD.replace("What?", "*x"), "5:11 - alias *x: write it out; aliases are not read"),
        (CARD.replace("What?", "&x b"), "5:11 - anchor &x: anchors are not read; take it out"),
        (CARD + "    <<: {c: d}\n", ("7:5 - merge-key `<<`: write the keys out; "
         "merge keys are not read")),
        (CARD.replace("What?", "!!str b"),
         "5:11 - tag tag:yaml.org,2002:str: YAML tags are not read; take it out"),
        (CARD + "    stem: c\n", "7:5 - duplicate-key `stem` stands already in line 5"),
        (CARD.replace("What?", "x: y"),
         "5:12 - yaml mapping values are not allowed in this context"),
        (CARD.replace("answer: b\n", "answer: 'b\n"), "7:1 - yaml found unexpected end of stream"),
        (CARD.replace("What?", "[" * 60), "5:58 - too-deep nested over 50 levels deep"),
        (CARD + "    ? [c]\n    : d\n", "7:7 - yaml a key must be a word, not a list or a mapping"),
        (CARD.replace("What?", "a\x07"),
         "5:12 - yaml a character YAML does not allow: control characters are not allowed"),
        (CARD.replace("What?", '"a\\0"'),
         "5:11 - yaml a control character: YAML does not allow it in text"),
        (CARD + "---\n" + CARD, "7:1 - documents one document a file: a second `---` begins here"),
    ],
)  # fmt: skip
def test_a_trap_of_yaml_is_one_problem(tmp_path, item, fault):
    assert said(tmp_path, {"a.yaml": topic(item)}) == [f"a.yaml:{fault}"]


def test_items_before_a_break_in_the_file_are_read(tmp_path):
    reading = small.read_files(
        tmp_path, {"a.yaml": topic(flash("a"), flash("b"), "  - {id: c, kind: x: y}\n", flash("d"))}
    )
    assert [(row.line, row.rule) for row in reading.problems] == [(5, "yaml")]
    assert list(reading.bank.by_id) == ["a", "b"]


def test_a_break_in_bank_yaml_is_one_problem(tmp_path):
    assert said(tmp_path, {"bank.yaml": small.INFO.replace("A small", "A: small")}) == [
        "bank.yaml:3:9 - yaml mapping values are not allowed in this context"
    ]


def test_a_break_before_the_items_is_one_problem(tmp_path):
    assert said(tmp_path, {"a.yaml": "topic: trade: x\nitems: []\n"}) == [
        "a.yaml:1:13 - yaml mapping values are not allowed in this context"
    ]


# ------------------------------------------------------------------ the lock
@pytest.mark.parametrize(
    "text",
    [
        "", "x", "{}", "[]", "\x00", "null", "[" * 100_000, b"\xff", '{"items": []}',
        '{"items": {"where": 1}}', '{"items": {"where": {"fingerprint": "x", "changed": 1}}}',
        '{"items": {"where": {"passages": [], "fingerprint": "x", "changed": 1}}}',
        '{"items": {"where": {"passages": {}, "fingerprint": "x", "changed": "x"}}}',
        '{"items": {"where": {"passages": {}, "fingerprint": "x", "changed": 1e999}}}',
        '{"items": {"where": {"passages": {}, "fingerprint": "x", "changed": NaN}}}',
        ('{"items": {"where": {"passages": {"P1: a": {"start": 1}}, "fingerprint": "x",'
        ' "changed": 1}}}'),
    ],
)  # fmt: skip
def test_a_broken_lock_is_told_and_confirms_nothing(tmp_path, text):
    reading = small.read_files(tmp_path, {LOCK: text})
    assert small.told(reading.problems) == [
        "bank.lock:1:1 - lock not a lock file: write it again with `citecards check --update-lock`"
    ]
    assert reading.bank.confirmed == frozenset()


def test_a_lock_that_may_not_be_read_is_told(tmp_path, monkeypatch):
    whole = Path.read_text

    def denied(path, *args, **kwargs):
        if path.name == LOCK:
            raise PermissionError(13, "Permission denied")
        return whole(path, *args, **kwargs)

    monkeypatch.setattr(Path, "read_text", denied)
    assert [row.rule for row in small.read_files(tmp_path, {LOCK: "{}"}).problems] == ["lock"]


# ------------------------------------------------------------------ laws
LOCK_TEXT = write_lock(small.bank(small.row("flashcard")), 1_700_000_000)


@strategies.patient
@given(strategies.bank_rows())
def test_a_bank_that_is_written_is_read_as_it_was(drawn):
    info, rows = drawn
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        (folder / "bank.yaml").write_text(strategies.to_yaml(info), encoding="utf-8")
        (folder / "paper.txt").write_text(strategies.PAPER, encoding="utf-8")
        text = strategies.to_yaml({"topic": info["topics"][0]["id"], "items": rows})
        (folder / "a.yaml").write_text(text, encoding="utf-8")
        bank = load(folder)
        (folder / LOCK).write_text(write_lock(bank, 1), encoding="utf-8")
        again = load(folder)
    meant = strategies.bank_of(info, rows)
    assert bank.info == meant.info
    assert bank.items == meant.items == again.items
    assert bank.passages == meant.passages


@strategies.patient
@given(
    st.sampled_from(["bank.yaml", "a.yaml", LOCK, "paper.txt"]).flatmap(
        lambda name: st.tuples(
            st.just(name),
            strategies.mutations(str({**small.FILES, LOCK: LOCK_TEXT}[name])),
        )
    )
)
def test_a_broken_bank_is_told_and_never_raises(broken):
    name, text = broken
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        raw = text.encode(errors="surrogatepass")
        reading = small.read_files(folder, {LOCK: LOCK_TEXT, name: raw})
        lint = check(reading.bank) if reading.bank else ()
    assert reading.bank is not None or reading.problems
    for problem in (*reading.problems, *lint):
        assert problem.message
        assert problem.line >= 1
        assert problem.column >= 1
        assert len(str(problem).splitlines()) == 1


def test_a_topic_file_that_ends_in_yml_is_not_passed_over_in_silence(tmp_path):
    rows = small.read_files(tmp_path, {"extra.yml": topic(flash("river"))}).problems

    assert [(Path(row.file).name, row.rule) for row in rows] == [("extra.yml", "file-name")]


@pytest.mark.parametrize("name", ["../paper.txt", "/etc/passwd", "more/paper.txt", "..\\x.txt"])
def test_a_source_lies_beside_the_bank_and_nowhere_else(tmp_path, name):
    info = small.INFO.replace("file: paper.txt", f"file: '{name}'")
    rows = small.read_files(tmp_path, {"bank.yaml": info}).problems

    assert "without slashes" in " ".join(row.message for row in rows)
