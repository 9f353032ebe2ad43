"""Every page and state of the site, by name, with the way there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.quiz.blueprint import Blueprint
from app.scheduling.days import date_of
from app.services import quizzes
from app.services.assembling import simple_form
from app.services.study import back as back_of
from app.services.study import deck as deck_of
from tests.e2e.hands import BANK
from tests.e2e.hands import KIND_NAMES
from tests.e2e.hands import back
from tests.e2e.hands import card_of_each_kind
from tests.e2e.hands import give
from tests.e2e.hands import study
from tests.site import HELD

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


def _stepped(page: Page, site: Site) -> None:
    """Take a quiz a question at a time, against the clock, some way."""
    page.goto(f"{site.base}/quiz/{BANK}")
    page.get_by_label("One question at a time").check()
    page.locator("input[name=minutes]").fill("30")
    page.get_by_label("multiple choice").check()
    page.get_by_role("button", name="Take the quiz").click()
    page.locator(".steps .go").wait_for()
    for _ in range(2):
        page.locator(".options label").first.click()
        page.locator(".steps .go").click()
    page.get_by_role("heading", name="Question 3 of").wait_for()


def _open_ones(page: Page, site: Site) -> None:
    _stepped(page, site)
    page.get_by_role("button", name="Hand in…").click()
    page.get_by_role("heading", name="no answer").wait_for()


def _marked_ones(page: Page, site: Site) -> None:
    """See on the page of a quiz what has no answer."""
    _attempt(page, site)
    page.get_by_role("button", name="Hand in").click()
    page.locator(".list a").first.click()
    page.locator(".missing").first.wait_for()


def _time_over(page: Page, site: Site) -> None:
    """Come back to a quiz whose time was up long ago."""
    form = simple_form(quizzes.load(site.runtime, BANK), Blueprint(count=3))
    late = replace(site.runtime, clock=lambda: site.clock() - 3_600_000)
    attempt = quizzes.begin(late, form, site.runtime.new_id(), quizzes.Pace(10))
    page.goto(f"{site.base}/attempt/{attempt}")


def _to_be_counted(page: Page, site: Site) -> None:
    """Hand in a quiz over cards that were studied before."""
    _attempt(page, site)
    page.locator("button[value=hand]").click()
    page.get_by_role("button", name="Hand in with").click()
    page.locator("#result").wait_for()
    page.locator(".more-results summary").click()


def _waiting_quiz(page: Page, site: Site) -> None:
    _attempt(page, site)
    page.goto(site.base)


def _formats(page: Page, site: Site) -> None:
    page.goto(f"{site.base}/edit/{BANK}/{_EDITED[0]}")
    page.locator("#formats summary").click()


def _result(page: Page, site: Site) -> None:
    _attempt(page, site)
    for fields in page.locator(".questions .options ol").all():
        fields.locator("label").first.click()
    for number, row in enumerate(page.locator(".questions select").all()):
        row.select_option(index=number % 3 + 1)
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("button", name="Hand in with").click()
    page.locator("#result").wait_for()


_TABLE = f"/quiz/{BANK}/table?n=8&seed=7&versions=2"


def _asked(**fields: str) -> Way:
    """Ask for a form by the table, some of it changed."""

    def go(page: Page, site: Site) -> None:
        page.goto(site.base + _TABLE)
        for name, value in fields.items():
            page.locator(f"[name='{name.replace('__', '.')}']").fill(value)
        with page.expect_navigation():
            page.get_by_role("button", name="Make the quiz").click()

    return go


def _form(page: Page, site: Site) -> None:
    """Make a form of two versions of different questions."""
    page.goto(site.base + _TABLE)
    page.get_by_label("Their questions").select_option("different")
    page.get_by_role("button", name="Make the quiz").click()
    page.get_by_role("heading", name="Version B").wait_for()


def _swap(page: Page, site: Site) -> None:
    _form(page, site)
    page.get_by_role("link", name="Swap").first.click()
    page.locator(".swap").wait_for()


def _left_out(page: Page, site: Site) -> None:
    _form(page, site)
    page.get_by_label("Kahoot").check()
    page.get_by_role("button", name="See first").click()
    page.get_by_role("heading", name="Kahoot").wait_for()


def _more_of_the_table(page: Page, site: Site) -> None:
    page.goto(site.base + _TABLE)
    for summary in page.locator("summary").all():
        summary.click()


def _figures(page: Page, site: Site) -> None:
    """Unfold the tables of a year's statistics."""
    page.goto(f"{site.base}/statistics/{BANK}?days=365")
    for summary in page.locator(".stat summary").all():
        summary.click()


