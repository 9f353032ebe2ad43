"""Exports from the site: their names, types and what is in them."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from app.web.formats import FORMATS
from exports import EXPORTERS
from tests.services.banks import card_of
from tests.services.banks import rate
from tests.web.pages import Page


@pytest.mark.parametrize(
    ("name", "file", "media_type"),
    [
        ("anki", "small.apkg", "application/octet-stream"),
        ("jsonl", "small.jsonl", "application/x-ndjson"),
        ("html", "small.html", "text/html"),
    ],
)
def test_a_download_has_a_name_and_a_type(client, name, file, media_type):
    reply = client.get(f"/export/small/{name}")

    assert reply.headers["Content-Disposition"] == f'attachment; filename="{file}"'
    assert reply.mimetype == media_type
    assert client.get(f"/export/small/{name}").data == reply.data


def test_an_anki_deck_is_a_package_with_a_collection(client):
    with zipfile.ZipFile(io.BytesIO(client.get("/export/small/anki").data)) as package:
        assert package.testzip() is None
        assert any(name.startswith("collection.anki2") for name in package.namelist())


def test_json_lines_are_one_object_an_item(client):
    rows = [json.loads(line) for line in client.get("/export/small/jsonl").data.splitlines()]

    assert len(rows) == 12
    assert rows[0]["id"] == "card"


def test_topics_narrow_a_download(client):
    data = client.get("/export/small/jsonl?topic=rivers&topic=rivers").data
    assert {json.loads(line)["topic"] for line in data.splitlines()} == {"rivers"}


def test_the_form_leads_to_the_file_it_asks_for(client):
    page = Page(client.get("/export/small").text)
    [form] = [one for one in page.forms if one.action == "/export/small"]
    assert form.method == "get"
    reply = client.get("/export/small", query_string=form.filled(format="jsonl", topic="rivers"))

    assert reply.status_code == 303
    rows = client.get(reply.location).data.splitlines()
    assert [json.loads(row)["id"] for row in rows] == ["b1", "b2"]


def test_the_form_offers_every_format_in_words(client):
    page = client.get("/export/small").text

    assert set(FORMATS) == set(EXPORTERS)
    for name, words in FORMATS.items():
        assert f'<option value="{name}"' in page
        assert words in page


def test_a_file_can_be_looked_into_before_it_is_made(client):
    text = client.get("/export/small?format=anki&look=1&topic=rivers&history=1").text

    assert "The file has 2 items." in text
    assert "tick “Import any learning progress”" in text
    assert 'value="rivers" checked' in text


def test_only_what_was_studied_can_be_taken(client, runtime):
    rate(runtime, card_of(runtime, "b2"))
    rows = client.get("/export/small/jsonl?studied=1").data.splitlines()

    assert [json.loads(row)["id"] for row in rows] == ["b2"]


def test_what_can_t_be_taken_is_a_line_on_a_page(client):
    reply = client.get("/export/small/anki?leeches=1")

    assert reply.status_code == 400
    assert "0 items match: none of them keeps lapsing" in reply.text


def test_a_download_leaves_no_file_behind(client, tmp_path, monkeypatch):
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    client.get("/export/small/anki")
    client.head("/export/small/anki")

    assert list(place.iterdir()) == []


def test_a_full_disk_is_a_page_that_says_so(client, monkeypatch):
    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("exports.base.os.fsync", full)
    reply = client.get("/export/small/anki")

    assert reply.status_code == 400
    assert "No space left on device" in reply.text


def test_the_first_page_leads_there(client):
    assert "/export/small" in Page(client.get("/").text).links
