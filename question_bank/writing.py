"""Edit an item in its YAML: what changes is rewritten, every other byte stays.

Comments, order, quotation marks and line breaks of what doesn't change are its author's. What is
written is read again: it must give exactly the item that was wanted and leave all others as they
were, else nothing comes out.
"""

from __future__ import annotations

import codecs
import copy
import re
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Any

from question_bank import spelling
from question_bank.nodes import parse
from question_bank.spans import Spans

if TYPE_CHECKING:
    from collections.abc import Mapping

    from question_bank.nodes import Path

_ITEMS = "items"
_HEADER = re.compile(r"(?::|[|>][-+]?)\Z")  # what a value with lines of its own begins with


class WritingError(ValueError):
    """The text can't be changed as asked; the message is one line for a person."""


@dataclass(frozen=True, slots=True)
class Written:
    """An item as it stands in its file: its plain values, its own lines, and where they begin."""

    plain: dict[str, Any]
    text: str
    line: int


def find(raw: bytes, item: str) -> Written | None:
    """Return an item of a topic file; None if it isn't there.

    Raises:
        WritingError: the file has faults.
    """
    spans = _open(raw)
    path = _path(spans, item)
    if path is None:
        return None
    start = spans.line_start(spans.dash(path) if not spans.in_flow(path) else spans.start(path))
    end = spans.text.find("\n", spans.end(path))
    text = spans.text[start : len(spans.text) if end < 0 else end + 1]
    return Written(copy.deepcopy(spans.value(path)), text, spans.tree.marks[path][0])


def edit(raw: bytes, item: str, wanted: Mapping[str, Any]) -> bytes:
    """Return a topic file in which an item has new values.

    Args:
        raw: the file's bytes.
        item: the item's id.
        wanted: all of the item as plain data, as ``nodes.parse`` reads it: texts, lists, mappings.

    Raises:
        WritingError: the file has faults or no such item, or is written so that the values can't
            be put in.
    """
    spans = _open(raw)
    path = _path(spans, item)
    if path is None:
        raise WritingError(f"there is no item `{item}` in this file")
    expected = copy.deepcopy(spans.tree.value)
    expected[_ITEMS][path[-1]] = dict(wanted)
    for whole in (False, True):
        made = _Edit(spans, whole=whole).mapping(path, wanted)
        text = made.result()
        tree = parse(text.encode())
        if not tree.faults and tree.value == expected:
            start = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
            return start + text.encode()
    line = spans.tree.marks[path][0]
    raise WritingError(f"line {line}: this item is written so that only an editor can change it")


def _open(raw: bytes) -> Spans:
    tree = parse(raw)
    if tree.faults:
        fault = tree.faults[0]
        raise WritingError(f"the file has a fault in line {fault.mark[0]}: {fault.message}")
    return Spans(raw.decode("utf-8-sig"), tree)


def _path(spans: Spans, item: str) -> Path | None:
    value = spans.tree.value
    rows = value.get(_ITEMS) if isinstance(value, dict) else None
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict) and row.get("id") == item:
            return (_ITEMS, index)
    return None


