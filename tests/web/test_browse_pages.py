"""The table of cards: searched, sorted and acted on with links and forms alone."""

from __future__ import annotations

import re

import pytest

from app.services import terms
from tests.services.banks import dump
from tests.services.banks import rate
from tests.web.pages import Page


def cells(reply) -> list[list[str]]:
    """Return the table as it is copied: the text of its cells, row by row."""
    rows = re.findall(r"<tr.*?</tr>", reply.text, re.DOTALL)[1:]
    found = [re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)[1:] for row in rows]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in found]


def test_the_table_shows_every_card_in_words_and_numbers(client, runtime):
    rate(runtime, 1, 4)
    reply = client.get("/browse/small")

    rows = cells(reply)
    assert len(rows) == 13
    assert rows[0] == [
        "What is on the other side?", "The trade", "flashcard", "2026-12-03", "10", "8.3", "1.0",
        "100\u00a0%", "0", "", "review", "2026-11-23",
    ]  # fmt: skip
    assert rows[1][3:] == ["", "", "", "", "", "0", "", "new", "2026-11-23"]
    assert rows[2][0].endswith("(card 2)")
    assert "All 13 found" in Page(reply.text).text


def test_a_search_is_kept_in_its_box_and_in_every_link(client):
    reply = client.get('/browse/small?q="other side" -is:due&sort=kind')

    assert [row[0] for row in cells(reply)] == ["What is on the other side?"]
    assert 'value="&#34;other side&#34; -is:due"' in reply.text
    links = [link for link in Page(reply.text).links if "sort=" in link]
    assert len(links) == 12
    assert all("q=%22other+side%22" in link for link in links)


@pytest.mark.parametrize(
    "column",
    ["stem", "topic", "kind", "due", "interval", "stability", "difficulty", "recall", "lapses",
     "flag", "state", "added"],
)  # fmt: skip
def test_each_column_sorts_both_ways_and_what_has_no_value_comes_last(client, runtime, column):
    rate(runtime, 1, 4)
    rate(runtime, 5, 1)
    at = ["stem", "topic", "kind", "due", "interval", "stability", "difficulty", "recall",
          "lapses", "flag", "state", "added"].index(column)  # fmt: skip
    up, down = (client.get(f"/browse/small?sort={column}{more}") for more in ("", "&desc=1"))

    assert 'aria-sort="ascending"' in up.text
    assert 'aria-sort="descending"' in down.text
    one, other = ([row[at] for row in cells(reply)] for reply in (up, down))
    filled = [value for value in one if value]
    assert one[: len(filled)] == filled
    assert [value for value in other if value] == other[: len(filled)]
    if column in ("due", "interval", "stability", "difficulty", "recall"):
        assert len(filled) == 2
        assert filled == [value for value in other if value][::-1]


def test_a_fault_stands_above_the_table_in_one_line_with_the_search_kept(client):
    reply = client.get("/browse/small?q=trade foo:1")

    assert reply.status_code == 200
    assert "There is no `foo:` to search by" in reply.text
    assert "(column 7)" in reply.text
    assert 'value="trade foo:1"' in reply.text
    assert cells(reply) == []


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/browse/small?sort=x", "A table is sorted by stem, topic"),
        ("/browse/small?page=x", "`page` must be a whole number"),
        ("/browse/small?page=0", "There is no page 0"),
        ("/browse/small?page=999999999", "There is no page 999999999"),
    ],
)
def test_what_makes_no_sense_is_refused(client, path, says):
    reply = client.get(path)

    assert reply.status_code == 400
    assert says in Page(reply.text).text


def test_nothing_found_and_no_such_page_are_told_in_words(client):
    assert "No card matches." in Page(client.get("/browse/small?q=xyzzy").text).text
    assert "There is no page 2 of this." in Page(client.get("/browse/small?page=2").text).text
    assert client.get("/browse/nowhere").status_code == 404


