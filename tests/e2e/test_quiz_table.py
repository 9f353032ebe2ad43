"""A quiz by a table in a browser: totals as one types, the form, a swap, files, and taking it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from tests.e2e.hands import BANK

pytestmark = pytest.mark.browser

TABLE = f"/quiz/{BANK}/table?n=8&seed=7&versions=2"


def make(page) -> str:
    """Press the button; return the form's code."""
    page.get_by_role("button", name="Make the quiz").click()
    page.wait_for_url("**/form/*")
    return re.search(r"\w{4}-\w{4}$", page.url)[0]


def sums(page) -> tuple[str, str]:
    """Return how many questions and points there are in all."""
    found = [page.locator(f"output[data-sum={name}]").inner_text() for name in ("all", "points")]
    return found[0], found[1]


def test_totals_follow_the_typing(shown, page):
    page.goto(shown.base + TABLE)
    assert sums(page) == ("8", "8")
    page.get_by_label("Background, remember", exact=False).fill("5")
    page.get_by_label("Points of each question, remember").fill("2")
    remember = int(page.locator("output[data-of=remember]").inner_text())
    total = int(sums(page)[0])
    assert sums(page) == (str(total), str(total + remember))
    page.get_by_role("button", name="Check").click()
    assert sums(page) == (str(total), str(total + remember))


def test_enter_in_a_box_checks_and_makes_nothing(shown, page):
    page.goto(shown.base + TABLE)
    page.get_by_label("Background, remember", exact=False).fill("3")
    page.keyboard.press("Enter")
    page.locator(".told").wait_for()
    assert "/form/" not in page.url
    assert page.get_by_label("Background, remember", exact=False).input_value() == "3"


@pytest.mark.parametrize("javascript", [True, False])
def test_from_a_few_words_to_files_by_the_table(javascript, shown, open_page):
    page = open_page(java_script_enabled=javascript)
    page.goto(f"{shown.base}/quiz/{BANK}")
    page.locator("input[name=n]").fill("6")
    page.get_by_role("button", name="Plan it in a table").click()
    page.get_by_label("Their questions").select_option("different")
    code = make(page)
    assert page.locator(".placed > li").count() == 12

    page.get_by_role("link", name="Swap").first.click()
    coming = page.locator(".swap button").first
    name = coming.get_attribute("value")
    coming.click()
    page.wait_for_url("**swapped=**")
    assert page.locator(f"#A-{name}").count() == 1
    assert code not in page.url

    page.get_by_label("PDF", exact=True).uncheck()
    page.get_by_label("GIFT").check()
    with page.expect_download() as coming_file:
        page.get_by_role("button", name="Download").click()
    data = Path(coming_file.value.path()).read_bytes()
    assert "report.txt" in zipfile.ZipFile(io.BytesIO(data)).namelist()


def test_a_blueprint_goes_down_and_comes_up_again(shown, page):
    page.goto(shown.base + TABLE)
    page.locator("summary", has_text="As a file").click()
    page.locator("[name=minutes]").fill("25")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download the blueprint").click()
    data = Path(coming.value.path()).read_bytes()
    assert b'minutes: "25"' in data

    page.goto(f"{shown.base}/quiz/{BANK}/table")
    page.locator("summary", has_text="As a file").click()
    file = {"name": "monday.yaml", "mimeType": "application/yaml", "buffer": data}
    page.get_by_label("Open a blueprint").set_input_files(file)
    page.get_by_role("button", name="Open it").click()
    page.locator("[name=minutes]").wait_for()
    assert page.locator("[name=minutes]").input_value() == "25"
    assert sums(page) == ("8", "8")


def test_a_version_of_a_form_is_taken_here(site, page):
    page.goto(site.base + TABLE)
    page.get_by_label("Their questions").select_option("different")
    make(page)
    stems = page.locator("#B-list .asked").all_inner_texts()
    page.get_by_label("Version", exact=True).select_option("B")
    page.get_by_role("button", name="Take the quiz").click()
    page.locator(".questions").wait_for()
    page.wait_for_load_state()
    assert page.locator(".questions article").count() == len(stems) == 8


def test_what_the_bank_lacks_stands_at_its_cell(shown, page):
    page.goto(shown.base + TABLE)
    page.get_by_label("Background, analyse", exact=False).fill("9")
    page.get_by_role("button", name="Make the quiz").click()
    page.get_by_role("alert").wait_for()
    assert "Background, analyse: 9 asked, 4 there" in page.get_by_role("alert").inner_text()
    assert page.locator(".lack").count() == 1
    page.get_by_role("button", name="Make it with what there is").click()
    page.wait_for_url("**/form/*")
    assert "fewer than asked" in page.locator(".lead").inner_text()
