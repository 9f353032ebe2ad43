"""What can be expected of a question before anybody has answered it: how hard, how long.

Both are rules of thumb, to be replaced by learners' data when there are any.

Difficulty is the share of a class that is expected to miss the question, from 0 to 1. Where the
bank says how difficult its items are (``difficulty: easy`` or ``hard`` on any of them), that
counts: easy 0.25, medium 0.5, hard 0.75. A bank that says nothing has only medium ones; then it is
predicted from what the question asks for (``bloom``) and how (``kind``): see ``_LEVELS``
and ``_KINDS``.

Minutes are the time to read all words at 150 a minute (slow readers of a second language
included) and the time to answer by kind: see ``_ANSWERING``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from typing import assert_never

from question_bank.items import Bloom
from question_bank.items import Cloze
from question_bank.items import Difficulty
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
    from question_bank.bank import Bank
    from question_bank.items import Item

_SAID = {Difficulty.EASY: 0.25, Difficulty.MEDIUM: 0.5, Difficulty.HARD: 0.75}
_LEVELS = {
    Bloom.REMEMBER: 0.35, Bloom.UNDERSTAND: 0.45, Bloom.APPLY: 0.5,
    Bloom.ANALYSE: 0.55, Bloom.EVALUATE: 0.6, Bloom.CREATE: 0.65,
}  # fmt: skip
_KINDS = {  # what can be guessed is missed less often, what must be produced more often
    "true_false": -0.1, "multiple_choice": -0.05, "matching": -0.05, "multiple_response": 0.05,
    "ordering": 0.05, "short_answer": 0.05, "numeric": 0.05, "open": 0.1,
}  # fmt: skip
_EASY, _HARD = 0.4, 0.6
_READING = 150  # words a minute
_ANSWERING = {  # minutes; of an ordering and a matching for each part
    "flashcard": 0.5, "cloze": 0.3, "multiple_choice": 0.4, "multiple_response": 0.6,
    "true_false": 0.2, "short_answer": 0.6, "numeric": 1.2, "ordering": 0.2, "matching": 0.2,
    "open": 3.0, "note": 0.5,
}  # fmt: skip
_WRITING = 15  # words a minute, by hand and with thought


def says_difficulties(bank: Bank) -> bool:
    """Whether any item of a bank is said to be easy or hard; else they are predicted."""
    return any(item.difficulty is not Difficulty.MEDIUM for item in bank.items)


def difficulty_of(item: Item, *, said: bool) -> float:
    """Return the share of a class that is expected to miss an item.

    Args:
        item: the item.
        said: whether its bank says how difficult items are.
    """
    if said:
        return _SAID[item.difficulty]
    return round(_LEVELS[item.bloom] + _KINDS.get(item.kind, 0.0), 2)


def band_of(difficulty: float) -> Difficulty:
    """Return the band of an expected difficulty: under 0.4 easy, over 0.6 hard."""
    if difficulty < _EASY:
        return Difficulty.EASY
    return Difficulty.HARD if difficulty > _HARD else Difficulty.MEDIUM


@lru_cache(maxsize=20_000)
def _words(text: str) -> int:
    # a script without spaces: two characters are about a word
    return max(len(text.split()), sum(map(_is_wide, text)) // 2)


def _is_wide(letter: str) -> bool:
    return "\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3"


def minutes_of(item: Item) -> float:
    """Return how long an item takes a class to answer, in minutes, in steps of 0.1."""
    shown, parts = _shown(item)
    answering = _ANSWERING[item.kind] * max(parts, 1)
    if isinstance(item, Open):
        answering = max(answering, _words(item.model_answer) / _WRITING)
    return max(round(_words(stem_of(item)) / _READING + shown / _READING + answering, 1), 0.1)


def _shown(item: Item) -> tuple[int, int]:
    """Return how many words stand under the stem, and how many parts are to be answered."""
    match item:
        case MultipleChoice() | MultipleResponse():
            return sum(_words(option.text) for option in item.options), 1
        case Ordering():
            return sum(map(_words, item.sequence)), len(item.sequence)
        case Matching():
            pairs = sum(_words(pair.left) + _words(pair.right) for pair in item.pairs)
            return pairs + sum(map(_words, item.extra)), len(item.pairs)
        case Flashcard() | Cloze() | TrueFalseItem() | ShortAnswer() | Numeric() | Open() | Note():
            return 0, 1
        case _:
            assert_never(item)
