"""From a blueprint to a form: which items, in which order, with which options first.

A form is a pure function of bank and blueprint. Chance is a seeded ``random.Random`` fed with
text, which Python hashes itself (SHA-512): the same on every machine and PYTHONHASHSEED.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from dataclasses import asdict
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from itertools import groupby
from math import factorial
from operator import attrgetter
from random import Random
from string import ascii_uppercase
from typing import TYPE_CHECKING
from typing import Any

from app.quiz.blueprint import select
from app.quiz.repeats import groups
from app.quiz.specification import Specification
from question_bank.fingerprints import fingerprint
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Ordering

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.quiz.blueprint import Blueprint
    from question_bank.bank import Bank
    from question_bank.items import Item

_LOOKED = 4  # times as many items as are taken are looked through for some that don't repeat others


@dataclass(frozen=True, slots=True)
class Placed:
    """An item in its place, and the order its parts are shown in.

    ``order`` holds indexes as written in the bank: of the options (choices), of the sequence
    (ordering; never the right order), of the right sides with the extras after them
    (matching). Other kinds have none.
    """

    item: Item
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One of a form's versions: the same items, in another order."""

    letter: str
    placed: tuple[Placed, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """The items as they stand."""
        return tuple(placed.item for placed in self.placed)

    @property
    def orders(self) -> Mapping[str, tuple[int, ...]]:
        """The order of the parts by item id, for items that have one."""
        return {placed.item.id: placed.order for placed in self.placed if placed.order}


@dataclass(frozen=True, slots=True)
class Form:
    """An assembled quiz. ``code`` is the same for the same bank and blueprint.

    ``rows`` says of each version, if a table was asked for, which row each item fills; ``swaps``
    are what was changed by hand: the version, the item that went, the one that came.
    """

    code: str
    bank_id: str
    title: str
    blueprint: Blueprint | Specification
    versions: tuple[Version, ...]
    rows: tuple[Mapping[str, int], ...] = ()
    swaps: tuple[tuple[str, str, str], ...] = ()

    @property
    def asked(self) -> int:
        """How many items the blueprint asks for."""
        return self.blueprint.count

    @property
    def short(self) -> int:
        """How many items fewer than asked there are: 0 when enough match."""
        return self.asked - min(len(version.placed) for version in self.versions)

    def points_of(self, version: Version) -> Mapping[str, float]:
        """Return what each item of a version is worth, where the table says it."""
        blueprint = self.blueprint
        if isinstance(blueprint, Specification):
            rows = self.rows[self.versions.index(version)]
            return {item: blueprint.worth_of(item, row) for item, row in rows.items()}
        return {}


def assemble(bank: Bank, blueprint: Blueprint) -> Form:
    """Choose the items and set them in every version's order.

    Version A keeps the bank's order of topics; the others mix all items, so that neighbours
    do not meet the same question at the same time.

    Raises:
        EmptySelection: nothing matches.
    """
    chosen = _choose(select(bank, blueprint), bank, blueprint)
    orders = {
        item.id: arrange(item, _chance(blueprint, "parts", item.id), blueprint.versions)
        for item in chosen
    }
    versions = []
    for index in range(blueprint.versions):
        letter = ascii_uppercase[index]
        items = list(chosen)
        if index:
            _chance(blueprint, "version", letter).shuffle(items)
        placed = tuple(Placed(item, orders[item.id][index]) for item in items)
        versions.append(Version(letter, placed))
    code = code_of(bank, asdict(blueprint))
    return Form(code, bank.id, bank.info.title, blueprint, tuple(versions))


def _chance(blueprint: Blueprint, *words: str) -> Random:
    return Random(":".join((str(blueprint.seed), *words)))  # noqa: S311 - a quiz is no secret


def _choose(found: tuple[Item, ...], bank: Bank, blueprint: Blueprint) -> tuple[Item, ...]:
    """Draw from each topic its share: every topic one while places last, then by size.

    The shares are Webster's (highest averages of 2k + 1), which favours neither large topics
    nor small ones; see Balinski & Young, Fair Representation (1982).
    """
    drawn: dict[str, list[Item]] = {}
    for topic, items in groupby(found, key=attrgetter("topic")):
        drawn[topic] = list(items)
        _chance(blueprint, "topic", topic).shuffle(drawn[topic])
    order = [topic for topic in bank.topic_titles if topic in drawn]
    taken: Counter[str] = Counter()
    for _ in range(min(blueprint.count, len(found))):
        open_topics = [topic for topic in order if taken[topic] < len(drawn[topic])]
        taken[
            max(
                open_topics,
                key=lambda topic: (
                    taken[topic] == 0,
                    Fraction(len(drawn[topic]), 2 * taken[topic] + 1),
                ),
            )
        ] += 1
    return _apart(bank, {topic: drawn[topic] for topic in order}, taken)


def _apart(
    bank: Bank, drawn: Mapping[str, list[Item]], taken: Mapping[str, int]
) -> tuple[Item, ...]:
    """Take so many of each topic, as drawn; what repeats another only where nothing else is."""
    looked = {topic: items[: _LOOKED * taken[topic]] for topic, items in drawn.items()}
    of_item: dict[str, list[int]] = {}
    for number, group in enumerate(groups(bank, chain.from_iterable(looked.values()))):
        for name in group:
            of_item.setdefault(name, []).append(number)
    used: set[int] = set()
    chosen: list[Item] = []
    for topic, items in looked.items():
        free: list[Item] = []
        for item in items:
            held = of_item.get(item.id, [])
            if len(free) < taken[topic] and used.isdisjoint(held):
                free.append(item)
                used.update(held)
        names = {item.id for item in free}
        chosen += [*free, *(item for item in items if item.id not in names)][: taken[topic]]
    return tuple(chosen)


def arrange(item: Item, chance: Random, versions: int) -> list[tuple[int, ...]]:
    """Return an order of the item's parts for each version, no two alike while some are left."""
    match item:
        case MultipleChoice() | MultipleResponse():
            size = len(item.options)
            if not item.shuffle:
                return [tuple(range(size))] * versions
        case Ordering():
            size = len(item.sequence)
        case Matching():
            size = len(item.pairs) + len(item.extra)
        case _:
            return [()] * versions
    barred = {tuple(range(size))} if isinstance(item, Ordering) else set[tuple[int, ...]]()
    return _permutations(size, chance, versions, barred)


def _permutations(
    size: int, chance: Random, number: int, barred: set[tuple[int, ...]]
) -> list[tuple[int, ...]]:
    """Draw ``number`` orders, all different until every one that isn't barred has been drawn."""
    found: list[tuple[int, ...]] = []
    seen = set(barred)
    while len(found) < number:
        if len(seen) == factorial(size):
            seen = set(barred)
        order = list(range(size))
        chance.shuffle(order)
        if tuple(order) not in seen:
            seen.add(tuple(order))
            found.append(tuple(order))
    return found


def code_of(bank: Bank, asked: Mapping[str, Any]) -> str:
    """Return eight letters and digits, ``K7QF-2MXA``, that name this form of this bank.

    Args:
        bank: the bank: any edit of an item is another bank.
        asked: all that the form depends on besides, as plain data.
    """
    facts = [bank.id, [fingerprint(item) for item in bank.items], asked]
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).digest()
    letters = base64.b32encode(digest).decode()
    return f"{letters[:4]}-{letters[4:8]}"
