"""A quiz in a browser: chosen, taken, marked, judged, printed."""

from __future__ import annotations

import re

import pytest

from app.settings import shipped_bank
from question_bank.loader import load
from tests.e2e.hands import BANK
from tests.e2e.hands import at_heading

pytestmark = pytest.mark.browser


def begin(page, base: str, *, labels: tuple[str, ...] = (), n: int = 10, seed: int = 7) -> None:
    """Choose a quiz and begin it."""
    page.goto(f"{base}/quiz/{BANK}")
    for label in labels:
        page.get_by_label(label).check()
    page.locator("input[name=n]").fill(str(n))
    page.locator("input[name=seed]").fill(str(seed))
    page.get_by_role("button", name="Take the quiz").click()
    page.locator(".questions").wait_for()
    page.wait_for_load_state()


def hand_in(page) -> str:
    """Hand the quiz in; return what the result's heading says."""
    page.get_by_role("button", name="Hand in").click()
    page.locator("#result, input[name=sure]").first.wait_for(state="attached")
    if page.locator("input[name=sure]").count():  # something is open
        page.get_by_role("button", name="Hand in").click()
    page.locator("#result").wait_for()
    page.wait_for_load_state()
    return page.get_by_role("heading", level=1).inner_text()


def asked(page) -> list[str]:
    """Return every question with its options, as printed on the page."""
    return page.locator(".questions article").all_inner_texts()


def test_topics_and_kinds_are_chosen_with_their_numbers(site, page):
    page.goto(f"{site.base}/quiz/{BANK}")
    row = page.locator("label", has_text="true or false")
    number = int(row.locator(".points").inner_text())
    begin(page, site.base, labels=("true or false",), n=number)
    assert page.locator(".questions article").count() == number
    assert page.locator(".questions input[type=radio]").count() == 2 * number


def test_a_topic_narrows_the_quiz(site, page):
    begin(page, site.base, labels=("The paper and its author",), n=10)
    assert page.locator(".questions article").count() == 7
    assert "7 questions" in page.locator(".lead").inner_text()


def test_the_same_seed_is_the_same_quiz_and_another_is_another(site, page):
    begin(page, site.base, seed=7)
    first = asked(page)
    form = re.search(r"Form (\S+)\.", page.locator(".lead").inner_text())[1]
    begin(page, site.base, seed=7)
    assert asked(page) == first
    assert form in page.locator(".lead").inner_text()
    begin(page, site.base, seed=8)
    assert asked(page) != first


def test_an_empty_selection_is_explained(site, page, watch):
    watch.allowed.append("status of 400")
    page.goto(f"{site.base}/quiz/{BANK}")
    page.get_by_label("The paper and its author").check()
    page.get_by_label("ordering").check()
    page.get_by_role("button", name="Take the quiz").click()
    words = page.locator("main").inner_text()
    assert "0 items match topic the-paper with kind ordering" in words
    assert "growing-synergy" in words


@pytest.mark.parametrize(("field", "value"), [("n", "0"), ("n", "201"), ("seed", "-1")])
def test_the_form_itself_refuses_numbers_out_of_range(field, value, shown, page):
    page.goto(f"{shown.base}/quiz/{BANK}")
    page.locator(f"input[name={field}]").fill(value)
    page.get_by_role("button", name="Show it for printing").click()
    assert page.url == f"{shown.base}/quiz/{BANK}"
    assert page.locator(f"input[name={field}]:invalid").count() == 1


def test_answers_get_points_feedback_and_their_passage(site, page):
    begin(page, site.base, labels=("Background", "multiple choice", "true or false"), n=10)
    for row in page.locator(".questions .options ol").all():
        row.locator("label").first.click()
    said = hand_in(page)
    rows = page.locator(".questions article")
    points, of = re.match(r"([\d.]+) of (\d+)", said).groups()
    assert int(of) == rows.count()
    each = [
        float(re.match(r"[\d.]+", where)[0]) for where in page.locator(".where").all_inner_texts()
    ]
    assert sum(each) == float(points)
    for row in rows.all():
        assert row.locator(".judged .key").count() == 1
        assert row.locator(".yours").count() == 1
        assert row.locator(".passage mark").count() > 0
        assert row.get_by_role("link", name="read it in the paper").count() >= 1


def test_part_of_an_answer_gets_part_of_the_point(site, page):
    begin(page, site.base, labels=("Growing synergy", "ordering"), n=1)
    shown = asked(page)[0]
    bank = load(shipped_bank())
    right = next(
        item.sequence
        for item in bank.items
        if item.kind == "ordering" and all(words in shown for words in item.sequence)
    )
    places = ["1", "2", "4", "3"]  # the last two swapped
    for words, place in zip(right, places, strict=True):
        page.locator("label", has_text=words).locator("select").select_option(place)
    points = float(hand_in(page).split()[0])
    assert 0 < points < 1
    assert "Almost" in page.locator(".verdict").inner_text()
    assert "you gave 4" in page.locator(".sequence").inner_text()


