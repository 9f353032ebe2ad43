"""Ordering, matching and rubrics in a browser: played by touch and by keys, checked on the back."""

from __future__ import annotations

import pytest

from tests.exports.cards import after_words
from tests.exports.cards import open_page
from tests.exports.cards import show
from tests.exports.cards import sides
from tests.exports.cards import tap
from tests.exports.cards import words

pytestmark = pytest.mark.browser
RIGHT = ["Trade fell", "Controls were eased", "The complaint was withdrawn"]
LEFT, TO = "ol:not(.letters)", "ol.letters"


@pytest.fixture
def ordering(selection):
    return sides(selection, "in-order")


@pytest.fixture
def matching(selection):
    return sides(selection, "pairs")


@pytest.fixture
def rubric(selection):
    return sides(selection, "why")


# Ordering


def test_lines_are_never_shown_in_their_right_order(browser, ordering):
    page = open_page(browser)
    seen = {tuple(show(page, ordering[0])) for _ in range(40)}

    assert tuple(RIGHT) not in seen
    assert len(seen) > 1


def test_taps_number_the_lines_and_the_back_finds_them_right(browser, ordering):
    page = open_page(browser)
    show(page, ordering[0])
    for n, line in enumerate(RIGHT, start=1):
        tap(page, line)
        row = page.locator("li", has_text=line)
        assert row.locator(".mark").inner_text() == str(n)
        assert row.locator("[aria-pressed=true]").count() == 1
    page.reload()
    show(page, ordering[1])

    assert page.locator(".verdict").inner_text() == "✓ Right"
    assert words(page, "ol") == RIGHT
    assert page.locator("li.ok").count() == 3
    assert page.locator(".was, .yours").count() == 0


def test_a_wrong_order_is_shown_line_by_line(browser, ordering):
    page = open_page(browser)
    show(page, ordering[0])
    tap(page, RIGHT[1])
    tap(page, RIGHT[0])
    show(page, ordering[1])

    assert page.locator(".verdict").inner_text() == "✗ 0 of 3 in their place"
    assert after_words(page, RIGHT[0]) == "you put it at 2"
    assert after_words(page, RIGHT[1]) == "you put it at 1"
    assert after_words(page, RIGHT[2]) == "you left it out"


def test_a_second_tap_takes_a_line_out_and_the_next_move_up(browser, ordering):
    page = open_page(browser)
    show(page, ordering[0])
    for line in (*RIGHT, RIGHT[0]):
        tap(page, line)

    marks = {
        line: page.locator("li", has_text=line).locator(".mark").inner_text() for line in RIGHT
    }
    assert marks == dict(zip(RIGHT, ("", "1", "2"), strict=True))


def test_keys_order_lines(browser, ordering):
    page = open_page(browser)
    front = show(page, ordering[0])
    page.keyboard.press("Tab")
    at = 0
    for line in RIGHT:
        step = "ArrowDown" if front.index(line) > at else "ArrowUp"
        for _ in range(abs(front.index(line) - at)):
            page.keyboard.press(step)
        at = front.index(line)
        page.keyboard.press("x")
    show(page, ordering[1])

    assert page.locator(".verdict").inner_text() == "✓ Right"


def test_an_ordering_without_script_has_letters_to_say_and_their_order_on_the_back(
    browser, ordering
):
    page = open_page(browser, script=False)
    page.set_content(ordering[0])
    front = words(page)
    page.set_content(ordering[1])

    assert words(page, "ol") == RIGHT
    assert [after_words(page, line) for line in RIGHT] == [
        f"({'ABC'[front.index(line)]})" for line in RIGHT
    ]


# Matching


def test_pairs_are_made_by_two_taps_and_found_right(browser, matching):
    page = open_page(browser)
    show(page, matching[0])
    for left, right in (("Korea", "withdrew a complaint"), ("Japan", "eased controls")):
        tap(page, left, LEFT)
        tap(page, right, TO)
    tap(page, "eased controls", TO)  # Seoul, the next line, is in hand already
    page.reload()
    show(page, matching[1])

    assert page.locator(".verdict").inner_text() == "✓ Right"
    assert page.locator("li.ok").count() == 3


