"""Banks of many small items whose passages are where a test wants them, and tables for them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from app.quiz.specification import Specification
from question_bank.bank import Bank
from question_bank.bank import BankInfo
from question_bank.locate import Passage
from question_bank.source import Source
from tests.quiz.kinds import item

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

TEXT = "A word of it. " * 200
INFO = BankInfo.model_validate(
    {
        "format": 1,
        "id": "many",
        "title": "Many",
        "topics": [
            {"id": "visit", "title": "The visit",
             "objectives": [{"id": "name-it", "text": "Name the visit"}]},
            {"id": "trade", "title": "Trade"},
        ],
        "sources": [{"id": "paper", "title": "The Paper", "author": "A. Writer",
                     "short": "Writer", "file": "paper.txt"}],
    }
)  # fmt: skip


def row(number: int, **more: Any) -> dict[str, Any]:
    """Return a true or false, whose key no other item shares."""
    found = {"id": f"q{number:03}", "kind": "true_false", "topic": "visit", "key": "true",
             "stem": f"Whether number {number} is so."}  # fmt: skip
    return {name: value for name, value in (found | more).items() if value is not None}


def bank_of(rows: Iterable[Mapping[str, Any]], at: Mapping[str, int] | None = None) -> Bank:
    """Make a bank; ``at`` says of items which place they cite: two at one place overlap."""
    items = tuple(map(item, rows))
    order = [topic.id for topic in INFO.topics]
    items = tuple(sorted(items, key=lambda one: order.index(one.topic)))
    places = {one.id: 10 * number for number, one in enumerate(items)}
    places |= {name: 10 * place for name, place in (at or {}).items()}
    passages = {
        one.id: (Passage("paper", places[one.id], places[one.id] + 8, "exact", 1),) for one in items
    }
    changed = {one.id: 1_700_000_000 for one in items}
    source = Source(INFO.sources[0], TEXT)
    return Bank(INFO, items, {"paper": source}, passages, {}, changed=changed)


def large(number: int = 120) -> Bank:
    """Return a bank of two topics, two levels, three kinds and three difficulties."""
    return bank_of(
        row(
            at,
            topic=("visit", "trade")[at % 2],
            bloom=("remember", "apply")[at // 2 % 2],
            difficulty=("easy", "medium", "hard")[at // 4 % 3],
            **_kind(at),
        )
        for at in range(number)
    )


def _kind(at: int) -> dict[str, Any]:
    if at // 12 % 2:
        return {}
    name = "".join("abcdefghij"[int(digit)] for digit in str(at))
    return {"kind": "short_answer", "answer": name, "key": None}


def table(*rows: Mapping[str, Any], **more: Any) -> Specification:
    """Make a table."""
    return Specification.model_validate({"rows": list(rows), **more})
