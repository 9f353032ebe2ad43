"""Study whatever the connection does: no answer is lost, none is stored twice, all is said."""

from __future__ import annotations

import json
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from app.quiz.accepted import accepted
from app.services import study as study_service
from tests.e2e.hands import BANK
from tests.e2e.hands import back
from tests.e2e.hands import card_of_each_kind
from tests.e2e.hands import counts
from tests.e2e.hands import front
from tests.e2e.hands import give
from tests.e2e.hands import give_by_keys
from tests.e2e.hands import settle
from tests.e2e.hands import study
from tests.site import MORNING

pytestmark = pytest.mark.browser

LOST = "ERR_INTERNET_DISCONNECTED"
FRONT = "#card:not(.answered)"
QUEUED = """(n) => new Promise((resolve) => {
  const end = Date.now() + 20_000;
  const look = () => {
    if (Date.now() > end) return resolve(false);
    const open = indexedDB.open('citecards', 1);
    open.onsuccess = () => {
      const rows = open.result.transaction('ahead').objectStore('ahead').getAll();
      rows.onsuccess = () => {
        open.result.close();
        rows.result.some((row) => row.queue.length >= n) ? resolve(true) : setTimeout(look, 50);
      };
    };
  };
  look();
})"""


@pytest.fixture
def app_page(open_page, site):
    """Open a page that keeps cards and pages for a lost connection, its worker at work."""
    page = open_page(service_workers="allow")
    page.goto(f"{site.base}/keys")
    page.get_by_label("to study without a connection").check()
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    return page


def prepared(page, cards: int) -> None:
    """Wait until so many cards are kept."""
    assert page.evaluate(QUEUED, cards)


def answer(page, key: str) -> None:
    """Answer the card on the page by keys, whether or not there's a connection."""
    give_by_keys(page)
    page.keyboard.press(key)
    page.locator(FRONT).wait_for()


def said(page, words: str) -> None:
    """Wait until the state line says words."""
    page.get_by_role("status").get_by_text(words).wait_for()


def log(site) -> list[dict]:
    """Return the log's rows, oldest first."""
    rows = text("SELECT * FROM review ORDER BY seq")
    with site.runtime.database.read() as connection:
        return [dict(row._mapping) for row in connection.execute(rows)]


def test_ten_answers_without_a_connection_and_a_reload_are_stored_once_in_order(
    site, app_page, watch
):
    watch.allowed.append(LOST)
    page = app_page
    study(page, site.base)
    prepared(page, 15)
    page.context.set_offline(True)
    for number in range(10):
        answer(page, "134"[number % 3])
    said(page, "10 answers waiting to be sent")
    stem = page.locator(".stem").inner_text()
    page.reload()
    said(page, "10 answers waiting to be sent")
    page.get_by_text(stem).wait_for()
    answer(page, "4")
    page.context.set_offline(False)
    front(page).wait_for()
    said(page, "Sent.")

    assert site.answers() == [
        *((number + 1, int("134"[number % 3])) for number in range(10)), (11, 4),
    ]  # fmt: skip
    assert len(log(site)) == 11


def test_answers_wait_in_a_closed_tab_and_go_out_from_any_page(site, page, watch):
    watch.allowed.append(LOST)
    study(page, site.base)
    prepared(page, 2)
    page.context.set_offline(True)
    for _ in range(2):
        answer(page, "3")
    said(page, "2 answers waiting to be sent")
    context = page.context
    page.close()
    context.set_offline(False)
    other = context.new_page()
    other.goto(f"{site.base}/paper/{BANK}")
    other.locator("html:not([data-waiting])").wait_for()
    settle(other, site, 2)

    assert site.answers() == [(1, 3), (2, 3)]


def test_an_answer_counts_when_it_was_given(site, page, watch):
    watch.allowed.append(LOST)
    study(page, site.base)
    prepared(page, 2)
    page.context.set_offline(True)
    answer(page, "3")
    said(page, "1 answer waiting to be sent")
    site.clock.forward(minutes=50)
    page.context.set_offline(False)
    front(page).wait_for()

    [row] = log(site)
    assert MORNING <= row["answered_at"] < MORNING + 60_000
    assert row["duration_ms"] < 30_000


