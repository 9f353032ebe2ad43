"""What a learner's hands do: answer each kind of card, by key or with a pointer."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import urlopen

if TYPE_CHECKING:
    from playwright.sync_api import Locator
    from playwright.sync_api import Page

    from tests.e2e.conftest import Site

BANK = "japan-korea-2023"
KIND_NAMES = (
    "flashcard",
    "cloze",
    "multiple choice",
    "multiple response",
    "true or false",
    "short answer",
    "numeric",
    "ordering",
    "matching",
    "open question",
)


@cache
def card_of_each_kind(base: str) -> dict[str, int]:
    """Return the first card of each kind, by the name the page gives the kind."""
    found: dict[str, int] = {}
    card = 1
    while len(found) < len(KIND_NAMES):
        try:
            with urlopen(f"{base}/study/{BANK}?card={card}") as reply:  # noqa: S310 - our own
                html = reply.read().decode()
        except HTTPError:
            break
        name = re.search(r' id="where"[^>]*>[^<]*· ([^<]+)</', html)
        assert name is not None
        found.setdefault(name[1], card)
        card += 1
    return found


def study(page: Page, base: str, card: int | None = None, topic: str | None = None) -> None:
    """Open a deck, perhaps at a card."""
    query = "&".join(
        f"{name}={value}" for name, value in (("card", card), ("topic", topic)) if value
    )
    page.goto(f"{base}/study/{BANK}" + (f"?{query}" if query else ""))


def kind_of(page: Page) -> str:
    """Return the kind of the card on the page."""
    return page.locator("#where").inner_text().split(" · ")[-1]


def counts(page: Page) -> tuple[int, int, int]:
    """Return how many cards are new, learning and due."""
    return tuple(
        int(re.match(r"\d+", page.locator(f"#counts .{one}").inner_text())[0]) for one in "nld"
    )


def at_heading(page: Page, name: str) -> None:
    """Wait until the page with a heading is there, scripts and all."""
    page.get_by_role("heading", name=name).wait_for()
    page.wait_for_load_state()


def front(page: Page) -> Locator:
    """Return the front of a card, once no answer is on its way."""
    return page.locator("html:not([data-waiting]) #card:not(.answered)")


def back(page: Page) -> Locator:
    """Return the back of a card, once its mark has come."""
    return page.locator("#card.answered:not([data-marking])")


def turned(page: Page) -> None:
    """Wait until the back of a card is there, all of it: without scripts it is a new page."""
    back(page).wait_for()
    page.wait_for_load_state()


def give_by_keys(page: Page) -> None:
    """Answer the front by keys alone, and show the back."""
    keys = page.keyboard
    match kind_of(page):
        case "flashcard":
            keys.press("Space")
        case "cloze" | "short answer" | "numeric":
            keys.type("in 2023, d u p ?")
            keys.press("Enter")
        case "multiple choice":
            keys.press("b")
            keys.press("Space")
        case "multiple response":
            keys.press("a")
            keys.press("3")
            keys.press("Enter")
        case "true or false":
            keys.press("f")
            keys.press("Space")
        case "ordering" | "matching":
            selects = page.locator("#card select")
            for number in range(selects.count()):
                keys.press("Tab")
                for _ in range(number + 1):
                    keys.press("ArrowDown")
            keys.press("Control+Enter")
        case "open question":
            keys.type("History pulls them apart.\nSecurity pushes them together.")
            keys.press("Control+Enter")
    turned(page)


def give(page: Page) -> None:
    """Answer the front with a pointer: something everywhere, right or not."""
    for box in page.locator("#card input[type=text], #card textarea").all():
        box.fill("March 2023")
    for option in page.locator("#card .options label").all()[:1]:
        option.click()
    for number, row in enumerate(page.locator("#card select").all()):
        row.select_option(index=number % 3 + 1)
    page.locator("#card [data-default]").click()
    turned(page)


def rate(page: Page, name: str) -> None:
    """Press a rating."""
    page.locator(".ratings").get_by_role("button", name=name).click()


def settle(page: Page, site: Site, answers: int) -> None:
    """Wait until so many answers are stored, and a little longer: one too many would show."""
    for _ in range(100):
        if len(site.answers()) >= answers:
            break
        page.wait_for_timeout(50)
    page.wait_for_timeout(300)
