"""A quiz being taken in a browser: nothing given is lost, the clock is kept, keys suffice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app.services import quizzes
from tests.e2e.hands import BANK
from tests.e2e.hands import at_heading
from tests.e2e.test_quiz import hand_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def begin(
    page: Page, base: str, *kinds: str, n: int = 4, one: bool = False, minutes: int = 0
) -> str:
    """Begin a quiz of some kinds; return its id."""
    page.goto(f"{base}/quiz/{BANK}")
    for kind in kinds:
        page.get_by_label(kind).check()
    page.locator("input[name=n]").fill(str(n))
    page.locator("input[name=seed]").fill("7")
    if one:
        page.get_by_label("One question at a time").check()
    if minutes:
        page.get_by_label("Minutes").fill(str(minutes))
    page.get_by_role("button", name="Take the quiz").click()
    page.locator("form#quiz").wait_for()
    page.wait_for_load_state()  # keys pressed before its scripts have run are lost
    return re.search(r"/attempt/([^?#]+)", page.url)[1]


def saved(site, attempt: str) -> int:
    """Return how many answers the server has."""
    return quizzes.attempt(site.runtime, attempt).answered


def until_saved(page: Page, site, attempt: str, many: int) -> None:
    """Wait until the server has so many answers."""
    for _ in range(100):
        if saved(site, attempt) == many:
            return
        page.wait_for_timeout(50)
    assert saved(site, attempt) == many


def told(page: Page) -> str:
    """Return what the state line says."""
    return page.locator("#state").inner_text()


def test_answers_are_saved_as_they_are_given_and_there_after_a_reload(site, page):
    attempt = begin(page, site.base, "multiple choice", "short answer", "ordering", n=8)
    for row in page.locator(".options ol").all():
        row.locator("label").nth(1).click()
    for row in page.locator("article input[type=text]").all():
        row.fill("March 2023")
    for place, row in enumerate(page.locator("article select").all()):
        row.select_option(index=place % 4 + 1)
    until_saved(page, site, attempt, 8)
    page.reload()

    assert all(
        row.locator("input").nth(1).is_checked() for row in page.locator(".options ol").all()
    )
    boxes = page.locator("article input[type=text]").all()
    assert {row.input_value() for row in boxes} <= {"March 2023"}
    hand_in(page)
    assert page.get_by_text("no answer").count() == 0


def test_an_answer_given_without_a_connection_is_sent_when_it_is_back(site, page, watch):
    watch.allowed.append("ERR_INTERNET_DISCONNECTED")
    attempt = begin(page, site.base, "multiple choice")
    page.context.set_offline(True)
    page.locator(".options label").first.click()
    page.get_by_text("1 answer waiting to be sent").wait_for()
    assert saved(site, attempt) == 0
    page.context.set_offline(False)
    until_saved(page, site, attempt, 1)

    page.get_by_text("Sent.").wait_for()


def test_a_window_that_dies_without_a_connection_loses_no_answer(site, page, watch):
    watch.allowed.append("ERR_INTERNET_DISCONNECTED")
    attempt = begin(page, site.base, "short answer")
    page.context.set_offline(True)
    page.locator("article input[type=text]").first.fill("Seoul")
    page.get_by_text("1 answer waiting to be sent").wait_for()
    address = page.url
    page.close()
    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto(address)

    assert again.locator("article input[type=text]").first.input_value() == "Seoul"
    until_saved(again, site, attempt, 1)


def test_a_word_typed_just_before_leaving_is_saved(site, page):
    attempt = begin(page, site.base, "short answer")
    page.locator("article input[type=text]").first.fill("Seoul")
    page.goto(f"{site.base}/keys")

    until_saved(page, site, attempt, 1)


def test_two_windows_each_keep_what_the_other_saved(site, page):
    attempt = begin(page, site.base, "multiple choice", n=2)
    other = page.context.new_page()
    other.goto(page.url)
    page.locator("article").nth(0).locator("label").first.click()
    other.locator("article").nth(1).locator("label").first.click()
    until_saved(page, site, attempt, 2)
    hand_in(other)

    assert other.get_by_text("no answer").count() == 0
    page.locator("article").nth(0).locator("label").nth(1).click()  # it was handed in elsewhere
    page.locator("#result").wait_for()


@pytest.fixture
def watch(watch):
    """Tolerate that a save is refused after handing in: the page shows the result then."""
    watch.allowed.append("status of 409")
    return watch


def test_a_quiz_is_taken_by_keys_alone(site, page):
    attempt = begin(page, site.base, "multiple choice", "true or false", n=3, one=True)
    keys = page.keyboard
    for number in range(1, 4):
        at_heading(page, f"Question {number} of 3")
        keys.press("b")
        assert page.locator(".options input:checked").count() == 1
        keys.press("Enter")
    at_heading(page, "Every question has its answer")
    assert saved(site, attempt) == 3
    page.get_by_role("button", name="Hand in 3 answers").focus()
    keys.press("Enter")
    page.locator("#result").wait_for()


def test_letters_choose_and_no_letter_leaves_the_quiz(site, page):
    begin(page, site.base, "multiple choice", n=2, one=True)
    address = page.url
    page.keyboard.press("c")
    assert page.locator(".options input").nth(2).is_checked()
    page.keyboard.press("d")
    page.keyboard.press("i")
    page.keyboard.press("1")
    assert page.locator(".options input").nth(0).is_checked()
    page.keyboard.press("n")
    at_heading(page, "Question 2 of 2")
    page.keyboard.press("p")
    at_heading(page, "Question 1 of 2")

    assert page.locator(".options input").nth(0).is_checked()
    assert address.partition("?")[0] == page.url.partition("?")[0]


def test_enter_in_a_box_goes_on_and_never_hands_in(site, page):
    begin(page, site.base, "short answer", n=2, one=True)
    page.keyboard.type("Seoul")
    page.keyboard.press("Enter")
    at_heading(page, "Question 2 of 2")
    page.get_by_role("button", name="Previous").click()
    at_heading(page, "Question 1 of 2")
    assert page.locator("article input[type=text]").first.input_value() == "Seoul"


def test_the_numbers_say_what_is_open(site, page):
    begin(page, site.base, "multiple choice", n=3, one=True)
    assert page.locator(".numbers .open-one").count() == 3
    page.keyboard.press("a")
    assert page.locator(".numbers .open-one").count() == 2
    page.get_by_role("button", name="Question 3, no answer yet").click()
    at_heading(page, "Question 3 of 3")
    page.get_by_role("button", name="Hand in…").click()
    at_heading(page, "2 of 3 questions have no answer")
    page.get_by_role("link", name="2. ").click()
    at_heading(page, "Question 2 of 3")


def test_the_clock_counts_and_says_five_minutes_and_one(site, page):
    page.clock.install()
    begin(page, site.base, "multiple choice", minutes=7)
    clock = page.locator("#clock")
    page.clock.run_for(1_000)
    assert clock.inner_text() == "7 minutes left, until 09:07."
    assert told(page) == ""
    page.clock.run_for(119_000)
    page.clock.run_for(1_500)
    assert clock.inner_text().startswith("5 minutes left")
    assert "5 minutes left." in page.locator("#state").text_content()
    page.clock.run_for(240_000)
    assert "1 minute left." in page.locator("#state").text_content()
    assert re.match(r"5\d seconds left", clock.inner_text())


def test_when_the_time_is_up_what_is_there_is_handed_in(site, page):
    page.clock.install()
    begin(page, site.base, "multiple choice", n=2, minutes=1)
    page.locator(".options label").first.click()
    site.clock.forward(seconds=60)
    page.clock.run_for(61_000)
    page.locator("#result").wait_for()
    page.wait_for_load_state()

    assert page.get_by_text("no answer").count() == 1


def test_after_the_time_a_page_that_comes_back_shows_what_counts(site, page):
    attempt = begin(page, site.base, "multiple choice", n=2, minutes=1)
    page.locator(".options label").first.click()
    until_saved(page, site, attempt, 1)
    site.clock.forward(minutes=5)
    page.reload()
    at_heading(page, "The time is up")
    page.get_by_role("button", name="See the result").click()
    page.locator("#result").wait_for()
    page.wait_for_load_state()
    assert "The time was up at 09:01" in page.locator(".lead").inner_text()


def test_the_missed_are_studied_at_once_and_the_schedule_stays(site, page):
    begin(page, site.base, "multiple choice", n=3)
    hand_in(page)
    page.get_by_role("link", name="Study the 3 missed now").click()
    page.locator("form#card").wait_for()

    assert page.locator("#counts").inner_text().startswith("3")


@pytest.mark.parametrize("one", [False, True])
def test_without_javascript_each_step_saves(site, open_page, one):
    page = open_page(java_script_enabled=False)
    attempt = begin(page, site.base, "multiple choice", n=2, one=one, minutes=30)
    assert "You have until 09:30." in page.locator("#clock").inner_text()
    page.locator(".options label").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name="Next" if one else "Save, and go on later").click()
    assert saved(site, attempt) == 1
    page.goto(f"{site.base}/quiz/{BANK}")
    page.get_by_role("link", name="Go on with your quiz").click()
    if one:
        at_heading(page, "Question 2 of 2")
        page.get_by_role("button", name="To the end").click()
    else:
        page.get_by_role("button", name="Hand in").click()
    at_heading(page, "1 of 2 questions has no answer")
    page.get_by_role("button", name="Hand in with 1 unanswered").click()
    page.locator("#result").wait_for()
