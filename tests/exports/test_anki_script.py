"""The card's script in a browser: a new order each time, the same on both sides."""

from __future__ import annotations

import re

import pytest

from exports.anki_look import note_type
from exports.anki_look import style
from exports.anki_notes import fields

pytestmark = pytest.mark.browser
NO_STORE = "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('no'); }});"


@pytest.fixture
def sides(selection):
    """Return front and back of the small bank's multiple choice card, as Anki fills them in."""
    values = fields(selection, selection.bank.by_id["one-of-three"])
    template = note_type("multiple_choice").templates[0]
    return tuple(filled(side, values) for side in (template.front, template.back))


def filled(template, values):
    template = re.sub(r"\{\{[#/][\w ]+\}\}", "", template)
    return re.sub(r"\{\{([\w ]+)\}\}", lambda found: values[found[1]], template)


def open_page(browser, *, script=True, before=""):
    page = browser.new_context(java_script_enabled=script, viewport={"width": 390, "height": 600})
    page = page.new_page()
    page.route(
        "http://cards.test/**",
        lambda route: route.fulfill(
            body="<!doctype html><meta charset=utf-8><body class=card><div id=qa></div>",
            content_type="text/html",
        ),
    )
    if before:
        page.add_init_script(before)
    page.goto("http://cards.test/")
    return page


def show(page, side):
    """Put a side into the page as Anki does, and run its script."""
    page.evaluate(
        """side => {
            const qa = document.getElementById("qa");
            qa.innerHTML = side;
            for (const old of qa.querySelectorAll("script")) {
                const fresh = document.createElement("script");
                fresh.textContent = old.textContent;
                old.replaceWith(fresh);
            }
        }""",
        side,
    )
    return page.locator("ol.letters > li > .words").all_inner_texts()


@pytest.mark.parametrize("store", ["both", "window alone", "session alone"])
def test_the_back_repeats_the_front_s_order(browser, sides, store):
    page = open_page(browser, before=NO_STORE if store == "window alone" else "")
    seen = set()
    for _ in range(20):
        front = show(page, sides[0])
        if store == "session alone":
            page.reload()
        assert show(page, sides[1]) == front
        seen.add(tuple(front))

    assert len(seen) > 1
    assert {tuple(sorted(order)) for order in seen} == {tuple(sorted(front))}


def test_a_back_without_its_front_shows_the_written_order(browser, sides):
    page = open_page(browser, before=NO_STORE)

    assert show(page, sides[1])[0] == "The WTO"


def test_a_spoilt_store_shows_the_written_order(browser, sides):
    page = open_page(browser)
    for spoilt in ("[0, 0, 1]", "[0, 1]", "7", "{"):
        page.evaluate("text => sessionStorage.setItem('citecards one-of-three', text)", spoilt)
        assert show(page, sides[1])[0] == "The WTO"


def test_without_script_the_card_is_whole(browser, sides):
    page = open_page(browser, script=False)
    page.set_content(sides[0])

    assert page.locator("ol.letters > li > .words").all_inner_texts()[0] == "The WTO"


def test_a_card_asks_the_network_for_nothing_and_fits_a_phone(browser, sides):
    page = open_page(browser)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_style_tag(content=style())
    show(page, sides[1])

    assert asked == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
