"""What to type into Anki's box, and how; Anki compares letter by letter, so the rest is said."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import assert_never

from exports.anki_html import text_html
from question_bank.answers import DateAnswer
from question_bank.answers import NumberAnswer
from question_bank.answers import OrderAnswer
from question_bank.answers import PhraseAnswer
from question_bank.answers import SetAnswer
from question_bank.answers import TextAnswer

if TYPE_CHECKING:
    from question_bank.answers import Answer
    from question_bank.items import Numeric
    from question_bank.items import ShortAnswer


def typed(item: ShortAnswer | Numeric) -> dict[str, str]:
    """Return the form of a typed answer, its words, and what else is right."""
    answer = item.answer
    also: list[str] = []
    match answer:
        case TextAnswer():
            form, value, also = "", answer.value, list(answer.aliases)
        case PhraseAnswer():
            groups = " and ".join(" or ".join(group) for group in answer.groups)
            form, value, also = "In a few words.", answer.value, [*answer.aliases, groups]
        case NumberAnswer():
            form = f"A number, in {answer.unit}." if answer.unit else "A number."
            value = f"{answer.value:f}"
        case DateAnswer():
            form, value, also = _date_form(answer.value), answer.value, list(answer.aliases)
        case SetAnswer():
            form = f"{len(answer.value)} things, in any order, parted by commas."
            value = ", ".join(entry.value for entry in answer.value)
        case OrderAnswer():
            form = f"{len(answer.value)} things in order, parted by commas."
            value = ", ".join(entry.value for entry in answer.value)
        case _:
            assert_never(answer)
    accepted = _accepted(answer, also)
    return {"Form": text_html(form), "Answer": text_html(value), "Accepted": text_html(accepted)}


def _date_form(value: str) -> str:
    dashes = value.lstrip("-").count("-")
    return ("A year.", "A month, as YYYY-MM.", "A day, as YYYY-MM-DD.")[dashes]


def _accepted(answer: Answer, also: list[str]) -> str:
    """Return what else is right, as a line, or nothing."""
    if isinstance(answer, NumberAnswer):
        unit = f" {answer.unit}" if answer.unit else ""
        within = f", right within ± {answer.tolerance:f}" if answer.tolerance else ""
        return f"{answer.value:f}{unit}{within}." if unit or within else ""
    if isinstance(answer, SetAnswer | OrderAnswer):
        also = [
            " = ".join((entry.value, *entry.aliases)) for entry in answer.value if entry.aliases
        ]
    return f"Also right: {'; '.join(also)}." if also else ""
