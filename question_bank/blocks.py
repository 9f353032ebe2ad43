"""A topic file in blocks, an item each: read quickly, and each alone when one has changed.

A sound bank needs no places but those where items begin, and composing them for every value is
most of the work. So a file is cut where its list has a new entry, and each block is read without
places. Whatever isn't plain (an anchor, a repeated key, a quotation over the cut) makes ``plain``
refuse: then ``nodes.parse`` reads the whole file and says what is wrong, and where.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

import yaml

from question_bank.items import CLASSES
from question_bank.nodes import CONTROL
from question_bank.nodes import MAX_BYTES
from question_bank.nodes import MAX_DEPTH
from question_bank.nodes import NULLS

if TYPE_CHECKING:
    from question_bank.items import Item

_LIST = re.compile(
    r"^items:[ \t]*(?:#[^\n]*)?\n(?:[ \t]*(?:#[^\n]*)?\n)*(?P<indent> *)- ", re.MULTILINE
)


class NotPlainError(ValueError):
    """The text isn't plain enough to be read without places."""


class Block(NamedTuple):
    """An entry of the list of items: its text, and the line (from 1) where it begins."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class TopicFile:
    """A topic file, cut: the text before its list, and its items, all at one column (from 1)."""

    head: str
    blocks: tuple[Block, ...]
    column: int


def cut(raw: bytes) -> TopicFile:
    """Cut a topic file into blocks.

    Raises:
        NotPlainError: it doesn't look like one.
    """
    if len(raw) > MAX_BYTES or b"\r" in raw:
        raise NotPlainError
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotPlainError from None
    found = _LIST.search(text)
    if found is None:
        raise NotPlainError
    indent = found["indent"]
    first = found.end() - len(indent) - 2
    line = text.count("\n", 0, first) + 1
    lead = f"{indent}- "
    blocks = []
    for part in text[first + len(lead) :].split(f"\n{lead}"):
        blocks.append(Block(f"{lead}{part}\n", line))
        line += part.count("\n") + 1
    last = blocks[-1]
    blocks[-1] = Block(last.text[:-1], last.line)
    return TopicFile(text[:first], tuple(blocks), len(indent) + 1)


def topic_of(file: TopicFile) -> str | None:
    """Return the topic a file gives its items, if it does.

    Raises:
        NotPlainError: its head holds something else.
    """
    head = plain(file.head)
    if head.keys() - {"topic", "items"} or not isinstance(head.get("topic", ""), str):
        raise NotPlainError
    topic: str | None = head.get("topic")
    return topic


def sound_item(block: Block, topic: str | None) -> Item:
    """Read an item that has no fault.

    Args:
        block: its text.
        topic: that of the file, for an item that names none.

    Raises:
        NotPlainError, ValidationError: it has one.
    """
    row = plain_item(block.text)
    if topic is not None:
        row.setdefault("topic", topic)
    kind = CLASSES.get(row.get("kind", ""))
    if kind is None:
        raise NotPlainError
    return kind.model_validate(row)


def plain_item(block: str) -> dict[str, Any]:
    """Read a block without places: a mapping as ``nodes.parse`` gives it.

    Raises:
        NotPlainError: ``nodes.parse`` would find a fault in it, or it isn't one mapping.
    """
    value = plain(block)
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        row: dict[str, Any] = value[0]
        return row
    raise NotPlainError


def plain(text: str) -> Any:
    """Read a document without places, as ``nodes.parse`` does.

    Raises:
        NotPlainError: ``nodes.parse`` would find a fault in it.
    """
    loader = yaml.CSafeLoader(text)
    try:
        return _compose(loader.get_event, escaped="\\" in text)
    except yaml.YAMLError:
        raise NotPlainError from None
    finally:
        loader.dispose()


def _compose(get_event: Any, *, escaped: bool) -> Any:  # noqa: C901, PLR0912 - see below
    """Build the value from events; one loop, since there are fifty events an item."""
    scalar, mapping, sequence = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
    ends = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
    stack: list[tuple[Any, bool]] = []
    result: Any = []
    top, in_mapping, key = result, False, None
    while (event := get_event()) is not None:
        kind = event.__class__
        if kind is scalar:
            value = event.value
            if event.anchor or event.tag or (escaped and CONTROL.search(value)):
                raise NotPlainError
            if not event.style and value in NULLS:
                value = None
        elif kind is mapping or kind is sequence:
            if event.anchor or event.tag or len(stack) >= MAX_DEPTH:
                raise NotPlainError
            value = {} if kind is mapping else []
        elif kind in ends:
            top, in_mapping = stack.pop()
            key = None
            continue
        elif kind is yaml.AliasEvent or (kind is yaml.DocumentStartEvent and result):
            raise NotPlainError
        else:
            continue
        if not in_mapping:
            top.append(value)
        elif key is None:
            key = "" if value is None else value
            if kind is not scalar or key in top or (key == "<<" and not event.style):
                raise NotPlainError
            continue
        else:
            top[key] = value
            key = None
        if kind is not scalar:
            stack.append((top, in_mapping))
            top, in_mapping, key = value, kind is mapping, None
    return result[0] if result else None
