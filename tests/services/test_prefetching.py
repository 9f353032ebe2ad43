"""The cards that come, before they are asked for: what the server would choose, and no other."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from app.scheduling.types import Options
from app.services import study
from app.services.answering import answer
from app.services.errors import NotFoundError
from app.services.holding import act
from app.services.prefetching import MOST
from app.services.prefetching import batch
from app.services.study import CardView
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import flashcards
from tests.services.banks import rate
from tests.services.banks import submission
from tests.services.banks import write_bank
from tests.site import Clock
from tests.site import make_runtime

MANY = {
    "trade": flashcards(*(f"a{n}" for n in range(1, 15))),
    "rivers": "\n".join(
        [
            """  - id: gap
    kind: cloze
    text: "Trade {{c1::fell}} and {{c2::rose}}."
    lint_ignore: {wide-cloze: Siblings are what is tested.}
    cite: ["P1: it rose again slowly"]""",
            flashcards(*(f"b{n}" for n in range(1, 8))).replace(
                "P1: fell by 4.5 percent", "P2: trust and of rivers"
            ),
        ]
    ),
}


def deck(runtime, topic=None):
    return study.deck(runtime, "small", topic)


def chosen(runtime, topic, count):
    """Answer Good, again and again; return the cards the server chose, with its counts."""
    found = []
    for _ in range(count):
        turn = study.turn(runtime, deck(runtime, topic))
        if not isinstance(turn.card, CardView) or turn.card.id in [card for card, _ in found]:
            break
        found.append((turn.card.id, turn.counts))
        answer(runtime, submission(runtime, turn.card.id, 3))
    return found


@pytest.fixture
def large(tmp_path):
    """Return a maker of runtimes over twenty-three cards, eight of them over the same words."""
    made = []

    def make(name="data", **options):
        folder = write_bank(tmp_path / "small", MANY)
        runtime = make_runtime(tmp_path / name, folder, clock=Clock(), options=Options(**options))
        made.append(runtime)
        return runtime

    yield make
    for runtime in made:
        runtime.database.close()


@pytest.mark.parametrize("bury", [False, True], ids=["all", "buried"])
@pytest.mark.parametrize("topic", [None, "trade", "rivers"])
@pytest.mark.parametrize("seed", range(6))
def test_a_batch_is_what_the_server_would_choose_were_each_answered_good(large, seed, topic, bury):
    chance = Random(seed)  # noqa: S311 - chance with a seed
    new, reviews = chance.choice([(20, 200), (3, 4), (0, 5), (9, 0)])
    runtime = large(bury=bury, new_per_day=new, reviews_per_day=reviews)
    clock = runtime.clock
    everything = [row[0] for row in dump(runtime, "card")["card"]]
    for _ in range(chance.choice([0, 5, 40])):
        rate(runtime, chance.choice(everything), chance.choice([1, 2, 3, 3, 4]))
        clock.forward(minutes=chance.choice([0, 3, 11, 1440, 4000]))
    held = chance.choice([0, 1, 4])

    found = batch(runtime, deck(runtime, topic), [], 20)
    later = batch(runtime, deck(runtime, topic), [side.card.id for side in found.cards[:held]], 20)
    expected = chosen(runtime, topic, 20)

    told = [(side.card.id, side.turn.counts) for side in found.cards]
    assert told == expected[: len(told)]
    assert len(told) == len(expected) or expected[len(told)][0] in [card for card, _ in told]
    assert [side.card.id for side in later.cards][: len(told) - held] == [
        card for card, _ in told[held:]
    ]


@pytest.mark.parametrize("topic", [None, "rivers"])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "orders",
    [
        {"new_order": "random"},
        {"review_order": "recall", "first_kind": "reviews"},
        {"review_order": "interval-down", "first_kind": "new", "new_order": "random"},
        {"review_order": "random", "day_steps": "last"},
    ],
    ids=lambda orders: " ".join(orders.values()),
)
def test_in_other_orders_a_batch_is_what_the_server_would_choose_too(large, seed, topic, orders):
    chance = Random(seed)  # noqa: S311 - chance with a seed
    steps = (60, 172_800) if "day_steps" in orders else (60, 600)
    runtime = large(bury=False, learning_steps=steps, **orders)
    everything = [row[0] for row in dump(runtime, "card")["card"]]
    for _ in range(15):
        rate(runtime, chance.choice(everything), chance.choice([1, 2, 3, 3, 4]))
        runtime.clock.forward(minutes=chance.choice([3, 11, 1440, 4000]))

    told = [
        (side.card.id, side.turn.counts)
        for side in batch(runtime, deck(runtime, topic), [], 9).cards
    ]
    assert told == chosen(runtime, topic, len(told))


def test_each_card_comes_with_its_back_as_it_stands(runtime, clock):
    card = card_of(runtime, "a2")
    rate(runtime, card, 4)
    clock.forward(days=30)

    [first, *_] = batch(runtime, deck(runtime), [], 6, card).cards
    assert first.card == study.back(runtime, deck(runtime), card).card
    assert first.futures == study.back(runtime, deck(runtime), card).futures
    assert first.quotes == study.back(runtime, deck(runtime), card).quotes
    assert (first.card.seen, first.card.shown_at) == (1, clock.now)


def test_a_batch_may_begin_with_any_card(runtime):
    wanted = card_of(runtime, "b2")

    cards = [side.card.id for side in batch(runtime, deck(runtime), [], 3, wanted).cards]
    assert cards == [wanted, card_of(runtime, "a1"), card_of(runtime, "a2")]


def test_a_batch_holds_until_the_study_day_ends(runtime, clock):
    found = batch(runtime, deck(runtime), [], 1)

    assert found.at == clock.now
    assert found.until == runtime.day_ends(runtime.moment().day)


def test_a_batch_has_a_bound(large):
    runtime = large(bury=False, new_per_day=100)

    assert len(batch(runtime, deck(runtime), [], 1000).cards) == MOST
    assert batch(runtime, deck(runtime), [], 0).cards == ()


def test_cards_that_are_gone_are_passed_over(runtime):
    a1, a2 = card_of(runtime, "a1"), card_of(runtime, "a2")

    cards = batch(runtime, deck(runtime), [999, a1, a1, 0], 1).cards
    assert [side.card.id for side in cards] == [a2]


@pytest.mark.parametrize(
    ("where", "first"), [(("nowhere", None), None), (("small", "sea"), None), (("small", None), 99)]
)
def test_of_what_does_not_exist_there_is_no_batch(runtime, where, first):
    with pytest.raises(NotFoundError):
        batch(runtime, study.deck(runtime, *where), [], 3, first)


def test_a_batch_changes_nothing(large):
    runtime = large(bury=True)
    rate(runtime, 1)
    before = dump(runtime)
    batch(runtime, deck(runtime), [2, 3], 10)

    assert dump(runtime) == before


def test_a_suspended_card_is_in_no_batch(runtime):
    a1 = card_of(runtime, "a1")
    act(runtime, bank="small", cards=(a1,), what="suspend", action_id="act-1")

    assert a1 not in [side.card.id for side in batch(runtime, deck(runtime), [], 9).cards]


def test_limits_hold_in_a_batch(runtime):
    runtime.options = replace(runtime.options, new_per_day=2)

    assert len(batch(runtime, deck(runtime), [], 9).cards) == 2
