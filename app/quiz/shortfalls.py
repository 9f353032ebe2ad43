"""What a form lacks of what was asked, in sentences: which row, by how many, and why."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase
from typing import TYPE_CHECKING

from question_bank.words import kind_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from app.quiz.pool import Pool
    from app.quiz.specification import Row
    from app.quiz.specification import Specification
    from question_bank.bank import Bank


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A row that isn't full.

    ``there`` items answer to it, each version that is drawn has ``filled`` of the ``asked``.
    """

    row: int
    name: str
    asked: int
    there: int
    filled: tuple[int, ...]
    because: str = ""

    @property
    def short(self) -> int:
        """How many are missing, over all versions."""
        return sum(self.asked - number for number in self.filled)

    def __str__(self) -> str:
        versions = len(self.filled)
        asked = f"{self.asked} asked"
        if versions > 1:
            asked += f" in each of {versions} versions"
        lacking = [
            f"{ascii_uppercase[at]} gets {number}"
            for at, number in enumerate(self.filled)
            if number < self.asked
        ]
        gets = ", ".join(lacking) if versions > 1 else f"{self.asked - self.filled[0]} short"
        left = f" ({self.because})" if self.because else ""
        return f"{self.name}: {asked}, {self.there} there{left}: {gets}."


def name_of(bank: Bank, row: Row) -> str:
    """Return what a row asks for, in words: ``Background, remember or apply``."""
    objectives = {one.id: one.text for topic in bank.info.topics for one in topic.objectives}
    parts = (
        [bank.topic_titles.get(topic, topic) for topic in row.topic],
        [objectives.get(name, name) for name in row.objective],
        [level.value for level in row.bloom],
        [kind_words(kind) for kind in row.kinds],
        [f"tag {tag}" for tag in row.tags],
        [band.value for band in row.difficulty],
    )
    return ", ".join(" or ".join(part) for part in parts if part) or "any question"


def shortfalls(
    bank: Bank, wanted: Specification, found: Pool, sets: Sequence[Mapping[str, int]]
) -> tuple[Shortfall, ...]:
    """Return the rows that aren't full.

    Args:
        bank: the bank.
        wanted: the table.
        found: all that could fill each row.
        sets: the row of each item, for each version that was drawn.
    """
    lacking = []
    for number, row in enumerate(wanted.rows):
        filled = tuple(list(one.values()).count(number) for one in sets)
        if min(filled) < row.count:
            there = {item.id for item in found.cells[number]}
            because = _because(wanted, number, there, sets)
            name = name_of(bank, row)
            lacking.append(Shortfall(number, name, row.count, len(there), filled, because))
    return tuple(lacking)


def _because(
    wanted: Specification, number: int, there: set[str], sets: Sequence[Mapping[str, int]]
) -> str:
    """Say what became of the items that answer to a row and don't fill it."""
    here = {name for one in sets for name, row in one.items() if row == number}
    elsewhere = {name for one in sets for name in one} & there - here
    left = len(there - here - elsewhere)
    reasons = []
    if elsewhere:
        reasons.append(f"{len(elsewhere)} of them {_stand(len(elsewhere))} in other rows")
    if left and wanted.apart:
        them = "they repeat others or cite" if left > 1 else "it repeats another or cites"
        reasons.append(f"{left} of them left out, as {them} the same words")
    return ", ".join(reasons)


def _stand(number: int) -> str:
    return "stand" if number > 1 else "stands"


def too_long(wanted: Specification, over: float) -> str:
    """Say by how much a version takes longer than it may; nothing, if it doesn't."""
    if over <= 0 or wanted.minutes is None:
        return ""
    least = float(wanted.minutes) + over
    return (
        f"Time: {float(wanted.minutes):g} minutes asked, but so many questions take "
        f"{least:.1f} minutes at the least."
    )
