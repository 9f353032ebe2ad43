"""Rules on passages: each citation stands, each key is in them, and little is copied."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from question_bank.checks.base import Finding
from question_bank.checks.english import QUOTED
from question_bank.checks.english import STOP
from question_bank.checks.english import root
from question_bank.checks.english import stem
from question_bank.checks.view import also_right
from question_bank.checks.view import place_of_stem
from question_bank.checks.view import roots
from question_bank.checks.view import tokens
from question_bank.checks.view import view_of
from question_bank.checks.view import words
from question_bank.items import Bloom
from question_bank.items import Cloze
from question_bank.items import Flashcard
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Numeric
from question_bank.items import Open
from question_bank.items import Ordering
from question_bank.items import ShortAnswer
from question_bank.items import citations_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from question_bank.checks.base import Seen
    from question_bank.checks.view import View
    from question_bank.cite import Citation
    from question_bank.items import Item
    from question_bank.locate import Passage
    from question_bank.locate import Status

    Where = tuple[str | int, ...]
    Words = tuple[str, ...]

_RUN = 8
_QUARTER = 4  # a run of eight words holds four that begin at a multiple of four
_OWN_WORDS = 4
_SENTENCE = re.compile(r"[.!?:;]\W*\s")
_HALF = 0.5
_SCALES = (1, 1_000, 1_000_000, 1_000_000_000, 1_000_000_000_000)
_BEYOND = frozenset({Bloom.APPLY, Bloom.EVALUATE, Bloom.CREATE})
_CALCULATED = _BEYOND | {Bloom.ANALYSE}


def _cited(item: Item, seen: Seen) -> Iterator[tuple[Citation, Passage, Where]]:
    """Go through an item's citations, each with its passage and the place where it is written."""
    places: list[Where] = [("cite", at) for at in range(len(item.cite))]
    if isinstance(item, Open):
        for row, criterion in enumerate(item.rubric):
            places += [("rubric", row, "cite", at) for at in range(len(criterion.cite))]
    return zip(citations_of(item), seen.passages, places, strict=True)


def _with(
    item: Item, seen: Seen, status: Status
) -> Iterator[tuple[Citation, Passage, tuple[str | int, ...]]]:
    if all(passage.status == "exact" for passage in seen.passages):
        return iter(())
    return (row for row in _cited(item, seen) if row[1].status == status)


def no_citation(item: Item, seen: Seen) -> Iterator[Finding]:
    """Every answer cites its passage."""
    if not seen.passages and not citations_of(item):
        yield Finding("`cite` is missing: every answer cites its passage")


def lost_citation(item: Item, seen: Seen) -> Iterator[Finding]:
    """A citation stands in its source."""
    for passage in seen.passages:
        if passage.status == "missing" or passage.source not in seen.sources:
            break
    else:
        return
    for citation, passage, at in _cited(item, seen):
        if passage.source not in seen.sources:
            known = ", ".join(seen.sources) or "none"
            yield Finding(f"“{citation}” names no source of this bank: sources are {known}", at)
        elif passage.status == "missing":
            yield Finding(
                f"“{citation}” is not in {passage.source}: copy its first and last words", at
            )


def ambiguous_citation(item: Item, seen: Seen) -> Iterator[Finding]:
    """A citation means one passage."""
    for citation, _, at in _with(item, seen, "ambiguous"):
        yield Finding(f"“{citation}” fits more than one passage: give more words", at)


def moved_citation(item: Item, seen: Seen) -> Iterator[Finding]:
    """The paragraph of a citation is the one where it stands."""
    for citation, passage, at in _with(item, seen, "moved"):
        yield Finding(f"“{citation}” stands in P{passage.paragraph} now", at)


def drifted_citation(item: Item, seen: Seen) -> Iterator[Finding]:
    """A passage is as it was when a person last confirmed it."""
    for citation, _, at in _with(item, seen, "drifted"):
        yield Finding(
            f"the passage “{citation}” has changed: read it, mend the words, "
            "then `citecards check --update-lock`",
            at,
        )


def unsupported_key(item: Item, seen: Seen) -> Iterator[Finding]:
    """Half of a key's content words, and all of its numbers, stand in the passages it cites."""
    if not seen.passages or not all(passage.found for passage in seen.passages):
        return
    view = view_of(item, seen)
    beyond = _CALCULATED if _is_number(item) else _BEYOND
    if len(view.passages) < len(seen.passages) or item.bloom in beyond:
        return
    there = view.passage_roots
    ways = _ways(item, view)
    if not ways or not all(_missing(text, there) for text in ways):
        return
    there |= _titles(view)  # a title can't be cited
    short = [_missing(text, there) for text in ways]
    if all(short):
        missing = ", ".join(f"`{word}`" for word in dict.fromkeys(short[0]))
        yield Finding(f"the passage does not say {missing}: cite what proves the key", ("cite",))


def _titles(view: View) -> frozenset[str]:
    found = (
        roots(source.text[block.start : block.end])
        for source in view.cited
        for block in source.blocks
        if block.kind == "heading"
    )
    return frozenset().union(*found)


