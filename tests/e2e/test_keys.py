"""Keys that elements of a page ask for: one, or one after another; never while somebody types."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.e2e.hands import BANK
from tests.e2e.hands import card_of_each_kind
from tests.e2e.hands import front
from tests.e2e.hands import study

pytestmark = pytest.mark.browser

# a button for each, which notes that it was pressed
BUTTONS = """(keys) => {
  window.pressed = [];
  for (const key of keys) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = key;
    button.dataset.key = key;
    button.onclick = () => pressed.push(key);
    document.querySelector('main').append(button);
  }
}"""


@pytest.fixture
def pressed(shown, page):
    """Open a page with some buttons; return what looks at those that were pressed."""
    page.goto(f"{shown.base}/offline")
    page.evaluate(BUTTONS, ["-", "=", "@", "!", "*", "x", "g 1", "g 3", "?", "&", "'", '"', "\\"])
    return lambda: page.evaluate("pressed.splice(0)")


@pytest.mark.parametrize("key", ["-", "=", "@", "!", "*", "x", "&", "'", '"', "\\"])
def test_an_element_is_pressed_by_the_key_it_asks_for(key, page, pressed):
    page.keyboard.press(key)
    assert pressed() == [key]


def test_a_chord_is_two_keys_in_a_breath(page, pressed):
    page.keyboard.press("g")
    assert pressed() == []
    page.keyboard.press("3")
    page.keyboard.press("3")
    assert pressed() == ["g 3"]
    page.keyboard.press("g")
    page.wait_for_timeout(1700)
    page.keyboard.press("1")
    assert pressed() == []


def test_a_key_that_ends_no_chord_does_what_it_does_alone(page, pressed):
    page.keyboard.press("g")
    page.keyboard.press("x")
    page.keyboard.press("1")
    assert pressed() == ["x"]


def test_with_control_or_alt_a_key_is_the_browsers(page, pressed):
    for key in ("Control+x", "Alt+x", "Meta+x"):
        page.keyboard.press(key)
    assert pressed() == []


def test_a_box_and_the_switch_keep_keys_from_elements(page, pressed):
    page.evaluate("document.querySelector('main').append(document.createElement('textarea'))")
    page.locator("textarea").focus()
    page.keyboard.type("x-=g3")
    assert pressed() == []
    page.evaluate("localStorage.setItem('citecards.keys', 'off')")
    page.locator("textarea").blur()
    page.keyboard.type("x-=g3")
    assert pressed() == []


SENT = "html:not([data-waiting])"  # nothing is on its way any more


def held(site, card: int = 1) -> tuple[int, bool]:
    """Return flag and mark of a card."""
    query = text("SELECT flag, marked FROM card_state WHERE card_id = :card")
    with site.runtime.database.read() as connection:
        row = connection.execute(query, {"card": card}).one()
    return row.flag, bool(row.marked)


def test_f_and_a_number_flag_the_card_on_both_sides_and_a_star_marks_it(site, page):
    study(page, site.base)
    page.keyboard.press("f")
    page.keyboard.press("3")
    page.get_by_text("Flag 3").wait_for()
    page.locator(SENT).wait_for()
    assert held(site) == (3, False)
    page.keyboard.press("Space")
    page.locator("#card.answered").wait_for()
    page.get_by_text("Flag 3").first.wait_for()
    page.keyboard.press("f")
    page.keyboard.press("2")
    page.get_by_text("Flag 2").wait_for()
    assert page.locator("#card.answered").count() == 1
    page.keyboard.press("*")
    page.get_by_text("★ marked").wait_for()
    page.locator(SENT).wait_for()
    assert held(site) == (2, True)
    assert site.answers() == []
    page.keyboard.press("3")
    front(page).wait_for()
    assert site.answers() == [(1, 3)]


def test_bury_takes_the_card_away_and_undo_brings_it_back(site, page):
    study(page, site.base)
    asked = page.locator(".stem").inner_text()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("-")
    page.wait_for_function("(old) => document.querySelector('.stem').innerText !== old", arg=asked)
    after = page.locator(".stem").inner_text()
    page.keyboard.press("Space")
    page.locator("#card.answered").wait_for()
    page.keyboard.press("4")
    page.wait_for_function("(old) => document.querySelector('.stem').innerText !== old", arg=after)
    front(page).wait_for()
    for back_to in (after, asked):
        page.keyboard.press("u")
        page.get_by_text(back_to).wait_for()
    assert site.answers() == []


def test_a_letter_that_is_an_option_chooses_it_and_begins_no_chord(site, page):
    study(page, site.base, card_of_each_kind(site.base)["true or false"])
    page.keyboard.press("f")
    page.keyboard.press("1")
    assert page.locator("#card :checked").get_attribute("value") == "true"
    assert held(site, card_of_each_kind(site.base)["true or false"]) == (0, False)


def test_b_goes_to_browse_and_t_to_statistics(shown, page):
    study(page, shown.base)
    page.keyboard.press("b")
    page.wait_for_url(f"**/browse/{BANK}")
    page.go_back()
    page.keyboard.press("t")
    page.wait_for_url("**/statistics/**")
