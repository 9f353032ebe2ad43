"""The key of a placed item, as a student would mark it on paper."""

from __future__ import annotations

from string import ascii_lowercase
from string import ascii_uppercase
from typing import TYPE_CHECKING
from typing import assert_never

from question_bank.answers import DateAnswer
from question_bank.answers import NumberAnswer
from question_bank.answers import OrderAnswer
from question_bank.answers import PhraseAnswer
from question_bank.answers import SetAnswer
from question_bank.answers import TextAnswer
from question_bank.items import Cloze
from question_bank.items import Flashcard
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Numeric
from question_bank.items import Open
from question_bank.items import Ordering
from question_bank.items import ShortAnswer
from question_bank.items import TrueFalseItem
from question_bank.items import faces
from question_bank.items import hidden_in

if TYPE_CHECKING:
    from app.quiz.form import Placed
    from question_bank.answers import Answer


def answer_letters(placed: Placed) -> str:
    """Return what to write: ``B``, ``A, C``, ``True``, or the words to be typed.

    Ordering: ``3 1 2 4``, the number that goes beside each part as shown. Matching: ``1-c, 2-a``
    with an en dash. Cloze: what the first card hides.
    """
    item = placed.item
    match item:
        case MultipleChoice() | MultipleResponse():
            shown = placed.order or range(len(item.options))
            keys = [ascii_uppercase[at] for at, i in enumerate(shown) if item.options[i].key]
            return ", ".join(keys)
        case TrueFalseItem():
            return "True" if item.key else "False"
        case Ordering():
            return " ".join(str(i + 1) for i in placed.order or range(len(item.sequence)))
        case Matching():
            shown = placed.order or range(len(item.pairs) + len(item.extra))
            letters = {i: ascii_lowercase[at] for at, i in enumerate(shown)}
            return ", ".join(f"{left + 1}–{letters[left]}" for left in range(len(item.pairs)))
        case ShortAnswer() | Numeric():
            return answer_words(item.answer)
        case Cloze():
            return "; ".join(hidden_in(item, faces(item)[0]))
        case Flashcard():
            return item.answer
        case Open():
            return item.model_answer
        case _:
            assert_never(item)


def answer_words(answer: Answer) -> str:
    """Return the words of a typed answer: ``4.4 trillion USD``, ``Tokyo; Seoul``."""
    match answer:
        case NumberAnswer():
            gap = "" if answer.unit == "%" else " "
            return f"{answer.value:f}{gap}{answer.unit}" if answer.unit else f"{answer.value:f}"
        case SetAnswer():
            return "; ".join(entry.value for entry in answer.value)
        case OrderAnswer():
            return " → ".join(entry.value for entry in answer.value)
        case TextAnswer() | PhraseAnswer() | DateAnswer():
            return answer.value
        case _:
            assert_never(answer)
