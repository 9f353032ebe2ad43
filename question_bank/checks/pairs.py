"""Rules on two items together: the same question twice, and a stem that tells another's answer."""

from __future__ import annotations

import hashlib
from collections import Counter
from math import ceil
from typing import TYPE_CHECKING

from question_bank.checks.base import Finding
from question_bank.checks.view import content
from question_bank.checks.view import matter
from question_bank.checks.view import view_of
from question_bank.items import Cloze
from question_bank.items import Flashcard
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Numeric
from question_bank.items import ShortAnswer
from question_bank.items import TrueFalseItem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from question_bank.checks.base import Data
    from question_bank.checks.base import Seen
    from question_bank.checks.view import View
    from question_bank.items import Item

_NEAR = 0.8  # of all the content words of two stems, those they share
_MOST = 48  # members that are compared with one: a bound, so that time grows with the bank alone
_SHARED = 2


class RepeatedQuestion:
    """No two items have the same key and nearly the same stem."""

    def groups(self, item: Item, seen: Seen) -> Iterator[tuple[str, Data]]:
        """Group by the key; a true or false also by where its passage is."""
        view = view_of(item, seen)
        found = " ".join(sorted(set(matter(view.stem_content))))
        if found:
            key = _key_of(item, view, seen)
            if key:
                yield hashlib.blake2b(key.encode(), digest_size=9).hexdigest(), found

    def judge(
        self, _group: str, members: Sequence[tuple[str, Data]]
    ) -> Iterator[tuple[str, Finding]]:
        """Compare a stem with those that share one of its rarest words.

        Two sets of which four fifths are shared share one of the first words of each, in any
        order that is the same for all; the rarest come first, so that few are compared.
        """
        if len(members) < 2:  # noqa: PLR2004 - most keys are one item's
            return
        rows = [frozenset(data.split()) for _, data in members]
        counts = Counter(word for row in rows for word in row)
        index: dict[str, list[int]] = {}
        for at, row in enumerate(rows):
            order = sorted(row, key=lambda word: (counts[word], word))
            first = order[: len(order) - ceil(_NEAR * len(order)) + 1]
            others = sorted({other for word in first for other in index.get(word, ())})
            for other in others[:_MOST]:
                if _is_near(row, rows[other]):
                    name = members[other][0]
                    yield (
                        members[at][0],
                        Finding(f"asks what `{name}` asks: same key, nearly the same stem"),
                    )
                    break
            for word in first:
                held = index.setdefault(word, [])
                if len(held) < _MOST:
                    held.append(at)


def _is_near(one: frozenset[str], two: frozenset[str]) -> bool:
    if _numbers(one) != _numbers(two):
        return False
    return len(one & two) >= _NEAR * len(one | two)


def _numbers(row: frozenset[str]) -> set[str]:
    return {word for word in row if word[0].isdigit()}


def _key_of(item: Item, view: View, seen: Seen) -> str:
    match item:
        case TrueFalseItem():
            passage = next(iter(seen.passages), None)
            place = f"{passage.source}:{passage.paragraph}" if passage else ""
            return f"{item.key}:{place}"
        case MultipleResponse() | Matching():
            return "|".join(sorted(" ".join(content(row)) for row in view.key_words))
        case _:
            return "|".join(" ".join(content(row) or row) for row in view.key_words).strip("|")


class LeakedAnswer:
    """No stem tells the answer of another item that cites an overlapping passage.

    Reported on the later of the two: they are kept out of one session.
    """

    def groups(self, item: Item, seen: Seen) -> Iterator[tuple[str, Data]]:
        """Group by paragraph; the key goes to the first, so that a pair is judged once."""
        view = view_of(item, seen)
        places: dict[str, list[list[int]]] = {}
        for passage in seen.passages:
            if passage.found:
                group = f"{passage.source}:{passage.paragraph}"
                places.setdefault(group, []).append([passage.start, passage.end])
        if not places:
            return
        stem = " ".join(view.stem_content)
        key = _told(item, view)
        for group, spans in places.items():
            yield group, [spans, key, stem]
            key = ""

    def judge(
        self, _group: str, members: Sequence[tuple[str, Data]]
    ) -> Iterator[tuple[str, Finding]]:
        """Look each key up by its rarest word among the stems."""
        stems = [data[2].split() for _, data in members]
        index: dict[str, list[int]] = {}
        for at, row in enumerate(stems):
            for word in dict.fromkeys(row):
                index.setdefault(word, []).append(at)
        told: set[int] = set()
        for at, (name, (spans, key, _)) in enumerate(members):
            if not key:
                continue
            rarest = min((index.get(word, []) for word in key.split()), key=len)
            for other in rarest[:_MOST]:
                later = max(at, other)
                if later in told or other == at or not _overlap(spans, members[other][1][0]):
                    continue
                if _tells(stems[other], key, stems[at]):
                    told.add(later)
                    yield members[later][0], _leak(name, members[other][0], later == at)
                    break


def _told(item: Item, view: View) -> str:
    """Return the stems of a key that another stem can give away: two words, a number, a name."""
    if not isinstance(item, Flashcard | Cloze | MultipleChoice | ShortAnswer | Numeric):
        return ""
    if len(view.keys) != 1:
        return ""
    found = content(view.key_words[0])
    if len(found) > 1 or (found and (found[0][0].isdigit() or view.keys[0][0].isupper())):
        return " ".join(found)
    return ""


def _overlap(one: list[list[int]], two: list[list[int]]) -> bool:
    return any(a < d and c < b for a, b in one for c, d in two)


def _tells(stem: list[str], key: str, asked: list[str]) -> bool:
    """Whether a stem holds the key in a row, and speaks of what the other one asks."""
    if f" {key} " not in f" {' '.join(stem)} ":
        return False
    rest = set(matter(asked)) - set(key.split())
    if set(key.split()) <= set(asked):
        return False  # it stands in its own stem: no other gives it away
    return len(rest & set(stem)) >= max(_SHARED, len(rest) / 2)


def _leak(asked: str, teller: str, asked_is_later: bool) -> Finding:  # noqa: FBT001
    if asked_is_later:
        return Finding(f"its answer stands in the stem of `{teller}`: keep them apart", ("stem",))
    return Finding(f"its stem tells the answer of `{asked}`: keep them apart", ("stem",))
