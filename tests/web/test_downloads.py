"""Exports from the site: their names, types and what is in them."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

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


def test_the_first_page_offers_the_deck(client):
    assert "/export/small/anki" in Page(client.get("/").text).links
