"""A file becomes a bank, its log ours, each state the fold of it; undone whole by one call."""

from __future__ import annotations

import errno
import json
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from app.services import import_undo
from app.services import importing_swap
from app.services import sync
from app.services.doctor import examine
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.import_reviews import Pulled
from app.services.import_reviews import store_reviews
from app.services.importing import import_file
from app.services.importing import look
from app.store import content
from question_bank.loader import load
from question_bank.readers.contents import Card
from question_bank.readers.contents import LeftOut
from question_bank.readers.contents import Review
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import log_rows
from tests.services.banks import rate
from tests.services.banks import unfolded
from tests.services.banks import write_bank
from tests.services.contents import BASIC
from tests.services.contents import CLOZE
from tests.services.contents import DAY
from tests.services.contents import FANCY
from tests.services.contents import MADE_AT
from tests.services.contents import a_deck
from tests.services.contents import deck
from tests.services.contents import note
from tests.services.contents import put
from tests.services.contents import studied
from tests.services.contents import with_media
from tests.site import Clock
from tests.site import make_runtime


@pytest.fixture
def runtime(tmp_path):
    made = make_runtime(tmp_path / "data", write_bank(tmp_path / "small"))
    yield made
    made.database.close()


def folder(runtime, name="anki"):
    return runtime.settings.data / "banks" / name


def state(runtime, item, n=1, bank="anki"):
    card = card_of(runtime, item, n, bank)
    rows = dump(runtime, "card_state")["card_state"]
    names = (
        "learner_id card_id bank_id topic stage step due_at due_day shuffle interval stability "
        "difficulty reps lapses last_at last_day active suspended buried_until buried_by flag "
        "marked notice"
    ).split()
    return next(dict(zip(names, row, strict=True)) for row in rows if row[1] == card)


def items(runtime, name="anki"):
    return {item.origin.guid: item for item in load(folder(runtime, name)).items}


def no_ailment(runtime):
    return [row for row in examine(runtime).findings if row.mendable]


def test_each_note_becomes_the_item_it_is_or_keeps_its_templates(runtime):
    report = put(runtime, a_deck())

    found = items(runtime)
    assert [found[f"guid-{n}"].kind for n in range(1, 6)] == [
        "flashcard", "flashcard", "short_answer", "cloze", "note",
    ]  # fmt: skip
    assert found["guid-1"].stem == "What is **water**?"
    assert found["guid-1"].tags == ("chem-water", "easy")
    assert found["guid-1"].origin.tags == ("chem::water", "easy")
    assert found["guid-2"].reversed
    assert found["guid-5"].fields["Word"] == "<span style='color:red'>Baum</span>"
    assert (report.added, report.bank, report.notes, report.cards) == (5, "anki", 5, 6)
    assert load(folder(runtime)).topic_titles == {"anki-one": "Anki::One"}


def test_the_next_start_finds_the_bank_as_it_was_imported(runtime):
    put(runtime, studied(a_deck(), 10, runtime.clock(), 3, 3))
    before = dump(runtime, "item", "card", "card_state", "review", "bank")

    assert sync.sync_all(runtime) == ()

    assert dump(runtime, "item", "card", "card_state", "review", "bank") == before
    assert folder(runtime) in runtime.settings.banks


def test_every_state_is_the_fold_of_the_log_and_doctor_finds_nothing(runtime):
    put(runtime, studied(studied(a_deck(), 10, runtime.clock(), 3, 1, 3), 40, runtime.clock(), 4))

    assert unfolded(runtime) == []
    assert no_ailment(runtime) == []


def test_the_log_starts_memory_warm_and_due_is_ankis(runtime):
    put(runtime, studied(a_deck(), 10, runtime.clock(), 3, 3, 3))

    rows = [row for row in log_rows(runtime) if row["bank_id"] == "anki"]
    assert [row["kind"] for row in rows] == ["learn", "review", "review", "rescheduled"]
    assert [row["duration_ms"] for row in rows] == [4000, 4001, 4002, 0]
    now = state(runtime, "what-is-water-c1ce8282f0")
    assert now["stability"] == rows[2]["stability_after"] > 7
    assert (now["stage"], now["interval"], now["reps"]) == ("review", 7, 3)
    assert now["due_day"] == runtime.moment().day + 6


