"""What an answer sheet has bubbles for: one row a question, or one a part of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.html_parts import LOWER
from exports.html_parts import UPPER
from exports.html_parts import shown_order
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Ordering
from question_bank.items import TrueFalseItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exports.base import Selection
    from question_bank.items import Item

_MOST = 22  # bubbles that fit across a page


@dataclass(frozen=True, slots=True)
class Row:
    """Bubbles in a line.

    ``part`` is the left side of a matching or the thing of an ordering as it is shown, from 1; 0
    for a whole question. ``options`` are what stands in the bubbles, ``indexes`` what each means
    in the bank: of an option (choices), 1 or 0 (true or false), of a right side with the extras
    after them (matching), a place from 0 (ordering).
    """

    question: int
    item: str
    part: int
    options: tuple[str, ...]
    indexes: tuple[int, ...]

    @property
    def label(self) -> str:
        """The row's name on the sheet: ``12`` or ``12.3``."""
        return f"{self.question}.{self.part}" if self.part else str(self.question)


def rows(selection: Selection) -> tuple[Row, ...]:
    """Return the rows of a sheet, in the order of its questions."""
    return tuple(
        row for n, item in enumerate(selection.items, 1) for row in _rows(selection, item, n)
    )


def _rows(selection: Selection, item: Item, n: int) -> Sequence[Row]:
    order = shown_order(selection, item)
    if len(order) > _MOST:
        return ()
    match item:
        case MultipleChoice() | MultipleResponse():
            return [Row(n, item.id, 0, tuple(UPPER[: len(order)]), order)]
        case TrueFalseItem():
            return [Row(n, item.id, 0, ("T", "F"), (1, 0))]
        case Matching():
            letters = tuple(LOWER[: len(order)])
            return [Row(n, item.id, i, letters, order) for i in range(1, len(item.pairs) + 1)]
        case Ordering():
            places = tuple(range(len(order)))
            said = tuple(str(place + 1) for place in places)
            return [Row(n, item.id, i, said, places) for i in range(1, len(order) + 1)]
        case _:
            return []


def unbubbled(selection: Selection) -> tuple[int, ...]:
    """Return the numbers of the questions that are answered on the question paper."""
    there = {row.question for row in rows(selection)}
    return tuple(n for n in range(1, len(selection.items) + 1) if n not in there)
