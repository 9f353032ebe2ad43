"""A deck of ours that comes back: its bank gets the log, or is made again of it, item by item."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from app.services import import_undo
from app.services import sync
from app.services.doctor import examine
from app.services.errors import RefusedError
from app.services.exporting import write
from app.services.importing import look
from app.services.selecting import Wanted
from exports.anki import Anki
from exports.anki_carried import without
from question_bank.fingerprints import fingerprint
from question_bank.loader import load
from question_bank.readers.contents import Review
from question_bank.readers.packages import read_package
from tests.exports.conftest import TRADE_YAML as TRADE
from tests.exports.conftest import make_bank
from tests.exports.conftest import select
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import log_rows
from tests.services.banks import rate
from tests.services.banks import states
from tests.services.banks import unfolded
from tests.services.banks import write_bank
from tests.services.contents import BASIC
from tests.services.contents import DAY
from tests.services.contents import note
from tests.services.contents import put
from tests.site import make_runtime


@pytest.fixture
def bank(tmp_path):
    return make_bank(tmp_path / "small")


@pytest.fixture
def home(tmp_path, bank):
    """Return a learner who has the bank."""
    made = make_runtime(tmp_path / "home", bank.folder)
    yield made
    made.database.close()


@pytest.fixture
def stranger(tmp_path):
    """Return a learner who has another bank."""
    made = make_runtime(tmp_path / "stranger", write_bank(tmp_path / "other", bank="other"))
    yield made
    made.database.close()


@pytest.fixture
def package(tmp_path):
    """Return what reads the deck of a selection, as if a stranger had sent it."""

    def make(selection, **more):
        out = tmp_path / "deck.apkg"
        Anki().write(selection, out)
        folder = tmp_path / f"media-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        return replace(read_package(out, folder), **more)

    return make


def changed(contents, item, **fields):
    """Return a deck in which a note's fields were edited, by name."""
    kinds = {kind.id: kind for kind in contents.note_types}
    notes = []
    for one in contents.notes:
        names = kinds[one.note_type].fields
        row = dict(zip(names, one.fields, strict=True))
        if row.get("Id") == item:
            row |= {name.replace("_", " "): text for name, text in fields.items()}
        notes.append(one._replace(fields=tuple(row.values())))
    return replace(contents, notes=notes)


def rows_of(contents):
    kinds = {kind.id: kind.fields for kind in contents.note_types}
    return [dict(zip(kinds[one.note_type], one.fields, strict=True)) for one in contents.notes]


def field(contents, item, name):
    return next(row[name] for row in rows_of(contents) if row.get("Id") == item)


def answered(contents, item, now, *ratings):
    """Return a deck in which an item's first card was answered in Anki, a day apart."""
    [mine] = [
        one for one, row in zip(contents.notes, rows_of(contents), strict=True)
        if row.get("Id") == item
    ]  # fmt: skip
    card = min((one for one in contents.cards if one.note == mine.id), key=lambda one: one.n)
    rows = [
        Review(now - DAY * (len(ratings) - at), card.id, rating, 3, 0, 2500, 4_000, 1)
        for at, rating in enumerate(ratings)
    ]
    cards = [
        one._replace(kind=2, queue=2, due=99, interval=3, reps=len(ratings))
        if one.id == card.id else one
        for one in contents.cards
    ]  # fmt: skip
    return replace(contents, cards=cards, reviews=sorted([*contents.reviews, *rows]))


def decisions(runtime):
    query = text("SELECT card_id, suspended, flag FROM card_state WHERE suspended OR flag > 0")
    with runtime.database.read() as connection:
        return {row[0]: (int(row[1]), row[2]) for row in connection.execute(query)}


def no_ailment(runtime):
    return [row for row in examine(runtime).findings if row.mendable]


# ------------------------------------------------------------------ the bank is here
def test_nothing_of_a_bank_that_is_here_is_doubled_or_becomes_a_note(home, bank, package):
    before = dump(home)
    report = put(home, package(select(bank)))

    assert report.nothing_new
    assert (report.bank, report.added, report.unchanged) == ("small", 0, 11)
    assert report.left_out == ()
    assert dump(home) == before
    assert not (home.settings.data / "banks").exists()