def _give(page: Page, site: Site, name: str, data: bytes) -> None:
    page.goto(f"{site.base}/import")
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Import").click()


def _refused_file(page: Page, site: Site) -> None:
    """Give a file that can't be taken."""
    _give(page, site, "a-picture.apkg", b"\x89PNG")
    page.get_by_role("alert").wait_for()


def _imported(page: Page, site: Site) -> None:
    """Import a table of which a row is left out."""
    table = b"#separator:Comma\n#html:false\nHund,dog\n,nothing\n"
    _give(page, site, f"words-{site.runtime.new_id()}.csv", table)
    page.get_by_role("heading", name="is here").wait_for()


def _several(page: Page, site: Site) -> None:
    """Show the decks of more than one bank."""
    _imported(page, site)
    page.goto(site.base)


def _bad_options(page: Page, site: Site) -> None:
    """Save options that can't be."""
    page.goto(f"{site.base}/options/{BANK}")
    page.get_by_label("New cards a day").fill("many")
    page.get_by_label("Learning steps", exact=True).fill("1m 10x")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Nothing was saved yet").wait_for()


def _preset(page: Page, site: Site) -> None:
    """Save options: there is a preset, and what was done is said."""
    page.goto(f"{site.base}/options/{BANK}")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.").wait_for()
    page.get_by_text("Delete this preset").click()


def _fitted(page: Page, site: Site) -> None:
    page.goto(f"{site.base}/options/{BANK}/fit")
    page.get_by_role("button", name="Fit to my answers").click()
    page.locator(".told").wait_for()


def _exam(page: Page, site: Site) -> None:
    page.goto(f"{site.base}/options/{BANK}/exam")
    page.get_by_label("Day of the exam").fill(date_of(site.runtime.moment().day + 20).isoformat())
    with page.expect_navigation():
        page.get_by_role("button", name="Set the day").click()
    page.get_by_text("Day by day").click()


def _card(name: str, query: str = "") -> Way:
    """Open a card that something was done with."""
    return _at(f"/study/{BANK}?card={HELD[name]}{query}")


def _more(page: Page, site: Site) -> None:
    _card("held")(page, site)
    page.locator(".more summary").click()


def _more_behind(page: Page, site: Site) -> None:
    _card("held")(page, site)
    give(page)
    page.locator(".more summary").click()


def _info(page: Page, site: Site) -> None:
    page.goto(f"{site.base}/card/{BANK}/{HELD['leech']}")
    page.locator(".figures summary").click()


def _crammed(page: Page, site: Site) -> None:
    page.goto(f"{site.base}/cram/{BANK}?passage=P3")
    give(page)


def _timed(page: Page, site: Site) -> None:
    page.goto(f"{site.base}/study/{BANK}?minutes=1&since={site.clock() - 60_000}")


_EDITED = ("off-the-white-list", "white-list-privilege", "date-of-the-korean-delisting")


def _edit_faults(page: Page, site: Site) -> None:
    """Fill in what can't be saved, and see it told."""
    page.goto(f"{site.base}/edit/{BANK}/{_EDITED[0]}")
    page.locator("[name='options.0.text']").fill("")
    page.locator("[name=tags]").fill("Not Good")
    page.locator(".lint .fault").wait_for()
    page.get_by_role("button", name="Preview").click()
    page.locator(".field .fault").first.wait_for()


HELD_SCENES: dict[str, Way] = {
    "front with more": _more,
    "back with more": _more_behind,
    "suspended card": _card("suspended"),
    "changed answer": _card("answer"),
    "changed passage": _card("passage", "&read=1"),
    "read this first": _card("lapsed"),
    "leech": _card("held", f"&leech={HELD['leech']}"),
    "card info": _info,
    "card info of a new card": _at(f"/card/{BANK}/90"),
    "choices of a cram": _at(f"/cram/{BANK}"),
    "front of a cram": _at(f"/cram/{BANK}?passage=P3"),
    "back of a cram": _crammed,
    "nothing to cram": _at(f"/cram/{BANK}?flag=1"),
    "time is up": _timed,
    "paper with what is weak": _at(f"/paper/{BANK}"),
}