def test_a_card_without_a_log_keeps_its_schedule_and_gets_a_memory(runtime):
    contents = a_deck()
    cards = [
        one._replace(kind=2, queue=2, due=200, interval=30, ease=2500, reps=9, lapses=2)
        if one.id == 10
        else one._replace(kind=2, queue=2, due=190, interval=20, reps=4, memory=(33.5, 6.25))
        if one.id == 30
        else one
        for one in contents.cards
    ]
    put(runtime, replace(contents, cards=cards))

    old, fsrs = (state(runtime, one.id) for one in (items(runtime)[f"guid-{n}"] for n in (1, 3)))
    assert (old["stability"], old["interval"], old["reps"], old["lapses"]) == (30, 30, 9, 2)
    assert 1 <= old["difficulty"] <= 10
    assert (fsrs["stability"], fsrs["difficulty"]) == (33.5, 6.25)
    assert old["due_day"] - fsrs["due_day"] == 10
    assert unfolded(runtime) == []


@pytest.mark.parametrize(
    ("kind", "left", "step"),
    [  # our steps: two before a card is learnt, one after it lapsed
        (1, 2, 0), (1, 1, 1), (1, 5, 0), (1, 0, 0), (3, 1, 0), (3, 2, 0),
    ],
)  # fmt: skip
def test_a_card_goes_on_at_the_step_it_had_come_to(runtime, kind, left, step):
    contents = studied(a_deck(), 10, runtime.clock(), 3)
    soon = runtime.clock() // 1000 + 300
    cards = [
        one._replace(kind=kind, queue=1, due=soon, reps=1, left=left) if one.id == 10 else one
        for one in contents.cards
    ]
    put(runtime, replace(contents, cards=cards))

    assert state(runtime, "what-is-water-c1ce8282f0")["step"] == step
    assert unfolded(runtime) == []


def test_what_a_learner_decided_comes_along(runtime):
    contents = a_deck()
    notes = [one._replace(tags=("marked",)) if one.id == 2 else one for one in contents.notes]
    queues = {10: (-1, 0), 30: (-2, 3), 40: (0, 7)}
    cards = [
        one._replace(queue=queues[one.id][0], flag=queues[one.id][1]) if one.id in queues else one
        for one in contents.cards
    ]
    put(runtime, replace(contents, notes=notes, cards=cards))

    found = {guid: state(runtime, item.id) for guid, item in items(runtime).items()}
    assert (found["guid-1"]["suspended"], found["guid-1"]["active"]) == (1, 0)
    assert found["guid-3"]["buried_until"] == runtime.moment().day + 1
    assert [found[f"guid-{n}"]["flag"] for n in (1, 3, 4)] == [0, 3, 7]
    assert (found["guid-2"]["marked"], found["guid-1"]["marked"]) == (1, 0)
    assert no_ailment(runtime) == []


def test_new_cards_keep_their_order(runtime):
    contents = deck([note(number, BASIC, f"word {number}", "x") for number in range(1, 6)])
    due = {10: 4, 20: 2, 30: 5, 40: 1, 50: 3}
    cards = [one._replace(due=due[one.id]) for one in contents.cards]
    put(runtime, replace(contents, cards=cards))

    stems = [item.stem for item in load(folder(runtime)).items]
    assert stems == ["word 4", "word 2", "word 5", "word 1", "word 3"]


