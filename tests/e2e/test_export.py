"""The button that takes a bank to Anki."""

from __future__ import annotations

import sqlite3
import zipfile

import pytest

from tests.e2e.hands import BANK

pytestmark = pytest.mark.browser


def test_the_button_downloads_a_deck_that_anki_can_open(shown, page, tmp_path):
    page.goto(shown.base)
    page.get_by_role("link", name="Export", exact=True).click()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download").click()
    name = coming.value.suggested_filename
    assert name.endswith(".apkg")
    coming.value.save_as(tmp_path / name)
    with zipfile.ZipFile(tmp_path / name) as deck:
        assert deck.testzip() is None
        assert "media" in deck.namelist()
        deck.extract("collection.anki2", tmp_path)
    collection = sqlite3.connect(tmp_path / "collection.anki2")
    try:
        notes, cards = (
            collection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in ("notes", "cards")
        )
    finally:
        collection.close()
    page.goto(f"{shown.base}/quiz/{BANK}")
    items = sum(
        int(number)
        for number in page.locator("fieldset").first.locator(".points").all_inner_texts()
    )
    assert notes == items
    assert cards >= notes
    assert page.url == f"{shown.base}/quiz/{BANK}"


def test_the_same_bank_gives_the_same_file(shown, page):
    one, two = (page.request.get(f"{shown.base}/export/{BANK}/anki").body() for _ in range(2))
    assert one == two
