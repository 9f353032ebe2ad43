"""Whatever a bank says is text: a bank with markup in every field runs nothing."""

from __future__ import annotations

import re

import pytest

from app.services import quizzes
from tests.services.banks import card_of
from tests.site import make_runtime
from tests.web.pages import Page
from tests.web.pages import browse

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>"
TRICK = EVIL + "<b onclick='x'>B</b> [a](javascript:alert(1)) {{ 7*7 }} &lt;script&gt;"
KINDS = {
    "flashcard": "stem: EVIL\n    answer: EVIL\n    reversed: true",
    "cloze": f"text: '{EVIL} {{{{c1::{EVIL}::{EVIL}}}}} and {{{{c2::x::{EVIL}}}}} {EVIL}'",
    "multiple_choice": "stem: EVIL\n    options:\n"
    "      - {text: EVIL, key: true, why: EVIL}\n"
    "      - {text: a EVIL, why: EVIL, misconception: EVIL}",
    "multiple_response": "stem: EVIL\n    options:\n      - {text: EVIL, key: true, why: EVIL}\n"
    "      - {text: b EVIL, key: true}\n      - {text: c EVIL, why: EVIL}",
    "true_false": "stem: EVIL\n    key: false\n    correction: EVIL\n    misconception: EVIL",
    "short_answer": "stem: EVIL\n    answer: {value: EVIL, aliases: [x EVIL], reject: [y EVIL]}",
    "numeric": "stem: EVIL\n    answer: {value: 3, unit: EVIL, unit_aliases: [x EVIL]}",
    "ordering": "stem: EVIL\n    sequence: [EVIL, b EVIL, c EVIL]",
    "matching": "stem: EVIL\n    pairs:\n      - {left: EVIL, right: EVIL, why: EVIL}\n"
    "      - {left: b EVIL, right: b EVIL}\n    extra: [c EVIL]",
    "open": "stem: EVIL\n    model_answer: EVIL\n    rubric:\n      - {text: EVIL, points: 1}\n"
    "      - {text: b EVIL, points: 2}",
}
COMMON = '    explanation: EVIL\n    caution: EVIL\n    as_of: EVIL\n    cite: ["P1: Trade fell"]\n'


def quoted(text: str) -> str:
    """Put TRICK where EVIL stands, as a YAML string."""
    trick = TRICK.replace("'", "''")
    return re.sub(r"(?<=[ \[])([a-z] )?EVIL", lambda found: f"'{found[1] or ''}{trick}'", text)


@pytest.fixture
def runtime(tmp_path):
    folder = tmp_path / "evil"
    folder.mkdir()
    rows = "".join(
        f"  - id: evil-{kind.replace('_', '-')}\n    kind: {kind}\n    {body}\n{COMMON}"
        for kind, body in KINDS.items()
    )
    (folder / "one.yaml").write_text(quoted(f"topic: one\nitems:\n{rows}"))
    (folder / "paper.txt").write_text(
        f"A Paper {EVIL}\n\nBy {EVIL}\n\n"
        f"Trade fell {TRICK} again, {EVIL} and so on and on it went.\n\nThe end {EVIL}\n"
    )
    (folder / "bank.yaml").write_text(
        quoted(
            "format: 1\nid: evil\ntitle: EVIL\nauthor: EVIL\nlicense: EVIL\nlanguage: EVIL\n"
            "sources:\n  - {id: paper, title: EVIL, author: EVIL, publisher: EVIL, short: EVIL, "
            "file: paper.txt}\ntopics:\n  - {id: one, title: EVIL, objectives: "
            "[{id: x, text: EVIL}]}\n"
        )
    )
    made = make_runtime(tmp_path / "data", folder)
    assert made.problems == {}
    yield made
    made.database.close()


def harmless(html: str) -> None:
    page = Page(html)
    assert page.inline == []
    assert "img" not in page.tags
    assert "{{ 7*7 }}" in html or "49" not in page.text
    assert page.tags.count("script") <= 1  # our own, by its address
    assert not [link for link in page.links if link.lower().startswith("javascript")]
    assert "alert(1)" in html


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_card_runs_nothing_a_bank_says(runtime, kind):
    client = browse(runtime)
    card = card_of(runtime, f"evil-{kind.replace('_', '-')}", bank="evil")
    harmless(client.get(f"/study/evil?card={card}").text)
    given = {"choice": "1", "text": TRICK, "position-0": "2", "match-0": "1", "criterion": "0"}
    for fields in ({}, given):
        harmless(client.post("/study/evil/reveal", data={"card": card, **fields}).text)


@pytest.mark.parametrize(
    "path",
    ["/", "/paper/evil", "/paper/evil?item=evil-open", "/quiz/evil",
     "/paper/evil?show=plain", "/paper/evil?show=recall&item=evil-open", "/paper/evil/paper/P1.1",
     *(f"/item/evil/evil-{kind.replace('_', '-')}" for kind in KINDS),
     "/quiz/evil/print?n=20&versions=2&key=1&passages=1"],
)  # fmt: skip
def test_a_page_runs_nothing_a_bank_says(runtime, path):
    reply = browse(runtime).get(path)

    assert reply.status_code == 200
    harmless(reply.text)


def test_a_quiz_runs_nothing_that_bank_or_learner_say(runtime):
    client = browse(runtime)
    url = client.post("/quiz/evil/take", data={"attempt": "at-1", "n": "20"}).location
    harmless(client.get(url).text)
    count = len(quizzes.attempt(runtime, "at-1").questions)
    client.post(url, data={f"q{number}.text": TRICK for number in range(1, count + 1)})
    harmless(client.get(url).text)


@pytest.mark.parametrize(
    "path",
    [f"/study/{EVIL}", f"/paper/evil/{EVIL}", f"/paper/evil?item={EVIL}", f"/quiz/{EVIL}",
     f"/paper/evil?show={EVIL}", f"/paper/evil/{EVIL}/P1.1", f"/item/evil/{EVIL}",
     f"/export/evil/{EVIL}", f"/quiz/evil/print?topic={EVIL}", f"/quiz/evil/print?n={EVIL}",
     f"/study/evil?topic={EVIL}", f"/study/evil?card={EVIL}"],
)  # fmt: skip
def test_an_error_page_runs_nothing_of_the_address(runtime, path):
    reply = browse(runtime).get(path)

    assert reply.status_code in (400, 404)
    page = Page(reply.text)
    assert page.inline == []
    assert "img" not in page.tags


def test_a_problem_is_shown_as_text(tmp_path):
    folder = tmp_path / "evil<b>"
    folder.mkdir()
    (folder / "bank.yaml").write_text(f"format: 1\n'{EVIL}': 1\n")
    runtime = make_runtime(tmp_path / "data", folder)
    page = Page(browse(runtime).get("/").text)

    assert page.inline == []
    assert not {"img", "b"} & set(page.tags)
    runtime.database.close()
