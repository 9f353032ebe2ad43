"""Aiken: single-answer choices as plain text, for Moodle and most others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import ascii_uppercase
from typing import TYPE_CHECKING

from exports.base import Report
from exports.base import parted
from exports.base import whole
from exports.losses import EXPLANATION
from exports.losses import FEEDBACK
from exports.losses import IMPORTED
from exports.losses import SOURCE
from exports.losses import asked_texts
from exports.losses import has_feedback
from exports.losses import media_in
from exports.losses import plain_losses
from exports.moodle.limits import keys_reason
from exports.moodle.texts import unheld
from exports.teaching import ordered_options
from exports.teaching import stem_words
from exports.teaching import words
from question_bank.items import MultipleChoice
from question_bank.items import Note
from question_bank.items import TrueFalseItem

if TYPE_CHECKING:
    from pathlib import Path

    from exports.base import Selection
    from question_bank.items import Item

_OPTION = re.compile(r"[A-Za-z][.)](?=\s|$)")
_ANSWER = re.compile(r"ANSWER\s*:", re.IGNORECASE)
ONE_ANSWER = "Aiken holds questions with one right option to choose, and no others"


@dataclass(frozen=True, slots=True)
class Aiken:
    """One text file in UTF-8: the question, ``A. option`` in lines, ``ANSWER: B``."""

    name: str = "aiken"
    suffix: str = ".txt"
    media_type: str = "text/plain"

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the selection. Raises OSError."""
        items, skipped = parted(selection, reason)
        with whole(out) as path, path.open("w", encoding="utf-8", newline="\n") as file:
            file.write("\n".join(_block(selection, item) for item in items))
        return Report(tuple(item.id for item in items), skipped, (out,))

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return what an item would lose as Aiken's plain words, or why it is left out."""
        why = reason(item)
        if why:
            return (why,)
        feedback = (FEEDBACK,) if has_feedback(item) else ()
        corrected = isinstance(item, TrueFalseItem) and item.correction
        said = (EXPLANATION,) if item.explanation or item.caution or corrected else ()
        source = (SOURCE,) if item.cite else ()
        return (*plain_losses(*asked_texts(item)), *feedback, *said, *source)


def reason(item: Item) -> str:
    """Return why Aiken can't hold an item, as a sentence for a teacher; empty if it can."""
    if isinstance(item, Note):
        return IMPORTED
    if not isinstance(item, MultipleChoice | TrueFalseItem):
        return ONE_ANSWER
    if isinstance(item, MultipleChoice) and (why := keys_reason(item)):
        return why
    return _words_reason(item)


def _words_reason(item: MultipleChoice | TrueFalseItem) -> str:
    texts = asked_texts(item)
    if media_in(*texts):
        return "what is asked shows a picture or a sound, and Aiken is plain text"
    if sign := unheld("".join(texts)):
        return f"a control character ({sign}) stands in it: take it out"
    stem = stem_words(item)
    if _OPTION.match(stem) or _ANSWER.match(stem):
        return (
            f"the question begins as an option does (`{stem[:12]}`), which Aiken would read as one"
        )
    if not all(map(words, texts)):
        return "an option has no words"
    return ""


def _block(selection: Selection, item: Item) -> str:
    options = ordered_options(selection, item)
    rows = [f"{ascii_uppercase[at]}. {words(o.text)}\n" for at, o in enumerate(options)]
    right = next(at for at, option in enumerate(options) if option.key)
    return f"{stem_words(item)}\n{''.join(rows)}ANSWER: {ascii_uppercase[right]}\n"
