"""An item's key, and fingerprints: short names of what it says that tell when that changes."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING
from typing import Any
from typing import assert_never

from question_bank import field_text
from question_bank.answers import NumberAnswer
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
from question_bank.items import faces
from question_bank.items import hidden_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from question_bank.items import Item

# what a note of Anki is not made of
_ASIDE = ("id", "topic", "tags", "objective", "bloom", "difficulty", "lint_ignore", "origin")


def key_of(item: Item) -> Any:  # noqa: C901 - one case a kind
    """Return the item's key as plain JSON data: what a learner must know."""
    match item:
        case Flashcard():
            return item.answer
        case Cloze():
            return {f"c{n}": list(hidden_in(item, n)) for n in faces(item)}
        case MultipleChoice():
            return next((option.text for option in item.options if option.key), None)
        case MultipleResponse():
            return [option.text for option in item.options if option.key]
        case TrueFalseItem():
            return item.key
        case ShortAnswer() | Numeric():
            return item.answer.model_dump(
                mode="json", include={"kind", "value", "unit", "tolerance"}, exclude_none=True
            )
        case Ordering():
            return list(item.sequence)
        case Matching():
            return [[pair.left, pair.right] for pair in item.pairs]
        case Open():
            return item.model_answer
        case Note():
            return _answers_in(item.fields)
        case _:
            assert_never(item)


def _answers_in(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a note that hold what is known: all but the first, if it hides none."""
    first = next(iter(fields))
    asked = len(fields) > 1 and not field_text.hides(fields[first])
    return {name: text for name, text in fields.items() if name != first or not asked}


def _digest(data: Any) -> str:
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def fingerprint(item: Item) -> str:
    """Return 16 hex digits that change with any edit of the item; where it came from is none."""
    return _digest(item.model_dump(mode="json", exclude_defaults=True, exclude={"origin"}))


def text_fingerprint(item: Item) -> str:
    """Return 16 hex digits that change when anything does that the item shows.

    Its tags, its topic and its levels aside: ``Origin.made`` remembers it of what was made of an
    imported note, and while it is the same the note goes back as it came.
    """
    return _digest(item.model_dump(mode="json", exclude_defaults=True, exclude={*_ASIDE}))


def key_fingerprint(item: Item) -> str:
    """Return 16 hex digits that change only when the answer does (4.50 is the answer 4.5)."""
    key = key_of(item)
    if isinstance(item, ShortAnswer | Numeric) and isinstance(item.answer, NumberAnswer):
        key["value"] = _digits(item.answer.value)
        key["tolerance"] = _digits(item.answer.tolerance)
    return _digest(key)


def _digits(number: Decimal) -> str:
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if number else "0"
