"""What is read from sound packages, down to each value, and what is made of odd ones."""

from __future__ import annotations

import hashlib

import pytest

from question_bank.readers.contents import Card
from question_bank.readers.contents import Deck
from question_bank.readers.contents import Note
from question_bank.readers.contents import RefusedFileError
from question_bank.readers.contents import Review
from question_bank.readers.contents import Template
from question_bank.readers.limits import Limits
from question_bank.readers.packages import read_package
from tests.readers.anki_files import BASIC
from tests.readers.anki_files import CHILD
from tests.readers.anki_files import CLOZE
from tests.readers.anki_files import CRT
from tests.readers.anki_files import DECK
from tests.readers.anki_files import Collection
from tests.readers.anki_files import card
from tests.readers.anki_files import deck
from tests.readers.anki_files import decks
from tests.readers.anki_files import model
from tests.readers.anki_files import models
from tests.readers.anki_files import new_members
from tests.readers.anki_files import note
from tests.readers.anki_files import old_members
from tests.readers.anki_files import pack
from tests.readers.anki_files import review

HOME, FILTERED = 3001, 3002


@pytest.fixture(params=["old", "new"])
def read(request, tmp_path):
    """Return a function that reads a collection packed in the old form or the new."""
    folder = tmp_path / "target"
    folder.mkdir()

    def run(media=None, limits=Limits(), name=None, **parts):  # noqa: B008 - it is frozen
        is_new = request.param == "new"
        raw = Collection(ver=18 if is_new else 11, **parts).write(tmp_path / "made")
        members = (new_members if is_new else old_members)(raw, media)
        path = pack(tmp_path / "deck.apkg", members)
        return read_package(path, folder, limits=limits, name=name)

    return run


def test_a_note_has_its_fields_tags_and_time(read):
    found = read(notes=[note(7, flds="a\x1fb <b>c</b>", tags=" x  y::z ", mod=CRT + 5)])

    assert list(found.notes) == [Note(7, "g7", BASIC, ("a", "b <b>c</b>"), ("x", "y::z"), CRT + 5)]
    assert found.rows == 1


def test_a_card_has_what_its_columns_say(read):
    columns = {
        "type": 2, "queue": -1, "due": 44, "ivl": 9, "factor": 2500, "reps": 3, "lapses": 1,
        "flags": 8 + 5, "left": 2003, "data": '{"s": 12.5, "d": 6.25, "dr": 0.85}',
    }  # fmt: skip
    found = read(notes=[note(1)], cards=[card(11, 1, did=CHILD, **columns)], revlog=[])

    assert list(found.cards) == [
        Card(11, 1, 0, CHILD, 2, -1, 44, 9, 2500, 3, 1, 5, (12.5, 6.25), 0.85, 3)
    ]


@pytest.mark.parametrize(
    ("left", "steps"),
    [(0, 0), (2, 2), (1002, 2), (3999, 999), (-1, 0), ("two", 0), (2.5, 0), (2**62, 904)],
)
def test_the_steps_that_a_card_has_before_it_are_the_last_digits_of_its_column(read, left, steps):
    found = read(notes=[note(1)], cards=[card(11, 1, type=1, queue=1, left=left)], revlog=[])

    assert [one.left for one in found.cards] == [steps]


@pytest.mark.parametrize(
    ("data", "memory", "retention"),
    [
        ("", None, None),
        ("{}", None, None),
        ('{"pos": 5}', None, None),
        ('{"s": 1, "d": 5}', (1.0, 5.0), None),
        ('{"s": 1}', None, None),
        ('{"s": 1, "d": 0}', None, None),
        ('{"s": -1, "d": 5, "dr": 0.9}', None, 0.9),
        ('{"s": 1, "d": 11}', None, None),
        ('{"s": true, "d": 5, "dr": 2}', None, None),
    ],
)
def test_a_memory_is_taken_only_if_it_makes_sense(read, data, memory, retention):
    found = read(notes=[note(1)], cards=[card(11, 1, data=data)], revlog=[])

    assert [(one.memory, one.retention) for one in found.cards] == [(memory, retention)]


def test_a_review_has_what_its_columns_say(read):
    row = review(CRT * 1000 + 7, 11, ease=2, ivl=-60, lastIvl=3, factor=2100, time=900, type=2)
    found = read(revlog=[row])

    assert list(found.reviews) == [Review(CRT * 1000 + 7, 11, 2, -60, 3, 2100, 900, 2)]


def test_decks_have_their_tree_and_description_and_an_empty_default_is_none(read):
    assert read().decks == (Deck(DECK, "Rivers"), Deck(CHILD, "Rivers::Long", "Lena"))


@pytest.mark.parametrize(
    ("lent", "home"),
    [
        ((0, 0, 3), (0, 3)),
        ((2, 2, 40), (2, 40)),
        ((2, -1, 40), (-1, 40)),
        ((2, 4, 40), (2, 40)),
        ((1, 1, 0), (1, 1_700_000_000)),
        ((3, 1, 0), (1, 1_700_000_000)),
        ((3, 3, 40), (3, 40)),
    ],
)
def test_a_card_goes_home_from_a_filtered_deck(read, lent, home):
    kind, queue, due = lent
    away = card(11, 1, did=FILTERED, odid=HOME, odue=due, due=1_700_000_000, type=kind, queue=queue)
    found = read(
        notes=[note(1)], cards=[away], revlog=[],
        decks={"3001": deck(HOME, "Home"), "3002": deck(FILTERED, "Cram", dyn=1)},
    )  # fmt: skip

    assert [(one.deck, one.queue, one.due) for one in found.cards] == [(HOME, *home)]
    assert found.decks == (Deck(HOME, "Home"),)


