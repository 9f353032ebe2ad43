"""The page of statistics: links and a form, figures with words, tables to copy."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from app.services.statistics.page import CHOICES
from tests.services.banks import flashcards
from tests.services.banks import rate
from tests.services.banks import write_bank
from tests.site import make_runtime
from tests.web.pages import Page
from tests.web.pages import browse


@pytest.fixture
def page(client, runtime, clock):
    """Return a page of statistics after some days of study."""
    for number in range(30):
        rate(runtime, 1 + number % 6, 1 + number * 7 % 4)
        clock.forward(days=number % 3, minutes=11)
    rate(runtime, 1)

    def show(query=""):
        reply = client.get(f"/statistics/small{query}")
        assert reply.status_code == 200
        return reply.text

    return show


class Tree(HTMLParser):
    """Every element with its attributes, and the text of each by tag."""

    def __init__(self, html):
        super().__init__()
        self.all = []
        self.open = []
        self.texts = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.all.append((tag, dict(attrs), tuple(self.open)))
        if tag not in ("meta", "link", "input", "rect", "line", "circle", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.all.append((tag, dict(attrs), tuple(self.open)))

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        if self.open and data.strip():
            self.texts.setdefault(self.open[-1], []).append(data.strip())

    def of(self, tag):
        return [attrs for name, attrs, _ in self.all if name == tag]


def test_every_figure_is_an_image_with_a_title_and_a_description(page):
    tree = Tree(page("?days=all"))
    images = [one for one in tree.of("svg") if "aria-hidden" not in one]
    ids = {one["id"] for _, one, _ in tree.all if "id" in one}

    assert len(images) == 15  # reviews has two
    for image in images:
        assert image["role"] == "img"
        assert set(image["aria-labelledby"].split()) <= ids
    assert len(tree.of("desc")) == 15
    assert all(tree.texts["desc"])


def test_every_chart_has_a_heading_a_place_in_the_contents_and_its_figures_as_a_table(page):
    html = page("?days=all")
    tree = Tree(html)
    sections = [one for one in tree.of("section") if "stat" in one["class"].split()]
    links = [one["href"] for one in tree.of("a") if one["href"].startswith("#")][1:]

    assert links == [f"#{one['id']}" for one in sections]
    assert len(sections) == len(tree.texts["h2"]) - 1 == 14  # less that of the contents
    assert len(tree.of("table")) == len(tree.of("details")) == 14
    assert not any("open" in one for one in tree.of("details"))


def test_cells_are_plain_numbers_for_a_spreadsheet(page):
    cells = Tree(page("?days=all")).texts["td"]

    assert cells
    assert [cell for cell in cells if not re.fullmatch(r"\d+(\.\d+)?", cell)] == []


def test_nothing_is_styled_in_line_and_every_colour_is_a_class(page):
    tree = Tree(page())

    for tag, given, _ in tree.all:
        assert not {"style", "fill", "stroke", "onclick"} & given.keys(), tag
    drawn = [one for tag, one, within in tree.all if tag in ("rect", "circle") and "svg" in within]
    assert all(one.get("class") for one in drawn)


def test_no_place_in_a_figure_lies_outside_of_it(page):
    for period in CHOICES:
        for tag, given, _ in Tree(page(f"?days={period}")).all:
            if tag == "rect" and given["x"].endswith("%"):
                left, wide = float(given["x"][:-1]), float(given["width"][:-1])
                assert left >= 0, given
                assert left + wide <= 100.1, given
                assert float(given["height"]) > 0, given
                assert 0 <= float(given["y"]) <= 330, given


def test_periods_are_links_that_keep_the_deck_and_say_which_is_shown(page):
    tree = Tree(page("?topic=trade&days=90"))
    periods = [one for one in tree.of("a") if "days=" in one["href"]]

    assert [one["href"] for one in periods] == [
        f"/statistics/small?topic=trade&days={days}" for days in CHOICES
    ]
    assert ["aria-current" in one for one in periods] == [False, True, False, False]


def test_the_form_chooses_a_deck_and_keeps_the_period(page, client):
    shown = Page(page("?days=365"))
    [form] = [one for one in shown.forms if one.action == "/statistics/small"]

    assert form.fields["days"] == ["365"]
    assert form.method == "get"
    options = [one["value"] for one in Tree(page("?topic=rivers")).of("option")]
    assert options == ["", "trade", "rivers"]
    for topic in options:
        reply = client.get("/statistics/small", query_string=form.filled(topic=topic))
        assert reply.status_code == 200
    assert "The rivers" in Page(page("?topic=rivers")).text


def test_a_bank_of_one_topic_has_no_deck_to_choose(tmp_path):
    folder = write_bank(tmp_path / "small", {"trade": flashcards("a1", "a2")})
    runtime = make_runtime(tmp_path / "data", folder)
    html = browse(runtime).get("/statistics/small").text

    assert Tree(html).of("select") == []
    runtime.database.close()


def test_before_the_first_answer_the_page_says_so_in_words(client):
    text = Page(client.get("/statistics/small").text).text

    for words in (
        "Nothing answered yet today.",
        "Study a card and it appears here.",
        "Each day on which you study will stand here.",
        "No reviews yet.",
        "A prediction can be tested from a card’s second day on.".replace("’", "'"),
    ):
        assert words in text
    assert text.count("No card was answered yet.") == 4


def test_the_page_is_reached_from_the_first_page_and_from_every_page_of_a_bank(client):
    for path in ("/", "/study/small", "/paper/small", "/quiz/small"):
        links = Tree(client.get(path).text).of("a")
        found = [one for one in links if one["href"] == "/statistics/small"]
        assert found, path
        assert path == "/" or found[0]["data-key"] == "t"
    [here] = [
        one
        for one in Tree(client.get("/statistics/small").text).of("a")
        if one.get("data-key") == "t"
    ]
    assert here["aria-current"] == "page"
    assert "Statistics" in Page(client.get("/keys").text).text


def test_true_retention_says_how_it_is_counted(page):
    text = Page(page()).text

    assert "Counted is the first review of a card in a day" in text
    assert "A card counts on the day it came into its bank" in text
    assert "Local time where you were when you answered." in text
