"""How alike the versions of a form are, in figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.quiz.expectation import difficulty_of
from app.quiz.expectation import minutes_of
from app.quiz.expectation import says_difficulties

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.quiz.form import Form
    from question_bank.bank import Bank


@dataclass(frozen=True, slots=True)
class Figures:
    """A version in figures.

    ``difficulty`` is the mean share of a class that is expected to miss a question; ``minutes``
    are what it is expected to take; ``topics`` and ``levels`` count its questions.
    """

    letter: str
    questions: int
    difficulty: float
    points: float
    minutes: float
    topics: Mapping[str, int]
    levels: Mapping[str, int]


def balance(bank: Bank, form: Form) -> tuple[Figures, ...]:
    """Return the figures of each version."""
    said = says_difficulties(bank)
    found = []
    for version in form.versions:
        items = version.items
        hard = sum(difficulty_of(item, said=said) for item in items)
        points = form.points_of(version)
        found.append(
            Figures(
                version.letter,
                len(items),
                hard / max(len(items), 1),
                sum(points.get(item.id, 1.0) for item in items),
                sum(map(minutes_of, items)),
                Counter(item.topic for item in items),
                Counter(item.bloom.value for item in items),
            )
        )
    return tuple(found)
