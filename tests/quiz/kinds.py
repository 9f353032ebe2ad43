"""A bank of the ten kinds, in Python: what the tests of forms, marks and print are run on."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from pydantic import TypeAdapter

from question_bank.bank import Bank
from question_bank.bank import BankInfo
from question_bank.items import Item
from question_bank.items import citations_of
from question_bank.locate import locate
from question_bank.source import Source
from question_bank.source import SourceInfo

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

ITEM: TypeAdapter[Item] = TypeAdapter(Item)
TEXT = (
    "The Visit\n\n"
    "Fumio Kishida visited Seoul two weeks before the G7 summit. It was the first bilateral visit "
    "of a Japanese Prime Minister in 12 years. His words were “deep remorse and heartfelt "
    "apology”.\n\n"
    "After the summit in March 2023, South Korea took back its complaint from the WTO, and Japan "
    "eased restrictions on its chemical industries. Japan has a GDP of USD 4.4 trillion, and "
    "South Korea one of USD 1.9 trillion, according to 2022 data.\n"
)
CITE = ["P2: After the summit in … from the WTO"]
ROWS: tuple[dict[str, Any], ...] = (
    {
        "id": "visit-card",
        "kind": "flashcard",
        "stem": "Where did Kishida go before the G7 summit?",
        "answer": "To *Seoul*",
        "cite": ["P1: Fumio Kishida visited … G7 summit."],
        "reversed": True,
    },
    {
        "id": "visit-gap",
        "kind": "cloze",
        "text": "It was the first visit in {{c1::12::how many}} **years**, to {{c2::Seoul}}.",
        "aliases": {"c1": ["a dozen"]},
        "cite": ["P1: It was the first … in 12 years."],
    },
    {
        "id": "complaint",
        "kind": "multiple_choice",
        "topic": "trade",
        "stem": "What did South Korea do after the summit of **March 2023**?",
        "options": [
            {"text": "It took back its complaint from the WTO", "key": "true"},
            {"text": "It filed a complaint with the WTO", "why": "That was in 2019."},
            {"text": "It left the WTO", "why": "It took back a complaint, no more."},
        ],
        "explanation": "Both sides made a step: Korea withdrew, and Japan eased.",
        "cite": CITE,
        "tags": ["wto"],
    },
    {
        "id": "both-steps",
        "kind": "multiple_response",
        "topic": "trade",
        "stem": "Which two steps does the paper name?",
        "options": [
            {"text": "A complaint was taken back", "key": "true"},
            {"text": "Restrictions were eased", "key": "true"},
            {"text": "A tariff was agreed", "why": "No tariff is named."},
            {"text": "A bank was founded"},
        ],
        "shuffle": "false",
        "cite": CITE,
        "tags": ["wto"],
    },
    {
        "id": "apology",
        "kind": "true_false",
        "stem": "Kishida refused to apologise.",
        "key": "false",
        "correction": "He spoke of “deep remorse and heartfelt apology”.",
        "cite": [{"p": 1, "exact": "deep remorse and heartfelt apology"}],
        "caution": "The paper prints the words; other sources have “my heart aches”.",
    },
    {
        "id": "guest",
        "kind": "short_answer",
        "stem": "Who visited Seoul?",
        "answer": {"value": "Fumio Kishida", "aliases": ["Kishida"], "reject": ["Shinzo Abe"]},
        "cite": ["P1: Fumio Kishida visited … G7 summit."],
    },
    {
        "id": "gdp",
        "kind": "numeric",
        "topic": "trade",
        "stem": "What is Japan’s GDP in the paper, where $x < y & z$?",
        "answer": {"value": "4.4", "unit": "trillion USD", "tolerance": "0.05"},
        "cite": ["P2: Japan has a GDP … 2022 data."],
    },
    {
        "id": "events",
        "kind": "ordering",
        "topic": "trade",
        "stem": "Put the events in order.",
        "sequence": ["Japan tightens rules", "Korea complains", "The summit", "Korea withdraws"],
        "cite": CITE,
    },
    {
        "id": "who-did",
        "kind": "matching",
        "topic": "trade",
        "stem": "Who did what?",
        "pairs": [
            {"left": "South Korea", "right": "took back a complaint", "why": "From the WTO."},
            {"left": "Japan", "right": "eased restrictions"},
            {"left": "Kishida", "right": "visited Seoul"},
        ],
        "extra": ["left the G7"],
        "cite": CITE,
    },
    {
        "id": "why-now",
        "kind": "open",
        "topic": "trade",
        "stem": "Why did both sides move?",
        "model_answer": "Korea took back its complaint, and Japan eased its restrictions in turn.",
        "rubric": [
            {"text": "names the complaint", "points": "2", "cite": CITE},
            {"text": "names the restrictions", "points": "1"},
        ],
    },
)


def item(row: Mapping[str, Any]) -> Item:
    """Read one item as the loader would."""
    return ITEM.validate_python({"id": "q", "topic": "visit"} | dict(row))


def short(answer: Mapping[str, Any] | str, stem: str = "Which one?") -> Item:
    """Make a short answer item."""
    return item({"kind": "short_answer", "stem": stem, "answer": answer})


def bank(items: Iterable[Item] | None = None, text: str = TEXT) -> Bank:
    """Make a bank of two topics, ``visit`` and ``trade``, with one source."""
    info = BankInfo.model_validate(
        {
            "format": 1,
            "id": "small",
            "title": "Two & two",
            "topics": [{"id": "visit", "title": "The visit"}, {"id": "trade", "title": "Trade"}],
            "sources": [
                {
                    "id": "paper",
                    "title": "The Paper",
                    "author": "A. Writer",
                    "publisher": "The Press",
                    "date": "2023-08-14",
                    "short": "Writer 2023",
                    "file": "paper.txt",
                }
            ],
        }
    )
    source = Source(info.sources[0], text)
    assert isinstance(source.info, SourceInfo)
    found = tuple(items if items is not None else map(item, ROWS))
    order = [topic.id for topic in info.topics]
    found = tuple(sorted(found, key=lambda one: order.index(one.topic)))
    passages = {one.id: tuple(locate(cite, source) for cite in citations_of(one)) for one in found}
    return Bank(info, found, {"paper": source}, passages, {}, changed={})
