"""What is done with a card besides answering, by forms alone and for our script."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app.services.holding import act
from app.services.sync import sync
from tests.services.banks import EVERY_KIND
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import flashcards
from tests.services.banks import log_rows
from tests.services.banks import rate
from tests.services.banks import write_bank
from tests.web.pages import Page

SCRIPT = {"X-Fragment": "card"}
ACTS = {
    "bury": "-", "bury-item": "=", "suspend": "@", "suspend-item": "!", "mark": "*",
    **{f"flag-{n}": f"f {n}" for n in range(1, 8)},
}  # fmt: skip


def see(client, path):
    reply = client.get(path)
    assert reply.status_code == 200, reply.text
    return Page(reply.text)


def words(reply):
    return " ".join(Page(reply.text).text.split())


def press(client, form, headers=None, **values):
    return client.post(form.action, data=form.filled(**values), headers=headers)


def front(client, runtime, item, n=1):
    return see(client, f"/study/small?card={card_of(runtime, item, n)}")


def back(client, runtime, item, **given):
    return Page(press(client, front(client, runtime, item).form("card"), **given).text)


@pytest.mark.parametrize("side", [front, back])
def test_both_sides_offer_what_anki_has_with_its_keys(client, runtime, side):
    form = side(client, runtime, "card").form("act")
    offered = {button["value"]: button["data-key"] for button in form.buttons}
    assert offered == ACTS
    for button in form.buttons:
        key = button["data-key"].upper().replace(" ", ", then ")
        assert button["title"].endswith(f"({key})")
    assert form.fields["card"] == [str(card_of(runtime, "card"))]


def test_enter_in_a_box_shows_the_answer_and_does_nothing_else(client, runtime):
    """A form's first submit button is what Enter presses: none under More belongs to it."""
    form = front(client, runtime, "typed").form("card")
    assert [button["title"] for button in form.buttons] == ["Show answer (Space)"]


@pytest.mark.parametrize("what", ["bury", "bury-item", "suspend", "suspend-item"])
def test_after_putting_a_card_aside_the_next_one_comes(client, runtime, what):
    first = see(client, "/study/small")
    assert first.form("card").fields["card"] == [str(card_of(runtime, "card"))]
    reply = press(client, first.form("act"), what=what)
    assert reply.location == "/study/small"
    second = see(client, reply.location)
    assert second.form("card").fields["card"] == [str(card_of(runtime, "gap", 1))]
    part = Page(press(client, second.form("act"), SCRIPT, what=what).text)
    after = card_of(runtime, "choice") if "item" in what else card_of(runtime, "gap", 2)
    assert part.form("card").fields["card"] == [str(after)]


@pytest.mark.parametrize("headers", [None, SCRIPT], ids=["form", "script"])
@pytest.mark.parametrize(
    ("what", "says"), [("flag-3", "Flag 3: green"), ("mark", "★ marked")], ids=str
)
def test_a_flag_and_a_mark_are_shown_in_words_on_the_same_card(
    client, runtime, what, says, headers
):
    card = card_of(runtime, "choice")
    reply = press(client, front(client, runtime, "choice").form("act"), headers, what=what)
    if headers is None:
        assert reply.location == f"/study/small?card={card}"
        reply = client.get(reply.location)
    assert says in words(reply)
    assert Page(reply.text).form("card").fields["card"] == [str(card)]


def test_a_flag_on_the_back_keeps_the_back_and_what_was_given(client, runtime):
    page = back(client, runtime, "typed", text="Elsewhere")
    reply = press(client, page.form("act"), what="flag-1")
    assert reply.status_code == 200
    assert "Flag 1: red" in words(reply)
    assert "You wrote Elsewhere" in words(reply)
    kept = page.form("card").fields
    now = Page(reply.text).form("card").fields
    assert {name: now[name] for name in ("card", "seen", "given", "shown_at")} == {
        name: kept[name] for name in ("card", "seen", "given", "shown_at")
    }
    press(client, Page(reply.text).form("card"), rating="2")
    assert '"Elsewhere"' in log_rows(runtime)[0]["response"]


