"""Rules on what is asked: a stem stands alone, asks plainly, and asks one thing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from question_bank.checks.base import Finding
from question_bank.checks.english import HARMLESS_NOT
from question_bank.checks.english import INSTRUCTION
from question_bank.checks.english import NEGATION
from question_bank.checks.english import NEGATIVES
from question_bank.checks.english import NOT_UN
from question_bank.checks.view import content
from question_bank.checks.view import place_of_stem
from question_bank.checks.view import view_of
from question_bank.checks.view import words
from question_bank.items import CLOZE
from question_bank.items import Cloze
from question_bank.items import Flashcard
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import TrueFalseItem
from question_bank.items import faces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from question_bank.checks.base import Seen
    from question_bank.items import Item

_CLOZE_WORDS = 6
_STEM_WORDS = 4
_NEGATIVE = re.compile(r"\b(not|never|except|(?<!at )least|false|incorrect)\b", re.IGNORECASE)
_EMPHASISED = re.compile(r"(\*\*|__|\*|_)[^*_]+\1|\b(NOT|NEVER|EXCEPT|LEAST|FALSE|INCORRECT)\b")
_ASKS = re.compile(r"[?？؟]|_{2,}|…|\.\.\.|\[ *\]|:\s*\Z")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_NO_SPACES = ("zh", "ja", "th", "lo", "km", "my")
_BEFORE = re.compile(
    r"\W*(?:(?P<word>this|these|those|they|he|she|his|her|its|their|such)\b(?! (?:of|is how)\b)"
    r"|(?P<it>it)\b(?! (?:is|was|has|had|can|may|seems|takes|took|appears)\b.*\b(?:that|to|who)\b)"
    r"|the (?P<last>latter|former (?=is|was|are|were|has|had|did|does)))",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"\b(?:the above|(?:mentioned|described|named|listed|shown) above|above-?mentioned|"
    r"aforementioned|the (?:previous|preceding) (?:question|item|card|sentence|passage|paragraph)|"
    r"(?:this|the following) (?:passage|paragraph|excerpt|extract|sentence))\b",
    re.IGNORECASE,
)
_POINTERS = frozenset(
    "this these those they he she his her its their such it latter former above abovementioned "
    "aforementioned previous preceding following".split()
)
_ASKED_OF = re.compile(
    r"\W*(?:what|which|why|how|when|where|who|whom|whose)\b[^,.;?]{0,30}?"
    r"\b(?:did|does|do|was|were|is|are|had|has|have|will|would|could|can|should) "
    r"(?P<word>he|she|they)\b",
    re.IGNORECASE,
)


def plain_negative(item: Item, _seen: Seen) -> Iterator[Finding]:
    """A negative in the stem of a choice is emphasised."""
    if isinstance(item, MultipleChoice | MultipleResponse):
        negative = _NEGATIVE.search(item.stem)
        if negative and item.stem.rstrip().endswith("?") and not _is_marked(item.stem):
            word = negative.group()
            yield Finding(
                f"the stem hangs on `{word}`: emphasise it (**{word}**) or ask it positively",
                ("stem",),
            )


def _is_marked(stem: str) -> bool:
    return any(_NEGATIVE.search(run.group()) for run in _EMPHASISED.finditer(stem))


def double_negative(item: Item, seen: Seen) -> Iterator[Finding]:
    """No sentence denies twice, and no option denies what a negative stem denies already."""
    if not isinstance(item, MultipleChoice | MultipleResponse | TrueFalseItem):
        return
    if NEGATIVES.isdisjoint(view_of(item, seen).stem_words) and "n't" not in item.stem:
        return
    counts = [_denials(sentence) for sentence in _SENTENCE.split(item.stem)]
    if max(counts) > 1:
        yield Finding("the stem denies twice: say it positively", ("stem",))
    elif sum(counts) and not isinstance(item, TrueFalseItem) and _is_marked(item.stem):
        for at, option in enumerate(item.options):
            if _denials(option.text):
                yield Finding(
                    f"a negative stem and `{option.text}` deny twice: say one positively",
                    ("options", at, "text"),
                )
                return


def _denials(text: str) -> int:
    if not NEGATION.search(text):
        return 0
    text = HARMLESS_NOT.sub(" ", text)
    return sum(1 for _ in NEGATION.finditer(text)) + bool(NOT_UN.search(text))


def vague_stem(item: Item, seen: Seen) -> Iterator[Finding]:
    """A stem has four words or more: a whole question."""
    if seen.info.language[:2].lower() in _NO_SPACES:
        return
    if len(view_of(item, seen).stem.split()) < _STEM_WORDS:
        yield Finding(
            f"the stem has under {_STEM_WORDS} words: ask a whole question", place_of_stem(item)
        )


def no_question(item: Item, seen: Seen) -> Iterator[Finding]:
    """A stem asks, orders, or leaves a blank."""
    if isinstance(item, Cloze | TrueFalseItem) or (isinstance(item, Flashcard) and item.reversed):
        return
    stem = view_of(item, seen).stem
    if "?" in stem or _ASKS.search(stem) or INSTRUCTION.search(stem):  # most end at the first
        return
    if len(stem.split()) < _STEM_WORDS:
        return
    choice = isinstance(item, MultipleChoice | MultipleResponse)
    if choice and stem.rstrip()[-1] not in ".!":
        return  # a sentence that the options end
    yield Finding("the stem has no question mark, blank or instruction", ("stem",))


def anaphora(item: Item, seen: Seen) -> Iterator[Finding]:
    """A stem stands alone: no this, they or above without what it means."""
    view = view_of(item, seen)
    stem = view.stem
    if _POINTERS.isdisjoint(view.stem_words):
        return
    found = _BEFORE.match(stem) or _ASKED_OF.match(stem)
    if found is not None and "[…]" in stem[: found.end()]:
        found = None
    found = found or _ABOVE.search(stem)
    if found:
        word = found.groupdict().get("word") or found.group().strip()
        yield Finding(f"`{word}` points at nothing in the stem: name it", place_of_stem(item))


def wide_cloze(item: Item, _seen: Seen) -> Iterator[Finding]:
    """A cloze hides one idea of at most six words."""
    if isinstance(item, Cloze):
        if len(faces(item)) > 1:
            yield Finding("a cloze hides one idea: make an item of each", ("text",))
        for found in CLOZE.finditer(item.text):
            if len(found["hidden"].split()) > _CLOZE_WORDS:
                yield Finding(f"`{found['hidden']}` hides over {_CLOZE_WORDS} words", ("text",))


def given_blank(item: Item, seen: Seen) -> Iterator[Finding]:
    """What a cloze hides stands nowhere else in its text, nor in its hint."""
    if not isinstance(item, Cloze):
        return
    told = set(view_of(item, seen).stem_content)
    for found in CLOZE.finditer(item.text):
        hidden = set(content(words(found["hidden"])))
        shown = told | set(content(words(found["hint"] or "")))
        if hidden and hidden <= shown:
            yield Finding(f"`{found['hidden']}` can be read in the rest of the item", ("text",))
            return
