"""A bank that came from Anki goes back: note types, guids, fields, decks, tags, as they were."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from dataclasses import replace

import pytest

from app.services import importing_names
from exports.anki import Anki
from exports.anki_notes import guid
from exports.base import Selection
from question_bank.bank import Bank
from question_bank.bank import BankInfo
from question_bank.bank import Topic
from question_bank.fingerprints import text_fingerprint
from question_bank.items import Flashcard
from question_bank.items import Note
from question_bank.items import Origin
from question_bank.readers.contents import NoteType
from question_bank.readers.contents import Template

BASIC = NoteType(
    1_500_000_000_001, "Basic (of mine)", ("Front", "Back", "Extra"),
    (Template("Card 1", "{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}"),), ".card { top: 0 }",
)  # fmt: skip
GEO = NoteType(
    1_500_000_000_002, "Geo", ("Name", "Map", "Capital"),
    (Template("Where", "{{#Map}}{{Map}}{{/Map}}", "{{Name}}"),
     Template("Capital", "{{Name}}?", "{{Capital}}")),
    "@font-face { src: url('_f.ttf') }", sort_field=2, right_to_left=True,
)  # fmt: skip
MASKS = NoteType(
    1_500_000_000_003, "Image Occlusion", ("Occlusion", "Image"),
    (Template("Image", "{{cloze:Occlusion}}{{Image}}", "{{cloze:Occlusion}}{{Image}}"),), "",
    is_cloze=True, occlusion=True,
)  # fmt: skip


def came(item, **origin):
    """Return an item as an import makes it."""
    return item.model_copy(update={"origin": Origin(made=text_fingerprint(item), **origin)})


def card(**changes):
    values = {"id": "hello-1", "kind": "flashcard", "topic": "a", "stem": "Hello", "answer": "Bye"}
    return came(
        Flashcard(**values | changes, tags=("my-tag",)),
        guid='odd "guid"', note_type="basic", tags=("My::Tag",),
        fields={"Front": "<b>Hello</b> ", "Back": "Bye&nbsp;", "Extra": "␛0007;kept"},
    )  # fmt: skip


GEO_NOTE = came(
    Note(
        id="seoul-1", kind="note", topic="b", note_type="geo", cards=(1, 2),
        fields={"Name": "Seoul", "Map": '<img src="map 1.png">', "Capital": "<i>it</i> is"},
    ),
    guid="geo-guid", note_type="geo", deck="Geo::Asien ::x",
)  # fmt: skip
MASK = came(
    Note(
        id="mask-1", kind="note", topic="b", note_type="masks", cards=(1, 3),
        fields={"Occlusion": "{{c1::image-occlusion:rect:left=.1}}{{c3::x}}", "Image": ""},
    ),
    guid="mask-guid", note_type="masks",
)  # fmt: skip
OWN = Flashcard(id="mine", kind="flashcard", topic="a", stem="Made here", answer="Yes")


def bank_of(*items, **more):
    topics = (Topic(id="a", title="My deck::*Sub* one"), Topic(id="b", title="Geo"))
    info = BankInfo(format=1, id="imported", title="An import", topics=topics)
    types = {"basic": BASIC, "geo": GEO, "masks": MASKS}
    changed = {item.id: 1_700_000_000 for item in items}
    bank = Bank(info, items, {}, {}, {}, changed, note_types=types)
    return Selection(replace(bank, **more), items, "An import", at=1_750_000_000, changed=changed)


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a selection and gives what a query finds."""

    def run(selection, query):
        Anki().write(selection, tmp_path / "a.apkg")
        with zipfile.ZipFile(tmp_path / "a.apkg") as package:
            connection = sqlite3.connect(":memory:")
            connection.deserialize(package.read("collection.anki2"))
        rows = connection.execute(query).fetchall()
        connection.close()
        return rows

    return run


NOTES = "SELECT guid, mid, tags, flds FROM notes ORDER BY id"


def test_what_was_not_edited_goes_back_byte_for_byte(write):
    assert write(bank_of(card()), NOTES) == [
        ('odd "guid"', BASIC.id, " My::Tag ", "<b>Hello</b> \x1fBye&nbsp;\x1f\x07kept")
    ]


def test_what_was_edited_goes_back_in_its_own_note_type(write):
    edited = card().model_copy(update={"answer": "So *long*"})
    [(name, kind, _, text)] = write(bank_of(edited), NOTES)
    front, back, extra = text.split("\x1f")

    assert (name, kind) == ('odd "guid"', BASIC.id)
    assert "Hello" in front
    assert "So <em>long</em>" in back
    assert extra == "\x07kept"


