"""The paper as a page: its blocks, what an item cites marked, what items cite and recall of it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from app.services import recalling
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.store import content
from app.store import picks
from question_bank.coverage import cited_spans
from question_bank.coverage import cover
from question_bank.coverage import segments
from question_bank.quote import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from app.services.recalling import Recalls
    from app.services.runtime import Runtime
    from question_bank.bank import BankInfo
    from question_bank.coverage import Cited
    from question_bank.coverage import Coverage
    from question_bank.coverage import Sentence
    from question_bank.quote import Piece
    from question_bank.sentences import Span
    from question_bank.source import Block
    from question_bank.source import Source
    from question_bank.source import SourceInfo

SHOWS = ("recall", "citations", "plain")
MANY = 3  # so many items over a passage, or more, are one step
WEAK = 90  # percent of recall under which a paragraph is offered to be gone through


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A run of a sentence: ``marked`` if the item that is asked for cites it.

    ``level`` is the number of items that cite it, at most ``MANY``, where citations are shown.
    """

    text: str
    marked: bool
    level: int


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence of a paragraph: ``gap`` is the space before it, ``items`` how many cite it.

    ``percent`` is the recall predicted now, ``step`` its tint; None and 0 if nothing of it was
    studied yet.
    """

    number: int
    gap: str
    segments: tuple[SegmentView, ...]
    items: int
    percent: int | None
    step: int


@dataclass(frozen=True, slots=True)
class BlockView:
    """A heading (number 0) or a paragraph; ``role`` says how a heading is set.

    ``pieces`` are all of it, cut at what an item cites. ``sentences`` are there for paragraphs
    of a paper that is shown with its citations; ``percent`` is the recall predicted now over all
    of one, and ``cards`` how many there are to study, where recall is shown.
    """

    number: int
    role: str
    pieces: tuple[Piece, ...]
    sentences: tuple[SentenceView, ...] = ()
    percent: int | None = None
    cards: int = 0

    @property
    def weak(self) -> bool:
        """Whether so little of it is recalled that it should be gone through."""
        return self.percent is not None and self.percent < WEAK


@dataclass(frozen=True, slots=True)
class PaperView:
    """A source with its blocks; ``others`` are the bank's further sources.

    ``cited`` of ``counted`` sentences are cited by an item; both 0 where none is shown.
    """

    bank: BankInfo
    source: SourceInfo
    blocks: tuple[BlockView, ...]
    others: tuple[SourceInfo, ...]
    show: str = "plain"
    item: str | None = None
    cited: int = 0
    counted: int = 0

    def tally(self, step: int) -> int:
        """Count the cited sentences of a step of recall; 0 is what wasn't studied yet."""
        rows = (row for block in self.blocks for row in block.sentences)
        return sum(bool(row.items) and row.step == step for row in rows)


def paper(
    runtime: Runtime,
    bank_id: str,
    source_id: str | None = None,
    item_id: str | None = None,
    show: str | None = None,
) -> PaperView:
    """Return a bank's source, the passages of an item marked in it.

    Args:
        runtime: whose learner and time.
        bank_id: the bank.
        source_id: its source; by default the one the item cites, or the first.
        item_id: the item whose passages are marked.
        show: one of ``SHOWS``; by default the text alone when an item is marked, what is
            recalled when anything of the bank was studied, else what is cited.

    Raises:
        NotFoundError: there's no such bank, source or item.
        RefusedError: there's nothing of that name to show.
    """
    if show is not None and show not in SHOWS:
        raise RefusedError(f"a paper is shown with {', '.join(SHOWS)}, not “{show[:40]}”")
    show = show or ("plain" if item_id else None)
    known: Recalls = {}
    with runtime.database.read() as connection:
        info = content.bank_info(connection, bank_id)
        sources = content.sources_of(connection, info) if info else {}
        row = content.item_row(connection, bank_id, item_id) if item_id else None
        if show in (None, "recall"):
            known = recalling.recalls(connection, runtime, bank_id)
        show = show or ("recall" if known else "citations")
        passages = content.passages_of(connection, bank_id) if show != "plain" else {}
        cards = picks.by_paragraph(connection, runtime.learner, bank_id) if known else {}
    if info is None:
        raise NotFoundError(f"there is no bank `{bank_id}` here")
    if not sources:
        raise NotFoundError(f"“{info.title}” came without a paper: its answers cite nothing")
    if item_id and row is None:
        raise NotFoundError(f"there is no item `{item_id}` in this bank")
    marks = [one for one in content.passages_from(row.passages) if one.found] if row else []
    chosen = source_id or (marks[0].source if marks else next(iter(sources)))
    if chosen not in sources:
        raise NotFoundError(f"there is no source `{chosen}` in this bank")
    source = sources[chosen]
    spans = [(one.start, one.end) for one in marks if one.source == chosen]
    others = tuple(other for other in info.sources if other.id != chosen)
    if show == "plain":
        blocks = tuple(_block(source, block, spans) for block in source.blocks)
        return PaperView(info, source.info, blocks, others, show, item_id)
    desk = _Desk(source, cited_spans(passages).get(chosen, ()), spans, known, show, cards)
    whole = cover(source, desk.cited)
    counts = (whole.cited, len(whole.counted))
    return PaperView(info, source.info, _covered(desk, whole), others, show, item_id, *counts)


