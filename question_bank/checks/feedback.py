"""Rules on what a learner is told afterwards, and on what an open answer is judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from question_bank.checks.base import Finding
from question_bank.checks.english import root
from question_bank.checks.view import content
from question_bank.checks.view import matter
from question_bank.checks.view import roots
from question_bank.checks.view import view_of
from question_bank.checks.view import words
from question_bank.items import Cloze
from question_bank.items import Flashcard
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Open
from question_bank.items import TrueFalseItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from question_bank.checks.base import Seen
    from question_bank.items import Item

_THIRD = 1 / 3


def no_explanation(item: Item, _seen: Seen) -> Iterator[Finding]:
    """Feedback cures what a lure plants: an explanation, and a why for every distractor."""
    if item.explanation is None and not isinstance(item, Flashcard | Cloze | Open):
        yield Finding("`explanation` is missing: say why the key is right")
    if isinstance(item, MultipleChoice | MultipleResponse):
        for at, option in enumerate(item.options):
            if not option.key and option.why is None:
                yield Finding(f"`{option.text}` has no `why`: say why it is wrong", ("options", at))
    elif isinstance(item, TrueFalseItem) and not item.key and item.correction is None:
        yield Finding("`correction` is missing: say what is true")


def no_misconception(item: Item, _seen: Seen) -> Iterator[Finding]:
    """A distractor names the misconception that it catches."""
    if isinstance(item, MultipleChoice | MultipleResponse):
        for at, option in enumerate(item.options):
            if not option.key and option.misconception is None:
                yield Finding(
                    f"`{option.text}` has no `misconception`: say what its chooser believes",
                    ("options", at),
                )


def no_rubric(item: Item, _seen: Seen) -> Iterator[Finding]:
    """An open item is judged by two to five criteria."""
    if isinstance(item, Open) and not 2 <= len(item.rubric) <= 5:  # noqa: PLR2004 - the rule
        yield Finding(f"the rubric has {len(item.rubric)} criteria: two to five are needed")


def uncited_criterion(item: Item, _seen: Seen) -> Iterator[Finding]:
    """Every criterion of a rubric cites its passage."""
    if isinstance(item, Open):
        for at, criterion in enumerate(item.rubric):
            if not criterion.cite:
                yield Finding(f"`{criterion.text}` has no `cite`: cite its passage", ("rubric", at))


def failing_model(item: Item, seen: Seen) -> Iterator[Finding]:
    """A model answer meets its own rubric: a third of what a criterion takes from its passage."""
    if not isinstance(item, Open):
        return
    there = {root(word) for word in content(view_of(item, seen).key_words[0])}
    at = len(item.cite)
    own = seen.passages[:at]
    for number, criterion in enumerate(item.rubric):
        cited = seen.passages[at : at + len(criterion.cite)] or own
        at += len(criterion.cite)
        passages = [
            seen.sources[row.source].text[row.start : row.end]
            for row in cited
            if row.found and row.source in seen.sources
        ]
        said = frozenset().union(*map(roots, passages))
        wanted = {root(word) for word in matter(content(words(criterion.text)))} & said
        if len(wanted & there) < _THIRD * len(wanted):
            missing = ", ".join(f"{word}…" for word in sorted(wanted - there))
            yield Finding(
                f"the model answer fails `{criterion.text}`: it lacks {missing}",
                ("rubric", number),
            )
