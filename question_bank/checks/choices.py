"""Rules on the options of a choice, and on what is put in order or together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from question_bank.checks.base import Finding
from question_bank.checks.english import MONTHS
from question_bank.checks.english import NEGATION
from question_bank.checks.english import stem
from question_bank.checks.view import view_of
from question_bank.checks.view import words
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Ordering
from question_bank.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from question_bank.checks.base import Seen
    from question_bank.items import Item

_ALL = re.compile(
    r"\b(all|none|both|neither)\s+of\s+(the\s+)?(above|these|them)\b|^both [a-h] and [a-h]\b"
)
_LETTERS = re.compile(
    r"(?:both |either |only |options? |answers? )?\(?[a-h1-8]\)?(?: and |, | & | or )"
    r"(?:\(?[a-h1-8]\)?(?:,? and |, )?)+(?: only)?\.?"
)
_BOTH = re.compile(
    r"(?:both|neither|either)(?: one)?\.?|(?:both|either)\s+(.+?)\s+(?:and|or)\s+(.+)"
)
_ARTICLES = frozenset({"a", "an", "the"})
_JOINS = frozenset("and or nor but with without not no both".split())
_MOST_OPTIONS = 5
_NESTED_WORDS = 3
_NUMBER = re.compile(r"[^\w\d]*(-?\d[\d,]*(?:\.\d+)?)(.*)", re.DOTALL)


def one_key(item: Item, _seen: Seen) -> Iterator[Finding]:
    """A multiple choice has exactly one key; a multiple response has two or more, and not all."""
    if isinstance(item, MultipleChoice | MultipleResponse):
        keys = sum(option.key for option in item.options)
        if isinstance(item, MultipleChoice):
            if keys != 1:
                yield Finding(
                    f"{keys} options have `key: true`: a multiple choice has exactly one",
                    ("options",),
                )
        elif not 1 < keys < len(item.options):
            yield Finding(
                f"{keys} of {len(item.options)} options are keys: at least two, and not all",
                ("options",),
            )


def repeated_option(item: Item, _seen: Seen) -> Iterator[Finding]:
    """No two options read the same."""
    texts: list[tuple[str, tuple[str | int, ...]]]
    match item:
        case MultipleChoice() | MultipleResponse():
            texts = [
                (option.text, ("options", at, "text")) for at, option in enumerate(item.options)
            ]
        case Ordering():
            texts = [(text, ("sequence", at)) for at, text in enumerate(item.sequence)]
        case Matching():
            texts = [(pair.left, ("pairs", at, "left")) for at, pair in enumerate(item.pairs)]
            rights = {_folded(pair.right) for pair in item.pairs}
            for at, extra in enumerate(item.extra):
                if _folded(extra) in rights:
                    yield Finding(
                        f"the extra `{extra}` is also the right side of a pair", ("extra", at)
                    )
        case _:
            return
    known: set[str] = set()
    for text, place in texts:
        folded = _folded(text)
        if folded in known:
            yield Finding(f"`{text}` stands twice", place)
        known.add(folded)


def _folded(text: str) -> str:
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split()).strip(" .")
    return normalise(text).text.strip(" .")


def above(item: Item, _seen: Seen) -> Iterator[Finding]:
    """No option speaks of the others, as all of the above or both A and B do: they are shuffled."""
    if isinstance(item, MultipleChoice | MultipleResponse):
        for at, option in enumerate(item.options):
            folded = option.text.casefold()
            if _ALL.search(folded) or _LETTERS.fullmatch(folded):
                yield Finding(
                    f"`{option.text}`: options are shuffled and stand alone",
                    ("options", at, "text"),
                )


def combined_options(item: Item, seen: Seen) -> Iterator[Finding]:
    """No option joins two of the others, as both Japan and Korea beside Japan and Korea."""
    if not isinstance(item, MultipleChoice | MultipleResponse):
        return
    rows = view_of(item, seen).options
    plain = {" ".join(word for word in row if word not in _ARTICLES) for row in rows}
    for at, option in enumerate(item.options):
        found = _BOTH.fullmatch(option.text.strip().casefold())
        if not found:
            continue
        parts = [part for part in found.groups() if part]
        if all(_plain(part) in plain for part in parts):
            yield Finding(
                f"`{option.text}` joins other options: make it a multiple response",
                ("options", at, "text"),
            )


def _plain(text: str) -> str:
    return " ".join(word for word in words(text) if word not in _ARTICLES)


def nested_options(item: Item, seen: Seen) -> Iterator[Finding]:
    """No option is nearly another, or holds another whole."""
    if not isinstance(item, MultipleChoice | MultipleResponse):
        return
    rows = [
        [stem(word) for word in row if word not in _ARTICLES] for row in view_of(item, seen).options
    ]
    joined = [f" {' '.join(row)} " for row in rows]
    for at, (text, row) in enumerate(zip(joined, rows, strict=True)):
        for first in range(at):
            if text == joined[first]:
                if _folded(item.options[at].text) != _folded(item.options[first].text):
                    message = f"`{item.options[at].text}` is nearly `{item.options[first].text}`"
                    yield Finding(f"{message}: one of them must go", ("options", at, "text"))
                break
            if _holds(joined[first], text, row) or _holds(text, joined[first], rows[first]):
                message = f"`{item.options[at].text}` and `{item.options[first].text}`"
                yield Finding(
                    f"{message} lie one within the other: both can be right",
                    ("options", at, "text"),
                )
                break


def _holds(whole: str, part: str, row: list[str]) -> bool:
    """Whether a text holds another of some words, not joined to it as a member of a list."""
    if len(row) < _NESTED_WORDS or part not in whole:
        return False
    before, _, after = whole.partition(part)
    near = {*before.split()[-1:], *after.split()[:1]}
    return not near & _JOINS and not NEGATION.search(f"{before} {after}")


def option_count(item: Item, _seen: Seen) -> Iterator[Finding]:
    """Three options are enough, and over five are padding; a choice of two is a true or false."""
    if isinstance(item, MultipleChoice | MultipleResponse):
        count = len(item.options)
        if count > _MOST_OPTIONS:
            yield Finding(f"{count} options: three are enough, five the most", ("options",))
        elif count == 2:  # noqa: PLR2004 - a pair
            yield Finding("2 options: find a third, or make it a true_false", ("options",))


def odd_option(item: Item, _seen: Seen) -> Iterator[Finding]:
    """No option alone differs in form: in capitals, full stop, digits, quotation marks."""
    if not isinstance(item, MultipleChoice) or len(item.options) < 3:  # noqa: PLR2004
        return
    texts = [option.text for option in item.options]
    for name, has in _FORMS:
        marked = [at for at, text in enumerate(texts) if has.search(text)]
        odd = marked
        if len(marked) == len(texts) - 1:
            odd = [at for at in range(len(texts)) if at not in marked]
        if len(odd) != 1 or (name in _ONLY_KEY and not item.options[odd[0]].key):
            continue
        how = "has" if odd == marked else "lacks"
        yield Finding(
            f"`{texts[odd[0]]}` alone {how} {name}: give all options one form",
            ("options", odd[0], "text"),
        )
        return


_FORMS = [
    ("a capital at its start", re.compile(r"\A\W*[A-ZÀ-Þ]")),
    ("a full stop", re.compile(r"[^.]\.\Z")),
    ("a number", re.compile(r"\d")),
    ("quotation marks", re.compile(r"[“\"]")),
    ("a verb in -ing at its start", re.compile(r"\A[A-Za-z]{3,}ing\b(?! of\b)")),
    ("“to” at its start", re.compile(r"\A[Tt]o\b")),
]
# a distractor with a number or a name tempts nobody less
_ONLY_KEY = frozenset({"a number", "quotation marks", "a verb in -ing at its start"})


def unsorted_options(item: Item, seen: Seen) -> Iterator[Finding]:
    """Options that are numbers or dates stand in their order, and shuffle is false."""
    if not isinstance(item, MultipleChoice | MultipleResponse):
        return
    values = _values([option.text for option in item.options], english=seen.english)
    if values is None:
        return
    ordered = sorted(values)
    if values not in (ordered, ordered[::-1]):
        yield Finding(
            "numbers or dates out of order: sort them, with `shuffle: false`", ("options",)
        )
    elif item.shuffle:
        yield Finding("numbers or dates are read in order: add `shuffle: false`", ("options",))


def _values(texts: list[str], *, english: bool) -> list[tuple[float, ...]] | None:
    """Return what numbers or dates of one kind are worth, or None if they aren't that."""
    if not all(any(char.isdigit() for char in text) for text in texts):
        return None
    dates = [_date(text) for text in texts] if english else [None]
    if all(dates):
        return [date for date in dates if date]
    found = [_NUMBER.fullmatch(text.strip()) for text in texts]
    rests = {tuple(stem(word) for word in words(match[2])) for match in found if match}
    if not all(found) or len(rests) != 1:
        return None
    return [(float(match[1].replace(",", "")),) for match in found if match]


def _date(text: str) -> tuple[float, ...] | None:
    """Return year, month and day of a text that is a date in words and nothing else."""
    day = month = year = 0
    for word in words(text):
        if word in MONTHS and not month:
            month = MONTHS.index(word) + 1
        elif re.fullmatch(r"[12]\d{3}", word) and not year:
            year = int(word)
        elif re.fullmatch(r"[0-3]?\d(st|nd|rd|th)?", word) and not day:
            day = int(re.sub(r"\D", "", word))
        elif word not in {"in", "on", "the", "of"}:
            return None
    return (year, month, day) if year or month else None
