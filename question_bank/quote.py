"""The passage behind an answer as it is shown: its paragraph in pieces, the cited words marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from question_bank.locate import Passage
    from question_bank.source import Source
    from question_bank.source import SourceInfo


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a paragraph's text, cited or not."""

    text: str
    cited: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """One paragraph of a source with the passages cited in it."""

    source: SourceInfo
    paragraph: int
    pieces: tuple[Piece, ...]
    drifted: bool

    @property
    def where(self) -> str:
        """The line under it: ``Paragraph 3 · Attri 2023``."""
        return f"Paragraph {self.paragraph} · {self.source.short}"


def quotes(sources: Mapping[str, Source], passages: Iterable[Passage]) -> tuple[Quote, ...]:
    """Return a quote for each paragraph cited, in the order of first citation.

    A citation that isn't found has none.
    """
    spans: dict[tuple[str, int], list[Passage]] = {}
    for passage in passages:
        if passage.found and passage.source in sources:
            spans.setdefault((passage.source, passage.paragraph), []).append(passage)
    return tuple(
        _quote(sources[source], number, cited) for (source, number), cited in spans.items()
    )


def _quote(source: Source, number: int, cited: list[Passage]) -> Quote:
    block = source.paragraphs[number - 1]
    text = source.text[block.start : block.end]
    spans = [(passage.start - block.start, passage.end - block.start) for passage in cited]
    drifted = any(passage.status == "drifted" for passage in cited)
    return Quote(source.info, number, pieces(text, spans), drifted)


def pieces(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """Cut ``text`` at the spans (start, end within it); overlapping ones become one."""
    found: list[Piece] = []
    at = 0
    for start, end in sorted(spans):
        if end <= at:
            continue
        if start > at:
            found.append(Piece(text[at:start], cited=False))
        elif found and found[-1].cited:
            found[-1] = Piece(found[-1].text + text[at:end], cited=True)
            at = end
            continue
        found.append(Piece(text[max(start, at) : end], cited=True))
        at = end
    if at < len(text):
        found.append(Piece(text[at:], cited=False))
    return tuple(found)