def test_reviews_in_anki_come_home_and_every_state_is_the_fold(home, bank, package):
    rate(home, card_of(home, "who"))
    home.clock.forward(days=9)
    contents = answered(package(select(bank)), "who", home.clock(), 3, 1)
    contents = answered(contents, "is-it", home.clock(), 4)

    report = put(home, contents)

    assert (report.bank, report.logged) == ("small", 3)
    rows = {row["card_id"]: row["rating"] for row in log_rows(home)}
    assert rows == {card_of(home, "who"): 1, card_of(home, "is-it"): 4}
    assert unfolded(home) == []
    assert no_ailment(home) == []
    assert put(home, contents).nothing_new


def test_undo_takes_what_came_home_back(home, bank, package):
    rate(home, card_of(home, "who"))
    home.clock.forward(days=9)
    before = states(home)
    contents = answered(package(select(bank)), "who", home.clock(), 3, 1)
    cards = [one._replace(queue=-1, flag=3) if one.due == 99 else one for one in contents.cards]
    report = put(home, replace(contents, cards=cards))
    assert states(home) != before

    import_undo.undo(home, report.id)

    assert [row[:2] + row[4:] for row in states(home)] == [row[:2] + row[4:] for row in before]
    assert unfolded(home) == []


def test_what_was_decided_there_joins_what_was_decided_here(home, bank, package):
    contents = package(select(bank))
    first, last = contents.cards[0].id, contents.cards[-1].id
    first_of, last_of = card_of(home, "flash"), card_of(home, "why")
    cards = [
        one._replace(queue=-1)
        if one.id == first
        else one._replace(flag=5)
        if one.id == last
        else one
        for one in contents.cards
    ]
    report = put(home, replace(contents, cards=cards))

    assert decisions(home) == {first_of: (1, 0), last_of: (0, 5)}
    assert put(home, contents).nothing_new  # what isn't said there is taken back by nothing
    import_undo.undo(home, report.id)
    assert decisions(home) == {}


def test_a_history_that_went_along_and_comes_back_is_known(home, bank, tmp_path):
    for item in ("who", "is-it", "how-much"):  # at one moment: Anki has a line of its log for each
        rate(home, card_of(home, item))
    home.clock.forward(days=9)
    out = tmp_path / "deck.apkg"
    write(home, bank, "anki", Wanted(history=True), out)
    folder = tmp_path / "m"
    folder.mkdir()
    contents = read_package(out, folder)
    assert len(contents.reviews) == 3

    assert put(home, contents).nothing_new


def test_a_note_that_was_edited_in_anki_is_named_and_the_text_kept(home, bank, package):
    contents = changed(package(select(bank)), "plain", Answer="<p>Another</p>")
    report = put(home, contents)

    rows = {row["Id"]: at for at, row in enumerate(rows_of(contents), 1)}
    assert report.left_out == (
        (rows["plain"], "plain: edited in Anki: the bank’s own text was kept"),
    )


def test_an_item_that_changed_here_isn_t_said_to_be_edited_in_anki(home, package, tmp_path):
    older = make_bank(tmp_path / "older", trade=TRADE.replace("A Small Paper}", "Another}"))

    assert put(home, package(select(older))).left_out == ()


def test_a_deck_of_before_notes_carried_anything_is_compared_with_the_bank(home, bank, package):
    contents = package(select(bank))
    for item in bank.items:
        contents = changed(contents, item.id, Passage=without(field(contents, item.id, "Passage")))
    contents = changed(contents, "plain", Answer="<p>Another</p>")
    report = put(home, contents)

    assert report.unchanged == 11
    assert [said for _, said in report.left_out] == [
        "plain: another text than in the bank, whose own was kept"
    ]


def test_other_notes_in_the_file_go_to_a_bank_of_their_own(home, bank, package):
    contents = package(select(bank))
    foreign = note(7, BASIC, "Hund", "dog")
    contents = replace(
        contents, notes=[*contents.notes, foreign], note_types=(*contents.note_types, BASIC),
        cards=[*contents.cards, contents.cards[0]._replace(id=70, note=7, n=0)], rows=12,
    )  # fmt: skip
    contents = answered(contents, "who", home.clock(), 3)
    before = dump(home, "item", "card", "card_state", "daily")
    report = put(home, contents)

    made = load(home.settings.data / "banks" / "small-bank")
    assert [item.stem for item in made.items] == ["Hund"]
    assert (report.bank, report.added, report.unchanged, report.logged) == ("small", 1, 11, 1)
    assert put(home, contents).nothing_new
    assert len(import_undo.listing(home)) == 2
    import_undo.undo(home, report.id)  # one is enough
    assert import_undo.listing(home) == []
    assert not (home.settings.data / "banks" / "small-bank").exists()
    after = dump(home, "item", "card", "card_state", "daily")
    assert [len(rows) for rows in after.values()] == [len(rows) for rows in before.values()]


