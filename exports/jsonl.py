"""JSON lines: one object an item, with character offsets of every citation, for programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import assert_never

from exports.base import Report
from exports.base import whole
from exports.losses import FEEDBACK
from exports.losses import RUBRIC
from exports.losses import has_feedback
from question_bank.fingerprints import key_of
from question_bank.items import Cloze
from question_bank.items import Flashcard
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Note
from question_bank.items import Numeric
from question_bank.items import Open
from question_bank.items import Ordering
from question_bank.items import ShortAnswer
from question_bank.items import TrueFalseItem
from question_bank.items import stem_of

if TYPE_CHECKING:
    from pathlib import Path

    from exports.base import Selection
    from question_bank.items import Item
    from question_bank.locate import Passage


@dataclass(frozen=True)
class Jsonl:
    """One JSON object a line (UTF-8, keys in a fixed order); it holds every kind."""

    name: str = "jsonl"
    suffix: str = ".jsonl"
    media_type: str = "application/x-ndjson"

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the selection; offsets count characters of the source file. Raises OSError."""
        passages = selection.bank.passages
        rows = (_row(item, passages.get(item.id, ())) for item in selection.items)
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        with whole(out) as path, path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(lines)
        return Report(tuple(item.id for item in selection.items), (), (out,))

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return what an item would lose: it says what is right, and not why an option isn't."""
        rubric = (RUBRIC,) if isinstance(item, Open) and item.rubric else ()
        return ((FEEDBACK,) if has_feedback(item) else ()) + rubric


def _row(item: Item, passages: tuple[Passage, ...]) -> dict[str, Any]:
    return {
        "id": item.id,
        "kind": item.kind,
        "stem": stem_of(item),
        "key": key_of(item),
        "options": _options(item),
        "topic": item.topic,
        "tags": list(item.tags),
        "bloom": item.bloom.value,
        "difficulty": item.difficulty.value,
        "objective": item.objective,
        "explanation": item.explanation,
        "caution": item.caution,
        "as_of": item.as_of,
        "cite": [_citation(passage) for passage in passages],
    }


def _options(item: Item) -> list[str] | None:
    """Return what an item offers to choose from, as written; None where an answer is made."""
    match item:
        case MultipleChoice() | MultipleResponse():
            return [option.text for option in item.options]
        case TrueFalseItem():
            return ["True", "False"]
        case Ordering():
            return list(item.sequence)
        case Matching():
            return [pair.right for pair in item.pairs] + list(item.extra)
        case Flashcard() | Cloze() | ShortAnswer() | Numeric() | Open() | Note():
            return None
        case _:
            assert_never(item)


def _citation(passage: Passage) -> dict[str, Any]:
    return {
        "source": passage.source,
        "start": passage.start if passage.found else None,
        "end": passage.end if passage.found else None,
        "status": passage.status,
    }