def test_kinds_of_the_log_are_ours(runtime):
    now = runtime.clock()
    rows = [  # at, rating, interval, last, ease, kind
        (9, 3, -600, -60, 0, 0), (8, 3, 4, -600, 2500, 0), (7, 1, -600, 4, 2300, 1),
        (6, 3, 3, -600, 2300, 2), (5, 3, 3, 3, 0, 3), (4, 3, 8, 3, 2300, 3), (3, 0, 0, 8, 0, 4),
        (2, 3, 2, 0, 2500, 0), (1, 0, 20, 2, 2500, 5),
    ]  # fmt: skip
    reviews = [
        Review(now - DAY * ago, 10, rating, interval, last, ease, 1000, kind)
        for ago, rating, interval, last, ease, kind in rows
    ]
    contents = a_deck()
    cards = [
        one._replace(kind=2, queue=2, due=180, interval=20, reps=6) if one.id == 10 else one
        for one in contents.cards
    ]
    put(runtime, replace(contents, cards=cards, reviews=reviews))

    kinds = [row["kind"] for row in log_rows(runtime)]
    assert kinds == [
        "learn", "learn", "review", "relearn", "cram", "review", "manual", "learn", "rescheduled",
        "rescheduled",
    ]  # fmt: skip
    assert unfolded(runtime) == []
    assert no_ailment(runtime) == []


def test_a_card_that_was_forgotten_in_anki_is_new(runtime):
    contents = studied(a_deck(), 10, runtime.clock(), 3, 3)
    cards = [one._replace(kind=0, queue=0, due=1, interval=0, reps=0) for one in contents.cards]
    put(runtime, replace(contents, cards=cards))

    assert state(runtime, "what-is-water-c1ce8282f0")["stage"] == "new"
    assert log_rows(runtime)[-1]["kind"] == "manual"
    assert unfolded(runtime) == []


def test_the_same_file_again_changes_nothing_at_all(runtime):
    contents = studied(a_deck(), 10, runtime.clock(), 3, 3)
    put(runtime, contents)
    before = dump(runtime)
    files = {path: path.stat().st_mtime_ns for path in folder(runtime).rglob("*")}

    runtime.clock.forward(days=2)
    again = put(runtime, contents)

    assert again.nothing_new
    assert (again.added, again.updated, again.unchanged) == (0, 0, 5)
    assert dump(runtime) == before
    assert {path: path.stat().st_mtime_ns for path in folder(runtime).rglob("*")} == files
    assert sorted(path.name for path in folder(runtime).parent.iterdir()) == ["anki"]


def test_a_later_file_updates_and_adds_and_doubles_nothing(runtime):
    first = studied(a_deck(), 10, runtime.clock(), 3, 3)
    put(runtime, first)
    ids = {guid: item.id for guid, item in items(runtime).items()}
    runtime.clock.forward(days=10)
    later = studied(first, 10, runtime.clock(), 3)
    notes = [
        one._replace(fields=("What is water made of?", "H and O")) if one.id == 1 else one
        for one in later.notes
    ] + [note(6, BASIC, "new", "one")]
    cards = [*later.cards, Card(60, 6, 0, 1, due=9)]
    report = put(runtime, replace(later, notes=notes, cards=cards, rows=6))

    found = items(runtime)
    assert (report.added, report.updated, report.unchanged) == (1, 1, 4)
    assert found["guid-1"].answer == "H and O"
    assert {guid: found[guid].id for guid in ids} == ids
    rows = log_rows(runtime)
    answers = [row for row in rows if row["kind"] not in ("rescheduled", "manual")]
    assert len(answers) == 3
    assert len({row["answered_at"] for row in answers}) == 3
    assert unfolded(runtime) == []
    assert no_ailment(runtime) == []
    assert sync.sync_all(runtime) == ()