def test_a_note_keeps_its_fields_cards_and_deck(write):
    assert write(bank_of(GEO_NOTE), NOTES) == [
        ("geo-guid", GEO.id, "  ", 'Seoul\x1f<img src="map 1.png">\x1f<i>it</i> is')
    ]
    assert write(bank_of(GEO_NOTE, MASK), "SELECT ord FROM cards ORDER BY id") == [
        (0,), (1,), (0,), (2,),
    ]  # fmt: skip


def test_decks_have_the_names_they_had_and_none_is_added(write):
    [(decks,)] = write(bank_of(card(), GEO_NOTE, MASK), "SELECT decks FROM col")

    assert sorted(deck["name"] for deck in json.loads(decks).values()) == [
        "Default", "Geo", "Geo::Asien ::x", "My deck::*Sub* one",
    ]  # fmt: skip


def test_each_card_is_in_its_deck(write):
    selection = bank_of(card(), GEO_NOTE, MASK)
    [(decks,)] = write(selection, "SELECT decks FROM col")
    names = {int(number): deck["name"] for number, deck in json.loads(decks).items()}
    rows = write(selection, "SELECT n.guid, c.did FROM cards c JOIN notes n ON n.id = c.nid")

    assert {name: names[deck] for name, deck in rows} == {
        'odd "guid"': "My deck::*Sub* one",
        "geo-guid": "Geo::Asien ::x",
        "mask-guid": "Geo",
    }


def test_note_types_go_back_as_they_were(write):
    [(models,)] = write(bank_of(card(), GEO_NOTE, MASK), "SELECT models FROM col")
    found = json.loads(models)
    geo = found[str(GEO.id)]

    assert set(found) == {str(kind.id) for kind in (BASIC, GEO, MASKS)}
    assert [row["name"] for row in geo["flds"]] == list(GEO.fields)
    assert [(row["qfmt"], row["afmt"]) for row in geo["tmpls"]] == [
        (one.front, one.back) for one in GEO.templates
    ]
    assert (geo["name"], geo["css"], geo["sortf"], geo["type"]) == ("Geo", GEO.css, 2, 0)
    assert all(row["rtl"] for row in geo["flds"])
    assert (found[str(MASKS.id)]["type"], found[str(MASKS.id)]["originalStockKind"]) == (1, 6)


def test_an_item_made_here_is_one_of_ours_in_the_deck_of_its_topic(write):
    selection = bank_of(card(), OWN)
    rows = write(selection, "SELECT n.guid, c.did FROM cards c JOIN notes n ON n.id = c.nid")

    assert rows[1][0] == guid("imported", "mine")
    assert rows[0][1] == rows[1][1]


@pytest.mark.parametrize(
    ("came_with", "now", "expected"),
    [
        (("My::Tag", "x"), ("my-tag", "x"), " My::Tag x "),
        (("My::Tag", "x"), ("x", "new"), " x new "),
        (("日本",), (importing_names.named("日本", "tag"),), " 日本 "),
        (("Ünï  x",), (importing_names.named("Ünï  x", "tag"),), " Ünï  x "),
        ((), (), "  "),
    ],
)
def test_tags_are_as_they_were_but_for_what_was_changed_here(came_with, now, expected, write):
    item = card()
    item = item.model_copy(
        update={"tags": now, "origin": item.origin.model_copy(update={"tags": came_with})}
    )

    assert write(bank_of(item), "SELECT tags FROM notes") == [(expected,)]


def test_a_note_whose_type_is_gone_is_left_out_and_said(tmp_path):
    report = Anki().write(bank_of(card(), GEO_NOTE, note_types={"basic": BASIC}), tmp_path / "a")

    assert report.written == ("hello-1",)
    assert [(row.item, row.reason) for row in report.skipped] == [
        ("seoul-1", "its note type `geo` isn't in the bank's folder")
    ]


def test_media_go_back_under_their_names(tmp_path):
    (tmp_path / "media").mkdir()
    files = {"map 1.png": "a.png", "_f.ttf": "b.ttf"}
    for file in files.values():
        (tmp_path / "media" / file).write_bytes(file.encode())
    report = Anki().write(bank_of(GEO_NOTE, media=files, folder=tmp_path), tmp_path / "a.apkg")

    with zipfile.ZipFile(tmp_path / "a.apkg") as package:
        table = json.loads(package.read("media"))
        held = {name: package.read(number).decode() for number, name in table.items()}
    assert held == files
    assert report.remarks == ()
