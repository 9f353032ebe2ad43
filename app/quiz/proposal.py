"""Which rating to propose from a mark; the learner presses what they think right."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING
from typing import assert_never

if TYPE_CHECKING:
    from app.quiz.marking import Mark
    from question_bank.items import Item

AGAIN = 1
HARD = 2
GOOD = 3
_HALF = Fraction(1, 2)


def proposal(mark: Mark, item: Item) -> int:
    """Return 1 (Again), 2 (Hard) or 3 (Good); 4 (Easy) is for the learner alone to say.

    Wrong or blank: 1. Partly right: 2 from half on, else 1. Near, with the last word the
    learner's: 2. Judged by the learner: by the criteria ticked, or 3 where there are none.
    """
    match mark.outcome:
        case "wrong" | "blank":
            return AGAIN
        case "correct":
            return GOOD
        case "almost":
            return AGAIN if 0 < mark.points < _HALF else HARD
        case "self":
            if item.kind != "open" or not item.rubric or mark.points == 1:
                return GOOD
            return HARD if mark.points >= _HALF else AGAIN
        case _:
            assert_never(mark.outcome)