def test_a_card_whose_deck_is_missing_is_in_the_default_deck(read):
    found = read(notes=[note(1)], cards=[card(11, 1, did=99)], revlog=[], decks={})

    assert [one.deck for one in found.cards] == [1]
    assert found.decks == (Deck(1, "Default"),)


def test_a_note_type_has_its_templates_and_style(read):
    basic, cloze, _ = read().note_types

    assert (basic.id, basic.name, basic.fields) == (BASIC, "Basic", ("Front", "Back"))
    assert basic.templates == (Template("Card 1", "{{Front}}", "{{Back}}"),)
    assert basic.css == ".card { color: teal }"
    assert (basic.is_cloze, cloze.is_cloze, cloze.occlusion) == (False, True, False)


def test_right_to_left_is_a_type_all_of_whose_fields_are(read):
    one, two = model(BASIC, "One", ["a"], [("x", "y")]), model(CLOZE, "Two", ["a", "b"], [("", "")])
    one["flds"][0]["rtl"] = two["flds"][0]["rtl"] = True
    found = read(models={str(BASIC): one, str(CLOZE): two}, notes=[], cards=[], revlog=[])

    assert [kind.right_to_left for kind in found.note_types] == [True, False]


@pytest.mark.parametrize(
    ("change", "is_occlusion"),
    [
        ({"originalStockKind": 6}, True),
        ({"originalStockKind": 6, "type": 0}, False),
        ({"originalStockKind": 5}, False),
        ({}, False),
    ],
)
def test_a_note_type_of_masks_is_known_by_its_kind(read, change, is_occlusion):
    kind = model(BASIC, "Any", ["a"], [("{{a}}", "{{a}}")], type=1) | change
    found = read(models={str(BASIC): kind}, notes=[], cards=[], revlog=[])

    assert [one.occlusion for one in found.note_types] == [is_occlusion]


def test_a_note_type_of_masks_is_known_by_its_fields_and_template(read):
    front = '<div id="image-occlusion-container"></div>{{cloze:Occlusion}}'
    kind = model(BASIC, "Masks", ["Occlusion", "Image"], [(front, front)], type=1)
    found = read(models={str(BASIC): kind}, notes=[], cards=[], revlog=[])

    assert found.note_types[0].occlusion


@pytest.mark.parametrize(
    ("fields", "expected"),
    [("a", ("a", "")), ("a\x1fb\x1fc\x1fd", ("a", "b; c; d")), ("", ("", ""))],
)
def test_a_note_of_other_than_its_fields_is_fitted_and_loses_nothing(read, fields, expected):
    found = read(notes=[note(1, flds=fields)], cards=[], revlog=[])

    assert found.notes[0].fields == expected
    assert found.left_out == ()


def test_a_bad_note_is_named_with_its_row_and_takes_its_cards_along(read):
    found = read(notes=[note(1), note(2, mid=99), note(3)])

    assert [(one.row, one.reason) for one in found.left_out] == [
        (2, "note: its note type isn’t in the file (and so its 1 card and 1 review)")
    ]
    assert (found.rows, len(found.notes), len(found.cards), len(found.reviews)) == (3, 2, 2, 2)


def test_media_are_copied_under_their_digest(read):
    found = read({"Lena am Fluß.JPG": b"jpg", "copy.jpg": b"jpg", "no-suffix": b"x"})
    name = hashlib.sha256(b"jpg").hexdigest()[:32]

    assert found.media["Lena am Fluß.JPG"].path.name == f"{name}.jpg"
    assert found.media["copy.jpg"] == found.media["Lena am Fluß.JPG"]
    assert found.media["no-suffix"].path.name == hashlib.sha256(b"x").hexdigest()[:32]
    assert found.media["copy.jpg"].path.read_bytes() == b"jpg"


def test_the_title_is_the_one_deck_of_all_cards_else_the_name_of_the_file(read):
    two = [card(11, 1), card(12, 2, did=HOME)]

    assert read().title == "Rivers"
    assert read(cards=two, decks=decks() | {"3001": deck(HOME, "Seas")}).title == "deck"


def test_the_form_is_said_by_the_name(read):
    assert read().format == "apkg"
    assert read(name="All of it.COLPKG").format == "colpkg"


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ({"notes": 2}, "more than 2 notes"),
        ({"cards": 2}, "more than 2 cards"),
        ({"reviews": 2}, "more than 2 reviews"),
        ({"cells": 5}, "more than 5 fields"),
        ({"decks": 2}, "more than 2 decks"),
        ({"note_types": 2}, "more than 2 note types"),
        ({"members": 1}, "more than 1 parts"),
        ({"collection": 2**10}, "larger than 0 MB"),
        ({"spread": 0}, "many times its size"),
        ({"seconds": -5}, "takes more than"),
    ],
)
def test_what_goes_beyond_a_limit_is_refused(read, limit, said, monkeypatch):
    monkeypatch.setattr("question_bank.readers.limits._GROWTH", 0)
    with pytest.raises(RefusedFileError, match=f"^deck.apkg: .*{said}"):
        read(limits=Limits(**limit), models=models())


def test_the_second_form_is_taken_rather_than_the_stub_beside_it(tmp_path):
    stub = Collection(notes=[note(9, flds="Please\x1f")], cards=[], revlog=[])
    members = old_members(Collection().write(tmp_path / "made"), name="collection.anki21")
    members |= {"collection.anki2": stub.write(tmp_path / "stub"), "meta": b"\x08\x02"}
    found = read_package(pack(tmp_path / "a.apkg", members), tmp_path)

    assert len(found.notes) == 3