def _is_number(item: Item) -> bool:
    return isinstance(item, Numeric) or (
        isinstance(item, ShortAnswer) and item.answer.kind == "number"
    )


def _ways(item: Item, view: View) -> tuple[str, ...]:
    """Return the texts of which one must be in the passages."""
    match item:
        case ShortAnswer() | Numeric():
            return also_right(item.answer)
        case Cloze():
            others = (alias for aliases in item.aliases.values() for alias in aliases)
            return (" ".join(view.keys), *others)
        case Flashcard() | MultipleChoice() | MultipleResponse() | Ordering() | Matching():
            return (" ".join(view.keys),)
        case _:
            return ()


def _missing(text: str, there: frozenset[str]) -> list[str]:
    """Return the words of a key that its passages lack, if they are too many."""
    found = [word for word in words(text) if word not in STOP]
    numbers = [word for word in found if stem(word)[0].isdigit()]
    rest = [word for word in found if not stem(word)[0].isdigit()]
    lost = [word for word in numbers if not _has_number(stem(word), there)]
    absent = [word for word in rest if root(word) not in there]
    if len(absent) > _HALF * len(rest):
        return lost + absent
    return lost


def _has_number(number: str, there: frozenset[str]) -> bool:
    if number in there:
        return True
    try:
        value = float(number)
    except ValueError:  # a number with letters, such as 2x
        return any(word.startswith(number[:5]) for word in there)
    return any(f"{value / scale:g}" in there for scale in _SCALES)


@lru_cache(maxsize=64)
def _quarters(source: str) -> tuple[Words, dict[Words, list[int]]]:
    """Return a source's words, an empty one after each sentence, and where each four begin."""
    found = tuple(word for part in _SENTENCE.split(source) for word in (*words(part), ""))
    index: dict[Words, list[int]] = {}
    for at, four in enumerate(zip(found, found[1:], found[2:], found[3:], strict=False)):
        index.setdefault(four, []).append(at)
    return found, index


def copied_words(item: Item, seen: Seen) -> Iterator[Finding]:
    """No eight words in a row are a cited source's, but for names and what is quoted."""
    view = view_of(item, seen)
    for source in view.cited:
        for row, text, at in _texts(item, view):
            if len(row) < _RUN:
                continue
            run = _copied(row, text, *_quarters(source.text))
            if run:
                yield Finding(
                    f"“{run}” is copied from {source.id}: say it in other words, or quote it", at
                )
                return


def _texts(item: Item, view: View) -> Iterator[tuple[Words, str, Where]]:
    yield view.stem_words, view.stem, place_of_stem(item)
    match item:
        case MultipleChoice() | MultipleResponse():
            for at, (option, row) in enumerate(zip(item.options, view.options, strict=True)):
                yield row, option.text, ("options", at, "text")
        case Flashcard():
            yield view.key_words[0], item.answer, ("answer",)
        case ShortAnswer():
            yield view.key_words[0], view.keys[0], ("answer",)
        case Open():
            yield view.key_words[0], item.model_answer, ("model_answer",)
        case Ordering():
            for at, (text, row) in enumerate(zip(view.keys, view.key_words, strict=True)):
                yield row, text, ("sequence", at)
        case Matching():
            for at, pair in enumerate(item.pairs):
                yield words(pair.right), pair.right, ("pairs", at, "right")
        case _:
            return


def _copied(row: Words, text: str, source: Words, index: dict[Words, list[int]]) -> str | None:
    if not _has_run(row, source, index):
        return None
    for part in QUOTED.split(text):
        capital = {word.lower().removesuffix("'s") for word in tokens(part) if word[0].isupper()}
        for run in _runs(words(part), source, index):
            own = [word for word in run if word not in STOP and word not in capital]
            if len(own) >= _OWN_WORDS:  # names and small words can't be said in other words
                return " ".join(run)
    return None


def _has_run(row: Words, source: Words, index: dict[Words, list[int]]) -> bool:
    """Whether eight words in a row are the source's, quoted or not: most texts have none."""
    quarters = list(zip(row[::4], row[1::4], row[2::4], row[3::4], strict=False))
    if index.keys().isdisjoint(quarters):
        return False
    return any(
        _length(row, number * _QUARTER, source, start) >= _RUN
        for number, four in enumerate(quarters)
        for start in index.get(four, ())
    )


def _length(row: Words, at: int, source: Words, start: int) -> int:
    """Return how many words in a row are the same around a place of each."""
    most = min(len(row) - at, len(source) - start)
    after = next((n for n in range(_QUARTER, most) if row[at + n] != source[start + n]), most)
    most = min(at, start)
    before = next((n for n in range(most) if row[at - n - 1] != source[start - n - 1]), most)
    return before + after


def _runs(row: Words, source: Words, index: dict[Words, list[int]]) -> Iterator[Words]:
    for at in range(len(row) - _RUN + 1):
        run = row[at : at + _RUN]
        if any(source[start : start + _RUN] == run for start in index.get(run[:_QUARTER], ())):
            yield run
