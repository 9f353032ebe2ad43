"""No script of a deck runs, and no request of it leaves: a nasty note in a real browser.

The foreign host is a listening socket of ours, to which the browser is told to resolve it; so a
connection that is only opened (preconnect) is seen too.
"""

from __future__ import annotations

import socket
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests import notes
from tests.site import CHROMIUM
from tests.site import CHROMIUM_FLAGS
from tests.site import make_runtime
from tests.site import served

pytestmark = pytest.mark.browser


class Stranger:
    """A host that counts who calls."""

    def __init__(self):
        self.calls = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self):
        while True:
            try:
                call, _ = self.socket.accept()
            except OSError:
                return
            call.settimeout(2)
            try:
                self.calls.append(call.recv(400))
            except OSError:
                self.calls.append(b"(a connection, nothing asked)")
            call.close()

    def close(self):
        self.socket.close()


@pytest.fixture(scope="module")
def stranger():
    made = Stranger()
    yield made
    made.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("frames")
    runtime = make_runtime(folder / "data", notes.write(folder / "deck"))
    with served(runtime) as base:
        yield base


@pytest.fixture(scope="module")
def chromium(playwright, stranger):
    rules = f"--host-resolver-rules=MAP evil.example 127.0.0.1:{stranger.port}"
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*CHROMIUM_FLAGS, rules])
    yield browser
    browser.close()


@pytest.fixture
def page(chromium):
    context = chromium.new_context(service_workers="block", color_scheme="light")
    yield context.new_page()
    context.close()


def nasty(site):
    return f"{site}/study/deck?card=3"


def test_the_foreign_host_would_be_reached(chromium, site, stranger):
    """Show that the trap works: a page that may ask is heard."""
    stranger.calls.clear()
    context = chromium.new_context(service_workers="block", bypass_csp=True)
    page = context.new_page()
    page.goto(site)
    page.evaluate(f"fetch('{notes.EVIL}/heard', {{mode: 'no-cors'}}).catch(() => 0)")  # awaited
    context.close()

    assert any(b"/heard" in call for call in stranger.calls)


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without"])
def test_no_script_of_a_deck_runs_and_no_request_leaves(chromium, site, stranger, scripts):
    stranger.calls.clear()
    context = chromium.new_context(service_workers="block", java_script_enabled=scripts)
    page = context.new_page()
    asked = []
    context.on("request", lambda request: asked.append(request.url))
    page.goto(nasty(site))
    frame = page.frame_locator("iframe.day")
    frame.locator(".end").wait_for()
    for there in ("text=press", "text=go", "text=send", "text=styled"):
        frame.locator(there).first.click(timeout=5_000)
    page.locator("button.good").click()
    page.frame_locator("iframe.day").locator("text=back").first.wait_for()
    page.goto(f"{site}/item/deck/nasty")
    page.goto(f"{site}/browse/deck")
    page.wait_for_timeout(300)

    assert stranger.calls == []
    assert [url for url in asked if not url.startswith((site, "data:"))] == []
    assert "ran" not in page.title()
    context.close()


def test_without_the_cleaning_the_frame_alone_holds_it(page, site, stranger, monkeypatch):
    """The second wall: the raw HTML of the deck in the same frame, under the same policy."""
    from question_bank import foreign  # noqa: PLC0415 - bent here alone

    monkeypatch.setattr(foreign, "dressed", lambda text, _address: text)
    monkeypatch.setattr(foreign, "style", lambda css, _address: css)
    stranger.calls.clear()
    page.goto(nasty(site))
    page.frame_locator("iframe.day").locator(".end").wait_for(state="attached")
    page.wait_for_timeout(300)

    asked = [call for call in stranger.calls if call and not call.startswith(b"(")]
    assert asked == []
    assert "ran" not in page.title()


def test_the_keys_stay_with_the_page_after_a_click_into_the_frame(page, site):
    page.goto(f"{site}/study/deck?card=1")
    page.frame_locator("iframe.day").locator(".word").click()
    page.wait_for_timeout(100)
    page.keyboard.press("Space")

    page.locator("#card.answered").wait_for()


def test_the_masks_lie_on_their_image(page, site):
    page.goto(f"{site}/study/deck?card=4")
    frame = page.frame_locator("iframe.day")
    image = frame.locator("#image-occlusion-container img").bounding_box()
    mask = frame.locator("svg rect.active").bounding_box()

    assert image["width"] > 200
    assert mask["x"] == pytest.approx(image["x"] + 0.05 * image["width"], abs=2)
    assert mask["y"] == pytest.approx(image["y"] + 0.1 * image["height"], abs=2)
    assert mask["width"] == pytest.approx(0.4 * image["width"], abs=3)
    assert frame.get_by_role("img", name="Image with the part hidden").count() == 1


def test_the_other_masks_can_be_lifted_on_the_back_without_script(page, site):
    page.goto(f"{site}/study/deck?card=4")
    page.locator("button.good").click()
    page.locator("#card.answered").wait_for()
    frame = page.frame_locator("iframe.day")
    frame.locator("svg .inactive").first.wait_for()
    frame.locator("#unmask").check()

    assert not frame.locator("svg .inactive").first.is_visible()


def test_in_the_dark_a_style_with_a_night_of_its_own_is_drawn_by_it(chromium, site):
    context = chromium.new_context(service_workers="block", color_scheme="dark")
    page = context.new_page()
    page.goto(f"{site}/study/deck?card=1")
    word = page.frame_locator("iframe.night").locator(".word")

    assert word.evaluate("el => getComputedStyle(el).color") == "rgb(173, 216, 230)"
    assert not page.locator("iframe.day").is_visible()
    context.close()


@pytest.mark.parametrize("card", [1, 2, 4])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_page_with_a_frame_and_it_fits_a_phone(chromium, site, card, scheme):
    context = chromium.new_context(
        service_workers="block", color_scheme=scheme, viewport={"width": 320, "height": 640}
    )
    page = context.new_page()
    page.goto(f"{site}/study/deck?card={card}")
    page.locator("button.good").click()
    page.locator("#card.answered").wait_for()

    found = Axe().run(page, options={"iframes": False}).response["violations"]
    assert [(row["id"], row["nodes"][0]["html"][:200]) for row in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()
