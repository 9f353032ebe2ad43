"""Bury, suspend, flag, mark: stored once, taken back exactly, in whatever order they came."""

from __future__ import annotations

from random import Random

import pytest

from app.scheduling.types import Options
from app.services import study
from app.services.answering import answer
from app.services.answering import undo
from app.services.cramming import answer as cram_answer
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.errors import StaleError
from app.services.holding import act
from app.services.relearning import relearn
from app.services.today import Done
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import rate
from tests.services.banks import submission
from tests.services.banks import unfolded
from tests.services.banks import upcoming
from tests.services.banks import write_bank
from tests.site import Clock
from tests.site import make_runtime

REVERSED = """
  - {id: two, kind: flashcard, reversed: true, stem: One side, answer: Other side, cite: ["P2: met in Seoul"]}
  - {id: alone, kind: flashcard, stem: Another, answer: Thing, cite: ["P1: after the talks"]}
"""  # noqa: E501 - an item a line


@pytest.fixture
def pair(tmp_path):
    """Return a runtime with an item of two cards and one of one."""
    folder = write_bank(tmp_path / "pair", {"trade": REVERSED})
    runtime = make_runtime(tmp_path / "data", folder, clock=Clock(), options=Options(bury=False))
    yield runtime
    runtime.database.close()


def do(runtime, what, *cards, action_id=None):
    return act(
        runtime, bank="small", cards=cards, what=what, action_id=action_id or runtime.new_id()
    )


def view(runtime, card):
    return study.turn(runtime, study.deck(runtime, "small"), card).card


def next_item(runtime):
    card, _ = upcoming(runtime)
    return None if isinstance(card, Done) else (card.item.id, card.n)


@pytest.mark.parametrize(
    ("what", "left"),
    [
        ("bury", ("two", 2)),
        ("suspend", ("two", 2)),
        ("bury-item", ("alone", 1)),
        ("suspend-item", ("alone", 1)),
        ("flag-1", ("two", 1)),
        ("mark", ("two", 1)),
    ],
)
def test_after_it_comes_what_is_left(pair, what, left):
    do(pair, what, card_of(pair, "two", 1))
    assert next_item(pair) == left


@pytest.mark.parametrize(("what", "back"), [("bury", True), ("suspend", False)])
def test_what_is_buried_comes_back_tomorrow_and_what_is_suspended_does_not(pair, what, back):
    card = card_of(pair, "two", 1)
    do(pair, what, card)
    pair.clock.forward(days=1)
    assert (next_item(pair) == ("two", 1)) is back
    do(pair, f"un{what}", card)
    assert next_item(pair) == ("two", 1)


def test_a_card_says_how_it_is_held(pair):
    card = card_of(pair, "two", 1)
    for what in ("flag-5", "mark", "suspend", "bury"):
        do(pair, what, card)
    shown = view(pair, card)
    assert (shown.flag, shown.marked, shown.suspended, shown.buried) == (5, True, True, True)
    pair.clock.forward(days=1)
    assert not view(pair, card).buried


@pytest.mark.parametrize("what", ["flag-3", "mark"])
def test_the_same_again_takes_it_away(pair, what):
    cards = (card_of(pair, "two", 1), card_of(pair, "alone"))
    seen = []
    for chosen in (cards[:1], cards, cards):
        do(pair, what, *chosen)
        seen.append([bool(view(pair, card).flag or view(pair, card).marked) for card in cards])
    assert seen == [[True, False], [True, True], [False, False]]


def test_many_cards_are_one_step_of_undo(runtime):
    before = dump(runtime, "card_state")
    cards = tuple(card_of(runtime, name) for name in ("a1", "a2", "b1"))
    assert do(runtime, "suspend", *cards) == 3
    undo(runtime, "small", "undo")
    assert dump(runtime, "card_state") == before


def test_what_changes_nothing_is_no_step(runtime):
    card = card_of(runtime, "a1")
    do(runtime, "suspend", card)
    before = dump(runtime)
    assert do(runtime, "suspend", card) == 0
    assert dump(runtime) == before


def test_a_repeated_request_is_the_same_action(runtime):
    card = card_of(runtime, "a1")
    do(runtime, "mark", card, action_id="act-1")
    before = dump(runtime)
    do(runtime, "mark", card, action_id="act-1")
    assert dump(runtime) == before


@pytest.mark.parametrize(("what", "item"), [("flag-1", "a1"), ("mark", "a2")])
def test_an_id_used_again_for_something_else_is_stale(runtime, what, item):
    do(runtime, "mark", card_of(runtime, "a1"), action_id="act-1")
    before = dump(runtime)
    with pytest.raises(StaleError, match="nothing is done now"):
        do(runtime, what, card_of(runtime, item), action_id="act-1")
    assert dump(runtime) == before


def test_an_action_that_was_taken_back_cannot_be_sent_again(runtime):
    card = card_of(runtime, "a1")
    do(runtime, "suspend", card, action_id="act-1")
    undo(runtime, "small", "undo")
    with pytest.raises(StaleError):
        do(runtime, "suspend", card, action_id="act-1")
    assert not view(runtime, card).suspended


@pytest.mark.parametrize(
    "what", ["", "x", "flag-8", "flag-", "flag-12", "mark-item", "flag-1-item", "unbury-item", "\0"]
)
def test_what_there_is_not_to_do_is_refused(runtime, what):
    before = dump(runtime)
    with pytest.raises(RefusedError, match="can be buried, suspended, flagged"):
        do(runtime, what, card_of(runtime, "a1"))
    assert dump(runtime) == before