def test_chosen_cards_are_suspended_flagged_and_taken_back_as_one(client, runtime):
    before = dump(runtime, "card_state")
    act = {"card": ["1", "2"], "what": "suspend", "action": "a-1", "q": "trade", "sort": "kind"}
    reply = client.post("/browse/small/act", data=act)

    assert reply.location == "/browse/small?q=trade&sort=kind&did=suspend&n=2"
    assert "2 cards suspended." in Page(client.get(reply.location).text).text
    assert len(cells(client.get("/browse/small?q=is:suspended"))) == 2

    again = client.post("/browse/small/act", data=act)
    assert again.location == reply.location

    client.post(
        "/browse/small/act", data={"card": "2", "what": "flag", "flag": "3", "action": "a-2"}
    )
    assert cells(client.get("/browse/small?q=flag:3"))[0][9] == "green"

    for undo in ("u-1", "u-2"):
        assert client.post("/browse/small/undo", data={"undo": undo}).location == "/browse/small"
    assert dump(runtime, "card_state") == before


def test_all_that_were_found_are_acted_on(client):
    act = {"all": "1", "q": "deck:rivers", "what": "bury", "action": "a-1"}
    reply = client.post("/browse/small/act", data=act)

    assert reply.location.endswith("did=bury&n=2")
    assert len(cells(client.get("/browse/small?q=is:buried"))) == 2
    empty = {**act, "q": "xyzzy", "action": "a-9"}
    assert client.post("/browse/small/act", data=empty).location.endswith("did=bury&n=0")


def test_the_chosen_cards_are_crammed_and_nothing_is_changed(client, runtime):
    before = dump(runtime)
    act = {"card": ["5", "1", "2", "3"], "what": "cram", "action": "a-1", "q": "trade"}
    reply = client.post("/browse/small/act", data=act)

    assert reply.location == "/cram/small?cards=1-3.5"
    begun = client.get(reply.location).location
    html = client.get(begun).text
    assert "4 left to cram" in Page(html).text
    assert "<title>Study · chosen cards" in html
    assert dump(runtime) == before


def test_all_that_were_found_are_crammed(client):
    act = {"all": "1", "q": "deck:rivers", "what": "cram", "action": "a-1"}
    reply = client.post("/browse/small/act", data=act)
    begun = client.get(reply.location).location
    assert "2 left to cram" in Page(client.get(begun).text).text


def test_the_help_lists_every_term_there_is(client):
    text = Page(client.get("/browse/small").text).text
    for name in (*terms.FIELDS, *terms.STATES, *terms.PROPERTIES):
        if name != "nc":  # accents never count: it does nothing
            assert re.search(rf"\b{name}\b", text), name


@pytest.mark.parametrize(
    ("fields", "status", "says"),
    [
        ({"what": "cram"}, 400, "No card is chosen."),
        ({"what": "cram", "all": "1", "q": "xyzzy"}, 400, "No card is chosen."),
        ({"what": "cram", "card": [str(n) for n in range(501)]}, 400, "500 chosen cards at most"),
        ({"what": "suspend", "action": "a-1"}, 400, "No card is chosen."),
        ({"what": "eat", "action": "a-1", "card": "1"}, 400, "can be buried, suspended, flagged"),
        ({"what": "flag", "flag": "9", "action": "a-1", "card": "1"}, 400, "can be buried"),
        ({"what": "suspend", "action": "a b", "card": "1"}, 400, "no usable id"),
        ({"what": "suspend", "action": "a-1", "card": "x"}, 400, "can't be read"),
        ({"what": "suspend", "action": "a-1", "card": "999"}, 404, "There is no card 999"),
        ({"what": "suspend", "action": "a-1", "all": "1", "q": "("}, 400, "isn’t closed"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(client, runtime, fields, status, says):
    before = dump(runtime)
    reply = client.post("/browse/small/act", data=fields)

    assert reply.status_code == status
    assert says in Page(reply.text).text
    assert dump(runtime) == before
