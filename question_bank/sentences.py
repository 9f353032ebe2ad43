"""Where a text's sentences start and end.

A sentence is found by its stop, not by a language model: what may stand before a stop without
ending a sentence (initials, titles, "U.S.", "e.g.", "No. 5", 4.5) is listed here. All offsets
count characters and hold ``text[start:end] == sentence``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Span = tuple[int, int]

# a stop, what closes after it (quotes, brackets, the number of a note), then what follows
_STOP = re.compile(r"(?:[.!?…]+|[。！？｡]+)(?:['\"”’»)\]」』）】]|\[\d{1,3}\])*")
_NEXT = re.compile(r"\s+['\"“‘«(\[„–—¿¡-]*(?P<char>\S)(?P<rest>[^\W\d_]*)")
_WORDS = re.compile(r"\S")
_WIDE = "。！？｡"
_LEFT_OUT = ("", " ", "\n", "\u00a0", "[", "(")  # before an ellipsis that stands for words
_WORD = re.compile(r"[^\s(\[\"“‘«„—]+\Z")
_LONGEST_WORD = 40
_NEVER = frozenset(
    "mr mrs ms mx dr prof rev hon sen rep gov gen col capt lt sgt st mt messrs mme mlle "
    "e.g i.e cf vs viz".split()
)
# these end no sentence before a number: No. 5, p. 12, c. 1910, Aug. 14
_BEFORE_NUMBERS = frozenset(
    "no nos nr p pp vol vols fig figs eq sec ch art para ed c ca approx est al "
    "jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
# these may end one: it ends if a word follows that seldom stands within a sentence in capitals
_PERHAPS = frozenset("etc inc ltd co corp bros jr sr al a.m p.m ph.d dept univ approx".split())
_ROW = re.compile(r"(?:\A|\n|[:;]\s)\Z")  # before the number of a list's row: "1. First"
_LETTERS = re.compile(r"[^\W\d_](?:\.[^\W\d_])+")  # U.S, e.g, Ph.D without its last stop
_BEGINNERS = frozenset(
    "a after all although an and as at because before both but by despite during each every for "
    "from furthermore given he her here his how however i if in indeed it its lastly many "
    "meanwhile moreover most nevertheless no not of on once one only or other our recently she "
    "similarly since so some still such that the their then there these they this those though "
    "thus to today under until we what when where whether which while who why with without yet "
    "you".split()
)


def sentences(text: str) -> tuple[Span, ...]:
    """Return where each sentence starts and ends: all but the space between them, once."""
    found: list[Span] = []
    last = len(text.rstrip())
    start = len(text) - len(text.lstrip())
    for end in _ends(text, last):
        found.append((start, end))
        following = _WORDS.search(text, end)
        start = following.start() if following else last
    return (*found, (start, last)) if start < last else tuple(found)


def _ends(text: str, last: int) -> Iterator[int]:
    """Yield where a sentence ends: after its stop and what closes with it."""
    for stop in _STOP.finditer(text):
        if text[stop.start()] in _WIDE or stop.end() == last:
            yield stop.end()
            continue
        after = _NEXT.match(text, stop.end())
        if after is not None and not after["char"].islower() and _stops(text, stop, after):
            yield stop.end()


def _stops(text: str, stop: re.Match[str], after: re.Match[str]) -> bool:
    """Whether a stop with space and a capital, a number or a sign behind it ends a sentence."""
    if stop.group()[0] == "…" or stop.group().startswith(".."):
        return text[max(0, stop.start() - 1) : stop.start()] not in _LEFT_OUT
    if stop.group()[0] != "." or stop.group()[1:2] in ("!", "?"):
        return True
    before = _WORD.search(text, max(0, stop.start() - _LONGEST_WORD), stop.start())
    if before is None:
        return True
    word = before.group()
    folded = word.casefold()
    if stop.end() - stop.start() == 1 and _goes_on(text, before, folded, after):
        return False
    if folded in _PERHAPS or _LETTERS.fullmatch(word):
        closed = stop.end() - stop.start() > 1
        return closed or (after["char"] + after["rest"]).casefold() in _BEGINNERS
    return True


def _goes_on(text: str, before: re.Match[str], folded: str, after: re.Match[str]) -> bool:
    """Whether what stands before a stop never ends a sentence there."""
    if folded in _NEVER:
        return True
    if len(folded) == 1 and before.group().isupper():
        return folded != "i"  # an initial
    if not after["char"].isdigit() and folded.isdigit():
        return _ROW.search(text, max(0, before.start() - 2), before.start()) is not None
    return folded in _BEFORE_NUMBERS and after["char"].isdigit()
