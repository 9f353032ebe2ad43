"""Every page and state of the site, by name, with the way there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.study import back as back_of
from app.services.study import deck as deck_of
from tests.e2e.hands import BANK
from tests.e2e.hands import KIND_NAMES
from tests.e2e.hands import back
from tests.e2e.hands import card_of_each_kind
from tests.e2e.hands import give
from tests.e2e.hands import study

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.e2e.conftest import Site

    Way = Callable[[Page, Site], None]

PRINT = f"/quiz/{BANK}/print?n=10&seed=7&versions=2"
_CITED = "east-china-sea-as-bond"
_ERROR = "the server responded with a status of"


def _at(path: str) -> Way:
    return lambda page, site: page.goto(site.base + path) and None


def _front(kind: str) -> Way:
    return lambda page, site: study(page, site.base, card_of_each_kind(site.base)[kind])


def _back(kind: str) -> Way:
    def go(page: Page, site: Site) -> None:
        _front(kind)(page, site)
        give(page)

    return go


def _item(kind: str) -> Way:
    def go(page: Page, site: Site) -> None:
        card = card_of_each_kind(site.base)[kind]
        found = back_of(site.runtime, deck_of(site.runtime, BANK), card).card.item
        page.goto(f"{site.base}/item/{BANK}/{found.id}")
        page.locator("summary").first.click()

    return go


def _unanswered(page: Page, site: Site) -> None:
    """Show a back without having given anything."""
    _front("matching")(page, site)
    page.locator("[data-default]").click()
    back(page).wait_for()


def _dialog(page: Page, site: Site) -> None:
    _front("flashcard")(page, site)
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()


def _stale(page: Page, site: Site) -> None:
    """Answer a card as a page would that was left open since the card was answered."""
    _back("flashcard")(page, site)
    page.locator("input[name=seen]").evaluate("input => { input.value = 7 }")
    page.keyboard.press("Space")
    page.get_by_role("heading", name="Already answered").wait_for()


def _attempt(page: Page, site: Site) -> None:
    page.goto(f"{site.base}/quiz/{BANK}")
    page.get_by_label("Growing synergy").check()
    page.get_by_label("The paper and its author").check()
    page.locator("input[name=n]").fill("19")  # all there are: every kind
    page.get_by_role("button", name="Take the quiz").click()
    page.locator(".questions").wait_for()


def _result(page: Page, site: Site) -> None:
    _attempt(page, site)
    for fields in page.locator(".questions .options ol").all():
        fields.locator("label").first.click()
    for number, row in enumerate(page.locator(".questions select").all()):
        row.select_option(index=number % 3 + 1)
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("heading", name=" of 19").wait_for()


SCENES: dict[str, Way] = {
    "home": _at("/"),
    **{f"front of {kind}": _front(kind) for kind in KIND_NAMES},
    **{f"back of {kind}": _back(kind) for kind in KIND_NAMES},
    "back without an answer": _unanswered,
    "list of keys over a card": _dialog,
    "keys": _at("/keys"),
    "paper": _at(f"/paper/{BANK}"),
    "paper with marks": _at(f"/paper/{BANK}?item={_CITED}#P1"),
    "paper alone": _at(f"/paper/{BANK}?show=plain"),
    "paper with recall": _at(f"/paper/{BANK}"),
    "paper with recall and marks": _at(f"/paper/{BANK}?item={_CITED}&show=recall#P1"),
    "paper with citations and marks": _at(f"/paper/{BANK}?item={_CITED}&show=citations#P1"),
    "sentence": _at(f"/paper/{BANK}/attri-2023/P3.1"),
    "paper with gaps": _at("/paper/small"),
    "sentence that nothing cites": _at("/paper/small/paper/P2.1"),
    **{f"item: {kind}": _item(kind) for kind in KIND_NAMES},
    "quiz": _at(f"/quiz/{BANK}"),
    "attempt": _attempt,
    "result": _result,
    "print": _at(PRINT),
    "print with keys": _at(f"{PRINT}&key=1&passages=1"),
    "no such page": _at("/nowhere"),
    "empty selection": _at(f"/quiz/{BANK}/print?topic=the-paper&kind=ordering"),
    "stale answer": _stale,
    "front with undo": _at(f"/study/{BANK}"),
    "nothing due": _at(f"/study/{BANK}"),
    "home with nothing due": _at("/"),
    "no bank": _at("/"),
    "broken bank": _at("/"),
}
SITES = {
    "paper with recall": "studied",
    "paper with recall and marks": "studied",
    "sentence": "studied",
    "paper with gaps": "sparse",
    "sentence that nothing cites": "sparse",
    "front with undo": "begun",
    "nothing due": "resting",
    "home with nothing due": "resting",
    "no bank": "bare",
    "broken bank": "broken",
}
REFUSED = {name: [_ERROR] for name in ("no such page", "empty selection", "stale answer")}


def show(name: str, request, page: Page) -> None:
    """Bring a scene onto a page."""
    request.getfixturevalue("watch").allowed += REFUSED.get(name, [])
    SCENES[name](page, request.getfixturevalue(SITES.get(name, "shown")))