def test_an_empty_quiz_can_be_handed_in_and_says_no_answer(site, page):
    begin(page, site.base, labels=("multiple choice", "numeric"), n=5)
    assert hand_in(page) == "0 of 5"
    assert all("no answer" in where for where in page.locator(".where").all_inner_texts())


def test_free_answers_are_judged_by_ticking(site, page):
    begin(page, site.base, labels=("Background", "open question", "flashcard"), n=2, seed=9)
    page.locator("textarea").fill("Colonial rule weighs on it; the neighbours push them together.")
    assert hand_in(page) == "0 of 2"
    assert "Colonial rule weighs" in page.locator(".given").inner_text()
    page.get_by_label("I knew it").check()
    page.get_by_role("button", name="Save my marks").click()
    at_heading(page, "1 of 2")
    for tick in page.locator("fieldset.rubric input").all():
        tick.check()
    page.get_by_role("button", name="Save my marks").click()
    at_heading(page, "2 of 2")
    assert page.get_by_label("I knew it").is_checked()
    page.reload()
    assert page.get_by_role("heading", level=1).inner_text() == "2 of 2"


def test_a_quiz_is_handed_in_once(site, page):
    """Another window, the way back and the page again: it is the same result."""
    begin(page, site.base, labels=("true or false",), n=2)
    other = page.context.new_page()
    other.goto(page.url)
    page.locator(".questions label").first.click()
    before = hand_in(page)
    assert hand_in(other) == before
    other.go_back()
    other.goto(page.url)
    assert other.get_by_role("heading", level=1).inner_text() == before
    page.reload()
    assert page.get_by_role("heading", level=1).inner_text() == before


def test_printing_shows_paper_alone_each_version_on_its_own_sheet(shown, page):
    page.goto(f"{shown.base}/quiz/{BANK}")
    page.locator("input[name=n]").fill("6")
    page.locator("input[name=versions]").fill("2")
    page.get_by_role("button", name="Show it for printing").click()
    page.wait_for_url("**/print?**")
    assert page.locator(".questions-sheet").count() == 2
    assert page.locator(".key-sheet").count() == 2
    page.emulate_media(media="print")
    for hidden in (".bar", ".skip", ".screen-only", ".state"):
        assert page.locator(hidden).first.is_hidden()
    ink = page.evaluate("getComputedStyle(document.querySelector('.sheet')).color")
    assert ink == "rgb(0, 0, 0)"
    for sheet in page.locator(".leaf").all()[1:]:
        assert sheet.evaluate("el => getComputedStyle(el).breakBefore") == "page"


def test_a_sheet_looks_as_its_own_style_sheet_says(shown, page):
    page.goto(f"{shown.base}/quiz/{BANK}/print?n=5&seed=7&kind=multiple_response")
    option = page.locator(".sheet .options li").first
    assert option.evaluate("el => getComputedStyle(el).borderTopStyle") == "none"
    assert option.evaluate("el => getComputedStyle(el).fontSize") == page.locator(
        ".sheet"
    ).first.evaluate("el => getComputedStyle(el).fontSize")


def test_the_hint_to_choose_all_is_given_once(shown, page):
    begin(page, shown.base, labels=("multiple response",), n=5)
    for row in page.locator(".questions article").all():
        said = row.inner_text().lower().count("choose all that apply")
        assert said == 1 + row.locator("legend").inner_text().lower().count("that apply")


def pages_of(pdf: bytes) -> int:
    """Return how many pages a PDF of Chromium's has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize(("versions", "key", "pages"), [(1, "", 1), (2, "", 2), (2, "&key=1", 4)])
def test_the_pdf_has_a_page_for_each_sheet(versions, key, pages, shown, page):
    chosen = "topic=background&kind=true_false&kind=flashcard"
    page.goto(f"{shown.base}/quiz/{BANK}/print?{chosen}&n=3&seed=7&versions={versions}{key}")
    assert pages_of(page.pdf(format="A4")) == pages


def test_two_versions_ask_the_same_in_another_order(shown, page):
    page.goto(f"{shown.base}/quiz/{BANK}/print?n=10&seed=7&versions=2&kind=multiple_choice")
    one, two = (
        sheet.locator(".question").all_inner_texts() for sheet in page.locator(".sheet").all()
    )
    assert one != two
    assert len(one) == len(two) == 10
