"""Right and wrong replies to an item, said in the words that a learner sees."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Any

from question_bank.answers import DateAnswer
from question_bank.answers import NumberAnswer
from question_bank.answers import OrderAnswer
from question_bank.answers import SetAnswer
from question_bank.items import Cloze
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Ordering
from question_bank.items import TrueFalseItem
from question_bank.items import faces
from question_bank.items import hidden_in
from question_bank.markup import plain
from question_bank.words import date_words

if TYPE_CHECKING:
    from question_bank.items import Item

NONSENSE = "a word that answers nothing"


def right(item: Item) -> Any:
    """Return the key: words chosen (list), typed (list), pairs (dict), a number; None by hand."""
    match item:
        case MultipleChoice() | MultipleResponse():
            return [plain(option.text) for option in item.options if option.key]
        case TrueFalseItem():
            return ["True" if item.key else "False"]
        case Ordering():
            return list(map(plain, item.sequence))
        case Matching():
            return {plain(pair.left): plain(pair.right) for pair in item.pairs}
        case Cloze():
            return list(map(plain, hidden_in(item, faces(item)[0])))
        case _ if item.kind in ("short_answer", "numeric"):
            return _typed(item.answer)
        case _:
            return None


def _typed(answer: Any) -> Any:
    match answer:
        case NumberAnswer():
            return answer.value
        case DateAnswer():
            return [date_words(answer.value)]
        case SetAnswer() | OrderAnswer():
            return [plain(entry.value) for entry in answer.value]
        case _:
            return [plain(answer.value)]


def wrong(item: Item) -> list[Any]:
    """Return replies that aren't right: other options, parts, orders, numbers just outside."""
    key = right(item)
    match item:
        case MultipleChoice():
            return [[plain(option.text)] for option in item.options if not option.key]
        case MultipleResponse():
            everything = [plain(option.text) for option in item.options]
            others = [text for text in everything if text not in key]
            return [everything, key[1:], others, [*key, others[0]], [*key[1:], others[0]]]
        case TrueFalseItem():
            return [["False" if item.key else "True"]]
        case Ordering():
            return [key[::-1], [key[1], key[0], *key[2:]]]
        case Matching():
            rights = list(dict.fromkeys(key.values()))
            turned = dict(zip(key, [*rights[1:], rights[0]] * len(key), strict=False))
            return [turned]
        case _ if isinstance(key, Decimal):
            off = item.answer.tolerance + Decimal("0.000001")
            return [key + off, key - off, key * 1000 + 1]
        case _:
            parts = [[NONSENSE, *key[1:]], [""] * len(key), [f"not {key[0]}", *key[1:]]]
            return [*parts, [key[0]] * len(key)] if len(key) > 1 else parts
