"""From a sentence of the paper to the items that cite it, and from an item to what it cites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services import recalling
from app.services.errors import NotFoundError
from app.store import content
from app.store import picks
from app.store.picks import Pick
from question_bank.coverage import cited_spans
from question_bank.coverage import cover
from question_bank.quote import quotes

if TYPE_CHECKING:
    from app.services.recalling import Recalls
    from app.services.runtime import Runtime
    from question_bank.bank import BankInfo
    from question_bank.coverage import Sentence
    from question_bank.items import Item
    from question_bank.quote import Quote
    from question_bank.source import SourceInfo


PAGE = 50  # items of one page of a sentence


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item in a list: ``percent`` is the recall predicted now, None if not studied yet."""

    item: Item
    topic: str
    percent: int | None


@dataclass(frozen=True, slots=True)
class SentencePage:
    """A sentence with the items that cite it; ``before`` and ``after`` are its neighbours.

    A neighbour is a paragraph's number and the sentence's in it. ``items`` are those of one page,
    of ``total``. ``cards`` is how many cards there are to study over it.
    """

    bank: BankInfo
    source: SourceInfo
    paragraph: int
    number: int
    text: str
    items: tuple[ItemRow, ...]
    percent: int | None
    before: tuple[int, int] | None
    after: tuple[int, int] | None
    cards: int
    total: int
    page: int

    @property
    def more(self) -> bool:
        """Whether there's a page after this one."""
        return self.page * PAGE < self.total


@dataclass(frozen=True, slots=True)
class ItemPage:
    """An item with its passages and the title of its topic."""

    bank: BankInfo
    row: ItemRow
    quotes: tuple[Quote, ...]


def sentence(  # noqa: PLR0913, PLR0917 - the address of a sentence, and a page
    runtime: Runtime, bank_id: str, source_id: str, paragraph: int, number: int, page: int = 1
) -> SentencePage:
    """Return a sentence, by its paragraph and its number in it, with the items that cite it.

    Raises:
        NotFoundError: there's no such bank, source, sentence or page.
    """
    with runtime.database.read() as connection:
        info = content.bank_info(connection, bank_id)
        sources = content.sources_of(connection, info) if info else {}
        if info is None or source_id not in sources:
            raise NotFoundError(f"there is no paper `{source_id}` of a bank `{bank_id}` here")
        spans = cited_spans(content.passages_of(connection, bank_id)).get(source_id, ())
        source = sources[source_id]
        rows = cover(source, spans).counted
        at = _place(rows, paragraph, number)
        first = (page - 1) * PAGE
        shown = rows[at].items[first : first + PAGE]
        if page > 1 and not shown:
            raise NotFoundError(f"there is no page {page} of this sentence")
        items = content.items_of(connection, bank_id, shown)
        known = recalling.recalls(connection, runtime, bank_id)
        pick = Pick(bank_id, span=(source_id, rows[at].start, rows[at].end))
        cards = len(picks.picked(connection, runtime.learner, pick, runtime.moment().day))
    return SentencePage(
        info,
        source.info,
        paragraph,
        number,
        source.text[rows[at].start : rows[at].end],
        tuple(_row(info, item, known) for item in items),
        recalling.percent(known, rows[at].items),
        _name(rows[at - 1]) if at else None,
        _name(rows[at + 1]) if at + 1 < len(rows) else None,
        cards,
        len(rows[at].items),
        page,
    )


def _place(rows: tuple[Sentence, ...], paragraph: int, number: int) -> int:
    for at, row in enumerate(rows):
        if _name(row) == (paragraph, number):
            return at
    raise NotFoundError(f"there is no sentence P{paragraph}.{number} in this paper")


def _name(row: Sentence) -> tuple[int, int]:
    return row.paragraph, row.number


def _row(info: BankInfo, item: Item, known: Recalls) -> ItemRow:
    topics = {topic.id: topic.title for topic in info.topics}
    return ItemRow(item, topics[item.topic], recalling.percent(known, (item.id,)))


def item(runtime: Runtime, bank_id: str, item_id: str) -> ItemPage:
    """Return an item with its passages.

    Raises:
        NotFoundError: there's no such bank or item.
    """
    with runtime.database.read() as connection:
        info = content.bank_info(connection, bank_id)
        found = content.item_row(connection, bank_id, item_id) if info else None
        if info is None or found is None or found.retired:
            raise NotFoundError(f"there is no item `{item_id}` in a bank `{bank_id}` here")
        sources = content.sources_of(connection, info)
        known = recalling.recalls(connection, runtime, bank_id)
    row = _row(info, content.item_from(found.data), known)
    return ItemPage(info, row, quotes(sources, content.passages_from(found.passages)))
