"""Study in a browser: by the keyboard alone, by pointer, in two tabs, without a connection."""

from __future__ import annotations

import re

import pytest

from tests.e2e.hands import BANK
from tests.e2e.hands import KIND_NAMES
from tests.e2e.hands import back
from tests.e2e.hands import card_of_each_kind
from tests.e2e.hands import counts
from tests.e2e.hands import front
from tests.e2e.hands import give
from tests.e2e.hands import give_by_keys
from tests.e2e.hands import kind_of
from tests.e2e.hands import rate
from tests.e2e.hands import settle
from tests.e2e.hands import study

pytestmark = pytest.mark.browser

CARDS = 35  # the first of the bank: all ten kinds


def stem(page) -> str:
    """Return what the card on the page asks."""
    return page.locator("#card .stem").inner_text()


def place_of(page, selector: str) -> list[float]:
    """Return left, top, width and height of an element, to the pixel."""
    box = page.locator(selector).bounding_box()
    return [round(box[side]) for side in ("x", "y", "width", "height")]


def test_more_than_twenty_cards_of_every_kind_are_studied_by_the_keyboard_alone(site, page):
    study(page, site.base)
    page.evaluate("window.marker = 'the same page'")
    address = page.url
    seen = set()
    stems = []
    for number in range(1, CARDS + 1):
        seen.add(kind_of(page))
        stems.append(stem(page))
        assert page.title().startswith("Study · ")
        assert counts(page) == (41 - number, 0, 0)
        give_by_keys(page)
        assert page.title().startswith("Answer · ")
        assert page.locator(".passage mark").count() > 0
        assert page.evaluate("document.activeElement.id") == "where"
        page.keyboard.press("4")
        front(page).wait_for()
        assert page.evaluate("document.activeElement.closest('#card') !== null")
    assert seen == set(KIND_NAMES)
    assert len(set(stems)) == CARDS
    assert site.answers() == [(card, 4) for card in range(1, CARDS + 1)]
    assert page.evaluate("window.marker") == "the same page"
    assert page.url == address


@pytest.mark.parametrize(
    ("key", "rating", "after"),
    [("1", 1, (39, 1, 0)), ("2", 2, (39, 1, 0)), ("3", 3, (39, 1, 0)), ("4", 4, (39, 0, 0)),
     ("Space", 3, (39, 1, 0)), ("Enter", 3, (39, 1, 0))],
)  # fmt: skip
def test_a_key_rates_and_the_counts_follow(key, rating, after, site, page):
    study(page, site.base)
    page.keyboard.press("Space")
    back(page).wait_for()
    page.keyboard.press(key)
    front(page).wait_for()
    assert site.answers() == [(1, rating)]
    assert counts(page) == after


def test_space_answers_with_the_marked_button_which_follows_the_mark(site, page):
    card = card_of_each_kind(site.base)["multiple choice"]
    study(page, site.base, card)
    wrong = page.locator("#card .options label", has_not_text="unites").first
    wrong.click()
    page.keyboard.press("Space")
    back(page).wait_for()
    marked = page.locator("[data-default]")
    assert marked.inner_text().endswith("Again")
    page.keyboard.press("Space")
    front(page).wait_for()
    assert site.answers() == [(card, 1)]


@pytest.mark.parametrize("key", ["u", "Control+z"])
def test_undo_brings_the_last_card_back(key, site, page):
    study(page, site.base)
    asked = stem(page)
    for _ in range(2):
        give_by_keys(page)
        page.keyboard.press("4")
        front(page).wait_for()
    page.keyboard.press(key)
    page.wait_for_function("() => document.querySelector('#counts .n').innerText.startsWith('39')")
    assert site.answers() == [(1, 4)]
    page.keyboard.press(key)
    page.wait_for_function("() => document.querySelector('#counts .n').innerText.startsWith('40')")
    assert stem(page) == asked
    assert site.answers() == []
    assert page.get_by_role("button", name="Undo").count() == 0


def test_undo_works_on_the_back_of_the_next_card_too(site, page):
    study(page, site.base)
    asked = stem(page)
    page.keyboard.press("Space")
    back(page).wait_for()
    page.keyboard.press("4")
    front(page).wait_for()
    page.keyboard.press("Space")
    back(page).wait_for()
    page.keyboard.press("u")
    front(page).wait_for()
    assert stem(page) == asked
    assert site.answers() == []


