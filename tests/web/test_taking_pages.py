"""A quiz taken by forms alone: step by step, against the clock, resumed, and handed in once."""

from __future__ import annotations

import re
from html import unescape

import pytest

from app.quiz.blueprint import Blueprint
from app.services import quizzes
from app.services.quizzes import Pace
from tests.services.banks import KEYS
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import rate
from tests.web.pages import Page
from tests.web.test_quiz_pages import RIGHT
from tests.web.test_quiz_pages import given

ONE = "/attempt/one"


@pytest.fixture
def numbers(runtime) -> dict[str, int]:
    """Begin a quiz of the ten kinds, a question at a time, ten minutes; return their numbers."""
    quizzes.start(runtime, "small", Blueprint(topics=("trade",)), "one", Pace(10, one=True))
    return {row.placed.item.id: row.number for row in quizzes.attempt(runtime, "one").questions}


@pytest.fixture
def whole(runtime) -> str:
    """Begin the same quiz on one page, without a clock."""
    quizzes.start(runtime, "small", Blueprint(topics=("trade",)), "whole")
    return "/attempt/whole"


def quiz(reply):
    """Return the form of a quiz."""
    return Page(reply.text).form("quiz")


def send(client, reply, do="next", **fields):
    """Fill the form of a page in and send it with one of its buttons; follow it."""
    form = quiz(reply)
    values = form.filled(**fields) | {"do": do}
    return client.post(form.action, data=values, follow_redirects=True)


def test_the_form_that_begins_a_quiz_says_how_it_is_taken(client, runtime):
    form = Page(client.get("/quiz/small").text).forms[0]
    reply = client.post("/quiz/small/take", data=form.filled(minutes="25", one="1"))
    view = quizzes.attempt(runtime, reply.location.rpartition("/")[2])

    assert {"minutes"} < set(form.fields)
    assert view.one
    assert view.left == 25 * 60_000


def test_a_question_at_a_time_each_step_saves_and_the_quiz_is_taken_to_its_end(
    client, runtime, numbers
):
    reply = client.get(ONE)
    for number in range(1, 11):
        assert f"Question {number} of 10" in Page(reply.text).text
        item = next(name for name, at in numbers.items() if at == number)
        answers = {f"q{number}.{name}": value for name, value in RIGHT.get(item, {}).items()}
        reply = send(client, reply, **answers)
    assert "Every question has its answer" in reply.text
    reply = send(client, reply, "hand")

    assert "8 of 10" in Page(reply.text).text
    assert quizzes.attempt(runtime, "one").submitted_at == runtime.clock()


def test_a_quiz_is_gone_on_with_at_its_first_open_question(client, numbers):
    send(client, client.get(f"{ONE}?q={numbers['gap']}"), **{f"q{numbers['gap']}.text": "fell"})
    page = Page(client.get(ONE).text)
    first = min(at for item, at in numbers.items() if item not in ("gap", "card"))

    assert f"Question {first} of 10" in page.text
    assert 'value="fell"' in client.get(f"{ONE}?q={numbers['gap']}").text


STEPS = [("next", 2), ("back", 1), ("to-7", 7), ("to-99", 1), ("to-x", 1), ("save", 1), ("x", 1)]


@pytest.mark.usefixtures("numbers")
@pytest.mark.parametrize(("do", "number"), STEPS)
def test_a_step_leads_where_its_button_says(client, do, number):
    assert f"Question {number} of 10" in Page(send(client, client.get(f"{ONE}?q=1"), do).text).text


@pytest.mark.usefixtures("numbers")
def test_behind_the_last_question_comes_what_is_open(client):
    reply = send(client, client.get(f"{ONE}?q=10"))
    page = Page(reply.text)

    assert "9 of 10 questions have no answer" in page.text  # a flashcard is answered in the head
    assert f"{ONE}?q=10" in page.links


def filled(page: Page) -> dict:
    """Return the answers in a form, but for the empty ones."""
    return {
        name: values
        for name, values in page.form("quiz").fields.items()
        if "seen" not in name and name.startswith("q") and any(values)
    }