def edit(runtime, old, new):
    for path in folder(runtime).glob("[0-9]*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new), encoding="utf-8")
    assert sync.sync_all(runtime) == ()


def test_what_the_learner_edited_is_not_overwritten(runtime):
    contents = a_deck()
    put(runtime, contents)
    edit(runtime, "stem: Hund", "stem: Der Hund  # with its article")
    edit(runtime, "stem: Capital of Korea?", "stem: The capital of South Korea?")
    notes = [
        one._replace(fields=("Hündin", "she-dog")) if one.id == 2 else one for one in contents.notes
    ]

    report = put(runtime, replace(contents, notes=notes))

    found = items(runtime)
    assert found["guid-2"].stem == "Der Hund"
    assert found["guid-3"].stem == "The capital of South Korea?"
    assert report.nothing_new
    assert [reason for _, reason in report.left_out] == [
        "it was changed both here and in the file: yours stays"
    ]


def test_an_update_leaves_every_other_byte_as_its_author_wrote_it(runtime):
    contents = a_deck()
    put(runtime, contents)
    edit(runtime, "stem: Hund", "stem: Der Hund  # with its article")
    edit(runtime, "title: ", "title:   ")
    notes = [
        one._replace(fields=("What is ice?", "water")) if one.id == 1 else one
        for one in contents.notes
    ]

    report = put(runtime, replace(contents, notes=notes))

    [path] = folder(runtime).glob("01-*.yaml")
    text = path.read_text(encoding="utf-8")
    assert report.updated == 1
    assert "stem: Der Hund  # with its article\n" in text
    assert "stem: What is ice?\n" in text


def test_a_note_that_left_the_file_is_kept_and_told(runtime):
    contents = a_deck()
    put(runtime, contents)
    less = replace(contents, notes=contents.notes[1:], cards=contents.cards[1:], rows=4)

    report = put(runtime, less)

    assert report.gone == 1
    assert "guid-1" in items(runtime)


def test_a_note_type_that_changed_comes_along_with_its_notes(runtime):
    put(runtime, a_deck())
    fancy = replace(FANCY, fields=("Word", "Meaning", "Picture", "More"), css="h1 { color: blue }")
    contents = a_deck()
    types = tuple(fancy if one is FANCY else one for one in contents.note_types)
    notes = [
        one._replace(fields=(*one.fields, "extra")) if one.id == 5 else one
        for one in contents.notes
    ]
    put(runtime, replace(contents, note_types=types, notes=notes))

    bank = load(folder(runtime))
    assert bank.note_types["vocabulary-fancy"].css == "h1 { color: blue }"
    assert items(runtime)["guid-5"].fields["More"] == "extra"


def test_one_bad_note_costs_one_note(runtime):
    contents = a_deck()
    notes = list(contents.notes)
    notes[1] = notes[1]._replace(fields=("only one",))
    notes[2] = notes[2]._replace(guid="guid-1")
    report = put(runtime, replace(contents, notes=notes, left_out=(LeftOut(0, "as read"),)))

    assert report.added == 3
    assert report.left_out == (
        (0, "as read"),
        (2, "it has 1 fields, its type 2"),
        (3, "a note above has the same name in Anki (a guid)"),
    )


def test_nothing_that_can_be_taken_is_refused_in_one_line(runtime):
    before = dump(runtime)
    contents = a_deck()

    with pytest.raises(RefusedError, match=r"^deck\.apkg: nothing in it can be taken: it has no"):
        put(runtime, replace(contents, cards=()))
    assert dump(runtime) == before
    assert not folder(runtime).exists()


def test_media_lie_under_their_digest_and_are_named(runtime, tmp_path):
    contents = deck([note(1, BASIC, 'see <img src="a.png">', "hear [sound:b.mp3]")])
    contents = with_media(contents, tmp_path / "m", a__png=b"png", b__mp3=b"mp3", c__exe=b"exe")
    report = put(runtime, contents)

    bank = load(folder(runtime))
    [item] = bank.items
    assert item.stem == f"see ![](media/{bank.media['a.png']})"
    assert item.answer == f"hear [b.mp3](media/{bank.media['b.mp3']})"
    assert (folder(runtime) / "media" / bank.media["a.png"]).read_bytes() == b"png"
    assert report.left_out == ((0, "media file c.exe: no page shows files of this type"),)


def test_questions_of_a_quiz_become_items_and_are_known_again(runtime):
    rows = [
        {"kind": "true_false", "stem": "Water is wet.", "key": True, "topic": "A::B", "name": "q1"},
        {"kind": "numeric", "stem": "How many?", "answer": {"value": "3"}, "topic": "A",
         "name": "q2", "tags": ["x"]},
    ]  # fmt: skip
    contents = deck([], format="gift", title="Quiz", items=rows, note_types=(), rows=2)
    assert put(runtime, contents).added == 2
    changed = [{**rows[0], "stem": "Water is dry.", "key": False}, rows[1]]

    report = put(runtime, replace(contents, items=changed))

    assert (report.added, report.updated, report.unchanged) == (0, 1, 1)
    bank = load(folder(runtime, "quiz"))
    assert [item.kind for item in bank.items] == ["numeric", "true_false"]
    assert set(bank.topic_titles.values()) == {"A", "A::B"}


def test_another_deck_of_the_same_title_is_another_bank(runtime):
    put(runtime, a_deck())
    other = deck([note(77, BASIC, "quite", "another")])

    assert put(runtime, other).bank == "anki-2"
    assert put(runtime, a_deck()).bank == "anki"


def test_a_bank_can_be_anywhere(runtime, tmp_path):
    there = tmp_path / "mine"
    report = put(runtime, a_deck(), bank=there)

    assert report.bank == load(there).id == "mine"
    assert put(runtime, a_deck(), bank=there).nothing_new


def test_a_bank_with_faults_is_refused_and_left(runtime):
    put(runtime, a_deck())
    (folder(runtime) / "02-bad.yaml").write_text("topic: nowhere\nitems:\n  - {}\n")
    before = dump(runtime)

    with pytest.raises(RefusedError, match=r"the bank that is there has faults: .*02-bad\.yaml:3"):
        put(runtime, studied(a_deck(), 10, runtime.clock(), 3))
    assert dump(runtime) == before


# ------------------------------------------------------------------ undo
def tables(runtime):
    names = ("bank", "item", "card", "card_state", "daily", "citation", "source")
    return dump(runtime, *names)


def test_undo_of_a_new_bank_leaves_no_trace_but_the_record(runtime):
    before = tables(runtime)
    report = put(runtime, studied(a_deck(), 10, runtime.clock(), 3, 3))
    import_undo.undo(runtime, report.id)

    assert tables(runtime) == before
    assert log_rows(runtime) == []
    assert not folder(runtime).exists()
    assert list(folder(runtime).parent.iterdir()) == []
    assert import_undo.undo(runtime, report.id).state == "undone"  # repeated: the same undo


def test_undo_of_an_update_brings_back_folder_log_and_states(runtime):
    first = studied(a_deck(), 10, runtime.clock(), 3, 3)
    put(runtime, first)
    edit(runtime, "stem: Hund", "stem: Der Hund")
    rate(runtime, card_of(runtime, "hund-b0c6dedc61", 1, "anki"))
    before = tables(runtime)
    texts = {path.name: path.read_bytes() for path in folder(runtime).glob("*.yaml")}
    runtime.clock.forward(days=10)
    later = studied(first, 10, runtime.clock(), 4, 1)
    cards = [one._replace(queue=-1, flag=2) if one.id == 10 else one for one in later.cards]
    notes = [one._replace(fields=("x", "y")) if one.id == 1 else one for one in later.notes]
    report = put(runtime, replace(later, cards=cards, notes=notes))
    assert tables(runtime) != before

    import_undo.undo(runtime, report.id)

    after = tables(runtime)
    assert {path.name: path.read_bytes() for path in folder(runtime).glob("*.yaml")} == texts
    assert [row[:2] + row[4:] for row in after["card_state"]] == [
        row[:2] + row[4:] for row in before["card_state"]
    ]
    assert after["daily"] == before["daily"]
    assert unfolded(runtime) == []
    assert no_ailment(runtime) == []
    assert sync.sync_all(runtime) == ()
    # and what was undone can be imported again
    again = put(runtime, replace(later, cards=cards, notes=notes))
    assert again.logged == report.logged


def test_only_the_newest_import_into_a_bank_can_be_undone(runtime):
    first = put(runtime, a_deck())
    put(runtime, studied(a_deck(), 10, runtime.clock(), 3))

    with pytest.raises(RefusedError, match="a later import into this bank has to be undone first"):
        import_undo.undo(runtime, first.id)
    with pytest.raises(NotFoundError, match="there is no such import"):
        import_undo.undo(runtime, "nothing")


def test_before_an_import_and_an_undo_the_data_are_backed_up(runtime):
    report = put(runtime, a_deck())
    runtime.clock.forward(minutes=1)
    import_undo.undo(runtime, report.id)

    assert len(list((runtime.settings.data / "backups").glob("*.db"))) == 2


def test_study_undo_does_not_take_an_imported_answer_back(runtime):
    from app.services.answering import undo  # noqa: PLC0415

    put(runtime, studied(a_deck(), 10, runtime.clock(), 3))
    with pytest.raises(RefusedError, match="there is nothing to undo"):
        undo(runtime, "anki", "u1")
    card = card_of(runtime, "hund-b0c6dedc61", 1, "anki")
    rate(runtime, card)
    assert undo(runtime, "anki", "u2") == card


def test_who_answered_last_decides_when_a_card_comes_back(runtime):
    contents = studied(a_deck(), 10, runtime.clock(), 3, 3)
    put(runtime, contents)
    card = card_of(runtime, "what-is-water-c1ce8282f0", 1, "anki")
    rate(runtime, card, 4)
    mine = state(runtime, "what-is-water-c1ce8282f0")

    cards = [one._replace(due=one.due + 50) if one.id == 10 else one for one in contents.cards]
    put(runtime, replace(contents, cards=cards))

    assert state(runtime, "what-is-water-c1ce8282f0") == mine


# ------------------------------------------------------------------ all or nothing
def crash(*_given, **_more):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    "where",
    ["app.services.importing_folder.put_lock", "app.services.importing_swap.announce",
     "app.services.sync.write", "app.store.imports.record"],
)  # fmt: skip
def test_an_import_that_stops_before_its_commit_leaves_all_as_it_was(runtime, monkeypatch, where):
    put(runtime, a_deck())
    before, files = dump(runtime), sorted(folder(runtime).parent.rglob("*"))
    with monkeypatch.context() as patch:
        patch.setattr(where, crash)
        with pytest.raises(KeyboardInterrupt):
            put(runtime, studied(a_deck(), 10, runtime.clock(), 3))

    assert dump(runtime) == before
    assert sorted(folder(runtime).parent.rglob("*")) == files
    assert not list((runtime.settings.data / "imports").glob("*"))


