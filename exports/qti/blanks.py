"""A cloze as a text with gaps: the parts of the card that is asked on paper."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.html_parts import asked_face
from exports.losses import has_mathematics
from exports.qti.flow import QTI_3
from exports.qti.flow import block
from exports.qti.typed import spelled
from exports.teaching import as_markdown
from exports.teaching import words
from question_bank.items import CLOZE
from question_bank.items import hidden_in

if TYPE_CHECKING:
    from exports.qti.flow import Tongue
    from question_bank.items import Cloze

# Private characters round a number: Markdown leaves them alone, and they are taken from the text.
_OPEN, _CLOSE = "\ue0f2", "\ue0f3"
_HELD = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_NOT_WORDS = re.compile(r'<math\b.*?</math>|<(?:[^>"]|"[^"]*")*>', re.DOTALL)

IN_FORMULA = "a hidden part stands inside a formula or an address: hide the whole of it instead"
A_FORMULA = "a hidden part is a formula, which nobody can type"


@dataclass(frozen=True, slots=True)
class Gap:
    """A hidden part: the texts that are right, and its hint as Markdown."""

    texts: tuple[str, ...]
    hint: str


def gaps_of(item: Cloze) -> tuple[Gap, ...]:
    """Return the hidden parts that are asked, in reading order."""
    face = asked_face(item)
    aliases = item.aliases.get(f"c{face}", ())
    hints = [f["hint"] or "" for f in CLOZE.finditer(item.text) if int(f["n"]) == face]
    parts = hidden_in(item, face)
    return tuple(
        Gap(spelled(map(words, (part, *aliases))), hint)
        for part, hint in zip(parts, hints, strict=True)
    )


def unfit(item: Cloze) -> str | None:
    """Return why a cloze can't be asked with gaps to type in; None if it can."""
    if not any(sign in item.text for sign in "$`[<"):
        return None
    gaps = gaps_of(item)
    if len(_HELD.findall(_held(item))) != len(gaps):
        return IN_FORMULA
    if any(has_mathematics(part) for part in hidden_in(item, asked_face(item))):
        return A_FORMULA
    return None


def gapped(tongue: Tongue, item: Cloze, blanks: list[str]) -> str:
    """Return a cloze's text as paragraphs, each gap as given (markup) with its hint after it."""
    html = block(tongue, _held_text(item))
    hints = [f" ({words(gap.hint)})" if gap.hint else "" for gap in gaps_of(item)]
    shown = [block(tongue, as_markdown(hint)) if hint else "" for hint in hints]
    said = [h.removeprefix("<p>").removesuffix("</p>") for h in shown]

    def fill(found: re.Match[str]) -> str:
        at = int(found[1])
        return blanks[at] + (f" {said[at]}" if said[at] else "")

    return _HELD.sub(fill, html)


def _held(item: Cloze) -> str:
    """Return the words round the gaps, without what stands in a formula or an address."""
    return _NOT_WORDS.sub("", block(QTI_3, _held_text(item)))


def _held_text(item: Cloze) -> str:
    """Return the text with a mark for each part that is asked; the others stand in it."""
    face, count = asked_face(item), 0

    def hold(found: re.Match[str]) -> str:
        nonlocal count
        if int(found["n"]) != face:
            return found["hidden"]
        count += 1
        return f"{_OPEN}{count - 1}{_CLOSE}"

    return CLOZE.sub(hold, item.text.replace(_OPEN, "").replace(_CLOSE, ""))
