"""A topic file: its items, or every fault in it with its place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pydantic import TypeAdapter
from pydantic import ValidationError

from question_bank.bank import Place
from question_bank.blocks import NotPlainError
from question_bank.blocks import cut
from question_bank.blocks import sound_item
from question_bank.blocks import topic_of
from question_bank.errors import Problem
from question_bank.faults import explain
from question_bank.faults import faults_of
from question_bank.items import Item
from question_bank.nodes import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from question_bank.nodes import Tree


@dataclass(frozen=True, slots=True)
class TopicReading:
    """What a topic file holds: its sound items, each with its place, and its faults."""

    items: tuple[tuple[Item, Place], ...]
    problems: tuple[Problem, ...] = ()


@cache
def any_item() -> TypeAdapter[Item]:
    """Return what validates an item of any kind; made when first needed."""
    return TypeAdapter(Item)


def read_topic(raw: bytes, file: str, topics: set[str] | None) -> TopicReading:
    """Read a topic file.

    Args:
        raw: its bytes.
        file: its name as shown to people.
        topics: those an item may belong to; None if they aren't known.
    """
    try:
        return TopicReading(tuple(_sound(raw, file, topics)))
    except (NotPlainError, ValidationError):
        return _Faulty(file, topics).read(parse(raw))


def _sound(raw: bytes, shown: str, topics: set[str] | None) -> Iterator[tuple[Item, Place]]:
    """Read a file that has no fault, quickly.

    Raises:
        NotPlainError, ValidationError: it has one.
    """
    file = cut(raw)
    topic = topic_of(file)
    for block in file.blocks:
        item = sound_item(block, topic)
        if topics is not None and item.topic not in topics:
            raise NotPlainError
        yield item, Place(shown, block.line, file.column + 2)


class _Faulty:
    """Reads a file as a tree with places, and says what is wrong with it."""

    def __init__(self, file: str, topics: set[str] | None) -> None:
        self.file = file
        self.topics = topics
        self.problems: list[Problem] = []

    def read(self, tree: Tree) -> TopicReading:
        self.problems += faults_of(tree, self.file)
        items = tuple(self._items(tree))
        return TopicReading(items, tuple(self.problems))

    def _problem(self, mark: tuple[int, int], rule: str, message: str) -> None:
        self.problems.append(Problem(self.file, *mark, "-", rule, message))

    def _items(self, tree: Tree) -> Iterator[tuple[Item, Place]]:
        for index, row in enumerate(self._rows(tree)):
            at = ("items", index)
            if isinstance(row, dict) and "topic" in tree.value:
                row.setdefault("topic", tree.value["topic"])
            try:
                item = any_item().validate_python(row)
            except ValidationError as error:
                self.problems += explain(error, tree, at, self.file)
                continue
            if self.topics is not None and item.topic not in self.topics:
                mark = tree.place((*at, "topic") if (*at, "topic") in tree.marks else ("topic",))
                topics = ", ".join(sorted(self.topics))
                message = f"no topic `{item.topic}` in bank.yaml: topics are {topics}"
                self._problem(mark, "unknown-topic", message)
                continue
            yield item, Place(self.file, *tree.place(at))

    def _rows(self, tree: Tree) -> list[object]:
        if not isinstance(tree.value, dict) or not isinstance(tree.value.get("items"), list):
            if not tree.whole:
                return []  # they come after the break
            message = "a topic file holds `topic: <id>` and `items:`, a list"
            self._problem(tree.place(("items",)), "schema", message)
            return []
        for key in tree.value.keys() - {"topic", "items"}:
            message = f"unknown key `{key}`: a topic file has `topic` and `items`"
            self._problem(tree.key_place((key,)), "unknown-key", message)
        rows: list[object] = tree.value["items"]
        return rows if tree.whole else rows[:-1]  # the last one may lack its end