def test_a_folder_that_cannot_be_written_is_named_as_its_owner_knows_it(
    runtime, tmp_path, monkeypatch
):
    file, place = tmp_path / "words.csv", tmp_path / "away" / "words"
    file.write_text("sea,water\nriver,stream\n")

    def refuse(fresh, _plan):
        raise OSError(errno.EROFS, "Read-only file system", str(fresh / "bank.yaml"))

    monkeypatch.setattr("app.services.importing_folder.write_new", refuse)
    with pytest.raises(RefusedError) as found:
        import_file(runtime, file, bank=place)

    assert str(found.value) == f"{place.parent}: Read-only file system: nothing was imported"


def test_what_stops_between_commit_and_folders_is_brought_to_its_end_at_the_next_start(
    runtime, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr(importing_swap.Swap, "finish", crash)
        with pytest.raises(KeyboardInterrupt):
            put(runtime, a_deck())
    assert not folder(runtime).exists()

    assert sync.sync_all(runtime) == ()

    assert len(items(runtime)) == 5
    assert folder(runtime) in runtime.settings.banks
    assert sorted(path.name for path in folder(runtime).parent.iterdir()) == ["anki"]
    [row] = import_undo.listing(runtime)
    import_undo.undo(runtime, row.row.id)
    assert not folder(runtime).exists()


def test_what_was_killed_before_its_commit_is_swept_at_the_next_start(runtime):
    put(runtime, a_deck())
    fresh = importing_swap.beside(folder(runtime), "killed", "new")
    shutil.copytree(folder(runtime), fresh)
    swap = importing_swap.Swap("killed", "done", str(folder(runtime)), str(fresh), None)
    importing_swap.announce(runtime, swap)

    sync.sync_all(runtime)

    assert not fresh.exists()
    assert len(items(runtime)) == 5


def test_look_writes_nothing_and_says_what_is_held(tmp_path):
    table = tmp_path / "words.csv"
    table.write_text("front,back\nHund,dog\nKatze,\n,nothing\n", encoding="utf-8")

    report = look(table, tmp_path)

    assert json.loads(json.dumps(report.held())).keys() == {
        "format", "decks", "notes", "cards", "media", "reviews", "left_out", "note_types",
    }  # fmt: skip
    assert report.format == "csv"
    assert list(tmp_path.iterdir()) == [table]


# ------------------------------------------------------------------ laws
FIELDS = st.text(
    st.sampled_from("abc é中 \n\t<>&;*_`[]{}#:-'\"|~$\\/b\x07\u2028 1."), max_size=30
) | st.sampled_from(["<b>x</b>", "a<br>b", "{{c1::x}}", "null", "~", "- a", "yes", "1.10", ": "])


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.sampled_from([BASIC, CLOZE, FANCY]), FIELDS, FIELDS, FIELDS), min_size=1,
        max_size=6,
    )
)  # fmt: skip
def test_a_deck_comes_back_from_its_bank_field_by_field(tmp_path_factory, rows):
    folder_of = tmp_path_factory.mktemp("law")
    runtime = make_runtime(folder_of / "data", write_bank(folder_of / "small"))
    notes = [
        note(at, kind, *fields[: len(kind.fields)], tags=("t::a", "ü"))
        for at, (kind, *fields) in enumerate(rows, 1)
    ]
    contents = deck(notes)
    report = put(runtime, contents)

    from question_bank.field_text import restored  # noqa: PLC0415

    bank = load(folder(runtime))
    assert report.added == len(notes) == len(bank.items)
    for item in bank.items:
        origin = item.origin
        [mine] = [one for one in notes if one.guid == origin.guid]
        kept = origin.fields or item.fields
        assert tuple(restored(text) for text in kept.values()) == mine.fields
        assert origin.tags == mine.tags
    with runtime.database.read() as connection:
        stored = content.fingerprint_of(connection, "anki")
    place = runtime.settings.banks.index(folder(runtime))
    assert stored == sync.digest_of(bank, place)
    assert put(runtime, contents).nothing_new
    runtime.database.close()
    assert MADE_AT