@contextmanager
def serving(data, port: int):
    """Start ``citecards serve`` on a port; yield the process."""
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port), "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            process.stdout.readline()
            yield process
        finally:
            process.kill()


def test_a_server_that_is_killed_in_mid_session_loses_nothing(tmp_path, page, watch):
    watch.allowed += ["ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE"]
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with serving(tmp_path, port) as process:
        study(page, f"http://127.0.0.1:{port}")
        prepared(page, 2)
        answer(page, "3")
        prepared(page, 5)
        page.keyboard.press("Space")
        process.send_signal(signal.SIGKILL)
        process.wait()
    page.locator("#card.answered").wait_for()
    page.keyboard.press("4")
    page.locator(FRONT).wait_for()
    answer(page, "4")
    said(page, "2 answers waiting to be sent")
    with serving(tmp_path, port):
        front(page).wait_for(timeout=40_000)
    with closing(sqlite3.connect(tmp_path / "citecards.db")) as data:
        rows = data.execute("SELECT rating, undone_by FROM review ORDER BY seq").fetchall()

    assert rows == [(3, None), (4, None), (4, None)]


def test_two_tabs_without_a_connection_lose_nothing(site, page, watch):
    watch.allowed.append(LOST)
    topics = [row.id for row in study_topics(site)][:2]
    other = page.context.new_page()
    tabs = (page, other)
    for tab, topic in zip(tabs, topics, strict=True):
        study(tab, site.base, topic=topic)
        tab.wait_for_load_state("networkidle")  # each has its own next cards
        prepared(tab, 2)
    page.context.set_offline(True)
    given = []
    for tab in (page, other, page, other):
        given.append(int(tab.locator("#card > input[name=card]").input_value()))
        answer(tab, "4")
    for tab in tabs:
        said(tab, "answers waiting to be sent")
    page.context.set_offline(False)
    for tab in tabs:
        front(tab).wait_for()

    assert site.answers() == [(card, 4) for card in given]
    assert len(log(site)) == 4


def study_topics(site):
    """Return the topics of the shipped bank."""
    from app.services import study as service  # noqa: PLC0415 - this look alone

    return service.turn(site.runtime, service.deck(site.runtime, BANK)).info.topics


def test_a_slow_server_keeps_nobody_waiting(site, page):
    study(page, site.base)
    prepared(page, 2)

    def late(route):
        time.sleep(0.4)
        route.continue_()

    page.route("**/answer*", late)
    asked = []
    for _ in range(3):
        asked.append(page.locator(".stem").inner_text())
        page.keyboard.press("Space")
        page.keyboard.press("4")
    assert len(set(asked)) == 3
    front(page).wait_for()

    assert site.answers() == [(1, 4), (2, 4), (3, 4)]


def test_a_reply_that_is_lost_stores_the_answer_once(site, page, watch):
    watch.allowed.append("ERR_FAILED")
    study(page, site.base)
    prepared(page, 2)
    lost = []

    def lose(route):
        if len(lost) < 2:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route("**/answer*", lose)
    answer(page, "4")
    front(page).wait_for()

    assert [reply.status for reply in lost] == [200, 200]
    assert len(log(site)) == 1


@pytest.mark.parametrize("body", ["<html>Welcome to the hotel: log in</html>", ""])
def test_a_reply_that_is_not_ours_is_none(site, page, body):
    """What a captive portal says to everything is no word of the server."""
    study(page, site.base)
    prepared(page, 2)
    page.route("**/answer*", lambda route: route.fulfill(status=200, body=body))
    answer(page, "4")
    said(page, "1 answer waiting to be sent")
    assert site.answers() == []
    page.unroute("**/answer*")
    front(page).wait_for()

    assert site.answers() == [(1, 4)]


