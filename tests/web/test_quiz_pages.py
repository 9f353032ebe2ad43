"""Quizzes on the site: chosen, taken, handed in, judged, printed; by forms alone."""

from __future__ import annotations

import re

import pytest

from app.services import quizzes
from app.services.sync import sync
from tests.services.banks import EVERY_KIND
from tests.services.banks import KEYS
from tests.services.banks import dump
from tests.services.banks import write_bank
from tests.web.pages import Page

RIGHT = {
    "gap": {"text": "keycloze"},
    "choice": {"choice": "0"},
    "response": {"choice": ["0", "1"]},
    "statement": {"choice": "false"},
    "typed": {"text": "keytown"},
    "number": {"text": "4711 percent"},
    "order": {"position-0": "1", "position-1": "2", "position-2": "3"},
    "match": {"match-0": "0", "match-1": "1"},
    "essay": {"text": "because"},
}


def begin(client, **fields):
    """Begin a quiz by the form of its page; return its address."""
    form = Page(client.get("/quiz/small").text).forms[0]
    reply = client.post("/quiz/small/take", data=form.filled(n="12", seed="7", **fields))
    assert reply.status_code == 303
    return reply.location


def given(runtime, url, **changes):
    """Return the fields of a quiz answered right, by question number."""
    view = quizzes.attempt(runtime, url.rpartition("/")[2])
    answers = {**RIGHT, **changes}
    return {
        f"q{question.number}.{name}": value
        for question in view.questions
        for name, value in answers.get(question.placed.item.id, {}).items()
    }


def test_the_choices_are_topics_and_kinds_with_their_numbers(client):
    page = Page(client.get("/quiz/small").text)
    [form] = [form for form in page.forms if form.action == "/quiz/small/print"]

    assert form.method == "get"
    assert re.search(r"The trade\s*10", page.text)
    assert re.search(r"The rivers\s*2", page.text)
    assert re.search(r"flashcard\s*3", page.text)
    assert [button.get("formaction") for button in form.buttons] == [
        "/quiz/small/take", None, "/quiz/small/table",
    ]  # fmt: skip
    assert {"n", "versions", "seed", "attempt"} < set(form.fields)


def test_a_quiz_is_taken_and_its_result_shown(client, runtime):
    url = begin(client)
    asked = Page(client.get(url).text)
    assert asked.forms[0].action == url
    reply = client.post(url, data=given(runtime, url))
    assert (reply.status_code, reply.location) == (303, url)

    result = Page(client.get(url).text)
    assert "8 of 12" in result.text
    assert result.text.count("Right") >= 5
    assert "Keymodel" in result.text
    assert result.tags.count("blockquote") == 12
    assert re.search(r"The trade\s*8\s*10", result.text)


def test_an_attempt_says_nothing_of_its_keys_before_it_is_handed_in(client, runtime):
    url = begin(client)
    html = client.get(url).text.casefold()
    assert [key for key in KEYS if key.casefold() in html] == ["keysecond"]  # the cloze's other gap

    client.post(url, data=given(runtime, url))
    html = client.get(url).text.casefold()
    shown = [key for key in KEYS if key.casefold() in html]
    assert shown == [key for key in KEYS if key != "Keyalias"]


def test_a_quiz_begun_twice_is_one(client, runtime):
    form = Page(client.get("/quiz/small").text).forms[0]
    first = client.post("/quiz/small/take", data=form.filled())
    before = dump(runtime)
    second = client.post("/quiz/small/take", data=form.filled())

    assert first.location == second.location
    assert dump(runtime) == before


def test_a_quiz_handed_in_twice_is_handed_in_once(client, runtime, clock):
    url = begin(client)
    fields = given(runtime, url)
    client.post(url, data=fields)
    before = dump(runtime)
    clock.forward(minutes=1)

    assert client.post(url, data=fields).status_code == 303
    assert dump(runtime) == before


def test_other_answers_after_handing_in_are_409_and_change_nothing(client, runtime):
    url = begin(client)
    client.post(url, data=given(runtime, url))
    before = dump(runtime)
    reply = client.post(url, data=given(runtime, url, typed={"text": "elsewhere"}))

    assert reply.status_code == 409
    assert "handed in before; that result stands." in Page(reply.text).text
    assert dump(runtime) == before


def test_free_answers_are_judged_by_their_learner(client, runtime):
    url = begin(client)
    client.post(url, data=given(runtime, url))
    page = Page(client.get(url).text)
    [form] = [form for form in page.forms if form.action.endswith("/judge")]
    number = next(
        question.number
        for question in quizzes.attempt(runtime, url.rpartition("/")[2]).questions
        if question.placed.item.id == "essay"
    )
    reply = client.post(form.action, data=form.filled(**{f"q{number}.criterion": "0"}))

    assert (reply.status_code, reply.location) == (303, url)
    page = Page(client.get(url).text)
    assert "8.67 of 12" in page.text
    assert page.forms[0].fields[f"q{number}.criterion"] == ["0"]


