"""“I was right”: what the page offers, what is kept, and what the author hears of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.answering import undo
from app.services.proposing import proposals
from app.store.claims import any_claim
from tests.services.banks import card_of
from tests.services.banks import log_rows
from tests.web.pages import Page

CLAIM = ("rating", "right")


def back(client, runtime, item, **given):
    card = card_of(runtime, item)
    page = Page(client.get(f"/study/small?card={card}").text)
    form = page.form("card")
    return Page(client.post(form.action, data=form.filled(**given)).text).form("card")


def claim(client, runtime, item, text):
    form = back(client, runtime, item, text=text)
    return client.post(form.action, data=form.filled(rating="right"))


def offered(form):
    return CLAIM in [(button.get("name"), button.get("value")) for button in form.buttons]


@pytest.mark.parametrize(
    ("item", "given", "there"),
    [
        ("typed", {"text": "Elsewhere"}, True),
        ("typed", {"text": "keytown"}, False),
        ("typed", {}, False),
        ("gap", {"text": "nothing like it"}, True),
        ("number", {"text": "77"}, True),
        ("choice", {"choice": "1"}, False),
        ("essay", {"text": "Something"}, False),
    ],
)
def test_a_typed_answer_that_was_not_marked_right_can_be_claimed(
    client, runtime, item, given, there
):
    assert offered(back(client, runtime, item, **given)) is there


def test_a_claim_is_good_and_kept_with_what_was_typed(client, runtime):
    reply = claim(client, runtime, "typed", "Elsewhere")

    assert reply.status_code == 303
    [row] = log_rows(runtime)
    assert (row["rating"], row["claimed"], row["rule"]) == (3, 1, "none")
    assert "Elsewhere" in row["response"]


def test_a_claim_without_a_response_is_an_answer_and_no_claim(client, runtime):
    form = back(client, runtime, "typed")
    client.post(form.action, data=form.filled(rating="right"))
    assert [(row["rating"], row["claimed"]) for row in log_rows(runtime)] == [(3, 0)]


def told(runtime):
    (folder,) = runtime.settings.banks
    return [(row.item, row.message) for row in proposals(folder, runtime.settings)]


def test_the_author_hears_of_it_until_it_is_undone(client, runtime):
    file = Path(runtime.database.url.database)
    assert not any_claim(file)
    claim(client, runtime, "typed", "  Elsewhere ")

    assert any_claim(file)
    [(item, message)] = told(runtime)
    assert item == "typed"
    assert message.startswith("a learner held “Elsewhere” right: ")
    undo(runtime, "small", "undo-1")
    assert told(runtime) == []
    assert not any_claim(file)


def test_the_same_words_said_twice_are_one_proposal(client, runtime, clock):
    claim(client, runtime, "typed", "Elsewhere")
    clock.forward(days=9)
    claim(client, runtime, "typed", "elsewhere")
    [(_, message)] = told(runtime)
    assert "right (2 times): " in message


SETTLED = [
    ("aliases: [Keyalias]", "aliases: [Keyalias, Elsewhere]"),
    ("aliases: [Keyalias]", "aliases: [Keyalias], reject: [Elsewhere]"),
    ("stem: Which town?", "stem: Which town?\n    lint_ignore: {alias-proposal: It is no town}"),
    ("id: typed", "id: another"),
    ("kind: short_answer", "kind: flashlight"),
]


@pytest.mark.parametrize(("old", "new"), SETTLED)
def test_what_the_author_has_settled_is_no_longer_told(client, runtime, old, new):
    claim(client, runtime, "typed", "Elsewhere")
    (folder,) = runtime.settings.banks
    file = next(path for path in folder.glob("*.yaml") if "id: typed" in path.read_text())
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    assert told(runtime) == []


def test_a_proposal_stands_at_the_answer_of_its_item(client, runtime):
    claim(client, runtime, "typed", "Elsewhere")
    claim(client, runtime, "gap", "Elsewhere")
    (folder,) = runtime.settings.banks
    for problem in proposals(folder, runtime.settings):
        line = Path(problem.file).read_text(encoding="utf-8").splitlines()[problem.line - 1]
        assert line[problem.column - 1 :].startswith(("{value: Keytown", '"Trade {{')), line


def test_no_database_and_an_older_one_hold_no_claim(tmp_path):
    assert not any_claim(tmp_path / "none.db")
    (tmp_path / "no.db").write_text("no database")
    assert not any_claim(tmp_path / "no.db")
