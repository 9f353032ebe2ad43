"""Study by plain forms, as a browser without JavaScript does, and by our script's fragments."""

from __future__ import annotations

import json
import re

import pytest

from app.scheduling.types import Options
from question_bank.items import KINDS
from tests.services.banks import KEYS
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import log_rows
from tests.services.banks import rate
from tests.services.banks import states
from tests.services.banks import write_bank
from tests.site import make_runtime
from tests.web.pages import Page
from tests.web.pages import browse

ITEMS = "card gap choice response statement typed number order match essay".split()
SCRIPT = {"X-Fragment": "card"}


def see(client, url, status=200):
    reply = client.get(url)
    assert reply.status_code == status, reply.text
    return Page(reply.text)


def press(client, form, headers=None, **values):
    return client.post(form.action, data=form.filled(**values), headers=headers)


def reveal(client, runtime, item, **given):
    page = see(client, f"/study/small?card={card_of(runtime, item)}")
    return press(client, page.form("card"), **given)


@pytest.mark.parametrize("item", ITEMS)
def test_a_card_is_asked_answered_and_rated_by_forms_alone(client, runtime, item):
    page = see(client, f"/study/small?card={card_of(runtime, item)}")
    front = page.form("card")
    assert front.method == "post"
    answer = press(client, front)
    assert answer.status_code == 200
    assert log_rows(runtime) == []

    back = Page(answer.text).form("card")
    ratings = [button["value"] for button in back.buttons if button.get("name") == "rating"]
    assert ratings[-4:] == ["1", "2", "3", "4"]
    assert ratings[:-4] in ([], ["3"])  # what Enter presses in a form with ticks
    reply = press(client, back, rating="3")

    assert (reply.status_code, reply.location) == (303, "/study/small")
    [row] = log_rows(runtime)
    assert (row["card_id"], row["rating"]) == (card_of(runtime, item), 3)
    assert see(client, reply.location).form("undo").method == "post"


def test_the_table_above_has_every_kind(runtime):
    with runtime.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT kind, item_id FROM item").all()
    assert {kind for kind, item in rows if item in ITEMS} == set(KINDS)


@pytest.mark.parametrize("item", [*ITEMS, "gap#2"])
def test_the_front_of_a_card_says_nothing_of_its_key(client, runtime, item):
    name, _, n = item.partition("#")
    html = client.get(f"/study/small?card={card_of(runtime, name, int(n or 1))}").text
    hidden = {"gap": ("keycloze",), "gap#2": ("keysecond",)}.get(item, KEYS)

    assert [key for key in hidden if key.casefold() in html.casefold()] == []


@pytest.mark.parametrize(
    ("item", "shows"),
    [
        ("card", "Keyflash"), ("gap", "keycloze"), ("choice", "Keychoice"),
        ("response", "Keyresponse"), ("statement", "Keycorrection"), ("typed", "Keytown"),
        ("number", "4711"), ("order", "Keyorder"), ("match", "Keypair"), ("essay", "Keymodel"),
    ],
)  # fmt: skip
def test_the_back_of_a_card_shows_key_and_passage(client, runtime, item, shows):
    html = reveal(client, runtime, item).text

    assert shows in html
    assert "<mark>" in html
    assert f"/paper/small/paper?item={item}#P" in html


@pytest.mark.parametrize(
    ("item", "given", "response", "points"),
    [
        ("choice", {"choice": "0"}, {"chosen": [0]}, 1),
        ("choice", {"choice": "1"}, {"chosen": [1]}, 0),
        ("response", {"choice": ["0", "1"]}, {"chosen": [0, 1]}, 1),
        ("statement", {"choice": "false"}, {"truth": False}, 1),
        ("typed", {"text": "keytown"}, {"texts": ["keytown"]}, 1),
        ("number", {"text": "4,711 percent"}, {"texts": ["4,711 percent"]}, 1),
        ("gap", {"text": "Keycloze"}, {"texts": ["Keycloze"]}, 1),
        ("order", {"position-0": "1", "position-1": "2", "position-2": "3"},
         {"places": [1, 2, 3]}, 1),
        ("match", {"match-0": "0", "match-1": "2"}, {"places": [0, 2]}, 0.5),
    ],
    ids=str,
)  # fmt: skip
def test_a_response_is_marked_and_kept_with_the_rating(  # noqa: PLR0913, PLR0917 - a table
    client, runtime, item, given, response, points
):
    back = Page(reveal(client, runtime, item, **given).text).form("card")
    press(client, back, rating="2")

    [row] = log_rows(runtime)
    assert json.loads(row["response"]) == response
    assert row["points"] == points
    assert row["rule"]


