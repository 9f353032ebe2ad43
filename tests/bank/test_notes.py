"""What an import adds to a bank: notes, note types, media; and what ``check`` says of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank import field_text
from question_bank.checks import check
from question_bank.fingerprints import fingerprint
from question_bank.fingerprints import key_fingerprint
from question_bank.fingerprints import key_of
from question_bank.fingerprints import text_fingerprint
from question_bank.items import ALL_KINDS
from question_bank.items import CLASSES
from question_bank.items import KINDS
from question_bank.items import Note
from question_bank.items import faces
from question_bank.items import stem_of
from question_bank.loader import load
from question_bank.loader import read
from question_bank.nodes import CONTROL
from question_bank.nodes import parse
from question_bank.note_types import misfit
from question_bank.note_types import read_note_type
from question_bank.readers.contents import NoteType
from question_bank.schema import json_schema
from tests import notes
from tests import strategies
from tests.bank import small

ORIGIN = {"guid": "a^b", "note_type": "basic", "fields": {"Front": "x", "Back": ""}, "made": "ab"}
WORD = notes.NOTES[0]


def item(**more):
    return strategies.ITEM.validate_python({**WORD, "topic": "all", **more})


def kind(**more):
    row = {"id": "1", "name": "K", "fields": ["A", "B"], "templates": [{"front": "{{A}}"}], **more}
    return read_note_type(strategies.to_yaml(row).encode(), "k.yaml")


def told(folder):
    return [(row.line, row.rule, row.severity) for row in check(read(folder).bank)]


def test_a_note_is_an_eleventh_kind_that_nobody_writes():
    assert ALL_KINDS == (*KINDS, "note") == tuple(CLASSES)
    assert len(KINDS) == 10


def test_a_bank_of_notes_is_read_whole(tmp_path):
    bank = load(notes.write(tmp_path / "deck"))

    assert [one.id for one in bank.items] == ["word", "nasty", "masks"]
    assert [faces(one) for one in bank.items] == [(1, 2), (1,), (1, 2, 3)]
    assert sorted(bank.note_types) == ["image-occlusion", "nasty", "words"]
    assert bank.note_types["words"].fields == ("Word", "Meaning", "Sound")
    assert bank.note_types["image-occlusion"].is_cloze
    assert bank.media == {name: file for name, (file, _) in notes.FILES.items()}
    assert bank.folder == tmp_path / "deck"
    assert check(bank) == ()


def test_a_bank_without_an_import_has_none_of_it(tmp_path):
    bank = load(small.write(tmp_path, {}))

    assert (bank.note_types, bank.media, bank.warnings) == ({}, {}, ())


@pytest.mark.parametrize("name", ["bank.yaml", "media.yaml"])
def test_media_yaml_is_no_topic_file(tmp_path, name):
    folder = notes.write(tmp_path / "deck")

    assert (folder / name).is_file()
    assert read(folder).problems == ()


# ------------------------------------------------------------------ faults
@pytest.mark.parametrize(
    ("row", "rule", "words"),
    [
        ({"note_type": "gone"}, "note-type", "no note type `gone`"),
        ({"fields": {"Word": "x"}}, "note-type", "which has Word, Meaning, Sound"),
        ({"fields": {}}, "schema", "`fields` has 0: at least 1"),
        ({"cards": ["3"]}, "note-type", "no template for card 3"),
        ({"cards": []}, "schema", "`cards` has 0: at least 1"),
        ({"cards": ["0"]}, "schema", "must be 1 or more"),
        ({"fields": {**WORD["fields"], "Word": ["x"]}}, "schema", "must be text"),
        ({"stem": "x"}, "unknown-key", "unknown key `stem`"),
    ],
)
def test_a_note_that_does_not_fit_is_told_and_left_out(tmp_path, row, rule, words):
    reading = read(notes.write(tmp_path / "deck", [{**WORD, **row}, notes.NOTES[1]]))

    assert [one.id for one in reading.bank.items] == ["nasty"]
    assert [one.rule for one in reading.problems] == [rule]
    assert words in reading.problems[0].message
    assert (reading.problems[0].file.endswith("01-all.yaml"), reading.problems[0].line) == (True, 3)


@pytest.mark.parametrize(
    ("text", "line", "column", "rule", "words"),
    [
        ("id: x\nname: K\nfields: [A]\ntemplates: [{front: a}]", 1, 5, "schema", "whole number"),
        ("id: 1\nname: K\nfields: [A, A]\ntemplates: [{front: a}]", 3, 9, "schema", "stands twice"),
        ("id: 1\nname: K\nfields: []\ntemplates: [{front: a}]", 3, 9, "schema", "at least 1"),
        ("id: 1\nname: K\nfields: [A]\ntemplates: []", 4, 12, "schema", "at least 1"),
        ("id: 1\nname: K\nfields: [A]\ntemplates: [{}]", 4, 13, "missing-key", "`front`"),
        ("id: 1\nname: K\nfields: [A]\ncolour: x\ntemplates: [{front: a}]", 4, 1, "unknown-key",
         "`colour`"),
        ("id: 1\nname: &a K", 2, 7, "anchor", "anchors are not read"),
        ("[", 2, 1, "yaml", ""),
        ("", 1, 1, "schema", "must be a mapping"),
    ],
)  # fmt: skip
def test_a_faulty_note_type_is_told_with_its_place(  # noqa: PLR0913, PLR0917 - the columns above
    tmp_path, text, line, column, rule, words
):
    folder = notes.write(tmp_path / "deck")
    (folder / "note_types" / "bad.yaml").write_text(text)
    (problem, *_) = read(folder).problems

    assert problem.file.endswith("note_types/bad.yaml")
    assert (problem.line, problem.column, problem.rule) == (line, column, rule)
    assert words in problem.message


def test_a_note_type_has_a_slug_for_a_name(tmp_path):
    folder = notes.write(tmp_path / "deck")
    (folder / "note_types" / "Two words.yaml").write_text("id: 1")

    assert [row.rule for row in read(folder).problems] == ["file-name"]


def test_a_missing_media_file_is_a_warning_and_no_fault(tmp_path):
    folder = notes.write(tmp_path / "deck")
    (folder / "media" / notes.FILES["map.png"][0]).unlink()

    assert read(folder).problems == ()
    assert told(folder) == [(1, "lost-media", "warning")]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("map.png: ../bank.yaml", "media-name"),
        ("map.png: x.html", "media-name"),
        ("map.png: [x.png]", "media-name"),
        ("map.png: X Y.png", "media-name"),
        ("[map.png]", "schema"),
        ("a: x.png\na: y.png", "duplicate-key"),
        ("\xff", "encoding"),
    ],
)
def test_a_faulty_media_yaml_is_told(tmp_path, text, rule):
    folder = notes.write(tmp_path / "deck")
    (folder / "media.yaml").write_bytes(text.encode("latin-1"))

    assert [row.rule for row in read(folder).problems] == [rule]


def test_an_empty_media_yaml_names_none(tmp_path):
    folder = notes.write(tmp_path / "deck")
    (folder / "media.yaml").write_text("")

    assert dict(read(folder).bank.media) == {}


@given(st.binary(max_size=60))
def test_no_note_type_can_make_reading_fail(raw):
    found = read_note_type(raw, "k.yaml")

    assert isinstance(found, NoteType) or found


# ------------------------------------------------------------------ items
def test_a_note_has_each_card_once_and_in_order():
    assert faces(item(cards=["2", "1", "2"])) == (1, 2)


def test_an_empty_field_may_be_written_as_nothing():
    assert item(fields={"Word": None, "Meaning": " x "}).fields == {"Word": "", "Meaning": " x "}


def test_the_stem_of_a_note_is_its_first_words_as_markdown():
    fields = {
        "A": "<style>x{}</style> ",
        "B": "<b>1 &lt; 2</b><br>{{c1::so}} *it* {{c2::i{{c3::s}}}}",
    }

    assert stem_of(item(fields=fields)) == r"1 \< 2 \[…\] \*it\* \[…\]"
    assert stem_of(item(fields={"A": "<img src=x>"})) == ""
    assert len(stem_of(item(fields={"A": "word " * 10_000}))) <= 200


def test_the_key_of_a_note_is_what_its_first_field_does_not_ask():
    assert key_of(item(fields={"A": "x", "B": "y", "C": ""})) == {"B": "y", "C": ""}
    assert key_of(item(fields={"A": "x {{c1::y}}", "B": ""})) == {"A": "x {{c1::y}}", "B": ""}
    assert key_of(item(fields={"A": "x"})) == {"A": "x"}


def test_where_an_item_came_from_is_no_part_of_its_fingerprint():
    plain, imported = small.item("flashcard"), small.item("flashcard", origin=ORIGIN)

    assert plain != imported
    assert fingerprint(plain) == fingerprint(imported)
    assert key_fingerprint(plain) == key_fingerprint(imported)
    assert text_fingerprint(plain) == text_fingerprint(imported)


@pytest.mark.parametrize(
    "more", [{"topic": "rivers"}, {"tags": ["x"]}, {"id": "other"}, {"difficulty": "hard"}]
)
def test_what_a_note_is_not_made_of_leaves_its_text_fingerprint(more):
    assert text_fingerprint(small.item()) == text_fingerprint(small.item(**more))
    assert fingerprint(small.item()) != fingerprint(small.item(**more))


@pytest.mark.parametrize("more", [{"answer": "Tokyo"}, {"explanation": "Other."}, {"cite": []}])
def test_what_an_item_shows_changes_its_text_fingerprint(more):
    assert text_fingerprint(small.item()) != text_fingerprint(small.item(**more))


def test_a_guid_and_fields_are_kept_to_the_letter():
    found = small.item(origin={"guid": " a ", "note_type": "x", "fields": {" f ": " \t"}}).origin

    assert (found.guid, found.fields) == (" a ", {" f ": " \t"})


def test_a_cloze_type_has_one_template_for_all_its_cards():
    one = Note(id="a", kind="note", topic="t", note_type="k", fields={"A": "", "B": ""}, cards=(7,))

    assert misfit(one, {"k": kind(is_cloze="true")}) == ""
    assert misfit(one, {"k": kind()}) == "`k` has no template for card 7"
    assert misfit(one, {}) == "no note type `k`: note_types/k.yaml isn't there"


# ------------------------------------------------------------------ text that YAML can't hold
@given(st.text(st.characters(codec=None), max_size=40))
def test_every_text_of_a_field_comes_back(text):
    kept = field_text.kept(text)

    assert field_text.restored(kept) == text
    assert not CONTROL.search(kept)
    tree = parse(strategies.to_yaml([kept]).encode())
    assert (tree.faults, tree.value) == ([], [kept])


def test_a_text_that_yaml_can_hold_is_kept_as_it_is():
    assert field_text.kept("a\n\t “b” &#0; é 川") == "a\n\t “b” &#0; é 川"
    assert field_text.kept("a\0␛") == "a␛0000;␛241b;"


@given(st.text("<>{}c1:[sound]!-&;ab \n", max_size=80))
def test_words_and_stems_never_fail(text):
    assert "<b>" not in field_text.words(text.replace("<b>", ""))
    assert len(field_text.as_stem(text)) <= 400


# ------------------------------------------------------------------ lint
def test_an_imported_item_is_judged_by_few_rules():
    bare = small.row("flashcard", stem="Why?", cite=[], explanation=None, bloom="create")
    vague = {row.rule for row in check(small.bank(bare))}

    assert {"no-citation", "vague-stem"} <= vague
    assert check(small.bank({**bare, "origin": ORIGIN})) == ()


def test_an_imported_choice_that_nobody_can_answer_is_told_all_the_same():
    options = [{"text": "One"}, {"text": "Two"}, {"text": "Three"}]
    row = small.row("multiple_choice", options=options, cite=[], origin=ORIGIN)

    assert [problem.rule for problem in check(small.bank(row))] == ["one-key"]


def test_an_imported_item_is_no_member_of_a_group():
    rows = [small.row("flashcard", id=name, origin=ORIGIN) for name in ("a", "b")]

    assert check(small.bank(*rows)) == ()
    written = [{**row, "origin": None} for row in rows]
    assert "repeated-question" in {row.rule for row in check(small.bank(*written))}


def test_a_citation_that_was_added_to_an_imported_item_is_looked_up():
    row = small.row("flashcard", cite=["P1: nowhere in … this paper"], origin=ORIGIN)

    assert [problem.rule for problem in check(small.bank(row))] == ["lost-citation"]


def test_the_schema_for_editors_knows_notes():
    schema = json_schema()

    assert {"Note", "Origin"} <= schema["$defs"].keys()
    assert "fields" in schema["$defs"]["Note"]["required"]
