"""Wording that the formats for teachers share: source, explanation, parts in order, the key.

What is returned is plain text in one line, except where it says Markdown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import assert_never

from exports import anki_html
from exports.html_parts import asked_face
from exports.html_parts import shown_order
from exports.passages import lost
from exports.passages import quoted
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
from question_bank.items import Note
from question_bank.items import Numeric
from question_bank.items import Open
from question_bank.items import Option
from question_bank.items import Ordering
from question_bank.items import ShortAnswer
from question_bank.items import TrueFalseItem
from question_bank.items import hidden_in
from question_bank.items import stem_of
from question_bank.words import answer_words

if TYPE_CHECKING:
    from exports.base import Selection
    from question_bank.answers import Answer
    from question_bank.items import Item
    from question_bank.quote import Quote

CAUTION = "**Caution:**"
_SIGN = re.compile(r"[\\`*_\[\]<>$|~]|&(?=[#A-Za-z])")
_LEAD = re.compile(r"^((?:[0-9]{1,9}(?=[.)](?:\s|$)))?)(?=[#+=.)-])")


def words(text: str) -> str:
    """Return a text of Markdown as plain words in one line: ``markup.plain``, sooner."""
    return anki_html.words(text)


def source_line(selection: Selection, item: Item) -> str:
    """Return what the answer rests on: ``Source: Attri 2023, P4: “…”``; several parted by ``;``.

    Empty when the item cites nothing.
    """
    if not selection.bank.passages.get(item.id):
        return ""
    places = [_place(quote) for quote in quoted(selection.bank, item)]
    missing = lost(selection.bank, item)
    if missing:
        places.append(
            "one passage couldn’t be found"
            if missing == 1
            else f"{missing} passages couldn’t be found"
        )
    return f"Source: {'; '.join(places)}"


def _place(quote: Quote) -> str:
    cited = " […] ".join(" ".join(quote.text[start:end].split()) for start, end in quote.spans)
    doubt = "" if quote.sure else " (the nearest reading, not yet confirmed)"
    return f"{quote.source.short}, P{quote.paragraph}: “{cited}”{doubt}"


def explanation_of(selection: Selection, item: Item) -> str:
    """Return all that is said after the answer, as Markdown: paragraphs parted by a blank line.

    Explanation, correction of a false statement, caution, date, source; empty if there is none.
    """
    said = (*explanation_parts(item), as_markdown(source_line(selection, item)))
    return "\n\n".join(part for part in said if part)


def explanation_parts(item: Item) -> tuple[str, ...]:
    """Return what is said after the answer but its source, as Markdown: nothing of it twice."""
    said = [item.explanation or ""]
    if isinstance(item, TrueFalseItem):
        said.append(item.correction or "")
    if item.caution:
        said.append(f"{CAUTION} {item.caution}")
    if item.as_of:
        said.append(f"As of {item.as_of}")
    return tuple(dict.fromkeys(part for part in said if part))


def as_markdown(plain: str) -> str:
    """Return Markdown that shows a plain text as it stands."""
    return _LEAD.sub(r"\1\\", _SIGN.sub(r"\\\g<0>", plain))


def stem_words(item: Item) -> str:
    """Return what is asked; a cloze has ``[…]`` for what is hidden."""
    return words(stem_of(item))


def ordered_options(selection: Selection, item: Item) -> tuple[Option, ...]:
    """Return the options of a choice as the form shows them; those of a statement; else none.

    The wrong one of a statement says why by its correction.
    """
    match item:
        case MultipleChoice() | MultipleResponse():
            return tuple(item.options[index] for index in shown_order(selection, item))
        case TrueFalseItem():
            return tuple(
                Option(
                    text=text,
                    key=key,
                    why=None if key else item.correction,
                    misconception=None if key else item.misconception,
                )
                for text, key in (("True", item.key), ("False", not item.key))
            )
        case _:
            return ()


def ordered_parts(selection: Selection, item: Ordering | Matching) -> tuple[str, ...]:
    """Return the steps of an ordering, or right sides of a matching, as shown, in Markdown."""
    parts = (
        item.sequence
        if isinstance(item, Ordering)
        else (*(pair.right for pair in item.pairs), *item.extra)
    )
    return tuple(parts[index] for index in shown_order(selection, item))


def key_words(item: Item) -> tuple[str, ...]:
    """Return the answers: options that are right, what may be typed, steps, ``left – right``.

    An open question's is its model answer; an imported note has none.
    """
    match item:
        case MultipleChoice() | MultipleResponse():
            return tuple(words(option.text) for option in item.options if option.key)
        case TrueFalseItem():
            return ("True" if item.key else "False",)
        case ShortAnswer() | Numeric():
            return accepted(item.answer)
        case Ordering():
            return tuple(map(words, item.sequence))
        case Matching():
            return tuple(f"{words(pair.left)} – {words(pair.right)}" for pair in item.pairs)
        case Flashcard():
            return (words(item.answer),)
        case Cloze():
            return tuple(map(words, hidden_in(item, asked_face(item))))
        case Open():
            return (words(item.model_answer),)
        case Note():
            return ()
        case _:
            assert_never(item)


def accepted(answer: Answer) -> tuple[str, ...]:
    """Return what may be typed and is right, each once, the first as it is shown."""
    shown = words(answer_words(answer))
    match answer:
        case TextAnswer() | PhraseAnswer():
            return _each(shown, *map(words, answer.aliases))
        case DateAnswer():
            return _each(shown, answer.value, *map(words, answer.aliases))
        case NumberAnswer():
            units = filter(None, (answer.unit, *answer.unit_aliases))
            value = f"{answer.value:f}"
            return _each(shown, *(f"{value} {words(unit)}" for unit in units))
        case SetAnswer() | OrderAnswer():
            return (shown,)
        case _:
            assert_never(answer)


def _each(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
