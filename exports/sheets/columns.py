"""The columns of a table of items, for people and programs: plain words, lists a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import assert_never

from exports.html_parts import number
from exports.html_parts import worth
from exports.sheets.choices import answers_of
from exports.teaching import key_words
from exports.teaching import ordered_options
from exports.teaching import ordered_parts
from exports.teaching import source_line
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
from question_bank.items import hidden_in

if TYPE_CHECKING:
    from exports.base import Selection
    from exports.sheets.cells import Cell
    from question_bank.items import Item

COLUMNS = (
    "number",
    "id",
    "kind",
    "topic",
    "objective",
    "tags",
    "bloom",
    "difficulty",
    "points",
    "question",
    "options",
    "key",
    "notes",
    "explanation",
    "caution",
    "as_of",
    "source",
)
WIDTHS = (7, 18, 16, 20, 16, 14, 12, 10, 8, 50, 36, 30, 36, 40, 30, 12, 60)


def cells(selection: Selection, item: Item) -> tuple[Cell, ...]:
    """Return an item's cells in the order of ``COLUMNS``, without its number."""
    points = worth(selection, item)
    return (
        item.id,
        item.kind,
        selection.bank.topic_titles.get(item.topic, item.topic),
        item.objective or "",
        " ".join(item.tags),
        item.bloom.value,
        item.difficulty.value,
        int(points) if points == int(points) else float(points),
        stem_words(item),
        "\n".join(_options(selection, item)),
        "\n".join(_key(item)),
        "\n".join(_notes(item)),
        words(item.explanation or ""),
        words(item.caution or ""),
        words(item.as_of or ""),
        source_line(selection, item),
    )


def _options(selection: Selection, item: Item) -> tuple[str, ...]:
    match item:
        case MultipleChoice() | MultipleResponse():
            return tuple(words(option.text) for option in ordered_options(selection, item))
        case TrueFalseItem():
            return answers_of(item)
        case Ordering() | Matching():
            return tuple(map(words, ordered_parts(selection, item)))
        case Flashcard() | Cloze() | ShortAnswer() | Numeric() | Open() | Note():
            return ()
        case _:
            assert_never(item)


def _key(item: Item) -> tuple[str, ...]:
    """Return what is right; all that a cloze hides, a card a line."""
    if isinstance(item, Cloze):
        return tuple(", ".join(map(words, hidden_in(item, face))) for face in faces(item))
    return key_words(item)


def _notes(item: Item) -> tuple[str, ...]:
    """Return what is said of each part: why an option is wrong, what a criterion earns."""
    match item:
        case MultipleChoice() | MultipleResponse():
            said = [(words(option.text), option.why) for option in item.options]
        case Matching():
            said = [(f"{words(pair.left)} – {words(pair.right)}", pair.why) for pair in item.pairs]
        case Open():
            return tuple(f"{number(row.points)}: {words(row.text)}" for row in item.rubric)
        case TrueFalseItem(correction=str() as correction):
            return (words(correction),)
        case _:
            return ()
    return tuple(f"{part}: {words(why)}" for part, why in said if why)
