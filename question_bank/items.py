"""The ten kinds of item: a discriminated union, handled by ``match`` with ``assert_never``."""

from __future__ import annotations

import hashlib
import json
import re
from enum import StrEnum
from typing import TYPE_CHECKING
from typing import Annotated
from typing import Any
from typing import Literal
from typing import assert_never

from pydantic import Field

from question_bank.answers import Answer
from question_bank.answers import Model
from question_bank.answers import NumberAnswer
from question_bank.answers import PositiveNumber
from question_bank.answers import Quantity
from question_bank.answers import Slug
from question_bank.answers import Text
from question_bank.answers import TrueFalse
from question_bank.cite import Cite

if TYPE_CHECKING:
    from decimal import Decimal

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
    | Open,
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
}
KINDS = tuple(CLASSES)


def stem_of(item: Item) -> str:
    """Return what is asked, as Markdown (a cloze: its text with ``[…]`` for what is hidden)."""
    return CLOZE.sub("[…]", item.text) if isinstance(item, Cloze) else item.stem


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
        case _:
            return (1,)


def hidden_in(item: Cloze, n: int) -> tuple[str, ...]:
    """Return what card ``n`` of a cloze hides, in reading order."""
    return tuple(found["hidden"] for found in CLOZE.finditer(item.text) if int(found["n"]) == n)


def key_of(item: Item) -> Any:
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
        case _:
            assert_never(item)


def _digest(data: Any) -> str:
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def fingerprint(item: Item) -> str:
    """Return 16 hex digits that change with any edit of the item."""
    return _digest(item.model_dump(mode="json", exclude_defaults=True))


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
