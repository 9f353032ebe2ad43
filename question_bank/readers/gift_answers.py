"""What stands in the braces of a GIFT question, as an item's mapping."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from question_bank.readers import questions
from question_bank.readers.gift_text import find
from question_bank.readers.gift_text import markdown
from question_bank.readers.gift_text import plain
from question_bank.readers.gift_text import signs
from question_bank.readers.questions import WHOLE
from question_bank.readers.questions import Answer
from question_bank.readers.questions_words import UnfitError
from question_bank.readers.questions_words import plain_markdown

if TYPE_CHECKING:
    from typing import Any

    from question_bank.readers.questions import Span

_WORTH = re.compile(r"%(-?+[0-9]{1,3}+(?:\.[0-9]{1,9}+)?+)%")
_VERDICTS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_NONE = Decimal()


def read_answers(stem: str, inner: str, general: str, form: str) -> dict[str, Any]:
    """Make an item of a question.

    Args:
        stem: what is asked, as Markdown.
        inner: what stands in the braces, without the general feedback.
        general: that feedback as Markdown; an essay's is its model answer.
        form: ``html``, ``markdown``, ``plain`` or ``moodle``: how its texts are written.

    Raises:
        UnfitError: an item can't hold it; the message says why.
    """
    inner = inner.strip()
    if not inner:
        return questions.essay(stem, general)
    if inner.startswith("#"):
        return _numeric(stem, inner[1:].strip(), form)
    verdict = _verdict(stem, inner, form)
    if verdict is not None:
        return verdict
    marks = list(signs(inner, "=~"))
    before = inner[: marks[0]].strip() if marks else inner
    if before:
        raise UnfitError(f"`{before[:40]}` has no = or ~ before it")
    ends = [*marks[1:], len(inner)]
    parts = [(inner[at], inner[at + 1 : end].strip()) for at, end in zip(marks, ends, strict=True)]
    if any("->" in part for _, part in parts):
        return _matching(stem, parts, form)
    if any(sign == "~" for sign, _ in parts):
        single = any(sign == "=" for sign, _ in parts)
        return questions.choice(stem, [_option(*part, form, stem) for part in parts], single=single)
    return questions.typed(stem, [_word(part, form) for _, part in parts])


def _verdict(stem: str, inner: str, form: str) -> dict[str, Any] | None:
    """Make a true or false of ``TRUE#if wrong#if right``, or return None."""
    at = find(inner, "#")
    word = (inner if at < 0 else inner[:at]).strip()
    if word not in _VERDICTS:
        if word.upper() in _VERDICTS:
            raise UnfitError(f"`{word}`: write TRUE or FALSE in capitals")
        return None
    said = []
    while at >= 0:
        end = find(inner, "#", at + 1)
        said.append(inner[at + 1 : end if end >= 0 else len(inner)])
        at = end
    wrong, right = [*(markdown(one, form) for one in said), "", ""][:2]
    return questions.true_false(stem, key=_VERDICTS[word], right=right, wrong=wrong)


def _cut(part: str, form: str, default: Decimal) -> tuple[str, Decimal, str]:
    """Cut an answer into its text, what it is worth, and what is said to it as Markdown."""
    found = _WORTH.match(part)
    share = default
    if found:
        share = questions.worth(found[1])
        part = part[found.end() :]
    at = find(part, "#")
    if at < 0:
        return part.strip(), share, ""
    return part[:at].strip(), share, markdown(part[at + 1 :], form)


def _option(sign: str, part: str, form: str, _stem: str) -> Answer:
    text, share, why = _cut(part, form, WHOLE if sign == "=" else _NONE)
    said = markdown(text, form)
    if not said:
        raise UnfitError("an option is empty")
    return Answer(said, share, why)


def _word(part: str, form: str) -> Answer:
    text, share, why = _cut(part, form, WHOLE)
    return Answer(plain(text), share, why)


def _matching(stem: str, parts: list[tuple[str, str]], form: str) -> dict[str, Any]:
    pairs = []
    for sign, part in parts:
        left, arrow, right = part.partition("->")
        if not arrow or sign != "=":
            raise UnfitError("some answers have `->` and others don't: pairs are `=left -> right`")
        if "->" in right:
            raise UnfitError("two `->` in one pair")
        text, _, why = _cut(right.strip(), form, WHOLE)
        pairs.append((markdown(left, form), plain_markdown(plain(text)), why))
    return questions.matching(stem, pairs)


def _numeric(stem: str, inner: str, form: str) -> dict[str, Any]:
    marks = list(signs(inner, "=~"))
    if not marks:
        answers = [_number("=", inner, form)]
    else:
        if inner[: marks[0]].strip():
            raise UnfitError(f"`{inner[: marks[0]].strip()[:40]}` has no = before it")
        ends = [*marks[1:], len(inner)]
        answers = [
            _number(inner[at], inner[at + 1 : end].strip(), form)
            for at, end in zip(marks, ends, strict=True)
        ]
    return questions.numeric(stem, answers)


def _number(sign: str, part: str, form: str) -> tuple[Span | None, Answer]:
    text, share, why = _cut(part, form, WHOLE if sign == "=" else _NONE)
    said = plain(text)
    answer = Answer(said, share, why)
    if said in {"", "*"}:
        return None, answer
    low, dots, high = said.partition("..")
    if dots:
        return questions.between(questions.number(low), questions.number(high)), answer
    value, _, tolerance = said.partition(":")
    return questions.around(value, tolerance), answer
