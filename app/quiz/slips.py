"""Tell a typing slip from another word. Distances only: no similarity score decides anything.

A slip keeps the first letter and is one edit in a word of 5 to 8 letters, two in a longer one
(Damerau's edits: a letter too many, missing, wrong, or two swapped). Digits, acronyms and short
words are never slips, nor are words that chance to look alike and mean the opposite.

Common words have real words for neighbours ("lifted", "listed"), names seldom have: in a common
word, and in a name of five letters ("Track", "Truck"), only letters left out, doubled or swapped
are a slip, and known pairs never are.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from app.quiz.text import spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

SHORT = 5  # letters from which one edit may be a slip
LONG = 9  # letters from which two may
MIN_PLURAL = 4  # "rock" and "rocks" are one word, "new" and "news" are not
_BEGINNINGS = (
    ("hyper", "hypo"),
    ("inter", "intra"),
    ("endo", "exo"),
    ("macro", "micro"),
    ("pre", "pro"),
    ("ante", "anti"),
    ("in", "un", "im"),
    ("ex", "in"),
)
_REAL = (
    "eased erased;adverse averse;country county;through though thorough;casual causal;"
    "united untied;martial marital;conservation conversation;trail trial;quiet quite;diary dairy;"
    "desert dessert;angel angle;breath breathe;loose lose;moral morale;human humane;"
    "personal personnel;proceed precede;perspective prospective;persecute prosecute;"
    "expend expand;import impart;infection inflection;attention attentive;reign resign;"
    "sacred scared;silver sliver;single signal singe;cloth clothe;envelop envelope;"
    "urban urbane;local locale;marine mariner;mission emission;action faction;historic historical;"
    "economic economical;politic political;aesthetic ascetic;ingenious ingenuous;access excess;"
    "assent ascent;carrier career;calvary cavalry;decent descent;dominate dominant;"
    "immigrant emigrant;immigration emigration;illusion allusion;exercise exorcise;"
    "explicit implicit;lightening lightning;patience patients;prophecy prophesy;prosper proper;"
    "restrict strict;revolution evolution;statue statute stature;tension attention;"
    "unite untie;unity untidy;verse averse;violation volition;warship worship"
)
_CONFUSED = [frozenset(row.split()) for row in _REAL.split(";")]
_COMPASS = {"n": "north", "s": "south", "e": "east", "w": "west"}
_ENDINGS = (
    ("ase", "ose"),
    ("ate", "ite", "ide"),
    ("ane", "ene", "yne"),
    ("er", "or", "ee"),
    ("ful", "less"),
    ("ist", "ism"),
    ("ward", "wards"),
)


def same(given: str, key: str) -> bool:
    """Whether two folded words are one, but for spelling, a plural, or ``N.`` for North."""
    alike = spelled(singular(given)) == spelled(singular(key))
    return given == key or alike or _COMPASS.get(given) == key


def singular(word: str) -> str:
    """Return a word without its plural ending, if it has one: crude, but the same both ways."""
    if not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > MIN_PLURAL:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > MIN_PLURAL:
        return word[:-1]
    return word


def slipped(given: str, key: str, *, name: bool = True) -> bool:
    """Whether ``given`` is ``key`` mistyped; stricter where the key isn't a ``name``."""
    allowed = 2 if len(key) >= LONG else 1
    return (
        len(key) >= SHORT
        and given[:1] == key[:1]
        and key.isalpha()
        and given.isalpha()
        and abs(len(given) - len(key)) <= 1
        and OSA.distance(given, key, score_cutoff=allowed) <= allowed
        and ((name and len(key) > SHORT) or _letters_apart(given, key) <= 1)
        and not opposed(given, key)
    )


def _letters_apart(given: str, key: str) -> int:
    """Count the letters one word has and the other has not: a swap is 0, a substitution 2."""
    ours, theirs = Counter(given), Counter(key)
    return (ours - theirs).total() + (theirs - ours).total()


def opposed(given: str, key: str) -> bool:
    """Whether two words differ just where their meaning turns: ``nitrate`` and ``nitrite``."""
    if any(given in row and key in row for row in _CONFUSED):
        return True
    if f"{given}n" == key or f"{key}n" == given:
        return max(given, key).endswith("an")  # Korea and Korean
    for group in _BEGINNINGS:
        ours = {(part, key[len(part) :]) for part in group if key.startswith(part)}
        theirs = {(part, given[len(part) :]) for part in group if given.startswith(part)}
        if any(rest == other and p != q for p, rest in ours for q, other in theirs):
            return True
    for group in _ENDINGS:
        ours = {(part, key.removesuffix(part)) for part in group if key.endswith(part)}
        theirs = {(part, given.removesuffix(part)) for part in group if given.endswith(part)}
        if any(rest == other and p != q for p, rest in ours for q, other in theirs):
            return True
    return False


def distance(given: Sequence[str], key: Sequence[str]) -> int:
    """Return the edits between two answers, spaces left out."""
    return OSA.distance("".join(given), "".join(key))
