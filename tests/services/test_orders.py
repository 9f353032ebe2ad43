"""In which order a day's cards come: the options of a preset, beside the default order."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.scheduling.types import Options
from app.services import study
from app.store import orders
from tests.services.banks import card_of
from tests.services.banks import flashcards
from tests.services.banks import rate
from tests.services.banks import upcoming
from tests.services.banks import write_bank
from tests.site import Clock
from tests.site import make_runtime

NEW, REVIEWS = "abcdefgh", "pqrst"
# by name: interval, stability, difficulty, days since the last answer, days overdue
HELD = {
    "p": (30, 30.0, 9.0, 60, 1),  # recall as after 2 stabilities
    "q": (10, 10.0, 1.0, 40, 4),  # 4
    "r": (50, 50.0, 5.0, 50, 2),  # 1
    "s": (20, 20.0, 3.0, 10, 5),  # a half
    "t": (40, 40.0, 7.0, 120, 3),  # 3
}


@pytest.fixture
def deck(tmp_path):
    """Return a maker of runtimes over eight new cards in one topic and five reviews in another."""
    topics = {
        "trade": flashcards(*NEW),
        "rivers": flashcards(*REVIEWS).replace("P1: fell by 4.5 percent", "P2: of trust"),
    }
    folder = write_bank(tmp_path / "small", topics)
    made = []

    def make(**options):
        clock = Clock()
        chosen = Options(bury=False, **options)
        runtime = make_runtime(tmp_path / f"data{len(made)}", folder, clock=clock, options=chosen)
        made.append(runtime)
        today = runtime.moment().day
        with runtime.database.write() as connection:
            for name, (interval, stability, difficulty, since, overdue) in HELD.items():
                connection.execute(
                    text(
                        "UPDATE card_state SET stage = 'review', reps = 3, interval = :interval,"
                        " stability = :stability, difficulty = :difficulty, last_day = :last,"
                        " last_at = 1, due_day = :due, shuffle = :shuffle WHERE card_id ="
                        " (SELECT card.id FROM card JOIN item ON item.pk = item_pk"
                        " WHERE item_id = :name)"
                    ),
                    {
                        "interval": interval, "stability": stability, "difficulty": difficulty,
                        "last": today - since, "due": today - overdue, "name": name,
                        "shuffle": "rsptq".index(name),
                    },
                )  # fmt: skip
        return runtime

    yield make
    for runtime in made:
        runtime.database.close()


def whole_day(runtime, topic=None):
    """Answer Easy till nothing is left; return the items as they came."""
    order = ""
    while isinstance(view := upcoming(runtime, topic=topic)[0], study.CardView):
        order += view.item.id
        rate(runtime, view.id, 4)
    return order


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("due", "sqtrp"),
        ("interval", "qsptr"),
        ("interval-down", "rtpsq"),
        ("difficulty", "qsrtp"),
        ("difficulty-down", "ptrsq"),
        ("recall", "qtprs"),
        ("random", "rsptq"),
    ],
)
def test_reviews_come_in_the_order_of_the_preset(deck, order, expected):
    runtime = deck(review_order=order)
    assert whole_day(runtime, "rivers") == expected


def test_the_limit_of_a_day_holds_in_every_order(deck):
    assert whole_day(deck(review_order="recall", reviews_per_day=2), "rivers") == "qt"


def test_of_a_large_backlog_those_due_longest_are_sorted(deck, monkeypatch):
    monkeypatch.setattr(orders, "SORTED", 3)
    prepared = orders._sorted("recall", by_topic=False)
    runtime = deck()
    with runtime.database.quick() as connection:
        where = orders.scope(study.deck(runtime, "small"))
        rows = prepared.all(connection, **where, day=runtime.moment().day, most=9, past=0)
    assert [row[0] for row in rows] == [card_of(runtime, name) for name in "qts"]


@pytest.mark.parametrize(
    ("first", "expected"),
    [("new", ["new"] * 8 + ["due"] * 5), ("reviews", ["due"] * 5 + ["new"] * 8)],
)
def test_one_kind_may_come_before_the_other(deck, first, expected):
    came = whole_day(deck(first_kind=first))
    assert ["new" if name in NEW else "due" for name in came] == expected


def test_new_cards_come_in_the_order_of_the_bank_unless_they_are_drawn(deck):
    assert whole_day(deck(), "trade") == NEW


def test_drawn_new_cards_come_all_each_once_and_in_no_order_of_the_bank(deck):
    came = whole_day(deck(new_order="random"), "trade")
    assert sorted(came) == [*NEW]
    assert came not in (NEW, NEW[::-1])


def test_another_day_draws_other_new_cards(deck):
    runtime = deck(new_order="random", new_per_day=1)
    days = ""
    for _ in range(5):
        days += whole_day(runtime, "trade")
        runtime.clock.forward(days=1)
    assert len(set(days)) == 5
    assert sorted(days) != [*days]


def test_a_page_that_is_loaded_again_shows_the_same_drawn_card(deck):
    runtime = deck(new_order="random")
    assert upcoming(runtime, topic="trade") == upcoming(runtime, topic="trade")


def test_a_drawn_card_that_is_buried_makes_way_for_the_next(deck):
    runtime = deck(new_order="random")
    first = upcoming(runtime, topic="trade")[0]
    with runtime.database.write() as connection:
        connection.exec_driver_sql(
            f"UPDATE card_state SET buried_until = 99999 WHERE card_id = {first.id}"  # noqa: S608
        )
    second = upcoming(runtime, topic="trade")[0]
    assert second.item.id == NEW[(NEW.index(first.item.id) + 1) % len(NEW)]


@pytest.mark.parametrize(("day_steps", "place"), [("first", 0), ("last", 13)])
def test_steps_over_night_come_before_the_days_cards_or_after_them(deck, day_steps, place):
    runtime = deck(day_steps=day_steps, learning_steps=(172_800,), new_per_day=20)
    rate(runtime, card_of(runtime, "a"), 1)
    runtime.clock.forward(days=2)

    assert len(came := whole_day(runtime)) == 13
    assert came.index("a") == min(place, 12)


def test_an_order_that_is_none_is_refused():
    with pytest.raises(ValueError, match="An order is bank, random, not backwards"):
        Options(new_order="backwards")
