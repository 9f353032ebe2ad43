"""Wayground's workbook (once Quizizz): eleven columns, a question type a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.html_parts import asked_face
from exports.losses import PARTIAL
from exports.losses import RUBRIC
from exports.losses import asked_texts
from exports.losses import typed_losses
from exports.sheets.choices import Game
from exports.sheets.choices import choice_of
from exports.sheets.choices import told_losses
from exports.sheets.choices import why_unclear
from exports.sheets.choices import why_unplain
from exports.sheets.drawing import draw
from exports.sheets.gaps import gapped
from exports.sheets.gaps import hidden_words
from exports.sheets.gaps import typed_words
from exports.sheets.telling import sentence
from exports.sheets.telling import told
from exports.sheets.times import seconds
from exports.sheets.workbook import MEDIA_TYPE
from exports.sheets.workbook import Layout
from exports.sheets.workbook import write_workbook
from exports.teaching import accepted
from exports.teaching import key_words
from exports.teaching import stem_words
from question_bank.answers import OrderAnswer
from question_bank.answers import SetAnswer
from question_bank.items import Cloze
from question_bank.items import Flashcard
from question_bank.items import MultipleResponse
from question_bank.items import Numeric
from question_bank.items import Open
from question_bank.items import ShortAnswer
from question_bank.items import faces

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from exports.base import Report
    from exports.base import Selection
    from exports.sheets.cells import Cell
    from question_bank.items import Item

_OPTIONS = 5
_GAME = Game("Wayground", _OPTIONS)
_TIMES = (10, 20, 30, 45, 60, 120, 180, 300)
_HEADER = (
    "Question Text",
    "Question Type",
    *(f"Option {number}" for number in range(1, _OPTIONS + 1)),
    "Correct Answer",
    "Time in seconds",
    "Image Link",
    "Answer explanation",
)
_LAYOUT = Layout("Create a Quiz", (_HEADER,), (50, 18, 24, 24, 24, 24, 24, 12, 12, 12, 60))


@dataclass(frozen=True)
class Wayground:
    """Choices, checkboxes, gaps and short answers to type, and open questions."""

    name: str = "wayground"
    suffix: str = ".xlsx"
    media_type: str = MEDIA_TYPE

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the selection; the explanation ends with the source. Raises OSError."""

        def rows_of(item: Item) -> Iterable[tuple[Cell, ...]]:
            yield _row(selection, item)

        drawn = draw(selection, _why_not, rows_of, text_file=False)
        write_workbook(out, _LAYOUT, drawn.rows)
        return drawn.report(out)

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return what an item would lose, or why it is left out."""
        reason = _why_not(item)
        if reason:
            return (reason,)
        lost = list(told_losses(item, explained=True))
        match item:
            case MultipleResponse():
                lost.append(PARTIAL)
            case ShortAnswer() | Numeric():
                lost += typed_losses(item)
            case Open(rubric=rubric) if rubric:
                lost.append(RUBRIC)
            case Cloze():
                lost += ["the hidden parts after the first"] if len(faces(item)) > 1 else []
            case _:
                pass
        return tuple(lost)


def _why_not(item: Item) -> str:
    """Return why Wayground can't have an item; empty if it can."""
    if not isinstance(item, Cloze | Flashcard | Numeric | Open | ShortAnswer):
        return _GAME.why_not(item)
    question, typed = _typed(item)
    if isinstance(item, ShortAnswer) and isinstance(item.answer, SetAnswer | OrderAnswer):
        return "it asks for several things at once, and Wayground takes one typed answer"
    if isinstance(item, Cloze) and len(hidden_words(item, asked_face(item))) > 1:
        return "it has several gaps at once, and Wayground takes one"
    if len(typed) > _OPTIONS:
        return f"{len(typed)} answers are right, and Wayground takes {_OPTIONS}"
    return why_unplain(*asked_texts(item)) or why_unclear(question, typed)


def _typed(item: Item) -> tuple[str, tuple[str, ...]]:
    """Return the question and all that may be typed; nothing for one a person judges."""
    match item:
        case Cloze():
            return gapped(item, asked_face(item)), typed_words(item, asked_face(item))
        case ShortAnswer() | Numeric():
            return stem_words(item), accepted(item.answer)
        case _:
            return stem_words(item), ()


def _row(selection: Selection, item: Item) -> tuple[Cell, ...]:
    said = told(selection, item)
    if isinstance(item, Open | Flashcard):
        why = " ".join(filter(None, (sentence(f"Answer: {' '.join(key_words(item))}"), said)))
        question, answers, kind, key = stem_words(item), (), "Open-Ended", ""
        return _cells(item, kind, question, answers, key, why)
    if isinstance(item, Cloze | ShortAnswer | Numeric):
        question, typed = _typed(item)
        return _cells(item, "Fill-in-the-Blank", question, typed, "", said)
    choice = choice_of(selection, item)
    kind = "Checkbox" if isinstance(item, MultipleResponse) else "Multiple Choice"
    return _cells(item, kind, choice.question, choice.answers, choice.key, said)


def _cells(  # noqa: PLR0913, PLR0917 - a row has this many parts
    item: Item, kind: str, question: str, answers: tuple[str, ...], key: Cell, why: str
) -> tuple[Cell, ...]:
    time = seconds(item, (question, *answers), _TIMES)
    options = answers + ("",) * (_OPTIONS - len(answers))
    return (question, kind, *options, key, time, "", why)