def test_undo_takes_the_last_waiting_answer_out(site, page, watch):
    watch.allowed.append(LOST)
    study(page, site.base)
    prepared(page, 2)
    page.context.set_offline(True)
    answer(page, "3")
    asked = page.locator(".stem").inner_text()
    answer(page, "3")
    said(page, "2 answers waiting to be sent")
    page.keyboard.press("u")
    page.get_by_text(asked).wait_for()
    said(page, "1 answer waiting to be sent")
    answer(page, "4")
    page.context.set_offline(False)
    front(page).wait_for()

    assert site.answers() == [(1, 3), (2, 4)]
    assert len(log(site)) == 2


def test_undo_of_an_answer_that_may_have_arrived_is_sent_after_it(site, page, watch):
    watch.allowed.append("ERR_FAILED")
    study(page, site.base)
    prepared(page, 2)
    asked = page.locator(".stem").inner_text()

    arrived, mended = [], []

    def lose(route):
        if mended:
            route.continue_()
            return
        if not arrived:
            arrived.append(route.fetch())
        route.abort()

    page.route("**/answer*", lose)
    answer(page, "3")
    page.keyboard.press("Space")  # undo works on the back too
    page.locator("#card.answered").wait_for()
    said(page, "1 answer waiting to be sent")
    page.locator("#undo").evaluate("form => form.requestSubmit()")
    page.get_by_text(asked).wait_for()
    assert site.answers() == [(1, 3)]
    mended.append(True)
    front(page).wait_for()

    assert site.answers() == []
    page.keyboard.press("Space")
    page.keyboard.press("4")
    front(page).wait_for()
    assert site.answers() == [(1, 4)]


def test_undo_goes_back_through_thirty_answers(site, page):
    study(page, site.base)
    for _ in range(30):
        give_by_keys(page)
        page.keyboard.press("4")
        page.locator(FRONT).wait_for()
    front(page).wait_for()
    for left in range(11, 41):
        page.locator("#undo").evaluate("form => form.requestSubmit()")
        page.wait_for_function(
            "(left) => document.querySelector('#counts .n').innerText.startsWith(left)",
            arg=str(left),
        )

    assert site.answers() == []
    assert counts(page) == (40, 0, 0)


def test_a_refused_answer_stays_to_be_read_and_the_others_go_on(site, page, watch):
    watch.allowed += [LOST, "status of 409"]
    study(page, site.base)
    prepared(page, 2)
    page.context.set_offline(True)
    stem = page.locator(".stem").inner_text()
    for _ in range(2):
        answer(page, "3")
    said(page, "2 answers waiting to be sent")
    from tests.services.banks import rate  # noqa: PLC0415 - as if on another device

    rate(site.runtime, 1, 1)
    page.context.set_offline(False)
    head = page.get_by_role("heading", name="Already answered")
    head.wait_for()
    front(page).wait_for()
    assert site.answers() == [(1, 1), (2, 3)]
    box = page.get_by_role("region", name="Already answered")
    assert stem[:60] in box.inner_text()
    assert "nothing was stored" in box.inner_text()
    page.goto(site.base)  # it waits until it has been read
    head.wait_for()
    page.get_by_role("link", name="Go on studying").click()
    front(page).wait_for()
    assert head.count() == 0
    page.reload()
    front(page).wait_for()
    assert head.count() == 0


FORBID = """for (const name of ['indexedDB', 'localStorage'])
  Object.defineProperty(window, name, { get() { throw new Error('forbidden'); } });"""
ONLY_LOCAL = "Object.defineProperty(window, 'indexedDB', { get() { throw new Error('no'); } });"


def test_where_nothing_may_be_kept_answers_wait_in_the_page(site, page, watch):
    watch.allowed.append(LOST)
    page.add_init_script(FORBID)
    study(page, site.base)
    page.wait_for_load_state("networkidle")
    answer(page, "3")
    front(page).wait_for()
    page.context.set_offline(True)
    answer(page, "4")
    said(page, "1 answer waiting to be sent. This browser keeps nothing: leave this page open.")
    page.context.set_offline(False)
    front(page).wait_for()

    assert site.answers() == [(1, 3), (2, 4)]