def test_every_kind_shows_what_was_given_when_the_quiz_is_opened_again(client, runtime, whole):
    fields = given(runtime, whole, essay={"text": "\nTwo <b>lines\n& one"})
    reply = send(client, client.get(whole), "save", **fields)

    selected = re.findall(r'<option value="(\d)" selected>', reply.text)
    assert selected == ["0", "1"]
    assert len(re.findall(r"<option selected>", reply.text)) == 3
    checked = re.findall(r'name="q\d+\.choice" value="(\w+)" checked', reply.text)
    assert sorted(checked) == ["0", "0", "1", "false"]
    texts = {
        unescape(text) for text in re.findall(r'name="q\d+\.text" value="([^"]+)"', reply.text)
    }
    assert texts == {"keycloze", "keytown", "4711 percent"}
    assert "Two &lt;b&gt;lines\n&amp; one</textarea>" in reply.text
    assert len(quizzes.attempt(runtime, "whole").unanswered) == 0


def test_handing_in_with_something_open_marks_it_first(client, runtime, whole):
    fields = given(runtime, whole, typed={})
    reply = send(client, client.get(whole), "hand", **fields)
    page = Page(reply.text)
    assert "1 of 10 questions has no answer" in page.text
    [link] = {link for link in page.links if link.startswith(f"{whole}?mark=1#q")}
    marked = client.get(link).text
    assert marked.count("No answer yet.") == 1
    assert quizzes.attempt(runtime, "whole").submitted_at is None
    reply = send(client, reply, "hand")

    assert "7 of 10" in Page(reply.text).text


def test_a_page_from_before_does_not_undo_what_another_window_saved(client, runtime, whole):
    before = client.get(whole)
    typed = next(
        row.number
        for row in quizzes.attempt(runtime, "whole").questions
        if row.placed.item.id == "typed"
    )
    send(client, client.get(whole), "save", **{f"q{typed}.text": "Keytown"})
    reply = send(client, before, "save", **{f"q{typed}.text": "Elsewhere"})

    assert f"Another window has saved a later answer to question {typed}" in Page(reply.text).text
    assert 'value="Keytown"' in reply.text
    assert "Elsewhere" not in reply.text


def test_handed_in_from_two_windows_it_is_handed_in_once(client, runtime, whole):
    first, second = client.get(whole), client.get(whole)
    send(client, send(client, first, "hand", **given(runtime, whole, typed={})), "hand")
    before = dump(runtime)
    reply = send(client, second, "hand")

    assert "7 of 10" in Page(reply.text).text
    assert dump(runtime) == before


def test_our_script_saves_one_answer_and_hears_how_much_time_is_left(client, numbers, clock):
    number = numbers["choice"]
    clock.forward(minutes=4)
    reply = client.post(f"{ONE}/save", data={f"q{number}.at": "5", f"q{number}.choice": "1"})
    late = client.post(f"{ONE}/save", data={f"q{number}.at": "4", f"q{number}.choice": "0"})

    assert reply.json == late.json == {"left": 6 * 60_000}
    assert 'value="1" checked' in client.get(f"{ONE}?q={number}").text


def test_saving_only_touches_what_it_names(client, runtime, numbers):
    client.post(f"{ONE}/save", data={f"q{numbers['typed']}.at": "5",
                                     f"q{numbers['typed']}.text": "x"})  # fmt: skip
    client.post(f"{ONE}/save", data={f"q{numbers['gap']}.text": "no number"})
    client.post(f"{ONE}/save", data={"q99.at": "5", "q99.text": "x"})
    view = quizzes.attempt(runtime, "one")

    assert [row.number for row in view.questions if row.saved.at] == [numbers["typed"]]


def test_a_timed_page_says_until_when_and_how_long_for_our_script(client, runtime, numbers):
    assert numbers
    html = client.get(ONE).text
    end = runtime.clock() + 600_000

    assert "You have until 09:10." in Page(html).text
    assert f'data-deadline="{end}" data-now="{end - 600_000}"' in html


def test_after_the_deadline_only_what_was_saved_is_handed_in(client, runtime, numbers, clock):
    right = {f"q{numbers['typed']}.text": "Keytown"}
    page = client.get(f"{ONE}?q={numbers['typed']}")
    send(client, page, "next", **right)
    late = client.get(f"{ONE}?q={numbers['statement']}")
    clock.forward(minutes=10, seconds=6)
    before = dump(runtime)
    over = client.get(ONE)
    assert "The time is up" in over.text
    assert "1 question of 10 was answered by then" in Page(over.text).text
    assert not [key for key in KEYS if key.casefold() in over.text.casefold()]
    assert dump(runtime) == before
    assert client.post(f"{ONE}/save", data={"q1.at": "9", "q1.text": "x"}).status_code == 409

    reply = send(client, late, "next", **{f"q{numbers['statement']}.choice": "false"})
    assert "1 of 10" in Page(reply.text).text
    assert "The time was up at 09:10" in Page(reply.text).text
    assert quizzes.attempt(runtime, "one").submitted_at == runtime.clock() - 6_000


