"""Lint: what a sound bank may still have wrong with it. A rule is one small function.

The schema's faults come from the loader; these rules read the items (ITEMS.md). Each yields
sentences; ``lint_ignore: {rule: reason}`` on the item silences one. Errors make
``citecards check`` exit 1, warnings don't.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from question_bank.errors import Problem
from question_bank.items import CLOZE
from question_bank.items import Cloze
from question_bank.items import Flashcard
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Numeric
from question_bank.items import Open
from question_bank.items import Ordering
from question_bank.items import TrueFalseItem
from question_bank.items import citations_of
from question_bank.items import faces
from question_bank.items import stem_of
from question_bank.locate import normalise

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from question_bank.bank import Bank
    from question_bank.errors import Severity
    from question_bank.items import Item

    Rule = Callable[[Item, Bank], Iterator[str]]

_CLOZE_WORDS = 6
_NEGATIVE = re.compile(r"\b(not|never|except|(?<!at )least|false|incorrect)\b", re.IGNORECASE)
_EMPHASISED = re.compile(r"(\*\*|__|\*|_)[^*_]+\1|\b(NOT|NEVER|EXCEPT|LEAST|FALSE|INCORRECT)\b")
_ALL = re.compile(
    r"\b(all|none|both|neither) of (the )?(above|these|them)\b|^both [a-h] and [a-h]\b"
)
_YEAR = re.compile(r"years?|a\.?d\.?|c\.?e\.?", re.IGNORECASE)
_CALENDAR = range(1000, 2200)


def check(bank: Bank) -> tuple[Problem, ...]:
    """Run every rule over every item; problems in the order of files and lines."""
    found: list[Problem] = []
    for item in bank.items:
        place = bank.places[item.id]
        for name, (severity, rule) in RULES.items():
            if name in item.lint_ignore:
                continue
            for message in rule(item, bank):
                found.append(  # noqa: PERF401 - a comprehension of three loops reads worse
                    Problem(place.file, place.line, place.column, item.id, name, message, severity)
                )
    return tuple(sorted(found))


def one_key(item: Item, _bank: Bank) -> Iterator[str]:
    """A choice has one key; a multiple response two or more, and not all."""
    if isinstance(item, MultipleChoice | MultipleResponse):
        keys = sum(option.key for option in item.options)
        if isinstance(item, MultipleChoice) and keys != 1:
            yield f"{keys} options have `key: true`: a multiple choice has exactly one"
        if isinstance(item, MultipleResponse) and not 1 < keys < len(item.options):
            yield f"{keys} of {len(item.options)} options are keys: at least two, and not all"


def repeated_option(item: Item, _bank: Bank) -> Iterator[str]:
    """No two options read the same."""
    match item:
        case MultipleChoice() | MultipleResponse():
            texts = [option.text for option in item.options]
        case Ordering():
            texts = list(item.sequence)
        case Matching():
            texts = [*(pair.left for pair in item.pairs)]
            rights = {normalise(pair.right).text for pair in item.pairs}
            for extra in item.extra:
                if normalise(extra).text in rights:
                    yield f"the extra `{extra}` is also the right side of a pair"
        case _:
            return
    seen: set[str] = set()
    for text in texts:
        folded = normalise(text).text.strip(" .")
        if folded in seen:
            yield f"`{text}` stands twice"
        seen.add(folded)


def above(item: Item, _bank: Bank) -> Iterator[str]:
    """No option speaks of the others: they are shuffled."""
    if isinstance(item, MultipleChoice | MultipleResponse):
        for option in item.options:
            if _ALL.search(option.text.casefold()):
                yield f"`{option.text}`: options are shuffled and stand alone"


def plain_negative(item: Item, _bank: Bank) -> Iterator[str]:
    """A negative stem of a choice is emphasised."""
    if isinstance(item, MultipleChoice | MultipleResponse):
        negative = _NEGATIVE.search(item.stem)
        marked = any(_NEGATIVE.search(run.group()) for run in _EMPHASISED.finditer(item.stem))
        if negative and item.stem.rstrip().endswith("?") and not marked:
            word = negative.group()
            yield f"the stem hangs on `{word}`: emphasise it (**{word}**) or ask it positively"


def no_citation(item: Item, _bank: Bank) -> Iterator[str]:
    """Every answer cites its passage."""
    if not citations_of(item):
        yield "`cite` is missing: every answer cites its passage"


def lost_citation(item: Item, bank: Bank) -> Iterator[str]:
    """A citation stands in its source."""
    for citation, passage in zip(citations_of(item), bank.passages[item.id], strict=True):
        if passage.source not in bank.sources:
            known = ", ".join(bank.sources) or "none"
            yield f"“{citation}” names no source of this bank: sources are {known}"
        elif passage.status == "missing":
            yield f"“{citation}” is not in {passage.source}: copy its first and last words"


def ambiguous_citation(item: Item, bank: Bank) -> Iterator[str]:
    """A citation means one passage."""
    for citation, passage in zip(citations_of(item), bank.passages[item.id], strict=True):
        if passage.status == "ambiguous":
            yield f"“{citation}” fits more than one passage: give more words"


def moved_citation(item: Item, bank: Bank) -> Iterator[str]:
    """The paragraph of a citation is the one where it stands."""
    for citation, passage in zip(citations_of(item), bank.passages[item.id], strict=True):
        if passage.status == "moved":
            yield f"“{citation}” stands in P{passage.paragraph} now"


def drifted_citation(item: Item, bank: Bank) -> Iterator[str]:
    """A passage is as it was when a person last confirmed it."""
    for citation, passage in zip(citations_of(item), bank.passages[item.id], strict=True):
        if passage.status == "drifted":
            yield (
                f"the passage “{citation}” has changed: read it, mend the words, "
                "then `citecards check --update-lock`"
            )


def unknown_objective(item: Item, bank: Bank) -> Iterator[str]:
    """An objective is one of its topic's."""
    if item.objective is not None:
        topic = next(topic for topic in bank.info.topics if topic.id == item.topic)
        known = [objective.id for objective in topic.objectives]
        if item.objective not in known:
            yield f"no objective `{item.objective}` in {topic.id}: {', '.join(known) or 'none yet'}"


