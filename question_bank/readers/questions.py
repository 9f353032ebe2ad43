"""Questions of a learning platform as items of a bank, whichever format they came in.

What an item can't hold exactly (part marks, wildcards, two right numbers) makes the question
unfit: it is left out with its reason, never taken with another meaning.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

from question_bank.readers.questions_words import UnfitError
from question_bank.readers.questions_words import plain_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

Mapping = dict[str, Any]
WHOLE = Decimal(100)
_NEAR = Decimal("0.1")  # Moodle writes a third as 33.33333
_NUMBER = re.compile(
    r"[+-]?+(?:[0-9]{1,50}+(?:\.[0-9]{0,50}+)?+|\.[0-9]{1,50}+)(?:[eE][+-]?+[0-9]{1,2}+)?+"
)
NO_MODEL = "No model answer was given."
_MANY = 2


class Answer(NamedTuple):
    """An answer of a question: its text, what it is worth in percent, what is said to it."""

    text: str
    worth: Decimal
    why: str = ""


class Span(NamedTuple):
    """A number that is right within ``tolerance`` on either side."""

    value: Decimal
    tolerance: Decimal


def number(text: str) -> Decimal:
    """Read a number as platforms write it, with a point.

    Raises:
        UnfitError: it is none; Moodle would take such a key for "anything is right".
    """
    plain = text.strip()
    if not _NUMBER.fullmatch(plain):
        shown = plain[:40] or "nothing"
        raise UnfitError(f"`{shown}` is not a number: write it with a point and without a unit")
    return Decimal(plain)


def worth(text: str) -> Decimal:
    """Read what an answer is worth, in percent.

    Raises:
        UnfitError: it is no number from -100 to 100.
    """
    value = number(text)
    if abs(value) > WHOLE:
        raise UnfitError(f"an answer is worth {text.strip()[:20]} %: at most 100 are possible")
    return value


def choice(stem: str, answers: Sequence[Answer], *, single: bool, shuffle: bool = True) -> Mapping:
    """Make a choice: one of the options, or several that are worth 100 % together."""
    if single:
        _refuse_parts(answers)
    keys = [answer for answer in answers if answer.worth > 0]
    if not keys:
        raise UnfitError("no answer is right")
    total = sum((answer.worth for answer in keys), Decimal())
    if single and len(keys) > 1:
        raise UnfitError(f"{len(keys)} answers are right, and only one can be chosen")
    if abs(total - WHOLE) > _NEAR:
        raise UnfitError(f"the right answers are worth {_plain(total)} %, not 100 %")
    if len(keys) == len(answers):
        raise UnfitError("every answer is right: there is nothing to choose")
    options = [
        {"text": answer.text}
        | ({"key": True} if answer.worth > 0 else {})
        | ({"why": answer.why} if answer.why else {})
        for answer in answers
    ]
    kind = "multiple_choice" if len(keys) == 1 else "multiple_response"
    return {"kind": kind, "stem": stem, "options": options} | (
        {} if shuffle else {"shuffle": False}
    )


def true_false(stem: str, *, key: bool, right: str, wrong: str) -> Mapping:
    """Make a statement; what is said to those who believe a false one corrects it."""
    made: Mapping = {"kind": "true_false", "stem": stem, "key": key}
    if not key and wrong:
        made["correction"] = wrong
        wrong = ""
    return _saying(made, (right, wrong))


def typed(stem: str, answers: Sequence[Answer]) -> Mapping:
    """Make a typed answer of plain texts; those worth nothing must not pass as typing slips."""
    _refuse_parts(answers)
    said = [_comment(answer) for answer in answers]
    kept = [answer for answer in answers if answer.text != "*" or answer.worth > 0]
    for answer in kept:
        if "*" in answer.text.replace("\\*", ""):
            raise UnfitError(f"`{answer.text[:40]}` has a wildcard `*`: write the answers out")
    right = [_literal(answer.text) for answer in kept if answer.worth > 0]
    wrong = [_literal(answer.text) for answer in kept if answer.worth <= 0]
    if not right:
        raise UnfitError("no answer is right")
    value, *aliases = dict.fromkeys(right)
    key: Mapping = {"kind": "text", "value": value}
    key |= {"aliases": aliases} if aliases else {}
    key |= {"reject": list(dict.fromkeys(wrong))} if wrong else {}
    return _saying({"kind": "short_answer", "stem": stem, "answer": key}, said)


def numeric(
    stem: str,
    answers: Sequence[tuple[Span | None, Answer]],
    unit: str = "",
    unit_aliases: Sequence[str] = (),
) -> Mapping:
    """Make a number; an answer without a span is Moodle's "any other"."""
    _refuse_parts([answer for _, answer in answers])
    right = {span for span, answer in answers if answer.worth > 0}
    if None in right:
        raise UnfitError("any number is right")
    spans = [span for span in right if span]
    if not spans:
        raise UnfitError("no number is right")
    if len(spans) > 1:
        raise UnfitError(f"{len(spans)} different numbers are right: only one can be held")
    key: Mapping = {"value": _plain(spans[0].value)}
    key |= {"tolerance": _plain(spans[0].tolerance)} if spans[0].tolerance else {}
    key |= {"unit": unit} if unit else {}
    key |= {"unit_aliases": list(unit_aliases)} if unit_aliases else {}
    said = [_comment(answer) for _, answer in answers]
    return _saying({"kind": "numeric", "stem": stem, "answer": key}, said)