def test_without_a_response_none_is_kept(client, runtime):
    back = Page(reveal(client, runtime, "choice").text).form("card")
    press(client, back, rating="2")

    [row] = log_rows(runtime)
    assert (row["response"], row["rule"], row["points"]) == (None, None, None)


def test_the_time_from_showing_to_rating_is_kept(client, runtime, clock):
    page = see(client, "/study/small")
    clock.forward(seconds=4)
    back = Page(press(client, page.form("card")).text).form("card")
    clock.forward(seconds=2)
    press(client, back, rating="3")

    assert log_rows(runtime)[0]["duration_ms"] == 6000


def test_options_stand_in_the_same_order_on_both_sides_and_in_another_next_time(client, runtime):
    def order(html):
        return sorted(
            range(3), key=lambda i: html.index(["The first", "Another one", "A third"][i])
        )

    orders = []
    for _ in range(6):
        card = card_of(runtime, "choice")
        front = client.get(f"/study/small?card={card}").text
        back = reveal(client, runtime, "choice")
        assert order(back.text) == order(front)
        orders.append(tuple(order(front)))
        press(client, Page(back.text).form("card"), rating="1")

    assert len(set(orders)) > 1


def test_the_script_gets_the_next_card_in_the_reply(client, runtime):
    page = see(client, "/study/small")
    back = press(client, page.form("card"), SCRIPT)
    assert "<html" not in back.text
    reply = press(client, Page(back.text).form("card"), SCRIPT, rating="3")

    part = Page(reply.text)
    assert reply.status_code == 200
    assert "<html" not in reply.text
    assert part.tags[0] == "title"
    assert part.ids[:2] == ["counts", "card"]
    assert part.form("undo")
    assert len(log_rows(runtime)) == 1


def test_the_script_gets_the_card_back_that_was_undone(client, runtime):
    first = see(client, "/study/small")
    rate(runtime, int(first.form("card").fields["card"][0]))
    page = see(client, "/study/small")
    reply = press(client, page.form("undo"), SCRIPT)

    assert Page(reply.text).form("card").fields["card"] == first.form("card").fields["card"]
    assert states(runtime) == []


def test_undo_without_script_leads_to_the_card(client, runtime):
    card = card_of(runtime, "typed")
    rate(runtime, card)
    reply = press(client, see(client, "/study/small").form("undo"))

    assert (reply.status_code, reply.location) == (303, f"/study/small?card={card}")
    assert see(client, reply.location).form("card").fields["card"] == [str(card)]


@pytest.mark.parametrize("headers", [None, SCRIPT], ids=["form", "script"])
def test_a_form_sent_twice_is_stored_once(client, runtime, headers):
    back = Page(reveal(client, runtime, "choice").text).form("card")
    first = press(client, back, headers, rating="3")
    before = dump(runtime)
    second = press(client, back, headers, rating="3")

    assert first.status_code == second.status_code == (200 if headers else 303)
    assert dump(runtime) == before


def test_an_undo_sent_twice_is_one_undo(client, runtime):
    for item in ("card", "typed"):
        rate(runtime, card_of(runtime, item))
    form = see(client, "/study/small").form("undo")
    press(client, form)
    before = dump(runtime)
    reply = press(client, form)

    assert reply.location == f"/study/small?card={card_of(runtime, 'typed')}"
    assert dump(runtime) == before


