"""Mark a word or a name: the same, written otherwise, mistyped, near, or something else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from app.quiz.numerals import in_digits
from app.quiz.slips import LONG
from app.quiz.slips import SHORT
from app.quiz.slips import distance
from app.quiz.slips import opposed
from app.quiz.slips import same
from app.quiz.slips import singular
from app.quiz.slips import slipped
from app.quiz.stems import stem
from app.quiz.text import basic
from app.quiz.text import negations
from app.quiz.text import readings
from app.quiz.text import words
from app.quiz.verdict import almost
from app.quiz.verdict import right
from app.quiz.verdict import wrong

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.quiz.verdict import Verdict

Row = tuple[str, ...]
_TITLES = frozenset(
    "president prime minister pm mr mrs ms dr prof professor sir former leader mister".split()
)
# what makes of the key another answer
_HEDGES = frozenset(
    "or either but versus vs than instead maybe non less least fewer anti pro pre post ex former "
    "before after without except against".split()
)
_LINKS = frozenset("of for about on in to with from by at".split())
_MAX_EXTRA = 4  # words round the key that make a near answer rather than another one
_PAIR = 2
_LONGEST_NAME = 3  # words


@dataclass(frozen=True, slots=True)
class Key:
    """One accepted way to write an answer; ``shouted`` are its acronyms, never mistyped.

    ``row`` has its numbers in digits, ``joined`` is its words as written, without spaces;
    ``names`` are its words with a capital.
    """

    text: str
    row: Row
    joined: str
    rule: str
    shouted: frozenset[str]
    names: frozenset[str]

    @property
    def is_name(self) -> bool:
        """Whether every word has a capital."""
        return self.names.issuperset(self.row)


@lru_cache(maxsize=4096)
def keys_of(value: str, aliases: tuple[str, ...]) -> tuple[Key, ...]:
    """Fold a value and its aliases."""
    named = [(value, "exact"), *((alias, "alias") for alias in aliases)]
    return tuple(
        Key(text, row_of(text), compact(words(text)), rule, _shouted(text), _names(text))
        for text, rule in named
    )


@lru_cache(maxsize=4096)
def row_of(text: str) -> Row:
    """Return the folded words of a text, numbers in digits."""
    return in_digits(words(text))


def _shouted(text: str) -> frozenset[str]:
    found = [word for word in text.replace("-", " ").split() if len(word) > 1 and word.isupper()]
    return frozenset(folded for word in found for folded in words(word))


def _names(text: str) -> frozenset[str]:
    found = [word for word in text.replace("-", " ").split() if word[:1].isupper()]
    return frozenset(folded for word in found for folded in words(word))


def mark_words(text: str, value: str, aliases: Iterable[str], reject: Iterable[str]) -> Verdict:
    """Mark a typed word or name against a value, its aliases, and what must not pass."""
    keys = keys_of(value, tuple(aliases))
    if any(basic(text) == basic(key.text) for key in keys):
        return right("exact")  # also for a key of signs alone, which has no words
    rows, turned = _rows(text)
    if not rows:
        return wrong("none")
    rejected = tuple(row_of(other) for other in reject)
    joined = {compact(reading) for reading in readings(text)}
    verdict = _exactly(rows, turned, joined, keys)
    if verdict:
        return verdict
    if any(compact(row) == compact(other) for row in rows for other in rejected):
        return wrong("reject")
    slip = next(
        (
            _slip(row, key, rejected)
            for key in keys
            for row in (*rows, *(turned if key.is_name else ()))
            if _all_slips(row, key)
        ),
        None,
    )
    if slip:
        return slip
    if negations(rows[0]) % 2 != negations(keys[0].row) % 2:
        return wrong("negation")
    near = next((key for row in rows for key in keys if _near(row, key)), None)
    if near and not any(_nearer_to(rejected, row, near) for row in rows):
        return almost("near", "Close: compare your words with the key.")
    return wrong("none")


@lru_cache(maxsize=256)
def _rows(text: str) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Return a response's readings, and those that only a name has: ``Kishida Fumio``."""
    found = dict.fromkeys(in_digits(reading) for reading in readings(text))
    for row in tuple(found):
        bare = tuple(word for word in row if word not in _TITLES)
        found |= dict.fromkeys(one for one in (bare, *_paired(row), *_paired(bare)) if one)
    return tuple(found), tuple(turned for row in found for turned in _turned(row))


