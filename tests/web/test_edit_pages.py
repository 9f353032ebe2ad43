"""The form of an item: every kind opens, what is filled in is written, faults stand beside it."""

from __future__ import annotations

import html
import os
import re

import pytest

from app.services import among
from exports import EXPORTERS
from question_bank.items import KINDS
from question_bank.nodes import parse
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import rate
from tests.web.pages import Page

ITEMS = (
    "card",
    "gap",
    "choice",
    "response",
    "statement",
    "typed",
    "number",
    "order",
    "match",
    "essay",
)


def fields_of(reply) -> dict[str, str]:
    """Return what the form would send as it stands, without its buttons."""
    body = re.search(r'<form id="edit".*?</form>', reply.text, re.DOTALL)[0]
    found = {}
    for tag, name in re.findall(r'<(input|textarea|select)\b[^>]*?name="([^"]+)"[^>]*>', body):
        if tag == "textarea":
            text = re.search(rf'name="{re.escape(name)}"[^>]*>\n?(.*?)</textarea>', body, re.DOTALL)
            found[name] = html.unescape(text[1])
        elif tag == "select":
            inside = re.search(rf'name="{re.escape(name)}"[^>]*>(.*?)</select>', body, re.DOTALL)
            found[name] = re.search(r'value="([^"]*)" selected', inside[1])[1]
        else:
            whole = re.search(rf'<input[^>]*name="{re.escape(name)}"[^>]*>', body)[0]
            value = re.search(r'value="([^"]*)"', whole)
            if "checkbox" not in whole or " checked" in whole:
                found[name] = html.unescape(value[1]) if value else ""
    return found