def test_ctrl_z_in_a_box_undoes_the_typing_once_there_is_some(site, page):
    study(page, site.base)
    page.keyboard.press("Space")
    back(page).wait_for()
    page.keyboard.press("4")
    front(page).wait_for()
    study(page, site.base, card_of_each_kind(site.base)["cloze"])
    page.keyboard.type("two")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert page.locator("#card input[type=text]").input_value() != "two"
    assert site.answers() == [(1, 4)]


def test_i_claims_an_answer_that_was_not_marked_right(site, page):
    study(page, site.base, card_of_each_kind(site.base)["short answer"])
    page.locator("#card input[type=text]").first.fill("something else entirely")
    page.keyboard.press("Enter")
    back(page).wait_for()
    assert page.get_by_role("button", name="I was right").is_visible()
    page.keyboard.press("i")
    front(page).wait_for()
    assert [rating for _, rating in site.answers()] == [3]


def test_p_opens_the_paper_at_the_marked_words(site, open_page):
    page = open_page(viewport={"width": 390, "height": 600})
    for kind in ("multiple choice", "matching", "ordering"):
        study(page, site.base, card_of_each_kind(site.base)[kind])
        give(page)
        words = page.locator(".passage figure").first.locator("mark").first.inner_text()
        page.keyboard.press("p")
        page.wait_for_url("**/paper/**")
        mark = page.locator("p:target mark").first
        assert mark.inner_text() == words
        box = mark.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + min(box["height"], 100) <= 600
        page.go_back()
        front(page).wait_for()
    assert site.answers() == []


def test_d_goes_to_the_decks_and_s_to_study(site, page):
    study(page, site.base)
    page.keyboard.press("d")
    page.wait_for_url(site.base + "/")
    page.keyboard.press("s")
    front(page).wait_for()
    assert page.url == f"{site.base}/study/{BANK}"


@pytest.mark.parametrize("key", ["t", "f", "a", "b", "1", "2"])
def test_true_and_false_have_a_letter_a_place_and_their_initial(key, shown, page):
    study(page, shown.base, card_of_each_kind(shown.base)["true or false"])
    page.keyboard.press(key)
    value = {"t": "true", "a": "true", "1": "true"}.get(key, "false")
    assert page.locator("#card :checked").get_attribute("value") == value


def test_letters_and_digits_choose_and_take_a_tick_back(shown, page):
    study(page, shown.base, card_of_each_kind(shown.base)["multiple response"])
    boxes = page.locator("#card .options input")
    for key in ("a", "3", "c", "2"):
        page.keyboard.press(key)
    assert [box.is_checked() for box in boxes.all()[:3]] == [True, True, False]


def test_the_list_of_keys_opens_closes_and_gives_focus_back(shown, page):
    study(page, shown.base)
    button = page.locator("[data-default]")
    button.focus()
    for closing in ("?", "Escape", "button"):
        page.keyboard.press("?")
        dialog = page.get_by_role("dialog", name="Keys")
        dialog.wait_for()
        page.keyboard.press("1")  # a key of the page behind: nothing
        if closing == "button":
            dialog.get_by_role("button", name="Close").click()
        else:
            page.keyboard.press(closing)
        dialog.wait_for(state="detached")
        assert button.evaluate("el => el === document.activeElement")
    assert front(page).count() == 1


def test_the_page_of_keys_needs_no_second_list(shown, page):
    page.goto(f"{shown.base}/keys")
    page.keyboard.press("?")
    page.keyboard.press("?")
    assert page.locator("dialog").count() == 0


@pytest.mark.parametrize("kind", ["cloze", "open question"])
def test_a_text_box_keeps_every_letter(kind, shown, page):
    study(page, shown.base, card_of_each_kind(shown.base)[kind])
    address = page.url
    page.keyboard.type("u d p s ? 1 2 3 a b t f")
    box = page.locator("#card input[type=text], #card textarea")
    assert box.input_value() == "u d p s ? 1 2 3 a b t f"
    assert (page.url, page.locator("dialog").count()) == (address, 0)
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    back(page).wait_for()


def test_single_keys_can_be_switched_off_and_on_again(shown, page):
    study(page, shown.base)
    page.keyboard.press("?")
    page.get_by_role("dialog").get_by_label("Single keys are on").uncheck()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    for key in ("?", "d", "Space", "Enter"):
        page.keyboard.press(key)
    page.reload()
    page.keyboard.press("d")
    assert front(page).count() == 1
    assert page.url.endswith(BANK)
    page.get_by_role("link", name="Keys").click()
    page.get_by_label("Single keys are on").check()
    page.keyboard.press("d")
    page.wait_for_url(shown.base + "/")


