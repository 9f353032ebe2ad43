"""The last look at data before it is set: pictures found, long words softened, letters counted."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Any

from exports.paper.maths import raws
from exports.paper.pictures import Unprintable
from exports.paper.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exports.paper.pictures import Picture
    from question_bank.bank import Bank

_SOFT = "\u200b"  # a place to break without a sign
# A word without an end, of letters that may be parted: not of a script that joins them.
_LONG = re.compile(r"[\x21-\u024f\u0370-\u058f]{25,}")
_EVERY = 10  # letters
_PLAIN = re.compile(
    r"[\x00-\u024f\u0370-\u03ff\u0400-\u045f\u2010-\u2027\u2030-\u203a\u200b\u200e\u2066-\u2069]+"
)
_TALLEST = 85.0  # mm of a picture


@dataclass
class Prepared:
    """What was found on the way.

    ``pictures`` by their names; ``remarks`` in the order they came up, each once;
    ``letters`` are those that not every font has. ``softens``: words that no line could hold get
    places to break (Word has its own).
    """

    bank: Bank
    width: float
    softens: bool = True
    pictures: dict[str, Picture] = field(default_factory=dict)
    remarks: dict[str, None] = field(default_factory=dict)
    letters: set[str] = field(default_factory=set)

    def words(self, told: str) -> str:
        """Return text with a place to break in words that no line could hold."""
        if not told.isascii():
            self.letters.update(_PLAIN.sub("", told))
        if self.softens and len(told) > 24:  # noqa: PLR2004 - as above: most texts have no such word
            return _LONG.sub(_softened, told)
        return told

    def node(self, node: Any) -> Any:
        """Return data as it will be set; what it was made of stays as it is."""
        if isinstance(node, str):
            return self.words(node)
        if isinstance(node, list):
            return [self.node(part) for part in node]
        if not isinstance(node, dict):
            return node
        match node.get("t"):
            case "img":
                return self._picture(node)
            case "math":
                for command in raws(node["c"]):
                    said = f"the formula’s {command} isn’t known, and is printed as it was typed"
                    self.remarks[said] = None
                self._formula(node["c"])
                return node
            case "code" | "pre":
                self.words(node["c"])
                return node
        return {key: self.node(part) for key, part in node.items()}

    def _formula(self, found: Any) -> None:
        if isinstance(found, str):
            self.words(found)
        elif isinstance(found, list):
            for part in found:
                self._formula(part)

    def _picture(self, node: dict[str, Any]) -> dict[str, Any]:
        name = node["src"]
        try:
            if name not in self.pictures:
                self.pictures[name] = picture(self.bank, name)
        except Unprintable as error:
            return self.without(node, str(error))
        width, height = self.pictures[name].fitted(self.width, _TALLEST)
        return node | {"file": name, "w": width, "h": height, "alt": node["alt"] or "picture"}

    def without(self, node: dict[str, Any], reason: str) -> dict[str, Any]:
        """Return a picture as its words, and say why."""
        self.remarks[f"the picture {node['src']} {reason}"] = None
        return node | {"file": "", "alt": node["alt"] or "picture"}


def _softened(found: re.Match[str]) -> str:
    word = found[0]
    return _SOFT.join(word[at : at + _EVERY] for at in range(0, len(word), _EVERY))


def needs_others(letters: Iterable[str]) -> bool:
    """Whether text has letters of a script that our own fonts lack or set badly."""
    return any(
        "\u0600" <= one < "\u1e00" or one >= "\u2e80" for one in letters
    )  # between them: Latin and Greek with accents, signs, arrows, mathematics


def script(letter: str) -> str:
    """Return a script's name as people know it, by a letter: ``Hangul``, ``Arabic``."""
    word = unicodedata.name(letter, "unknown").partition(" ")[0].partition("-")[0]
    return {"CJK": "Chinese characters", "UNKNOWN": "private letters"}.get(word, word.title())
