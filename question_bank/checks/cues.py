"""Rules on what gives a key away: its length, its words, its grammar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from question_bank.checks.base import Finding
from question_bank.checks.english import ABSOLUTE
from question_bank.checks.english import HEDGE
from question_bank.checks.english import QUOTED
from question_bank.checks.view import content
from question_bank.checks.view import matter
from question_bank.checks.view import tokens
from question_bank.checks.view import view_of
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from question_bank.checks.base import Seen
    from question_bank.items import Item
    from question_bank.items import Option

_TIMES = 1.5
_CHARACTERS = 12
_CLANG = 4
_ARTICLE = re.compile(r"\b(an|a)\W*\Z")
_NUMBER = re.compile(r"\b(is|was|are|were)\W*\Z")
_ONE = re.compile(r"(a|an|one)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"(two|three|four|several|many|both|these)\b", re.IGNORECASE)
_TWO = re.compile(r"\b(which|what) (two|pair of)\b", re.IGNORECASE)
_PAIR = re.compile(r"\band\b|[,;&]|\bbetween\b|\bboth\b", re.IGNORECASE)
# letters that are read as vowels, or not, against their look
_VOWEL = re.compile(r"(?:[aeio]|u(?!n[ai]|s[aeiu]|k\b)|h(?:our|onest|eir))", re.IGNORECASE)
_UNSURE = re.compile(r"(?:[A-Z]{2,}|[0-9]|eu|one\b|once\b)")


def _split(item: Item) -> tuple[list[Option], list[Option]]:
    """Return the keys and the distractors of a choice that has both."""
    if isinstance(item, MultipleChoice | MultipleResponse):
        keys = [option for option in item.options if option.key]
        others = [option for option in item.options if not option.key]
        if keys and others:
            return keys, others
    return [], []


def _said(option: Option) -> str:
    """Return an option without what it quotes: quoted words aren't the author's."""
    return QUOTED.sub(" ", option.text) if "“" in option.text else option.text


def absolute_distractors(item: Item, _seen: Seen) -> Iterator[Finding]:
    """Absolutes such as never and completely don't stand in distractors only."""
    keys, others = _split(item)
    found = [hit.group() for option in others if (hit := ABSOLUTE.search(_said(option)))]
    if found and not any(ABSOLUTE.search(_said(option)) for option in keys):
        yield Finding(
            f"`{found[0]}` stands in distractors only: the test-wise strike them out", ("options",)
        )


def hedged_key(item: Item, _seen: Seen) -> Iterator[Finding]:
    """Hedges such as may and partly don't stand in the key only."""
    keys, others = _split(item)
    found = [hit.group() for option in keys if (hit := HEDGE.search(_said(option)))]
    if found and len(found) == len(keys) and not any(HEDGE.search(_said(row)) for row in others):
        yield Finding(f"`{found[0]}` stands in the key only: hedge a distractor too", ("options",))


def long_key(item: Item, _seen: Seen) -> Iterator[Finding]:
    """A key isn't half as long again as the mean distractor and twelve characters longer."""
    keys, others = _split(item)
    if len(keys) != 1 or isinstance(item, MultipleResponse):
        return
    mean = sum(len(option.text) for option in others) / len(others)
    length = len(keys[0].text)
    if length >= _TIMES * mean and length >= mean + _CHARACTERS:
        yield Finding(
            f"the key has {length} characters, a distractor {mean:.0f}: the longest looks right",
            ("options",),
        )


def clang(item: Item, seen: Seen) -> Iterator[Finding]:
    """No word of the stem comes back in the key and in no distractor, names aside."""
    keys, _ = _split(item)
    if not keys or not isinstance(item, MultipleChoice | MultipleResponse):
        return
    view = view_of(item, seen)
    rows = list(zip(item.options, map(set, view.option_content), strict=True))
    shared = set(matter(view.stem_content))
    for option, found in rows:
        shared = shared & found if option.key else shared - found
    shared = {word for word in shared if len(word) >= _CLANG and not word[0].isdigit()}
    if not shared:
        return
    known = _names_in(view.stem) | {name for key in keys for name in _names_in(key.text)}
    for word in view.stem_words:
        stems = content([word])
        if stems and stems[0] in shared and word not in known and not view.is_name(word):
            yield Finding(
                f"`{word}` stands in stem and key only: it gives the key away", ("options",)
            )
            return


def _names_in(text: str) -> set[str]:
    """Return the words with a capital that the start of a sentence doesn't explain."""
    found = tokens(text)
    return {word.lower().removesuffix("'s") for word in found[1:] if word[0].isupper()}


def grammar_cue(item: Item, seen: Seen) -> Iterator[Finding]:
    """The grammar of the stem fits every option: a or an, is or are, one or two."""
    keys, others = _split(item)
    if len(keys) != 1 or isinstance(item, MultipleResponse):
        return
    stem = view_of(item, seen).stem.rstrip(" .:…_")
    for what, fits in _fits(stem):
        if fits(keys[0].text) is True:
            for option in others:
                if fits(option.text) is False:
                    yield Finding(
                        f"{what} does not fit `{option.text}`: the key alone does", ("stem",)
                    )
                    return


def _fits(stem: str) -> Iterator[tuple[str, Fit]]:
    article = _ARTICLE.search(stem)
    if article:
        yield f"`{article[1]}`", (_after_an if article[1] == "an" else _after_a)
    number = _NUMBER.search(stem)
    if number:
        yield f"`{number[1]}`", (_after_is if number[1] in {"is", "was"} else _after_are)
    two = _TWO.search(stem)
    if two:
        yield f"`{two.group()}`", lambda text: bool(_PAIR.search(text))


def _after_an(text: str) -> bool | None:
    return None if _UNSURE.match(text) else bool(_VOWEL.match(text))


def _after_a(text: str) -> bool | None:
    return None if _UNSURE.match(text) else not _VOWEL.match(text)


def _after_is(text: str) -> bool:
    return not _SEVERAL.match(text)


def _after_are(text: str) -> bool:
    return not _ONE.match(text)


if TYPE_CHECKING:
    from collections.abc import Callable

    Fit = Callable[[str], bool | None]
