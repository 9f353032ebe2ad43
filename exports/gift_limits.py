"""What GIFT can't hold: why an item is left out, and what others lose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exports.losses import media_losses
from exports.losses import shown_texts
from exports.moodle import gaps
from exports.moodle import limits
from exports.moodle.kinds import listed
from exports.moodle.typed import MOST_DIGITS
from exports.moodle.typed import right_answers
from exports.moodle.typed import wrong_answers
from question_bank.answers import NumberAnswer
from question_bank.answers import OrderAnswer
from question_bank.items import Cloze
from question_bank.items import Matching
from question_bank.items import Numeric
from question_bank.items import Ordering
from question_bank.items import ShortAnswer

if TYPE_CHECKING:
    from question_bank.items import Item

ARROW = "`->` stands in an answer, which stops Moodle’s importer: use moodle-xml"

_BLOCK = re.compile(r"<(?:p|div|ul|ol|table|blockquote|pre|h[1-6])\b")


def reason(item: Item) -> str:
    """Return why GIFT can't hold an item, as a sentence for a teacher; empty if it can."""
    why = limits.reason(item)
    if why:
        return why
    media = media_losses(*shown_texts(item))
    if media:
        return f"GIFT can’t hold {media[0]}: use moodle-xml"
    match item:
        case Ordering():
            return "GIFT has no things to put in order: use moodle-xml"
        case Cloze():
            return _gap_reason(item)
        case Matching():
            rights = (*(pair.right for pair in item.pairs), *item.extra)
            return ARROW if any("->" in listed(text) for text in rights) else ""
        case ShortAnswer() | Numeric():
            return _typed_reason(item)
        case _:
            return ""


def _gap_reason(item: Cloze) -> str:
    around, rights = gaps.pieces(item)
    if len(rights) > 1:
        return f"{len(rights)} gaps, and a question in GIFT has one: use moodle-xml"
    if _BLOCK.match(around[0]):
        return "a gap in one of several paragraphs: use moodle-xml"
    return _word_reason(rights[0])


def _typed_reason(item: ShortAnswer | Numeric) -> str:
    answer = item.answer
    if isinstance(answer, OrderAnswer):
        return "several answers in a fixed order: use moodle-xml"
    if isinstance(answer, NumberAnswer):
        long = max(len(f"{answer.value:f}"), len(f"{answer.tolerance:f}")) > MOST_DIGITS
        return f"a number of over {MOST_DIGITS} digits" if long else ""
    return _word_reason((*right_answers(answer), *wrong_answers(answer)))


def _word_reason(texts: tuple[str, ...]) -> str:
    if any("->" in text for text in texts):
        return ARROW
    if any(text.startswith("[") for text in texts):
        return "an answer begins with `[`, which GIFT may read as the name of a format"
    return ""


def losses(item: Item) -> tuple[str, ...]:
    """Return what an item that is written loses."""
    units = ("the unit is shown, and not taken with the answer",)
    number = isinstance(item, ShortAnswer | Numeric) and isinstance(item.answer, NumberAnswer)
    unit = number and bool(item.answer.unit)  # type: ignore[union-attr]
    return (*limits.losses(item), *(units if unit else ()))