@pytest.mark.parametrize("headers", [None, SCRIPT], ids=["form", "script"])
def test_a_card_answered_in_another_tab_is_409_and_a_page_that_says_so(client, runtime, headers):
    back = Page(reveal(client, runtime, "choice").text).form("card")
    rate(runtime, card_of(runtime, "choice"))
    before = dump(runtime)
    reply = press(client, back, headers, rating="3")

    page = Page(reply.text)
    assert reply.status_code == 409
    assert "Already answered" in page.text
    assert "nothing was stored" in page.text
    assert "/study/small" in page.links
    assert dump(runtime) == before


def test_a_topic_is_kept_from_page_to_page(client, runtime):
    page = see(client, "/study/small?topic=rivers")
    back = press(client, page.form("card"))
    reply = press(client, Page(back.text).form("card"), rating="4")

    assert reply.location == "/study/small?topic=rivers"
    assert log_rows(runtime)[0]["card_id"] == card_of(runtime, "b1")
    undone = press(client, see(client, reply.location).form("undo"))
    assert undone.location == f"/study/small?topic=rivers&card={card_of(runtime, 'b1')}"


GARBAGE = ["", "x", "-1", "1.5", "1e3", "٣", "0x1", "9" * 17, "9" * 5000, " ", "1 2", "None", "\0"]


@pytest.mark.parametrize("value", GARBAGE, ids=lambda value: repr(value[:9]))
@pytest.mark.parametrize("name", ["card", "seen", "rating", "shown_at"])
def test_a_field_that_is_no_number_is_400_and_stores_nothing(client, runtime, name, value):
    good = {"card": "1", "seen": "0", "rating": "3", "shown_at": "0", "review": "id-1"}
    reply = client.post("/study/small/answer", data={**good, name: value})

    assert reply.status_code == 400
    assert f"`{name}` must be a whole number" in Page(reply.text).text
    assert log_rows(runtime) == []


@pytest.mark.parametrize(
    "given",
    [
        "{", "[]", "1", '"x"', "null", "{}", '{"response": 1, "rule": "a", "points": 1}',
        '{"response": {}, "rule": "a", "points": "x"}',
        '{"response": {}, "rule": "a", "points": NaN}',
        '{"response": {}, "rule": "a", "points": 1e999}',
        '{"response": {}, "rule": "a", "points": -1}',
        '{"response": {}, "rule": "a", "points": 1' + "0" * 400 + "}",
        '{"response": {}, "rule": "a\\u0000b", "points": 1}',
        '{"response": {}, "rule": "\\ud800", "points": 1}',
        '{"response": {}, "rule": ' + "[" * 50_000 + "]" * 50_000 + ', "points": 1}',
        '{"response": {"chosen": [1' + "0" * 5000 + ']}, "rule": "a", "points": 1}',
    ],
    ids=lambda given: given[:60],
)  # fmt: skip
def test_a_kept_response_that_was_tampered_with_is_400(client, runtime, given):
    reply = client.post(
        "/study/small/answer",
        data={"card": "1", "seen": "0", "rating": "3", "shown_at": "0", "review": "id-1",
              "given": given},
    )  # fmt: skip

    assert reply.status_code == 400
    assert "can't be read" in Page(reply.text).text
    assert log_rows(runtime) == []


def test_a_kept_response_with_odd_characters_is_stored_or_refused_and_no_crash(client):
    reply = client.post(
        "/study/small/answer",
        data={"card": "1", "seen": "0", "rating": "3", "shown_at": "0", "review": "id-1",
              "given": '{"response": {"texts": ["\\ud800 \\u0000 a"]}, "rule": "a", "points": 1}'},
    )  # fmt: skip

    assert reply.status_code in (303, 400)


@pytest.mark.parametrize("rating", ["0", "5", "9007199254740991"])
def test_a_rating_that_is_none_is_400(client, runtime, rating):
    reply = client.post(
        "/study/small/answer",
        data={"card": "1", "seen": "0", "rating": rating, "shown_at": "0", "review": "id-1"},
    )

    assert reply.status_code == 400
    assert "rating is Again, Hard, Good or Easy." in Page(reply.text).text
    assert log_rows(runtime) == []