def test_the_undo_of_an_action_shows_its_card(client, runtime):
    card = card_of(runtime, "choice")
    press(client, front(client, runtime, "choice").form("act"), what="suspend")
    page = see(client, "/study/small")
    assert press(client, page.form("undo")).location == f"/study/small?card={card}"
    assert "suspended" not in words(client.get(f"/study/small?card={card}"))


@pytest.mark.parametrize(("what", "says"), [("suspend", "is suspended"), ("bury", "is buried")])
def test_a_card_put_aside_says_so_when_asked_for_and_comes_back(client, runtime, what, says):
    card = card_of(runtime, "choice")
    act(runtime, bank="small", cards=(card,), what=what, action_id="a-1")
    page = front(client, runtime, "choice")
    assert f"This card {says}" in page.text
    reply = press(client, page.form("act"), what=f"un{what}")
    assert says not in words(client.get(reply.location))


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"card": "2", "what": "burn", "id": "a"}, 400),
        ({"card": "2", "what": "mark", "id": ""}, 400),
        ({"card": "x", "what": "mark", "id": "a"}, 400),
        ({"what": "mark", "id": "a"}, 400),
        ({"card": "999", "what": "mark", "id": "a"}, 404),
        ({"card": "2", "what": "mark", "id": "a", "side": "back", "given": "{"}, 400),
    ],
    ids=str,
)
@pytest.mark.parametrize("room", ["study", "cram"])
def test_an_action_that_makes_no_sense_is_refused(client, runtime, room, fields, status):
    before = dump(runtime, "card_state")
    assert client.post(f"/{room}/small/act?weak=1", data=fields).status_code == status
    if "given" not in fields:
        assert dump(runtime, "card_state") == before


def test_card_info_is_on_i_unless_that_key_claims_the_answer(client, runtime):
    link = re.compile(r'<a href="/card/small/\d+"( data-key="i")?')
    card = card_of(runtime, "typed")
    page = client.get(f"/study/small?card={card}").text
    assert link.search(page)[1]
    wrong = client.post("/study/small/reveal", data={"card": card, "text": "no"}).text
    right = client.post("/study/small/reveal", data={"card": card, "text": "keytown"}).text
    assert (link.search(wrong)[1], bool(link.search(right)[1])) == (None, True)


def test_edit_is_offered_where_there_is_such_a_page(client, runtime):
    rules = {rule.rule for rule in client.application.url_map.iter_rules()}
    links = front(client, runtime, "card").links
    assert ("/edit/small/card" in links) is ("/edit/<bank>/<item>" in rules)


def lapse(runtime, item, times=1):
    card = card_of(runtime, item)
    rate(runtime, card, 4)
    for _ in range(times):
        if log_rows(runtime)[-1]["rating"] == 1:
            rate(runtime, card, 3)
        runtime.clock.forward(days=40)
        rate(runtime, card, 1)
    runtime.clock.forward(minutes=15)
    return card


def test_after_a_lapse_the_passage_is_read_first_and_then_the_card_is_asked(client, runtime):
    card = lapse(runtime, "typed")
    page = see(client, "/study/small")
    assert "read this first" in page.text
    assert "mark" in page.tags
    form = page.form("card")
    assert [button["title"] for button in form.buttons] == ["Now try again (Space)"]
    assert "Keytown" not in page.text
    assert "Which town?" not in page.text

    on = press(client, form)
    assert on.location == f"/study/small?card={card}&read=1"
    asked = see(client, on.location)
    assert "Which town?" in asked.text
    part = press(client, form, SCRIPT)
    assert "Which town?" in part.text
    assert Page(part.text).form("card").action == "/study/small/reveal"


def test_a_flag_after_the_passage_was_read_does_not_show_it_again(client, runtime):
    card = lapse(runtime, "typed")
    asked = see(client, f"/study/small?card={card}&read=1")
    reply = press(client, asked.form("act"), what="flag-2")
    assert "Which town?" in see(client, reply.location).text
    first = see(client, f"/study/small?card={card}")
    reply = press(client, first.form("act"), what="flag-2")
    assert "read this first" in see(client, reply.location).text