@pytest.mark.parametrize("action_id", ["", "x" * 37, "a b", "\udc80"])
def test_an_action_without_a_usable_id_is_refused(runtime, action_id):
    with pytest.raises(RefusedError, match="no usable id"):
        act(runtime, bank="small", cards=(1,), what="mark", action_id=action_id)


def test_no_card_is_refused_and_another_bank_s_is_not_found(runtime):
    with pytest.raises(RefusedError, match="no card is chosen"):
        do(runtime, "mark")
    before = dump(runtime)
    with pytest.raises(NotFoundError, match="there is no card 999"):
        do(runtime, "mark", card_of(runtime, "a1"), 999)
    with pytest.raises(NotFoundError, match="there is no card 1 "):
        act(runtime, bank="other", cards=(1,), what="mark", action_id="act-1")
    assert dump(runtime) == before


def test_an_undo_names_the_card_that_was_asked_for(pair):
    card = card_of(pair, "two", 2)
    do(pair, "bury-item", card)
    assert undo(pair, "small", "undo") == card


def test_thousands_of_cards_are_held_and_brought_back(runtime):
    with runtime.database.write() as connection:
        connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 12099)"
            " INSERT INTO item SELECT i, bank_id, item_id || i, topic, kind, i, fingerprint,"
            " key_fingerprint, data, passages, changed, words, retired"
            " FROM item, n WHERE item.pk = 1"
        )
        connection.exec_driver_sql(
            "INSERT INTO card (id, item_pk, n, bank_id, topic, position, retired)"
            " SELECT pk, pk, 1, bank_id, topic, pk, 0 FROM item WHERE pk >= 100"
        )
        from app.store import states  # noqa: PLC0415 - this test alone

        states.ensure(connection, runtime.learner, "small")
    before = dump(runtime, "card_state")
    assert do(runtime, "flag-2", *range(100, 12_100)) == 12_000
    undo(runtime, "small", "undo")
    assert dump(runtime, "card_state") == before


CARDS = [("fell", 1), ("year", 1), ("year", 2), ("after", 1), ("met", 1)]
ITEMS = """
  - {id: fell, kind: flashcard, stem: By how much?, answer: Much, cite: ["P1: Trade between the two … in 2019"]}
  - {id: year, kind: flashcard, reversed: true, stem: When?, answer: Then, cite: ["P1: by 4.5 percent in 2019"]}
  - {id: after, kind: flashcard, stem: And then?, answer: It rose, cite: ["P1: after the talks"]}
  - {id: met, kind: flashcard, stem: Where?, answer: Seoul, cite: ["P2: met in Seoul"]}
"""  # noqa: E501 - an item a line
WHATS = (
    "bury", "unbury", "bury-item", "suspend", "unsuspend", "suspend-item", "mark", "unmark",
    "flag-0", "flag-1", "flag-7",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_undo_restores_every_row_exactly_over_answers_and_actions_mixed(tmp_path, seed):
    """Answers that bury and suspend leeches, cram, relearning, every action; 45 steps and back."""
    chance = Random(seed)  # noqa: S311 - chance with a seed
    folder = write_bank(tmp_path / "small", {"trade": ITEMS})
    options = Options(leech_threshold=2, suspend_leeches=True)
    runtime = make_runtime(tmp_path / "data", folder, clock=Clock(), options=options)
    cards = [card_of(runtime, *name) for name in CARDS]
    for card in cards[:4]:
        rate(runtime, card, 4)
    with runtime.database.write() as connection:  # as a sync that found them changed
        connection.exec_driver_sql(
            f"UPDATE card_state SET notice = CASE card_id WHEN {cards[0]} THEN 'answer'"  # noqa: S608
            f" WHEN {cards[1]} THEN 'passage' END"
        )
    runtime.clock.forward(days=2)
    before = []
    while len(before) < 45:
        rows = (len(dump(runtime, "review")["review"]), len(dump(runtime, "action")["action"]))
        state = dump(runtime, "card_state", "daily")
        card = chance.choice(cards)
        match chance.randrange(10):
            case 0 | 1 | 2:
                do(runtime, chance.choice(WHATS), card)
            case 3:
                cram_answer(runtime, submission(runtime, card, chance.choice([1, 3])))
            case 4:
                relearn(runtime, "small", card, runtime.new_id())
            case _:
                answer(runtime, submission(runtime, card, chance.choice([1, 1, 3, 4])))
        steps = (len(dump(runtime, "review")["review"]), len(dump(runtime, "action")["action"]))
        if steps != rows:
            before.append(state)
        runtime.clock.forward(minutes=chance.choice([1, 11, 600, 1440, 14_400]))

    for number in range(45):
        undo(runtime, "small", f"undo-{number}")
        assert nothing_at_zero(dump(runtime, "card_state", "daily")) == nothing_at_zero(
            before.pop()
        ), number
        assert unfolded(runtime) == []
    runtime.database.close()


def nothing_at_zero(tables):
    """Leave out sums of no answers: they say nothing."""
    return {**tables, "daily": [row for row in tables["daily"] if row[8] or row[9]]}


def test_undoing_the_lapse_that_suspended_a_leech_brings_it_back(tmp_path, folder):
    options = Options(bury=False, leech_threshold=1, suspend_leeches=True, new_per_day=0)
    runtime = make_runtime(tmp_path / "own", folder, clock=Clock(), options=options)
    card = card_of(runtime, "a1")
    rate(runtime, card, 4)
    runtime.clock.forward(days=20)
    rate(runtime, card, 1)
    assert view(runtime, card).suspended
    undo(runtime, "small", "undo")
    assert not view(runtime, card).suspended
    assert next_item(runtime) == ("a1", 1)
    runtime.database.close()
