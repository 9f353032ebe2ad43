"""Imported notes and media in the printed quiz and in JSON lines."""

from __future__ import annotations

import json
import re

import pytest

from exports.base import Selection
from exports.html import Html
from exports.html_notes import with_media
from exports.jsonl import Jsonl
from question_bank.loader import load
from tests import notes


@pytest.fixture
def bank(tmp_path):
    return load(notes.write(tmp_path / "deck"))


def test_a_printed_note_shows_its_words_and_its_pictures_and_asks_for_nothing(bank, tmp_path):
    out = tmp_path / "a.html"
    report = Html(key=True).write(Selection(bank, bank.items, "A deck"), out)
    page = out.read_text(encoding="utf-8")

    assert report.written == ("word", "nasty", "masks")
    assert "<b>river</b>" in page
    assert "[Image with the part hidden]" in page
    assert not re.search(r"<script|<link|<iframe|evil\.example|/media/", page)


def test_a_picture_goes_into_the_page_and_a_sound_is_named(bank):
    file, _ = notes.FILES["map.png"]

    assert with_media(f'<img src="/media/{file}" alt="a map">', bank).startswith(
        '<img src="data:image/png;base64,'
    )
    assert with_media('<img src="/media/gone.png" alt="a map">', bank) == "[a map]"
    assert with_media('<audio src="/media/x.mp3" aria-label="say"></audio>', bank) == "[say]"


def test_a_note_without_its_type_prints_its_stem(bank, tmp_path):
    from dataclasses import replace  # noqa: PLC0415 - this test alone

    out = tmp_path / "a.html"
    bare = replace(bank, note_types={})
    Html().write(Selection(bare, bank.items[:1], "A deck"), out)

    assert "川" in out.read_text(encoding="utf-8")


def test_a_note_in_json_lines_has_its_fields_for_a_key(bank, tmp_path):
    out = tmp_path / "a.jsonl"
    Jsonl().write(Selection(bank, bank.items[:1], "A deck"), out)

    row = json.loads(out.read_text(encoding="utf-8"))
    assert (row["kind"], row["stem"], row["key"]["Meaning"]) == ("note", "川", "<b>river</b>")
