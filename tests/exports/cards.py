"""Cards as Anki shows them: a template filled in, put into a page, its scripts run."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from exports.anki_look import note_type
from exports.anki_look import style
from exports.anki_notes import fields

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page

    from exports.base import Selection

NO_STORE = "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('no'); }});"
_WHEN = re.compile(r"\{\{#([\w ]+)\}\}(.*?)\{\{/\1\}\}", re.DOTALL)
_PUT_IN = """side => {
    const qa = document.getElementById("qa");
    qa.innerHTML = side;
    for (const old of qa.querySelectorAll("script")) {
        const fresh = document.createElement("script");
        fresh.textContent = old.textContent;
        old.replaceWith(fresh);
    }
}"""


def sides(selection: Selection, name: str, card: int = 0) -> tuple[str, str]:
    """Return front and back of an item's card, as Anki fills them in."""
    item = selection.bank.by_id[name]
    values = fields(selection, item)
    template = note_type(item.kind).templates[card]
    return filled(template.front, values), filled(template.back, values, back=True)


def filled(template: str, values: dict[str, str], *, back: bool = False) -> str:
    """Fill in a template: conditions, Anki's box to type in, a cloze's first card, fields."""
    template = _WHEN.sub(lambda found: found[2] if values[found[1]] else "", template)
    box = f'<code id="typeans">{values.get("Answer")}</code>' if back else '<input id="typeans">'
    template = template.replace("{{type:Answer}}", box)
    cloze = r"<span class='cloze'>\1</span>" if back else "<span class='cloze'>[...]</span>"
    hidden = re.sub(r"\{\{c\d+::(.*?)(?:::.*?)?\}\}", cloze, values.get("Text", ""))
    template = template.replace("{{cloze:Text}}", hidden)
    return re.sub(r"\{\{([\w ]+)\}\}", lambda found: values[found[1]], template)


def open_page(
    browser: Browser,
    *,
    script: bool = True,
    before: str = "",
    css: str = "card",
    size: int = 100,
    **options: object,
) -> Page:
    """Open an empty reviewer: Anki's ``#qa`` in a page with the note types' style.

    ``css`` are the classes of its body, ``size`` the reader's own size of type, in percent.
    """
    context = browser.new_context(
        java_script_enabled=script, **{"viewport": {"width": 390, "height": 700}, **options}
    )
    page = context.new_page()
    body = (
        f'<!doctype html><html lang="en">'
        f'<meta charset="utf-8"><title>Anki</title><style>html {{ font-size: {size}% }}</style>'
        f'<style>{style()}</style><body class="{css}"><main id="qa"></main>'
    )
    page.route(
        "http://cards.test/**",
        lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"),
    )
    if before:
        page.add_init_script(before)
    page.goto("http://cards.test/")
    return page


def show(page: Page, side: str) -> list[str]:
    """Put a side into the page as Anki does, run its scripts, and return the rows' words."""
    page.evaluate(_PUT_IN, side)
    return words(page)


def words(page: Page, rows: str = "ol.letters") -> list[str]:
    """Return the words of the rows of a list, as they stand."""
    return page.locator(f"{rows} > li .words").all_inner_texts()


def tap(page: Page, words: str, rows: str = "ol") -> None:
    """Tap the row that says ``words``."""
    row = page.locator(f"{rows} > li").filter(has=page.get_by_text(html.unescape(words)))
    row.first.locator(".words").click()


def after_words(page: Page, words: str) -> str:
    """Return what a row says after its words."""
    row = page.locator("li", has_text=words).first
    return " ".join(row.locator("p").first.inner_text().replace(words, "").split())
