"""How cards look: contrast, night, phones, other scripts, large type, no requests."""

from __future__ import annotations

import re
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe

from exports.anki_look import note_type
from exports.anki_look import style
from question_bank.items import KINDS
from tests.exports.cards import open_page
from tests.exports.cards import show
from tests.exports.cards import sides

TEXT = ("ink", "quiet", "accent", "right", "wrong")
# the page around a card is Anki's
NOT_OURS = {"rules": {name: {"enabled": False} for name in ("region", "page-has-heading-one")}}
NAMES = {
    "flashcard": "flash",
    "cloze": "gap",
    "multiple_choice": "one-of-three",
    "multiple_response": "some-of-four",
    "true_false": "is-it",
    "short_answer": "who",
    "numeric": "how-much",
    "ordering": "in-order",
    "matching": "pairs",
    "open": "why",
}


def test_every_kind_but_an_imported_note_has_a_card():
    assert set(NAMES) == set(KINDS) - {"note"}
    assert all(note_type(kind).templates for kind in NAMES)
    with pytest.raises(KeyError):
        note_type("note")


# Contrast


def colours(night):
    """Return the style's colours by name, by day or by night."""
    blocks = re.findall(r"\.card[^{}]*\{([^}]*)\}", style())
    found = [dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", block)) for block in blocks]
    day, dark = [block for block in found if block]
    return {**day, **(dark if night else {})}


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("night", "name"), [*product((False, True), TEXT)])
def test_every_colour_of_text_can_be_read(night, name):
    found = colours(night)

    assert contrast(found[name], found["paper"]) >= (7 if name in ("ink", "quiet") else 4.5)


@pytest.mark.parametrize("night", [False, True])
def test_marked_words_and_edges_can_be_seen(night):
    found = colours(night)

    assert contrast(found["ink"], found["mark"]) >= 7
    assert contrast(found["edge"], found["paper"]) >= 3


# In a browser


@pytest.fixture
def cards(selection):
    """Return front and back of a card of each kind."""
    return {kind: sides(selection, name) for kind, name in NAMES.items()}


def both(page, cards):
    """Show each side of each kind, and yield what is shown."""
    for kind, pair in cards.items():
        for side in pair:
            show(page, side)
            yield kind


def background(page):
    return page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor")


@pytest.mark.browser
@pytest.mark.parametrize("css", ["card nightMode", "card night_mode", "card card1 nightMode isMac"])
def test_night_is_dark(browser, cards, css):
    page = open_page(browser, css=css)
    show(page, cards["open"][1])

    assert background(page) == "rgb(23, 22, 20)"
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).colorScheme") == "dark"


@pytest.mark.browser
@pytest.mark.parametrize("css", ["card", "card nightMode"])
def test_axe_finds_nothing_on_any_side(browser, cards, css):
    page = open_page(browser, css=css, reduced_motion="reduce")  # nothing is half shown
    found = [
        (kind, fault["id"], [node["html"] for node in fault["nodes"]])
        for kind in both(page, cards)
        for fault in Axe().run(page, options=NOT_OURS).response["violations"]
    ]
    # the box is Anki's own, and it has no label
    assert [one for one in found if "typeans" not in str(one)] == []


@pytest.mark.browser
@pytest.mark.parametrize(("width", "size"), [(320, 100), (320, 200), (390, 200), (1280, 200)])
def test_large_type_fits_the_narrowest_phone(browser, cards, width, size):
    page = open_page(browser, size=size, viewport={"width": width, "height": 700})
    for kind in both(page, cards):
        assert page.evaluate("document.documentElement.scrollWidth") <= width, kind

    shown = "parseFloat(getComputedStyle(document.querySelector('.where')).fontSize)"
    assert page.evaluate(shown) == 16 * size / 100


@pytest.mark.browser
def test_rows_to_tap_are_as_high_as_a_finger(browser, cards):
    page = open_page(browser)
    for kind in both(page, cards):
        for selector in (".tappable", "summary"):
            heights = page.locator(f"{selector}:visible").evaluate_all(
                "rows => rows.map((row) => row.getBoundingClientRect().height)"
            )
            assert all(height >= 41 for height in heights), (kind, selector, heights)


@pytest.mark.browser
def test_nothing_moves_for_who_wants_no_motion(browser, cards):
    page = open_page(browser, reduced_motion="reduce")
    show(page, cards["open"][1])

    assert page.evaluate("document.getAnimations().length") == 0


@pytest.mark.browser
def test_no_card_asks_the_network_for_anything(browser, cards):
    page = open_page(browser)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    assert [kind for kind in both(page, cards) if asked] == []
    assert asked == []


@pytest.mark.browser
def test_the_question_stays_where_it_stood_when_the_card_is_turned(browser, cards):
    page = open_page(browser)
    place = "document.querySelector('.stem').getBoundingClientRect().top"
    for kind, (front, back) in cards.items():
        show(page, front)
        before = page.evaluate(place)
        show(page, back)
        assert page.evaluate(place) == before, kind


@pytest.mark.browser
def test_a_bank_in_arabic_reads_from_the_right(browser, one_more):
    item = (
        "{id: x, kind: multiple_choice, stem: 'ما عاصمة اليابان؟', "
        "options: [{text: طوكيو, key: true, why: نعم}, {text: Seoul 2}, {text: بكين}], "
        "shuffle: false}"
    )
    selection = one_more(item)
    page = open_page(browser)
    for side in sides(selection, "x"):
        show(page, side)
        computed = "one => getComputedStyle(one).direction"
        assert page.locator(".stem").evaluate(computed) == "rtl"
        rows = page.locator("ol > li")
        assert [rows.nth(n).evaluate(computed) for n in range(3)] == ["rtl"] * 3
        right = page.locator("ol").bounding_box()
        words = rows.nth(1).locator(".words").bounding_box()
        gap = right["x"] + right["width"] - words["x"] - words["width"]
        assert 40 < gap < 60  # the letter hangs at the right, and Latin words keep their place too
