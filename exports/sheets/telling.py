"""What is said after the answer, as one line of plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.teaching import source_line
from exports.teaching import words
from question_bank.items import TrueFalseItem

if TYPE_CHECKING:
    from exports.base import Selection
    from question_bank.items import Item

_STOPS = (".", "!", "?", "…", "。", "！", "？", "؟")


def told(selection: Selection, item: Item) -> str:
    """Return explanation, correction, caution, date and source, as far as there are any."""
    said = [sentence(words(item.explanation))] if item.explanation else []
    if isinstance(item, TrueFalseItem) and item.correction:
        said.append(sentence(words(item.correction)))
    if item.caution:
        said.append(sentence(f"Caution: {words(item.caution)}"))
    if item.as_of:
        said.append(sentence(f"As of {words(item.as_of)}"))
    said.append(source_line(selection, item))
    return " ".join(filter(None, said))


def sentence(text: str) -> str:
    """Return a text with a stop at its end, so that another can follow in the same line."""
    return text if not text or text.rstrip("”»\")'").endswith(_STOPS) else f"{text}."