def test_a_key_held_down_turns_one_card(site, page):
    study(page, site.base)
    for _ in range(8):  # the first is a press, the others repeat
        page.keyboard.down("Space")
        page.wait_for_timeout(30)
    page.keyboard.up("Space")
    back(page).wait_for()
    assert site.answers() == []


def test_enter_on_a_tick_answers_with_the_marked_button(site, page):
    study(page, site.base, card_of_each_kind(site.base)["open question"])
    give(page)
    tick = page.locator(".rubric input").first
    tick.focus()
    page.keyboard.press("Space")
    assert tick.is_checked()
    marked = int(page.locator("[data-default]").get_attribute("value"))
    page.keyboard.press("Enter")
    front(page).wait_for()
    assert [rating for _, rating in site.answers()] == [marked]


@pytest.mark.parametrize("size", [(1360, 860), (390, 844), (320, 568)])
@pytest.mark.parametrize("kind", ["flashcard", "multiple response", "matching"])
def test_the_bar_stands_at_the_same_place_on_both_sides(kind, size, begun, open_page):
    page = open_page(viewport={"width": size[0], "height": size[1]})
    study(page, begun.base, card_of_each_kind(begun.base)[kind])
    before = place_of(page, ".ratings")
    give(page)
    assert place_of(page, ".ratings") == before
    assert before[1] + before[3] == pytest.approx(size[1], abs=1)
    page.mouse.wheel(0, 3000)
    page.wait_for_timeout(50)
    assert place_of(page, ".ratings") == before


@pytest.mark.parametrize("size", [(1360, 860), (390, 844), (320, 568)])
@pytest.mark.parametrize("kind", ["flashcard", "multiple response", "matching", "open question"])
def test_undo_covers_nothing(kind, size, begun, open_page):
    page = open_page(viewport={"width": size[0], "height": size[1]})
    study(page, begun.base, card_of_each_kind(begun.base)[kind])
    undo = page.get_by_role("button", name="Undo")
    undo.scroll_into_view_if_needed()
    _, top, _, height = place_of(page, ".undo button")
    for other in ("#card article", ".ratings"):
        _, y, _, tall = place_of(page, other)
        assert top >= y + tall - 1 or top + height <= y + 1


def test_a_double_click_stores_one_answer_and_shows_no_other(site, page):
    study(page, site.base)
    page.keyboard.press("Space")
    back(page).wait_for()
    page.locator("[data-default]").dblclick()
    settle(page, site, 1)
    assert site.answers() == [(1, 3)]
    front(page).wait_for()


def test_two_keys_in_one_breath_store_one_answer(site, page):
    study(page, site.base)
    page.keyboard.press("Space")
    back(page).wait_for()
    page.evaluate(
        """() => { for (const key of ['3', '4'])
          document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })); }"""
    )
    front(page).wait_for()
    assert site.answers() == [(1, 3)]


def test_a_second_tab_is_told_and_nothing_is_lost(site, page, watch):
    watch.allowed.append("status of 409")
    study(page, site.base)
    other = page.context.new_page()
    study(other, site.base)
    for one in (page, other):
        one.keyboard.press("Space")
        back(one).wait_for()
    page.keyboard.press("4")
    front(page).wait_for()
    other.keyboard.press("1")
    head = other.get_by_role("heading", name="Already answered")
    head.wait_for()
    assert head.evaluate("el => el === document.activeElement")
    assert other.title().startswith("Already answered")
    assert "nothing was stored" in other.locator("main").inner_text()
    assert site.answers() == [(1, 4)]
    other.get_by_role("link", name="Go on studying").click()
    front(other).wait_for()
    assert stem(other) == stem(page)
    assert site.answers() == [(1, 4)]


def test_back_after_an_answer_goes_where_one_came_from_and_forward_to_the_next_card(site, page):
    page.goto(site.base)
    page.get_by_role("link", name="Study 40 cards").click()
    front(page).wait_for()
    page.wait_for_load_state()
    asked = stem(page)
    page.keyboard.press("Space")
    back(page).wait_for()
    page.keyboard.press("4")
    front(page).wait_for()
    page.go_back()
    assert page.get_by_role("link", name="Study 39 cards").count() == 1
    page.go_forward()
    front(page).wait_for()
    assert stem(page) != asked
    assert counts(page) == (39, 0, 0)
    assert site.answers() == [(1, 4)]


