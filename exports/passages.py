"""The passages an item cites, as they are shown: whole paragraphs with the cited words marked."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from question_bank.quote import quotes

if TYPE_CHECKING:
    from question_bank.bank import Bank
    from question_bank.items import Item
    from question_bank.quote import Quote
    from question_bank.source import SourceInfo


def quoted(bank: Bank, item: Item) -> tuple[Quote, ...]:
    """Return the paragraphs an item cites, each once, in the order they are first cited."""
    return quotes(bank.sources, bank.passages.get(item.id, ()))


def lost(bank: Bank, item: Item) -> int:
    """Return how many of an item's citations point at nothing."""
    return sum(not passage.found for passage in bank.passages.get(item.id, ()))


def marked(quote: Quote) -> str:
    """Return the paragraph as HTML, the cited words in ``<mark>``."""
    return "".join(
        f"<mark>{html.escape(piece.text, quote=False)}</mark>"
        if piece.cited
        else html.escape(piece.text, quote=False)
        for piece in quote.pieces
    )


def passages_html(bank: Bank, item: Item) -> str:
    """Return all an item's passages: blockquotes, each with its paragraph and source below.

    Empty when the item cites nothing. A source's title stands under the last of its
    paragraphs in a row; its short name links to it if it is on the web. What isn't sure, or
    is lost, is said in words.
    """
    if not bank.passages.get(item.id):
        return ""
    language = html.escape(bank.info.language)
    found = quoted(bank, item)
    nexts = [*(quote.source.id for quote in found[1:]), ""]
    parts = [
        _figure(quote, language, titled=quote.source.id != following)
        for quote, following in zip(found, nexts, strict=False)
    ]
    if missing := lost(bank, item):
        words = "One passage it cites" if missing == 1 else f"{missing} passages it cites"
        parts.append(f'<p class="lost">{words} couldn’t be found in the source.</p>')
    return "".join(parts)


def _figure(quote: Quote, language: str, *, titled: bool) -> str:
    doubt = "" if quote.sure else " · the nearest reading, not yet confirmed"
    title = f"<cite>{html.escape(quote.source.title, quote=False)}</cite>" if titled else ""
    return (
        f'<figure class="passage" dir="auto"><blockquote lang="{language}"><p>{marked(quote)}</p>'
        f"</blockquote><figcaption>Paragraph {quote.paragraph} · {_name(quote.source)}{doubt}"
        f"{title}</figcaption></figure>"
    )


def _name(source: SourceInfo) -> str:
    """Return a source's short name, as a link if it says where on the web it is."""
    short = html.escape(source.short, quote=False)
    if source.url is None:
        return short
    return f'<a href="{html.escape(source.url)}" rel="noopener noreferrer">{short}</a>'