@pytest.mark.usefixtures("numbers")
def test_when_the_time_is_up_our_script_hands_in_what_is_open(client, clock):
    page = client.get(ONE)
    clock.forward(minutes=10, seconds=1)
    reply = send(client, page, "over")

    assert "0 of 10" in Page(reply.text).text


ASKED = ("", "?q=1", "?q=7", "?check=1", "?mark=1", "?stands=1.2", "?q=x9", "?q=" + "9" * 15)


@pytest.mark.parametrize("one", [False, True])
def test_no_reply_of_a_quiz_holds_a_key_before_it_is_handed_in(client, runtime, one):
    """Each key has a word that stands nowhere else; every route an attempt reaches is searched."""
    quizzes.start(runtime, "small", Blueprint(topics=("trade",)), "kept", Pace(9, one=one))
    view = quizzes.attempt(runtime, "kept")
    said = b""
    for query in [*ASKED, *(f"?q={number}" for number in range(1, 11))]:
        reply = client.get(f"/attempt/kept{query}")
        assert reply.status_code in (200, 400)
        said += reply.data + repr(list(reply.headers)).encode()
    for do in ("save", "next", "back", "check", "to-4", "hand"):
        fields = {"kept": "1", "do": do, **{f"q{n}.seen": "0" for n in range(1, 11)}}
        reply = client.post("/attempt/kept", data=fields, follow_redirects=True)
        said += reply.data + repr(list(reply.headers)).encode()
    for question in view.questions:
        at = {f"q{question.number}.at": "5", f"q{question.number}.text": "x",
              f"q{question.number}.choice": "0"}  # fmt: skip
        said += client.post("/attempt/kept/save", data=at).data
    for route in ("judge", "count"):
        reply = client.post(f"/attempt/kept/{route}", data={"q1.criterion": "0"})
        assert reply.status_code == 400
        said += reply.data
    for path in ("/", "/quiz/small"):
        said += client.get(path).data
    assert quizzes.attempt(runtime, "kept").submitted_at is None

    found = said.decode().casefold()
    assert [key for key in KEYS if key.casefold() in found] == ["keysecond"]  # the other gap's
    client.post("/attempt/kept", data={"kept": "1", "do": "hand", "sure": "1"})
    shown = client.get("/attempt/kept").text.casefold()
    assert [key for key in KEYS if key.casefold() not in shown] == ["Keyalias"]


def test_a_quiz_that_waits_is_offered_where_one_would_look(client, runtime, whole):
    send(client, client.get(whole), "save", **given(runtime, whole, typed={}, essay={}))
    for path in ("/", "/quiz/small"):
        page = Page(client.get(path).text)
        assert whole in page.links, path
        assert "7 of 10 questions answered" in page.text, path
    send(client, client.get(f"{whole}?check=1"), "hand")

    assert whole not in Page(client.get("/").text).links


def test_the_result_leads_to_the_missed_cards_alone(client, runtime, whole):
    client.post(whole, data=given(runtime, whole, gap={"text": "wrong"}))
    page = Page(client.get(whole).text)
    [link] = [link for link in page.links if link.startswith("/cram/")]
    first = client.get(link, follow_redirects=True)

    assert "Study the 1 missed now" in page.text
    assert "2 cards, apart from your schedule" in page.text
    assert "2<span" in first.text
    assert "chosen cards" in first.text


def test_a_quiz_counts_as_reviews_if_one_says_so(client, runtime, whole, clock):
    rate(runtime, card_of(runtime, "typed"), 4)
    clock.forward(days=30)
    client.post(whole, data=given(runtime, whole))
    page = Page(client.get(whole).text)
    assert "Count 1 answer as a review" in page.text
    reply = client.post(f"{whole}/count", follow_redirects=True)

    said = Page(reply.text).text
    assert "1 answer of this quiz counts as a review" in said
    assert "Count 1 answer" not in said


def test_a_result_with_nothing_studied_before_offers_no_count(client, runtime, whole):
    client.post(whole, data=given(runtime, whole))

    assert "/count" not in client.get(whole).text


@pytest.mark.parametrize("minutes", ["601", "-1", "x", "1.5"])
def test_a_time_that_can_not_be_is_400_and_begins_nothing(client, runtime, minutes):
    reply = client.post("/quiz/small/take", data={"attempt": "a", "n": "3", "minutes": minutes})

    assert reply.status_code == 400
    assert dump(runtime, "attempt") == {"attempt": []}
