"""A cloze as plain words: the sentence of one of its cards, and what its gaps hide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.teaching import words
from question_bank.items import CLOZE
from question_bank.items import hidden_in

if TYPE_CHECKING:
    import re

    from question_bank.items import Cloze

_BLANK = "\ue0f2"  # private use: an underscore would be Markdown while the rest is read


def gapped(item: Cloze, face: int) -> str:
    """Return a cloze's text with ``_____`` (and the hint) for what one card hides."""

    def show(found: re.Match[str]) -> str:
        if int(found["n"]) != face:
            return str(found["hidden"])
        return f"{_BLANK} ({found['hint']})" if found["hint"] else _BLANK

    return words(CLOZE.sub(show, item.text.replace(_BLANK, ""))).replace(_BLANK, "_____")


def hidden_words(item: Cloze, face: int) -> tuple[str, ...]:
    """Return what one card hides, in reading order."""
    return tuple(map(words, hidden_in(item, face)))


def typed_words(item: Cloze, face: int) -> tuple[str, ...]:
    """Return all that may be typed into the one gap of a card."""
    also = map(words, item.aliases.get(f"c{face}", ()))
    return tuple(dict.fromkeys((*hidden_words(item, face), *also)))
