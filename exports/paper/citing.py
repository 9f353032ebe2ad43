"""What the key and the reading sheet quote of a source, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from exports.paper.nodes import clean
from exports.paper.nodes import is_rtl
from exports.passages import lost
from exports.passages import quoted
from question_bank.words import date_words

if TYPE_CHECKING:
    from exports.base import Selection
    from exports.paper.nodes import Node
    from question_bank.items import Item
    from question_bank.quote import Quote
    from question_bank.source import SourceInfo

Data = dict[str, Any]


def proofs(selection: Selection, item: Item) -> list[Data]:
    """Return the sentences that prove an answer, the cited words marked, each with its place."""
    return [
        {"c": _sentences(quote), "where": _place(quote), "rtl": is_rtl(quote.text)}
        for quote in quoted(selection.bank, item)
    ]


def missing(selection: Selection, item: Item) -> str:
    """Say what of an item's citations isn't in the source; empty if all of it is."""
    gone = lost(selection.bank, item)
    if not gone:
        return ""
    return "A passage it cites isn’t in the source." if gone == 1 else (
        f"{gone} passages it cites aren’t in the source."
    )  # fmt: skip


def _place(quote: Quote) -> str:
    doubt = "" if quote.sure else " (nearest reading, not yet confirmed)"
    return clean(f"P{quote.paragraph}, {quote.source.short}{doubt}")


def _sentences(quote: Quote) -> list[Node]:
    return [
        {"t": "mark", "c": [clean(piece.text)]} if piece.cited else clean(piece.text)
        for piece in quote.cited_sentences
    ]


def cited_sources(selection: Selection) -> list[Node]:
    """Return the sources the items cite, in the bank's order, each as a line."""
    used = {
        passage.source
        for item in selection.items
        for passage in selection.bank.passages.get(item.id, ())
    }
    return [_source(info) for info in selection.bank.info.sources if info.id in used]


def _source(info: SourceInfo) -> list[Node]:
    printed = [info.publisher] if info.publisher else []
    printed += [date_words(info.date)] if info.date else []
    about = f". {', '.join(printed)}." if printed else "."
    title: Node = {"t": "i", "c": [clean(info.title)]}
    return [clean(f"{info.short}: {info.author}, "), title, clean(about)]


def readings(selection: Selection) -> list[Data]:
    """Return every cited paragraph whole and unmarked, once each, in the order of its source.

    Nothing is marked: what is cited would give the answers away.
    """
    found: dict[str, dict[int, str]] = {}
    for item in selection.items:
        for quote in quoted(selection.bank, item):
            found.setdefault(quote.source.id, {})[quote.paragraph] = clean(quote.text)
    return [
        {
            "source": _source(info),
            "paragraphs": [
                {"n": n, "c": words, "rtl": is_rtl(words)}
                for n, words in sorted(found[info.id].items())
            ],
        }
        for info in selection.bank.info.sources
        if info.id in found
    ]