def _paired(row: Row) -> tuple[Row, ...]:
    """Return a pair the other way round: ``Seoul and Tokyo``."""
    if row.count("and") == 1:
        at = row.index("and")
        return ((*row[at + 1 :], "and", *row[:at]),)
    return ()


def _turned(row: Row) -> tuple[Row, ...]:
    """Return a name with the family's last, or first: ``Suk Yeol Yoon``."""
    if _PAIR <= len(row) <= _LONGEST_NAME and all(word.isalpha() for word in row):
        return tuple(dict.fromkeys(((*row[1:], row[0]), (row[-1], *row[:-1]))))
    return ()


@lru_cache(maxsize=4096)
def compact(row: Row) -> str:
    """Join words so that ``nine dash`` is ``ninedash``; digits never run together."""
    if not row:
        return ""
    gaps = [" " if a[-1].isdigit() and b[0].isdigit() else "" for a, b in pairwise(row)]
    return "".join(word + gap for word, gap in zip(row, [*gaps, ""], strict=True))


def _exactly(
    rows: tuple[Row, ...], turned: tuple[Row, ...], joined: set[str], keys: tuple[Key, ...]
) -> Verdict | None:
    for key in keys:
        if key.joined in joined or any(compact(row) == compact(key.row) for row in rows):
            return right(key.rule)
        if key.is_name and key.row in turned:
            return right(key.rule)
    for key in keys:
        for row in rows:
            if len(row) == len(key.row) and all(map(same, row, key.row)):
                return right("spelling")
    return None


def _all_slips(row: Row, key: Key) -> bool:
    return len(row) == len(key.row) and all(
        same(given, word)
        or (word not in key.shouted and slipped(given, word, name=word in key.names))
        for given, word in zip(row, key.row, strict=True)
    )


def _slip(row: Row, key: Key, rejected: tuple[Row, ...]) -> Verdict:
    if _nearer_to(rejected, row, key):
        return wrong("reject")
    return right("slip", f"It is written “{key.text}”.")


def _nearer_to(rejected: tuple[Row, ...], row: Row, key: Key) -> bool:
    whole = set(row).issuperset(key.row)  # then words round the key bring nothing else nearer
    return any(
        distance(row, other) <= distance(row, key.row)
        for other in rejected
        if not whole or set(row).issuperset(other)
    )


def _near(row: Row, key: Key) -> bool:
    """Whether a person should look: part of the key, the key and a little more, or a bad slip."""
    if _digits(row) != _digits(key.row) or not _HEDGES.isdisjoint(set(row).difference(key.row)):
        return False
    if _bag(row) == _bag(key.row):
        return True
    given, sought = set(row), set(key.row)
    if given < sought:
        return 2 * len(given) >= len(sought)
    if sought < given:
        return len(given - sought) <= min(len(sought), _MAX_EXTRA)
    return len(row) == len(key.row) and all(
        same(ours, word) or (word not in key.shouted and _badly_slipped(ours, word))
        for ours, word in zip(row, key.row, strict=True)
    )


def _bag(row: Row) -> list[str]:
    """Return the stems of a row in no order: those of ``environmental issues``."""
    return sorted(stem(singular(word)) for word in row if word not in _LINKS)


def _digits(row: Row) -> list[str]:
    return sorted(word for word in row if any(char.isdigit() for char in word))


def _badly_slipped(given: str, word: str) -> bool:
    allowed = 3 if len(word) >= LONG else 2
    alike = len(word) >= SHORT and given[:1] == word[:1] and given.isalpha() and word.isalpha()
    return alike and distance((given,), (word,)) <= allowed and not opposed(given, word)
