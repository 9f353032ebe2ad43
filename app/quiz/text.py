"""Fold what differs between two ways to write the same words.

NFKC, case, diacritics, quotes, dashes, articles, possessives, dotted acronyms, British and
American spelling, and the lead-ins people put before an answer ("It was …").
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LIMIT = 200  # characters of a response that are looked at
_QUOTES = dict.fromkeys("‘’‚‛′`´ʼ", "'") | dict.fromkeys("“”„‟″«»", '"')
_DASHES = dict.fromkeys("‐‑‒–—―−", "-")
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
_SAME = str.maketrans(_QUOTES | _DASHES | _LETTERS)
_ARTICLES = frozenset({"a", "an", "the"})
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?|\b(?:[^\W\d_]\. )+[^\W\d_]\.")
_NOT = re.compile(r"\b(?:can't|cannot)\b")
_CONTRACTED = re.compile(r"n't\b")
_SHORTENED = {
    "intl": "international",
    "govt": "government",
    "dept": "department",
    "org": "organization",
}
_POSSESSIVE = re.compile(r"(?<!\d)'s\b|(?<=s)'(?!\w)")  # 1910's is the decade
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_IN_NUMBER = re.compile(r"(?<=\d)[.,](?=\d)")
_HELD = "¤"  # holds the place of a decimal point while punctuation goes
_LEAD_INS = re.compile(
    r"^(?:i (?:think|believe|guess) (?:that )?)?"
    r"(?:(?:the )?(?:correct |right )?answer is (?:that )?)?"
    r"(?:(?:it|that|this|he|she|they|there) (?:is|was|are|were|has been|would be) "
    r"|it's |that's |they're )?(?:called |named |known as )?(?:because (?:of )?)?"
    r"(?:(?:for example|for instance|e\.g\.),? )?"
)
_NEUTRAL = frozenset({"in", "on", "at", "by", "from", "some", "for"})
_NEGATORS = frozenset(
    "no not never without none neither nor nobody nothing fail fails failed failing refuse "
    "refuses refused refusing decline declined declines deny denies denied lack lacks lacked "
    "lacking unable unwilling hardly rarely stopped avoided prevented".split()
)
_SPELLINGS = (
    (re.compile(r"programme(s?)$"), r"program\1"),
    (re.compile(r"is(e|es|ed|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"yse(|s|d)$"), r"yze\1"),
    (re.compile(r"^(.{3,})our(|s|ed|ing|able|ite|ites)$"), r"\1or\2"),
    (re.compile(r"^(.{3,})(?:en|er)ce(s?)$"), r"\1ense\2"),
    (re.compile(r"^(cent|theat|kilomet|met|lit|fib)re(s?)$"), r"\1er\2"),
)


@lru_cache(maxsize=4096)
def basic(text: str) -> str:
    """Return ``text`` in NFKC, lower case, without diacritics, with straight quotes and dashes.

    Marks that make another letter outside the Latin, Greek and Cyrillic scripts stay.
    """
    parts = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).translate(_SAME))
    bare = "".join(char for char in parts if not "\u0300" <= char <= "\u036f")
    return unicodedata.normalize("NFC", bare).casefold().translate(_SAME)


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """Return the words that count, folded: no articles, possessives or punctuation.

    Text of nothing else ("The", "?!") is returned as its bare words, so that it isn't empty
    without need.
    """
    folded = _DOTTED.sub(lambda found: found[0].replace(".", "").replace(" ", ""), basic(text))
    folded = _CONTRACTED.sub(" not", _NOT.sub("can not", folded).replace("won't", "will not"))
    folded = _APOSTROPHE.sub("", _POSSESSIVE.sub("", folded))
    folded = _IN_NUMBER.sub(_HELD, _GROUPED.sub("", folded))
    bare = "".join(_piece(char) for char in folded).replace(_HELD, ".").split()
    spaced = tuple(_SHORTENED.get(word, word) for word in bare)
    return tuple(word for word in spaced if word not in _ARTICLES) or spaced


def _piece(char: str) -> str:
    if char == "&":
        return " and "
    if char == "%":
        return " percent "
    if char in "#@_" or not unicodedata.category(char).startswith(("P", "Z", "C")):
        return char
    return " "


@lru_cache(maxsize=4096)
def spelled(word: str) -> str:
    """Return one of the spellings of a word that has two: ``labor`` for ``labour``."""
    for pattern, common in _SPELLINGS:
        word = pattern.sub(common, word)
    return word


@lru_cache(maxsize=256)
def readings(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways to read a response: as it stands, without its lead-in, without ``in``."""
    full = words(text)
    led = words(_LEAD_INS.sub("", basic(text).lstrip(" .\"'"), count=1))
    inner = led[1:] if len(led) > 1 and led[0] in _NEUTRAL else led
    return tuple(dict.fromkeys(reading for reading in (full, led, inner) if reading))


def negations(found: tuple[str, ...]) -> int:
    """Count the words that turn a statement round."""
    return sum(word in _NEGATORS for word in found)
