"""The paper as a page: its blocks, with the passages of one item marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.errors import NotFoundError
from app.store import content
from question_bank.quote import pieces

if TYPE_CHECKING:
    from app.services.runtime import Runtime
    from question_bank.bank import BankInfo
    from question_bank.quote import Piece
    from question_bank.source import SourceInfo


@dataclass(frozen=True, slots=True)
class BlockView:
    """A heading (number 0) or a paragraph, in pieces; ``role`` says how a heading is set."""

    number: int
    role: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class PaperView:
    """A source with its blocks; ``others`` are the bank's further sources."""

    bank: BankInfo
    source: SourceInfo
    blocks: tuple[BlockView, ...]
    others: tuple[SourceInfo, ...]


def paper(
    runtime: Runtime, bank_id: str, source_id: str | None = None, item_id: str | None = None
) -> PaperView:
    """Return a bank's source, the passages of an item marked in it.

    Raises:
        NotFoundError: there's no such bank, source or item.
    """
    with runtime.database.read() as connection:
        info = content.bank_info(connection, bank_id)
        sources = content.sources_of(connection, info) if info else {}
        row = content.item_row(connection, bank_id, item_id) if item_id else None
    if info is None or not sources:
        raise NotFoundError(f"there is no paper of a bank `{bank_id}` here")
    if item_id and row is None:
        raise NotFoundError(f"there is no item `{item_id}` in this bank")
    cited = (
        [passage for passage in content.passages_from(row.passages) if passage.found] if row else []
    )
    chosen = source_id or (cited[0].source if cited else next(iter(sources)))
    if chosen not in sources:
        raise NotFoundError(f"there is no source `{chosen}` in this bank")
    source = sources[chosen]
    spans = [(passage.start, passage.end) for passage in cited if passage.source == chosen]
    first = source.paragraphs[0].start if source.paragraphs else 0
    last = source.paragraphs[-1].end if source.paragraphs else 0
    blocks = []
    for block in source.blocks:
        text = source.text[block.start : block.end]
        within = [
            (max(start, block.start) - block.start, min(end, block.end) - block.start)
            for start, end in spans
            if start < block.end and end > block.start
        ]
        outside = block.start < first or block.start >= last
        role = "p" if block.number else _role(text, source.info, outside=outside)
        blocks.append(BlockView(block.number, role, pieces(text, within)))
    others = tuple(row for row in info.sources if row.id != chosen)
    return PaperView(info, source.info, tuple(blocks), others)


def _role(text: str, info: SourceInfo, *, outside: bool) -> str:
    """Say how a heading is set: the title, a line around the text, or a section's heading."""
    if text.casefold() == info.title.casefold():
        return "title"
    return "line" if outside else "heading"