def trade(folder) -> str:
    return (folder / "trade.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ITEMS)
def test_a_form_saved_as_it_is_leaves_the_file_as_it_is(client, folder, name):
    before = trade(folder)
    form = client.get(f"/edit/small/{name}")
    reply = client.post(f"/edit/small/{name}", data={**fields_of(form), "do": "save"})

    assert reply.status_code == 303, Page(reply.text).text
    assert reply.location == f"/item/small/{name}"
    assert trade(folder) == before


def test_every_kind_has_a_form(folder):
    rows = parse(trade(folder).encode()).value["items"]
    assert {row["kind"] for row in rows} == set(KINDS)
    assert tuple(row["id"] for row in rows) == ITEMS


@pytest.mark.parametrize(
    ("name", "changes", "gone", "come"),
    [
        ("card", {"stem": "What is there?"},
         "    stem: What is on the other side?", "    stem: What is there?"),
        ("gap", {"aliases": "c1: fell | sank"}, None, "      c1: [fell, sank]"),
        ("choice", {"options.2.why": "So."}, "      - {text: A third one}",
         "      - {text: A third one, why: So.}"),
        ("response", {"options.3.text": "Four"}, None, "      - text: Four"),
        ("statement", {"key": "true"}, "    key: false", "    key: true"),
        ("typed", {"answer.aliases": "Keyalias\nTown"},
         "    answer: {value: Keytown, aliases: [Keyalias]}",
         "    answer: {value: Keytown, aliases: [Keyalias, Town]}"),
        ("number", {"answer.tolerance": "5"}, "    answer: {value: 4711, unit: percent}",
         "    answer: {value: 4711, unit: percent, tolerance: 5}"),
        ("order", {"sequence": "Beta\nAlpha\nGamma"}, "    sequence: [Alpha, Beta, Gamma]",
         "    sequence: [Beta, Alpha, Gamma]"),
        ("match", {"extra": ""}, "    extra: [Right three]", None),
        ("essay", {"rubric.1.points": "3"}, "      - {text: Other named, points: 1}",
         "      - {text: Other named, points: 3}"),
    ],
)  # fmt: skip
def test_only_the_line_of_what_is_changed_is_written(client, folder, name, changes, gone, come):  # noqa: PLR0913, PLR0917 - a row
    before = trade(folder).splitlines()
    filled = {**fields_of(client.get(f"/edit/small/{name}")), **changes, "do": "save"}
    reply = client.post(f"/edit/small/{name}", data=filled)
    assert reply.status_code == 303, Page(reply.text).text

    after = trade(folder).splitlines()
    assert [line for line in before if line not in after] == ([gone] if gone else [])
    new = [line for line in after if line not in before]
    assert come is None or come in new


def test_study_sees_the_edit_and_a_changed_answer_asks_to_relearn(client, runtime):
    rate(runtime, card_of(runtime, "card"), 4)
    form = fields_of(client.get("/edit/small/card"))
    client.post("/edit/small/card", data={**form, "answer": "Another key", "do": "save"})

    assert "Another key" in client.get("/item/small/card").text
    assert "review, answer changed" in client.get("/browse/small?q=another").text


def test_a_fault_stands_beside_its_field_and_nothing_is_written_or_lost(client, folder, runtime):
    before, stored = trade(folder), dump(runtime)
    form = fields_of(client.get("/edit/small/choice"))
    filled = {
        **form,
        "options.0.text": "",
        "tags": "No Good",
        "cite": "x",
        "stem": "Kept",
        "do": "save",
    }
    reply = client.post("/edit/small/choice", data=filled)

    assert reply.status_code == 400
    assert 'id="f-options-0-text-fault">`text` is missing.' in reply.text
    assert 'id="f-tags-fault">`tags` doesn' in reply.text
    assert 'id="f-cite-fault">Write a citation as' in reply.text
    assert fields_of(reply)["stem"] == "Kept"
    assert (trade(folder), dump(runtime)) == (before, stored)


def test_a_preview_shows_the_item_its_passage_and_what_the_rules_say(client, folder):
    before = trade(folder)
    form = fields_of(client.get("/edit/small/card"))
    reply = client.post("/edit/small/card", data={**form, "answer": "All of *it*", "do": "preview"})

    assert "All of <em>it</em>" in reply.text
    assert "<mark>fell by 4.5 percent</mark>" in reply.text
    assert "citecards check" in reply.text
    part = client.post("/edit/small/card", data=form, headers={"X-Fragment": "preview"})
    assert "<form" not in part.text
    assert "Keyflash" in part.text
    assert trade(folder) == before


def test_a_preview_tells_what_the_rules_over_many_items_say_of_this_one(client):
    form = fields_of(client.get("/edit/small/card"))
    twice = {**form, "stem": "Which town?", "answer": "Keytown", "do": "preview"}
    told = client.post("/edit/small/card", data=twice, headers={"X-Fragment": "preview"}).text
    assert "repeated-question" in told
    assert "repeated-question" not in client.get("/edit/small/card").text


def test_in_a_large_bank_the_rules_over_many_items_are_left_to_check(client, monkeypatch):
    monkeypatch.setattr(among, "MOST", 3)
    form = fields_of(client.get("/edit/small/card"))
    twice = {**form, "stem": "Which town?", "answer": "Keytown", "do": "preview"}
    told = client.post("/edit/small/card", data=twice, headers={"X-Fragment": "preview"}).text
    assert "repeated-question" not in told


def test_another_editor_is_noticed_and_both_versions_are_shown(client, folder):
    form = fields_of(client.get("/edit/small/card"))
    theirs = trade(folder).replace("on the other side", "on their side")
    (folder / "trade.yaml").write_text(theirs, encoding="utf-8")
    reply = client.post("/edit/small/card", data={**form, "stem": "Mine?", "do": "save"})

    assert reply.status_code == 409
    shown = Page(reply.text).text
    assert "Nothing was saved." in shown
    assert "stem: What is on their side?" in shown
    assert "stem: Mine?" in shown
    assert trade(folder) == theirs

    again = client.post("/edit/small/card", data={**fields_of(reply), "do": "save"})
    assert again.status_code == 303
    assert "stem: Mine?" in trade(folder)


def test_an_edit_elsewhere_in_the_file_is_no_conflict(client, folder):
    form = fields_of(client.get("/edit/small/card"))
    other = "# a remark\n" + trade(folder).replace("Keymodel because", "Keymodel, because")
    (folder / "trade.yaml").write_text(other, encoding="utf-8")
    assert client.post(
        "/edit/small/card", data={**form, "stem": "Mine?", "do": "save"}
    ).status_code == 303  # fmt: skip

    assert trade(folder) == other.replace("What is on the other side?", "Mine?")


def test_mode_and_link_of_the_file_stay(client, folder, tmp_path):
    real = tmp_path / "real.yaml"
    real.write_bytes((folder / "trade.yaml").read_bytes())
    real.chmod(0o640)
    (folder / "trade.yaml").unlink()
    (folder / "trade.yaml").symlink_to(real)
    form = fields_of(client.get("/edit/small/card"))
    client.post("/edit/small/card", data={**form, "stem": "Mine?", "do": "save"})

    assert (folder / "trade.yaml").is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert "stem: Mine?" in real.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_a_folder_that_cannot_be_written_is_one_line_and_the_form_stays(client, monkeypatch):
    def refuse(*_args, **_more):
        raise OSError(30, os.strerror(30))

    form = fields_of(client.get("/edit/small/card"))
    monkeypatch.setattr("app.services.replacing.tempfile.mkstemp", refuse)
    reply = client.post("/edit/small/card", data={**form, "stem": "Mine?", "do": "save"})

    assert reply.status_code == 400
    assert (
        "trade.yaml can't be written: Read-only file system. Nothing was saved."
        in html.unescape(reply.text)
    )
    assert fields_of(reply)["stem"] == "Mine?"


def test_after_saving_the_learner_is_back_where_he_came_from(client):
    form = client.get(
        "/edit/small/card", headers={"Referer": "http://localhost/study/small?card=1"}
    )
    fields = fields_of(form)
    assert fields["back"] == "/study/small?card=1"
    assert client.post(
        "/edit/small/card", data={**fields, "do": "save"}
    ).location == "/study/small?card=1"  # fmt: skip

    for foreign in ("https://example.org/", "//example.org", "/\\example.org", "/edit/small/card"):
        sent = client.post("/edit/small/card", data={**fields, "back": foreign, "do": "save"})
        assert sent.location == "/item/small/card"


@pytest.mark.parametrize("path", ["/edit/small/nowhere", "/edit/nowhere/card", "/edit/small"])
def test_what_does_not_exist_is_404(client, path):
    assert client.get(path).status_code == 404


def test_a_file_with_a_fault_is_told_and_not_touched(client, folder):
    (folder / "trade.yaml").write_text("items:\n  - {id: card, id: card}\n", encoding="utf-8")
    reply = client.get("/edit/small/card")

    assert reply.status_code == 400
    assert "Trade.yaml can't be edited here: the file has a fault in line 2" in html.unescape(
        reply.text
    )


def formats_of(reply) -> dict[str, str]:
    """Return what the preview says of each format."""
    folded = re.search(r'<details class="formats".*?</details>', reply.text, re.DOTALL)[0]
    return dict(re.findall(r"<dt>([^<]+)</dt><dd[^>]*>([^<]+)</dd>", folded))


def test_the_preview_says_of_every_format_what_an_item_would_lose_there(client):
    said = formats_of(client.get("/edit/small/order"))

    assert set(said) == set(EXPORTERS)
    assert said["anki"] == said["html"] == "Holds it whole"
    assert said["aiken"].startswith("Left out: ")


def test_what_the_formats_say_follows_what_is_filled_in(client):
    form = fields_of(client.get("/edit/small/choice"))
    before = formats_of(client.post("/edit/small/choice", data=form))
    plain = {name: "" if name.endswith(".why") else value for name, value in form.items()}
    after = formats_of(
        client.post("/edit/small/choice", data=plain, headers={"X-Fragment": "preview"})
    )

    assert before["jsonl"] == "Loses feedback per option"
    assert after["jsonl"] == "Holds it whole"


def test_an_item_that_can_not_be_read_has_no_formats(client):
    form = fields_of(client.get("/edit/small/choice"))
    reply = client.post("/edit/small/choice", data={**form, "stem": ""})

    assert 'class="formats"' not in reply.text