def test_an_item_that_left_the_bank_goes_to_a_bank_of_its_own(home, package, tmp_path):
    more = f"{TRADE}\n  - {{id: gone, kind: flashcard, stem: Gone?, answer: Yes}}\n"
    report = put(home, package(select(make_bank(tmp_path / "more", trade=more))))

    assert (report.added, report.unchanged) == (1, 11)
    [item] = load(home.settings.data / "banks" / "small-bank").items
    assert item.kind == "note"


def test_a_look_at_a_deck_of_ours_leaves_nothing_out(bank, tmp_path):
    out = tmp_path / "deck.apkg"
    Anki().write(select(bank), out)
    (tmp_path / "scratch").mkdir()
    report = look(out, tmp_path / "scratch")

    assert (report.notes, report.cards, report.left_out) == (11, 13, ())


def test_a_bank_that_was_never_synced_is_found_by_its_folder(stranger, bank, package):
    report = put(stranger, package(select(bank)), bank=bank.folder)

    assert (report.bank, report.nothing_new, report.unchanged) == ("small", True, 11)
    assert not (stranger.settings.data / "banks").exists()


# ------------------------------------------------------------------ the bank isn't here
def test_the_bank_is_made_again_with_the_same_items_topics_and_paper(stranger, bank, package):
    report = put(stranger, package(select(bank)))

    made = load(stranger.settings.data / "banks" / "small")
    assert report.left_out == ()
    assert (report.bank, report.added) == ("small", 11)
    assert made.items == bank.items
    assert list(map(fingerprint, made.items)) == list(map(fingerprint, bank.items))
    assert made.info == bank.info
    assert made.passages == bank.passages
    assert {row.id: row.text for row in made.sources.values()} == {
        row.id: row.text for row in bank.sources.values()
    }
    assert sync.sync_all(stranger) == ()
    assert no_ailment(stranger) == []


def test_imported_again_it_is_at_home(stranger, bank, package):
    contents = package(select(bank))
    first = put(stranger, contents)
    before = dump(stranger, "item", "card")

    assert put(stranger, contents).nothing_new
    later = put(stranger, answered(contents, "who", stranger.clock(), 3))
    assert (later.logged, later.added, later.bank) == (1, 0, "small")
    assert dump(stranger, "item", "card") == before
    with pytest.raises(RefusedError, match="a later import"):
        import_undo.undo(stranger, first.id)
    import_undo.undo(stranger, later.id)
    import_undo.undo(stranger, first.id)
    assert not (stranger.settings.data / "banks" / "small").exists()


def test_one_topic_first_and_the_rest_later_make_the_whole_bank(stranger, bank, package):
    rivers = tuple(item for item in bank.items if item.topic == "rivers")
    put(stranger, package(replace(select(bank), items=rivers)))
    made = load(stranger.settings.data / "banks" / "small")
    assert made.items == rivers
    assert made.info == bank.info

    report = put(stranger, package(select(bank)))

    assert (report.added, report.unchanged) == (5, 6)
    made = load(stranger.settings.data / "banks" / "small")
    assert made.items == bank.items
    assert put(stranger, package(select(bank))).nothing_new
    import_undo.undo(stranger, report.id)
    assert load(stranger.settings.data / "banks" / "small").items == rivers


def test_without_media_the_items_come_and_the_paper_is_missed(stranger, bank, package):
    report = put(stranger, package(select(bank), media={}))

    made = load(stranger.settings.data / "banks" / "small")
    assert made.items == bank.items
    assert made.sources == {}
    assert made.topic_titles == {"trade": "Trade & tariffs", "rivers": "Rivers :: and seas"}
    assert [said.partition(":")[0] for _, said in report.left_out] == ["10 items"]
    assert "the paper that they cite isn’t in the file" in report.left_out[0][1]


