"""From a sentence to the items that cite it, and from an item to its passages."""

from __future__ import annotations

import pytest

from app.services import citing
from app.services import recalling
from app.services.citing import item
from app.services.citing import sentence
from app.services.errors import NotFoundError
from app.services.sync import sync_all
from tests.services.banks import card_of
from tests.services.banks import flashcards
from tests.services.banks import rate
from tests.services.banks import write_bank


def test_a_sentence_has_its_items_with_topic_and_recall(runtime):
    rate(runtime, card_of(runtime, "a2"))
    view = sentence(runtime, "small", "paper", 1, 1)

    assert view.text.startswith("Trade between the two fell")
    assert [(row.item.id, row.topic, row.percent) for row in view.items] == [
        ("a1", "The trade", None),
        ("a2", "The trade", 100),
        ("a3", "The trade", None),
        ("b1", "The rivers", None),
        ("b2", "The rivers", None),
    ]
    assert view.percent == 100
    assert (view.before, view.after) == (None, (2, 1))


def test_the_items_of_a_sentence_come_in_pages(runtime, monkeypatch):
    whole = sentence(runtime, "small", "paper", 1, 1)
    assert whole.total == len(whole.items) > 1
    assert not whole.more
    monkeypatch.setattr(citing, "PAGE", 1)

    pages = [sentence(runtime, "small", "paper", 1, 1, n + 1) for n in range(whole.total)]
    assert [page.items for page in pages] == [(row,) for row in whole.items]
    assert [page.more for page in pages] == [True] * (whole.total - 1) + [False]
    assert {(page.total, page.percent, page.cards) for page in pages} == {
        (whole.total, whole.percent, whole.cards)
    }
    with pytest.raises(NotFoundError, match="there is no page 9 of this sentence"):
        sentence(runtime, "small", "paper", 1, 1, 9)


def test_a_sentence_without_items_is_there_too(runtime):
    view = sentence(runtime, "small", "paper", 2, 1)

    assert (view.items, view.percent, view.before, view.after) == ((), None, (1, 1), None)


def test_an_item_has_its_passages_and_its_topic(runtime):
    view = item(runtime, "small", "b1")

    assert (view.row.item.id, view.row.topic, view.row.percent) == ("b1", "The rivers", None)
    [quote] = view.quotes
    assert [piece.text for piece in quote.pieces if piece.cited] == ["fell by 4.5 percent"]


def test_what_left_the_bank_is_gone_from_both(runtime, folder):
    rate(runtime, card_of(runtime, "a1"))
    write_bank(folder, {"trade": flashcards("a2"), "rivers": flashcards("b1")})
    sync_all(runtime)

    assert [row.item.id for row in sentence(runtime, "small", "paper", 1, 1).items] == ["a2", "b1"]
    assert sentence(runtime, "small", "paper", 1, 1).percent is None
    with pytest.raises(NotFoundError, match="there is no item `a1`"):
        item(runtime, "small", "a1")


@pytest.mark.parametrize(
    ("bank", "source", "place", "says"),
    [
        ("nowhere", "paper", (1, 1), "no paper `paper` of a bank `nowhere`"),
        ("small", "nowhere", (1, 1), "no paper `nowhere` of a bank `small`"),
        ("small", "paper", (0, 1), "no sentence P0.1"),
        ("small", "paper", (1, 2), "no sentence P1.2"),
        ("small", "paper", (9, 1), "no sentence P9.1"),
    ],
)
def test_what_is_not_there_is_not_found(runtime, bank, source, place, says):
    with pytest.raises(NotFoundError, match=says):
        sentence(runtime, bank, source, *place)


def test_an_item_of_no_bank_is_not_found(runtime):
    with pytest.raises(NotFoundError, match="no item `a1` in a bank `nowhere`"):
        item(runtime, "nowhere", "a1")


@pytest.mark.parametrize(
    ("percent", "step"),
    [(None, 0), (100, 1), (95, 1), (94, 2), (90, 2), (89, 3), (80, 3), (79, 4), (70, 4), (69, 5),
     (0, 5)],
)  # fmt: skip
def test_weaker_recall_is_a_deeper_step(percent, step):
    assert recalling.step(percent) == step


def test_a_percentage_is_rounded_to_the_nearest():
    known = {"a": (0.5, 0.605), "b": (1.0,)}
    assert recalling.percent(known, ["a"]) == 55
    assert recalling.percent(known, ["a", "b", "c"]) == 70
    assert recalling.percent(known, ["c"]) is None
    assert recalling.percent({}, []) is None