# ------------------------------------------------------------------ reviews alone
def test_reviews_of_another_program_are_taken_once_and_can_be_undone(runtime):
    now = runtime.clock()
    rate(runtime, card_of(runtime, "a1"))
    before = tables(runtime)
    pulled = [
        Pulled("a2", 1, now - 9 * DAY, 3, 3, 0, 2500, 4000, 0),
        Pulled("a2", 1, now - 6 * DAY, 4, 8, 3, 2500, 3000, 1),
        Pulled("nowhere", 1, now - DAY, 3),
    ]

    assert store_reviews(runtime, "small", reversed(pulled), "Anki") == 2
    assert store_reviews(runtime, "small", pulled, "Anki") == 0

    mine = state(runtime, "a2", bank="small")
    assert (mine["stage"], mine["reps"]) == ("review", 2)
    assert unfolded(runtime) == []
    assert no_ailment(runtime) == []
    [row] = import_undo.listing(runtime)
    import_undo.undo(runtime, row.row.id)
    assert tables(runtime) == before


def test_reviews_for_no_bank_are_refused(runtime):
    with pytest.raises(NotFoundError, match="there is no bank `none` here"):
        store_reviews(runtime, "none", [], "Anki")


KILLED = """
import os, signal, sys
from pathlib import Path
from app.services import importing_swap
from app.store import imports
from tests.services.contents import a_deck, put, studied
from tests.services.banks import write_bank
from tests.site import Clock
from tests.site import make_runtime

folder, where = Path(sys.argv[1]), sys.argv[2]
runtime = make_runtime(folder / "data", folder / "small")
runtime.new_id = lambda: "killed"
stop = lambda *given, **more: os.kill(os.getpid(), signal.SIGKILL)
if where == "record":
    imports.record = stop
elif where == "write":
    from app.services import importing_folder
    importing_folder.put_lock = stop
else:
    importing_swap.Swap.finish = stop
put(runtime, studied(a_deck(), 10, runtime.clock(), 3))
"""


