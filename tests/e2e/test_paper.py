"""The paper in a browser: every paragraph an address, the cited words marked."""

from __future__ import annotations

import re

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


def test_a_sentence_leads_to_its_items_and_back_by_keys_alone(shown, page):
    page.goto(f"{shown.base}/paper/{BANK}?show=citations")
    first = page.locator("a.s").first
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/P*.*")
    assert page.get_by_role("heading", level=2).inner_text().endswith(("cites it", "cite it"))
    page.locator(".list a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/item/**")
    summary = page.locator("summary")
    assert page.locator(".folded .options, .folded .answer").first.is_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details").get_attribute("open") is not None
    page.get_by_role("link", name="read it in the paper").first.click()
    page.wait_for_url("**#P*")
    assert page.locator("p:target mark").count() > 0


def test_links_of_sentences_are_reached_in_reading_order(studied, page):
    page.goto(f"{studied.base}/paper/{BANK}")
    page.locator(".legend a").last.focus()
    places = []
    for _ in range(12):
        page.keyboard.press("Tab")
        href = page.evaluate("document.activeElement.getAttribute('href')")
        if "/P" in href:
            places.append(tuple(map(int, href.rpartition("/P")[2].split("."))))
    assert len(places) >= 8
    assert places == sorted(places)


def test_the_name_of_a_link_ends_with_what_its_figure_means(studied, page):
    page.goto(f"{studied.base}/paper/{BANK}")
    tree = page.locator("a.s").first.aria_snapshot()
    assert re.search(r"\d+ items?; predicted recall \d+ %", tree)


def test_weaker_recall_is_deeper_and_the_legend_has_the_same_tints(studied, page):
    page.goto(f"{studied.base}/paper/{BANK}")
    colour = "el => getComputedStyle(el).backgroundColor"
    steps = [page.locator(f".legend .r{step}").evaluate(colour) for step in range(1, 6)]
    assert len(set(steps)) == 5
    tinted = set()
    for link in page.locator("a.s").all():
        figure = link.locator("sup").inner_text()
        step = re.search(r"r(\d)", link.get_attribute("class"))
        if figure == "–":
            assert step is None
            assert link.evaluate(colour) == "rgba(0, 0, 0, 0)"
            continue
        least = (95, 90, 80, 70, 0)
        percent = int(figure.removesuffix("%"))
        assert int(step[1]) == next(n for n, low in enumerate(least, 1) if percent >= low)
        assert link.evaluate(colour) == steps[int(step[1]) - 1]
        tinted.add(step[1])
    assert len(tinted) > 1


def test_figures_of_the_legend_add_up_to_the_sentences(studied, page):
    page.goto(f"{studied.base}/paper/{BANK}")
    rows = page.locator(".legend li").all_inner_texts()
    counts = [int(re.search(r"(\d+)\D*$", row)[1]) for row in rows]
    assert sum(counts) == page.locator("a.s, .text .u").count()
    assert len(rows) == 7


def test_what_nothing_cites_is_dotted_and_said(sparse, page):
    page.goto(f"{sparse.base}/paper/small")
    left = page.locator(".text .u")
    assert left.count() == 1
    assert left.evaluate("el => getComputedStyle(el).textDecorationStyle") == "dotted"
    cited = page.locator("a.s").evaluate("el => getComputedStyle(el).textDecorationStyle")
    assert cited == "solid"
    assert "(no item cites this)" in left.text_content()


def test_print_is_plain(studied, open_page):
    def on_paper(query):  # what a page is set to may be lost for a moment when it goes elsewhere
        page = open_page()
        page.goto(f"{studied.base}/paper/{BANK}{query}")
        page.emulate_media(media="print")
        return page

    page = on_paper("")
    assert page.locator(".legend").is_hidden()
    assert page.locator("sup").first.is_hidden()
    bare = "el => [getComputedStyle(el).backgroundColor, getComputedStyle(el).textDecorationLine]"
    assert page.locator("a[class*=' r']").first.evaluate(bare) == ["rgba(0, 0, 0, 0)", "none"]
    cited = on_paper("?show=citations")
    assert cited.locator(".text .k3").first.evaluate(bare)[0] == "rgba(0, 0, 0, 0)"


def test_the_legend_stays_in_view_beside_the_text(studied, page):
    page.goto(f"{studied.base}/paper/{BANK}#P11")
    box = page.locator(".legend").bounding_box()
    text = page.locator("#P11").bounding_box()
    assert 0 <= box["y"] < 200
    assert box["x"] > text["x"] + text["width"]


def test_forced_colours_keep_what_is_cited_apart(sparse, open_page):
    page = open_page(forced_colors="active")
    page.goto(f"{sparse.base}/paper/small")
    style = "el => getComputedStyle(el).textDecorationStyle"
    assert page.locator("a.s").evaluate(style) != page.locator(".text .u").evaluate(style)
    assert page.locator("a.s sup").is_visible()