def test_each_side_shows_the_other_s_sign(browser, matching):
    page = open_page(browser)
    rights = show(page, matching[0])
    tap(page, "Korea", LEFT)
    tap(page, "built a dam", TO)

    letter = "ABC"[rights.index("built a dam")]
    assert page.locator(f"{LEFT} > li", has_text="Korea").locator(".mate").inner_text() == letter
    assert page.locator(f"{TO} > li", has_text="a dam").locator(".mate").inner_text() == "2"


def test_a_wrong_pair_says_what_was_chosen_by_the_letter_it_had(browser, matching):
    page = open_page(browser)
    rights = show(page, matching[0])
    tap(page, "built a dam", TO)
    show(page, matching[1])

    chosen = "ABC"[rights.index("built a dam")]
    key = "ABC"[rights.index("eased controls")]
    assert page.locator(".verdict").inner_text() == "✗ 0 of 3 matched"
    assert after_words(page, "Japan") == f"{key} eased controls you chose {chosen}, built a dam"
    assert after_words(page, "Korea").endswith("you left it out")
    assert f"{chosen} built a dam" in page.locator("p.quiet").inner_text()


def test_keys_match_pairs(browser, matching):
    page = open_page(browser)
    rights = show(page, matching[0])
    page.keyboard.press("Tab")
    for right in ("eased controls", "withdrew a complaint", "eased controls"):
        page.keyboard.press("ArrowRight")
        for _ in range(rights.index(right)):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("x")
    show(page, matching[1])

    assert page.locator(".verdict").inner_text() == "✓ Right"


def test_a_pair_can_be_made_anew(browser, matching):
    page = open_page(browser)
    show(page, matching[0])
    tap(page, "built a dam", TO)
    tap(page, "Japan", LEFT)
    tap(page, "eased controls", TO)
    show(page, matching[1])

    assert page.locator("li.ok .words").first.inner_text() == "Japan"


def test_a_matching_without_script_has_letters_on_both_sides(browser, matching):
    page = open_page(browser, script=False)
    page.set_content(matching[0])
    front = words(page)
    page.set_content(matching[1])

    letter = "ABC"[front.index("withdrew a complaint")]
    assert after_words(page, "Korea") == f"{letter} withdrew a complaint"


# Rubric


def test_ticked_points_are_summed(browser, rubric):
    page = open_page(browser)
    show(page, rubric[1])
    assert page.locator(".sum").inner_text() == "0 of 1.5 points"
    tap(page, "names trade", "ul")
    tap(page, "names rivers", "ul")
    assert page.locator(".sum").inner_text() == "1.5 of 1.5 points"
    tap(page, "names trade", "ul")

    assert page.locator(".sum").inner_text() == "0.5 of 1.5 points"
    assert page.locator("[role=checkbox][aria-checked=true]").count() == 1


def test_keys_tick_a_rubric(browser, rubric):
    page = open_page(browser)
    show(page, rubric[1])
    for key in ("Tab", "ArrowDown", "x"):
        page.keyboard.press(key)

    assert page.locator(".sum").inner_text() == "0.5 of 1.5 points"


def test_a_rubric_without_script_is_a_list_with_points(browser, rubric):
    page = open_page(browser, script=False)
    page.set_content(rubric[1])

    assert page.locator("ul.rubric").inner_text().split("\n\n") == [
        "names trade 1 point",
        "names rivers 0.5 points",
    ]


def test_an_open_item_without_a_rubric_has_nothing_to_tick(browser, one_more):
    bare = one_more("{id: x, kind: open, stem: Why?, model_answer: So.}")
    page = open_page(browser)
    show(page, sides(bare, "x")[1])

    assert page.locator(".sum, .rubric, .tappable").count() == 0


# Folds


def test_a_short_explanation_is_open_and_a_long_one_folded(browser, one_more):
    long = "It is so because it is so. " * 20
    for words_, is_open in (("It is so.", True), (long, False)):
        item = f"{{id: x, kind: flashcard, stem: Why?, answer: So., explanation: {words_}}}"
        page = open_page(browser)
        show(page, sides(one_more(item), "x")[1])
        assert page.locator(".explanation").evaluate("one => one.open") is is_open
        page.locator(".explanation summary").focus()
        page.keyboard.press("x")
        assert page.locator(".explanation").evaluate("one => one.open") is not is_open
