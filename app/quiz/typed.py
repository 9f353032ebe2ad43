"""Mark a typed answer by its own kind; no similarity score decides (ITEMS.md: 14 % / 0 %)."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING
from typing import assert_never

from app.quiz.blanks import without_context
from app.quiz.dates import agree
from app.quiz.dates import key_date
from app.quiz.dates import read_date
from app.quiz.lists import mark_order
from app.quiz.lists import mark_set
from app.quiz.phrases import mark_phrase
from app.quiz.quantities import mark_number
from app.quiz.quantities import wanted
from app.quiz.quantities import wanted_in
from app.quiz.text import LIMIT
from app.quiz.text import basic
from app.quiz.text import words
from app.quiz.verdict import BLANK
from app.quiz.verdict import almost
from app.quiz.verdict import best
from app.quiz.verdict import right
from app.quiz.verdict import wrong
from app.quiz.words import compact
from app.quiz.words import mark_words
from app.quiz.words import row_of
from question_bank.answers import DateAnswer
from question_bank.answers import NumberAnswer
from question_bank.answers import OrderAnswer
from question_bank.answers import PhraseAnswer
from question_bank.answers import SetAnswer
from question_bank.answers import TextAnswer
from question_bank.words import answer_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

    from app.quiz.dates import Date
    from app.quiz.verdict import Verdict
    from question_bank.answers import Answer

_YEAR = re.compile(r"(?:1\d|20)\d\d")
_BRACKET = re.compile(r"(?P<outer>[^()]+)\((?P<inner>[^()]+)\)\s*\.?")
_HALF = Fraction(1, 2)


def mark_typed(texts: Sequence[str], answer: Answer, question: str = "") -> Verdict:
    """Mark what was typed for a short answer; only a list uses more than the first box.

    Args:
        texts: the boxes; each is cut at 200 characters.
        answer: the key.
        question: the stem, whose words may be repeated round a number.
    """
    boxes = [text[:LIMIT].strip() for text in texts if text.strip()]
    if not boxes:
        return BLANK
    text = boxes[0]
    match answer:
        case TextAnswer():
            return mark_text(text, answer.value, answer.aliases, answer.reject, question)
        case PhraseAnswer():
            return mark_phrase(text, answer, question)
        case NumberAnswer():
            if basic(text) == basic(answer_words(answer)):
                return right("exact")  # whatever its unit is made of: "3 × 10⁶ km"
            return mark_number(text, wanted(answer), question)
        case DateAnswer():
            return _mark_date(text, answer, question)
        case SetAnswer():
            return mark_set(boxes, answer.value)
        case OrderAnswer():
            return mark_order(boxes, answer.value)
        case _:
            assert_never(answer)


def mark_text(
    text: str,
    value: str,
    aliases: Iterable[str] = (),
    reject: Iterable[str] = (),
    question: str = "",
) -> Verdict:
    """Mark a word or name; a key that is a number or a date by the rule for those as well."""
    aliases, reject = tuple(aliases), tuple(reject)
    text = text[:LIMIT].strip()
    if not text:
        return BLANK
    verdicts = [mark_words(text, value, aliases, reject)]
    if verdicts[0].rule == "reject":
        return verdicts[0]
    if verdicts[0].outcome != "correct":
        bare = (*without_context(text, question), *_without_brackets(text, value, aliases))
        verdicts += [mark_words(other, value, aliases, reject) for other in bare]
    for key in (value, *aliases):
        dates = _key_dates(key)
        if dates:
            verdicts.append(_by_date(text, dates[0]))
        number = wanted_in(key)
        if number is not None and not dates:
            verdicts.append(mark_number(text, number, question))
    return best(*verdicts)


def _without_brackets(text: str, value: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    """Return ``World Trade Organization (WTO)`` without its bracket, if that is right as well."""
    found = _BRACKET.fullmatch(text)
    if found is None:
        return ()
    years = not any(char.isalpha() for char in found["inner"])
    if years or mark_words(found["inner"], value, aliases, ()).outcome == "correct":
        return (found["outer"],)
    return ()


def _key_dates(key: str) -> tuple[Date, ...]:
    """Return a key as a date if it is a year or has a month in it and can be read in one way."""
    found = read_date(key)
    if len(found) != 1 or found[0].vague or found[0].year is None:
        return ()
    return found if found[0].month or _YEAR.fullmatch(key.strip()) else ()


def _mark_date(text: str, answer: DateAnswer, question: str) -> Verdict:
    given = row_of(text)
    if any(compact(given) == compact(row_of(alias)) for alias in answer.aliases):
        return right("alias")
    asked = {word for word in words(question) if word.isalpha()}
    bare = " ".join(word for word in basic(text).split() if word.strip(".,") not in asked)
    return best(*(_by_date(one, key_date(answer.value)) for one in (text, bare)))


def _by_date(text: str, key: Date) -> Verdict:
    agreement = agree(read_date(text), key)
    match agreement:
        case "same":
            return right("date")
        case "coarser":
            return almost("coarser", "Right so far; say it more exactly.", _HALF)
        case "ambiguous":
            return almost("ambiguous", "This date can be read in two ways: write the month.")
        case "different":
            return wrong("date")
        case _:
            assert_never(agreement)
