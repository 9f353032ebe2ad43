"""The paper in a browser: every paragraph an address, the cited words marked."""

from __future__ import annotations

import pytest

from tests.e2e.hands import BANK

pytestmark = pytest.mark.browser

CITED = "east-china-sea-as-bond"


def test_the_paper_stands_there_whole_with_numbered_paragraphs(shown, page):
    page.goto(f"{shown.base}/paper/{BANK}")
    assert page.get_by_role("heading", level=1).inner_text().startswith("The Evolving Synergy")
    numbers = page.locator(".pn").all_inner_texts()
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert len(numbers) > 10
    assert page.locator("mark").count() == 0


def test_a_paragraph_s_number_is_its_address(shown, page):
    page.goto(f"{shown.base}/paper/{BANK}")
    page.get_by_role("link", name="Paragraph 5", exact=True).click()
    assert page.url.endswith("#P5")
    assert page.locator("p:target").inner_text().startswith("5")
    rule = "el => getComputedStyle(el, '::before').width"
    assert page.locator("p:target").evaluate(rule) == "2px"


def test_only_what_the_item_cites_is_marked(shown, page):
    page.goto(f"{shown.base}/paper/{BANK}?item={CITED}#P1")
    marks = page.locator("mark")
    assert marks.count() == 1
    assert marks.inner_text().startswith("The East China Sea")
    colour = "el => getComputedStyle(el).backgroundColor"
    assert marks.evaluate(colour) == "rgb(255, 233, 168)"


@pytest.mark.parametrize("size", [(390, 500), (320, 400), (1360, 500)])
def test_the_marked_words_are_in_view_however_small_the_window(size, shown, open_page):
    page = open_page(viewport={"width": size[0], "height": size[1]})
    for item, paragraph in ((CITED, 1), ("two-opposing-forces", 2), ("graves-at-the-cemetery", 4)):
        page.goto("about:blank")
        page.goto(f"{shown.base}/paper/{BANK}?item={item}#P{paragraph}")
        box = page.locator("p:target mark").first.bounding_box()
        assert box["y"] >= 0
        assert box["y"] < size[1] - 24  # a line of it at least


def test_the_yellow_marks_nothing_but_cited_words(shown, page):
    yellow = """() => [...document.querySelectorAll('*')]
      .filter((el) => getComputedStyle(el).backgroundColor === 'rgb(255, 233, 168)')
      .map((el) => el.tagName)"""
    for path in ("/", f"/study/{BANK}", f"/quiz/{BANK}", "/keys", f"/paper/{BANK}?item={CITED}"):
        page.goto(shown.base + path)
        assert set(page.evaluate(yellow)) <= {"MARK"}


def test_an_item_that_is_not_there_is_a_page_of_its_own(shown, page, watch):
    watch.allowed.append("status of 404")
    page.goto(f"{shown.base}/paper/{BANK}?item=nothing-of-the-kind")
    assert page.get_by_role("heading", level=1).count() == 1


def test_lines_are_as_long_as_eyes_like(shown, page):
    page.goto(f"{shown.base}/paper/{BANK}")
    width = page.locator("#P1").bounding_box()["width"]
    size = page.locator("#P1").evaluate("el => parseFloat(getComputedStyle(el).fontSize)")
    assert 28 <= width / size <= 40