def test_without_the_option_the_card_is_asked_at_once(client, runtime):
    runtime.options = replace(runtime.options, passage_first=False)
    lapse(runtime, "typed")
    assert "read this first" not in see(client, "/study/small").text


def test_with_two_buttons_there_are_again_and_good(client, runtime):
    runtime.options = replace(runtime.options, two_buttons=True)
    form = back(client, runtime, "card").form("card")
    assert [button["value"] for button in form.buttons if button["name"] == "rating"] == ["1", "3"]
    for given, marked in (("nothing of it", "1"), ("keytown", "3"), ("keytwon", "3")):
        buttons = back(client, runtime, "typed", text=given).form("card").buttons
        assert [one["value"] for one in buttons if "data-default" in one] == [marked], given


def test_buttons_say_when_a_card_comes_back_unless_that_is_switched_off(client, runtime):
    assert "<small>&lt;10m</small>Good" in press(client, see(client, FRONT).form("card")).text
    runtime.options = replace(runtime.options, show_intervals=False)
    html = press(client, see(client, FRONT).form("card")).text
    assert "<small>" not in html
    assert ">Good</button>" in html


def test_a_timer_stands_beside_the_counts_if_it_is_wanted(client, runtime):
    assert "data-timer" not in client.get(FRONT).text
    runtime.options = replace(runtime.options, show_timer=True)
    assert "data-timer" in client.get(FRONT).text
    assert "data-timer" in press(client, see(client, FRONT).form("card")).text


FRONT = "/study/small?card=1"


@pytest.mark.parametrize("headers", [None, SCRIPT], ids=["form", "script"])
def test_a_leech_is_told_with_the_next_card(client, runtime, headers):
    runtime.options = replace(runtime.options, leech_threshold=2, passage_first=False)
    card = lapse(runtime, "typed")
    rate(runtime, card, 3)
    runtime.clock.forward(days=40)
    form = back(client, runtime, "typed").form("card")
    reply = press(client, form, headers, rating="1")
    if headers is None:
        assert reply.location == f"/study/small?leech={card}"
        reply = client.get(reply.location)
    assert "“Which town?” has lapsed 2 times." in words(reply)
    links = Page(reply.text).links
    assert {"/item/small/typed", "/edit/small/typed", "/cram/small?leeches=1"} <= set(links)
    assert "has lapsed" not in words(client.get("/study/small"))


def test_a_leech_by_its_first_lapse_has_lapsed_once(client, runtime):
    runtime.options = replace(runtime.options, leech_threshold=1)
    card = lapse(runtime, "typed")
    assert "“Which town?” has lapsed 1 time." in words(client.get(f"/study/small?leech={card}"))


def test_a_leech_is_suspended_from_its_notice(client, runtime):
    runtime.options = replace(runtime.options, leech_threshold=2)
    card = lapse(runtime, "typed")
    rate(runtime, card, 3)
    runtime.clock.forward(days=40)
    rate(runtime, card, 1)
    page = see(client, f"/study/small?leech={card}")
    press(client, page.form("leech"), what="suspend")
    with runtime.database.read() as connection:
        query = "SELECT suspended FROM card_state WHERE card_id = ?"
        assert connection.exec_driver_sql(query, (card,)).scalar()


def test_a_card_whose_answer_changed_offers_to_relearn_it(client, runtime, folder):
    card = card_of(runtime, "card")
    rate(runtime, card, 4)
    topics = {
        "trade": EVERY_KIND.replace("answer: Keyflash", "answer: Keyother"),
        "rivers": flashcards("b1", "b2"),
    }
    assert sync(runtime, write_bank(folder, topics)) == ()
    page = see(client, "/study/small")
    assert "The answer of this card has changed since you learned it." in page.text
    reply = press(client, page.form("relearn"))
    assert reply.location == f"/study/small?card={card}"
    shown = see(client, reply.location)
    assert "has changed" not in shown.text
    assert press(client, shown.form("card")).text.count("<small>&lt;1m</small>") == 1
    assert [row["kind"] for row in log_rows(runtime)] == ["learn", "manual"]


