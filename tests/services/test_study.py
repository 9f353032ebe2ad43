"""Decks, counts, the order of the queue and what a card shows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.scheduling.types import Options
from app.scheduling.types import Rating
from app.scheduling.types import Stage
from app.services import decks
from app.services import study
from app.services.errors import NotFoundError
from app.services.study import CardView
from app.services.today import Done
from app.services.today import Today
from tests.services.banks import card_of
from tests.services.banks import flashcards
from tests.services.banks import rate
from tests.services.banks import shown
from tests.services.banks import states
from tests.services.banks import upcoming
from tests.services.banks import write_bank
from tests.site import Clock
from tests.site import make_runtime

MINUTE = 60_000
DAY = 24 * 60 * MINUTE


@pytest.fixture
def deck(tmp_path):
    """Return a maker of a runtime with twelve new cards in two topics, and options."""
    made = []

    def make(**options: int):
        folder = write_bank(
            tmp_path / "small",
            {
                "trade": flashcards(*(f"a{n}" for n in range(8))),
                "rivers": flashcards(*(f"b{n}" for n in range(4))),
            },
        )
        runtime = make_runtime(
            tmp_path / "data", folder, clock=Clock(), options=Options(bury=False, **options)
        )
        made.append(runtime)
        return runtime

    yield make
    for runtime in made:
        runtime.database.close()


def numbers(counts):
    return counts.new, counts.learning, counts.due


def study_all(runtime, rating=3, topic=None, most=100):
    """Answer whatever comes next until nothing does; return the ids of the items."""
    done = []
    for _ in range(most):
        view, _ = upcoming(runtime, topic=topic)
        if isinstance(view, Done):
            return done
        done.append(view.item.id)
        rate(runtime, view.id, rating)
    raise AssertionError("the deck never ends")


def test_a_new_deck_counts_its_cards_by_topic(deck):
    [view] = decks.banks(deck())

    assert view.cards == 12
    assert [(row.topic, row.title, numbers(row.counts)) for row in view.topics] == [
        ("trade", "The trade", (8, 0, 0)),
        ("rivers", "The rivers", (4, 0, 0)),
    ]
    assert view.deck.today == 12


def test_an_answer_moves_a_card_from_new_to_learning_to_review(deck):
    runtime = deck()
    card = card_of(runtime, "a0")

    seen = [numbers(upcoming(runtime)[1])]
    for rating in (3, 3):
        rate(runtime, card, rating)
        seen.append(numbers(upcoming(runtime)[1]))
    runtime.clock.forward(days=2)
    seen.append(numbers(upcoming(runtime)[1]))

    assert seen == [(12, 0, 0), (11, 1, 0), (11, 0, 0), (11, 0, 1)]


def test_the_first_page_counts_the_deck_as_its_page_does(deck):
    runtime = deck(new_per_day=5)
    for name in ("a0", "b0", "a1"):
        rate(runtime, card_of(runtime, name))

    [view] = decks.banks(runtime)
    assert view.deck.counts == upcoming(runtime)[1]
    for row in view.topics:
        assert row.counts == upcoming(runtime, topic=row.topic)[1]


def test_the_days_limit_of_new_cards_holds_for_the_bank_as_a_whole(deck):
    runtime = deck(new_per_day=5)

    assert numbers(upcoming(runtime)[1]) == (5, 0, 0)
    assert numbers(upcoming(runtime, topic="rivers")[1]) == (4, 0, 0)
    assert study_all(runtime, 4, "trade") == ["a0", "a1", "a2", "a3", "a4"]
    view, counts = upcoming(runtime, topic="rivers")
    assert numbers(counts) == (0, 0, 0)
    assert view == Done(step_at=None, days=None, due_then=0, limited=4)


def test_a_new_day_brings_new_cards(deck):
    runtime = deck(new_per_day=5)
    study_all(runtime, 4)
    runtime.clock.forward(days=1)

    assert upcoming(runtime)[1].new == 5


def test_a_card_taken_back_is_not_counted_as_done(deck):
    from app.services.answering import undo  # noqa: PLC0415 - this test alone

    runtime = deck(new_per_day=5)
    rate(runtime, card_of(runtime, "a0"))
    assert upcoming(runtime)[1].new == 4
    undo(runtime, "small", "undo")

    assert upcoming(runtime)[1].new == 5


def test_the_days_limit_of_reviews_holds(deck):
    runtime = deck(new_per_day=12, reviews_per_day=3)
    study_all(runtime, 4)
    runtime.clock.forward(days=30)

    assert numbers(upcoming(runtime)[1]) == (0, 0, 3)
    assert len(study_all(runtime, 4)) == 3
    view, _ = upcoming(runtime)
    assert view == Done(step_at=None, days=1, due_then=9, limited=9)


def test_a_lapse_is_one_review_and_its_steps_are_none(deck):
    runtime = deck(new_per_day=2, reviews_per_day=2)
    study_all(runtime, 4)
    runtime.options = replace(runtime.options, new_per_day=0)
    runtime.clock.forward(days=30)
    view, _ = upcoming(runtime)
    rate(runtime, view.id, 1)

    assert numbers(upcoming(runtime)[1]) == (0, 1, 1)
    rate(runtime, view.id, 3)
    assert numbers(upcoming(runtime)[1]) == (0, 0, 1)


def test_new_cards_come_in_the_banks_order(deck):
    assert study_all(deck(), 4) == [*(f"a{n}" for n in range(8)), *(f"b{n}" for n in range(4))]


def test_the_queue_is_steps_then_day_steps_then_the_mix_then_steps_ahead(deck):
    """SCHEDULING: intraday learning due now, main queue, learn ahead."""
    runtime = deck(new_per_day=1)
    step, night, review = (card_of(runtime, name) for name in ("a0", "a1", "a2"))
    rate(runtime, review, 4)
    runtime.clock.forward(days=40)
    runtime.clock.now += 18 * 60 * MINUTE + 55 * MINUTE  # 03:55, five minutes before the rollover
    rate(runtime, night, 3)  # its ten minutes cross the rollover: a step in days
    runtime.clock.forward(minutes=10)
    rate(runtime, step, 1)

    order = []
    view, _ = upcoming(runtime)
    order.append((view.item.id, "the day's step, as the other has a minute left"))
    runtime.clock.forward(minutes=2)
    view, _ = upcoming(runtime)
    order.append((view.item.id, "the step that is over"))
    rate(runtime, step, 3)
    view, _ = upcoming(runtime)
    order.append((view.item.id, "the day's step again"))
    rate(runtime, night, 4)
    view, _ = upcoming(runtime)
    order.append((view.item.id, "the review, as today's new card is done"))
    rate(runtime, review, 4)
    view, _ = upcoming(runtime)
    order.append((view.item.id, "ten minutes ahead of its time"))
    rate(runtime, step, 3)

    assert [name for name, _ in order] == ["a1", "a0", "a1", "a2", "a0"], order
    assert isinstance(upcoming(runtime)[0], Done)


def test_new_cards_and_reviews_are_mixed_evenly(deck):
    runtime = deck(new_per_day=4)
    study_all(runtime, 4)
    runtime.clock.forward(days=30)

    stages = []
    while not isinstance(view := upcoming(runtime)[0], Done):
        stages.append("new" if view.state.stage is Stage.NEW else "due")
        rate(runtime, view.id, 4)

    assert stages in (["due", "new"] * 4, ["new", "due"] * 4)


def test_of_two_reviews_the_one_due_longest_comes_first(deck):
    runtime = deck()
    rate(runtime, card_of(runtime, "b0"), 4)
    runtime.clock.forward(days=1)
    rate(runtime, card_of(runtime, "a0"), 4)
    runtime.clock.forward(days=100)

    with runtime.database.read() as connection:
        now = Today(runtime.options, runtime.moment(), 0, 0)
        first = now.standing(connection, study.deck(runtime, "small")).review
    assert first == card_of(runtime, "b0")


def test_reviews_of_one_day_come_in_a_random_order_that_stays(deck):
    runtime = deck()
    study_all(runtime, 4)
    with runtime.database.write() as connection:
        connection.exec_driver_sql("UPDATE card_state SET due_day = 20000")
    runtime.clock.forward(days=400)

    order = study_all(runtime, 4)
    assert sorted(order) == [*(f"a{n}" for n in range(8)), *(f"b{n}" for n in range(4))]
    assert order != sorted(order)


@pytest.mark.parametrize(
    ("ahead", "comes"), [(20 * 60, True), (9 * 60, False), (0, False)], ids=str
)
def test_a_step_is_learned_ahead_when_nothing_else_is_left(deck, ahead, comes):
    runtime = deck(new_per_day=1, learn_ahead=ahead)
    card = card_of(runtime, "a0")
    rate(runtime, card, 3)

    view, counts = upcoming(runtime)
    assert isinstance(view, CardView) is comes
    assert counts.learning == comes
    if not comes:
        assert 10 * MINUTE <= view.step_at - runtime.clock.now <= 15 * MINUTE


def test_done_says_in_how_many_days_and_how_many_cards(deck):
    runtime = deck(new_per_day=3)
    study_all(runtime, 4)
    view, _ = upcoming(runtime)
    due = sorted(row[7] for row in states(runtime))  # card_state.due_day
    today = runtime.moment().day

    assert view == Done(step_at=None, days=due[0] - today, due_then=due.count(due[0]), limited=9)


def test_a_topic_studies_its_own_cards_alone(deck):
    assert study_all(deck(), 4, "rivers") == ["b0", "b1", "b2", "b3"]


@pytest.mark.parametrize(
    ("bank", "topic"), [("nowhere", None), ("small", "nowhere"), ("", None), ("small'", None)]
)
def test_a_deck_that_does_not_exist_is_not_found(deck, bank, topic):
    with pytest.raises(NotFoundError, match=r"there is no (bank|deck) `"):
        upcoming(deck(), bank, topic)


@pytest.mark.parametrize("card", [0, 999, 2**53, -1])
def test_a_card_that_does_not_exist_is_not_found(deck, card):
    with pytest.raises(NotFoundError, match="there is no card"):
        shown(deck(), card)


def test_a_card_of_another_bank_is_not_found(tmp_path):
    one = write_bank(tmp_path / "one", bank="one")
    two = write_bank(tmp_path / "two", bank="two")
    runtime = make_runtime(tmp_path / "data", one, two)
    card = upcoming(runtime, "two")[0].id

    assert shown(runtime, card, "two").card.id == card
    with pytest.raises(NotFoundError, match="there is no card"):
        shown(runtime, card, "one")
    with pytest.raises(NotFoundError, match="there is no card"):
        study.turn(runtime, study.deck(runtime, "one"), card)
    runtime.database.close()


@pytest.mark.parametrize("rating", list(Rating))
@pytest.mark.parametrize("history", [(), (3,), (3, 3), (4,), (3, 3, 3, 1), (4, 2, 3)], ids=str)
def test_the_interval_on_the_button_is_the_one_stored(deck, history, rating):
    runtime = deck()
    card = card_of(runtime, "a0")
    for given in history:
        rate(runtime, card, given)
        runtime.clock.forward(days=3)

    future = shown(runtime, card).futures.for_rating(rating)
    runtime.clock.forward(seconds=40)  # thinking
    rate(runtime, card, rating)

    after = shown(runtime, card).card.state
    assert (after.stage, after.interval, after.due_day, after.memory, after.reps) == (
        future.state.stage, future.state.interval, future.state.due_day, future.state.memory,
        future.state.reps,
    )  # fmt: skip
    if future.state.due_at is not None:
        assert after.due_at == future.state.due_at + 40_000


def test_the_answer_side_shows_the_passage_with_the_cited_words_marked(deck):
    runtime = deck()
    [quote] = shown(runtime, card_of(runtime, "a0")).quotes

    assert [piece.text for piece in quote.pieces if piece.cited] == ["fell by 4.5 percent"]
    assert quote.where == "Paragraph 1 · Writer"


def test_what_is_looked_at_is_not_stored(deck):
    runtime = deck()
    decks.banks(runtime)
    upcoming(runtime)
    shown(runtime, card_of(runtime, "a0"))

    assert states(runtime) == []


@pytest.mark.parametrize(
    ("zone", "steps"),
    [
        # 03:30 and 04:30 local: the rollover lies between
        ("UTC", ("2026-11-24T03:30+00:00", "2026-11-24T04:30+00:00")),
        ("Asia/Seoul", ("2026-11-24T03:30+09:00", "2026-11-24T04:30+09:00")),
        # clocks go back at 03:00 and forward at 02:00: an hour more, an hour less
        ("Europe/Berlin", ("2026-10-25T02:30+02:00", "2026-10-25T04:01+01:00")),
        ("Europe/Berlin", ("2026-03-29T01:30+01:00", "2026-03-29T04:01+02:00")),
    ],
)
def test_a_step_over_the_rollover_is_due_when_the_day_begins(deck, zone, steps):
    from datetime import datetime  # noqa: PLC0415 - this test alone

    runtime = deck(new_per_day=1)
    runtime.settings = replace(runtime.settings, zone=zone)
    before, after = (int(datetime.fromisoformat(text).timestamp() * 1000) for text in steps)
    runtime.clock.now = before
    runtime.options = replace(runtime.options, learning_steps=(60, 7200 + 3600))
    card = card_of(runtime, "a0")
    rate(runtime, card, 3)

    assert shown(runtime, card).card.state.due_day == runtime.moment().day + 1
    assert isinstance(upcoming(runtime)[0], Done)
    runtime.clock.now = after
    assert upcoming(runtime)[0].id == card
