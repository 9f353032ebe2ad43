"""Find a citation in its source: ``exact``, ``moved``, ``drifted``, ``ambiguous`` or ``missing``.

Both sides are normalised with a map back to the original offsets; the words are looked for
exactly on word boundaries, in the hinted paragraph first, then fuzzily. Measured on 139
passages (ITEMS.md): 84 % still found after 8 % of the words were edited.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Literal

from question_bank.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from question_bank.cite import Citation
    from question_bank.normal import Normal
    from question_bank.source import Block
    from question_bank.source import Source

Status = Literal["exact", "moved", "drifted", "ambiguous", "missing"]
FUZZY_CUTOFF = 82.0  # of 100; ITEMS.md: 80 to 85
MAX_SPAN = 600  # characters, unless the passage was longer when it was locked
GROWTH = 1.6

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Locked:
    """What the lock file remembers of a passage: its characters and their digest."""

    start: int
    end: int
    digest: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a citation stands: ``text[start:end]`` of its source; both 0 when not found."""

    source: str
    start: int
    end: int
    status: Status
    paragraph: int

    @property
    def found(self) -> bool:
        """Whether there is a passage to show."""
        return self.end > self.start


def passage_digest(text: str) -> str:
    """Return 16 hex digits of a passage, the same for every copy that reads the same."""
    return hashlib.sha256(normalise(text).text.strip().encode()).hexdigest()[:16]


def locate(citation: Citation, source: Source, locked: Locked | None = None) -> Passage:
    """Find the passage of ``citation`` in ``source``.

    Args:
        citation: its first and last words, or all of a short passage.
        source: the document; offsets in the result count its characters.
        locked: what was recorded when a person last confirmed the passage.
    """
    limit = max(MAX_SPAN, int(GROWTH * (locked.end - locked.start)) if locked else 0)
    place = citation.p or 0
    hinted = source.paragraphs[place - 1 : place] if place else ()
    exact = _exact(citation, source, hinted, limit) or _exact(
        citation, source, source.paragraphs, limit
    )
    if len(exact) > 1:
        same = [
            (block, span)
            for block, span in exact
            if locked and passage_digest(source.text[slice(*span)]) == locked.digest
        ]
        if len(same) != 1:
            block, span = exact[0]
            return Passage(source.id, *span, "ambiguous", block.number)
        exact = same
    if exact:
        block, span = exact[0]
        if locked and passage_digest(source.text[slice(*span)]) != locked.digest:
            return Passage(source.id, *span, "drifted", block.number)
        status: Status = "exact" if citation.p in (None, block.number) else "moved"
        return Passage(source.id, *span, status, block.number)
    return _fuzzy(citation, source, limit)


def _exact(
    citation: Citation, source: Source, blocks: Iterable[Block], limit: int
) -> list[tuple[Block, tuple[int, int]]]:
    return [
        (block, span) for block in blocks for span in _exact_spans(citation, source, block, limit)
    ]


def _exact_spans(
    citation: Citation, source: Source, block: Block, limit: int
) -> list[tuple[int, int]]:
    """Return every place in a paragraph where the citation's words stand, as source offsets."""
    normal = source.normal(block)
    if citation.exact is not None:
        found = _occurrences(normalise(citation.exact).text.strip(), normal.text)
    else:
        firsts = _occurrences(normalise(citation.start or "").text.strip(), normal.text)
        lasts = _occurrences(normalise(citation.end or "").text.strip(), normal.text)
        found = []
        for start, first_end in firsts:
            end = next((end for _, end in lasts if end >= first_end), None)
            if end is not None:
                # of two beginnings with one end, the nearer is meant
                found = [span for span in found if span[1] != end]
                found.append((start, end))
    spans = [_original(normal, start, end, block.start) for start, end in found]
    return [span for span in spans if span[1] - span[0] <= limit]


def _occurrences(needle: str, text: str) -> list[tuple[int, int]]:
    """Return where ``needle`` stands as whole words; two places never share a character."""
    found = []
    at = text.find(needle) if needle else -1
    while at >= 0:
        end = at + len(needle)
        inside = (at > 0 and _joined(text[at - 1], needle[0])) or (
            end < len(text) and _joined(needle[-1], text[end])
        )
        if not inside:
            found.append((at, end))
        at = text.find(needle, at + 1 if inside else end)
    return found


def _joined(before: str, after: str) -> bool:
    """Whether two characters stand in one word."""
    return _is_word(before) and _is_word(after)


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _original(normal: Normal, start: int, end: int, offset: int) -> tuple[int, int]:
    return offset + normal.starts[start], offset + normal.ends[end - 1]


def _fuzzy(citation: Citation, source: Source, limit: int) -> Passage:
    best: tuple[float, bool, tuple[int, int], int] | None = None
    for block in source.paragraphs:
        normal = source.normal(block)
        first = _nearest(citation.exact or citation.start or "", normal.text)
        last = first if citation.exact is not None else _nearest(citation.end or "", normal.text)
        if first is None or last is None or last[2] < first[2]:
            continue
        span = _original(normal, first[1], last[2], block.start)
        candidate = (min(first[0], last[0]), block.number == citation.p, span, block.number)
        if span[1] - span[0] <= limit and (best is None or candidate[:2] > best[:2]):
            best = candidate
    if best is None:
        return Passage(source.id, 0, 0, "missing", 0)
    return Passage(source.id, *best[2], "drifted", best[3])


def _nearest(words: str, text: str) -> tuple[float, int, int] | None:
    """Return score, start and end of what reads most like ``words``, on word boundaries."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - a sound bank never needs it: check stays quick

    needle = normalise(words).text.strip()
    if not needle or len(text) < len(needle):
        return None
    found = fuzz.partial_ratio_alignment(needle, text, score_cutoff=FUZZY_CUTOFF)
    if found is None:
        return None
    start, end = found.dest_start, found.dest_end
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    if start == end or _DIGITS.findall(needle) != _DIGITS.findall(text[start:end]):
        return None  # a changed number is a changed fact
    return found.score, start, end