def test_a_session_for_ten_minutes_ends_at_the_first_card_after_them(client, clock):
    reply = client.get("/study/small?minutes=10")
    assert (reply.status_code, reply.location) == (
        302, f"/study/small?minutes=10&since={clock()}",
    )  # fmt: skip
    page = see(client, reply.location)
    clock.forward(minutes=9, seconds=59)
    back_of = Page(press(client, page.form("card")).text).form("card")
    clock.forward(seconds=1)
    on = press(client, back_of, rating="4")
    text = words(client.get(on.location))
    assert "The time is up In this session: 1 card in 1 minute, 100 % right." in text
    assert "Go on for 10 minutes" in text
    undone = press(client, see(client, on.location).form("undo"))
    assert "minutes=10" in undone.location
    assert "The time is up" not in see(client, undone.location).text


def test_one_minute_more_is_said_as_one(client, clock):
    clock.forward(minutes=1)
    page = words(client.get(f"/study/small?minutes=1&since={clock() - 60_000}"))
    assert "Go on for 1 minute " in page


@pytest.mark.parametrize("headers", [None, SCRIPT], ids=["no script", "script"])
@pytest.mark.parametrize("room", ["/study/small", "/cram/small?topic=trade"])
def test_an_undo_that_comes_after_another_tabs_goes_on_studying(client, runtime, room, headers):
    rate(runtime, card_of(runtime, "card"), 3)
    late = Page(client.get(room, follow_redirects=True).text).form("undo")
    client.post("/study/small/undo", data={"undo": "in-another-tab"})
    reply = press(client, late, headers)
    page = Page(client.get(reply.location).text if headers is None else reply.text)
    assert page.form("card").fields["card"] == [str(card_of(runtime, "card"))]
    assert "undo" not in [form.id for form in page.forms]


@pytest.mark.parametrize("query", ["minutes=x", "minutes=601", "since=x&minutes=1"])
def test_a_session_without_an_end_is_refused(client, query):
    assert client.get(f"/study/small?{query}").status_code == 400


def test_cram_asks_answers_and_ends_by_forms_alone(client, runtime, clock):
    rate(runtime, card_of(runtime, "b1"), 4)
    before = dump(runtime, "card_state")
    start = client.get("/cram/small?topic=rivers")
    assert start.location == f"/cram/small?topic=rivers&since={clock()}"
    page, seen = see(client, start.location), []
    for rating in ("1", "3", "3"):
        seen.append(int(re.search(r"(\d+) left", page.text)[1]))
        revealed = Page(press(client, page.form("card")).text)
        assert int(re.search(r"(\d+) left", revealed.text)[1]) == seen[-1]
        ratings = [one for one in revealed.form("card").buttons if one.get("name") == "rating"]
        assert [one["value"] for one in ratings] == ["1", "3"]
        clock.forward(seconds=4)
        page = see(client, press(client, revealed.form("card"), rating=rating).location)
    assert seen == [2, 2, 1]
    assert "Through with it" in page.text
    assert dump(runtime, "card_state") == before
    assert [row["kind"] for row in log_rows(runtime)[1:]] == ["cram"] * 3
    undone = press(client, page.form("undo"))
    assert "1 left" in see(client, undone.location).text


def test_the_script_gets_the_next_card_of_a_cram(client, clock):
    page = see(client, f"/cram/small?topic=rivers&since={clock()}")
    revealed = press(client, page.form("card"), SCRIPT)
    reply = press(client, Page(revealed.text).form("card"), SCRIPT, rating="3")
    assert Page(reply.text).ids[:2] == ["counts", "card"]
    assert "1 left" in words(reply)
    marked = press(client, Page(revealed.text).form("card"), SCRIPT, rating="3")
    assert marked.status_code == 200


