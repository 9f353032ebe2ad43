"""Every page for every pair of eyes, hands and ears: axe, and what axe can't see."""

from __future__ import annotations

import re
from itertools import pairwise
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

import app.web
from tests.e2e.hands import KIND_NAMES
from tests.e2e.hands import back
from tests.e2e.hands import card_of_each_kind
from tests.e2e.hands import counts
from tests.e2e.hands import front
from tests.e2e.hands import give
from tests.e2e.hands import study
from tests.e2e.scenes import SCENES
from tests.e2e.scenes import show

pytestmark = pytest.mark.browser

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CSS = Path(app.web.__path__[0], "static", "citecards.css").read_text(encoding="utf-8")

# WCAG 1.4.12, as a reader's own style sheet would set it
TEXT_SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"""
RESTYLE = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""

# what stands out of the page to the right, and text that its own box cuts off
SPILLS = """() => [...document.querySelectorAll('body *')].filter((el) => {
  if (el.closest('.vh, .skip, .unseen, math, [hidden], .scroll, option')) return false;
  if (!el.getClientRects().length) return false;
  const box = el.getBoundingClientRect();
  const out = box.width > 0 && (box.right > innerWidth + 1 || box.left < -1);
  const field = el.matches('input, textarea, select');
  const clips = !field && getComputedStyle(el).overflowX !== 'visible';
  return out || (clips && el.scrollWidth > el.clientWidth + 1);
}).map((el) => el.outerHTML.slice(0, 120))"""

# everything that can be pressed, with its name and size; a field counts with its label
TARGETS = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter((el) => el.getClientRects().length && el.type !== 'hidden' && !el.closest('.skip'))
  .map((el) => {
    const inline = el.matches('a') && getComputedStyle(el).display === 'inline';
    const box = (el.closest('label') || el).getBoundingClientRect();
    const name = (el.innerText || el.name || el.className).trim();
    return { name, inline, width: box.width, height: box.height };
  })"""


def sideways(page) -> int:
    """Return by how many pixels a page scrolls to the side."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def violations(page, only: list[str], kind: str) -> list[tuple[str, str, str]]:
    """Return what axe finds: rule, element, what to do."""
    options = {"runOnly": {"type": kind, "values": only}, "resultTypes": ["violations"]}
    return [
        (violation["id"], node["html"][:200], node["failureSummary"][:300])
        for violation in Axe().run(page, options=options).response["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("scene", SCENES)
def test_axe_finds_nothing_and_a_small_window_holds_all(scene, request, page):
    show(scene, request, page)
    assert violations(page, STANDARD, "tag") == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, ["color-contrast", "link-in-text-block"], "rule") == []
    turn_into_a_phone(page)
    for width, height in ((320, 640), (640, 400), (390, 844)):  # 640 is 1280 at 200 %
        page.set_viewport_size({"width": width, "height": height})
        assert (width, sideways(page), page.evaluate(SPILLS)) == (width, 0, [])
    targets = [row for row in page.evaluate(TARGETS) if not row["inline"]]
    assert targets
    assert [row for row in targets if row["height"] < 43.9 or row["width"] < 24] == []
    page.evaluate(RESTYLE, TEXT_SPACING)
    assert (sideways(page), page.evaluate(SPILLS)) == (0, [])


def turn_into_a_phone(page) -> None:
    """Let a page be one that fingers press."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 1})
    assert page.evaluate("matchMedia('(pointer: coarse)').matches")


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_a_word_of_eighty_letters_breaks_rather_than_the_page(kind, shown, open_page):
    page = open_page(viewport={"width": 320, "height": 640})
    study(page, shown.base, card_of_each_kind(shown.base)[kind])
    give(page)
    page.evaluate(
        """() => {
          const words = 'h1, p, dt, dd, summary, .sequence li, li > span, label > span';
          for (const el of document.querySelectorAll(`#card :is(${words}):not(.points, .vh)`))
            el.append(' ' + 'Donaudampfschiff'.repeat(5));
        }"""
    )
    assert sideways(page) == 0
    assert page.evaluate(SPILLS) == []