QUIZ_SCENES: dict[str, Way] = {
    "attempt": _attempt,
    "question of a quiz": _stepped,
    "open questions of a quiz": _open_ones,
    "marked questions of a quiz": _marked_ones,
    "quiz whose time is up": _time_over,
    "result": _result,
    "result that can count": _to_be_counted,
    "quiz to go on with": _waiting_quiz,
}

SCENES: dict[str, Way] = {
    "browse": _at(f"/browse/{BANK}?sort=stem"),
    "browse with a fault": _at(f"/browse/{BANK}?q=foo:1"),
    "browse with nothing found": _at(f"/browse/{BANK}?q=xyzzy"),
    **{f"edit {item}": _at(f"/edit/{BANK}/{item}") for item in _EDITED},
    "edit with faults": _edit_faults,
    **HELD_SCENES,
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
    "statistics": _at(f"/statistics/{BANK}?days=90"),
    "statistics with figures": _figures,
    "statistics of a topic": _at(f"/statistics/{BANK}?topic=the-paper&days=all"),
    "statistics before the first answer": _at("/statistics/small"),
    "export": _at(f"/export/{BANK}"),
    "export looked into": _at(f"/export/{BANK}?format=anki&look=1&history=1&kind=open"),
    "import": _at("/import"),
    "import refused": _refused_file,
    "import under way": _at("/import/work"),
    "import report": _imported,
    "options": _at(f"/options/{BANK}"),
    "options that can't be": _bad_options,
    "options of a preset": _preset,
    "workload": _at(f"/options/{BANK}/workload"),
    "fit": _at(f"/options/{BANK}/fit"),
    "fit with too few": _fitted,
    "exam without a day": _at("/options/small/exam"),
    "exam": _exam,
    "quiz": _at(f"/quiz/{BANK}"),
    "table of a quiz": _at(_TABLE),
    "table of a quiz, all of it": _more_of_the_table,
    "table that asks too much": _asked(n__background__analyse="9"),
    "table with faults": _asked(seed="many", n__background__remember="x"),
    "form": _form,
    "form of the same questions": _asked(seed="8"),
    "form with a swap": _swap,
    "form with what is left out": _left_out,
    **QUIZ_SCENES,
    "edit with other formats": _formats,
    "print": _at(PRINT),
    "print with keys": _at(f"{PRINT}&key=1&passages=1"),
    "no such page": _at("/nowhere"),
    "no connection": _at("/offline"),
    "empty selection": _at(f"/quiz/{BANK}/print?topic=the-paper&kind=ordering"),
    "stale answer": _stale,
    "front with undo": _at(f"/study/{BANK}"),
    "nothing due": _at(f"/study/{BANK}"),
    "home with nothing due": _at("/"),
    "home with several banks": _several,
    "no bank": _at("/"),
    "broken bank": _at("/"),
}
SITES = {
    **dict.fromkeys(HELD_SCENES, "held"),
    "paper with recall": "studied",
    "paper with recall and marks": "studied",
    "sentence": "studied",
    "options of a preset": "studied",
    "workload": "studied",
    "exam": "studied",
    "exam without a day": "sparse",
    "paper with gaps": "sparse",
    "sentence that nothing cites": "sparse",
    "statistics": "studied",
    "statistics with figures": "studied",
    "statistics of a topic": "studied",
    "statistics before the first answer": "sparse",
    **dict.fromkeys(QUIZ_SCENES, "taken"),
    "front with undo": "begun",
    "nothing due": "resting",
    "home with nothing due": "resting",
    "no bank": "bare",
    "import under way": "bare",
    "import report": "given",
    "home with several banks": "given",
    "broken bank": "broken",
}
REFUSED = {
    name: [_ERROR]
    for name in (
        "no such page",
        "empty selection",
        "stale answer",
        "options that can't be",
        "import refused",
        "table with faults",
    )
}


def show(name: str, request, page: Page) -> None:
    """Bring a scene onto a page, all of it: what is waited for may come before the rest."""
    request.getfixturevalue("watch").allowed += REFUSED.get(name, [])
    SCENES[name](page, request.getfixturevalue(SITES.get(name, "shown")))
    page.wait_for_load_state()
