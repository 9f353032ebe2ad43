"""Bank to Anki to bank gives the same items: nothing that a note carries is lost on the way."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from app.services.importing import import_file
from exports.anki import Anki
from exports.anki_carried import carried
from exports.anki_carried import digest
from exports.anki_carried import digest_of
from exports.anki_carried import frame_of
from exports.anki_carried import read
from exports.anki_carried import without
from exports.anki_notes import guid
from exports.base import Selection
from question_bank.fingerprints import fingerprint
from question_bank.items import KINDS
from question_bank.loader import load
from tests.exports.conftest import make_bank
from tests.exports.conftest import select
from tests.services.banks import card_of
from tests.services.banks import log_rows
from tests.services.banks import unfolded
from tests.services.banks import write_bank
from tests.site import make_runtime
from tests.strategies import ITEM
from tests.strategies import bank_of
from tests.strategies import items
from tests.strategies import patient
from tests.strategies import rows
from tests.strategies import slugs
from tests.strategies import texts

FRAME = "citecards-small-0123456789ab.json"


def stranger(folder):
    """Return a learner who has none of our bank."""
    return make_runtime(folder / "data", write_bank(folder / "other", bank="other"))


def made_again(package, folder):
    """Return the bank that somebody else gets of a package, and what was left out."""
    runtime = stranger(folder)
    try:
        report = import_file(runtime, package)
        return load(Path(report.folder)), report.left_out
    finally:
        runtime.database.close()


# ------------------------------------------------------------------ what a note carries
@given(items())
@patient
def test_an_item_that_is_carried_comes_back_as_it_was(item):
    end = carried("small", item, FRAME, ["a", "b"])
    found = read(f"<figure>a passage</figure>{end}")

    assert (found.bank, found.frame, found.seen) == ("small", FRAME, digest(["a", "b"]))
    assert ITEM.validate_json(found.item) == item
    assert fingerprint(ITEM.validate_json(found.item)) == fingerprint(item)
    assert without(f"<figure>a passage</figure>{end}") == "<figure>a passage</figure>"


@given(items())
@patient
def test_nothing_in_it_is_more_than_a_letter_to_anki(item):
    end = carried("small", item, FRAME, [])

    value = end.partition("data-item='")[2].removesuffix("'></i>")
    assert not {"{{", "[sound:", "[latex]", "[$]", "\\(", "\\[", "[type:"} & _within(value.lower())
    assert not set("<>'\x1f\n") & set(value)


def _within(text):
    return {
        sign for sign in ("{{", "[sound:", "[latex]", "[$]", "\\(", "\\[", "[type:") if sign in text
    }


def test_the_editor_s_way_to_write_it_is_read_too():
    item = ITEM.validate_python(
        {"id": "a", "kind": "flashcard", "topic": "t", "stem": 'it\'s "a" <b>', "answer": "&amp;"}
    )
    end = carried("small", item, FRAME, [])
    value = end.partition("data-item='")[2].removesuffix("'></i>")
    quoted = value.replace("&#39;", "'").replace('"', "&quot;")
    written = end.replace(f"'{value}'", f'"{quoted}"').replace(" hidden ", ' hidden="" ')

    assert written != end
    assert ITEM.validate_json(read(written).item) == item


def test_a_bank_s_new_title_is_another_frame_and_no_edit_of_a_note(bank):
    info = bank.info.model_copy(update={"title": "Another"})

    assert frame_of(bank)[0] != frame_of(replace(bank, info=info))[0]
    fields = {"Stem": "x", "Passage": f"p{carried('small', bank.items[0], FRAME, [])}"}
    assert digest_of(fields) == digest(["x", "p"])


# ------------------------------------------------------------------ there and back
@st.composite
def whole_banks(draw, most=8):
    """Return a bank with items of all kinds and a paper, as a loader would read it."""
    topics = draw(st.lists(slugs, min_size=1, max_size=3, unique=True))
    paper = {"id": "paper", "title": "P", "author": "A", "short": "A", "file": "paper.txt"}
    titles = draw(st.lists(texts, min_size=len(topics), max_size=len(topics)))
    info = {
        "format": 1, "id": draw(slugs.filter(lambda name: name != "other")), "title": draw(texts),
        "sources": [paper],
        "topics": [
            {"id": topic, "title": title} for topic, title in zip(topics, titles, strict=True)
        ],
    }  # fmt: skip
    one = st.one_of([rows(kind, st.sampled_from(topics)) for kind in KINDS])
    found = draw(st.lists(one, min_size=1, max_size=most, unique_by=lambda row: row["id"]))
    return bank_of(info, found)


@given(whole_banks())
@settings(patient, max_examples=25)
def test_a_bank_that_goes_out_comes_in_as_the_same_items(made):
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "deck.apkg")
        report = Anki().write(Selection(made, made.items, made.info.title), out)
        back, left_out = made_again(out, Path(folder)) if report.written else (made, ())

    check_same(back, made, report.written)
    assert left_out == ()


def check_same(back, made, written):
    mine = [item for item in made.items if item.id in written]
    assert list(back.items) == mine
    assert list(map(fingerprint, back.items)) == list(map(fingerprint, mine))
    assert back.info == made.info
    assert back.passages == {item.id: made.passages[item.id] for item in mine}


# ------------------------------------------------------------------ through the real Anki
@pytest.mark.anki
@pytest.mark.parametrize("legacy", [True, False])
def test_through_anki_the_same_items_come_back_with_what_was_learnt(
    anki, selection, tmp_path, legacy
):
    out, back = tmp_path / "out.apkg", tmp_path / "back.apkg"
    Anki().write(selection, out)
    name = guid("small", "who")
    anki(
        {"do": "import", "path": str(out)},
        {"do": "answer", "guid": name},
        {"do": "export", "path": str(back), "legacy": legacy},
    )
    runtime = stranger(tmp_path / "stranger")
    try:
        report = import_file(runtime, back)
        found = load(Path(report.folder))
        check_same(found, selection.bank, {item.id for item in selection.items})
        assert (report.bank, report.left_out) == ("small", ())
        log = [(row["card_id"], row["kind"]) for row in log_rows(runtime)]
        assert log == [(card_of(runtime, "who"), kind) for kind in ("learn", "rescheduled")]
        assert unfolded(runtime) == []
        assert import_file(runtime, back).nothing_new
    finally:
        runtime.database.close()


@pytest.mark.anki
@pytest.mark.parametrize("legacy", [True, False])
def test_what_was_answered_and_edited_in_anki_comes_home(anki, tmp_path, legacy):
    bank = make_bank(tmp_path / "bank")
    out, back = tmp_path / "out.apkg", tmp_path / "back.apkg"
    Anki().write(select(bank), out)
    anki(
        {"do": "import", "path": str(out)},
        {"do": "answer", "guid": guid("small", "who")},
        {"do": "edit", "guid": guid("small", "plain"), "fields": {"Answer": "<p>Mine</p>"}},
        {"do": "export", "path": str(back), "legacy": legacy},
    )
    runtime = make_runtime(tmp_path / "data", bank.folder)
    try:
        report = import_file(runtime, back)
        assert (report.bank, report.added, report.unchanged, report.logged) == ("small", 0, 11, 1)
        assert [said for _, said in report.left_out] == [
            "plain: edited in Anki: the bank’s own text was kept"
        ]
        assert [row["card_id"] for row in log_rows(runtime)] == [card_of(runtime, "who")]
        assert unfolded(runtime) == []
    finally:
        runtime.database.close()


@pytest.mark.anki
@pytest.mark.parametrize("legacy", [True, False])
def test_one_topic_alone_brings_the_bank_s_title_and_paper(anki, selection, tmp_path, legacy):
    out, back = tmp_path / "out.apkg", tmp_path / "back.apkg"
    Anki().write(selection, out)
    deck = "Small : : bank::Rivers : : and seas"
    anki(
        {"do": "import", "path": str(out)},
        {"do": "export", "path": str(back), "legacy": legacy, "deck": deck},
    )
    found, left_out = made_again(back, tmp_path / "stranger")

    rivers = {item.id for item in selection.items if item.topic == "rivers"}
    check_same(found, selection.bank, rivers)
    assert left_out == ()


@pytest.mark.anki
@given(data=st.data())
@settings(patient, max_examples=5)
def test_any_items_come_back_through_anki(anki, data):
    made = data.draw(whole_banks(most=30))
    legacy = data.draw(st.booleans())
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        out, back = folder / "out.apkg", folder / "back.apkg"
        report = Anki().write(Selection(made, made.items, made.info.title), out)
        if not report.written:
            return
        anki(
            {"do": "import", "path": str(out)},
            {"do": "export", "path": str(back), "legacy": legacy},
        )
        found, left_out = made_again(back, folder)
    check_same(found, made, report.written)
    assert left_out == ()


def test_papers_that_are_too_many_stay_at_home(bank):
    paper = bank.sources["paper"]
    sources = {"paper": replace(paper, text="word " * 1_000_000)}
    _, data = frame_of(replace(bank, sources=sources))

    assert json.loads(data)["papers"] == {}
    assert json.loads(data)["bank"]["id"] == "small"


def test_the_frame_is_json_with_the_paper_as_it_is(bank):
    name, data = frame_of(bank)

    assert json.loads(data)["papers"] == {"paper": bank.sources["paper"].text}
    assert name.startswith("citecards-small-")
