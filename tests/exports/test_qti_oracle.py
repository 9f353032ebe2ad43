"""QTI played by an independent player: qti-components of CitoLab, in a browser.

It plays QTI 3; what is 2.1, CitoLab's qti-convert makes 3 first. The player is GPL, and neither is
ever a dependency: CITECARDS_QTI_PLAYER names the folder npm installed them in.
"""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

import question_bank
from exports import exporter
from exports.base import Selection
from question_bank.loader import load
from tests.exports.qti_reader import read
from tests.exports.qti_replies import right
from tests.exports.qti_replies import wrong
from tests.exports.test_qti_scoring import outcomes

SHIPPED = Path(question_bank.__file__).with_name("japan-korea-2023")
SCRIPT = Path("node_modules/@citolab/qti-components/cdn/index.global.js")
CONVERT = """
import { convertQti2toQti3 } from "@citolab/qti-convert/qti-convert-node";
let given = "";
for await (const chunk of process.stdin) given += chunk;
const done = [];
for (const xml of JSON.parse(given)) done.push(await convertQti2toQti3(xml));
process.stdout.write(JSON.stringify(done));
"""
PLAY = """async items => {
    const main = document.querySelector("main"), played = {};
    for (const [name, xml, replies] of items) {
        const holder = document.createElement("qti-item");
        const container = document.createElement("item-container");
        container.itemXML = xml;
        holder.append(container);
        main.replaceChildren(holder);
        let item = null;
        for (let turn = 0; !item && turn < 200; turn++) {
            await new Promise(done => setTimeout(done, 5));
            item = container.shadowRoot?.querySelector("qti-assessment-item");
        }
        if (!item) { played[name] = null; continue; }
        await item.updateComplete;
        played[name] = [];
        for (const reply of replies) {
            item.resetResponses();
            item.setOutcomeVariable("FEEDBACK", null);
            for (const box in reply) item.updateResponseVariable(box, reply[box]);
            item.processResponse();
            const [score, heard] = ["SCORE", "FEEDBACK"].map(name => item.getOutcome(name).value);
            played[name].push([Number(score), heard]);
        }
    }
    return played;
}"""


@pytest.fixture(scope="module")
def folder():
    """Return where npm installed player and converter."""
    folder = os.environ.get("CITECARDS_QTI_PLAYER")
    if not folder:
        reason = "CITECARDS_QTI_PLAYER names no folder with @citolab/qti-components"
        if "qti" in os.environ.get("CITECARDS_REQUIRE", ""):
            pytest.fail(reason)
        pytest.skip(reason)
    return Path(folder)


@pytest.fixture(scope="module")
def player(browser, folder):
    """Return a page that has the player."""
    page = browser.new_page()
    page.set_content("<!doctype html><title>Player</title><main></main>")
    page.add_script_tag(content=(folder / SCRIPT).read_text("utf-8"))
    yield page
    page.close()


def converted(folder, items):
    """Return items of QTI 2.1 as the converter makes them QTI 3."""
    script = folder / "convert.mjs"
    script.write_text(CONVERT, encoding="utf-8")
    done = subprocess.run(
        ["node", script], input=json.dumps(items).encode(), capture_output=True, check=True
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module", params=["qti21", "qti3"])
def played(request, player, folder, tmp_path_factory):
    """Return, by item, the key's and the first wrong replies' scores: the player's and ours."""
    bank = load(SHIPPED)
    out = tmp_path_factory.mktemp("qti") / "out.zip"
    exporter(request.param).write(Selection(bank, bank.items, bank.info.title), out)
    ours = read(out)
    replies, expected = [], {}
    for item in bank.items:
        said, scores = [], []
        for reply in [] if right(item) is None else [right(item), *wrong(item)[:3]]:
            caught = {}
            recorded = outcomes(item, _Recording(ours[item.id], caught), reply)
            said.append({box: _text(value) for box, value in caught.items()})
            scores.append(recorded["SCORE"])
        expected[item.id] = scores
        replies.append(said)
    with zipfile.ZipFile(out) as archive:
        items = [archive.read(f"items/{name}.xml").decode() for name in expected]
    if request.param == "qti21":
        items = converted(folder, items)
    return player.evaluate(PLAY, list(zip(expected, items, replies, strict=True))), expected


class _Recording:
    """An item that also tells what was given to it."""

    def __init__(self, item, caught):
        self._item, self._caught = item, caught

    def __getattr__(self, name):
        return getattr(self._item, name)

    def mark(self, **given):
        self._caught.update(given)
        return self._item.mark(**given)


def _text(value):
    if isinstance(value, tuple):
        return list(value)
    return None if value is None else str(value)


def test_the_player_opens_every_item(played):
    theirs, ours = played

    assert [name for name, scores in theirs.items() if scores is None] == []
    assert len(theirs) == len(ours) > 100


def test_the_player_gives_the_key_full_points(played):
    theirs, _ = played

    assert {
        name: scores[0][0] for name, scores in theirs.items() if scores and scores[0][0] != 1
    } == {}


def test_the_player_scores_as_we_do(played):
    theirs, ours = played
    apart = {
        name: (scores, ours[name])
        for name, scores in theirs.items()
        if [score for score, _ in scores] != pytest.approx(ours[name], abs=1e-3)
    }

    assert apart == {}


def test_the_player_hears_of_the_explanation(played):
    theirs, _ = played

    assert all("general" in heard for scores in theirs.values() for _, heard in scores)