def _block(
    source: Source, block: Block, marks: Iterable[Span], sentences: tuple[SentenceView, ...] = ()
) -> BlockView:
    text = source.text[block.start : block.end]
    role = "p" if block.number else _role(source, block, text)
    cut = pieces(text, _within(marks, block.start, block.end))
    return BlockView(block.number, role, cut, sentences)


def _within(marks: Iterable[Span], start: int, end: int) -> list[Span]:
    """Return what of the marks lies between two places, counted from the first."""
    return [
        (max(first, start) - start, min(last, end) - start)
        for first, last in marks
        if first < end and last > start
    ]


def _role(source: Source, block: Block, text: str) -> str:
    """Say how a heading is set: the title, a line around the text, or a section's heading."""
    if text.casefold() == source.info.title.casefold():
        return "title"
    rows = source.paragraphs
    inside = rows and rows[0].start <= block.start < rows[-1].end
    return "heading" if inside else "line"


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the sentences of a source are drawn from."""

    source: Source
    cited: Sequence[Cited]
    marks: Sequence[Span]
    known: Recalls
    show: str
    cards: Mapping[tuple[str, int], int]


def _covered(desk: _Desk, whole: Coverage) -> tuple[BlockView, ...]:
    rows: dict[int, list[Sentence]] = {}
    for row in whole.counted:
        rows.setdefault(row.paragraph, []).append(row)
    paragraphs = desk.source.paragraphs
    over: dict[int, list[Cited]] = {}
    for span in desk.cited:
        over.setdefault(bisect_right(paragraphs, span[0], key=_start), []).append(span)
    found = []
    for block in desk.source.blocks:
        at, views, within = block.start, [], over.get(block.number, ())
        for row in rows.get(block.number, ()):
            views.append(_sentence(desk, row, desk.source.text[at : row.start], within))
            at = row.end
        drawn = _block(desk.source, block, desk.marks, tuple(views))
        items = dict.fromkeys(item for row in rows.get(block.number, ()) for item in row.items)
        found.append(
            replace(
                drawn,
                percent=recalling.percent(desk.known, items),
                cards=desk.cards.get((desk.source.id, block.number), 0),
            )
        )
    return tuple(found)


def _start(block: Block) -> int:
    return block.start


def _sentence(desk: _Desk, row: Sentence, gap: str, over: Iterable[Cited]) -> SentenceView:
    levels: list[tuple[int, int, int]] = []
    if desk.show == "citations":
        for part in segments(row.start, row.end, over):
            level = min(len(part.items), MANY)
            if levels and levels[-1][2] == level:
                levels[-1] = (levels[-1][0], part.end, level)
            else:
                levels.append((part.start, part.end, level))
    views = tuple(
        SegmentView(piece.text, piece.cited, level)
        for start, end, level in levels or [(row.start, row.end, 0)]
        for piece in pieces(desk.source.text[start:end], _within(desk.marks, start, end))
    )
    percent = recalling.percent(desk.known, row.items)
    return SentenceView(row.number, gap, views, len(row.items), percent, recalling.step(percent))
