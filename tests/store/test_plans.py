"""What SQLite looks at for the hot statements: an index each, however many cards there are."""

from __future__ import annotations

import pytest

from app.store import standing
from app.store import study
from app.store.db import Database
from app.store.migrate import migrate

VALUES = {
    "learner": "local", "bank": "small", "topic": "trade", "day": 20_000, "until": 1, "ahead": 1,
    "most": 9, "most_new": 9, "most_due": 9,
}  # fmt: skip


@pytest.fixture
def plan(tmp_path):
    """Return a function that says how a prepared statement is looked up."""
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    migrate(database)

    def explain(prepared):
        with database.quick() as driver:
            compiled = prepared._for(driver.dialect)
            values = compiled.values(VALUES)
            rows = driver.connection.execute(f"EXPLAIN QUERY PLAN {compiled.sql}", values)
            return [row[3] for row in rows]

    yield explain
    database.close()


@pytest.mark.parametrize("by_topic", [False, True])
@pytest.mark.parametrize(
    ("prepared", "indexes"),
    [
        (standing._STANDING, [*["due"] * 3, "notice", *["due"] * 4]),
        (study._COUNTS, ["due"] * 3),
        (study._NEXT_DUE, ["due"] * 3),
        (study._COUNT_BY, ["due"] * 2),
    ],
)
def test_a_queue_is_a_search_in_its_index(plan, prepared, indexes, by_topic):
    """A million cards of which one is wanted: another index, or none, would look at all of them."""
    due = f"ix_card_state_{'topic' if by_topic else 'bank'}_due"
    wanted = {"due": due, "notice": "ix_card_state_notice"}
    rows = [row for row in plan(prepared[by_topic]) if "card_state" in row]

    assert len(rows) == len(indexes)
    for row, index in zip(rows, indexes, strict=True):
        assert row.startswith("SEARCH card_state USING ")
        assert f"INDEX {wanted[index]} (" in row
        if index == "due":
            assert "stage=?" in row
