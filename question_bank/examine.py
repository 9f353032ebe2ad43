"""One item's text, examined by itself: what a check keeps of it.

Everything here hangs on the text and on what stands around the items, never on other items or on
where in its file the text stands; so a check may keep it until one of the two changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

from pydantic import ValidationError

from question_bank import items
from question_bank.blocks import NotPlainError
from question_bank.blocks import sound_item
from question_bank.checks import RULES
from question_bank.checks import Seen
from question_bank.checks import groups_of
from question_bank.checks import judge_item
from question_bank.faults import explain
from question_bank.nodes import parse
from question_bank.note_types import misfit
from question_bank.topics import any_item

if TYPE_CHECKING:
    from question_bank.blocks import Block
    from question_bank.checks import Finding
    from question_bank.errors import Problem
    from question_bank.errors import Severity
    from question_bank.frame import Frame
    from question_bank.items import Item
    from question_bank.nodes import Tree


class Note(NamedTuple):
    """A problem, its line counted from the first of its block (0)."""

    line: int
    column: int
    item: str
    rule: str
    message: str
    severity: Severity


class Examined(NamedTuple):
    """What is kept of a block.

    ``id`` is empty if it holds no sound item; ``groups`` are the rule, the group and the data of
    ``groups_of``.
    """

    id: str
    topic: str
    notes: tuple[Note, ...]
    groups: tuple[tuple[str, str, Any], ...]


def examine(block: Block, topic: str | None, frame: Frame) -> Examined:
    """Read an item's text and judge it by itself.

    Args:
        block: its text.
        topic: that of its file, for an item that names none.
        frame: what stands around the items.

    Raises:
        NotPlainError: it can't be read apart from its file.
    """
    try:
        item = sound_item(block, topic)
    except (NotPlainError, ValidationError):
        return _faulty(block, topic, frame)
    return _known(item, frame, block)


def judged(item: Item, frame: Frame, block: Block | None = None) -> Examined:
    """Judge a sound item by itself; its block, if there is one, gives each finding its place."""
    if frame.info is None:
        return Examined(item.id, item.topic, (), ())
    seen = Seen(frame.info, frame.sources, tuple(frame.passages(item)), frame.readings)
    found = list(judge_item(item, seen))
    tree = parse(block.text.encode()) if found and block else None
    notes = tuple(note(item.id, rule, finding, tree) for rule, finding in found)
    return Examined(item.id, item.topic, notes, tuple(groups_of(item, seen)))


def note(item: str, rule: str, finding: Finding, tree: Tree | None) -> Note:
    """Give a finding its place in its item's text, if that is there."""
    line, column = tree.place((0, *finding.at)) if tree else (1, 1)
    return Note(line - 1, column, item, rule, finding.message, RULES[rule].severity)


def _faulty(block: Block, topic: str | None, frame: Frame) -> Examined:
    """Say what the schema finds wrong with an item, or judge it if that is nothing."""
    tree = parse(block.text.encode())
    rows = tree.value
    if tree.faults or not isinstance(rows, list) or len(rows) != 1:
        raise NotPlainError  # what is wrong with the text itself names lines of its file
    if topic is not None and isinstance(rows[0], dict):
        rows[0].setdefault("topic", topic)
    try:
        item = any_item().validate_python(rows[0])
    except ValidationError as error:
        found = explain(error, tree, (0,), "")
        return Examined("", "", tuple(_as_note(problem) for problem in found), ())
    return _known(item, frame, block)


def _known(item: Item, frame: Frame, block: Block) -> Examined:
    if frame.topics is not None and item.topic not in frame.topics:
        raise NotPlainError  # it may be the file's topic that is wrong
    if isinstance(item, items.Note) and misfit(item, frame.note_types.known):
        raise NotPlainError  # told by the loader
    return judged(item, frame, block)


def _as_note(problem: Problem) -> Note:
    return Note(
        problem.line - 1,
        problem.column,
        problem.item,
        problem.rule,
        problem.message,
        problem.severity,
    )