def wide_cloze(item: Item, _bank: Bank) -> Iterator[str]:
    """A cloze hides one idea of few words."""
    if isinstance(item, Cloze):
        if len(faces(item)) > 1:
            yield "a cloze hides one idea: make an item of each"
        for found in CLOZE.finditer(item.text):
            if len(found["hidden"].split()) > _CLOZE_WORDS:
                yield f"`{found['hidden']}` hides over {_CLOZE_WORDS} words"


def no_unit(item: Item, _bank: Bank) -> Iterator[str]:
    """A number says what it counts; a year is exact."""
    if isinstance(item, Numeric):
        if item.answer.unit is None:
            yield "`unit` is missing: say what the number counts"
        elif (
            _YEAR.fullmatch(item.answer.unit)
            and item.answer.value in _CALENDAR
            and item.answer.tolerance
        ):
            yield "a year has no tolerance"


def no_rubric(item: Item, _bank: Bank) -> Iterator[str]:
    """An open item is judged by two to five criteria."""
    if isinstance(item, Open) and not 2 <= len(item.rubric) <= 5:  # noqa: PLR2004 - the rule
        yield f"the rubric has {len(item.rubric)} criteria: two to five are needed"


def no_explanation(item: Item, _bank: Bank) -> Iterator[str]:
    """Feedback cures what a lure plants (Butler & Roediger 2008)."""
    if item.explanation is None and not isinstance(item, Flashcard | Cloze | Open):
        yield "`explanation` is missing: say why the key is right"
    if isinstance(item, MultipleChoice | MultipleResponse):
        for option in item.options:
            if not option.key and option.why is None:
                yield f"`{option.text}` has no `why`: say why it is wrong"
    if isinstance(item, TrueFalseItem) and not item.key and item.correction is None:
        yield "`correction` is missing: say what is true"


def vague_stem(item: Item, _bank: Bank) -> Iterator[str]:
    """A stem asks something: a question, a blank or an instruction of four words."""
    least = 4
    if not isinstance(item, TrueFalseItem) and len(stem_of(item).split()) < least:
        yield f"the stem has under {least} words: ask a whole question"


def unknown_ignore(item: Item, _bank: Bank) -> Iterator[str]:
    """``lint_ignore`` names rules that exist."""
    for name in item.lint_ignore:
        if name not in RULES:
            yield f"`lint_ignore` names no rule `{name}`"


RULES: dict[str, tuple[Severity, Rule]] = {
    "one-key": ("error", one_key),
    "repeated-option": ("error", repeated_option),
    "all-of-the-above": ("error", above),
    "plain-negative": ("error", plain_negative),
    "no-citation": ("error", no_citation),
    "lost-citation": ("error", lost_citation),
    "ambiguous-citation": ("error", ambiguous_citation),
    "moved-citation": ("warning", moved_citation),
    "drifted-citation": ("warning", drifted_citation),
    "unknown-objective": ("error", unknown_objective),
    "wide-cloze": ("error", wide_cloze),
    "no-unit": ("error", no_unit),
    "no-rubric": ("error", no_rubric),
    "no-explanation": ("warning", no_explanation),
    "vague-stem": ("warning", vague_stem),
    "unknown-ignore": ("warning", unknown_ignore),
}
