"""The questions of a printed quiz: what is asked, and room to answer it by hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import assert_never

from exports.html_notes import side_html
from exports.html_parts import LOWER
from exports.html_parts import UPPER
from exports.html_parts import cloze_html
from exports.html_parts import element
from exports.html_parts import number
from exports.html_parts import shown_order
from exports.html_parts import worth
from question_bank.answers import NumberAnswer
from question_bank.answers import OrderAnswer
from question_bank.answers import PhraseAnswer
from question_bank.answers import SetAnswer
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
from question_bank.markup import block
from question_bank.markup import inline
from question_bank.markup import plain

if TYPE_CHECKING:
    from exports.base import Selection
    from question_bank.answers import Answer
    from question_bank.items import Item

LINE = '<div class="line"></div>'
_ON_A_LINE = 70  # characters of handwriting
_SAID = re.compile(r"\b(choose|select|tick|mark)\s+(all|every|two|three|four)\b", re.IGNORECASE)
_SHORT_OPTION = 18
_MIN_OPEN = 4
_MAX_OPEN = 12


def question_html(selection: Selection, item: Item) -> str:
    """Return one question as a list item."""
    points = worth(selection, item)
    told = element("p", f"[{number(points)} points]", css="worth") if points != 1 else ""
    return element("li", _asked(selection, item), told, css=f"question {item.kind}")


def _asked(selection: Selection, item: Item) -> str:  # noqa: C901 - one case a kind
    match item:
        case MultipleChoice() | MultipleResponse():
            return _stem(item.stem) + _options(selection, item)
        case TrueFalseItem():
            return _stem(item.stem) + _true_false()
        case ShortAnswer():
            return _stem(item.stem) + _typed(item.answer)
        case Numeric():
            return _stem(item.stem) + _number(item.answer)
        case Cloze():
            return element("div", element("p", cloze_html(item, filled=False)), css="stem")
        case Ordering():
            return _stem(item.stem) + _ordering(selection, item)
        case Matching():
            return _stem(item.stem) + _matching(selection, item)
        case Open():
            return _stem(item.stem) + _room(item.model_answer, _MIN_OPEN)
        case Flashcard():
            return _stem(item.stem) + _room(item.answer, 1)
        case Note():
            return side_html(selection, item, back=False) + element("div", LINE, css="room")
        case _:
            assert_never(item)


def _stem(stem: str) -> str:
    return element("div", block(stem), css="stem")


def _say(words: str) -> str:
    return element("p", words, css="say")


def _options(selection: Selection, item: MultipleChoice | MultipleResponse) -> str:
    """Return lettered options: a ring round the one letter, boxes where several are right."""
    several = isinstance(item, MultipleResponse)
    order = shown_order(selection, item)
    texts = [item.options[index].text for index in order]
    brief = len(texts) <= len("ABCD") and all(len(plain(t)) <= _SHORT_OPTION for t in texts)
    rows = [
        element(
            "li",
            element("span", UPPER[at], css="letter"),
            element("span", inline(words), css="option"),
        )
        for at, words in enumerate(texts)
    ]
    css = f"options {'several' if several else 'one'}{' in-a-row' if brief else ''}"
    told = _say("Tick all that are right.") if several and not _SAID.search(item.stem) else ""
    return told + element("ol", *rows, css=css)


def _true_false() -> str:
    rows = [
        element("li", '<span class="letter"></span>', element("span", word, css="option"))
        for word in ("True", "False")
    ]
    return element("ul", *rows, css="options one in-a-row")


def _typed(answer: Answer) -> str:
    match answer:
        case SetAnswer() | OrderAnswer():
            told = "In any order:" if isinstance(answer, SetAnswer) else "In the right order:"
            rows = [element("li", LINE) for _ in answer.value]
            return _say(told) + element("ol", *rows, css="entries")
        case NumberAnswer():
            return _number(answer)
        case PhraseAnswer():
            return element("div", LINE, LINE, css="room")
        case _:
            return element("div", LINE, css="room")


def _number(answer: NumberAnswer) -> str:
    unit = element("span", inline(answer.unit), css="unit") if answer.unit else ""
    return element("p", '<span class="gap gap-number"></span>', unit, css="number")


def _ordering(selection: Selection, item: Ordering) -> str:
    rows = [
        element("li", '<span class="box"></span>', element("span", inline(item.sequence[index])))
        for index in shown_order(selection, item)
    ]
    told = _say(f"Number them from 1 to {len(rows)} in the right order.")
    return told + element("ul", *rows, css="boxes")


def _matching(selection: Selection, item: Matching) -> str:
    rights = [pair.right for pair in item.pairs] + list(item.extra)
    left = [
        element("li", '<span class="gap gap-letter"></span>', element("span", inline(pair.left)))
        for pair in item.pairs
    ]
    right = [
        element(
            "li",
            element("span", LOWER[at], css="letter"),
            element("span", inline(rights[index]), css="option"),
        )
        for at, index in enumerate(shown_order(selection, item))
    ]
    extra = " Not every letter is needed." if item.extra else ""
    return _say(f"Write the letter that belongs to each.{extra}") + element(
        "div",
        element("ul", *left, css="lefts"),
        element("ol", *right, css="rights"),
        css="columns",
    )


def _room(answer: str, least: int) -> str:
    """Return lines for about twice the words of the answer to be written."""
    size = len(plain(answer))
    wanted = 1 + size // _ON_A_LINE if least == 1 else 2 + 2 * size // _ON_A_LINE
    return element("div", LINE * min(max(wanted, least), _MAX_OPEN), css="room")
