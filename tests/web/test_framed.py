"""Imported cards on the pages: frames that can do nothing, and the media of the banks."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from app.services import notes as service
from app.web import framed
from app.web.filters import typed_same
from question_bank.loader import load
from question_bank.templates import Typed
from tests import notes
from tests.bank import small
from tests.site import make_runtime
from tests.web.pages import browse

MAP = notes.FILES["map.png"][0]


@pytest.fixture
def folder(tmp_path):
    return notes.write(tmp_path / "deck")


@pytest.fixture
def runtime(tmp_path, folder):
    made = make_runtime(tmp_path / "data", folder)
    yield made
    made.database.close()


@pytest.fixture
def client(runtime):
    return browse(runtime)


def policy(reply):
    return {
        rule.split()[0]: rule.split()[1:]
        for rule in reply.headers["Content-Security-Policy"].split(";")
    }


def frames(reply):
    return re.findall(r'<iframe [^>]*src="([^"]+)"', reply.text)


# ------------------------------------------------------------------ study
def test_a_card_is_shown_in_a_frame_that_may_do_nothing(client):
    page = client.get("/study/deck?card=1").text

    (tag,) = re.findall(r'<iframe class="day"[^>]*>', page)
    assert " sandbox " in tag
    assert "allow-" not in tag
    assert 'title="Question, as its deck draws it"' in tag


def test_a_style_with_a_night_of_its_own_has_a_frame_for_it(client):
    day, night = frames(client.get("/study/deck?card=1"))

    assert night == f"{day}&amp;night=1"
    assert len(frames(client.get("/study/deck?card=3"))) == 1


def test_both_sides_are_documents_of_their_own(client):
    front = client.get("/framed/deck/word/1/front").text
    back = client.get("/framed/deck/word/1/back").text

    assert '<div class="word">川</div>' in front
    assert "river" not in front
    assert "<b>river</b>" in back
    assert '<div class="word">川</div>' in back


def test_a_card_is_revealed_and_rated(client, runtime):
    page = client.post("/study/deck/reveal", data={"card": "1", "shown_at": "0"}).text

    assert "/framed/deck/word/1/back" in page
    assert "The passage" not in page
    sent = {"card": "1", "seen": "0", "review": "r-1", "shown_at": "0", "rating": "3"}
    assert client.post("/study/deck/answer", data=sent).status_code == 303
    with runtime.database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM review")).scalar() == 1


def test_what_is_to_be_typed_is_typed_outside_of_the_frame(client):
    front = client.get("/study/deck?card=2").text
    assert '<input type="text" name="text"' in front

    right = client.post("/study/deck/reveal", data={"card": "2", "text": " 川 "}).text
    assert "✓ as it stands" in right
    wrong = client.post("/study/deck/reveal", data={"card": "2", "text": "<i>山"}).text
    assert "&lt;i&gt;山" in wrong
    assert "it stands:" in wrong


def test_what_was_typed_is_compared_as_anki_does():
    assert typed_same("cafe\u0301  x", Typed("F", "café x"))
    assert not typed_same("cafe", Typed("F", "café"))
    assert typed_same("cafe", Typed("F", "café", accents=False))
    assert not typed_same("Café", Typed("F", "café"))


@pytest.mark.parametrize(
    "path",
    ["/study/deck?card=4", "/item/deck/masks", "/browse/deck", "/card/deck/1", "/edit/deck/word",
     "/paper/deck", "/study/deck/batch?n=6", "/statistics/deck", "/quiz/deck", "/cram/deck",
     "/browse/deck?q=kind:note", "/browse/deck?q=river", "/quiz/deck/print?n=3&key=1"],
)  # fmt: skip
def test_every_page_copes_with_notes(client, path):
    reply = client.get(path)

    assert reply.status_code == (404 if path == "/paper/deck" else 200), reply.text[:500]


def test_a_note_is_found_by_its_words_and_not_by_its_tags(client):
    assert "word" in client.get("/browse/deck?q=river").text
    assert 'href="/card/deck/1"' not in client.get("/browse/deck?q=sound").text


def test_a_quiz_asks_notes_and_the_learner_judges(client):
    page = client.post("/quiz/deck/take", data={"attempt": "at-1", "n": "3"}).headers["Location"]

    assert client.get(page).text.count("<iframe") >= 3
    client.post(page, data={})
    assert "I knew it" in client.get(page).text


def test_a_card_without_its_note_type_says_so(client, folder):
    (folder / "note_types" / "words.yaml").unlink()

    page = client.get("/study/deck?card=1")
    assert (page.status_code, frames(page)) == (200, [])
    assert "This card can’t be shown" in page.text
    assert client.get("/framed/deck/word/1/front").status_code == 404


# ------------------------------------------------------------------ the frame's document
def test_a_frame_may_ask_only_for_media_of_the_banks(client):
    reply = client.get("/framed/deck/nasty/1/back", base_url="http://localhost:8000")
    media = f"http://localhost:8000/framed/media/{framed._KEY}/"

    assert policy(reply) == {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": [media, "data:"],
        "media-src": [media],
        "font-src": [media],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["http://localhost:8000"],
        "sandbox": [],
    }
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["X-DNS-Prefetch-Control"] == "off"


@pytest.mark.parametrize(
    "path",
    ["/framed/deck/word/1/side", "/framed/deck/word/3/front", "/framed/deck/gone/1/front",
     "/framed/gone/word/1/front", "/framed/deck/word/x/front", f"/framed/media/wrong/{MAP}",
     "/framed/media/wrong/x"],
)  # fmt: skip
def test_there_is_no_other_frame(client, path):
    assert client.get(path).status_code == 404


def test_a_frame_of_this_version_is_kept_and_another_is_not(client):
    (now, *_) = frames(client.get("/study/deck?card=3"))

    assert "immutable" in client.get(now).headers["Cache-Control"]
    assert client.get(f"{now[:-1]}-").headers["Cache-Control"] == "no-store"


def test_an_edit_of_the_note_type_changes_the_frames_address(client, folder):
    before = frames(client.get("/study/deck?card=3"))
    path = folder / "note_types" / "nasty.yaml"
    path.write_text(path.read_text().replace("Nasty", "Other"))

    assert frames(client.get("/study/deck?card=3")) != before


# ------------------------------------------------------------------ media
@pytest.mark.parametrize("name", ["map.png", "say it.mp3", "drawing.svg"])
def test_a_media_file_is_sent_as_what_it_is_and_can_do_nothing(client, name):
    file, data = notes.FILES[name]
    reply = client.get(f"/media/{file}")

    assert reply.data == data
    assert reply.mimetype in ("image/png", "audio/mpeg", "image/svg+xml")
    assert policy(reply) == {"sandbox": [], "default-src": ["'none'"]}
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "immutable" in reply.headers["Cache-Control"]
    assert "Set-Cookie" not in reply.headers


def test_a_part_of_a_sound_can_be_asked_for(client):
    file, data = notes.FILES["say it.mp3"]
    reply = client.get(f"/media/{file}", headers={"Range": "bytes=0-2"})

    assert (reply.status_code, reply.data) == (206, b"ID3")
    assert reply.headers["Content-Range"] == f"bytes 0-2/{len(data)}"


@pytest.mark.parametrize(
    "path",
    ["/media/../bank.yaml", "/media/..%2fbank.yaml", "/media/%2e%2e/bank.yaml", "/media/bank.yaml",
     "/media/gone.png", "/media/", "/media/x.png%00", "/media/%5c..%5cbank.yaml",
     "/media//etc/passwd", "/media/note_types"],
)  # fmt: skip
def test_no_other_file_is_sent(client, path):
    assert client.get(path).status_code == 404


def test_a_link_out_of_the_folder_is_not_followed(client, folder, tmp_path):
    (tmp_path / "secret.png").write_bytes(b"secret")
    (folder / "media" / "link.png").symlink_to(tmp_path / "secret.png")

    assert client.get("/media/link.png").status_code == 404


def test_a_name_that_is_no_hash_is_asked_for_again(client, folder):
    (folder / "media" / "plain.png").write_bytes(notes.PICTURE)

    assert "immutable" not in client.get("/media/plain.png").headers["Cache-Control"]


def test_a_frame_of_no_origin_gets_its_media(client):
    reply = client.get(f"/framed/media/{framed._KEY}/{MAP}")

    assert reply.data == notes.PICTURE
    assert reply.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_an_import_that_came_while_the_site_runs_is_found(runtime):
    later = notes.write(runtime.settings.data / "banks" / "later")
    (later / "bank.yaml").write_text((later / "bank.yaml").read_text().replace("deck", "later"))

    assert service.folder_of(runtime, "later") == later
    assert service.folder_of(runtime, "gone") is None


def test_a_bank_from_the_store_gets_its_note_types_back(runtime, folder):
    with runtime.database.read() as connection:
        from app.store import content  # noqa: PLC0415 - this test alone

        bank = content.load_bank(connection, "deck")
    whole = service.with_folder(runtime, bank)

    assert (whole.folder, dict(whole.media)) == (folder, dict(load(folder).media))
    assert whole.note_types == load(folder).note_types


# ------------------------------------------------------------------ edit
def test_a_note_is_edited_as_its_fields(client, folder):
    page = client.get("/edit/deck/word").text
    digest = re.search(r'name="digest" value="([^"]+)"', page)[1]
    assert "&lt;b&gt;river&lt;/b&gt;" in page

    sent = {
        "digest": digest, "do": "save", "fields.Word": "川", "fields.Meaning": "a <i>river</i>",
        "fields.Sound": "", "bloom": "remember", "difficulty": "medium",
    }  # fmt: skip
    assert client.post("/edit/deck/word", data=sent).status_code == 303
    (item, *_) = load(folder).items
    assert item.fields == {"Word": "川", "Meaning": "a <i>river</i>", "Sound": ""}
    assert "a <i>river</i>" in client.get("/framed/deck/word/1/back").text


def test_a_picture_in_markdown_is_one_of_the_banks(tmp_path):
    topic = small.TOPIC.replace("answer: Seoul", 'answer: "![map](media/x.png)"')
    runtime = make_runtime(tmp_path / "data", small.write(tmp_path / "small", {"a.yaml": topic}))

    page = browse(runtime).post("/study/small/reveal", data={"card": "1"}).text
    assert '<img src="/media/x.png" alt="map" loading="lazy">' in page
    runtime.database.close()
