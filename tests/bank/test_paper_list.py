"""The list of what the paper says, held against the bank: nothing left out, no slip taught."""

from __future__ import annotations

import re

import pytest

from app.settings import shipped_bank
from question_bank.items import Bloom
from question_bank.items import citations_of
from question_bank.loader import load

BANK = load(shipped_bank())
LIST = (shipped_bank() / "README.md").read_text(encoding="utf-8")
NOT_CITABLE = {"F98", "F99"}  # only the running header says them: no paragraph can be cited
ONE_ITEM = {"A25", "A30"}
ROWS = {
    found[1]: [cell.strip() for cell in found[0].strip().strip("|").split("|")]
    for found in re.finditer(r"^\| ([FAC]\d+) \|.*$", LIST, re.MULTILINE)
}


def items_of(row):
    return re.findall(r"`([^`]+)`", ROWS[row][-1])


def rows(letter):
    return [row for row in ROWS if row[0] == letter]


def test_rows_are_numbered_without_a_gap():
    for letter in "FAC":
        assert rows(letter) == [f"{letter}{n}" for n in range(1, len(rows(letter)) + 1)]


@pytest.mark.parametrize("row", ROWS)
def test_a_row_names_items_of_the_bank(row):
    assert set(items_of(row)) <= set(BANK.by_id)


def test_every_item_asks_for_a_fact_or_an_argument():
    asked = {item for row in (*rows("F"), *rows("A")) for item in items_of(row)}
    assert asked == set(BANK.by_id)


@pytest.mark.parametrize("row", [row for row in rows("F") if row not in NOT_CITABLE])
def test_every_fact_is_the_key_of_an_item_that_cites_its_paragraph(row):
    assert items_of(row)
    if ROWS[row][1] != "heading":
        there = {int(number) for number in re.findall(r"P(\d+)", ROWS[row][1])}
        for item in items_of(row):
            assert there & {passage.paragraph for passage in BANK.passages[item]}, item


@pytest.mark.parametrize("row", rows("A"))
def test_every_argument_is_asked_for_at_two_levels_one_above_remembering(row):
    levels = {BANK.by_id[item].bloom for item in items_of(row)}
    assert levels - {Bloom.REMEMBER}
    assert len(items_of(row)) >= 2 or row in ONE_ITEM
    assert len(levels) >= 2


@pytest.mark.parametrize("row", rows("C"))
def test_a_slip_is_avoided_or_told(row):
    if ROWS[row][-2] == "avoided":
        assert not items_of(row)
    else:
        assert ROWS[row][-2] == "caution"
        assert items_of(row)
        for item in items_of(row):
            assert BANK.by_id[item].caution


def test_every_caution_is_in_the_list():
    told = {item for row in rows("C") for item in items_of(row)}
    assert told == {item.id for item in BANK.items if item.caution}


def test_every_item_cites():
    assert all(citations_of(item) for item in BANK.items)
