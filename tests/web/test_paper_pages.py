"""The paper's page: links to the items of a sentence, what the marks say, and its weight."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event

from app.services.answering import answer
from tests.services.banks import flashcards
from tests.services.banks import rate
from tests.services.banks import submission
from tests.services.banks import write_bank
from tests.site import make_runtime
from tests.web.pages import Page
from tests.web.pages import browse

BUDGET = 60_000  # bytes of HTML


def labels(html: str) -> list[str]:
    return re.findall(r'<sup role="img" aria-label="([^"]+)"', html)


def test_a_cited_sentence_is_a_link_to_its_items(client):
    html = client.get("/paper/small").text
    links = [link for link in Page(html).links if "/P" in link]

    assert links == ["/paper/small/paper/P1.1", "/paper/small/paper/P2.1"]
    items = Page(client.get(links[0]).text).links
    assert [link for link in items if link.startswith("/item/")] == [
        f"/item/small/{name}"
        for name in "card gap choice response statement number order match essay b1 b2".split()
    ]
    assert labels(html) == ["11 items", "1 item"]


def test_recall_is_said_in_the_link(client, runtime):
    rate(runtime, 1)
    html = client.get("/paper/small").text

    assert labels(html) == ["11 items; predicted recall 100 %", "1 item; not studied yet"]
    assert labels(client.get("/paper/small?show=citations").text) == ["11 items", "1 item"]
    assert labels(client.get("/paper/small?show=plain").text) == []


def test_what_nothing_cites_is_said(tmp_path):
    runtime = make_runtime(tmp_path / "data", write_bank(tmp_path / "small"))
    client = browse(runtime)

    assert "1 of 2 sentences are cited." in client.get("/paper/small").text
    assert client.get("/paper/small").text.count("(no item cites this)") == 1
    page = client.get("/paper/small/paper/P2.1").text
    assert "No item cites it" in page
    assert "<code>P2:</code>" in page
    runtime.database.close()


def test_a_paper_that_nothing_cites_says_only_that(tmp_path):
    items = "  - {id: a, kind: flashcard, stem: A?, answer: a}"
    folder = write_bank(tmp_path / "small", {"trade": items})
    runtime = make_runtime(tmp_path / "data", folder)
    assert runtime.problems == {}
    html = browse(runtime).get("/paper/small").text

    assert "No item cites this paper yet." in html
    assert "<li>" not in html
    runtime.database.close()


def test_the_answer_of_an_item_is_folded(client):
    html = client.get("/item/small/typed").text
    before, answer_html = html.split("<details", 1)

    assert "Which town?" in before
    assert "Keytown" not in before
    assert "Keytown" in answer_html.split("</details>")[0]
    assert "/study/small?topic=trade" in Page(html).links
    assert "/paper/small/paper?item=typed#P2" in Page(html).links


@pytest.mark.parametrize(
    ("name", "key"),
    [("card", "Keyflash"), ("gap", "keycloze"), ("choice", "Keychoice"), ("number", "4711"),
     ("order", "Keyorder"), ("match", "Keypair"), ("essay", "Keymodel"), ("essay", "Keycriterion"),
     ("statement", "Keycorrection"), ("response", "Keyresponse")],
)  # fmt: skip
def test_every_kind_has_a_page_without_a_box_to_fill(client, name, key):
    html = client.get(f"/item/small/{name}").text

    assert key in html.split("<details", 1)[1].split("</details>")[0]
    assert key not in html.split("<details", 1)[0]
    assert {"input", "select", "textarea", "form"} & set(Page(html).tags) == set()


def test_an_address_of_a_sentence_is_written_in_one_way(client):
    for path in ("P1.1", "P1.1/", "p1.1", "P1,1", "P 1.1", "P1.1.1"):
        found = client.get(f"/paper/small/paper/{path}").status_code
        assert found == (200 if path == "P1.1" else 404), path


@pytest.mark.parametrize("show", ["recall", "citations", "plain"])
def test_the_shipped_paper_stays_within_its_weight(tmp_path, show):
    runtime = make_runtime(tmp_path / "data")
    for card in range(1, 61):
        answer(runtime, submission(runtime, card, 1 + card % 4))
    html = browse(runtime).get(f"/paper/japan-korea-2023?show={show}").data
    runtime.database.close()

    assert 10_000 < len(html) < BUDGET


@pytest.mark.parametrize("show", ["recall", "citations"])
def test_a_thousand_items_weigh_no_more(tmp_path, show):
    many = flashcards(*(f"a{number}" for number in range(1_000)))
    runtime = make_runtime(tmp_path / "data", write_bank(tmp_path / "small", {"trade": many}))
    html = browse(runtime).get(f"/paper/small?show={show}").data
    runtime.database.close()

    assert len(html) < 5_000


def test_two_queries_read_the_states_however_many_there_are(client, runtime):
    for card in range(1, 12):
        rate(runtime, card)
    asked = []

    def listen(connection, _record, _proxy):
        connection.set_trace_callback(asked.append)

    event.listen(runtime.database.engine, "checkout", listen)
    client.get("/paper/small")
    event.remove(runtime.database.engine, "checkout", listen)
    assert len([one for one in asked if "card_state" in one]) == 2
