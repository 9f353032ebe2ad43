"""The same statistics on PostgreSQL as on SQLite, the first time and brought up to date."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.services.answering import undo
from app.services.statistics import page
from app.services.sync import sync_all
from app.store.db import Database
from app.store.migrate import migrate
from tests.services.banks import card_of
from tests.services.banks import rate
from tests.services.statistics.recount import counted
from tests.services.statistics.recount import decide
from tests.services.statistics.recount import recounted
from tests.site import Clock
from tests.site import make_runtime

pytestmark = pytest.mark.postgres


@pytest.fixture
def shared(tmp_path, folder, postgres):
    made = make_runtime(tmp_path / "shared", folder, clock=Clock())
    made.database.close()
    made.settings = replace(made.settings, database=postgres)
    made.database = Database(postgres)
    migrate(made.database)
    sync_all(made)
    yield made
    made.database.close()


def test_both_databases_tell_the_same_after_the_same_days(runtime, shared):
    for one in (runtime, shared):
        for number in range(60):
            if number % 9 == 0:
                assert counted(one) == recounted(one)
            rate(one, card_of(one, ("a1", "a2", "b1")[number % 3]), 1 + number * 7 % 4)
            one.clock.forward(days=number % 4, minutes=7)
        decide(one, "a1", action="s1", suspended=True)
        decide(one, "b2", action="s2", buried_until=one.moment().day + 1)
        undo(one, "small", "u1")

    for topic in (None, "trade", "rivers"):
        for period in page.CHOICES:
            own = page.statistics(runtime, "small", topic, period).charts
            assert page.statistics(shared, "small", topic, period).charts == own
        assert counted(shared, topic=topic) == recounted(shared, topic=topic)
