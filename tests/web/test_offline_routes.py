"""What our script fetches: cards to come, its own modules, the manifest and the worker."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from app.services.prefetching import MOST
from app.store.ledger import Base
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import log_rows
from tests.services.banks import rate
from tests.web.pages import Page

SCRIPT = {"X-Fragment": "card"}
STATIC = Path("app/web/static")


def batch(client, query=""):
    reply = client.get(f"/study/small/batch{query}")
    assert reply.status_code == 200, reply.text
    return reply.json


def same(html: str) -> str:
    """Return a fragment without what differs each time it is drawn: fresh ids."""
    return re.sub(r'value="[0-9a-f-]{36}"', "", html)


def test_the_fragments_of_a_batch_are_those_of_the_pages(client, runtime):
    """But for Undo, which is there once the card before was answered."""
    rate(runtime, card_of(runtime, "b2"))
    for row in batch(client, "?n=20")["cards"]:
        front = client.get(f"/study/small?card={row['card']}", headers=SCRIPT).text
        back = client.post("/study/small/reveal", data={"card": row["card"]}, headers=SCRIPT).text
        for ours, theirs in ((row["front"], front), (row["back"], back)):
            counts = re.compile(r'<p id="counts".*?</p>', re.DOTALL)
            assert same(counts.sub("", ours)) == same(counts.sub("", theirs))
            assert Page(ours).ids == Page(theirs).ids


def test_the_cards_of_a_session_to_cram_are_those_of_its_pages(client, runtime, clock):
    rate(runtime, card_of(runtime, "b2"))  # there's something to undo
    of = f"topic=trade&since={clock()}"
    rows = client.get(f"/cram/small/batch?{of}&n=20").json["cards"]
    assert len(rows) > 5
    for place, row in enumerate(rows):
        have = ",".join(str(one["card"]) for one in rows[:place])
        alone = client.get(f"/cram/small/batch?{of}&n=1&have={have}").json["cards"]
        assert [(one["card"], one["item"]) for one in alone] == [(row["card"], row["item"])]
        assert f"{len(rows) - place}<span" in alone[0]["front"]
        front = client.get(f"/cram/small?{of}&card={row['card']}", headers=SCRIPT).text
        back = client.post(
            f"/cram/small/reveal?{of}", data={"card": row["card"]}, headers=SCRIPT
        ).text
        for ours, theirs in ((row["front"], front), (row["back"], back)):
            counts = re.compile(r'<p id="counts".*?</p>', re.DOTALL)
            assert same(counts.sub("", ours)) == same(counts.sub("", theirs))


def test_what_was_answered_in_a_session_comes_no_more_and_what_was_forgotten_last(client, clock):
    of = f"topic=rivers&since={clock()}"
    first, other = client.get(f"/cram/small/batch?{of}&n=9").json["cards"]
    answer = Page(first["back"]).form("card")
    client.post(answer.action, data={**answer.fields, "rating": "1"})
    rows = client.get(f"/cram/small/batch?{of}&n=9").json["cards"]
    assert [row["card"] for row in rows] == [other["card"], first["card"]]
    mine = client.get(f"/cram/small/batch?{of}&n=9&card={first['card']}").json["cards"]
    assert [row["card"] for row in mine] == [first["card"], other["card"]]


def test_a_session_of_what_does_not_exist_has_no_batch(client):
    assert client.get("/cram/nowhere/batch?weak=1").status_code == 404
    assert client.get("/cram/small/batch?topic=nowhere").status_code == 404
    assert client.get("/cram/small/batch?flag=9").status_code == 400


def test_a_batch_says_how_often_a_card_was_answered_when_it_was_drawn_and_till_when_it_holds(
    client, runtime, clock
):
    card = card_of(runtime, "b1")
    rate(runtime, card, 1)
    clock.forward(minutes=2)
    found = batch(client, "?n=2")

    first = found["cards"][0]
    assert (first["card"], first["seen"]) == (card, 1)
    assert found["at"] == clock.now
    assert found["until"] == runtime.moment().day_ends


def test_a_batch_follows_what_the_client_has(client):
    order = [row["card"] for row in batch(client, "?n=20")["cards"]]
    have = ",".join(map(str, order[:3]))

    assert [row["card"] for row in batch(client, f"?have={have}&n=2")["cards"]] == order[3:5]
    assert [row["card"] for row in batch(client, f"?card={order[4]}&n=2")["cards"]] == [
        order[4], order[0],
    ]  # fmt: skip


def test_a_batch_is_bounded_and_never_kept_by_a_cache(client):
    reply = client.get("/study/small/batch?n=9999")

    assert len(reply.json["cards"]) <= MOST
    assert len(reply.data) < 200_000
    assert reply.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("have", ["x", "1,x", "-1", "1.5", "9" * 30, "１"])
def test_cards_that_are_no_numbers_are_refused(client, have):
    reply = client.get("/study/small/batch", query_string={"have": have})

    assert reply.status_code == 400
    assert "`have` lists cards by their numbers" in Page(reply.text).text


@pytest.mark.parametrize(
    "path", ["/study/nowhere/batch", "/study/small/batch?topic=sea", "/study/small/batch?card=999"]
)
def test_there_is_no_batch_of_what_does_not_exist(client, path):
    assert client.get(path).status_code == 404


def test_a_batch_changes_nothing(client, runtime):
    before = dump(runtime, *Base.metadata.tables)
    batch(client, "?n=20&have=1,2")

    assert dump(runtime, *Base.metadata.tables) == before


# --- an answer whose mark had not come ---------------------------------------------------------


def send(client, card, **fields):
    data = {"card": card, "seen": 0, "rating": 3, "shown_at": 1, "review": "r-1", **fields}
    return client.post("/study/small/answer", data=data, headers=SCRIPT)


@pytest.mark.parametrize(
    ("item", "fields", "response", "rule"),
    [
        ("typed", {"text": "Keyalias"}, {"texts": ["Keyalias"]}, "exact"),
        ("choice", {"choice": "1"}, {"chosen": [1]}, None),
        ("statement", {"choice": "false"}, {"truth": False}, None),
        ("order", {"position-0": "1", "position-2": "2"}, {"places": [1, None, 2]}, None),
    ],
)
def test_a_response_that_comes_unmarked_is_marked_when_it_is_stored(  # noqa: PLR0913, PLR0917
    client, runtime, item, fields, response, rule
):
    card = card_of(runtime, item)
    assert send(client, card, unmarked="1", **fields).status_code == 200

    [row] = log_rows(runtime)
    assert json.loads(row["response"]) == response
    assert row["rule"]
    assert rule in (None, row["rule"])


def test_a_blank_response_is_none(client, runtime):
    send(client, card_of(runtime, "typed"), unmarked="1", text=" ")

    assert [row["response"] for row in log_rows(runtime)] == [None]


def test_an_answer_says_when_it_was_given(client, runtime, clock):
    at = clock.now - 3_600_000
    send(client, card_of(runtime, "card"), answered_at=at, shown_at=at - 2_000)

    [row] = log_rows(runtime)
    assert (row["answered_at"], row["duration_ms"]) == (at, 2_000)


@pytest.mark.parametrize("at", ["x", "-1", "1.5", "9" * 30])
def test_a_time_that_is_none_is_refused(client, runtime, at):
    assert send(client, card_of(runtime, "card"), answered_at=at).status_code == 400
    assert log_rows(runtime) == []


# --- the script ----------------------------------------------------------------------------------


def modules(client) -> list[str]:
    return re.findall(r'(?:src|href)="(/code/[^"]+)"', client.get("/").text)


def test_every_module_is_named_by_the_page_and_imports_are_versioned_with_it(client):
    """A relative import inherits the digest in the address of what imports it."""
    paths = modules(client)
    [folder] = {path.rpartition("/")[0] for path in paths}
    named = {path.rpartition("/")[2] for path in paths}
    for name in named:
        text = client.get(f"{folder}/{name}").text
        imported = re.findall(r"(?:from|import)\s*\(?['\"]([^'\"]+)['\"]", text)
        assert all(re.fullmatch(r"\./[a-z]+\.js", path) for path in imported), name
        assert {path.removeprefix("./") for path in imported} <= named


def test_a_module_is_kept_for_a_year_under_its_digest_and_not_at_all_under_another(client):
    for path in modules(client):
        fresh = client.get(path)
        old = client.get(re.sub(r"[0-9a-f]{12}", "000000000000", path))
        assert fresh.headers["Cache-Control"] == "public, max-age=31536000"
        assert old.headers["Cache-Control"] == "no-store"
        assert fresh.data == old.data


@pytest.mark.parametrize("name", ["worker.js", "citecards.css", "nowhere.js", "..%2fsite.py", "x"])
def test_nothing_but_a_module_is_sent_as_one(client, name):
    assert client.get(f"/code/0/{name}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/study/small/batch", "/static/citecards.css", "/code/0/study.js"]
)
def test_what_is_long_goes_out_packed_to_who_can_read_it(client, path):
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip, br"})

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < 0.5 * len(plain.data)
    assert len(gzip.decompress(packed.data)) == len(plain.data)
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    for reply in (plain, packed):
        assert "Accept-Encoding" in reply.headers["Vary"]
    for refused in ("gzip;q=0", "identity", ""):
        reply = client.get(path, headers={"Accept-Encoding": refused})
        assert "Content-Encoding" not in reply.headers


def test_no_page_is_packed(client):
    """Compressed beside what a stranger may choose, a secret could be guessed from the length."""
    reply = client.get("/study/small", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in reply.headers


# --- the app -------------------------------------------------------------------------------------


def test_the_manifest_says_how_to_install_and_its_address_has_its_digest(client):
    [path] = re.findall(r'rel="manifest" href="([^"]+)"', client.get("/").text)
    found = json.loads(client.get(path).text)

    assert (found["start_url"], found["scope"], found["display"]) == ("/", "/", "standalone")
    for icon in found["icons"]:
        assert client.get(icon["src"]).mimetype == icon["type"]
    assert client.get(path).headers["Cache-Control"] == "public, max-age=31536000"
    assert client.get("/manifest.webmanifest").headers["Cache-Control"] == "no-store"


def test_the_worker_is_asked_for_each_time_and_what_it_keeps_exists(client):
    reply = client.get("/sw.js")
    known = json.loads(reply.text.partition(" = ")[2].partition(";\n")[0])

    assert reply.headers["Cache-Control"] == "no-cache"
    assert all(client.get(path).status_code == 200 for path in known["shell"])
    assert set(modules(client)) < set(known["shell"])
    assert known["root"] == "/"
    assert re.fullmatch(r"[0-9a-f]{12}", known["version"])


def test_below_another_root_all_addresses_follow(client):
    under = {"environ_overrides": {"SCRIPT_NAME": "/cards"}}
    page = Page(client.get("/", **under).text)
    known = client.get("/sw.js", **under).text

    assert all(path.startswith("/cards/") for path in page.loads)
    assert '"root": "/cards/"' in known
    assert json.loads(client.get("/manifest.webmanifest", **under).text)["scope"] == "/cards/"
    assert modules(client)[0].startswith("/code/")
