"""Words that a learner repeats from around the blank: ``AI chips`` where ``[…] chips`` is asked."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from app.quiz.slips import same
from app.quiz.text import words

if TYPE_CHECKING:
    from collections.abc import Sequence

BLANK = "[…]"


def without_context(text: str, question: str) -> tuple[str, ...]:
    """Return a response without the words beside the blank that it repeats, for each blank."""
    row = words(text)
    around = [words(part) for part in question.split(BLANK)]
    found: dict[str, None] = {}
    for before, after in pairwise(around):
        head = _overlap(before, row)
        tail = _overlap(tuple(reversed(after)), tuple(reversed(row[head:])))
        bare = row[head : len(row) - tail]
        if bare and bare != row:
            found[" ".join(bare)] = None
    return tuple(found)


def _overlap(before: Sequence[str], row: Sequence[str]) -> int:
    """Return how many words at the end of one row begin the other."""
    for size in range(min(len(before), len(row)), 0, -1):
        if all(map(same, before[len(before) - size :], row[:size])):
            return size
    return 0
