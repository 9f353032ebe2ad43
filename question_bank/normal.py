"""Text folded for comparison, with a map back to the original's characters."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    }
)
# printable ASCII, up to a letter that a mark may follow
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*(?![\u0300-\U0010ffff])")


@dataclass(frozen=True, slots=True)
class Normal:
    """Normalised text; ``starts[i]`` and ``ends[i]`` frame its character i in the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


_OTHER = re.compile(r"[^\x00-\x7f]")
_RAGGED = re.compile(r"[\t\r\v\f\x1c-\x1f]|  |\A ")


@lru_cache(maxsize=4096)
def normalise(text: str) -> Normal:
    """Fold what differs between copies of a text: NFKC, case, quotes, dashes, spaces."""
    alike = text.replace("`", "'").replace("\n", " ").replace("\xa0", " ")
    if not alike.isascii():
        for mark in set(_OTHER.findall(alike)):
            alike = alike.replace(mark, _SAME.get(ord(mark)) or mark)
    if alike.isascii() and not _RAGGED.search(alike):  # most texts: letter for letter
        return Normal(alike.lower(), range(len(text)), range(1, len(text) + 1))
    return _composed(text)


def _composed(text: str) -> Normal:
    """Fold a text part by part, where a part may become longer or shorter."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    i = 0
    while i < len(text):
        plain = _PLAIN.match(text, i)
        if plain:  # letter for letter
            j = plain.end()
            out += plain.group().lower().replace("`", "'")
            starts += range(i, j)
            ends += range(i + 1, j + 1)
            i = j
            continue
        j = i + 1
        while j < len(text) and _joins(text[j]):
            j += 1  # a letter and its combining marks compose together
        folded = unicodedata.normalize("NFKC", text[i:j].translate(_SAME)).casefold()
        for char in folded.translate(_SAME):
            if char.isspace():
                if not out or out[-1] == " ":
                    continue
                char = " "  # noqa: PLW2901 - one space stands for any run of white space
            out.append(char)
            starts.append(i)
            ends.append(j)
        i = j
    return Normal("".join(out), tuple(starts), tuple(ends))


def _joins(char: str) -> bool:
    """Whether a character may compose with the one before: a mark, or a Korean vowel or final."""
    return unicodedata.category(char)[0] == "M" or "\u1160" <= char <= "\u11ff"
