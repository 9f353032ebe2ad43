"""Typed answers as Moodle compares them: whole, without regard to capitals."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from exports.teaching import accepted
from exports.teaching import words
from question_bank.answers import PhraseAnswer
from question_bank.answers import SetAnswer
from question_bank.answers import TextAnswer

if TYPE_CHECKING:
    from decimal import Decimal

    from question_bank.answers import Answer

MOST_IN_A_SET = 4  # things in any order: 24 orders, each written out

MOST_DIGITS = 40  # of a number that is written out


def right_answers(answer: Answer) -> tuple[str, ...]:
    """Return all that is right, plain, the answer as it is shown first.

    TeX can be typed without its signs; a set is right in every order.
    """
    if isinstance(answer, SetAnswer):
        entries = [words(entry.value) for entry in answer.value]
        found = [sign.join(order) for sign in ("; ", ", ") for order in permutations(entries)]
    else:
        found = list(accepted(answer))
    return with_bare(found)


def with_bare(texts: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Return texts, and those with formulas once more as they are typed by hand."""
    bare = [text.replace("$", "").strip() for text in texts if "$" in text]
    return tuple(dict.fromkeys(text for text in (*texts, *bare) if text))


def wrong_answers(answer: Answer) -> tuple[str, ...]:
    """Return what looks like the answer and isn't."""
    if not isinstance(answer, TextAnswer | PhraseAnswer):
        return ()
    right = {text.casefold() for text in right_answers(answer)}
    found = dict.fromkeys(map(words, answer.reject))
    return tuple(text for text in found if text and text.casefold() not in right)


def literal(text: str) -> str:
    r"""Return a text that Moodle compares as it stands: ``*`` is any text to it, ``\*`` a star."""
    return text.replace("*", "\\*")


def is_too_many(answer: Answer) -> bool:
    """Whether there are more things in any order than can be written out."""
    return isinstance(answer, SetAnswer) and len(answer.value) > MOST_IN_A_SET


def decimal(value: Decimal) -> str:
    """Write a number with a point, ``4.50`` as ``4.50``; a very long one with an exponent."""
    written = f"{value:f}"
    return written if len(written) <= MOST_DIGITS else f"{value:E}"
