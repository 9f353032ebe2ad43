"""Gaps in a text, as Moodle embeds answers: ``{1:SHORTANSWER:=4.5 percent~=4.5 %}``."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from exports.moodle.texts import line
from exports.moodle.texts import paragraphs
from exports.moodle.texts import unwrapped
from exports.moodle.typed import literal
from exports.moodle.typed import with_bare
from exports.teaching import words
from question_bank.answers import OrderAnswer
from question_bank.items import CLOZE
from question_bank.items import Cloze
from question_bank.items import ShortAnswer

if TYPE_CHECKING:
    from question_bank.items import Item

IN_FORMULA = "a hidden part stands inside a formula: hide the whole formula instead"
EMPTY = "a hidden part has no words that can be typed"
_OPEN, _CLOSE = "\ue0f4", "\ue0f5"  # private use: a gap's place while the text is rendered
_HELD = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_IN_FORMULA = re.compile(rf"\\\((?:(?!\\\)).)*{_OPEN}|\\\[(?:(?!\\\]).)*{_OPEN}", re.DOTALL)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")
_SIGN = re.compile(r"[}~#=\"\\]")
_MOODLE = re.compile(r"\{(?=[0-9]*:)")  # a text that reads like a gap


def pieces(item: Cloze) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return the HTML around a cloze's gaps, and what is right in each, as it is shown first.

    There is one piece more than gaps, unless one stands where none can be: see ``fault``.
    """
    gaps: list[tuple[str, ...]] = []

    def hold(found: re.Match[str]) -> str:
        aliases = item.aliases.get(f"c{found['n']}", ())
        gaps.append(with_bare([words(text) for text in (found["hidden"], *aliases)]))
        hint = f" ({found['hint'].strip()})" if (found["hint"] or "").strip() else ""
        return f"{_OPEN}{len(gaps) - 1}{_CLOSE}{hint}"

    text = CLOZE.sub(hold, item.text.replace(_OPEN, "").replace(_CLOSE, ""))
    rendered = unwrapped(paragraphs(text)) if "\n" in text else line(text)
    if "\\" in rendered and _IN_FORMULA.search(rendered):
        return [], gaps
    return _HELD.split(rendered)[::2], gaps


def count(item: Cloze) -> int:
    """Return how many gaps a cloze has."""
    return len(CLOZE.findall(item.text))


def boxes(item: Item) -> int:
    """Return how many gaps an item has in Moodle; none if it is another type of question there."""
    match item:
        case Cloze():
            return count(item)
        case ShortAnswer(answer=OrderAnswer(value=members)):
            return len(members)
        case _:
            return 0


def fault(item: Cloze) -> str:
    """Return why a cloze can't be written; empty if it can."""
    around, gaps = pieces(item)
    if len(around) != len(gaps) + 1:
        return IN_FORMULA
    return "" if all(gaps) else EMPTY


def cloze_html(item: Cloze, weight: int = 1) -> str:
    """Return a cloze's text with a box to type in for each hidden part, worth ``weight`` each."""
    around, gaps = pieces(item)
    out = [_inert(around[0])]
    for gap, after in zip(gaps, around[1:], strict=True):
        out += [gap_html(gap, weight), _inert(after)]
    return "".join(out)


def in_order_html(stem: str, answer: OrderAnswer, weight: int = 1) -> str:
    """Return a question whose answers have an order, with a numbered box for each."""
    rows = []
    for number, entry in enumerate(answer.value, 1):
        right = with_bare([words(text) for text in (entry.value, *entry.aliases)])
        rows.append(f"{number}. {gap_html(right, weight)}")
    return f"{_inert(paragraphs(stem))}<p>{'<br>'.join(rows)}</p>"


def gap_html(right: tuple[str, ...], weight: int = 1) -> str:
    """Return one gap: a number if that is what is hidden, else words."""
    if all(map(_NUMBER.fullmatch, right)):
        return f"{{{weight}:NUMERICAL:{'~'.join(f'={text}:0' for text in right)}}}"
    answers = "~".join(f"={_escaped(literal(text))}" for text in right)
    return f"{{{weight}:SHORTANSWER:{answers}}}"


def _escaped(text: str) -> str:
    return html.escape(_SIGN.sub(r"\\\g<0>", text), quote=False)


def _inert(rendered: str) -> str:
    """Return HTML in which Moodle finds no gap of its own."""
    return _MOODLE.sub("&#123;", rendered) if "{" in rendered else rendered