def test_without_a_database_the_lesser_store_keeps_answers_over_a_reload(site, page, watch):
    watch.allowed.append(LOST)
    page.add_init_script(ONLY_LOCAL)
    study(page, site.base)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    answer(page, "4")
    said(page, "1 answer waiting to be sent.")
    page.context.set_offline(False)
    page.goto(site.base)
    page.locator("html:not([data-waiting])").wait_for()
    settle(page, site, 1)

    assert site.answers() == [(1, 4)]


@pytest.mark.parametrize("kind", ["multiple choice", "true or false"])
@pytest.mark.parametrize("place", [0, 1])
def test_what_the_page_marks_itself_looks_as_the_server_draws_it(kind, place, site, page, watch):
    watch.allowed.append("ERR_FAILED")
    card = card_of_each_kind(site.base)[kind]
    looks = []
    for alone in (False, True):
        if alone:
            page.route("**/batch?*", lambda route: route.abort())
        study(page, site.base, card)
        page.wait_for_load_state("networkidle")
        page.locator("#card .options label").nth(place).click()
        page.keyboard.press("Space")
        back(page).wait_for()
        article = page.locator("#card article").inner_html()
        looks.append(
            (re.sub(r"\s+", "", article), page.locator("[data-default]").last.inner_text())
        )

    assert looks[0] == looks[1]


@pytest.mark.parametrize("kind", ["multiple choice", "short answer", "matching", "open question"])
def test_what_was_given_without_a_connection_is_marked_when_it_is_stored(kind, site, page, watch):
    watch.allowed.append(LOST)
    study(page, site.base, card_of_each_kind(site.base)[kind])
    prepared(page, 2)
    page.context.set_offline(True)
    give(page)
    page.keyboard.press("1")
    page.locator(FRONT).wait_for()
    page.context.set_offline(False)
    front(page).wait_for()

    [row] = log(site)
    assert json.loads(row["response"])
    assert row["rule"]
    assert row["rating"] == 1


def test_a_typed_answer_is_the_learners_to_judge_without_a_connection(site, page, watch):
    watch.allowed.append(LOST)
    study(page, site.base, card_of_each_kind(site.base)["short answer"])
    prepared(page, 2)
    page.context.set_offline(True)
    page.keyboard.type("something else")
    page.keyboard.press("Enter")
    back(page).wait_for()
    said(page, "No connection: your answer is marked when it is sent. Judge it yourself for now.")
    assert "You wrote something else" in page.locator(".given").inner_text()
    assert page.locator("[data-default]").inner_text().endswith("Good")


@pytest.mark.parametrize("kind", ["short answer", "cloze", "numeric"])
def test_what_is_right_letter_by_letter_looks_as_the_server_draws_it(kind, site, page, watch):
    watch.allowed.append("ERR_FAILED")
    card, texts = sure(site, kind)
    looks = []
    for alone in (False, True):
        if alone:
            page.route("**/batch?*", lambda route: route.abort())
        study(page, site.base, card)
        page.wait_for_load_state("networkidle")
        for box, typed in zip(page.locator("#card input[type=text]").all(), texts, strict=True):
            box.fill(f" {typed.upper()}  ")
        page.keyboard.press("Enter")
        back(page).wait_for()
        page.locator(".verdict.correct").wait_for()
        article = page.locator("#card article").inner_html()
        looks.append(re.sub(r"\s+", "", article))
        assert page.locator("[data-default]").last.inner_text().endswith("Good")

    assert looks[0] == looks[1]


def sure(site, kind: str) -> tuple[int, list[str]]:
    """Return a card of a kind that the page can mark by itself, and what is right in its boxes."""
    for card in range(card_of_each_kind(site.base)[kind], 400):
        side = study_service.back(site.runtime, study_service.deck(site.runtime, BANK), card).card
        boxes = accepted(side.item, side.n) if side.item.kind == kind.replace(" ", "_") else ()
        if boxes:
            return card, [box[0] for box in boxes]
    raise LookupError(kind)


