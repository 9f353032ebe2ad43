"""Mark several things typed in one box or in several: a set in any order, or an order."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from app.quiz.text import negations
from app.quiz.text import words
from app.quiz.verdict import Verdict
from app.quiz.words import mark_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from question_bank.answers import Entry

_BULLET = re.compile(
    r"^\s*(?:(?:[-•*·]|\(?\d{1,2}[.):]|\(?[a-h][.)])\s+)?"
    r"(?:and\s+)?(?:(?:both|plus|then|next|finally|first(?:ly)?|second(?:ly)?|third(?:ly)?|last(?:ly)?)"
    r"[\s,:]+)?",
    re.IGNORECASE,
)
_NUMBERED = r"\s+(?=\(?\d[.):]\s)"
_SETS = (r"[\n;]+|" + _NUMBERED, r"[,/|•]+", r"\s+(?:and|plus|as well as)\s+|\s*[&+]\s*")
_ORDERS = (
    r"[\n;]+|\s*(?:→|->|=>|⇒|>)\s*|" + _NUMBERED,
    r",\s*(?:and\s+)?(?:then\s+|finally\s+)?|\s+(?:and\s+)?then\s+|\s+followed\s+by\s+",
    r"\s+and\s+|\s*/\s*",
)
_MAX_PIECES = 20


def mark_set(texts: Sequence[str], entries: Sequence[Entry]) -> Verdict:
    """Mark k of n right: k/n, less one for each thing named beyond n, so that listing all fails."""
    if _denied(texts, entries):
        return Verdict("wrong", "negation")
    found = _recognised(texts, entries, _SETS)
    given = len({index for index in found if index is not None}) + found.count(None)
    parts = tuple(index in found for index in range(len(entries)))
    extra = max(0, given - len(entries))
    points = Fraction(max(0, sum(parts) - extra), len(entries))
    return _verdict(
        "set", points, parts, "" if all(parts) and not extra else _missing(parts, extra)
    )


def mark_order(texts: Sequence[str], entries: Sequence[Entry]) -> Verdict:
    """Mark an order by its neighbours: the share of pairs that follow each other as they should.

    The same law as for ordering items (Moodle's "relative to the next item, excluding last").
    ``parts`` says which stand in their own place.
    """
    if _denied(texts, entries):
        return Verdict("wrong", "negation")
    found = _recognised(texts, entries, _ORDERS)
    pairs = sum(a is not None and b == a + 1 for a, b in pairwise(list(dict.fromkeys(found))))
    extra = max(0, len(found) - len(entries))
    points = Fraction(max(0, pairs - extra), len(entries) - 1)
    parts = tuple(found[at : at + 1] == [at] for at in range(len(entries)))
    return _verdict("order", points, parts, "" if all(parts) else "Look at what follows what.")


def _denied(texts: Sequence[str], entries: Sequence[Entry]) -> bool:
    """Whether a ``not`` stands in what was typed, and in no entry."""
    known = {word for entry in entries for word in (entry.value, *entry.aliases)}
    return any(negations(words(text)) for text in texts) and not any(
        negations(words(text)) for text in known
    )


def _verdict(rule: str, points: Fraction, parts: tuple[bool | None, ...], detail: str) -> Verdict:
    if points == 1:
        return Verdict("correct", rule, points, "", parts)
    return Verdict("almost" if points else "wrong", rule, points, detail, parts)


def _missing(parts: tuple[bool, ...], extra: int) -> str:
    if extra:
        return f"{len(parts)} are asked for: {extra} too many."
    return f"{sum(parts)} of {len(parts)}."


def _recognised(
    texts: Sequence[str], entries: Sequence[Entry], separators: Sequence[str]
) -> list[int | None]:
    """Return, for each thing named, which entry it is; None for none of them."""
    found: list[int | None] = []
    for text in texts:
        if len(found) < _MAX_PIECES:
            found += _split(text, entries, separators)
    return found[:_MAX_PIECES]


def _split(text: str, entries: Sequence[Entry], separators: Sequence[str]) -> list[int | None]:
    """Cut a text at the strongest separator it has, unless it is an entry as it stands."""
    bare = _BULLET.sub("", text).strip(" .")
    if not bare:
        return []
    index = _entry(bare, entries)
    if index is not None or not separators:
        return [index]
    cut = re.split(separators[0], bare, flags=re.IGNORECASE)
    if len(cut) == 1:
        return _split(bare, entries, separators[1:])
    return [
        index for piece in cut[:_MAX_PIECES] for index in _split(piece, entries, separators[1:])
    ]


def _entry(text: str, entries: Sequence[Entry]) -> int | None:
    for index, entry in enumerate(entries):
        others = [e for at, e in enumerate(entries) if at != index]
        reject = [word for other in others for word in (other.value, *other.aliases)]
        if mark_words(text, entry.value, entry.aliases, reject).outcome == "correct":
            return index
    return None
