"""A choice in a browser: a new order each time, the same on both sides, and what was tapped."""

from __future__ import annotations

import pytest

from tests.exports.cards import NO_STORE
from tests.exports.cards import open_page
from tests.exports.cards import show
from tests.exports.cards import sides
from tests.exports.cards import tap
from tests.exports.cards import words

pytestmark = pytest.mark.browser


@pytest.fixture
def one(selection):
    """Return front and back of a multiple choice card."""
    return sides(selection, "one-of-three")


@pytest.fixture
def many(selection):
    """Return front and back of a multiple response card, whose options stay in place."""
    return sides(selection, "some-of-four")


# Order


@pytest.mark.parametrize("kept", ["by all", "by the window", "by the session", "by the name"])
def test_the_back_repeats_the_front_s_order(browser, one, kept):
    refused = kept in ("by the window", "by the name")
    page = open_page(browser, before=NO_STORE if refused else "")
    seen = set()
    for _ in range(20):
        front = show(page, one[0])
        if kept in ("by the session", "by the name"):  # a new page for the back, as on Android
            page.reload()
        if kept == "by the window":
            page.evaluate("window.name = ''")
        assert show(page, one[1]) == front
        seen.add(tuple(front))

    assert len(seen) > 1
    assert {tuple(sorted(order)) for order in seen} == {tuple(sorted(front))}


def test_a_back_without_its_front_shows_the_written_order(browser, one):
    page = open_page(browser, before=NO_STORE)

    assert show(page, one[1])[0] == "The WTO"


@pytest.mark.parametrize(
    "spoilt",
    [
        '["one-of-three", {"order": [0, 0, 1], "picks": []}]',
        '["one-of-three", {"order": [0, 1], "picks": []}]',
        '["one-of-three", {"order": "210", "picks": []}]',
        '["one-of-three", 7]',
        '["another", {"order": [2, 1, 0], "picks": [2]}]',
        "7",
        "{",
    ],
)
def test_a_spoilt_store_shows_the_written_order(browser, one, spoilt):
    page = open_page(browser)
    page.evaluate("text => sessionStorage.setItem('citecards', text)", spoilt)

    assert show(page, one[1])[0] == "The WTO"
    assert page.locator(".yours").count() == 0


def test_without_script_both_sides_are_whole_and_in_the_written_order(browser, one):
    page = open_page(browser, script=False)
    for side in one:
        page.set_content(side)
        assert words(page)[0] == "The WTO"
        assert page.locator(".tappable").count() == 0


def test_options_that_stay_keep_their_place(browser, many):
    page = open_page(browser)

    assert {tuple(show(page, many[0])) for _ in range(10)} == {
        ("Controls were eased", "A complaint was withdrawn", "A river rose")
    }


# What was tapped


def test_the_back_of_a_choice_shows_what_was_tapped_last_and_why_it_is_wrong(browser, one):
    page = open_page(browser)
    show(page, one[0])
    tap(page, "The WTO")
    tap(page, "The “Hague” <court>".replace("“", '"').replace("”", '"'))
    assert page.locator("[role=radio][aria-checked=true]").count() == 1
    show(page, one[1])

    mine = page.locator("li.picked")
    assert mine.count() == 1
    assert "your answer" in mine.inner_text()
    assert mine.locator("details").get_attribute("open") is not None
    assert page.locator("li.key details").get_attribute("open") is None


def test_a_second_tap_takes_an_answer_back(browser, one):
    page = open_page(browser)
    show(page, one[0])
    tap(page, "The WTO")
    tap(page, "The WTO")
    show(page, one[1])

    assert page.locator(".picked, .yours").count() == 0


@pytest.mark.parametrize(
    ("ticked", "verdict"),
    [
        (["Controls were eased", "A complaint was withdrawn"], "✓ Right"),
        (["Controls were eased"], "✗ 2 of 3 judged rightly"),
        (["A river rose"], "✗ 0 of 3 judged rightly"),
    ],
)
def test_ticks_of_the_front_are_judged_on_the_back(browser, many, ticked, verdict):
    page = open_page(browser)
    show(page, many[0])
    for option in ticked:
        tap(page, option)
    assert page.locator("[role=checkbox][aria-checked=true]").count() == len(ticked)
    page.reload()
    show(page, many[1])

    assert page.locator("li.picked .words").all_inner_texts() == ticked
    assert page.locator(".verdict").inner_text() == verdict


def test_a_key_that_was_left_out_is_said(browser, many):
    page = open_page(browser)
    show(page, many[0])
    tap(page, "Controls were eased")
    show(page, many[1])

    assert "you left it out" in page.locator("li", has_text="A complaint was").inner_text()


def test_nothing_ticked_is_not_judged(browser, many):
    page = open_page(browser)
    show(page, many[0])
    show(page, many[1])

    assert page.locator(".verdict, .yours").count() == 0


def test_a_new_showing_begins_with_nothing_ticked(browser, many):
    page = open_page(browser)
    show(page, many[0])
    tap(page, "A river rose")
    show(page, many[0])

    assert page.locator(".picked").count() == 0


def test_keys_tick_without_space_or_enter_which_anki_keeps(browser, many):
    page = open_page(browser)
    show(page, many[0])
    for key in ("Tab", "x", "ArrowDown", "ArrowDown", "X", "ArrowDown", "ArrowUp", "Enter", "x"):
        page.keyboard.press(key)
    show(page, many[1])

    assert page.locator("li.picked .words").all_inner_texts() == [
        "Controls were eased",
        "A river rose",
    ]


def test_after_a_tap_the_space_bar_is_anki_s_again(browser, many):
    page = open_page(browser)
    page.evaluate("document.addEventListener('keydown', (e) => { window.heard = e.key; })")
    show(page, many[0])
    tap(page, "A river rose")
    page.keyboard.press("Space")

    assert page.evaluate("window.heard") == " "
    assert page.locator(".picked").count() == 1
