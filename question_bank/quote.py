"""The passage behind an answer as it is shown: its paragraph in pieces, the cited words marked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from question_bank.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from question_bank.locate import Passage
    from question_bank.sentences import Span
    from question_bank.source import Source
    from question_bank.source import SourceInfo

_SURE = ("exact", "moved")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a paragraph's text, cited or not."""

    text: str
    cited: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """One paragraph of a source with the passages cited in it.

    ``spans`` are the cited words as offsets into ``text``, in order, apart from one another.
    ``drifted`` is true when a passage was found by likeness only; ``sure`` is false then, and
    when one was found at more than one place.
    """

    source: SourceInfo
    paragraph: int
    text: str
    spans: tuple[Span, ...]
    drifted: bool
    sure: bool

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The paragraph, cut at its cited words."""
        return pieces(self.text, self.spans)

    @property
    def cited_sentences(self) -> tuple[Piece, ...]:
        """The sentences that hold cited words, cut at them; what is left out as an ellipsis."""
        found: list[Piece] = []
        done = 0
        # each with the space after it, so that what is cited across two has no gap
        starts = [start for start, _ in sentences(self.text)]
        for start, end in pairwise([*starts, len(self.text)]):
            spans = [
                (max(a, start) - start, min(b, end) - start)
                for a, b in self.spans
                if a < end and b > start
            ]
            if not spans:
                continue
            if start > done:
                found.append(Piece("[…] ", cited=False))
            found += pieces(self.text[start:end], spans)
            done = end
        if found and not found[-1].cited:
            last = found.pop().text.rstrip()
            found += [Piece(last, cited=False)] if last else []
        if self.text[done:].strip():
            found.append(Piece(" […]", cited=False))
        return tuple(found)

    @property
    def where(self) -> str:
        """The line under it: ``Paragraph 3 · Attri 2023``."""
        return f"Paragraph {self.paragraph} · {self.source.short}"


def quotes(sources: Mapping[str, Source], passages: Iterable[Passage]) -> tuple[Quote, ...]:
    """Return a quote for each paragraph cited, in the order of first citation.

    A citation that isn't found has none.
    """
    groups: dict[tuple[str, int], list[Passage]] = {}
    for passage in passages:
        if passage.found and passage.source in sources:
            groups.setdefault((passage.source, passage.paragraph), []).append(passage)
    return tuple(
        _quote(sources[source], number, cited) for (source, number), cited in groups.items()
    )


def _quote(source: Source, number: int, cited: list[Passage]) -> Quote:
    block = source.paragraphs[number - 1]
    spans = joined((passage.start - block.start, passage.end - block.start) for passage in cited)
    return Quote(
        source.info,
        number,
        source.text[block.start : block.end],
        spans,
        drifted=any(passage.status == "drifted" for passage in cited),
        sure=all(passage.status in _SURE for passage in cited),
    )


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in reading order, with those that touch or overlap made one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def pieces(text: str, spans: Iterable[Span]) -> tuple[Piece, ...]:
    """Cut ``text`` at the spans (start, end within it); overlapping ones become one."""
    found: list[Piece] = []
    at = 0
    for start, end in joined(spans):
        if start > at:
            found.append(Piece(text[at:start], cited=False))
        found.append(Piece(text[start:end], cited=True))
        at = end
    if at < len(text):
        found.append(Piece(text[at:], cited=False))
    return tuple(found)
