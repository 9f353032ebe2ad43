"""What SQLite looks at for the hot statements: an index each, however many cards there are."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from app.store import conditions
from app.store import finding
from app.store import holds
from app.store import log
from app.store import picks
from app.store import standing
from app.store import states
from app.store import study
from app.store.conditions import Desk
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
            values = compiled.values(VALUES | CARD)
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


def test_counting_a_queue_looks_at_its_index_alone(plan):
    for by_topic in (False, True):
        rows = [row for row in plan(study._COUNTS[by_topic]) if "card_state" in row]
        assert len(rows) == 3
        assert all("USING COVERING INDEX" in row for row in rows)


CARD = {"card": 1, "review": "x", "until": 1, "item": 1}


@pytest.mark.parametrize(
    "prepared",
    [
        states._ANSWERED,
        states._SHOWN,
        holds._RELATED,
        holds._UNBURY_RELATED,
        log._NEWEST,
        log._LAST,
        log._FIND,
    ],
)
def test_what_an_answer_reads_is_searched_by_key(plan, prepared):
    """An index that answers more looks good to SQLite, even if it is gone through for it."""
    for row in plan(prepared):
        assert not row.startswith("SCAN")
        if row.startswith("SEARCH card_state"):
            assert "(learner_id=? AND card_id=?)" in row


def test_what_was_added_lately_is_found_by_its_day(tmp_path):
    """Of a million cards, those of a week: neither all states nor all cards are gone through."""
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    migrate(database)
    desk = Desk("sqlite", "local", "small", 20_000, 1, lambda day: day * 86_400_000, 8)
    with database.read() as connection:
        wanted = finding.Wanted(None, conditions.within(desk, "added", 7))
        query = finding._found(desk, wanted).limit(100).compile(dialect=connection.dialect)
        values = tuple(query.construct_params()[name] for name in query.positiontup)
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
        plan = [row[3] for row in rows if row[3].startswith(("SEARCH", "SCAN"))]
    database.close()

    inner = "SEARCH card USING COVERING INDEX ix_card_added (bank_id=? AND added_at>?)"
    assert inner in plan
    assert not any(row.startswith("SCAN") for row in plan)
    [states] = [row for row in plan if "card_state" in row]
    assert states.endswith("(learner_id=? AND card_id=?)")


def test_the_cards_over_each_paragraph_are_found_citation_by_citation(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    migrate(database)
    asked = []
    event.listen(
        database.engine, "before_cursor_execute",
        lambda _connection, _cursor, query, values, *_: asked.append((query, values)),
    )  # fmt: skip
    with database.read() as connection:
        picks.by_paragraph(connection, "local", "small")
        query, values = asked[-1]
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
        plan = [row[3] for row in rows if row[3].startswith(("SEARCH", "SCAN"))]
    database.close()

    assert [row.split()[1] for row in plan] == ["citation", "card", "card_state"]
    assert plan[2].endswith("(learner_id=? AND card_id=?)")
