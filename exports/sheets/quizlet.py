"""A study set for Quizlet's import box: a line a card, term TAB definition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import assert_never

from exports.base import whole
from exports.losses import IMPORTED
from exports.losses import RUBRIC
from exports.losses import asked_texts
from exports.losses import typed_losses
from exports.sheets.cells import cleaned
from exports.sheets.cells import shown
from exports.sheets.choices import told_losses
from exports.sheets.choices import why_unclear
from exports.sheets.choices import why_unplain
from exports.sheets.drawing import draw
from exports.sheets.gaps import gapped
from exports.sheets.gaps import hidden_words
from exports.teaching import key_words
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
from question_bank.items import faces

if TYPE_CHECKING:
    from pathlib import Path

    from exports.base import Report
    from exports.base import Selection
    from question_bank.items import Item


@dataclass(frozen=True)
class Quizlet:
    """Flashcards, gaps (a card each), typed and open answers, statements, the key of a choice."""

    name: str = "quizlet"
    suffix: str = ".txt"
    media_type: str = "text/plain"

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the selection: UTF-8, lines end with LF. Raises OSError."""
        drawn = draw(selection, _why_not, _cards)
        with whole(out) as path, path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(
                "\t".join(shown(str(side)) for side in row) + "\n" for row in drawn.rows
            )
        return drawn.report(out)

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return what an item would lose, or why it is left out."""
        reason = _why_not(item)
        if reason:
            return (reason,)
        lost = list(told_losses(item))
        match item:
            case MultipleChoice():
                lost.append("the wrong answers")
            case ShortAnswer() | Numeric():
                lost += typed_losses(item)
            case Open(rubric=rubric) if rubric:
                lost.append(RUBRIC)
            case _:
                pass
        return tuple(lost)


def _why_not(item: Item) -> str:
    match item:
        case Note():
            return IMPORTED
        case MultipleResponse() | Matching() | Ordering():
            return "a study set has cards of a term and a definition, and no parts to put together"
        case Flashcard():
            unplain = why_unplain(item.stem, item.answer)
        case Open():
            unplain = why_unplain(item.stem, item.model_answer)
        case Cloze() | MultipleChoice() | TrueFalseItem() | ShortAnswer() | Numeric():
            unplain = why_unplain(*asked_texts(item))
        case _:
            assert_never(item)
    if unplain:
        return unplain
    cards = _cards(item)
    sides = (why_unclear(term, (definition,)) for term, definition in cards)
    return next(filter(None, sides), "")


def _cards(item: Item) -> tuple[tuple[str, str], ...]:
    """Return an item's cards; those of a cloze with gaps of its own each."""
    match item:
        case Cloze():
            return tuple(
                (gapped(item, face), cleaned(", ".join(hidden_words(item, face))))
                for face in faces(item)
            )
        case TrueFalseItem():
            right, correction = "".join(key_words(item)), words(item.correction or "")
            said = f"{right}. {correction}" if correction else right
            return ((stem_words(item), said),)
        case ShortAnswer() | Numeric():
            return ((stem_words(item), key_words(item)[0]),)
        case _:
            return ((stem_words(item), "; ".join(key_words(item))),)
