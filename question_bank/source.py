"""A source document and its paragraphs. Offsets count characters of the file's text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from typing import Annotated
from typing import Literal

from pydantic import Field

from question_bank.answers import Date
from question_bank.answers import Model
from question_bank.answers import Slug
from question_bank.answers import Text
from question_bank.normal import normalise

if TYPE_CHECKING:
    from question_bank.normal import Normal

# line by line: to weigh each letter takes twenty times as long
_BLOCK = re.compile(r"\S.*(?:\n(?!\s*\n).*)*")
_STOPS = tuple(".!?:;。！？")
_CLOSING = "'\"”’»)]"  # may stand behind the stop of a sentence
_PARAGRAPH_WORDS = 15


# a source lies beside the bank or in a seeds folder: its name leads nowhere else
FileName = Annotated[Text, Field(pattern=r"^[^/\\]+$")]
WebAddress = Annotated[Text, Field(pattern=r"^https?://[^\s<>\"]+$")]


class SourceInfo(Model):
    """What ``bank.yaml`` says of a source document."""

    id: Slug
    title: Text
    author: Text
    publisher: Text | None = None
    date: Date | None = None
    short: Text
    file: FileName
    url: WebAddress | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (number 0) or a paragraph (numbered from 1); ``text[start:end]`` of the source."""

    kind: Literal["heading", "paragraph"]
    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Source:
    """A source document: its description and its text, exactly as in the file."""

    info: SourceInfo
    text: str

    @property
    def id(self) -> str:
        """The id that citations name."""
        return self.info.id

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Headings and paragraphs in reading order (the rule: seeds/README.md)."""
        found: list[Block] = []
        number = 0
        for match in _BLOCK.finditer(self.text):
            words = match.group().rstrip()
            start = match.start()
            if words.rstrip(_CLOSING).endswith(_STOPS) or len(words.split()) >= _PARAGRAPH_WORDS:
                number += 1
                found.append(Block("paragraph", number, start, start + len(words)))
            else:
                found.append(Block("heading", 0, start, start + len(words)))
        return tuple(found)

    @cached_property
    def paragraphs(self) -> tuple[Block, ...]:
        """The numbered paragraphs: ``paragraphs[n - 1]`` is Pn."""
        return tuple(block for block in self.blocks if block.kind == "paragraph")

    def normal(self, block: Block) -> Normal:
        """Return the normalised text of one of its blocks."""
        if block.start not in self._normals:
            text = self.text[block.start : block.end]
            self._normals[block.start] = normalise(text)
        return self._normals[block.start]

    @cached_property
    def _normals(self) -> dict[int, Normal]:
        return {}
