"""What hands that know Anki do besides answering: by key, and without JavaScript."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from tests.e2e.hands import BANK
from tests.e2e.hands import back
from tests.e2e.hands import card_of_each_kind
from tests.e2e.hands import front
from tests.e2e.hands import give
from tests.e2e.hands import rate
from tests.e2e.hands import study

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(open_page, request):
    """Open a page, with and without JavaScript."""
    page = open_page(java_script_enabled=request.param)
    page.scripted = request.param
    return page


def do(page, key, name):
    """Press a key, or without JavaScript the button under More."""
    if page.scripted:
        for one in key.split():
            page.keyboard.press(one)
        return
    if not page.locator(".more[open]").count():
        page.locator(".more summary").click()
    page.locator(".more").get_by_role("button", name=name, exact=True).click()


def shown(page):
    return int(page.locator("#card input[name=card]").first.get_attribute("value"))


def goes_on(page, card):
    page.locator(f'#card input[name=card]:not([form])[value="{card}"]').wait_for(state="detached")
    front(page).wait_for()
    return shown(page)


def state(site, card, column):
    query = text(f"SELECT {column} FROM card_state WHERE card_id = :card")  # noqa: S608
    with site.runtime.database.read() as connection:
        return connection.execute(query, {"card": card}).scalar()


@pytest.mark.parametrize(
    ("key", "name", "column"),
    [("-", "Bury card", "buried_until"), ("@", "Suspend card", "suspended"),
     ("=", "Bury item", "buried_until"), ("!", "Suspend item", "suspended")],
)  # fmt: skip
def test_a_card_is_put_aside_and_brought_back(site, page, key, name, column):
    study(page, site.base)
    card = shown(page)
    do(page, key, name)
    assert goes_on(page, card) != card
    assert state(site, card, column)
    page.locator("html:not([data-waiting])").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.locator(f'#card input[name=card]:not([form])[value="{card}"]').wait_for(state="attached")
    assert not state(site, card, column)


def test_a_card_is_flagged_and_marked_on_both_sides(site, page):
    study(page, site.base, card_of_each_kind(site.base)["flashcard"])
    card = shown(page)
    do(page, "f 3", "green")
    page.get_by_text("Flag 3: green").wait_for()
    page.locator("[data-default]").click()
    back(page).wait_for()
    do(page, "*", "Mark")
    page.get_by_text("★ marked").wait_for()
    back(page).wait_for()
    page.locator("html:not([data-waiting])").wait_for()
    assert (state(site, card, "flag"), state(site, card, "marked")) == (3, 1)
    rate(page, "Easy")
    goes_on(page, card)
    assert site.answers() == [(card, 4)]


def test_after_a_lapse_the_passage_is_read_and_the_card_tried_again(site, page):
    card = card_of_each_kind(site.base)["flashcard"]
    for rating, days in (("Easy", 30), ("Again", 0)):
        study(page, site.base, card)
        give(page)
        rate(page, rating)
        goes_on(page, card)
        site.clock.forward(days=days, minutes=11)
    study(page, site.base, card)
    assert page.locator(".reread mark").count()
    stem = page.locator(".stem")
    assert stem.count() == 0
    page.get_by_role("button", name="Now try again").click()
    stem.wait_for()
    give(page)
    rate(page, "Good")
    goes_on(page, card)
    assert [rating for _, rating in site.answers()] == [4, 1, 3]


def test_a_paragraph_is_crammed_to_its_end(site, page):
    page.goto(f"{site.base}/cram/{BANK}?passage=P12")
    left = int(re.match(r"\d+", page.locator("#counts").inner_text())[0])
    assert left > 1
    for number in range(left + 1):
        give(page)
        page.locator(".ratings").get_by_role("button", name="Good" if number else "Again").click()
        page.locator("#card:not(.answered)").wait_for()
    page.get_by_role("heading", name="Through with it").wait_for()
    assert [rating for _, rating in site.answers()] == [1, *[3] * left]
    with site.runtime.database.read() as connection:
        answered = text("SELECT count(*) FROM card_state WHERE reps > 0")
        assert connection.execute(answered).scalar() == 0