def test_the_list_of_keys_begins_at_its_head_however_small_the_window(shown, open_page):
    page = open_page(viewport={"width": 390, "height": 500})
    study(page, shown.base)
    page.keyboard.press("?")
    head = page.get_by_role("dialog").get_by_role("heading")
    head.wait_for()
    assert head.evaluate("el => el === document.activeElement")
    assert head.bounding_box()["y"] > 0


def test_the_state_line_covers_nothing(shown, open_page, watch):
    watch.allowed += ["ERR_INTERNET_DISCONNECTED", "ERR_FAILED"]
    page = open_page(viewport={"width": 390, "height": 844})
    page.route("**/batch?*", lambda route: route.abort())  # with cards at hand nothing is said
    study(page, shown.base)
    page.context.set_offline(True)
    page.keyboard.press("Space")
    line = page.get_by_role("status").get_by_text("No connection")
    line.wait_for()
    box = line.bounding_box()
    bar = page.locator(".bar").bounding_box()
    assert box["y"] >= bar["y"] + bar["height"] - 1
    assert box["y"] + box["height"] <= page.locator("#where").bounding_box()["y"]


@pytest.mark.parametrize(
    "scene",
    [
        "home", "home with several banks", "no bank", "keys", "front of flashcard", "paper",
        "card info", "statistics", "browse", "result",
    ],
)  # fmt: skip
def test_a_heading_of_level_one_stands_on_every_page_and_none_is_skipped(scene, request, page):
    show(scene, request, page)
    levels = page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4')].map((h) => Number(h.tagName[1]))"
    )

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_focus_is_seen_wherever_tab_goes(kind, shown, page):
    study(page, shown.base, card_of_each_kind(shown.base)[kind])
    for show_back in (False, True):
        if show_back:
            give(page)
        seen = set()
        for _ in range(40):
            page.keyboard.press("Tab")
            at = page.evaluate(
                """() => {
                  const el = document.activeElement;
                  if (!el || el === document.body) return null;
                  const shown = el.matches('.options input') ? el.closest('label') : el;
                  const style = getComputedStyle(shown);
                  const box = shown.getBoundingClientRect();
                  const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height, 20) / 2];
                  const top = document.elementFromPoint(x, y);
                  return {
                    html: el.outerHTML.slice(0, 120),
                    outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
                    free: box.top >= 0 && box.bottom <= innerHeight
                      && (shown.contains(top) || top?.contains(shown)),
                  };
                }"""
            )
            if at is None:
                continue  # past the last one; the next is the first
            if at["html"] in seen:
                break
            seen.add(at["html"])
            assert (at["html"], at["outline"], at["free"]) == (at["html"], True, True)
        assert len(seen) >= 6


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_a_reader_is_led_from_side_to_side(kind, shown, page):
    study(page, shown.base, card_of_each_kind(shown.base)[kind])
    give(page)
    at = "document.activeElement.id"
    assert page.evaluate(at) == "where"
    said = "document.getElementById(document.activeElement.getAttribute('aria-describedby'))"
    assert page.evaluate(f"{said}.innerText") == back(page).locator(".stem").inner_text()
    order = page.evaluate(
        """() => ['#where', '.stem', '.passage', '.ratings']
          .map((one) => document.querySelector('#card ' + one))
          .every((el, n, all) => !n
            || all[n - 1].compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING)"""
    )
    assert order


def test_a_choice_by_key_is_said(shown, page):
    study(page, shown.base, card_of_each_kind(shown.base)["multiple response"])
    page.keyboard.press("b")
    words = page.get_by_role("status").inner_text()
    assert words.startswith("B")
    assert words.endswith(": chosen")
    page.keyboard.press("b")
    assert page.get_by_role("status").inner_text().endswith(": taken back")


