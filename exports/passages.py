"""The passages an item cites, as they are shown: whole paragraphs with the cited words marked."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from question_bank.bank import Bank
    from question_bank.items import Item
    from question_bank.locate import Passage
    from question_bank.source import Source

Span = tuple[int, int]
_SURE = ("exact", "moved")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A paragraph of a source with the cited ``spans``, as offsets into ``text``, in order.

    ``sure`` is false when a citation was found by likeness only, or at more than one place.
    """

    source: Source
    paragraph: int
    text: str
    spans: tuple[Span, ...]
    sure: bool


def excerpts(bank: Bank, item: Item) -> tuple[Excerpt, ...]:
    """Return the paragraphs an item cites, each once, in the order they are first cited."""
    groups: dict[tuple[str, int], list[Passage]] = {}
    for passage in bank.passages.get(item.id, ()):
        if passage.found:
            groups.setdefault((passage.source, passage.paragraph), []).append(passage)
    return tuple(
        _excerpt(bank.sources[source], number, found) for (source, number), found in groups.items()
    )


def lost(bank: Bank, item: Item) -> int:
    """Return how many of an item's citations point at nothing."""
    return sum(not passage.found for passage in bank.passages.get(item.id, ()))


def _excerpt(source: Source, number: int, found: list[Passage]) -> Excerpt:
    block = source.paragraphs[number - 1]
    spans = _joined((passage.start - block.start, passage.end - block.start) for passage in found)
    sure = all(passage.status in _SURE for passage in found)
    return Excerpt(source, number, source.text[block.start : block.end], spans, sure)


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in reading order, with those that touch or overlap made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def marked(excerpt: Excerpt) -> str:
    """Return the paragraph as HTML, the cited words in ``<mark>``."""
    parts: list[str] = []
    done = 0
    for start, end in excerpt.spans:
        parts.append(html.escape(excerpt.text[done:start], quote=False))
        parts.append(f"<mark>{html.escape(excerpt.text[start:end], quote=False)}</mark>")
        done = end
    parts.append(html.escape(excerpt.text[done:], quote=False))
    return "".join(parts)


def passages_html(bank: Bank, item: Item) -> str:
    """Return all an item's passages: blockquotes, each with its paragraph and source below.

    Empty when the item cites nothing. A source's title stands under the last of its
    paragraphs in a row. What isn't sure, or is lost, is said in words.
    """
    language = html.escape(bank.info.language)
    found = excerpts(bank, item)
    nexts = [*(excerpt.source.id for excerpt in found[1:]), ""]
    parts = [
        _figure(excerpt, language, titled=excerpt.source.id != following)
        for excerpt, following in zip(found, nexts, strict=False)
    ]
    if missing := lost(bank, item):
        words = "One passage it cites" if missing == 1 else f"{missing} passages it cites"
        parts.append(f'<p class="lost">{words} couldn’t be found in the source.</p>')
    return "".join(parts)


def _figure(excerpt: Excerpt, language: str, *, titled: bool) -> str:
    info = excerpt.source.info
    short, title = (html.escape(text, quote=False) for text in (info.short, info.title))
    doubt = "" if excerpt.sure else " · the nearest reading, not yet confirmed"
    return (
        f'<figure class="passage"><blockquote lang="{language}" dir="auto">{marked(excerpt)}'
        f"</blockquote><figcaption>Paragraph {excerpt.paragraph} · {short}{doubt}"
        f"{f'<cite>{title}</cite>' if titled else ''}</figcaption></figure>"
    )
