"""Which sentences of a source the items cite, and which nothing cites."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING
from typing import Literal

from question_bank.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from question_bank.bank import Bank
    from question_bank.locate import Passage
    from question_bank.sentences import Span
    from question_bank.source import Source

Cited = tuple[int, int, str]  # the start and end of a passage in its source, and the item's id


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a source, ``text[start:end]``, with the ids of the items that cite it.

    ``paragraph`` is 0 in a heading, which nothing needs to cite; ``number`` counts from 1 within
    its block. Items come in the bank's order, each once.
    """

    kind: Literal["heading", "paragraph"]
    paragraph: int
    number: int
    start: int
    end: int
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """A source, sentence by sentence, in reading order."""

    source: Source
    sentences: tuple[Sentence, ...]

    @property
    def counted(self) -> tuple[Sentence, ...]:
        """The sentences that items could cite: those of paragraphs."""
        return tuple(row for row in self.sentences if row.kind == "paragraph")

    @property
    def cited(self) -> int:
        """How many sentences of paragraphs at least one item cites."""
        return sum(bool(row.items) for row in self.counted)

    @property
    def share(self) -> float:
        """Cited sentences of all in paragraphs, 0 to 1; a source without any is covered."""
        counted = len(self.counted)
        return self.cited / counted if counted else 1.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text over which the same items stand, in the bank's order."""

    start: int
    end: int
    items: tuple[str, ...]


def coverage(bank: Bank) -> tuple[Coverage, ...]:
    """Return the coverage of each source of a bank, in its order."""
    spans = cited_spans(bank.passages)
    return tuple(
        cover(bank.sources[info.id], spans.get(info.id, ()))
        for info in bank.info.sources
        if info.id in bank.sources
    )


def cited_spans(passages: Mapping[str, Iterable[Passage]]) -> dict[str, list[Cited]]:
    """Return, for each source, the found passages as start, end and item id, items in order."""
    found: dict[str, list[Cited]] = {}
    for item, rows in passages.items():
        for passage in rows:
            if passage.found:
                found.setdefault(passage.source, []).append((passage.start, passage.end, item))
    return found


def cover(source: Source, cited: Iterable[Cited]) -> Coverage:
    """Say of each sentence of a source which of the ``cited`` (start, end, item) overlap it."""
    places = [
        (block, number, block.start + start, block.start + end)
        for block in source.blocks
        for number, (start, end) in enumerate(sentences(source.text[block.start : block.end]), 1)
    ]
    ends = [end for *_, end in places]
    items: list[dict[str, None]] = [{} for _ in places]
    for first, last, item in cited:
        start, end = _trimmed(source.text, first, last)
        at = bisect_right(ends, start) if start < end else len(places)
        while at < len(places) and places[at][2] < end:
            items[at][item] = None
            at += 1
    return Coverage(
        source,
        tuple(
            Sentence(block.kind, block.number, number, start, end, tuple(found))
            for (block, number, start, end), found in zip(places, items, strict=True)
        ),
    )


def _trimmed(text: str, start: int, end: int) -> Span:
    """Return a span without the space at its ends, so that only words overlap."""
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return start, start + len(words.strip())


def segments(start: int, end: int, cited: Iterable[Cited]) -> tuple[Segment, ...]:
    """Cut ``start`` to ``end`` where the items over it change; together they make it up."""
    within = [
        (max(first, start), min(last, end), order, item)
        for order, (first, last, item) in enumerate(cited)
        if max(first, start) < min(last, end)
    ]
    opens: dict[int, list[tuple[int, str]]] = {}
    closes: dict[int, list[int]] = {}
    for first, last, order, item in within:
        opens.setdefault(first, []).append((order, item))
        closes.setdefault(last, []).append(order)
    cuts = sorted({start, end, *opens, *closes})
    over: dict[int, str] = {}
    found: list[Segment] = []
    for cut, following in pairwise(cuts):
        for order in closes.get(cut, ()):
            del over[order]
        over.update(opens.get(cut, ()))
        items = tuple(dict.fromkeys(over[order] for order in sorted(over)))
        if found and found[-1].items == items:
            found[-1] = Segment(found[-1].start, following, items)
        else:
            found.append(Segment(cut, following, items))
    return tuple(found)