def test_what_was_learnt_comes_with_the_bank(stranger, bank, package):
    put(stranger, answered(package(select(bank)), "who", stranger.clock(), 3, 3))

    assert [row["rating"] for row in log_rows(stranger) if row["kind"] == "review"] == [3, 3]
    assert unfolded(stranger) == []


@pytest.mark.parametrize(
    ("was", "is_now"),
    [
        (r'"kind":"flashcard"', '"kind":"note"'),
        (r'"id":"plain"', '"id":"flash"'),
        (r'"answer":', '"answers":'),
        (r"A Small Paper", r"\\u0000"),
        (r"\{", "[" * 5_000),
        (r'"stem":', f'"topic":"{"x" * 90}","stem":'),
    ],
)
def test_an_item_that_no_schema_takes_costs_one_note(stranger, bank, package, was, is_now):
    contents = package(select(bank))
    passage = field(contents, "plain", "Passage")
    spoilt = re.sub(was, is_now, passage, count=1)
    assert spoilt != passage
    report = put(stranger, changed(contents, "plain", Passage=spoilt))

    made = load(stranger.settings.data / "banks" / "small")
    assert [said for _, said in report.left_out] == [
        "plain: its item can’t be had: it stays a note"
    ]
    assert {item.kind for item in made.items if item not in bank.items} == {"note"}
    assert len(made.items) == 11


@pytest.mark.parametrize(
    "said",
    [
        b"", b"[]", b"{}", b"\xff", b'{"bank": 1}', b'{"bank": {"id": "small"}}', b"[" * 100_000,
        b'{"bank": {"format": 1, "id": "other", "title": "x", "topics": [{"id":"a","title":"b"}]}}',
    ],
)  # fmt: skip
def test_a_frame_that_is_none_costs_only_what_it_says(stranger, bank, package, said):
    contents = package(select(bank))
    for file in contents.media.values():
        file.path.write_bytes(said)
    put(stranger, contents)

    assert load(stranger.settings.data / "banks" / "small").items == bank.items


@pytest.mark.parametrize("name", ["..", "bank.yaml", "a.yaml", ".hidden", "media", "x" * 300])
def test_a_paper_s_file_is_called_plainly(stranger, bank, package, name):
    contents = package(select(bank))
    for file in contents.media.values():
        said = json.loads(file.path.read_bytes())
        said["bank"]["sources"][0]["file"] = name
        file.path.write_text(json.dumps(said))
    put(stranger, contents)

    folder = stranger.settings.data / "banks" / "small"
    assert (folder / "paper.txt").is_file()
    assert load(folder).passages == bank.passages


def test_another_bank_of_the_same_id_takes_nothing_in(stranger, bank, package):
    """A guid is made of the ids of bank and item: a note that says otherwise is a stranger's."""
    contents = package(select(bank))
    notes = [one._replace(guid=f"x{one.guid}") for one in contents.notes]
    report = put(stranger, replace(contents, notes=notes))

    assert {item.kind for item in load(report_folder(report)).items} == {"note"}


def report_folder(report):
    return Path(report.folder)


def test_pictures_of_an_item_come_under_the_name_it_gives_them(stranger, package, tmp_path):
    trade = TRADE.replace("answer: A Small Paper", "answer: '![a map](media/map.png)'")
    made = make_bank(tmp_path / "pictured", trade=trade)
    (made.folder / "media").mkdir()
    (made.folder / "media" / "map.png").write_bytes(b"a map")
    report = put(stranger, package(select(load(made.folder))))

    assert (report_folder(report) / "media" / "map.png").read_bytes() == b"a map"
    assert load(report_folder(report)).items == made.items


def test_if_one_part_of_a_file_fails_none_of_it_stands(home, bank, package, monkeypatch):
    contents = replace(
        answered(package(select(bank)), "who", home.clock(), 3), rows=12,
        note_types=(*package(select(bank)).note_types, BASIC),
    )  # fmt: skip
    contents = replace(
        contents, notes=[*contents.notes, note(7, BASIC, "Hund", "dog")],
        cards=[*contents.cards, contents.cards[0]._replace(id=70, note=7, n=0)],
    )  # fmt: skip

    def fail(_self):
        raise OSError(28, "the disk is full")

    monkeypatch.setattr("app.services.importing_one.Import.run", fail)
    with pytest.raises(OSError, match="the disk is full"):
        put(home, contents)

    assert import_undo.listing(home) == []
    assert states(home) == []
    assert unfolded(home) == []
