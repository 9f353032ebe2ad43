"""Rules on a bank as a whole: what its items say of themselves together, by exact tests."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from question_bank.checks.base import Finding
from question_bank.checks.numbers import LEVEL
from question_bank.checks.numbers import as_odd
from question_bank.checks.numbers import at_least
from question_bank.checks.numbers import binomial
from question_bank.checks.numbers import hypergeometric
from question_bank.checks.numbers import mixed
from question_bank.items import Bloom
from question_bank.items import MultipleChoice
from question_bank.items import TrueFalseItem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from question_bank.checks.base import Data
    from question_bank.checks.base import Seen
    from question_bank.items import Item

_ALL = "bank"
_REMEMBER = 0.6
_ENOUGH = 20


class LongestKey:
    """Over the bank, the key is the longest option no more often than by chance (exact, 5 %).

    The chance is 1 in the number of options, item by item. A key that shares the greatest length
    with a distractor isn't the longest: it counts as a miss, so that the test errs to silence.
    """

    def groups(self, item: Item, _seen: Seen) -> Iterator[tuple[str, Data]]:
        """Say of a choice how many options it has, and whether its key is the longest."""
        if isinstance(item, MultipleChoice):
            longest = max(len(option.text) for option in item.options)
            keys = [option.key for option in item.options if len(option.text) == longest]
            yield _ALL, [len(item.options), keys == [True]]

    def judge(
        self, _group: str, members: Sequence[tuple[str, Data]]
    ) -> Iterator[tuple[str, Finding]]:
        """Compare with chance."""
        hits = sum(data[1] for _, data in members)
        if at_least(mixed(data[0] for _, data in members), hits) <= LEVEL:
            yield (
                "-",
                Finding(
                    f"the key is the longest option in {hits} of {len(members)} choices: "
                    "shorten keys or lengthen distractors"
                ),
            )


class KeyPosition:
    """Where options keep their order, the key stands in no place more often than by chance.

    Options that are shuffled have no place: their order in the file is never shown.
    """

    def groups(self, item: Item, _seen: Seen) -> Iterator[tuple[str, Data]]:
        """Say of a choice that isn't shuffled how many options it has and which is the key."""
        if isinstance(item, MultipleChoice) and not item.shuffle:
            keys = [at for at, option in enumerate(item.options) if option.key]
            if len(keys) == 1:
                yield _ALL, [len(item.options), keys[0]]

    def judge(
        self, _group: str, members: Sequence[tuple[str, Data]]
    ) -> Iterator[tuple[str, Finding]]:
        """Compare each place with chance, at 5 % for all places together."""
        places = range(max(data[0] for _, data in members))
        for place in places:
            hits = sum(data[1] == place for _, data in members)
            having = [data[0] for _, data in members if data[0] > place]
            if at_least(mixed(having), hits) <= LEVEL / len(places):
                message = f"the key stands in place {place + 1} in {hits} of {len(having)} choices"
                yield "-", Finding(f"{message} that aren't shuffled: vary it")
                return


class TrueFalseBalance:
    """True and false statements are about as many (exact, two-sided, 5 %)."""

    def groups(self, item: Item, _seen: Seen) -> Iterator[tuple[str, Data]]:
        """Say whether a statement is true."""
        if isinstance(item, TrueFalseItem):
            yield _ALL, item.key

    def judge(
        self, _group: str, members: Sequence[tuple[str, Data]]
    ) -> Iterator[tuple[str, Finding]]:
        """Compare with a fair coin."""
        right = sum(bool(data) for _, data in members)
        if as_odd(binomial(len(members), 0.5), right) <= LEVEL:
            message = f"{right} of {len(members)} statements are true"
            yield "-", Finding(f"{message}: write more of the other kind")


class TrueLonger:
    """True statements aren't the longer ones (Fisher's exact test about the median, 5 %)."""

    def groups(self, item: Item, _seen: Seen) -> Iterator[tuple[str, Data]]:
        """Say whether a statement is true, and its length."""
        if isinstance(item, TrueFalseItem):
            yield _ALL, [item.key, len(item.stem)]

    def judge(
        self, _group: str, members: Sequence[tuple[str, Data]]
    ) -> Iterator[tuple[str, Finding]]:
        """Count the true ones among the longer half; what is of middle length isn't counted."""
        middle = _median([data[1] for _, data in members])
        sides = Counter((data[0], data[1] > middle) for _, data in members if data[1] != middle)
        right = sides[True, True] + sides[True, False]
        longer = sides[True, True] + sides[False, True]
        chance = hypergeometric(sides.total(), right, longer)
        if at_least(chance, sides[True, True]) <= LEVEL:
            message = f"of the {longer} longer statements {sides[True, True]} are true"
            yield "-", Finding(f"{message}: lengthen false ones or shorten true ones")


def _median(values: list[int]) -> float:
    row = sorted(values)
    return (row[(len(row) - 1) // 2] + row[len(row) // 2]) / 2


class RememberShare:
    """Not over 60 % of the items only ask to remember (from 20 items on, exact, 5 %)."""

    def groups(self, item: Item, _seen: Seen) -> Iterator[tuple[str, Data]]:
        """Say whether an item only asks to remember."""
        yield _ALL, item.bloom == Bloom.REMEMBER

    def judge(
        self, _group: str, members: Sequence[tuple[str, Data]]
    ) -> Iterator[tuple[str, Finding]]:
        """Compare with 60 %."""
        hits = sum(bool(data) for _, data in members)
        if len(members) >= _ENOUGH and at_least(binomial(len(members), _REMEMBER), hits) <= LEVEL:
            message = f"{hits} of {len(members)} items only ask to remember"
            yield "-", Finding(f"{message}: ask to explain, apply, compare or judge")
