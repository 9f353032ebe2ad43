"""Mark a phrase by its keywords: one word of each group, in any order, and nothing against it.

What turns a sentence round is looked for first: a ``reject`` pattern, a negation more or less
than the model has, and somebody else who does it, or names that stand in another order than in
the model (who did it to whom), where a person has to look. In ``groups`` a name is what starts
with a capital.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from app.quiz.stems import alike
from app.quiz.text import basic
from app.quiz.text import negations
from app.quiz.text import words
from app.quiz.verdict import Verdict
from app.quiz.verdict import almost
from app.quiz.verdict import right
from app.quiz.verdict import wrong
from app.quiz.words import compact
from app.quiz.words import row_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from app.quiz.words import Row
    from question_bank.answers import PhraseAnswer

_NAME = re.compile(r"(?:[A-Z][\w’'.-]*)(?:\s+(?:of\s+)?[A-Z][\w’'.-]*)*")
_ASKING = frozenset(
    "which what who whom whose when where why how in on at by after before according to does did "
    "the a an for with of name give say explain".split()
)
_PLAIN = frozenset(  # words that bring in nobody and nothing
    "it they he she we i you its their his her that this these those there to in on at by of for "
    "from with and had has have having was were is are be been did does do also then later again "
    "soon now out off up so as".split()
)
_MAX_GAP = 3  # words that may stand between those of a reject pattern
_MORE = frozenset({"and", "then", "but", "while"})  # what comes with them may take it back
_HEDGES = frozenset({"or", "either"})
_PAIR = 2
_BY = "by"  # the passive: "were eased by Japan"


def mark_phrase(text: str, key: PhraseAnswer, question: str = "") -> Verdict:
    """Mark a typed phrase; ``question`` is the stem, whose subject may be repeated."""
    row = row_of(text)
    if not row:
        return right("exact") if basic(text) == basic(key.value) else wrong("none")
    models = [row_of(model) for model in (key.value, *key.aliases)]
    if any(compact(row) == compact(model) for model in models):
        return right("exact" if compact(row) == compact(models[0]) else "alias")
    known = {word for model in models for word in model}
    known |= {word for group in key.groups for other in group for word in row_of(other)}
    if any(_says(row, row_of(pattern), known) for pattern in key.reject):
        return wrong("reject")
    found = [next(_places(row, group), None) for group in key.groups]
    parts = tuple(place is not None for place in found)
    strange = [word for word in row if _is_strange(word, known)]
    if not all(parts):
        return _partly(parts, alone=set(words(question)).issuperset(strange))
    model_words = words(key.value)
    if negations(_without_keys(row, key)) % 2 != negations(_without_keys(model_words, key)) % 2:
        return Verdict("wrong", "negation", parts=parts)
    if not _HEDGES.isdisjoint(row) and _HEDGES.isdisjoint(known):
        return almost("hedge", "Give one answer.")
    if _turned_round(row, models[0], key.groups):
        return almost("roles", "Look at who does it, and to whom.")
    if not _MORE.isdisjoint(row) and not set(words(question)).issuperset(strange):
        return almost("more", "Say only what is asked.")
    doer = _before(row_of(text.rpartition(",")[2]), key)
    doer = _before(row, key) if doer is None else doer
    if not _subject(question).issuperset((doer or set()).intersection(strange)):
        return almost("subject", "Look at who does it.")
    return Verdict("correct", "phrase", Fraction(1), parts=parts)


def _before(row: Row, key: PhraseAnswer) -> set[str] | None:
    """Return the words before the keywords, or None if these aren't all there."""
    found = [next(_places(row, group), None) for group in key.groups]
    places = [place for place in found if place is not None]
    return set(row[: min(places)]) if len(places) == len(found) else None


def _is_strange(word: str, known: set[str]) -> bool:
    """Whether a word may bring in somebody or something that the key doesn't speak of."""
    return word not in known and word not in _PLAIN and not word.endswith("ly")


def _subject(question: str) -> set[str]:
    """Return the question's words without its names, but for the first: its subject."""
    runs = [words(found[0]) for found in _NAME.finditer(question)]
    names = [name for run in runs if (name := tuple(w for w in run if w not in _ASKING))]
    others = {word for name in names[1:] for word in name} - set(names[0] if names else ())
    return set(words(question)) - others


def _partly(parts: tuple[bool, ...], *, alone: bool) -> Verdict:
    """Mark what lacks a group: one of three or more, or one of two with nothing strange said."""
    near = len(parts) > 1 and sum(parts) == len(parts) - 1 and (alone or len(parts) > _PAIR)
    if near:
        return Verdict("almost", "phrase", detail="One idea of the key is missing.", parts=parts)
    return Verdict("wrong", "phrase", parts=parts)


def _without_keys(row: Row, key: PhraseAnswer) -> Row:
    """Leave out the words the groups ask for: ``refused`` asked for is no negation."""
    asked = {word for group in key.groups for other in group for word in words(other)}
    return tuple(word for word in row if word not in asked)


def _places(row: Row, group: Sequence[str]) -> Iterator[int]:
    """Yield where a keyword of the group stands."""
    for other in group:
        sought = row_of(other)
        for at in range(len(row) - len(sought) + 1):
            if all(map(alike, row[at : at + len(sought)], sought)):
                yield at


def _says(row: Row, pattern: Row, known: set[str]) -> bool:
    """Whether the pattern's words stand in this order, with no word of the key in between.

    So ``Japan withdrew`` is in "Japan formally withdrew", not in "… Japan, Korea withdrew".
    """
    return any(_follows(row, at, pattern, known) for at in range(len(row)))


def _follows(row: Row, at: int, pattern: Row, known: set[str]) -> bool:
    if not alike(row[at], pattern[0]):
        return False
    for sought in pattern[1:]:
        for ahead in range(at + 1, min(at + 2 + _MAX_GAP, len(row))):
            if alike(row[ahead], sought):
                at = ahead
                break
            if row[ahead] in known:
                return False
        else:
            return False
    return True


def _turned_round(row: Row, model: Row, groups: Sequence[Sequence[str]]) -> bool:
    """Whether two names stand the other way round, unless the voice was turned as well."""
    names = [group for group in groups if all(other[:1].isupper() for other in group)]
    places = [(next(_places(model, group), -1), next(_places(row, group), -1)) for group in names]
    ordered = sorted(places)
    swapped = any(a[1] > b[1] for a, b in pairwise(ordered))
    passive = (_BY in row) != (_BY in model)
    return len(names) > 1 and swapped != passive