def test_a_typed_answer_that_is_right_is_marked_without_a_connection(site, page, watch):
    watch.allowed.append(LOST)
    card, [typed] = sure(site, "numeric")
    study(page, site.base, card)
    prepared(page, 2)
    page.context.set_offline(True)
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    page.locator(".verdict.correct").wait_for()
    page.keyboard.press("Space")
    page.locator(FRONT).wait_for()
    page.context.set_offline(False)
    front(page).wait_for()

    [row] = log(site)
    assert (row["rating"], row["points"]) == (3, 1.0)


def test_acts_without_a_connection_show_at_once_and_are_done_when_it_is_there(
    site, app_page, watch
):
    watch.allowed.append(LOST)
    page = app_page
    study(page, site.base, card_of_each_kind(site.base)["flashcard"])
    prepared(page, 6)
    page.context.set_offline(True)
    cards = []
    for keys, line in ((("f", "3"), "Flag 3: green"), (("*",), "Flag 3: green · ★ marked")):
        for key in keys:
            page.keyboard.press(key)
        page.locator(".held").get_by_text(line, exact=True).wait_for()
    for key in "-@=":
        cards.append(asked(page))
        page.keyboard.press(key)
        goes_from(page, cards[-1])
    answer(page, "3")
    said(page, "No connection: 1 answer and 5 changes waiting to be sent.")
    page.reload()
    said(page, "No connection: 1 answer and 5 changes waiting to be sent.")
    page.context.set_offline(False)
    page.locator("html:not([data-waiting])").wait_for()

    buried, suspended, with_item = (state(site, card) for card in cards)
    assert (buried["flag"], buried["marked"]) == (3, 1)
    assert buried["buried_until"]
    assert suspended["suspended"]
    assert with_item["buried_until"]
    assert [rating for _, rating in site.answers()] == [3]


def test_a_card_of_an_item_put_aside_without_a_connection_is_not_asked(site, page, watch):
    """The item's other cards are here already, drawn before."""
    watch.allowed.append(LOST)
    with site.runtime.database.write() as connection:
        first = "(SELECT item_pk FROM card WHERE id = 1)"
        connection.execute(text(f"UPDATE card SET item_pk = {first}, n = 2 WHERE id = 2"))  # noqa: S608
    study(page, site.base, 1)
    prepared(page, 2)
    page.context.set_offline(True)
    page.keyboard.press("=")
    goes_from(page, 1)
    assert asked(page) == 3


def test_undo_takes_a_waiting_act_out(site, page, watch):
    watch.allowed.append(LOST)
    keep_many(page, site)
    study(page, site.base, card_of_each_kind(site.base)["flashcard"])
    prepared(page, 4)
    page.context.set_offline(True)
    page.keyboard.press("f")
    page.keyboard.press("3")
    page.locator(".held").wait_for()
    card = asked(page)
    page.keyboard.press("-")
    goes_from(page, card)
    page.keyboard.press("u")
    page.locator(".held").get_by_text("Flag 3").wait_for()
    assert asked(page) == card
    page.context.set_offline(False)
    page.locator("html:not([data-waiting])").wait_for()

    assert (state(site, card)["flag"], state(site, card)["buried_until"]) == (3, 0)


def keep_many(page, site) -> None:
    """Let the page keep as many cards as one that is installed."""
    page.goto(f"{site.base}/keys")
    page.evaluate("localStorage.setItem('citecards.offline', 'on')")


def asked(page) -> int:
    """Return the card on the page."""
    return int(page.locator("#card input[name=card]:not([form])").get_attribute("value"))


def goes_from(page, card: int) -> None:
    """Wait for the card after one."""
    page.locator(f'#card input[name=card]:not([form])[value="{card}"]').wait_for(state="detached")
    page.locator(FRONT).wait_for()


def state(site, card: int) -> dict:
    """Return what is stored of a card."""
    row = text("SELECT * FROM card_state WHERE card_id = :card")
    with site.runtime.database.read() as connection:
        return dict(connection.execute(row, {"card": card}).one()._mapping)