def test_an_action_in_a_cram_goes_on_with_it(client, clock):
    path = f"/cram/small?topic=rivers&since={clock()}"
    page = see(client, path)
    assert press(client, page.form("act"), what="bury").location == path
    assert "1 left" in see(client, path).text
    revealed = Page(press(client, see(client, path).form("card")).text)
    reply = press(client, revealed.form("act"), what="flag-1")
    assert reply.status_code == 200
    assert "Flag 1: red" in words(reply)


def test_a_selection_of_nothing_says_so(client, clock):
    text = words(client.get(f"/cram/small?flag=7&since={clock()}"))
    assert "No card of yours is in this selection; what you suspended" in text


@pytest.mark.parametrize("typed", ["P1.1", "p1.1", "1.1", " P1.1 ", "paper:p1.1"])
def test_a_passage_to_cram_may_be_typed_as_it_comes(client, clock, typed):
    page = client.get("/cram/small", query_string={"passage": typed, "since": clock()})
    assert " · paragraph 1, sentence 1 · " in page.text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("flag=8", 400),
        ("flag=x", 400),
        ("passage=x", 400),
        ("passage=P9", 404),
        ("topic=x", 404),
        ("cards=x", 400),
        ("cards=3-1.", 400),
        ("cards=1-501", 400),
        ("cards=1.x", 400),
    ],
)
def test_a_cram_of_what_is_not_there_is_refused(client, query, status):
    reply = client.get(f"/cram/small?{query}&since=1")
    assert reply.status_code == status


def test_the_places_where_one_looks_for_it_lead_to_cram(client, runtime, clock):
    rate(runtime, card_of(runtime, "choice"), 1)
    clock.forward(days=9)
    assert "/cram/small?topic=trade" in see(client, "/").links
    assert "/cram/small?passage=paper:P1" in see(client, "/paper/small").links
    assert "/cram/small?passage=paper:P1.1" in see(client, "/paper/small/paper/P1.1").links
    runtime.options = replace(runtime.options, new_per_day=0, reviews_per_day=0, learn_ahead=0)
    rate(runtime, card_of(runtime, "choice"), 3)
    assert "/cram/small" in see(client, "/study/small?topic=rivers").links


def test_a_paragraph_counts_the_cards_that_its_cram_has(client, runtime, clock):
    rate(runtime, card_of(runtime, "choice"), 1)
    clock.forward(days=9)
    text = words(client.get("/paper/small"))
    [(cards, paragraph)] = re.findall(r"Study these (\d+) cards of paragraph (\d+)", text)
    begun = words(client.get(f"/cram/small?passage=P{paragraph}&since={clock()}"))
    assert f"{cards} left" in begun


def test_the_end_tells_what_was_done_and_what_is_weakest(client, runtime):
    runtime.options = replace(runtime.options, new_per_day=1)
    rate(runtime, card_of(runtime, "choice"), 4)
    runtime.clock.forward(seconds=5)
    text = words(client.get("/study/small?topic=rivers"))
    assert "Today: 1 card in 1 minute, 100 % right." in text
    assert "Weakest now: paragraph 1 of Writer, predicted recall 100 %." in text
    assert "2 more cards wait behind today's limits of 1 new" in text


def test_card_info_shows_state_log_and_curve_with_its_figures(client, runtime, clock):
    card = card_of(runtime, "typed")
    press(client, back(client, runtime, "typed", text="keytown").form("card"), rating="4")
    clock.forward(days=3)
    reply = client.get(f"/card/small/{card}")
    text = words(reply)
    due = f"in {log_rows(runtime)[0]['interval_after'] - 3} days"
    for said in ("Which town?", "In review", due, "Easy", "keytown", "when due"):
        assert said in text
    assert {"svg", "title", "desc"} <= set(Page(reply.text).tags)
    assert "Keytown" not in text


def test_card_info_of_a_new_card_says_there_is_nothing_yet(client, runtime):
    reply = client.get(f"/card/small/{card_of(runtime, 'typed')}")
    assert "You haven’t answered this card yet." in words(reply)
    assert "svg" not in Page(reply.text).tags


@pytest.mark.parametrize("path", ["/card/small/999", "/card/nowhere/1", "/card/small/x"])
def test_no_card_has_no_page(client, path):
    assert client.get(path).status_code == 404
