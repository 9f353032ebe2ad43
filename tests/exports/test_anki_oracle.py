"""What the real Anki makes of our packages (its own environment: see ``tests/oracle``)."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from app.settings import shipped_bank
from exports.anki import Anki
from exports.anki_history import unchanged_since
from exports.anki_notes import guid
from exports.base import Selection
from question_bank.items import faces
from question_bank.loader import load

pytestmark = pytest.mark.anki
NEW = {"new": 0, "updated": 0, "duplicate": 0, "conflicting": 0}


def package(selection, folder, name="a.apkg"):
    out = folder / name
    report = Anki().write(selection, out)
    assert report.skipped == ()
    return {"do": "import", "path": str(out)}


def counts(log):
    return {name: log[name] for name in NEW}


DUMP = {"do": "dump"}


@pytest.fixture
def whole(anki, selection, tmp_path):
    """Return what is in a collection after the small bank was imported."""
    return anki(package(selection, tmp_path), DUMP)[1]


def test_every_item_is_a_note_and_every_face_a_card(whole, selection):
    cards = {note["guid"]: note["cards"] for note in whole["notes"]}

    assert cards == {guid("small", item.id): len(faces(item)) for item in selection.items}
    assert cards[guid("small", "flash")] == 2
    assert cards[guid("small", "plain")] == 1
    assert cards[guid("small", "gap")] == 2


def test_importing_again_changes_nothing(anki, selection, tmp_path):
    step = package(selection, tmp_path)
    first, second = anki(step, step)

    assert counts(first) == NEW | {"new": 11}
    assert counts(second) == NEW | {"duplicate": 11}


@pytest.fixture
def edited(selection, write_bank, trade, select_all):
    """Return the small bank with one option reworded, a minute later."""
    return select_all(write_bank(trade=trade.replace("The WTO", "The W.T.O.")), selection.at + 60)


def test_an_edit_updates_one_note_and_keeps_its_progress(anki, selection, edited, tmp_path):
    before = package(selection, tmp_path)
    remembered = replace(edited, changed=unchanged_since(Path(before["path"]), edited))
    after = package(remembered, tmp_path, "b.apkg")
    name = guid("small", "one-of-three")
    _, _, old, log, new, again = anki(
        before, {"do": "answer", "guid": name}, DUMP, after, DUMP, after
    )

    assert counts(log) == NEW | {"updated": 1, "duplicate": 10}
    assert counts(again) == NEW | {"duplicate": 11}
    assert card(old, name)["progress"] == card(new, name)["progress"]
    assert card(new, name)["progress"][0] == 1
    assert "The WTO" in card(old, name)["question"]
    assert "The W.T.O." in card(new, name)["question"]


def test_without_a_memory_of_changes_all_notes_update_and_progress_stays(anki, selection, tmp_path):
    later = package(replace(selection, at=selection.at + 60), tmp_path, "b.apkg")
    name = guid("small", "is-it")
    _, _, old, log, new = anki(
        package(selection, tmp_path), {"do": "answer", "guid": name}, DUMP, later, DUMP
    )

    assert counts(log) == NEW | {"updated": 11}
    assert [one["progress"] for one in old["cards"]] == [one["progress"] for one in new["cards"]]


def card(dump, name, number=0):
    return next(one for one in dump["cards"] if (one["guid"], one["ord"]) == (name, number))


def test_decks_make_a_tree_of_topics(whole):
    assert set(whole["decks"]) == {
        "Default",
        "Small : : bank",
        "Small : : bank::Trade & tariffs",
        "Small : : bank::Rivers : : and seas",
    }
    assert card(whole, guid("small", "why"))["deck"] == "Small : : bank::Rivers : : and seas"


def test_tags_arrive(whole):
    tags = {note["guid"]: set(note["tags"]) for note in whole["notes"]}

    assert tags[guid("small", "one-of-three")] == {
        "wto",
        "topic::trade",
        "bloom::understand",
        "kind::multiple_choice",
        "caution",
    }


def test_the_sort_field_is_the_stem(whole):
    sort = {note["guid"]: note["sort"] for note in whole["notes"]}

    assert sort[guid("small", "is-it")] == "Trade fell by 45 percent in 2019."


def test_cards_render_with_their_passage(whole, selection):
    assert len(whole["cards"]) == 13
    check_rendering(whole, {guid("small", item.id) for item in selection.items if item.cite})


def check_rendering(dump, citing):
    for one in dump["cards"]:
        assert re.sub(r"<script>.*?</script>|<[^>]+>", "", one["question"], flags=re.DOTALL).strip()
        for side in (one["question"], one["answer"]):
            assert not re.search(
                r"[Ee]rror|\{\{|No cloze|unknown field", side.partition("<script")[0]
            )
        assert "<mark>" not in one["question"]
        if one["guid"] in citing:
            assert "<mark>" in one["answer"]
            assert "<figcaption>Paragraph " in one["answer"]
        assert one["sounds"] == 0


def test_an_author_s_braces_are_words_on_the_card(whole):
    front = card(whole, guid("small", "flash"))["question"]

    assert "{&#123;c1::not a cloze}} {&#123;Answer}} &#91;sound:x.mp3]" in front


def test_a_cloze_card_hides_its_own_number_and_shows_the_others(whole):
    first = card(whole, guid("small", "gap"), 0)
    second = card(whole, guid("small", "gap"), 1)

    assert "[how much?]" in first["question"]
    assert re.search(r">2019<", first["question"])
    assert not re.search(r">2019<", second["question"])
    assert ">2019<" in second["answer"]
    assert "<math" in first["answer"]


def test_the_reversed_card_asks_for_the_stem(whole):
    turned = card(whole, guid("small", "flash"), 1)

    assert "Seoul" in turned["question"]
    assert "ministers" not in turned["question"]
    assert "ministers" in turned["answer"]


def test_a_typed_answer_with_html_characters_compares_as_typed(anki, whole):
    front = card(whole, guid("small", "who"))
    note = next(one for one in whole["notes"] if one["guid"] == front["guid"])
    typed = 'Korea & "Co" <Ltd>'
    (compared,) = anki({"do": "compare", "expected": note["fields"]["Answer"], "typed": typed})

    assert "[[type:Answer]]" in front["question"]
    assert "[[type:Answer]]" in front["answer"]
    assert "typeGood" in compared
    assert "typeBad" not in compared


def test_new_cards_come_in_the_bank_s_order(whole, selection):
    place = {one["guid"]: one["position"] for one in whole["cards"]}
    order = [place[guid("small", item.id)] for item in selection.items]

    assert order == sorted(order)


def test_note_types_keep_their_ids(whole):
    ids = {name: kind["id"] for name, kind in whole["notetypes"].items()}

    assert ids["Citecards flashcard"] == 1_602_713_001
    assert ids["Citecards open"] == 1_602_713_010
    assert len(ids) == 10


def test_two_banks_live_beside_each_other(anki, selection, bank, tmp_path):
    info = bank.info.model_copy(update={"id": "other", "title": "Other"})
    other = replace(selection, bank=replace(bank, info=info))
    _, log, dump = anki(package(selection, tmp_path), package(other, tmp_path, "b.apkg"), DUMP)

    assert counts(log) == NEW | {"new": 11}
    assert len(dump["cards"]) == 26
    assert len(dump["notetypes"]) == 10


def test_the_shipped_bank_imports_whole(anki, tmp_path):
    bank = load(shipped_bank())
    step = package(Selection(bank, bank.items, bank.info.title), tmp_path)
    first, again, dump = anki(step, step, DUMP)

    assert counts(first) == NEW | {"new": len(bank.items)}
    assert counts(again) == NEW | {"duplicate": len(bank.items)}
    assert len(dump["cards"]) == sum(len(faces(item)) for item in bank.items)
    check_rendering(dump, {guid(bank.id, item.id) for item in bank.items if item.cite})
