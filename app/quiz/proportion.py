"""From a few words to a table: so many questions, spread over topics and levels as the bank is."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from app.quiz.blueprint import select
from app.quiz.specification import Row
from app.quiz.specification import Specification
from question_bank.items import IMPORTED
from question_bank.items import Bloom

if TYPE_CHECKING:
    from app.quiz.blueprint import Blueprint
    from question_bank.bank import Bank

Cell = tuple[str, Bloom]


def in_proportion(bank: Bank, simple: Blueprint) -> Specification:
    """Return a table that asks for as many questions as a simple wish does.

    The cells get their shares by Webster's method (highest averages of 2k + 1), after every
    topic has had one while places last; see Balinski & Young, Fair Representation (1982).

    Raises:
        EmptySelection: nothing matches.
    """
    found = [item for item in select(bank, simple) if item.kind != IMPORTED]
    there = Counter((item.topic, item.bloom) for item in found)
    cells = [(topic, level) for topic in bank.topic_titles for level in Bloom]
    shares = _shares(there, [cell for cell in cells if there[cell]], simple.count)
    rows = tuple(
        Row(topic=(topic,), bloom=(level,), count=shares[topic, level])
        for topic, level in cells
        if shares[topic, level]
    )
    return Specification(
        rows=rows or (Row(count=simple.count),), kinds=simple.kinds, tags=simple.tags,
        seed=simple.seed, versions=simple.versions,
    )  # fmt: skip


def _shares(there: Counter[Cell], cells: list[Cell], count: int) -> Counter[Cell]:
    taken: Counter[Cell] = Counter()
    topics: Counter[str] = Counter()
    for _ in range(min(count, sum(there.values()))):
        free = [cell for cell in cells if taken[cell] < there[cell]]
        best = max(
            free,
            key=lambda cell: (topics[cell[0]] == 0, Fraction(there[cell], 2 * taken[cell] + 1)),
        )
        taken[best] += 1
        topics[best[0]] += 1
    return taken
