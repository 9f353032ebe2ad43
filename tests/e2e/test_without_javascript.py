"""The whole site with JavaScript switched off: forms, links, and nothing missing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.e2e.hands import BANK
from tests.e2e.hands import KIND_NAMES
from tests.e2e.hands import at_heading
from tests.e2e.hands import card_of_each_kind
from tests.e2e.hands import counts
from tests.e2e.hands import front
from tests.e2e.hands import give
from tests.e2e.hands import kind_of
from tests.e2e.hands import rate
from tests.e2e.hands import study
from tests.e2e.hands import turned

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_page):
    """Open a page that runs no script."""
    return open_page(java_script_enabled=False)


def test_every_kind_is_studied_and_the_next_card_comes(site, page):
    cards = card_of_each_kind(site.base)
    for number, kind in enumerate(KIND_NAMES, 1):
        study(page, site.base, cards[kind])
        assert kind_of(page) == kind
        give(page)
        assert page.locator(".passage mark").count() > 0
        rate(page, "Easy")
        front(page).wait_for()
        assert counts(page) == (40 - number, 0, 0)
        assert page.url == f"{site.base}/study/{BANK}"
    assert site.answers() == [(cards[kind], 4) for kind in KIND_NAMES]


def test_the_marked_button_has_the_focus(site, page):
    study(page, site.base)
    page.locator("[data-default]").click()
    turned(page)
    page.keyboard.press("Space")
    page.wait_for_url(f"**/study/{BANK}")
    assert site.answers() == [(1, 3)]


def test_enter_on_a_tick_answers_with_the_marked_button(site, page):
    study(page, site.base, card_of_each_kind(site.base)["open question"])
    give(page)
    marked = int(page.locator("[data-default]").get_attribute("value"))
    page.locator(".rubric input").first.focus()
    page.keyboard.press("Enter")
    front(page).wait_for()
    assert [rating for _, rating in site.answers()] == [marked]


def test_undo_brings_the_card_back(site, page):
    study(page, site.base)
    asked = page.locator(".stem").inner_text()
    give(page)
    rate(page, "Easy")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url("**card=1")
    assert page.locator(".stem").inner_text() == asked
    assert site.answers() == []


def test_a_second_tab_is_told_and_led_on(site, page, watch):
    watch.allowed.append("status of 409")
    study(page, site.base)
    give(page)
    other = page.context.new_page()
    study(other, site.base)
    give(other)
    rate(page, "Easy")
    front(page).wait_for()
    rate(other, "Again")
    other.get_by_role("heading", name="Already answered").wait_for()
    other.get_by_role("link", name="Go on studying").click()
    front(other).wait_for()
    assert site.answers() == [(1, 4)]


def test_a_deck_of_one_topic_stays_that_deck_to_its_end(site, page):
    study(page, site.base, topic="the-paper")
    for _ in range(counts(page)[0]):
        give(page)
        rate(page, "Easy")
        page.wait_for_url("**topic=the-paper")
    assert page.get_by_role("heading", name="Done for now").count() == 1
    assert page.get_by_role("button", name="Undo").count() == 1


def test_a_quiz_is_taken_marked_and_judged(site, page):
    page.goto(f"{site.base}/quiz/{BANK}")
    page.get_by_label("open question").check()
    page.get_by_label("true or false").check()
    page.locator("input[name=n]").fill("12")
    with page.expect_navigation():
        page.get_by_role("button", name="Take the quiz").click()
    typed = page.locator(".questions textarea").count()
    for row in page.locator(".questions article").all():
        if row.locator("textarea").count():
            row.locator("textarea").fill("What I think")
        else:
            row.locator("label").first.click()
    page.get_by_role("button", name="Hand in 12 answers").click()
    at_heading(page, " of 12")
    head = page.get_by_role("heading", level=1)
    before = float(head.inner_text().split()[0])
    assert head.inner_text().endswith("of 12")
    assert 0 < typed < 12
    assert page.locator(".judged .key").count() == 12 - typed
    page.locator(".rubric").first.locator("input").first.check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save my marks").click()
    assert float(head.inner_text().split()[0]) > before


def test_enter_in_a_box_does_not_hand_the_quiz_in(site, page):
    page.goto(f"{site.base}/quiz/{BANK}")
    page.get_by_label("numeric").check()
    page.get_by_role("button", name="Take the quiz").click()
    page.locator(".questions input[type=text]").first.fill("12")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert page.get_by_role("heading", name="Quiz").count() == 1
    assert page.locator(".questions input[type=text]").first.input_value() == "12"


def test_the_print_view_shows_every_version(shown, page):
    page.goto(f"{shown.base}/quiz/{BANK}")
    page.locator("input[name=versions]").fill("3")
    page.get_by_label("Print the key").uncheck()
    page.get_by_role("button", name="Show it for printing").click()
    page.wait_for_url("**/print?**")
    assert page.locator(".questions-sheet").count() == 3


def test_the_anki_deck_comes_down(shown, page):
    page.goto(shown.base)
    page.get_by_role("link", name="Export", exact=True).click()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download").click()
    data = Path(coming.value.path()).read_bytes()
    assert "collection.anki2" in zipfile.ZipFile(io.BytesIO(data)).namelist()


def test_the_passage_leads_to_its_paragraph(shown, page):
    study(page, shown.base, card_of_each_kind(shown.base)["multiple choice"])
    give(page)
    page.get_by_role("link", name="read it in the paper").click()
    page.wait_for_url("**#P1")
    top = page.locator("#P1").bounding_box()["y"]
    assert 0 <= top < 400
    assert page.locator("#P1 mark").count() > 0


def test_a_sentence_leads_to_its_items_and_an_item_unfolds(shown, page):
    page.goto(f"{shown.base}/paper/{BANK}?show=citations")
    page.locator("a.s").first.click()
    page.wait_for_url("**/P*.*")
    page.locator(".list a").first.click()
    page.wait_for_url("**/item/**")
    page.locator("summary").click()
    assert page.locator("details").get_attribute("open") is not None


def test_switches_for_keys_are_not_offered(shown, page):
    page.goto(f"{shown.base}/keys")
    assert page.get_by_label("Single keys are on").is_hidden()