@dataclass
class _Edit:
    """Changes to a text as spans and what takes their place; ``whole``: entries, not parts."""

    spans: Spans
    whole: bool
    changes: list[tuple[int, int, str]] = field(default_factory=list)

    def result(self) -> str:
        text, at, parts = self.spans.text, 0, []
        newline = "\r\n" if "\r\n" in text else "\n"
        for start, end, new in sorted(self.changes, key=lambda change: change[:2]):
            parts += [text[at : max(at, start)], new.replace("\n", newline)]
            at = max(at, end)
        return "".join((*parts, text[at:]))

    def put(self, start: int, end: int, new: str) -> None:
        self.changes.append((start, end, new))

    def mapping(self, path: Path, wanted: Mapping[str, Any]) -> _Edit:
        """Bring a mapping to what is wanted."""
        old = self.spans.value(path)
        kept = [key for key in old if key in wanted]
        for key in old:
            here = (*path, key)
            if key not in wanted:
                self.drop_entry(path, here)
            elif old[key] != wanted[key]:
                self.change(here, wanted[key])
        for key, value in spelling.ordered(wanted):
            if key not in old:
                self.add_entry(path, kept, key, value)
        return self

    def change(self, path: Path, new: Any) -> None:
        """Change the value at a path."""
        old = self.spans.value(path)
        top = len(path) == len((_ITEMS, 0, "key"))
        if self.whole and top:
            self.rewrite(path, new)
        elif isinstance(old, dict) and isinstance(new, dict) and old and new:
            self.mapping(path, new)
        elif isinstance(old, list) and isinstance(new, list) and old and new:
            self.sequence(path, new)
        elif isinstance(old, str) and isinstance(new, str):
            self.text(path, new)
        else:
            self.rewrite(path, new)

    def text(self, path: Path, new: str) -> None:
        """Put a text in place of another, in its style."""
        start, end = self.spans.start(path), self.spans.end(path)
        was = self.spans.text[start:end]
        flow = self.spans.in_flow(path)
        at = start - self.spans.line_start(start)
        written = spelling.scalar(
            new, like=was[:1] if was[:1] in tuple("|>'\"") else "", flow=flow, at=at,
            column=0 if flow else self.spans.column(path), was=was,
        )  # fmt: skip
        self.put_value(start, end, written)

    def put_value(self, start: int, end: int, new: str) -> None:
        """Put a value in place of another; a comment behind it goes behind the first line."""
        first, newline, rest = new.partition("\n")
        if newline and _HEADER.search(first):
            stop = self.spans.text.find("\n", end)
            stop = len(self.spans.text) if stop < 0 else stop
            behind = self.spans.text[end:stop].rstrip()
            if behind.lstrip().startswith("#"):
                self.put(start, end + len(behind), f"{first}{behind}\n{rest}")
                return
        self.put(start, end, new)

    def rewrite(self, path: Path, new: Any) -> None:
        """Write a value anew, with its key if it has one."""
        spans, flow, key = self.spans, self.spans.in_flow(path), path[-1]
        end = spans.end(path)
        if isinstance(key, str):
            start = spans.key(path)
            column = 0 if flow else start - spans.line_start(start)
            self.put_value(start, end, spelling.entry(key, new, column=column, flow=flow))
        elif flow:
            self.put(spans.start(path), end, spelling.node(new, flow=True))
        else:
            self.put(spans.dash(path), end, spelling.member(new, column=spans.column(path)))

    def sequence(self, path: Path, new: list[Any]) -> None:
        """Bring a list to what is wanted: equal ends stay, the middle changes member by member."""
        old = self.spans.value(path)
        first, last = _equal_ends(old, new)
        for index in range(first, min(len(old), len(new)) - last):
            if old[index] != new[index]:
                self.change((*path, index), new[index])
        at = min(len(old), len(new)) - last
        if len(old) > len(new):
            self.drop_members(path, at, at + len(old) - len(new))
        elif len(new) > len(old):
            self.add_members(path, at, new[at : len(new) - last])

    def drop_members(self, path: Path, first: int, end: int) -> None:
        """Take members out of a list that keeps some."""
        spans = self.spans
        if not spans.is_flow(path):
            for index in range(first, end):
                self.drop_lines(spans.dash((*path, index)), spans.end((*path, index)))
        elif first:
            self.put(spans.end((*path, first - 1)), spans.end((*path, end - 1)), "")
        else:
            self.put(spans.start((*path, first)), spans.start((*path, end)), "")

    def add_members(self, path: Path, at: int, new: list[Any]) -> None:
        """Put members into a list, behind the one before ``at``."""
        spans, before = self.spans, (*path, at - 1)
        start = spans.start(before)
        style = spans.text[start : start + 1]
        like = style if style in ("'", '"') else ""
        if spans.is_flow(path):
            more = "".join(f", {spelling.node(v, flow=True, like=like)}" for v in new)
            self.put(spans.end(before), spans.end(before), more)
            return
        column = spans.column(before)
        lines = (spelling.member(value, column=column, like=like) for value in new)
        self.add_lines(spans.end(before), column, *lines)

    def add_entry(self, path: Path, kept: list[str], key: str, value: Any) -> None:
        """Put an entry into a mapping, behind those that usually come before it."""
        spans = self.spans
        if not kept:
            return  # reading it again will tell
        earlier = [name for name in kept if spelling.rank(name) <= spelling.rank(key)]
        before = (*path, (earlier or kept[:1])[-1])
        if spans.is_flow(path):
            end = spans.end(before)
            self.put(end, end, f", {spelling.entry(key, value, flow=True)}")
            return
        column = spans.column(before)
        self.add_lines(spans.end(before), column, spelling.entry(key, value, column=column))

    def add_lines(self, end: int, column: int, *lines: str) -> None:
        """Put lines behind the one in which a value ends."""
        stop = self.spans.text.find("\n", end)
        stop = len(self.spans.text) if stop < 0 else stop
        if self.spans.text[stop - 1 : stop] == "\r":
            stop -= 1
        self.put(stop, stop, "".join(f"\n{' ' * column}{line}" for line in lines))

    def drop_entry(self, path: Path, entry: Path) -> None:
        """Take an entry out of a mapping."""
        spans = self.spans
        members = spans.children(path)
        index = members.index(entry)
        start, end = spans.key(entry), spans.end(entry)
        alone = not spans.text[spans.line_start(start) : start].strip()
        if spans.is_flow(path) and index:
            self.put(spans.end(members[index - 1]), end, "")
        elif spans.is_flow(path) or not alone:  # behind a brace or a dash
            self.put(start, spans.key(members[index + 1]) if index + 1 < len(members) else end, "")
        else:
            self.drop_lines(start, end)

    def drop_lines(self, start: int, end: int) -> None:
        """Take out the lines from one place to another."""
        stop = self.spans.text.find("\n", end)
        self.put(self.spans.line_start(start), len(self.spans.text) if stop < 0 else stop + 1, "")


def _equal_ends(old: list[Any], new: list[Any]) -> tuple[int, int]:
    """Return how many members are equal at the beginning, and then at the end."""
    least = min(len(old), len(new))
    first = next((i for i in range(least) if old[i] != new[i]), least)
    last = next((i for i in range(least - first) if old[-1 - i] != new[-1 - i]), least - first)
    # what is put in stands behind a member: without one, all of it moves
    return first, 0 if first + last == least == len(old) and not first else last
