"""Which items of a bank can fill which rows of a table, and a sample where there are many."""

from __future__ import annotations

from collections import Counter
from collections import defaultdict
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from app.quiz.expectation import band_of
from app.quiz.expectation import difficulty_of
from app.quiz.expectation import minutes_of
from app.quiz.expectation import says_difficulties
from question_bank.items import IMPORTED

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.quiz.specification import Row
    from app.quiz.specification import Specification
    from question_bank.bank import Bank
    from question_bank.items import Item

_SPARE = 20  # candidates beyond the multiple of what is asked
_TIMES = 2


@dataclass(frozen=True, slots=True)
class Pool:
    """The items that each row could take, in bank order, and whether the bank says difficulties."""

    cells: tuple[tuple[Item, ...], ...]
    said: bool

    def of(self, item: Item) -> float:
        """Return the expected difficulty of an item."""
        return difficulty_of(item, said=self.said)


def pool(bank: Bank, wanted: Specification, used: Collection[str] = ()) -> Pool:
    """Return what could fill each row.

    Args:
        bank: the bank.
        wanted: the table.
        used: items that were used since its ``not_used_since``; those of ``must`` stay.
    """
    said = says_difficulties(bank)
    must, never = set(wanted.must), set(wanted.never)
    by_topic: dict[str, list[Item]] = defaultdict(list)
    for item in bank.items:
        if item.id in must or (item.id not in never and _fits_all(item, wanted, used)):
            by_topic[item.topic].append(item)
    cells = tuple(
        tuple(
            item
            for topic in (bank.topic_titles if not row.topic else row.topic)
            for item in by_topic.get(topic, ())
            if _fits(item, row) and _in_bands(item, row, wanted, said=said)
        )
        for row in wanted.rows
    )
    return Pool(cells, said)


def _fits_all(item: Item, wanted: Specification, used: Collection[str]) -> bool:
    """Whether an item answers what is asked of every row; imported notes only if named."""
    if item.id in used or (wanted.kinds and item.kind not in wanted.kinds):
        return False
    if wanted.tags and not set(wanted.tags).intersection(item.tags):
        return False
    named = item.kind in wanted.kinds or any(item.kind in row.kinds for row in wanted.rows)
    return item.kind != IMPORTED or named


def _fits(item: Item, row: Row) -> bool:
    return (
        (not row.bloom or item.bloom in row.bloom)
        and (not row.kinds or item.kind in row.kinds)
        and (not row.objective or item.objective in row.objective)
        and (not row.tags or not set(row.tags).isdisjoint(item.tags))
    )


def _in_bands(item: Item, row: Row, wanted: Specification, *, said: bool) -> bool:
    if not (row.difficulty or wanted.difficulty) or item.id in wanted.must:
        return True
    band = band_of(difficulty_of(item, said=said))
    return all(not bands or band in bands for bands in (row.difficulty, wanted.difficulty))


def sampled(found: Pool, wanted: Specification, whole: Collection[int] = ()) -> Pool:
    """Return a pool of fewer candidates, drawn by the seed; rows in ``whole`` keep all of theirs.

    Of a bank of 10,000 items a form needs some tens: a few hundred candidates balance it as
    well. They are drawn from as many paragraphs as there are, as few of one can stand together.
    """
    cells = []
    for number, (row, items) in enumerate(zip(wanted.rows, found.cells, strict=True)):
        most = row.count * wanted.drawn * _TIMES + _SPARE
        few = len(items) <= most or number in whole
        cells.append(items if few else _drawn(items, most, wanted, number))
    return Pool(tuple(cells), found.said)


def _drawn(
    items: tuple[Item, ...], most: int, wanted: Specification, number: int
) -> tuple[Item, ...]:
    """Draw so many of a row's items; with a limit of time, the shortest go along."""
    chance = Random(f"{wanted.seed}:candidates:{number}")  # noqa: S311 - a quiz is no secret
    mixed = list(items)
    chance.shuffle(mixed)
    seen: Counter[str] = Counter()
    rank = {}
    for item in mixed:
        place = str(item.cite[0]) if item.cite else item.id
        rank[item.id] = seen[place]
        seen[place] += 1
    must = set(wanted.must)
    mixed.sort(key=lambda item: (item.id not in must, rank[item.id]))  # stable: else as mixed
    drawn = mixed[:most]
    if wanted.minutes is not None:
        there = {item.id for item in drawn}
        shortest = sorted(mixed, key=minutes_of)[: most // 2]
        drawn += [item for item in shortest if item.id not in there]
    return tuple(drawn)