def test_a_flashcard_one_knew_counts(client, runtime):
    """The result offers "I knew it" under each flashcard."""
    url = begin(client)
    client.post(url, data=given(runtime, url))
    knew = {
        f"q{question.number}.criterion": "0"
        for question in quizzes.attempt(runtime, url.rpartition("/")[2]).questions
        if question.placed.item.kind == "flashcard"
    }
    assert len(knew) == 3
    client.post(f"{url}/judge", data=knew)

    page = Page(client.get(url).text)
    assert "11 of 12" in page.text
    assert all(page.forms[0].fields[name] == ["0"] for name in knew)


def test_judging_before_handing_in_is_400(client):
    url = begin(client)
    reply = client.post(f"{url}/judge", data={})

    assert reply.status_code == 400
    assert "and the quiz in first" in Page(reply.text).text


@pytest.mark.parametrize("attempt", ["", "x" * 37, "a b", "a/b", "..", "é", "a\0"])
def test_an_attempt_needs_a_usable_id(client, runtime, attempt):
    reply = client.post("/quiz/small/take", data={"attempt": attempt, "n": "3"})

    assert reply.status_code == 400
    assert dump(runtime, "attempt") == {"attempt": []}


GARBAGE = ["", "-1", "x", "99", "٣", "1.5", "\0", "<script>", "9" * 400, "a" * 5000, "\ufffd"]


@pytest.mark.parametrize("value", GARBAGE, ids=lambda value: repr(value[:9]))
def test_garbage_in_a_quiz_is_no_answer_and_no_crash(client, value):
    url = begin(client)
    names = [
        f"q{number}.{name}"
        for number in range(1, 13)
        for name in ("choice", "text", "position-0", "match-0", "criterion", "nothing")
    ]
    reply = client.post(url, data={**dict.fromkeys(names, value), "q99.text": "x", "q": "x"})
    assert reply.status_code == 303

    result = client.get(url)
    assert result.status_code == 200
    assert "<script>" not in result.text
    assert client.post(f"{url}/judge", data=dict.fromkeys(names, value)).status_code == 303
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("handed_in", [False, True])
def test_a_quiz_opens_after_its_bank_was_edited(client, runtime, folder, handed_in):
    url = begin(client)
    if handed_in:
        client.post(url, data=given(runtime, url, choice={"choice": "2"}, match={"match-0": "2"}))
    edited = (
        EVERY_KIND.replace("      - {text: A third one}\n", "")
        .replace("sequence: [Alpha, Beta, Gamma]", "sequence: [Alpha, Beta, Gamma, Delta]")
        .replace("    extra: [Right three]\n", "")
        .replace("      - {text: Other named, points: 1}\n", "")
        .replace("- id: typed", "- id: typed-anew")
    )
    write_bank(folder, {"trade": edited})
    assert sync(runtime, folder) == ()

    assert client.get(url).status_code == 200
    if not handed_in:
        assert client.post(url, data={}).status_code == 303
        assert client.get(url).status_code == 200


def test_the_page_to_print_has_versions_and_keys(client):
    page = client.get("/quiz/small/print?n=4&seed=7&versions=2&key=1&passages=1").text
    found = Page(page)

    labels = re.findall(r'aria-label="Version ([^"]+)"', page)
    assert labels == ["A", "B", "A, key", "B, key"]
    assert re.search(r"(2 versions|4 sheets) of 4 questions", found.text)
    assert "/quiz/print.css" in found.loads
    code = re.search(r"Form (\w{4}-\w{4})", found.text)[1]
    assert found.text.count(code) >= 3
    assert client.get("/quiz/small/print?n=4&seed=7&versions=2&key=1&passages=1").text == page


def test_the_page_to_print_has_no_key_unless_asked(client):
    html = client.get("/quiz/small/print?n=12&topic=trade").text

    assert [key for key in KEYS if key.casefold() in html.casefold()] in ([], ["keysecond"])
    assert "Only 10 of the 12 questions you asked for match." in Page(html).text
    assert "Keytown" in client.get("/quiz/small/print?n=12&topic=trade&key=1").text


def test_the_same_choices_print_what_was_taken(client, runtime):
    url = begin(client, topic="rivers")
    asked = [
        row.placed.item.id for row in quizzes.attempt(runtime, url.rpartition("/")[2]).questions
    ]

    assert sorted(asked) == ["b1", "b2"]
