"""The workload of each desired retention, for cards as they stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.services.errors import NotFoundError
from app.services.refolding import silent
from app.services.workload import fingerprint
from app.services.workload import workload
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import rate

RETENTIONS = [0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.97]


def test_each_retention_has_its_row_and_ones_own_is_marked(runtime):
    found = workload(runtime, "small", 30, silent)
    assert [row.retention for row in found.rows] == RETENTIONS
    assert [row.retention for row in found.rows if row.chosen] == [0.9]
    assert (found.cards, found.new, found.own_times) == (5, 5, False)


def test_ones_own_stands_among_them_wherever_it_is(runtime):
    runtime.options = replace(runtime.options, desired_retention=0.88)
    found = workload(runtime, "small", 30, silent)
    assert [row.retention for row in found.rows] == [*RETENTIONS[:4], 0.88, *RETENTIONS[4:]]
    assert [row.retention for row in found.rows if row.chosen] == [0.88]


def test_cards_that_were_answered_count_when_they_are_due(runtime, clock):
    for name in ("a1", "a2"):
        rate(runtime, card_of(runtime, name), 4)
    runtime.options = replace(runtime.options, new_per_day=0)
    clock.forward(days=30)
    found = workload(runtime, "small", 30, silent)
    assert (found.cards, found.new) == (5, 3)
    for row in found.rows:
        assert row.reviews * 30 >= 2
        assert row.minutes > 0
        assert 0 < row.known < 2


def test_what_is_put_aside_is_not_forecast(runtime):
    with runtime.database.write() as connection:
        connection.exec_driver_sql("UPDATE card_state SET suspended = 1, active = 0")
    found = workload(runtime, "small", 30, silent)
    assert found.cards == 0
    assert {(row.reviews, row.minutes, row.known) for row in found.rows} == {(0, 0, 0)}


def test_new_cards_come_as_the_options_allow(runtime):
    runtime.options = replace(runtime.options, new_per_day=0)
    none = workload(runtime, "small", 30, silent)
    assert {row.reviews for row in none.rows} == {0}
    runtime.options = replace(runtime.options, new_per_day=2)
    assert workload(runtime, "small", 30, silent).rows[4].known > 4


def test_looking_changes_nothing_and_a_bank_that_is_not_there_is_not_found(runtime):
    before = dump(runtime)
    workload(runtime, "small", 90, silent)
    assert dump(runtime) == before
    with pytest.raises(NotFoundError):
        workload(runtime, "nowhere", 30, silent)


def test_a_forecast_is_another_after_an_answer_a_day_or_another_option(runtime, clock):
    seen = {fingerprint(runtime, "small").key}
    assert fingerprint(runtime, "small").key in seen
    rate(runtime, card_of(runtime, "a1"))
    seen.add(fingerprint(runtime, "small").key)
    clock.forward(days=1)
    seen.add(fingerprint(runtime, "small").key)
    runtime.options = replace(runtime.options, new_per_day=3)
    seen.add(fingerprint(runtime, "small").key)
    assert len(seen) == 4
