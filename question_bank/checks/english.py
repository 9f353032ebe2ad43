"""The few English word lists of lint, and a light stemmer. Short lists; a rule says the rest."""

from __future__ import annotations

import re
from functools import lru_cache

# without before, after, against, not …: they are what an item asks about
STOP = frozenset(
    "a an the and or but nor of in on at to for from by with as into onto upon over under about "
    "between among through during is are was were be been being am do does did done has have had "
    "having will would can could shall should may might must it its they them their theirs he she "
    "his her him this that these those there here who whom whose which what when where why how "
    "than then so such also both each other another one some any all too very more most only own "
    "same up out off i we you our your my if while".split()
)
# what a stem says of asking, not of the matter
NOISE = frozenset(
    "paper essay author according account accord say said state call name give list mention "
    "describe following choose apply answer question view reading read".split()
)
ABSOLUTE = re.compile(
    r"\b(always|never|completely|entirely|totally|absolutely|impossible|every|none|no one|nobody|"
    r"nothing|exclusively|solely|must|without exception)\b",
    re.IGNORECASE,
)
HEDGE = re.compile(
    r"\b(may|might|could|perhaps|possibly|probably|likely|usually|often|sometimes|generally|"
    r"typically|mostly|partly|somewhat|tends? to|to (an|some) extent|in part|as a rule)\b",
    re.IGNORECASE,
)
NEGATION = re.compile(
    r"\b(neither|not|never|no|none|nobody|nothing|nowhere|without|except|cannot|\w+n['’]t)\b",
    re.IGNORECASE,
)
NEGATIVES = frozenset(
    "neither not never no none nobody nothing nowhere without except cannot don't doesn't didn't "
    "isn't aren't wasn't weren't won't wouldn't can't couldn't hasn't haven't hadn't".split()
)
# a "not" that denies nothing by itself
HARMLESS_NOT = re.compile(
    r"\b(not only|not just|not least|or not|if not|no longer|no more than|no less than|"
    r"no fewer than|not yet|no one else but)\b|\bnothing but\b|\bno\.",
    re.IGNORECASE,
)
NOT_UN = re.compile(
    r"\bnot (un(like|usual|common|known|necessary|able|important|reasonable|willing)|"
    r"im(possible|probable|plausible)|in(significant|frequent|correct|consistent|accurate)|"
    r"without|irrelevant|illegal|dis(similar|agree)|false|fail|lack|prevent|den(y|ied))",
    re.IGNORECASE,
)
INSTRUCTION = re.compile(
    r"(?:^|[.:;!?,]\s+|\band\s+|[“\"(])(?:then |now |briefly |first )?"
    r"(analy[sz]e|arrange|assess|assign|calculate|choose|classify|compare|complete|compute|"
    r"consider|contrast|convert|decide|define|derive|describe|design|determine|discuss|"
    r"distinguish|estimate|evaluate|examine|explain|express|fill|find|give|identify|illustrate|"
    r"indicate|interpret|judge|justify|list|mark|match|name|order|outline|pick|place|predict|"
    r"propose|prove|put|rank|recall|say|select|show|solve|sort|state|suggest|summari[sz]e|take|"
    r"tell|translate|trace|weigh|work|write)\b",
    re.IGNORECASE,
)
VERBS_OF = {
    "apply": frozenset("calculate compute solve".split()),
    "understand": frozenset("explain interpret summarise summarize paraphrase".split()),
    "analyse": frozenset("compare contrast analyse analyze distinguish".split()),
    "evaluate": frozenset("judge evaluate assess justify weigh critique".split()),
    "create": frozenset("design devise compose propose".split()),
}
RECALL = re.compile(
    r"(name|list|recall|in (which|what) (year|month)|which year|what year|when did)\b",
    re.IGNORECASE,
)
VOLATILE = re.compile(
    r"\b(gdp|currently|current(?! (of|dynamics?))|recent(ly)?|nowadays|today|at present|"
    r"rank(s|ed|ing|ings)?|(world[’']s )?(largest|biggest|richest|strongest) "
    r"(econom\w+|compan\w+|arms|producer|exporter|importer|army|armies|military|trading|"
    r"trade|market)|prices? of)\b",
    re.IGNORECASE,
)
VOLATILE_WORDS = frozenset(
    "gdp current currently recent recently nowadays today present rank ranks ranked ranking "
    "rankings largest biggest richest strongest price prices president minister ambassador "
    "chancellor secretary leader".split()
)
# the title of who holds an office now: "who is the president", "the current minister"
OFFICE = re.compile(
    r"\b(who (is|leads|heads|serves)|is (now )?(the|its|their)|whose)\b[^.?]{0,40}"
    r"\b(president|prime minister|minister|ambassador|chancellor|secretary|leader)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»")
MONTHS = (
    "january february march april may june july august september october november december"
).split()
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "zero - two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
    if word != "-"
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "hundred": "100"}
_IRREGULAR = {
    "fell": "fall", "fallen": "fall", "rose": "rise", "risen": "rise", "met": "meet",
    "took": "take", "taken": "take", "gave": "give", "given": "give", "held": "hold",
    "made": "make", "said": "say", "grew": "grow", "grown": "grow", "led": "lead",
    "chinese": "china", "women": "woman", "men": "man", "withdrew": "withdraw",
    "withdrawn": "withdraw", "fought": "fight", "sought": "seek", "kept": "keep",
    "lost": "lose", "spoke": "speak", "spoken": "speak", "began": "begin", "begun": "begin",
}  # fmt: skip
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|s)")
_LONG_ENOUGH = 4


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """Return a small-letter word without its inflection; number words become digits."""
    if word[0].isdigit():
        return _digits(word)
    word = _NUMBERS.get(word) or _IRREGULAR.get(word, word)
    if len(word) < _LONG_ENOUGH:
        return word
    word = _uninflected(word)
    if len(word) > _LONG_ENOUGH and word[-1] == word[-2] and word[-1] not in "elosz":
        word = word[:-1]
    if word[-1] == "e":
        return word[:-1]
    return f"{word[:-1]}i" if word[-1] == "y" else word


def _uninflected(word: str) -> str:
    if word.endswith(("ies", "ied")):
        return f"{word[:-3]}y"
    if word.endswith("ing") and len(word) > 5:  # noqa: PLR2004 - bring and king stay
        return word[:-3]
    if word.endswith("eed"):
        return word[:-1] if len(word) > 5 else word  # noqa: PLR2004 - agreed, but feed
    if word.endswith("ed") and len(word) > _LONG_ENOUGH:
        return word[:-2]
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word[-1] == "s" and word[-2] not in "sui":
        return word[:-1]
    return word


def _digits(word: str) -> str:
    found = _ORDINAL.fullmatch(word)
    plain = found[1] if found else word.replace(",", "")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain


@lru_cache(maxsize=32_768)
def root(word: str) -> str:
    """Return the first five letters of a stem: remove, removal, removing are one."""
    short = stem(word)
    return short if short[0].isdigit() else short[:5]
