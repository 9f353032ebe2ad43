"""What a rule says of one typed answer."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Outcome = Literal["correct", "almost", "wrong", "blank", "self"]
_RANK = {"correct": 3, "almost": 2, "wrong": 1, "blank": 0, "self": 0}


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome, the rule that decided, what it is worth, and a sentence for the learner.

    ``almost`` is worth nothing until a person says so, but for what is partly right.
    """

    outcome: Outcome
    rule: str
    points: Fraction = Fraction(0)
    detail: str = ""
    parts: tuple[bool | None, ...] = ()


BLANK = Verdict("blank", "blank")


def right(rule: str, detail: str = "") -> Verdict:
    """Return a verdict of correct."""
    return Verdict("correct", rule, Fraction(1), detail)


def almost(rule: str, detail: str, points: Fraction = Fraction(0)) -> Verdict:
    """Return a verdict that leaves the last word to the learner."""
    return Verdict("almost", rule, points, detail)


def wrong(rule: str, detail: str = "") -> Verdict:
    """Return a verdict of wrong."""
    return Verdict("wrong", rule, Fraction(0), detail)


def best(*verdicts: Verdict) -> Verdict:
    """Return the most favourable verdict, the first among equals."""
    return max(verdicts, key=lambda verdict: (_RANK[verdict.outcome], verdict.points))


def share(parts: tuple[Verdict, ...], rule: str) -> Verdict:
    """Put the verdicts of several blanks together: k right of n are worth k/n."""
    points = sum((part.points for part in parts), Fraction(0)) / len(parts)
    given = tuple(None if part.outcome == "blank" else part.outcome == "correct" for part in parts)
    details = " ".join(dict.fromkeys(part.detail for part in parts if part.detail))
    if all(given):
        return Verdict("correct", rule, points, details, given)
    if points or any(part.outcome == "almost" for part in parts):
        return Verdict("almost", rule, points, details, given)
    return Verdict("wrong", rule, points, details, given)
