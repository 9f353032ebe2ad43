"""The import page: a file goes in without JavaScript, its report says all, one click undoes it."""

from __future__ import annotations

import pytest

from app.web import work
from tests.services.banks import dump
from tests.web.pages import Page

TABLE = b"#separator:Comma\n#html:false\nHund,dog\nKatze,cat\n,nothing\n"


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    monkeypatch.setattr(work, "PATIENCE", 60)


def send(client, data=TABLE, name="words.csv"):
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + data + b"\r\n--b--\r\n"
    return client.post("/import", data=body, content_type="multipart/form-data; boundary=b")


def finished(client, data=TABLE, name="words.csv"):
    reply = send(client, data, name)
    assert (reply.status_code, reply.location) == (303, "/import/work")
    return client.get("/import/work")


def test_the_first_page_leads_there(client):
    assert "/import" in Page(client.get("/").text).links


def test_a_file_goes_in_and_its_report_says_what_was_left_out(client, runtime):
    reply = finished(client)
    assert reply.status_code == 303
    page = Page(client.get(reply.location).text)

    assert "words is here" in page.text
    assert "2 items added" in page.text
    assert "line 5: its first field is empty" in page.text
    assert "/study/words" in page.links
    assert client.get("/study/words").status_code == 200
    assert "words.csv" in client.get("/import").text
    assert list((runtime.settings.data / "imports").iterdir()) == []


def test_one_click_undoes_it(client, runtime):
    before = dump(runtime, "bank", "item", "card", "card_state")
    there = finished(client).location
    [undo] = [form for form in Page(client.get(there).text).forms if form.action.endswith("undo")]

    reply = client.post(undo.action)

    assert (reply.status_code, reply.location) == (303, "/import?said=undone")
    assert "was undone" in client.get(reply.location).text
    assert dump(runtime, "bank", "item", "card", "card_state") == before
    assert client.get(there).status_code == 404
    assert client.get("/study/words").status_code == 404


def test_the_same_file_again_is_nothing_new(client):
    finished(client)
    reply = finished(client)

    assert reply.status_code == 200
    assert "Nothing new" in reply.text


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [(b"", "a.csv", "it is empty"), (b"%PDF-1.4", "a.pdf", "it is a PDF"),
     (b"PK\x03\x04", "<b>.apkg", "&lt;b&gt;.apkg")],
)  # fmt: skip
def test_a_refused_file_is_told_and_nothing_is_left(client, runtime, data, name, words):
    reply = finished(client, data, name)

    assert reply.status_code == 400
    assert words in reply.text
    assert 'role="alert"' in reply.text
    assert list((runtime.settings.data / "imports").iterdir()) == []


def test_no_file_is_told_too(client):
    reply = client.post("/import", data={}, content_type="multipart/form-data")

    assert reply.status_code == 400
    assert "Choose a file first." in reply.text


def test_a_file_may_be_larger_than_a_form(client):
    rows = b"#separator:Comma\n#html:false\n" + b"".join(
        b"word %d,meaning %s\n" % (at, b"x" * 900) for at in range(1_500)
    )
    assert len(rows) > 1_000_000
    reply = finished(client, rows, "many.csv")
    assert "1500 items added" in client.get(reply.location).text


def test_how_far_it_is_is_told_to_a_script(client):
    assert client.get("/import/progress").get_json() == {"running": False, "percent": 100}
