"""The kinds of item: a discriminated union, handled by ``match`` with ``assert_never``.

Ten are written by people; the eleventh, ``note``, is an import's.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING
from typing import Annotated
from typing import Literal

from pydantic import AfterValidator
from pydantic import Field

from question_bank import field_text
from question_bank.answers import Answer
from question_bank.answers import FieldText
from question_bank.answers import Model
from question_bank.answers import PositiveNumber
from question_bank.answers import Quantity
from question_bank.answers import Slug
from question_bank.answers import Text
from question_bank.answers import TrueFalse
from question_bank.answers import Verbatim
from question_bank.cite import Cite

if TYPE_CHECKING:
    from question_bank.cite import Citation

CLOZE = re.compile(r"\{\{c(?P<n>[1-9]\d?)::(?P<hidden>.+?)(?:::(?P<hint>[^{}]*?))?\}\}", re.DOTALL)


class Bloom(StrEnum):
    """What the learner has to do with the matter (Anderson & Krathwohl 2001)."""

    REMEMBER = "remember"
    UNDERSTAND = "understand"
    APPLY = "apply"
    ANALYSE = "analyse"
    EVALUATE = "evaluate"
    CREATE = "create"


class Difficulty(StrEnum):
    """The author's guess, until responses say better."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Origin(Model):
    """Where an imported item comes from, so that it can go back as it was.

    ``guid`` is its note's lasting name in Anki, ``note_type`` a note type of the bank. ``fields``
    is the note's HTML by field, ``made`` the ``text_fingerprint`` of the item that was made of it:
    as long as the item has it, the note goes back with these very fields. Characters that YAML
    can't hold stand in both as ``field_text`` keeps them. ``tags`` are the note's, as Anki
    has them; ``deck`` its deck where that isn't its topic's title.
    """

    guid: Verbatim
    note_type: Slug
    fields: dict[Verbatim, FieldText] = Field(default_factory=dict)
    made: Text | None = None
    tags: tuple[Verbatim, ...] = ()
    deck: Verbatim | None = None


class ItemBase(Model):
    """What every item has. ``id`` never changes: progress and Anki notes hang on it."""

    id: Slug
    topic: Slug
    tags: tuple[Slug, ...] = ()
    objective: Slug | None = None
    bloom: Bloom = Bloom.REMEMBER
    difficulty: Difficulty = Difficulty.MEDIUM
    cite: tuple[Cite, ...] = ()
    explanation: Text | None = None
    caution: Text | None = None
    as_of: Text | None = None
    origin: Origin | None = None
    lint_ignore: dict[str, Text] = Field(default_factory=dict)


class Option(Model):
    """One choice; a distractor says why it is wrong and which misconception it catches."""

    text: Text
    key: TrueFalse = False
    why: Text | None = None
    misconception: Text | None = None


class Flashcard(ItemBase):
    """A prompt and its answer; ``reversed`` adds the card that asks the other way round."""

    kind: Literal["flashcard"]
    stem: Text
    answer: Text
    reversed: TrueFalse = False


class Cloze(ItemBase):
    """A sentence with hidden parts, ``{{c1::hidden}}`` or ``{{c1::hidden::hint}}``.

    Each number is a card of its own.
    """

    kind: Literal["cloze"]
    text: Annotated[Text, Field(pattern=f"(?s){CLOZE.pattern}")]
    aliases: dict[Annotated[str, Field(pattern=r"^c[1-9]\d?$")], tuple[Text, ...]] = Field(
        default_factory=dict
    )


class MultipleChoice(ItemBase):
    """One key among 2 to 8 options (three are enough: Rodriguez 2005)."""

    kind: Literal["multiple_choice"]
    stem: Text
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8)]
    shuffle: TrueFalse = True


class MultipleResponse(ItemBase):
    """Two or more keys, and not all."""

    kind: Literal["multiple_response"]
    stem: Text
    options: Annotated[tuple[Option, ...], Field(min_length=3, max_length=8)]
    shuffle: TrueFalse = True


class TrueFalseItem(ItemBase):
    """A statement; a false one comes with its correction."""

    kind: Literal["true_false"]
    stem: Text
    key: TrueFalse
    correction: Text | None = None
    misconception: Text | None = None


