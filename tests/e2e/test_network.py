"""What goes over the wire: to this machine alone, and little of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.e2e.hands import BANK
from tests.e2e.hands import KIND_NAMES
from tests.e2e.hands import card_of_each_kind
from tests.e2e.hands import front
from tests.e2e.hands import give
from tests.e2e.hands import study
from tests.e2e.scenes import show

if TYPE_CHECKING:
    from playwright.sync_api import Response

pytestmark = pytest.mark.browser

LIMIT = 60_000  # bytes of the study page, all told


@pytest.mark.parametrize(
    "scene", ["home", "back of matching", "paper with marks", "result", "print"]
)
def test_no_page_asks_another_host(scene, request, page, watch):
    show(scene, request, page)
    hosts = {urlsplit(url).hostname for url in watch.asked}
    assert hosts == {"127.0.0.1"}


def test_the_watch_itself_would_notice(shown, page, watch):
    watch.allowed += ["net::ERR", "Content Security Policy", "Failed to fetch"]
    page.goto(shown.base)
    page.evaluate("console.error('seen')")
    assert watch.complaints == ["seen"]
    watch.complaints.clear()
    page.evaluate("fetch('https://elsewhere.invalid/').catch(() => 0)")
    page.goto("data:text/html,<img src='http://elsewhere.invalid/x.png'>")
    assert any("elsewhere.invalid" in url for url in watch.asked)
    with pytest.raises(AssertionError):
        watch.check()
    watch.asked.clear()


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_a_study_page_weighs_little_all_told(kind, shown, open_page):
    page = open_page()
    replies: list[Response] = []
    page.on("response", lambda reply: replies.append(reply))  # noqa: PLW0108
    study(page, shown.base, card_of_each_kind(shown.base)[kind])
    page.wait_for_load_state("networkidle")
    sizes = [reply.request.sizes()["responseBodySize"] for reply in replies]
    assert all(sizes)
    assert sum(sizes) <= LIMIT


def test_a_swap_sends_the_answer_and_asks_for_cards_to_come(site, page):
    study(page, site.base)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    give(page)
    assert asked == []
    page.keyboard.press("4")
    front(page).wait_for()
    page.wait_for_load_state("networkidle")
    assert sorted(asked) == [f"/study/{BANK}/answer", f"/study/{BANK}/batch"]


def test_without_cards_at_hand_a_swap_fetches_the_card_alone(site, page, watch):
    watch.allowed.append("ERR_FAILED")
    page.route("**/batch?*", lambda route: route.abort())
    study(page, site.base)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    give(page)
    page.keyboard.press("4")
    front(page).wait_for()
    assert [path for path in asked if "batch" not in path] == [
        f"/study/{BANK}/reveal", f"/study/{BANK}/answer",
    ]  # fmt: skip


def test_the_second_visit_takes_style_and_script_from_the_browser(shown, page):
    page.goto(shown.base)
    page.goto(f"{shown.base}/keys")
    page.wait_for_load_state("networkidle")
    sizes = """performance.getEntriesByType('resource')
      .filter((one) => /\\.(css|js)(\\?v=|$)/.test(one.name)).map((one) => one.transferSize)"""
    found = page.evaluate(sizes)
    assert len(found) > 2
    assert not any(found)