@pytest.mark.parametrize("review", ["", "x" * 37, "a b", "a\0", "é", "../x"])
@pytest.mark.parametrize("path", ["answer", "undo"])
def test_an_id_that_is_none_of_ours_is_400(client, runtime, path, review):
    rate(runtime, 1)
    before = dump(runtime)
    fields = {"card": "1", "seen": "1", "rating": "3", "shown_at": "0"}
    reply = client.post(f"/study/small/{path}", data={**fields, "review": review, "undo": review})

    assert reply.status_code == 400
    assert dump(runtime) == before


def test_an_answer_under_a_bank_that_is_not_its_own_is_404_and_stores_nothing(client, runtime):
    fields = {"card": "1", "seen": "0", "rating": "3", "shown_at": "0", "review": "id-1"}
    reply = client.post("/study/nowhere/answer", data=fields)

    assert reply.status_code == 404
    assert log_rows(runtime) == []


def test_a_broken_sentence_never_ends_in_two_full_stops(client):
    text = Page(client.get("/quiz/small/print?topic=nowhere").text).text

    assert "topics are trade, rivers." in text
    assert ".." not in text


def test_when_all_is_done_the_page_says_what_comes_next(tmp_path, folder, clock):
    runtime = make_runtime(
        tmp_path / "d",
        folder,
        clock=clock,
        options=Options(bury=False, new_per_day=2, learn_ahead=0),
    )
    client = browse(runtime)
    rate(runtime, card_of(runtime, "card"), 3)
    rate(runtime, card_of(runtime, "typed"), 4)
    text = " ".join(see(client, "/study/small").text.split())

    assert "Done for now" in text
    assert re.search(r"A card you are learning comes back in 1[0-3] minutes\.", text)
    assert re.search(r"Next: 1 card in \d+ days from 04:00\.", text)
    assert "11 more cards wait behind today's limits of 2 new and 200 reviews." in text
    clock.forward(days=200)
    assert "Done for now" not in see(client, "/study/small").text
    runtime.database.close()


def test_an_empty_deck_says_that_nothing_is_scheduled(tmp_path, clock):
    folder = write_bank(tmp_path / "small", {"trade": "", "rivers": ""})
    runtime = make_runtime(tmp_path / "d", folder, clock=clock)
    page = see(browse(runtime), "/study/small")

    assert "There is nothing scheduled in this deck." in page.text
    runtime.database.close()


def test_the_current_count_is_marked_and_read_out(client, runtime):
    html = client.get("/study/small").text
    assert '<span class="n here" title="New">13<span class="vh"> new</span></span>' in html
    assert '<span class="vh"> learning</span>' in html
    assert '<span class="vh"> due</span>' in html
    assert rate(runtime, 1)


def test_the_buttons_show_the_interval_that_is_stored(client, runtime):
    card = card_of(runtime, "card")
    reply = reveal(client, runtime, "card")
    labels = [
        label
        for label in ("&lt;1m", "&lt;6m", "&lt;10m", "10d")
        if f"<small>{label}</small>" in reply.text
    ]
    assert labels == ["&lt;1m", "&lt;6m", "&lt;10m", "10d"]
    press(client, Page(reply.text).form("card"), rating="4")

    assert [row[9] for row in states(runtime) if row[1] == card] == [10]  # card_state.interval


def test_the_study_page_weighs_at_most_60_kilobytes():
    """HTML, styles, scripts and icon as they travel, of the heaviest side of any shipped card."""
    import tempfile  # noqa: PLC0415 - this test alone
    from pathlib import Path  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as name:
        runtime = make_runtime(Path(name))
        client = browse(runtime)
        bank = "japan-korea-2023"
        with runtime.database.read() as connection:
            cards = connection.exec_driver_sql("SELECT id FROM card").scalars().all()
        parts: dict[str, int] = {}
        heaviest = 0
        for card in cards:
            front = client.get(f"/study/{bank}?card={card}")
            back = client.post(f"/study/{bank}/reveal", data={"card": card, "shown_at": 0})
            heaviest = max(heaviest, len(front.data), len(back.data))
            for path in Page(front.text).loads:
                if path not in parts:
                    parts[path] = len(client.get(path, headers={"Accept-Encoding": "gzip"}).data)
        runtime.database.close()

    assert len(parts) > 3
    assert heaviest + sum(parts.values()) <= 60_000, (heaviest, parts)
