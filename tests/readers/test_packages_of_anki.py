"""Packages that the real Anki made, of every form, against what Anki itself says is in them."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from pathlib import Path

import pytest

from question_bank.readers.confined import read_in_child
from question_bank.readers.packages import read_package

pytestmark = pytest.mark.anki
SCRIPT = Path(__file__).parents[1] / "oracle" / "anki_packages.py"
FORMS = ("new.apkg", "old.apkg", "new.colpkg", "old.colpkg")


@pytest.fixture(scope="module")
def anki(tmp_path_factory):
    """Return the folder of packages that Anki made, and what it says of them."""
    python = os.environ.get("CITECARDS_ANKI_PYTHON")
    if not python:
        reason = "CITECARDS_ANKI_PYTHON names no python with the anki wheel"
        if "anki" in os.environ.get("CITECARDS_REQUIRE", ""):
            pytest.fail(reason)
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("anki")
    done = subprocess.run([python, SCRIPT, folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)


@pytest.fixture(scope="module", params=FORMS)
def both(anki, request, tmp_path_factory):
    """Return what is read from a package, and what Anki says."""
    folder, said = anki
    return read_package(folder / request.param, tmp_path_factory.mktemp("media")), said


def test_nothing_is_left_out(both):
    found, said = both

    assert found.left_out == ()
    assert found.rows == len(said["notes"]) == len(found.notes)
    assert found.made_at == said["crt"]


def test_the_notes_are_those_of_anki(both):
    found, said = both

    assert [
        [one.id, one.guid, one.note_type, list(one.fields), sorted(one.tags), one.changed]
        for one in found.notes
    ] == said["notes"]


def test_the_cards_are_those_of_anki_with_the_filtered_deck_emptied(both):
    found, said = both
    cards = {one[0]: one for one in said["cards"]}

    assert len(found.cards) == len(cards)
    for one in found.cards:
        *columns, memory, retention = cards[one.id]
        assert list(one[:12]) == columns
        assert one.memory == (memory and pytest.approx(tuple(memory), abs=1e-4))
        assert one.retention == (retention and pytest.approx(retention, abs=1e-4))


def test_some_cards_are_lent_suspended_buried_flagged_and_lapsed(both):
    found, _ = both

    assert {one.queue for one in found.cards} >= {-3, -1, 0, 1, 2}
    assert {one.kind for one in found.cards} == {0, 1, 2, 3}
    assert {one.flag for one in found.cards} == {0, 5}
    assert any(one.memory for one in found.cards)


def test_the_log_is_that_of_anki(both):
    found, said = both

    assert [list(one) for one in found.reviews] == said["log"]
    assert len(said["log"]) >= 6


def test_the_decks_are_those_of_anki_with_their_descriptions(both):
    found, said = both

    assert {str(one.id): [one.name, one.description] for one in found.decks} == said["decks"]
    assert "Rivers & <i>streams</i>" in {one.description for one in found.decks}


def test_the_note_types_are_those_of_anki(both):
    found, said = both

    for one in found.note_types:
        assert said["types"][str(one.id)] == {
            "name": one.name,
            "fields": list(one.fields),
            "templates": [list(template) for template in one.templates],
            "css": one.css,
            "cloze": one.is_cloze,
        }
    assert {one.name for one in found.note_types if one.occlusion} == {"Image Occlusion"}


def test_the_media_are_the_very_files(both):
    found, _ = both

    assert {name: one.path.read_bytes() for name, one in found.media.items()} == {
        "map of rivers.png": b"\x89PNG rivers",
        "lena.mp3": b"ID3 lena",
    }
    for one in found.media.values():
        assert one.digest == hashlib.sha256(one.path.read_bytes()).hexdigest()


@pytest.mark.parametrize("form", FORMS)
def test_the_confined_process_reads_the_same(anki, form, tmp_path):
    path = anki[0] / form

    assert read_in_child(path, tmp_path) == read_package(path, tmp_path)
