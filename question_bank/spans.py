"""Where values of a document end: ``nodes.parse`` says where they start.

The end of a value is read from its text, by how it is written: quoted, a block (``|`` or ``>``),
plain, or a list or mapping in either style, whose end is that of its last member. What is wrong
here can do no harm: ``writing`` reads again all that it writes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Any

if TYPE_CHECKING:
    from question_bank.nodes import Mark
    from question_bank.nodes import Path
    from question_bank.nodes import Tree

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # as YAML 1.1 counts lines
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'', re.DOTALL)
_BETWEEN = re.compile(r"(?:[ \t\r\n,]|(?<![^\s,])#[^\n]*)*")
_FLOW_END = re.compile(r"[ \t]*(?:[,\]}]|:[ \t\r\n,\]}]|(?<=[ \t])#|\Z)")
_COMMENT = re.compile(r"[ \t]#")


@dataclass
class Spans:
    """The document ``text`` and its places as offsets into it, counted in characters."""

    text: str
    tree: Tree
    _starts: list[int] = field(default_factory=list)
    _children: dict[Path, list[Path]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._starts = [0, *(found.end() for found in _BREAK.finditer(self.text))]
        for path in self.tree.marks:
            if path:
                self._children.setdefault(path[:-1], []).append(path)

    def offset(self, mark: Mark) -> int:
        """Return the offset of a place."""
        return self._starts[mark[0] - 1] + mark[1] - 1

    def line_start(self, at: int) -> int:
        """Return where the line begins in which ``at`` is."""
        return self.text.rfind("\n", 0, at) + 1

    def start(self, path: Path) -> int:
        """Return where a value starts."""
        return self.offset(self.tree.marks[path])

    def key(self, path: Path) -> int:
        """Return where the key of a mapping's entry starts."""
        return self.offset(self.tree.keys[path])

    def children(self, path: Path) -> list[Path]:
        """Return the paths of a value's members, in the order of the text."""
        return self._children.get(path, [])

    def value(self, path: Path) -> Any:
        """Return a value."""
        found = self.tree.value
        for part in path:
            found = found[part]
        return found

    def in_flow(self, path: Path) -> bool:
        """Whether a value is a member of a list or mapping in ``[ ]`` or ``{ }``."""
        return any(self.is_flow(path[:length]) for length in range(len(path)))

    def is_flow(self, path: Path) -> bool:
        """Whether a value is written in ``[ ]`` or ``{ }``."""
        start = self.start(path)
        return isinstance(self.value(path), list | dict) and self.text[start : start + 1] in "[{"

    def column(self, path: Path) -> int:
        """Return how far an entry of a block is indented: its key, or its dash."""
        if isinstance(path[-1], str):
            at = self.key(path)
            return at - self.line_start(at)
        at = self.dash(path)
        return at - self.line_start(at)

    def dash(self, path: Path) -> int:
        """Return where the dash of a block list's entry stands."""
        return self.text.rindex("-", 0, self.start(path))

    def end(self, path: Path) -> int:
        """Return where a value ends: after its last character."""
        start, value = self.start(path), self.value(path)
        if isinstance(value, list | dict):
            members = self.children(path)
            if self.is_flow(path):
                last = self.end(members[-1]) if members else start + 1
                found = _BETWEEN.match(self.text, last)
                return (found.end() if found else last) + 1
            return self.end(members[-1])
        quoted = _QUOTED.match(self.text, start)
        if quoted is not None:
            return quoted.end()
        if self.text[start : start + 1] in ("|", ">"):
            return self._indented(path, start, comments=False)
        if value is None and self.text[start : start + 1] != "~":
            word = re.compile("null|Null|NULL").match(self.text, start)
            return word.end() if word else start
        return self._plain_end(path, start)

    def _plain_end(self, path: Path, start: int) -> int:
        if not self.in_flow(path):
            return self._indented(path, start, comments=True)
        at = start
        while True:
            found = _FLOW_END.match(self.text, at)
            if found is not None:
                return start + len(self.text[start:at].rstrip())
            at += 1

    def _indented(self, path: Path, start: int, *, comments: bool) -> int:
        """Return the end of what is indented deeper than its entry, its first line included."""
        column = self.column(path)
        at = start
        end = start
        while at < len(self.text):
            stop = self.text.find("\n", at)
            stop = len(self.text) if stop < 0 else stop
            line = self.text[at:stop]
            indent = len(line) - len(line.lstrip(" "))
            over = indent <= column or (comments and line[indent:].startswith("#"))
            if at != start and line.strip() and over:
                break
            found = _COMMENT.search(line) if comments else None
            shown = line[: found.start()] if found else line
            if shown.strip():
                end = at + len(shown.rstrip())
            if found:
                break
            at = stop + 1
        return end
