"""A GIFT file in blocks: a question each, with its line, category, id and tags.

Blank lines part questions, but not within braces. A brace that is never closed costs its own
question alone: the next one begins where a title, a comment or another brace says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING

from question_bank.readers.gift_text import signs

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOTE = re.compile(r"\[(id|tag):((?:[^\]\\\n]|\\.){0,500}+)\]")
_CATEGORY = "$CATEGORY:"


@dataclass(slots=True)
class Block:
    """A question's lines, from ``line``; ``fault`` says why it can't be read."""

    line: int = 0
    lines: list[str] = field(default_factory=list)
    name: str = ""
    tags: list[str] = field(default_factory=list)
    category: str = ""
    fault: str = ""

    @property
    def text(self) -> str:
        """Return the question as it stands, without comments."""
        return "\n".join(self.lines).strip()


def blocks(text: str) -> Iterator[Block]:
    """Yield the questions of a file in order."""
    cutter = _Cutter()
    for number, line in enumerate(text.split("\n"), 1):
        yield from cutter.take(number, line.strip())
    yield from cutter.end()


class _Cutter:
    def __init__(self) -> None:
        self.block = Block()
        self.category = ""
        self.opened = 0  # the line of a brace that isn't closed yet
        self.gap = False  # a blank line within it

    def take(self, number: int, line: str) -> Iterator[Block]:
        if not line:
            self.gap = bool(self.opened)
            if not self.opened:
                yield from self.end()
            return
        if self.opened and self.gap and _begins(line):
            yield from self.end()
        if line.startswith("//"):
            self._note(line)
        elif line.startswith(_CATEGORY) and not self.opened:
            yield from self.end()
            self.category = line.removeprefix(_CATEGORY).strip()
        else:
            self.gap = False
            self._add(number, line)

    def _add(self, number: int, line: str) -> None:
        if not self.block.lines:
            self.block.line = number
        self.block.lines.append(line)
        for at in signs(line, "{}"):
            if line[at] == "}":
                self.opened = 0
            elif not self.opened:
                self.opened = number

    def _note(self, line: str) -> None:
        for key, value in _NOTE.findall(line):
            said = re.sub(r"\\(.)", r"\1", value).strip()
            if key == "id":
                self.block.name = said
            elif said:
                self.block.tags.append(said)

    def end(self) -> Iterator[Block]:
        """Yield the open block, if it has anything."""
        block, self.block = self.block, Block()
        if self.opened:
            block.fault = f"the {{ of line {self.opened} is never closed"
        self.opened, self.gap = 0, False
        block.category = self.category
        if block.lines:
            yield block


def _begins(line: str) -> bool:
    """Whether a line after a gap within braces can only begin another question."""
    if line.startswith(("::", "//", _CATEGORY)):
        return True
    first = next(signs(line, "{}"), None)
    return first is not None and line[first] == "{"
