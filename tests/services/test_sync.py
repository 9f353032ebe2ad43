"""Banks are compiled into the store; what was learned stays with its item."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy import text

from app.services import decks
from app.services.answering import undo
from app.services.doctor import examine
from app.services.errors import NotFoundError
from app.services.sync import sync
from app.services.sync import sync_all
from app.services.sync import write
from app.store import content
from question_bank.loader import read
from tests.services.banks import PAPER
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import flashcards
from tests.services.banks import log_rows
from tests.services.banks import rate
from tests.services.banks import shown
from tests.services.banks import states
from tests.services.banks import unfolded
from tests.services.banks import upcoming
from tests.services.banks import write_bank
from tests.site import make_runtime

TRADE = flashcards("a1", "a2", "a3")
RIVERS = flashcards("b1", "b2")


def items(runtime, bank="small"):
    with runtime.database.read() as connection:
        return {item.id: item for item in content.load_bank(connection, bank).items}


def topics(runtime, bank="small"):
    [view] = [view for view in decks.banks(runtime) if view.info.id == bank]
    return {deck.topic: deck.counts.new for deck in view.topics}


def test_a_bank_is_compiled_item_for_item(runtime):
    assert list(items(runtime)) == ["a1", "a2", "a3", "b1", "b2"]
    assert topics(runtime) == {"trade": 3, "rivers": 2}
    assert decks.banks(runtime)[0].cards == 5


def test_an_unchanged_bank_writes_nothing(runtime, folder, clock):
    before = dump(runtime)
    clock.forward(days=1)
    for path in folder.iterdir():
        os.utime(path, (1_900_000_000, 1_900_000_000))

    assert sync(runtime, folder) == ()
    assert sync_all(runtime) == ()
    assert dump(runtime) == before


def test_an_edit_changes_one_item_and_keeps_what_was_learned(runtime, folder):
    card = card_of(runtime, "a2")
    rate(runtime, card)
    learned, others = states(runtime), {**items(runtime)}
    edited = TRADE.replace("What is a2?", "What then is a2?")

    write_bank(folder, {"trade": edited, "rivers": RIVERS})
    sync(runtime, folder)

    now = items(runtime)
    assert now.pop("a2").stem == "What then is a2?"
    del others["a2"]
    assert now == others
    assert card_of(runtime, "a2") == card
    assert states(runtime) == learned


def test_a_card_has_the_time_at_which_it_came_whatever_happens_to_it(runtime, folder, clock):
    def added():
        with runtime.database.read() as connection:
            query = "SELECT item_id, added_at FROM card JOIN item ON item.pk = card.item_pk"
            return dict(connection.execute(text(query)).all())

    first = clock.now
    assert added() == dict.fromkeys(("a1", "a2", "a3", "b1", "b2"), first)

    clock.forward(days=1)
    second = clock.now
    write_bank(folder, {"trade": flashcards("a2", "a9"), "rivers": RIVERS.replace("The", "A")})
    sync(runtime, folder)
    assert added() == dict.fromkeys(("a1", "a2", "a3", "b1", "b2"), first) | {"a9": second}

    clock.forward(days=1)
    write_bank(folder, {"trade": flashcards("a9", "a1"), "rivers": flashcards("b2", "a2")})
    sync(runtime, folder)  # a1 returns, a2 moves
    with runtime.database.write() as connection:
        write(connection, runtime, read(folder).bank, 0, whole=True)
    assert added() == dict.fromkeys(("a1", "a2", "a3", "b1", "b2"), first) | {"a9": second}


def test_an_edit_of_one_item_leaves_the_times_of_the_others(runtime, folder):
    """Anki would count every item of the file as changed."""

    def times():
        with runtime.database.read() as connection:
            return dict(content.load_bank(connection, "small").changed)

    before = times()
    write_bank(folder, {"trade": TRADE.replace("What is a2?", "What?"), "rivers": RIVERS})
    for path in folder.iterdir():
        os.utime(path, (1_900_000_000, 1_900_000_000))
    sync(runtime, folder)

    assert times() == {**before, "a2": 1_900_000_000}


def test_an_edit_writes_the_edited_item_alone(runtime, folder):
    written = []

    def listen(_connection, _cursor, query, values, _context, many):
        if query.split()[0] in ("INSERT", "UPDATE", "DELETE"):
            written.append((" ".join(query.split()[:3]), len(values) if many else 1))

    write_bank(folder, {"trade": TRADE.replace("The a2", "Another a2"), "rivers": RIVERS})
    event.listen(runtime.database.engine, "before_cursor_execute", listen)
    sync(runtime, folder)
    event.remove(runtime.database.engine, "before_cursor_execute", listen)

    found = {what: rows for what, rows in written if " item" in what or " card" in what}
    assert found["UPDATE item SET"] == 1
    assert set(found) <= {
        "UPDATE item SET", "DELETE FROM item_words", "INSERT INTO item_words",
        "UPDATE card_state SET",
    }  # fmt: skip
    assert sum(what.startswith("INSERT INTO citation") for what, _ in written) <= 1


items_of = st.lists(st.sampled_from(("a1", "a2", "a3", "b1", "b2", "b3")), unique=True)


@settings(max_examples=30)
@given(st.lists(st.tuples(items_of, st.integers(0, 6), st.booleans()), min_size=1, max_size=4))
def test_what_a_sync_leaves_is_what_compiling_everything_anew_gives(edits):
    tables = ("item", "card", "citation", "card_state", "source", "daily", "item_words")
    with tempfile.TemporaryDirectory() as place:
        folder = write_bank(Path(place) / "small")
        runtime = make_runtime(Path(place) / "data", folder)
        rate(runtime, card_of(runtime, "a1"), 4)
        for number, (chosen, cut, reworded) in enumerate(edits):
            first, second = chosen[:cut], chosen[cut:]
            text = [flashcards(*ids) if ids else "" for ids in (first, second)]
            if reworded:
                text = [one.replace("The a1", f"The {number} a1") for one in text]
            write_bank(folder, {"trade": text[0], "rivers": text[1]})
            assert sync(runtime, folder) == ()
            found = dump(runtime, *tables)
            with runtime.database.write() as connection:
                write(connection, runtime, read(folder).bank, 0, whole=True)
            assert dump(runtime, *tables) == found
        runtime.database.close()


def test_the_sums_of_a_card_that_changes_its_topic_go_with_it(runtime, folder, clock):
    rate(runtime, card_of(runtime, "a1"), 4)
    rate(runtime, card_of(runtime, "a2"), 4)
    clock.forward(days=3)
    rate(runtime, card_of(runtime, "a1"), 1)
    write_bank(folder, {"trade": flashcards("a2", "a3"), "rivers": flashcards("a1", "b1", "b2")})
    sync(runtime, folder)

    assert examine(runtime).findings == ()
    with runtime.database.read() as connection:
        rows = connection.execute(text("SELECT topic, sum(answers) FROM daily GROUP BY topic"))
        assert dict(map(tuple, rows)) == {"trade": 1, "rivers": 2}


def test_a_log_row_says_which_wording_was_answered(runtime, folder):
    card = card_of(runtime, "a1")
    rate(runtime, card)
    write_bank(folder, {"trade": TRADE.replace("The a1", "The other a1"), "rivers": RIVERS})
    sync(runtime, folder)
    rate(runtime, card)

    first, second = log_rows(runtime)
    assert first["item_fingerprint"] != second["item_fingerprint"]


def test_a_removed_item_is_retired_and_its_log_kept(runtime, folder):
    gone, stays = card_of(runtime, "a1"), card_of(runtime, "a2")
    rate(runtime, gone)
    rate(runtime, stays)

    write_bank(folder, {"trade": flashcards("a2", "a3"), "rivers": RIVERS})
    sync(runtime, folder)

    assert "a1" not in items(runtime)
    assert [row[1] for row in states(runtime)] == [stays]
    assert [row["card_id"] for row in log_rows(runtime)] == [gone, stays]
    assert topics(runtime) == {"trade": 1, "rivers": 2}
    with pytest.raises(NotFoundError, match=f"there is no card {gone}"):
        shown(runtime, gone)


def test_an_item_that_comes_back_has_the_state_its_log_says(runtime, folder, clock):
    card = card_of(runtime, "a1")
    for rating in (3, 3, 1):
        rate(runtime, card, rating)
        clock.forward(days=2)
    undo(runtime, "small", "undo-1")
    learned = states(runtime)

    write_bank(folder, {"trade": flashcards("a2", "a3"), "rivers": RIVERS})
    sync(runtime, folder)
    assert states(runtime) == []
    write_bank(folder)
    sync(runtime, folder)

    assert card_of(runtime, "a1") == card
    assert states(runtime) == learned
    assert unfolded(runtime) == []


def test_an_item_that_comes_back_with_all_undone_is_new(runtime, folder):
    rate(runtime, card_of(runtime, "a1"))
    undo(runtime, "small", "undo-1")
    write_bank(folder, {"trade": flashcards("a2", "a3"), "rivers": RIVERS})
    sync(runtime, folder)
    write_bank(folder)
    sync(runtime, folder)

    assert states(runtime) == []
    assert topics(runtime)["trade"] == 3


def test_a_face_that_is_dropped_retires_alone(tmp_path):
    both = TRADE.replace("answer: The a1", "reversed: true, answer: The a1")
    folder = write_bank(tmp_path / "small", {"trade": both})
    runtime = make_runtime(tmp_path / "data", folder)
    front, back = card_of(runtime, "a1", 1), card_of(runtime, "a1", 2)
    rate(runtime, front)
    rate(runtime, back)

    write_bank(folder, {"trade": TRADE})
    sync(runtime, folder)
    assert [row[1] for row in states(runtime)] == [front]

    write_bank(folder, {"trade": both})
    sync(runtime, folder)
    assert [row[1] for row in states(runtime)] == [front, back]
    runtime.database.close()


def test_an_item_that_changes_its_topic_takes_its_state_along(runtime, folder, clock):
    card = card_of(runtime, "a1")
    rate(runtime, card, 4)
    clock.forward(days=400)
    write_bank(folder, {"trade": flashcards("a2", "a3"), "rivers": flashcards("a1", "b1", "b2")})
    sync(runtime, folder)

    assert [(row[1], row[3]) for row in states(runtime)] == [(card, "rivers")]
    view, counts = upcoming(runtime, topic="rivers")
    assert (counts.due, counts.new) == (1, 2)
    assert view.topic == "rivers"
    _, counts = upcoming(runtime, topic="trade")
    assert (counts.due, counts.new) == (0, 2)


def test_a_changed_order_is_the_order_of_new_cards(runtime, folder):
    write_bank(folder, {"rivers": flashcards("b2", "b1"), "trade": TRADE})
    sync(runtime, folder)

    view, _ = upcoming(runtime)
    assert view.item.id == "b2"


def test_a_changed_source_is_stored(runtime, folder):
    write_bank(folder, paper=PAPER.replace("slowly", "at once"))
    sync(runtime, folder)

    with runtime.database.read() as connection:
        bank = content.load_bank(connection, "small")
    assert "it rose again at once" in bank.sources["paper"].text


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("kind: flashcard", "kind: flashlight", "kind"),
        ("id: a2", "id: a1", "repeated-id"),
        ("stem: What is a3?, ", "", "missing"),
        ("{id: a1", "{id: a1, id: a1", "duplicate-key"),
    ],
)
def test_a_broken_bank_changes_nothing_and_is_reported(runtime, folder, old, new, rule):
    rate(runtime, card_of(runtime, "a1"))
    before = dump(runtime)
    broken = TRADE.replace(old, new, 1)
    assert broken != TRADE
    write_bank(folder, {"trade": broken, "rivers": flashcards("b9")}, title="Another title")

    problems = sync(runtime, folder)

    assert dump(runtime) == before
    assert problems
    assert {problem.file for problem in problems} == {str(folder / "trade.yaml")}
    assert all(problem.line >= 3 and problem.column >= 1 for problem in problems)
    assert any(rule in f"{problem.rule} {problem.message}" for problem in problems), problems


def test_a_bank_that_is_not_there_is_a_problem_of_its_folder(tmp_path):
    runtime = make_runtime(tmp_path / "data", tmp_path / "nowhere")

    [problem] = runtime.problems[str(tmp_path / "nowhere")]
    assert problem.message == "there is no such folder"
    assert decks.banks(runtime) == ()
    runtime.database.close()


def test_a_bank_that_was_mended_is_no_longer_reported(runtime, folder):
    write_bank(folder, {"trade": "  - {id: a1}"})
    assert len(sync_all(runtime)) > 0
    write_bank(folder)

    assert sync_all(runtime) == ()
    assert runtime.problems == {}


def test_several_banks_stand_in_the_order_given_and_one_broken_spares_the_others(tmp_path):
    good = write_bank(tmp_path / "good", bank="good", title="Good")
    bad = write_bank(tmp_path / "bad", {"trade": "  - {id: a1}"}, bank="bad")
    last = write_bank(tmp_path / "last", bank="last", title="Last")
    runtime = make_runtime(tmp_path / "data", good, bad, last)

    assert [view.info.id for view in decks.banks(runtime)] == ["good", "last"]
    assert list(runtime.problems) == [str(bad)]
    runtime.database.close()


def test_banks_with_equal_ids_of_items_do_not_meet(tmp_path):
    one = write_bank(tmp_path / "one", bank="one")
    two = write_bank(tmp_path / "two", bank="two")
    runtime = make_runtime(tmp_path / "data", one, two)
    view, _ = upcoming(runtime, "two")
    rate(runtime, view.id)

    assert view.bank == "two"
    assert {row[2] for row in states(runtime)} == {"two"}
    _, counts = upcoming(runtime, "one")
    assert counts.new == 5
    runtime.database.close()


def test_banks_given_in_another_order_are_shown_in_it(tmp_path):
    one = write_bank(tmp_path / "one", bank="one")
    two = write_bank(tmp_path / "two", bank="two")
    runtime = make_runtime(tmp_path / "data", one, two)

    runtime.settings = replace(runtime.settings, banks=(two, one))
    sync_all(runtime)

    assert [view.info.id for view in decks.banks(runtime)] == ["two", "one"]
    runtime.database.close()


def test_a_bank_without_items_is_there_and_has_nothing(tmp_path):
    runtime = make_runtime(tmp_path / "data", write_bank(tmp_path / "small", {"trade": ""}))

    [view] = decks.banks(runtime)
    assert (view.cards, view.topics, view.deck.today) == (0, (), 0)
    runtime.database.close()


def notices(runtime):
    query = text(
        "SELECT item_id, notice FROM card_state JOIN card ON card.id = card_id"
        " JOIN item ON item.pk = item_pk WHERE notice IS NOT NULL ORDER BY item_id"
    )
    with runtime.database.read() as connection:
        return [tuple(row) for row in connection.execute(query)]


EDITS = [
    ("trade.yaml", "answer: The a1", "answer: Another", [("a1", "answer")]),
    ("trade.yaml", "stem: What is a1?", "stem: What was a1?", []),
    ("paper.txt", "4.5 percent", "4.5  percent", []),
    ("trade.yaml", "answer: The a2", "answer: Another", []),
]


@pytest.mark.parametrize("edit", EDITS)
def test_an_answered_card_is_noticed_when_its_answer_changes(runtime, folder, edit):
    file, old, new, told = edit
    rate(runtime, card_of(runtime, "a1"))
    path = folder / file
    path.write_text(path.read_text().replace(old, new, 1))
    assert sync(runtime, folder) == ()
    assert notices(runtime) == told


def test_a_changed_passage_is_noticed_and_the_next_answer_settles_it(runtime, folder):
    card = card_of(runtime, "a1")
    rate(runtime, card)
    path = folder / "paper.txt"
    path.write_text(path.read_text().replace("fell by 4.5 percent", "fell sharply by 4.5 percent"))
    trade = folder / "trade.yaml"
    trade.write_text(trade.read_text().replace("fell by 4.5", "fell sharply by 4.5"))
    rivers = folder / "rivers.yaml"
    rivers.write_text(rivers.read_text().replace("fell by 4.5", "fell sharply by 4.5"))
    assert sync(runtime, folder) == ()
    assert notices(runtime) == [("a1", "passage")]

    view, _ = upcoming(runtime)
    assert view.item.id == "a1"
    rate(runtime, card)
    assert notices(runtime) == []
