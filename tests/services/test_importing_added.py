"""Cards that come from Anki were added when Anki made them: their number says when."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from app.services.importing_cards import added
from question_bank.readers.contents import Card
from tests.services.banks import write_bank
from tests.services.contents import BASIC
from tests.services.contents import a_deck
from tests.services.contents import note
from tests.services.contents import put
from tests.site import make_runtime

NOW = 1_790_000_000_000
IN_2019 = 1_546_300_800_000


@pytest.fixture
def runtime(tmp_path):
    made = make_runtime(tmp_path / "data", write_bank(tmp_path / "small"))
    yield made
    made.database.close()


def times(runtime):
    with runtime.database.read() as connection:
        query = "SELECT c.added_at FROM card c WHERE c.bank_id = 'anki' ORDER BY c.position"
        return list(connection.execute(text(query)).scalars())


@pytest.mark.parametrize(
    "number",
    [0, 7, 1_600_000_000, 1_159_999_999_999, NOW + 1, -IN_2019],
    ids=["none", "counted", "seconds", "before Anki", "to come", "below zero"],
)
def test_a_number_that_no_clock_gave_says_nothing(number):
    assert added({number: ("a", 1)}, NOW) == {}


def test_a_number_is_a_time_of_a_card_and_the_older_of_two_counts():
    cards = {IN_2019 + 5: ("a", 1), IN_2019: ("a", 1), NOW: ("a", 2), IN_2019 + 9: ("a", 1)}

    assert added(cards, NOW) == {("a", 1): IN_2019, ("a", 2): NOW}


def test_imported_cards_have_the_day_anki_made_them_and_keep_it(runtime):
    deck = a_deck()
    made = [one._replace(id=IN_2019 + at) if at < 2 else one for at, one in enumerate(deck.cards)]
    first = runtime.clock.now
    put(runtime, replace(deck, cards=made))
    before = times(runtime)

    assert sorted(at for at in before if at != first) == [IN_2019, IN_2019 + 1]
    assert before.count(first) == len(made) - 2

    runtime.clock.forward(days=3)
    later = [*made, Card(IN_2019 + 7, 6, 0, 1, due=9)]
    put(runtime, replace(deck, notes=[*deck.notes, note(6, BASIC, "new", "one")], cards=later))
    assert sorted(times(runtime)) == sorted([*before, IN_2019 + 7])
