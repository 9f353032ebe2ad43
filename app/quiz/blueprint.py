"""What a quiz is made of: which items may come, how many, in how many versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from question_bank.items import ALL_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from question_bank.bank import Bank
    from question_bank.items import Item

MAX_COUNT = 200
MAX_VERSIONS = 26  # a version is named by one letter


class EmptySelection(ValueError):  # noqa: N818 - the name says what happened
    """No item of the bank answers to the blueprint; the message says which words would."""


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A quiz to be assembled; equal blueprints on equal banks give equal forms.

    Empty ``topics``, ``kinds`` or ``tags`` mean any. An item must be of one of the topics and
    one of the kinds, and carry one of the tags.

    Raises:
        ValueError: count or versions out of range, as a sentence for people.
    """

    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    count: int = 10
    seed: int = 1
    versions: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MAX_COUNT:
            raise ValueError(f"A quiz has 1 to {MAX_COUNT} questions, not {self.count}.")
        if not 1 <= self.versions <= MAX_VERSIONS:
            raise ValueError(f"A quiz has 1 to {MAX_VERSIONS} versions, not {self.versions}.")


def select(bank: Bank, blueprint: Blueprint) -> tuple[Item, ...]:
    """Return every item that matches, in bank order; nothing is chosen yet.

    Raises:
        EmptySelection: a topic, kind or tag isn't there, or nothing has them all.
    """
    tags = {tag for item in bank.items for tag in item.tags}
    _known("topic", blueprint.topics, bank.topic_titles)
    _known("kind", blueprint.kinds, ALL_KINDS)
    _known("tag", blueprint.tags, sorted(tags))
    found = tuple(item for item in bank.items if _matches(item, blueprint))
    if not found:
        raise EmptySelection(_nothing(bank.items, blueprint, bank.topic_titles))
    return found


def _matches(item: Item, blueprint: Blueprint) -> bool:
    return (
        (not blueprint.topics or item.topic in blueprint.topics)
        and (not blueprint.kinds or item.kind in blueprint.kinds)
        and (not blueprint.tags or not set(blueprint.tags).isdisjoint(item.tags))
    )


def _known(word: str, asked: Iterable[str], there: Iterable[str]) -> None:
    known = tuple(there)
    unknown = [name for name in asked if name not in known]
    if unknown:
        listed = f"{word}s are {', '.join(known)}" if known else f"this bank has no {word}s"
        raise EmptySelection(f"0 items match {word} {', '.join(unknown)}: {listed}.")


def _nothing(items: tuple[Item, ...], blueprint: Blueprint, topics: Mapping[str, str]) -> str:
    """Say what was asked for, and what the bank would have had."""
    if not items:
        return f"0 items match: the bank is empty (topics are {', '.join(topics)})."
    asked = [
        f"{word} {' or '.join(names)}"
        for word, names in (
            ("topic", blueprint.topics),
            ("kind", blueprint.kinds),
            ("tag", blueprint.tags),
        )
        if names
    ]
    used = {item.topic for item in items}
    kinds = {item.kind for item in items}
    return (
        f"0 items match {' with '.join(asked)}: "
        f"topics with items are {', '.join(topic for topic in topics if topic in used)}; "
        f"kinds are {', '.join(kind for kind in ALL_KINDS if kind in kinds)}."
    )
