r"""GIFT: Moodle's questions as text. Nothing is written that Moodle would read in another way.

Texts are HTML in one line; ``~ = # { } :`` and the backslash are escaped. What Moodle's importer
can't take (``->`` in a typed answer stops it) or takes wrongly is left out with its reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import assert_never

from exports.base import Report
from exports.base import parted
from exports.base import whole
from exports.gift_limits import losses
from exports.gift_limits import reason
from exports.html_parts import worth
from exports.moodle import gaps
from exports.moodle.kinds import IN_ANY_ORDER
from exports.moodle.kinds import listed
from exports.moodle.kinds import model_html
from exports.moodle.texts import explanation_html
from exports.moodle.texts import line
from exports.moodle.texts import paragraphs
from exports.moodle.texts import unwrapped
from exports.moodle.typed import decimal
from exports.moodle.typed import literal
from exports.moodle.typed import right_answers
from exports.moodle.typed import wrong_answers
from exports.moodle.words import category
from exports.moodle.words import name_of
from exports.moodle.words import part
from exports.moodle.words import tags_of
from exports.teaching import ordered_options
from exports.teaching import words
from question_bank.answers import NumberAnswer
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

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from exports.base import Selection
    from question_bank.items import Item

NO_POINTS = "GIFT has no place for points: in Moodle each question is worth one until you say more."
_SIGN = re.compile(r"[~=#{}:\\]")
_FORM = re.compile(r"\[(?=(?:html|markdown|plain|moodle)\])", re.IGNORECASE)
_NOTHING = "<span></span>"  # a question that begins with its gap: a format needs a text after it


@dataclass(frozen=True, slots=True)
class Gift:
    """One text file in GIFT, in UTF-8."""

    name: str = "gift"
    suffix: str = ".gift"
    media_type: str = "text/plain"

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the selection. Raises OSError."""
        items, skipped = parted(selection, reason)
        with whole(out) as path, path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(_blocks(selection, items))
        pointed = any(worth(selection, item) != 1 for item in items)
        remarks = (NO_POINTS,) if pointed else ()
        return Report(tuple(item.id for item in items), skipped, (out,), remarks)

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return what an item would lose in GIFT, or why it is left out."""
        why = reason(item)
        return (why,) if why else losses(item)


def _blocks(selection: Selection, items: list[Item]) -> Iterator[str]:
    topic = None
    for item in items:
        if item.topic != topic:
            topic = item.topic
            yield f"$CATEGORY: {category(selection, topic)}\n\n"
        yield _block(selection, item)


def _block(selection: Selection, item: Item) -> str:
    before, answers, after = _parts(selection, item)
    said = explanation_html(selection, item)
    if isinstance(item, Open | Flashcard):  # an essay has no other place for its answer
        model = item.model_answer if isinstance(item, Open) else item.answer
        shown = model_html(model, item.rubric if isinstance(item, Open) else ())
        answers += f"\n####{escaped(shown + said)}"
    elif said:
        answers += f"\n####{escaped(unwrapped(said))}"
    tags = "".join(f" [tag:{tag}]" for tag in tags_of(item))
    title = escaped(name_of(item)).strip()
    return f"// [id:{item.id}]{tags}\n::{title}::[html]{before}{{{answers}\n}}{after}\n\n"


def escaped(text: str) -> str:
    r"""Escape GIFT's signs; ``\n`` is a line break, so that every text stands in one line."""
    return _SIGN.sub(r"\\\g<0>", text).replace("\n", "\\n")


def _html(rendered: str) -> str:
    """Return HTML as GIFT; words such as ``[html]`` at its beginning name no format."""
    return escaped(_FORM.sub("&#91;", rendered))


def _asked(stem: str) -> str:
    return f"{_html(unwrapped(paragraphs(stem)))} "


def _parts(selection: Selection, item: Item) -> tuple[str, str, str]:
    """Return what stands before the braces, in them without general feedback, and after them."""
    match item:
        case MultipleChoice() | MultipleResponse():
            return _asked(item.stem), _choice(selection, item), ""
        case TrueFalseItem():
            return _asked(item.stem), "TRUE" if item.key else "FALSE", ""
        case ShortAnswer() | Numeric():
            return _typed(item)
        case Cloze():
            (before, after), [right] = gaps.pieces(item)
            return _html(before.lstrip()) or _NOTHING, _words(right), escaped(after.rstrip())
        case Matching():
            return _asked(item.stem), _pairs(item), ""
        case Open() | Flashcard():
            return _asked(item.stem), "", ""
        case Ordering() | Note():
            raise ValueError(item.id)  # left out before
        case _:
            assert_never(item)


def _choice(selection: Selection, item: MultipleChoice | MultipleResponse) -> str:
    options = ordered_options(selection, item)
    right = sum(option.key for option in options)
    rows = []
    for option in options:
        if isinstance(item, MultipleResponse):
            share = part(right) if option.key else f"-{part(len(options) - right)}"
            sign = f"~%{share}%"
        else:
            sign = "=" if option.key else "~"
        text = _html(line(option.text))
        if text.startswith("%") and not sign.endswith("%"):
            sign += "%100%" if option.key else "%0%"  # a sign of its own is no weight
        why = f"#{_html(unwrapped(paragraphs(option.why)))}" if option.why else ""
        rows.append(f"\n{sign}{text}{why}")
    return "".join(rows)


def _words(right: tuple[str, ...], wrong: tuple[str, ...] = ()) -> str:
    rows = [f"\n={_typed_text(text, '%100%')}" for text in right]
    return "".join((*rows, *(f"\n=%0%{escaped(literal(text))}" for text in wrong)))


def _typed_text(text: str, share: str) -> str:
    return f"{share if text.startswith('%') else ''}{escaped(literal(text))}"


def _typed(item: ShortAnswer | Numeric) -> tuple[str, str, str]:
    answer = item.answer
    if isinstance(answer, NumberAnswer):
        tolerance = f":{decimal(answer.tolerance)}" if answer.tolerance else ""
        unit = f" {escaped(words(answer.unit))}" if answer.unit else ""
        return _asked(item.stem), f"#\n={decimal(answer.value)}{tolerance}", unit
    more = IN_ANY_ORDER if isinstance(answer, SetAnswer) else ""
    asked = f"{_html(paragraphs(item.stem) + more)} " if more else _asked(item.stem)
    return asked, _words(right_answers(answer), wrong_answers(answer)), ""


def _pairs(item: Matching) -> str:
    rows = [f"\n={_html(line(pair.left))} -> {escaped(listed(pair.right))}" for pair in item.pairs]
    return "".join((*rows, *(f"\n= -> {escaped(listed(text))}" for text in item.extra)))