@pytest.mark.parametrize("where", ["write", "record", "finish"])
def test_kill_9_leaves_the_old_or_the_new(tmp_path, where):
    small = write_bank(tmp_path / "small")
    runtime = make_runtime(tmp_path / "data", small)
    put(runtime, deck([note(1, BASIC, "What is <b>water</b>?", "wet")]))
    before = tables(runtime)
    runtime.database.close()
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), where], check=False, timeout=100
    )
    assert ended.returncode == -9

    runtime = make_runtime(tmp_path / "data", small)
    found = sorted(path.name for path in (tmp_path / "data" / "banks").glob("[!.]*"))
    assert found == ["anki"]
    assert len(items(runtime)) == (5 if where == "finish" else 1)
    if where != "finish":
        assert tables(runtime) == before
        assert list((tmp_path / "data" / "banks").glob(".*")) == []
    assert unfolded(runtime) == []
    assert no_ailment(runtime) == []
    runtime.database.close()


@pytest.mark.postgres
def test_postgres_holds_an_import_and_its_undo_alike(tmp_path, postgres):
    from app.factory import create_runtime  # noqa: PLC0415
    from app.settings import Settings  # noqa: PLC0415

    given = Settings(
        data=tmp_path / "data", banks=(write_bank(tmp_path / "small"),), database=postgres
    )
    runtime = replace_clock(create_runtime(given))
    before = tables(runtime)
    first = studied(a_deck(), 10, runtime.clock(), 3, 1, 3)
    put(runtime, first)
    assert unfolded(runtime) == []
    later = studied(first, 40, runtime.clock(), 4)
    report = put(runtime, later)
    assert report.logged == 2
    assert put(runtime, later).nothing_new
    assert unfolded(runtime) == []
    assert no_ailment(runtime) == []
    for one in import_undo.listing(runtime):
        import_undo.undo(runtime, one.row.id)
    assert tables(runtime) == before
    runtime.database.close()


def replace_clock(runtime):
    runtime.clock = Clock()
    return runtime


def test_of_what_banks_were_before_an_import_the_last_ten_are_kept(runtime):
    put(runtime, a_deck())
    reports = []
    for number in range(12):
        runtime.clock.forward(minutes=1)
        changed = [
            one._replace(fields=(f"word {number}", "x")) if one.id == 1 else one
            for one in a_deck().notes
        ]
        reports.append(put(runtime, replace(a_deck(), notes=changed)))

    kept = sorted(folder(runtime).parent.glob(".anki.*.before"))
    assert kept == sorted(
        importing_swap.beside(folder(runtime), report.id, "before") for report in reports[2:]
    )
    for report in reversed(reports[2:]):
        import_undo.undo(runtime, report.id)
    with pytest.raises(RefusedError, match="what the bank was before it isn’t kept any more"):
        import_undo.undo(runtime, reports[1].id)
    [item] = [item for item in load(folder(runtime)).items if item.origin.guid == "guid-1"]
    assert item.stem == "word 1"
