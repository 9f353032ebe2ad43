"""What a learner hears after the answer, as Markdown: always, when right, when wrong, by part."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import assert_never

from exports.html_parts import worth
from exports.qti.typed import number
from exports.teaching import as_markdown
from exports.teaching import explanation_of
from exports.teaching import key_words
from question_bank.answers import PhraseAnswer
from question_bank.answers import SetAnswer
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

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exports.base import Selection
    from question_bank.items import Item


@dataclass(frozen=True, slots=True)
class Told:
    """Feedback in Markdown, empty where there is none; ``parts`` by an option's or pair's place.

    ``parts`` count as written: the place in the bank, not on the sheet.
    """

    general: str
    correct: str = ""
    incorrect: str = ""
    parts: Mapping[int, str] = field(default_factory=dict)


def told(selection: Selection, item: Item) -> Told:
    """Return what is said of an item: the explanation and its source always."""
    general = explanation_of(selection, item)
    match item:
        case MultipleChoice() | MultipleResponse():
            whys = {at: option.why for at, option in enumerate(item.options) if option.why}
            return Told(general, parts=whys)
        case Matching():
            whys = {at: pair.why for at, pair in enumerate(item.pairs) if pair.why}
            return Told(general, incorrect=_answer(item), parts=whys)
        case TrueFalseItem():
            return Told(general)
        case Open() | Flashcard():
            return Told(_joined(_model(item), general))
        case ShortAnswer() if isinstance(item.answer, PhraseAnswer | SetAnswer):
            return Told(_joined(_answer(item), general))
        case ShortAnswer() | Numeric() | Cloze() | Ordering():
            return Told(general, correct=_answer(item, "Right: "), incorrect=_answer(item))
        case Note():
            return Told("")
        case _:
            assert_never(item)


def criteria(item: Open) -> str:
    """Return a rubric as a Markdown list, each criterion with its points; empty without one."""
    rows = (f"- {number(c.points)}: {' '.join(c.text.split())}" for c in item.rubric)
    return "\n".join(rows)


def points_of(selection: Selection, item: Item) -> str:
    """Return what an item is worth, written as a number."""
    return number(worth(selection, item))


def _model(item: Open | Flashcard) -> str:
    if isinstance(item, Flashcard):
        return _joined("**Answer:**", item.answer)
    rubric = criteria(item)
    return _joined("**A good answer:**", item.model_answer, rubric and "**Points:**", rubric)


def _answer(item: Item, before: str = "The answer: ") -> str:
    if isinstance(item, Cloze | Ordering | Matching):
        parts = {"cloze": " · ", "ordering": " → "}.get(item.kind, "; ")
        return before + as_markdown(parts.join(key_words(item)))
    return before + as_markdown((key_words(item) or ("",))[0])


def _joined(*parts: str) -> str:
    return "\n\n".join(filter(None, parts))
