"""Tell a typing slip from another word. Distances only: no similarity score decides anything.

A slip keeps the first letter and is one edit in a word of 5 to 8 letters, two in a longer one
(Damerau's edits: a letter too many, missing, wrong, or two swapped). Digits, acronyms and short
words are never slips, nor are words that chance to look alike and mean the opposite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from app.quiz.text import spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

SHORT = 5  # letters from which one edit may be a slip
LONG = 9  # letters from which two may
MIN_PLURAL = 4  # "rock" and "rocks" are one word, "new" and "news" are not
_BEGINNINGS = (
    ("hyper", "hypo"),
    ("inter", "intra"),
    ("endo", "exo"),
    ("macro", "micro"),
    ("pre", "pro"),
    ("ante", "anti"),
    ("in", "un", "im"),
    ("ex", "in"),
)
_ENDINGS = (
    ("ase", "ose"),
    ("ate", "ite", "ide"),
    ("ane", "ene", "yne"),
    ("er", "or", "ee"),
    ("ful", "less"),
    ("ist", "ism"),
    ("ward", "wards"),
)


def same(given: str, key: str) -> bool:
    """Whether two folded words are one, but for British or American spelling or a plural."""
    return given == key or spelled(given) == spelled(key) or singular(given) == singular(key)


def singular(word: str) -> str:
    """Return a word without its plural ending, if it has one: crude, but the same both ways."""
    if word.endswith("ies") and len(word) > MIN_PLURAL:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > MIN_PLURAL:
        return word[:-1]
    return word


def slipped(given: str, key: str) -> bool:
    """Whether ``given`` is ``key`` mistyped."""
    allowed = 2 if len(key) >= LONG else 1
    return (
        len(key) >= SHORT
        and given[:1] == key[:1]
        and key.isalpha()
        and given.isalpha()
        and abs(len(given) - len(key)) <= 1
        and OSA.distance(given, key, score_cutoff=allowed) <= allowed
        and not opposed(given, key)
    )


def opposed(given: str, key: str) -> bool:
    """Whether two words differ just where their meaning turns: ``nitrate`` and ``nitrite``."""
    for group in _BEGINNINGS:
        ours = {(part, key[len(part) :]) for part in group if key.startswith(part)}
        theirs = {(part, given[len(part) :]) for part in group if given.startswith(part)}
        if any(rest == other and p != q for p, rest in ours for q, other in theirs):
            return True
    for group in _ENDINGS:
        ours = {(part, key.removesuffix(part)) for part in group if key.endswith(part)}
        theirs = {(part, given.removesuffix(part)) for part in group if given.endswith(part)}
        if any(rest == other and p != q for p, rest in ours for q, other in theirs):
            return True
    return False


def distance(given: Sequence[str], key: Sequence[str]) -> int:
    """Return the edits between two answers, spaces left out."""
    return OSA.distance("".join(given), "".join(key))
