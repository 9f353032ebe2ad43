"""Rules on typed answers: units, tolerances, and the other ways to write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from question_bank.answers import NumberAnswer
from question_bank.answers import OrderAnswer
from question_bank.answers import PhraseAnswer
from question_bank.answers import SetAnswer
from question_bank.answers import TextAnswer
from question_bank.checks.base import Finding
from question_bank.checks.view import words
from question_bank.items import CLOZE
from question_bank.items import Cloze
from question_bank.items import Numeric
from question_bank.items import ShortAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from question_bank.checks.base import Seen
    from question_bank.items import Item

    Where = tuple[str | int, ...]

_YEAR = re.compile(r"years?|a\.?d\.?|c\.?e\.?", re.IGNORECASE)
_ASKS_YEAR = re.compile(r"\b(?:which|what) year\b|\Awhen\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:approximately|roughly|(?:about|around) (?:how (?:many|much)|what)|"
    r"how (?:many|much) (?:approximately|roughly))\b|\Aestimate\b",
    re.IGNORECASE,
)
_CALENDAR = range(1000, 2200)
_ACRONYM = re.compile(r"(?:[A-Z]\.?){2,6}")
_SPELT_TWICE = re.compile(
    r"\b(?:labour|honour|neighbour|harbour|behaviour|colour|defence|offence|centre|theatre|"
    r"programme|kyiv|beijing|türkiye|turkey|burma|myanmar|\w+isation|\w+ization|\w{3,}yse)\b",
    re.IGNORECASE,
)
_ARTICLES = frozenset({"a", "an", "the"})


def _number(item: Item) -> NumberAnswer | None:
    if isinstance(item, Numeric | ShortAnswer) and isinstance(item.answer, NumberAnswer):
        return item.answer
    return None


def no_unit(item: Item, _seen: Seen) -> Iterator[Finding]:
    """A number says what it counts."""
    answer = _number(item)
    if answer and answer.unit is None:
        yield Finding("`unit` is missing: say what the number counts", ("answer",))


def year_tolerance(item: Item, _seen: Seen) -> Iterator[Finding]:
    """A year has no tolerance."""
    answer = _number(item)
    if answer and answer.tolerance and answer.value in _CALENDAR:
        year = _YEAR.fullmatch(answer.unit) if answer.unit else _ASKS_YEAR.search(_stem(item))
        if year:
            yield Finding("a year has no tolerance", ("answer", "tolerance"))


def no_tolerance(item: Item, _seen: Seen) -> Iterator[Finding]:
    """A number that is asked for roughly has a tolerance."""
    answer = _number(item)
    if answer and not answer.tolerance and _ABOUT.search(_stem(item)):
        yield Finding("the stem asks for about a number: give a `tolerance`", ("answer",))


def _stem(item: Item) -> str:
    return item.stem if isinstance(item, Numeric | ShortAnswer) else ""


def no_aliases(item: Item, seen: Seen) -> Iterator[Finding]:
    """An answer of several words, an acronym, or a word with two spellings has aliases."""
    match item:
        case ShortAnswer(answer=TextAnswer(aliases=()) as answer):
            if _has_others(answer.value, english=seen.english):
                yield Finding(
                    f"`{answer.value}` can be written in other ways: list them in `aliases`",
                    ("answer",),
                )
        case Cloze():
            for found in CLOZE.finditer(item.text):
                if not item.aliases.get(f"c{found['n']}") and _has_others(
                    found["hidden"], english=seen.english
                ):
                    yield Finding(
                        f"`{found['hidden']}` can be written in other ways: list them in `aliases`",
                        ("text",),
                    )
                    return
        case _:
            return


def _has_others(value: str, *, english: bool) -> bool:
    found = [word for word in words(value) if word not in _ARTICLES]
    several = len(found) > 1 and not all(word[0].isdigit() for word in found)
    return (
        several
        or _ACRONYM.fullmatch(value.strip()) is not None
        or (english and _SPELT_TWICE.search(value) is not None)
    )


def alias_collision(item: Item, _seen: Seen) -> Iterator[Finding]:
    """No alias is written twice, is the value itself, or is what must be rejected."""
    match item:
        case Cloze():
            for name, aliases in item.aliases.items():
                hidden = [
                    hit["hidden"] for hit in CLOZE.finditer(item.text) if f"c{hit['n']}" == name
                ]
                rows = _rows(aliases, ("aliases", name))
                yield from _repeats([(text, ()) for text in dict.fromkeys(hidden)] + rows)
        case ShortAnswer() | Numeric():
            yield from _of_answer(item)
        case _:
            return


def _of_answer(item: ShortAnswer | Numeric) -> Iterator[Finding]:
    match item.answer:
        case TextAnswer() | PhraseAnswer() as answer:
            first: list[tuple[str, Where]] = [(answer.value, ("answer",))]
            rows = first + _rows(answer.aliases, ("answer", "aliases"))
            yield from _repeats(rows)
            right = {" ".join(words(text)) for text, _ in rows}
            for at, text in enumerate(answer.reject):
                if _key(text, right):
                    yield Finding(f"`{text}` is both right and rejected", ("answer", "reject", at))
        case SetAnswer() | OrderAnswer() as answer:
            members: list[tuple[str, Where]] = []
            for at, entry in enumerate(answer.value):
                members.append((entry.value, ("answer", "value", at)))
                members += _rows(entry.aliases, ("answer", "value", at, "aliases"))
            yield from _repeats(members)
        case NumberAnswer() as answer if answer.unit:
            unit: list[tuple[str, Where]] = [(answer.unit, ("answer", "unit"))]
            rows = unit + _rows(answer.unit_aliases, ("answer", "unit_aliases"))
            yield from _repeats(rows, fold=False)
        case _:
            return


def _rows(texts: Iterable[str], at: Where) -> list[tuple[str, Where]]:
    return [(text, (*at, n)) for n, text in enumerate(texts)]


def _key(text: str, known: set[str]) -> bool:
    folded = " ".join(words(text))
    return bool(folded) and folded in known


def _repeats(rows: list[tuple[str, Where]], *, fold: bool = True) -> Iterator[Finding]:
    known: set[str] = set()
    for text, at in rows:
        folded = (" ".join(text.lower().split()) if fold else text).strip()
        if folded in known:
            yield Finding(f"`{text}` is listed twice", at)
        known.add(folded)