class ShortAnswer(ItemBase):
    """A typed answer, marked by its own kind (text, phrase, number, date, set, order)."""

    kind: Literal["short_answer"]
    stem: Text
    answer: Answer


class Numeric(ItemBase):
    """A typed number with a unit."""

    kind: Literal["numeric"]
    stem: Text
    answer: Quantity


class Ordering(ItemBase):
    """Things to put in order; ``sequence`` is the right one."""

    kind: Literal["ordering"]
    stem: Text
    sequence: Annotated[tuple[Text, ...], Field(min_length=3, max_length=8)]


class Pair(Model):
    """A left side and the right side that belongs to it."""

    left: Text
    right: Text
    why: Text | None = None


class Matching(ItemBase):
    """Pairs to put together; ``extra`` right sides belong to nothing."""

    kind: Literal["matching"]
    stem: Text
    pairs: Annotated[tuple[Pair, ...], Field(min_length=2, max_length=10)]
    extra: tuple[Text, ...] = ()


class Criterion(Model):
    """One thing a good answer does, worth ``points``."""

    text: Text
    points: PositiveNumber
    cite: tuple[Cite, ...] = ()


class Open(ItemBase):
    """A free answer, judged by ticking the rubric; never marked by the machine."""

    kind: Literal["open"]
    stem: Text
    model_answer: Text
    rubric: Annotated[tuple[Criterion, ...], Field(max_length=8)] = ()


def _once_each(numbers: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(numbers)))


class Note(ItemBase):
    """An imported note whose cards only its own templates can show.

    ``fields`` are HTML by name, as many as its ``note_type`` (one of the bank's) has; ``cards``
    the numbers of its cards, from 1. Nobody writes one by hand.
    """

    kind: Literal["note"]
    note_type: Slug
    fields: Annotated[dict[Verbatim, FieldText], Field(min_length=1)]
    cards: Annotated[
        tuple[Annotated[int, Field(ge=1, le=65_536)], ...],
        Field(min_length=1, max_length=500),
        AfterValidator(_once_each),
    ] = (1,)


Item = Annotated[
    Flashcard
    | Cloze
    | MultipleChoice
    | MultipleResponse
    | TrueFalseItem
    | ShortAnswer
    | Numeric
    | Ordering
    | Matching
    | Open
    | Note,
    Field(discriminator="kind"),
]
CLASSES: dict[str, type[Item]] = {
    "flashcard": Flashcard,
    "cloze": Cloze,
    "multiple_choice": MultipleChoice,
    "multiple_response": MultipleResponse,
    "true_false": TrueFalseItem,
    "short_answer": ShortAnswer,
    "numeric": Numeric,
    "ordering": Ordering,
    "matching": Matching,
    "open": Open,
    "note": Note,
}
IMPORTED = "note"  # the kind that only an import makes
KINDS = tuple(kind for kind in CLASSES if kind != IMPORTED)  # those that people write
ALL_KINDS = tuple(CLASSES)


def is_imported(item: Item) -> bool:
    """Whether an item was imported: it cites nothing, and nobody here wrote it."""
    return item.origin is not None or item.kind == IMPORTED


def stem_of(item: Item) -> str:
    """Return what is asked, as Markdown.

    A cloze's is its text with ``[…]`` for what is hidden, a note's the first words it has.
    """
    match item:
        case Cloze():
            return CLOZE.sub("[…]", item.text)
        case Note():
            return next(filter(None, map(field_text.as_stem, item.fields.values())), "")
        case _:
            return item.stem


def citations_of(item: Item) -> tuple[Citation, ...]:
    """Return all the item's citations: its own, then those of its rubric."""
    if isinstance(item, Open):
        return item.cite + tuple(cite for criterion in item.rubric for cite in criterion.cite)
    return item.cite


def faces(item: Item) -> tuple[int, ...]:
    """Return the numbers of the item's cards: ``item#1``, ``item#2``, and so on."""
    match item:
        case Cloze():
            return tuple(sorted({int(found["n"]) for found in CLOZE.finditer(item.text)}))
        case Flashcard(reversed=True):
            return (1, 2)
        case Note():
            return item.cards
        case _:
            return (1,)


def hidden_in(item: Cloze, n: int) -> tuple[str, ...]:
    """Return what card ``n`` of a cloze hides, in reading order."""
    return tuple(found["hidden"] for found in CLOZE.finditer(item.text) if int(found["n"]) == n)
