"""An item made ready for its rules: each text cut into words once, and only if a rule asks."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from functools import lru_cache
from typing import TYPE_CHECKING

from question_bank.answers import DateAnswer
from question_bank.answers import NumberAnswer
from question_bank.answers import OrderAnswer
from question_bank.answers import SetAnswer
from question_bank.checks.english import NOISE
from question_bank.checks.english import STOP
from question_bank.checks.english import root
from question_bank.checks.english import stem
from question_bank.items import CLOZE
from question_bank.items import Cloze
from question_bank.items import Flashcard
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Numeric
from question_bank.items import Open
from question_bank.items import Ordering
from question_bank.items import ShortAnswer
from question_bank.items import stem_of
from question_bank.words import answer_words
from question_bank.words import date_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from question_bank.answers import Answer
    from question_bank.checks.base import Seen
    from question_bank.items import Item
    from question_bank.source import Source

_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:'[^\W_]+)?")
_POSSESSIVE = re.compile(r"'s(?!\w)")
_POINT = re.compile(r"[0-9][.,][0-9]")
# what stands between the words of plain ASCII, an apostrophe aside
_BETWEEN = str.maketrans({mark: " " for mark in map(chr, range(128)) if not mark.isalnum()})


def tokens(text: str) -> list[str]:
    """Return the words of a text as they are written; numbers keep their point."""
    return _cut(_straight(text))


@lru_cache(maxsize=1024)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in small letters, without the possessive."""
    text = _straight(text).lower()
    if "'s" in text:
        text = _POSSESSIVE.sub("", text)
    return tuple(_cut(text))


def _straight(text: str) -> str:
    """Return a text in one form of letters and apostrophes; quotation marks may be lost."""
    if not text.isascii():
        text = text.replace("’", "'").replace("“", " ").replace("”", " ")
        if not text.isascii():
            text = unicodedata.normalize("NFKC", text).replace("’", "'")
    return text


def _cut(text: str) -> list[str]:
    """Cut a text into words: most texts can be split, which is quicker than to search."""
    if "'" in text or not text.isascii() or _POINT.search(text):
        return _WORD.findall(text)
    return text.translate(_BETWEEN).split()


def content(found: Sequence[str]) -> list[str]:
    """Return the stems of the words that carry meaning, in their order."""
    return [stem(word) for word in found if word not in STOP]


def matter(stems: list[str]) -> list[str]:
    """Return the stems that are about the matter, not about asking."""
    return [word for word in stems if word not in _NOISE]


_NOISE = frozenset(map(stem, NOISE))


@lru_cache(maxsize=4096)
def roots(text: str) -> frozenset[str]:
    """Return the roots of all words of a passage, its numbers among them."""
    return frozenset(map(root, words(text)))


@lru_cache(maxsize=64)
def names(source: str) -> frozenset[str]:
    """Return the words that a source writes with a capital and never without."""
    found = {word.removesuffix("'s") for word in tokens(source)}
    small = {word for word in found if word[0].islower()}
    return frozenset(
        low for word in found if word[0].isupper() and (low := word.lower()) not in small
    )


def place_of_stem(item: Item) -> tuple[str]:
    """Return the key under which the stem is written."""
    return ("text",) if isinstance(item, Cloze) else ("stem",)


class View:
    """An item's texts and words, each made when first asked for."""

    def __init__(self, item: Item, seen: Seen) -> None:
        self.item = item
        self.seen = seen

    @cached_property
    def cited(self) -> tuple[Source, ...]:
        """The sources that it cites."""
        named = {passage.source for passage in self.seen.passages}
        return tuple(self.seen.sources[name] for name in sorted(named & self.seen.sources.keys()))

    @cached_property
    def stem(self) -> str:
        """What is asked."""
        return stem_of(self.item)

    @cached_property
    def stem_words(self) -> tuple[str, ...]:
        """Its words in small letters."""
        return words(self.stem)

    @cached_property
    def stem_content(self) -> list[str]:
        """The stems of its words that carry meaning."""
        return content(self.stem_words)

    @cached_property
    def options(self) -> list[tuple[str, ...]]:
        """The words of each option of a choice."""
        if isinstance(self.item, MultipleChoice | MultipleResponse):
            return [words(option.text) for option in self.item.options]
        return []

    @cached_property
    def option_content(self) -> list[list[str]]:
        """The stems of the words of each option that carry meaning."""
        return [content(option) for option in self.options]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The texts of the key, as a learner knows them; a true or false has none."""
        item = self.item
        match item:
            case Flashcard():
                return (item.answer,)
            case Cloze():
                return tuple(found["hidden"] for found in CLOZE.finditer(item.text))
            case MultipleChoice() | MultipleResponse():
                return tuple(option.text for option in item.options if option.key)
            case ShortAnswer() | Numeric():
                return (answer_words(item.answer),)
            case Ordering():
                return item.sequence
            case Matching():
                return tuple(f"{pair.left} {pair.right}" for pair in item.pairs)
            case Open():
                return (item.model_answer,)
            case _:
                return ()

    @cached_property
    def key_words(self) -> list[tuple[str, ...]]:
        """The words of each text of the key."""
        return [words(key) for key in self.keys]

    @cached_property
    def passages(self) -> tuple[str, ...]:
        """The texts of the passages that were found."""
        return tuple(
            self.seen.sources[passage.source].text[passage.start : passage.end]
            for passage in self.seen.passages
            if passage.found and passage.source in self.seen.sources
        )

    @cached_property
    def passage_roots(self) -> frozenset[str]:
        """The roots of all words of its passages."""
        if len(self.passages) == 1:
            return roots(self.passages[0])
        return frozenset().union(*map(roots, self.passages))

    def is_name(self, word: str) -> bool:
        """Whether a small-letter word is a name in a source or within the item."""
        return any(word in names(source.text) for source in self.cited)


def view_of(item: Item, seen: Seen) -> View:
    """Return the view of an item, the same for all its rules."""
    view: View | None = seen.memo.get("view")
    if view is None or view.item is not item:
        view = seen.memo["view"] = View(item, seen)
    return view


def also_right(answer: Answer) -> tuple[str, ...]:
    """Return every way an answer is written down, its value first."""
    match answer:
        case DateAnswer():
            return (date_words(answer.value), *answer.aliases)
        case SetAnswer() | OrderAnswer():
            return (" ".join(entry.value for entry in answer.value),)
        case NumberAnswer():
            return (f"{answer.value:f}",)
        case _:
            return (answer.value, *answer.aliases)
