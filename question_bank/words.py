"""Kinds and typed answers in words, as they are shown, printed and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import assert_never

from question_bank.answers import DateAnswer
from question_bank.answers import NumberAnswer
from question_bank.answers import OrderAnswer
from question_bank.answers import PhraseAnswer
from question_bank.answers import SetAnswer
from question_bank.answers import TextAnswer

if TYPE_CHECKING:
    from question_bank.answers import Answer

_MONTHS = (
    "January February March April May June July August September October November December"
).split()


_KINDS = {"true_false": "true or false", "open": "open question"}  # the others name themselves


def kind_words(kind: str) -> str:
    """Name a kind of item: ``multiple choice``, ``true or false``."""
    return _KINDS.get(kind, kind.replace("_", " "))


def answer_words(answer: Answer) -> str:
    """Return the words of an answer: ``4.4 trillion USD``, ``Tokyo; Seoul``, ``March 2023``."""
    match answer:
        case NumberAnswer():
            gap = "" if answer.unit == "%" else " "
            return f"{answer.value:f}{gap}{answer.unit}" if answer.unit else f"{answer.value:f}"
        case SetAnswer():
            return "; ".join(entry.value for entry in answer.value)
        case OrderAnswer():
            return " → ".join(entry.value for entry in answer.value)
        case DateAnswer():
            return date_words(answer.value)
        case TextAnswer() | PhraseAnswer():
            return answer.value
        case _:
            assert_never(answer)


def date_words(date: str) -> str:
    """Write ``2023-03-16`` as 16 March 2023; a year before the first stays as it is."""
    if date.startswith("-"):
        return date
    year, *rest = date.split("-")
    month = f"{_MONTHS[int(rest[0]) - 1]} " if rest else ""
    day = f"{int(rest[1])} " if len(rest) > 1 else ""
    return f"{day}{month}{year}"
