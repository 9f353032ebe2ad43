"""What a page may call right by itself: answers it can compare letter by letter, no more.

Without a connection nobody marks. An answer that is one of these, but for capitals and spaces, is
right by the rules that mark it here, too; of any other the page says nothing.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from app.quiz.marking import mark
from app.quiz.responses import Response
from question_bank.answers import DateAnswer
from question_bank.answers import NumberAnswer
from question_bank.answers import PhraseAnswer
from question_bank.answers import TextAnswer
from question_bank.items import Cloze
from question_bank.items import Numeric
from question_bank.items import ShortAnswer
from question_bank.items import faces
from question_bank.items import hidden_in
from question_bank.words import answer_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from question_bank.answers import Answer
    from question_bank.items import Item

_MOST = 16  # of one box


def plain(text: str) -> str:
    """Return a text as it is compared: small letters, single spaces (as mark.js has it)."""
    return " ".join(unicodedata.normalize("NFC", text).lower().split())


def accepted(item: Item, card: int) -> tuple[tuple[str, ...], ...]:
    """Return, for each box of a card's front, what is right in it; nothing if that isn't sure."""
    boxes = _boxes(item, card)
    if not boxes:
        return ()
    whole = [values[0] for values in boxes]
    found = tuple(
        tuple(
            dict.fromkeys(
                plain(value)
                for value in values[:_MOST]
                if _right(item, card, [*whole[:at], value, *whole[at + 1 :]])
            )
        )
        for at, values in enumerate(boxes)
    )
    return found if all(found) else ()


def _boxes(item: Item, card: int) -> list[list[str]]:
    match item:
        case ShortAnswer() | Numeric():
            values = [*_values(item.answer)]
            return [values] if values else []
        case Cloze():
            numbers = faces(item)
            number = card if card in numbers else numbers[0]
            aliases = item.aliases.get(f"c{number}", ())
            return [[hidden, *aliases] for hidden in hidden_in(item, number)]
        case _:
            return []


def _values(answer: Answer) -> Iterable[str]:
    match answer:
        case TextAnswer() | PhraseAnswer() | DateAnswer():
            return (answer_words(answer), *answer.aliases)
        case NumberAnswer():
            return (answer_words(answer), str(answer.value))
        case _:
            return ()  # of several boxes in any order


def _right(item: Item, card: int, texts: list[str]) -> bool:
    """Whether a response is right however its letters are written."""
    return all(
        mark(item, Response(texts=tuple(map(written, texts))), card).outcome == "correct"
        for written in (str, plain, str.upper)
    )
