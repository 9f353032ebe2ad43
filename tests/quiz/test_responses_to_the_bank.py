"""Responses to the shipped bank's own keys, written by a hand that had not seen the rules.

``responses.tsv``: item (``item#n`` for a card of a cloze), the verdict of a fair teacher (right,
wrong, or partial: some credit), what was typed, and its sort. Issue 3 asks: of the right ones at
most 10 % wrongly rejected outright, of the wrong ones none accepted.
"""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from app.quiz.marking import mark
from app.quiz.responses import Response
from app.settings import shipped_bank
from question_bank.items import Cloze
from question_bank.items import Numeric
from question_bank.items import ShortAnswer
from question_bank.items import faces
from question_bank.loader import load

FILES = sorted(Path(__file__).parent.glob("responses*.tsv"))


@cache
def bank():
    return load(shipped_bank())


def rows(file):
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE))


def outcome(row):
    item, _, card = row["item"].partition("#")
    return mark(bank().by_id[item], Response(texts=(row["response"],)), int(card or 1)).outcome


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_few_right_responses_are_rejected_and_no_wrong_one_accepted(file):
    found = Counter((row["verdict"], outcome(row)) for row in rows(file))
    right = sum(number for (verdict, _), number in found.items() if verdict == "right")
    wrong = sum(number for (verdict, _), number in found.items() if verdict == "wrong")
    assert right >= 150
    assert wrong >= 150
    assert found["right", "wrong"] <= right / 10, found
    accepted = [
        row for row in rows(file) if row["verdict"] == "wrong" and outcome(row) == "correct"
    ]
    assert accepted == []


def test_every_typed_card_of_the_bank_has_responses_of_both_verdicts():
    asked = {
        f"{item.id}#{n}" if isinstance(item, Cloze) else item.id
        for item in bank().items
        if isinstance(item, Cloze | Numeric | ShortAnswer)
        for n in faces(item)
    }
    for verdict in ("right", "wrong"):
        given = {row["item"] for file in FILES for row in rows(file) if row["verdict"] == verdict}
        assert given == asked