def test_options_can_be_chosen_the_browser_s_own_way(shown, page):
    study(page, shown.base, card_of_each_kind(shown.base)["multiple response"])
    boxes = page.locator("#card .options input")
    boxes.nth(1).focus()
    page.keyboard.press("Space")
    assert boxes.nth(1).is_checked()
    page.keyboard.press("Space")
    assert not boxes.nth(1).is_checked()
    study(page, shown.base, card_of_each_kind(shown.base)["multiple choice"])
    buttons = page.locator("#card .options input")
    buttons.nth(0).focus()
    page.keyboard.press("Space")
    assert buttons.nth(0).is_checked()
    page.keyboard.press("ArrowDown")
    assert buttons.nth(1).is_checked()
    assert front(page).count() == 1
    page.keyboard.press("Space")
    back(page).wait_for()


def test_counts_are_named_for_ears(shown, page):
    study(page, shown.base)
    assert counts(page) == (20, 0, 0)
    assert re.sub(r"\s+", " ", page.locator("#counts").text_content()).strip() == (
        "20 new 0 learning 0 due"
    )


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_the_passage_moves_only_where_motion_is_welcome(motion, shown, open_page):
    page = open_page(reduced_motion=motion)
    study(page, shown.base, card_of_each_kind(shown.base)["flashcard"])
    page.keyboard.press("Space")
    back(page).wait_for()
    moving = page.locator(".passage").evaluate("el => getComputedStyle(el).animationName")
    assert moving == {"reduce": "none", "no-preference": "come"}[motion]
    others = "[...document.querySelectorAll('*')].filter((el) => el.closest('.passage') === null"
    assert page.evaluate(f"{others} && el.getAnimations().length).length") == 0


def test_forced_colours_keep_the_marks_and_the_choice(shown, open_page):
    page = open_page(forced_colors="active", color_scheme="dark")
    study(page, shown.base, card_of_each_kind(shown.base)["multiple choice"])
    page.keyboard.press("a")
    chosen = page.locator("label:has(:checked)")
    assert chosen.evaluate("el => getComputedStyle(el).outlineStyle") == "solid"
    page.keyboard.press("Space")
    mark = page.locator(".passage mark").first
    colours = "el => [el, el.closest('p')].map((one) => getComputedStyle(one).backgroundColor)"
    own, around = mark.evaluate(colours)
    assert own != around
    good = page.locator(".ratings .good")
    other = page.locator(".ratings button:not(.good)").first
    width = "el => getComputedStyle(el).borderTopWidth"
    assert good.evaluate(width) != other.evaluate(width)


def test_the_key_is_told_by_more_than_colour(shown, page):
    study(page, shown.base, card_of_each_kind(shown.base)["multiple choice"])
    give(page)
    assert page.locator(".judged .key").inner_text().startswith(("A ✓", "B ✓", "C ✓", "D ✓"))
    assert int(page.locator(".judged .key").evaluate("el => getComputedStyle(el).fontWeight")) > 500
    assert "(right)" in page.locator(".judged .key").text_content()


def tokens() -> dict[str, tuple[str, str]]:
    """Return the colours of the style sheet: name, light, dark."""
    return {
        name: (light, dark)
        for name, light, dark in re.findall(r"--(\w+): light-dark\((#\w{6}), (#\w{6})\)", CSS)
    }


def luminance(colour: str) -> float:
    """WCAG's relative luminance of ``#rrggbb``."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_of_contrast_knows_its_ends():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_are_as_far_apart_as_reading_needs(scheme):
    colour = {name: both[scheme] for name, both in tokens().items()}
    reading = product(("ink", "quiet"), ("paper", "sheet"))
    low = {pair: contrast(colour[pair[0]], colour[pair[1]]) for pair in reading}
    for tint in ("mark", "r1", "r2", "r3", "r4", "r5"):
        low["ink", tint] = contrast(colour["ink"], colour[tint])
    assert {pair: ratio for pair, ratio in low.items() if ratio < 7} == {}
    signs = product(("accent", "new", "learn", "due"), ("paper", "sheet"))
    faint = {pair: contrast(colour[pair[0]], colour[pair[1]]) for pair in signs}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 4.5} == {}
    edges = {where: contrast(colour["edge"], colour[where]) for where in ("paper", "sheet")}
    assert {where: ratio for where, ratio in edges.items() if ratio < 3} == {}
