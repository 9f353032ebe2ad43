"""Items that don't belong into one quiz, as groups of which one at most may stand there.

Two items are kept apart if they cite overlapping words (one may tell the other's answer, which
is the lint rule ``leaked-answer`` and what the scheduler keeps out of one session), if they have
the same key in words, or if the lint rule ``repeated-question`` finds that they ask the same.
Groups, not pairs: of ``n`` items that cite one sentence there is one group, not n² pairs.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from question_bank.checks.base import Seen
from question_bank.checks.pairs import RepeatedQuestion
from question_bank.checks.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from question_bank.bank import Bank
    from question_bank.items import Item

_LEAST = 2  # a group of one keeps nothing apart


def groups(bank: Bank, items: Iterable[Item]) -> list[frozenset[str]]:
    """Return sets of item ids, at most one of each of which may stand in a version."""
    found = list(items)
    every = dict.fromkeys([*_passages(bank, found), *_keys(bank, found)])
    return [group for group in every if len(group) >= _LEAST]


def rivals(bank: Bank, item: Item, others: Iterable[Item]) -> set[str]:
    """Return the ids of those others that an item must not stand beside."""
    found = groups(bank, [item, *(other for other in others if other.id != item.id)])
    return {other for group in found if item.id in group for other in group} - {item.id}


def _passages(bank: Bank, items: list[Item]) -> Iterator[frozenset[str]]:
    """Yield, for each place where a passage begins, the items whose passages hold that place.

    Any two passages that overlap hold together the place where the later one begins.
    """
    by_source: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for item in items:
        for passage in bank.passages.get(item.id, ()):
            if passage.found:
                by_source[passage.source].append((passage.start, passage.end, item.id))
    for spans in by_source.values():
        spans.sort()
        last, held = -1, list[tuple[int, str]]()
        for start, end, item_id in spans:
            if start != last and len(held) >= _LEAST:
                yield frozenset(one for _, one in held)
            held = [(until, one) for until, one in held if until > start]
            held.append((end, item_id))
            last = start
        yield frozenset(one for _, one in held)


def _keys(bank: Bank, items: list[Item]) -> Iterator[frozenset[str]]:
    """Yield the items that have one key in words, and the pairs that ask the same."""
    rule = RepeatedQuestion()
    members: dict[str, list[tuple[str, str]]] = defaultdict(list)
    in_words: set[str] = set()
    for item in items:
        seen = Seen(bank.info, bank.sources, tuple(bank.passages.get(item.id, ())))
        for group, data in rule.groups(item, seen):
            members[group].append((item.id, data))
            if item.kind != "true_false" and _is_in_words(view_of(item, seen).keys):
                in_words.add(group)
    for group, rows in members.items():
        if group in in_words:
            yield frozenset(name for name, _ in rows)
            continue
        for name, finding in rule.judge(group, rows):
            yield frozenset((name, finding.message.split("`")[1]))  # it names the other


def _is_in_words(keys: tuple[str, ...]) -> bool:
    """Whether a key says more than a number: two questions may well have the answer 3."""
    return any(letter.isalpha() for key in keys for letter in key)
