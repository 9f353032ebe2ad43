"""``make shots``: a picture of every page, on phone, tablet and desktop, light and dark."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright
from rich.progress import track

from app.services import presets
from app.services import reading
from app.services import study
from app.services.errors import NotFoundError
from question_bank.items import KINDS
from tests.site import CHROMIUM
from tests.site import CHROMIUM_FLAGS
from tests.site import make_runtime
from tests.site import served
from tests.site import study_for_weeks

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from app.services.runtime import Runtime

OUT = Path(__file__).parent / "shots"
SIZES = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1360, 860)}
SCHEMES = ("light", "dark")
BANK = "japan-korea-2023"
Scene = tuple[str, "Callable[[Page], None]"]


def scenes(runtime: Runtime, base: str) -> Iterator[Scene]:
    """Yield a name and the way there, for each page and state."""

    def at(path: str) -> Callable[[Page], None]:
        return lambda page: page.goto(base + path) and None

    yield "home", at("/")
    for kind, card in cards(runtime).items():
        yield f"study-{kind}", at(f"/study/{BANK}?card={card}")
        yield f"answer-{kind}", answered(f"{base}/study/{BANK}?card={card}")
    yield "paper", at(f"/paper/{BANK}")
    yield "paper-marked", at(f"/paper/{BANK}?item={first_item(runtime)}")
    yield "paper-plain", at(f"/paper/{BANK}?show=plain")
    yield "paper-citations-marked", at(f"/paper/{BANK}?item={first_item(runtime)}&show=citations")
    yield "sentence", at(f"/paper/{BANK}/attri-2023/P3.1")
    yield "sentence-uncited", at(f"/paper/{BANK}/attri-2023/P1.1")
    for kind, item in items(runtime).items():
        yield f"item-{kind}", unfolded(f"{base}/item/{BANK}/{item}")
    yield "item", at(f"/item/{BANK}/{first_item(runtime)}")
    yield "import", at("/import")
    yield "import-refused", given(base, "a-picture.apkg", b"\x89PNG")
    yield "import-report", given(base, "words.csv", b"#separator:Comma\nHund,dog\n,nothing\n")
    yield "options", at(f"/options/{BANK}")
    yield "options-workload", at(f"/options/{BANK}/workload")
    yield "options-exam", with_exam(runtime, f"{base}/options/{BANK}/exam")
    yield "quiz", at(f"/quiz/{BANK}")
    yield "quiz-table", at(f"/quiz/{BANK}/table?n=20&versions=3")
    yield "quiz-form", made(base)
    yield "export", at(f"/export/{BANK}")
    yield "quiz-print", at(f"/quiz/{BANK}/print?n=8&seed=7&versions=2&key=1&passages=1")
    yield "quiz-take", taking(base)
    yield "quiz-result", handed_in(base)
    yield "statistics-empty", at(f"/statistics/{BANK}")
    yield "browse", at(f"/browse/{BANK}?q=kishida")
    yield "edit", at(f"/edit/{BANK}/{first_item(runtime)}")
    yield "keys", at("/keys")
    yield "missing", at("/nowhere")
    # the last ones: from here on there are answers
    yield "paper-recall", after_weeks(runtime, f"{base}/paper/{BANK}")
    yield "sentence-recall", after_weeks(runtime, f"{base}/paper/{BANK}/attri-2023/P3.1")
    yield "statistics", at(f"/statistics/{BANK}?days=90")


def given(base: str, name: str, data: bytes) -> Callable[[Page], None]:
    """Return the way to what comes of a file that is imported."""

    def go(page: Page) -> None:
        page.goto(f"{base}/import")
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
        page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        page.get_by_role("button", name="Import").click()
        page.wait_for_url(f"{base}/import/**")

    return go


def cards(runtime: Runtime) -> dict[str, int]:
    """Return a card of each kind."""
    found: dict[str, int] = {}
    for card in range(1, 200):
        try:
            view = study.back(runtime, study.deck(runtime, BANK), card).card
        except NotFoundError:
            break
        found.setdefault(view.item.kind, card)
    return {kind: found[kind] for kind in KINDS if kind in found}


def first_item(runtime: Runtime) -> str:
    """Return the id of an item."""
    return study.back(runtime, study.deck(runtime, BANK), 3).card.item.id


def items(runtime: Runtime) -> dict[str, str]:
    """Return the id of an item of each kind."""
    deck = study.deck(runtime, BANK)
    return {
        kind: study.back(runtime, deck, card).card.item.id for kind, card in cards(runtime).items()
    }


def unfolded(url: str) -> Callable[[Page], None]:
    """Go to an item and unfold its answer."""

    def go(page: Page) -> None:
        page.goto(url)
        page.locator("summary").click()

    return go


def after_weeks(runtime: Runtime, url: str) -> Callable[[Page], None]:
    """Go somewhere as a learner of some weeks."""

    def go(page: Page) -> None:
        if reading.paper(runtime, BANK).show != "recall":
            study_for_weeks(runtime)
        page.goto(url)

    return go


def with_exam(runtime: Runtime, url: str) -> Callable[[Page], None]:
    """Go somewhere as a learner with an exam in three weeks."""

    def go(page: Page) -> None:
        presets.set_exam(runtime, BANK, runtime.moment().day + 21)
        page.goto(url)

    return go


def answered(url: str) -> Callable[[Page], None]:
    """Go to a card, give some answer, show its back."""

    def go(page: Page) -> None:
        page.goto(url)
        for box in page.locator("#card input[type=text]").all():
            box.fill("March 2023")
        for option in page.locator("#card .options label").all()[:1]:
            option.click()
        for number, row in enumerate(page.locator("#card select").all()):
            row.select_option(index=number % 3 + 1)
        page.locator("[data-default]").click()
        page.locator("#card.answered").wait_for()

    return go


def taking(base: str) -> Callable[[Page], None]:
    """Begin a quiz."""

    def go(page: Page) -> None:
        page.goto(f"{base}/quiz/{BANK}")
        page.locator("input[name=seed]").fill("7")
        page.get_by_role("button", name="Take the quiz").click()
        page.locator(".questions").wait_for()

    return go


def handed_in(base: str) -> Callable[[Page], None]:
    """Hand a quiz in with the first option of everything."""

    def go(page: Page) -> None:
        taking(base)(page)
        for box in page.locator(".questions li:first-child .options label").all():
            box.first.click()
        page.get_by_role("button", name="Hand in").click()
        page.get_by_role("button", name="Hand in with").click()
        page.get_by_role("heading", name="of 10").wait_for()

    return go


def made(base: str) -> Callable[[Page], None]:
    """Make a quiz of three versions by its table."""

    def go(page: Page) -> None:
        page.goto(f"{base}/quiz/{BANK}/table?n=20&versions=3")
        page.get_by_role("button", name="Make the quiz").click()
        page.wait_for_url("**/form/**")

    return go


def main(wanted: list[str]) -> None:
    """Take the pictures, of scenes whose name holds one of the words, or of all."""
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        runtime = make_runtime(Path(folder))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        with served(runtime) as base:
            rows = [
                scene
                for scene in scenes(runtime, base)
                if not wanted or any(word in scene[0] for word in wanted)
            ]
            for name, go in track(rows, description="pictures"):
                for size, (width, height) in SIZES.items():
                    for scheme in SCHEMES:
                        context = browser.new_context(
                            viewport={"width": width, "height": height},
                            color_scheme=scheme,
                            reduced_motion="reduce",
                        )
                        page = context.new_page()
                        go(page)
                        page.screenshot(
                            path=OUT / f"{name}-{size}-{scheme}.png",
                            full_page=not name.startswith(("study", "answer")),
                        )
                        context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
