"""Moodle's XML, a question at a time: no entity is expanded, nothing outside is fetched."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from question_bank.readers.contents import RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 30
MAX_ELEMENTS = 20_000  # within one question
_PIECE = 1 << 18


@dataclass(slots=True)
class Element:
    """An element: its name, attributes, text, and what is in it; ``line`` counts from 1."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    line: int = 0
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, tag: str) -> list[Element]:
        """Return the elements of a name in it."""
        return [child for child in self.children if child.tag == tag]

    def first(self, tag: str) -> Element:
        """Return the first of them, or an empty one."""
        return next((child for child in self.children if child.tag == tag), Element(tag))

    def has(self, tag: str) -> bool:
        """Whether there is one."""
        return any(child.tag == tag for child in self.children)

    def words(self, tag: str) -> str:
        """Return what stands in an element, or in the ``text`` within it."""
        found = self.first(tag)
        return (found.first("text").text if found.has("text") else found.text).strip()


def questions(text: str, name: str) -> Iterator[Element]:
    """Yield the questions of a file in order; one that is too big has no children.

    Args:
        text: the whole file.
        name: how it is called to people.

    Raises:
        RefusedFileError: it isn't Moodle's XML, or not well formed, or holds a DTD.
    """
    target = _Target(name)
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    target.parser = parser
    start = len(text) - len(text.lstrip())
    lead = text.count("\n", 0, start)  # a declaration must come first, and people leave lines
    target.lead = lead
    try:
        for at in range(start, len(text), _PIECE):
            parser.feed(text[at : at + _PIECE])
            while target.found:
                yield target.found.popleft()
        parser.close()
    except ParseError as error:
        line = error.position[0] + lead
        reason = str(error).partition(": line")[0]
        raise RefusedFileError(f"{name}:{line}: this is not sound XML: {reason}") from None
    except DefusedXmlException:
        line = target.line()
        raise RefusedFileError(
            f"{name}:{line}: it declares a document type or entities, which are never read: "
            "take them out"
        ) from None
    while target.found:
        yield target.found.popleft()


class _Target:
    """Takes what the parser finds; keeps one question at a time."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lead = 0
        self.parser: DefusedXMLParser | None = None
        self.found: deque[Element] = deque()
        self.stack: list[Element] = []
        self.pieces: list[str] = []
        self.depth = 0
        self.count = 0

    def line(self) -> int:
        expat = getattr(self.parser, "parser", None)
        return self.lead + int(getattr(expat, "CurrentLineNumber", 0) or 0)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise RefusedFileError(
                f"{self.name}:{self.line()}: nested over {MAX_DEPTH} levels deep"
            )
        if self.depth == 1 and tag != "quiz":
            raise RefusedFileError(
                f"{self.name}:{self.line()}: it begins with <{tag[:40]}>: Moodle's XML begins "
                "with <quiz>"
            )
        if not self.stack and (tag != "question" or self.depth != 2):  # noqa: PLR2004 - in <quiz>
            return
        self._text()
        self.count = self.count + 1 if self.stack else 0
        if self.count > MAX_ELEMENTS:
            return
        new = Element(tag, attributes, self.line())
        if self.stack:
            self.stack[-1].children.append(new)
        self.stack.append(new)

    def data(self, text: str) -> None:
        if self.stack and self.count <= MAX_ELEMENTS:
            self.pieces.append(text)

    def end(self, _tag: str) -> None:
        self.depth -= 1
        if not self.stack:
            return
        self._text()
        if self.depth == 1:
            whole = self.stack[0]
            if self.count > MAX_ELEMENTS:
                whole.children = []
            self.found.append(whole)
            self.stack = []
        elif self.count <= MAX_ELEMENTS:
            self.stack.pop()

    def _text(self) -> None:
        if self.pieces:
            self.stack[-1].text += "".join(self.pieces)
            self.pieces = []

    def close(self) -> None:
        """Do nothing: the parser asks for it."""