def between(low: Decimal, high: Decimal) -> Span:
    """Return the span of a range."""
    if low > high:
        raise UnfitError(f"the range {_plain(low)}..{_plain(high)} runs backwards")
    return Span((low + high) / 2, (high - low) / 2)


def matching(stem: str, pairs: Iterable[tuple[str, str, str]]) -> Mapping:
    """Make pairs of left, right and what is said; an empty left makes the right an extra one."""
    whole, extra = [], []
    for left, right, why in pairs:
        if not right:
            raise UnfitError("a pair has no right side")
        if left:
            whole.append({"left": left, "right": right} | ({"why": why} if why else {}))
        else:
            extra.append(right)
    if len(whole) < _MANY:
        raise UnfitError("fewer than two pairs to match")
    made: Mapping = {"kind": "matching", "stem": stem, "pairs": whole}
    rights = {pair["right"] for pair in whole}
    extra = [one for one in dict.fromkeys(extra) if one not in rights]
    return made | ({"extra": extra} if extra else {})


def essay(stem: str, model: str) -> Mapping:
    """Make an open question; a platform may have no model answer."""
    return {"kind": "open", "stem": stem, "model_answer": model or NO_MODEL}


def _saying(made: Mapping, parts: Iterable[str]) -> Mapping:
    """Add what is said afterwards; ``explanation`` is given its place by ``items``."""
    words = "\n\n".join(dict.fromkeys(part for part in parts if part))
    return made | ({"explanation": words} if words else {})


def _comment(answer: Answer) -> str:
    """Return what is said to a typed answer, with the answer before it."""
    if not answer.why or answer.text in {"*", ""}:
        return answer.why
    return f"{plain_markdown(_literal(answer.text))}: {answer.why}"


def _literal(text: str) -> str:
    return text.replace("\\*", "*")


def _refuse_parts(answers: Iterable[Answer]) -> None:
    for answer in answers:
        if 0 < answer.worth < WHOLE:
            shown = f"`{answer.text[:40]}` is worth {_plain(answer.worth)} %"
            raise UnfitError(f"{shown}: an answer is right or wrong here")


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def around(value: str, tolerance: str) -> Span:
    """Return the span of a number and how far off is still right (nothing: not at all)."""
    off = number(tolerance) if tolerance.strip() else Decimal()
    if off < 0:
        raise UnfitError("the tolerance is below zero")
    return Span(number(value), off)
