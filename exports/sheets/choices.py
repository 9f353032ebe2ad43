"""A question with its answers to choose from, as plain words, and what a game takes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.losses import EMPHASIS
from exports.losses import EXPLANATION
from exports.losses import FEEDBACK
from exports.losses import IMPORTED
from exports.losses import PARTIAL
from exports.losses import SOURCE
from exports.losses import asked_texts
from exports.losses import has_feedback
from exports.losses import has_marks
from exports.losses import has_mathematics
from exports.losses import media_losses
from exports.sheets.cells import cleaned
from exports.sheets.cells import length
from exports.teaching import ordered_options
from exports.teaching import stem_words
from exports.teaching import words
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
from question_bank.items import citations_of

if TYPE_CHECKING:
    from exports.base import Selection
    from question_bank.items import Item

_TABLE = re.compile(r"^[ \t]*\|?[^\n]*\|[^\n]*\n[ \t]*\|?[ \t]*:?-+:?[ \t|:-]*$", re.MULTILINE)
_KINDS = {
    Cloze: "a sentence with gaps",
    Flashcard: "a flashcard",
    Matching: "matching",
    Numeric: "a number to type",
    Open: "an open question",
    Ordering: "things to order",
    ShortAnswer: "an answer to type",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A question, its answers as shown, and the numbers of the right ones, from 1."""

    question: str
    answers: tuple[str, ...]
    right: tuple[int, ...]

    @property
    def key(self) -> int | str:
        """The right ones as games write them: ``2``, or ``1,3`` (text: nobody's decimal)."""
        return self.right[0] if len(self.right) == 1 else ",".join(map(str, self.right))

    def padded(self, count: int) -> tuple[str, ...]:
        """Return the answers, and empty ones after them up to ``count``."""
        return self.answers + ("",) * (count - len(self.answers))


@dataclass(frozen=True, slots=True)
class Game:
    """What a game takes: how many answers, how long, several right ones or one."""

    title: str
    answers: int
    question_length: int | None = None
    answer_length: int | None = None
    several: bool = True

    def why_not(self, item: Item) -> str:
        """Return why the game can't have an item, as a sentence; empty if it can."""
        if isinstance(item, Note):
            return IMPORTED
        if not isinstance(item, MultipleChoice | MultipleResponse | TrueFalseItem):
            return f"{self.title}’s sheet has answers to choose from, and no place for {_of(item)}"
        if isinstance(item, MultipleResponse) and not self.several:
            return f"{self.title}’s sheet takes one right answer, and this has several"
        return why_unplain(*asked_texts(item)) or self._too_much(item)

    def _too_much(self, item: MultipleChoice | MultipleResponse | TrueFalseItem) -> str:
        question, answers = stem_words(item), answers_of(item)
        if len(answers) > self.answers:
            return f"it has {len(answers)} answers, and {self.title} takes {self.answers}"
        if self.question_length is not None and length(question) > self.question_length:
            most = f"{self.title} takes {self.question_length}"
            return f"its question has {length(question)} characters, and {most}"
        if self.answer_length is not None and max(map(length, answers)) > self.answer_length:
            most = f"{self.title} takes {self.answer_length}"
            return f"an answer has {max(map(length, answers))} characters, and {most}"
        return why_unclear(question, answers)

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return what an item loses, or why it is left out."""
        reason = self.why_not(item)
        if reason:
            return (reason,)
        partial = (PARTIAL,) if isinstance(item, MultipleResponse) else ()
        return (*told_losses(item), *partial)


def choice_of(selection: Selection, item: Item) -> Choice:
    """Return a choice, or a statement with ``True`` and ``False``, as the form shows it."""
    options = ordered_options(selection, item)
    right = tuple(at for at, option in enumerate(options, 1) if option.key)
    return Choice(stem_words(item), tuple(words(option.text) for option in options), right)


def answers_of(item: MultipleChoice | MultipleResponse | TrueFalseItem) -> tuple[str, ...]:
    """Return the answers as written, in plain words."""
    if isinstance(item, TrueFalseItem):
        return ("True", "False")
    return tuple(words(option.text) for option in item.options)


def why_unplain(*texts: str) -> str:
    """Return what of texts can't be said in plain words, as a sentence; empty if all can."""
    lost = [*(("mathematics",) if has_mathematics(*texts) else ()), *media_losses(*texts)]
    lost += ["a table"] if any("|" in text and _TABLE.search(text) for text in texts) else []
    return f"plain words can’t show {' or '.join(lost)}" if lost else ""


def why_unclear(question: str, answers: tuple[str, ...]) -> str:
    """Return why a question can't be answered as plain words; empty if it can."""
    if not cleaned(question).strip():
        return "nothing is left of its question in plain words"
    if not all(cleaned(answer).strip() for answer in answers):
        return "nothing is left of an answer in plain words"
    if len(set(map(cleaned, answers))) < len(answers):
        return "two of its answers read the same in plain words"
    return ""


def told_losses(item: Item, *, explained: bool = False) -> tuple[str, ...]:
    """Return what a row of plain words loses; ``explained``: it has a cell for why and where."""
    marks = (EMPHASIS,) if has_marks(*asked_texts(item)) else ()
    feedback = (FEEDBACK,) if has_feedback(item) else ()
    if explained:
        return (*marks, *feedback)
    said = (EXPLANATION,) if item.explanation or item.caution else ()
    return (*marks, *feedback, *said, *((SOURCE,) if citations_of(item) else ()))


def _of(item: Item) -> str:
    return _KINDS.get(type(item), item.kind)