def test_a_session_to_cram_goes_to_its_end_without_a_connection(site, page, watch):
    watch.allowed.append(LOST)
    before = [state(site, card) for card in range(1, 30)]
    keep_many(page, site)
    page.goto(f"{site.base}/cram/{BANK}?passage=P12")
    left = int(re.match(r"\d+", page.locator("#counts").inner_text())[0])
    prepared(page, left - 1)
    page.context.set_offline(True)
    order = []
    for number in range(left + 1):
        order.append(asked(page))
        give_by_keys(page)
        page.keyboard.press("3" if number else "1")
        if number < left:
            goes_from(page, order[-1])
    assert order[-1] == order[0]
    assert sorted(order[:-1]) == sorted({*order})
    page.context.set_offline(False)
    page.get_by_role("heading", name="Through with it").wait_for()

    assert site.answers() == [(card, 3 if place else 1) for place, card in enumerate(order)]
    assert {row["kind"] for row in log(site)} == {"cram"}
    assert [state(site, card) for card in range(1, 30)] == before


def test_till_the_mark_has_come_space_presses_nothing_and_digits_do(site, page):
    card = card_of_each_kind(site.base)["short answer"]
    study(page, site.base, card)
    prepared(page, 2)
    waiting = []
    page.route("**/reveal*", lambda route: waiting.append(route))  # noqa: PLW0108
    page.keyboard.type("something else")
    page.keyboard.press("Enter")
    page.locator("#card[data-marking]").wait_for()
    page.locator("#where").focus()
    page.keyboard.press("Space")
    assert page.locator("#card.answered").count() == 1
    page.keyboard.press("2")
    front(page).wait_for()
    waiting[0].continue_()
    settle(page, site, 1)

    assert page.locator("#card.answered").count() == 0
    assert site.answers() == [(card, 2)]


def test_the_site_can_be_installed(site, app_page):
    page = app_page
    page.goto(site.base)
    session = page.context.new_cdp_session(page)
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # a test's window is private, where nothing can be installed
    assert [row["errorId"] for row in errors if row["errorId"] != "in-incognito"] == []
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert json.loads(manifest["data"])["display"] == "standalone"


def test_pages_that_were_visited_are_there_without_a_connection_and_say_so(site, app_page, watch):
    watch.allowed += [LOST, "ERR_FAILED"]
    page = app_page
    for path in ("/", f"/paper/{BANK}"):
        page.goto(site.base + path)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    for path, head in (("/", "Japan"), (f"/paper/{BANK}", "")):
        page.goto(site.base + path)
        said(page, "No connection: this page is as it was when you last saw it.")
        assert head in page.locator("h1").first.inner_text()
    page.goto(f"{site.base}/quiz/{BANK}")
    page.get_by_role("heading", name="No connection").wait_for()
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()


def test_the_worker_keeps_what_was_asked_for_and_never_what_was_sent(site, app_page):
    page = app_page
    study(page, site.base)
    prepared(page, 15)
    answer(page, "4")
    front(page).wait_for()
    kept = """async () => {
      const found = [];
      for (const name of await caches.keys())
        for (const one of await (await caches.open(name)).keys()) found.push([one.method, one.url]);
      return found;
    }"""
    rows = page.evaluate(kept)
    paths = {url.removeprefix(site.base).partition("?")[0] for _, url in rows}
    assert {method for method, _ in rows} == {"GET"}
    assert all(url.startswith(site.base + "/") for _, url in rows)
    assert {f"/study/{BANK}", "/offline", "/keys", "/static/citecards.css"} <= paths
    assert not [path for path in paths if path.endswith(("/answer", "/reveal", "/batch", "/undo"))]


def test_a_card_answered_elsewhere_is_not_asked_from_what_was_kept(site, app_page, watch):
    """A kept page shows an old card; what is asked is the first kept card not yet answered."""
    watch.allowed.append(LOST)
    page = app_page
    study(page, site.base)
    prepared(page, 15)
    for _ in range(3):
        answer(page, "4")
    front(page).wait_for()
    stem = page.locator(".stem").inner_text()
    page.context.set_offline(True)
    page.reload()
    page.get_by_text(stem).wait_for()
    answer(page, "4")
    page.context.set_offline(False)
    front(page).wait_for()

    assert site.answers() == [(card, 4) for card in (1, 2, 3, 4)]