def test_a_lost_connection_is_said_in_words_and_the_answer_goes_through_later(site, page, watch):
    watch.allowed.append("ERR_INTERNET_DISCONNECTED")
    study(page, site.base)
    page.wait_for_load_state("networkidle")  # the next cards are there
    page.keyboard.press("Space")
    back(page).wait_for()
    page.context.set_offline(True)
    page.keyboard.press("3")
    line = page.get_by_role("status").get_by_text("No connection")
    line.wait_for()
    assert "1 answer waiting to be sent" in line.inner_text()
    assert page.locator("#card.answered").count() == 0  # the next card is here already
    page.keyboard.press("?")  # nothing breaks
    page.context.set_offline(False)
    front(page).wait_for()  # no key needed
    assert page.get_by_role("status").inner_text() == "Sent."
    assert site.answers() == [(1, 3)]


def test_without_a_next_card_at_hand_the_answer_waits_on_its_card(site, page, watch):
    watch.allowed += ["ERR_INTERNET_DISCONNECTED", "ERR_FAILED"]
    page.route("**/batch?*", lambda route: route.abort())
    study(page, site.base)
    page.keyboard.press("Space")
    back(page).wait_for()
    page.context.set_offline(True)
    page.keyboard.press("3")
    page.get_by_role("status").get_by_text("1 answer waiting to be sent").wait_for()
    assert back(page).count() == 1
    page.keyboard.press("4")  # it is answered
    page.context.set_offline(False)
    front(page).wait_for()
    assert site.answers() == [(1, 3)]


def test_after_a_lost_connection_one_may_press_again_at_once(site, page, watch):
    watch.allowed += ["ERR_INTERNET_DISCONNECTED", "ERR_FAILED"]
    page.route("**/batch?*", lambda route: route.abort())
    study(page, site.base)
    page.context.set_offline(True)
    page.keyboard.press("Space")
    page.get_by_role("status").get_by_text("No connection").wait_for()
    page.context.set_offline(False)
    page.keyboard.press("Space")
    back(page).wait_for(timeout=1500)


def test_the_end_of_a_deck_says_when_it_goes_on(site, page):
    study(page, site.base, topic="the-paper")
    for _ in range(counts(page)[0]):
        give_by_keys(page)
        page.keyboard.press("4")
        page.locator("#card:not(.answered)").wait_for()
    head = page.get_by_role("heading", name="Done for now")
    head.wait_for()
    assert head.evaluate("el => el === document.activeElement")
    assert page.title().startswith("Done for now")
    assert re.search(r"Next: \d cards? in \d+ days from 04:00\.", page.locator("main").inner_text())
    assert counts(page) == (0, 0, 0)
    page.keyboard.press("u")
    page.locator("form#card").wait_for()
    assert counts(page) == (1, 0, 0)


def test_a_card_being_learned_comes_back_in_its_minute(site, page):
    study(page, site.base, topic="the-paper")
    for rating in [*"4" * (counts(page)[0] - 1), "1"]:
        give_by_keys(page)
        page.keyboard.press(rating)
        page.locator("#card:not(.answered)").wait_for()
    assert counts(page) == (0, 1, 0)
    assert page.locator("#card.done").count() == 0  # a step ahead is shown rather than a wait
    site.clock.forward(minutes=2)
    page.reload()
    front(page).wait_for()
    assert counts(page) == (0, 1, 0)
    assert page.locator("#counts .l.here").count() == 1


def test_the_interval_on_the_button_is_the_one_stored(site, page):
    study(page, site.base)
    page.keyboard.press("Space")
    back(page).wait_for()
    labels = page.locator(".ratings small").all_inner_texts()
    assert labels[:3] == ["<1m", "<6m", "<10m"]
    days = int(labels[3].removesuffix("d"))
    rate(page, "Easy")
    front(page).wait_for()
    site.clock.forward(days=days - 1)
    page.goto(site.base)
    assert page.locator("td .d").count() == 0
    site.clock.forward(days=1)
    page.reload()
    assert page.locator("td .d").all_inner_texts() == ["1"]


def test_on_a_phone_no_keyboard_opens_over_the_question(shown, open_page):
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    study(page, shown.base, card_of_each_kind(shown.base)["cloze"])
    assert page.evaluate("document.activeElement.tagName") != "INPUT"
