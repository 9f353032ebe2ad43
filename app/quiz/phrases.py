"""Mark a phrase by its keywords: one word of each group, in any order, and nothing against it.

What turns a sentence round is looked for first: a ``reject`` pattern, a negation more or less
than the model has, and names that stand in another order than in the model (who did it to
whom), where a person has to look. In ``groups`` a name is what starts with a capital.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from app.quiz.slips import same
from app.quiz.slips import slipped
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

_ENDING = re.compile(r"(?:ing|ed|es|s|e|n|al|ment|ion)$")
_IRREGULAR = (
    "withdraw withdrew withdrawn;take took taken;give gave given;make made;say said;hold held;"
    "begin began begun;rise rose risen;fall fell fallen;grow grew grown;lead led;leave left;"
    "meet met;pay paid;lose lost;win won;bring brought;build built;break broke broken;keep kept;"
    "become became;choose chose chosen;go went gone;see saw seen;speak spoke spoken;"
    "strike struck;sell sold;send sent;spend spent;seek sought;drive drove driven;is are was were"
)
_FORMS = {form: forms.split()[0] for forms in _IRREGULAR.split(";") for form in forms.split()}
_MIN_STEM = 4
_MAX_GAP = 3  # words that may stand between those of a reject pattern
_HEDGES = frozenset({"or", "either"})
_BY = "by"  # the passive: "were eased by Japan"


def mark_phrase(text: str, key: PhraseAnswer) -> Verdict:
    """Mark a typed phrase."""
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
    if not all(parts):
        return _partly(parts)
    model_words = words(key.value)
    if negations(_without_keys(row, key)) % 2 != negations(_without_keys(model_words, key)) % 2:
        return Verdict("wrong", "negation", parts=parts)
    if not _HEDGES.isdisjoint(row) and _HEDGES.isdisjoint(known):
        return almost("hedge", "Give one answer.")
    if _turned_round(row, models[0], key.groups):
        return almost("roles", "Look at who does it, and to whom.")
    return Verdict("correct", "phrase", Fraction(1), parts=parts)


def _partly(parts: tuple[bool, ...]) -> Verdict:
    near = len(parts) > 1 and sum(parts) == len(parts) - 1
    if near:
        return Verdict("almost", "phrase", detail="One idea of the key is missing.", parts=parts)
    return Verdict("wrong", "phrase", parts=parts)


def _without_keys(row: Row, key: PhraseAnswer) -> Row:
    """Leave out the words the groups ask for: ``refused`` asked for is no negation."""
    asked = {word for group in key.groups for other in group for word in words(other)}
    return tuple(word for word in row if word not in asked)


def alike(given: str, sought: str) -> bool:
    """Whether a word is the keyword, mistyped or in another form of it."""
    return same(given, sought) or slipped(given, sought, name=False) or stem(given) == stem(sought)


def stem(word: str) -> str:
    """Return a word without its common endings: ``dropp`` and ``drop`` are both ``drop``."""
    if any(char.isdigit() for char in word):
        return word
    if word in _FORMS:
        return _FORMS[word]
    for _ in range(2):
        bare = _ENDING.sub("", word)
        if len(bare) >= _MIN_STEM:
            word = bare
    doubled = len(word) > _MIN_STEM and word[-1] == word[-2] and word[-1] not in "sl"
    return word[:-1] if doubled else word


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
