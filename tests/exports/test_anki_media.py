"""Media of a package: what notes name is packed, and what isn't there is said."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from dataclasses import replace

import pytest

from exports.anki import Anki
from exports.anki_carried import is_frame
from exports.anki_carried import without
from exports.anki_media import names_in
from exports.anki_media import names_in_style

FILE = "0123456789abcdef0123456789abcdef.png"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("plain & <b>bold</b>", []),
        ('<img src="a b.png"> <img alt=x src=c.gif>', ["a b.png", "c.gif"]),
        ("<img src='it&#39;s.png'>", ["it's.png"]),
        ("[sound:a &amp; b.mp3][sound:c.mp3]", ["a & b.mp3", "c.mp3"]),
        ('<audio src="x.ogg"></audio><object data="y.svg"></object>', ["x.ogg", "y.svg"]),
        ('<img src="https://a.b/c.png"><img src="data:image/png;base64,x">', []),
        ('<img src="//a.b/c.png"><a href="d.png">', []),
    ],
)
def test_a_field_names_its_local_files(text, names):
    assert list(names_in(text)) == names


def test_a_style_names_its_fonts():
    css = '@import "_more.css"; @font-face { src: url("_a.ttf") } b { c: url(http://x/y) }'

    assert list(names_in_style(css)) == ["_more.css", "_a.ttf"]


@pytest.fixture
def with_media(write_bank, trade, select_all, tmp_path):
    """Return the small bank's selection with one picture and one sound in a card."""
    pictured = f"![A map](media/{FILE}) and [hear](media/sound.mp3), ![lost](media/gone.png)"
    bank = write_bank(trade=trade.replace("Seoul & nowhere else", f"'{pictured}'"))
    folder = tmp_path / "with-media"
    (folder / "media").mkdir(parents=True)
    (folder / "media" / FILE).write_bytes(b"a picture")
    (folder / "media" / "sound.mp3").write_bytes(b"a sound")
    media = {"Karte 1.png": FILE, "sound.mp3": "sound.mp3", "unused.png": "unused.png"}
    return select_all(replace(bank, folder=folder, media=media))


def test_what_is_used_is_packed_under_its_name_in_anki(with_media, tmp_path):
    Anki().write(with_media, tmp_path / "a.apkg")

    with zipfile.ZipFile(tmp_path / "a.apkg") as package:
        table = json.loads(package.read("media"))
        held = {
            table[number]: package.read(number) for number in table if not is_frame(table[number])
        }
    assert held == {"Karte 1.png": b"a picture", "sound.mp3": b"a sound"}


def test_a_file_that_is_not_there_is_said_and_nothing_is_left_out(with_media, tmp_path):
    report = Anki().write(with_media, tmp_path / "a.apkg")

    assert report.skipped == ()
    assert report.remarks == (
        "1 media file isn’t in the bank, and the cards go without: gone.png (in flash)",
    )


def test_many_missing_files_are_named_in_part(with_media, tmp_path):
    text = "".join(f"![x](media/no-{n}.png)" for n in range(7))
    item = with_media.bank.by_id["plain"].model_copy(update={"answer": text})
    report = Anki().write(replace(with_media, items=(item,)), tmp_path / "a.apkg")

    [line] = report.remarks
    assert line.startswith("7 media files aren’t in the bank")
    assert line.endswith("no-4.png (in plain) and 2 more")


def test_the_notes_say_the_names_that_are_packed(with_media, tmp_path):
    Anki().write(with_media, tmp_path / "a.apkg")
    with zipfile.ZipFile(tmp_path / "a.apkg") as package:
        connection = sqlite3.connect(":memory:")
        connection.deserialize(package.read("collection.anki2"))
    [[text]] = connection.execute("SELECT flds FROM notes WHERE flds LIKE '%Karte%'")
    connection.close()

    assert set(names_in(without(text))) == {"Karte 1.png", "sound.mp3", "gone.png"}


def test_a_file_without_a_name_in_media_yaml_is_packed_under_its_own(with_media, tmp_path):
    selection = replace(with_media, bank=replace(with_media.bank, media={}))
    report = Anki().write(selection, tmp_path / "a.apkg")

    with zipfile.ZipFile(tmp_path / "a.apkg") as package:
        names = set(json.loads(package.read("media")).values())
    assert {name for name in names if not is_frame(name)} == {FILE, "sound.mp3"}
    assert report.remarks == (
        "1 media file isn’t in the bank, and the cards go without: gone.png (in flash)",
    )
