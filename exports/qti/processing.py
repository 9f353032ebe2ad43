"""Response processing of QTI: how a response becomes a score from 0 to 1, and its feedback."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from exports.qti.escaping import said

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from exports.qti.dialects import Dialect

ONE = "RESPONSE"


def variable(q: Dialect, ident: str = ONE) -> str:
    """Return the value of a response or an outcome."""
    return q.element("variable", identifier=ident)


def base(q: Dialect, kind: str, text: str) -> str:
    """Return a value that is always the same."""
    return q.element("baseValue", said(text), baseType=kind)


def put(q: Dialect, content: str, ident: str = "SCORE") -> str:
    """Return the rule that sets an outcome."""
    return q.element("setOutcomeValue", content, identifier=ident)


def when(q: Dialect, condition: str, then: str, otherwise: str = "") -> str:
    """Return a condition with what follows from it."""
    rest = q.element("responseElse", otherwise) if otherwise else ""
    return q.element("responseCondition", q.element("responseIf", condition + then) + rest)


def all_or_nothing(q: Dialect, condition: str) -> str:
    """Return the rule: 1 if the condition holds, else 0."""
    return when(q, condition, put(q, base(q, "float", "1")), put(q, base(q, "float", "0")))


@cache
def matched(q: Dialect) -> str:
    """Return the rule of the template match_correct."""
    key = q.element("correct", identifier=ONE)
    return all_or_nothing(q, q.element("match", variable(q) + key))


@cache
def mapped(q: Dialect) -> str:
    """Return the rule of the template map_response."""
    nothing = q.element("isNull", variable(q))
    worth = q.element("mapResponse", identifier=ONE)
    return when(q, nothing, put(q, base(q, "float", "0")), put(q, worth))


def given(q: Dialect, rules: str, ident: str = ONE) -> str:
    """Return rules for a response that isn't empty: players stumble over comparing nothing."""
    nothing = q.element("isNull", variable(q, ident))
    return when(q, q.element("not", nothing), rules)


def shared(q: Dialect, boxes: Mapping[str, Iterable[str]]) -> str:
    """Return the rules: each box that holds one of its texts gives an equal part."""
    more = put(q, q.element("sum", variable(q, "SCORE") + base(q, "float", "1")))
    counted = "".join(
        given(q, when(q, is_one_of(q, ident, texts), more), ident) for ident, texts in boxes.items()
    )
    return put(q, base(q, "float", "0")) + counted + _divided(q, variable(q, "SCORE"), len(boxes))


def gathered(q: Dialect, boxes: Sequence[str], members: Mapping[str, Iterable[str]]) -> str:
    """Return the rules: each member that stands in any box gives an equal part, once.

    ``members`` are texts by the outcome that says whether one was found.
    """
    rules = [
        given(
            q,
            "".join(
                when(q, is_one_of(q, box, texts), put(q, base(q, "float", "1"), found))
                for found, texts in members.items()
            ),
            box,
        )
        for box in boxes
    ]
    total = q.element("sum", "".join(variable(q, found) for found in members))
    none = "".join(put(q, base(q, "float", "0"), found) for found in members)
    return none + "".join(rules) + _divided(q, total, len(members))


def _divided(q: Dialect, value: str, count: int) -> str:
    return put(q, q.element("divide", value + base(q, "float", str(count))))


def is_one_of(q: Dialect, ident: str, texts: Iterable[str]) -> str:
    """Return the condition that a response is one of the texts, whatever the case."""
    rows = [
        q.element("stringMatch", variable(q, ident) + base(q, "string", t), caseSensitive="false")
        for t in texts
    ]
    return rows[0] if len(rows) == 1 else q.element("or", "".join(rows))


def holds(q: Dialect, words: Iterable[str]) -> str:
    """Return the condition that the response holds one of the words; the shortest of a stem do."""
    sought = tuple(words)
    low = [word.casefold() for word in sought]
    rows = [
        q.element("substring", base(q, "string", word) + variable(q), caseSensitive="false")
        for at, word in enumerate(sought)
        if not any(other in low[at] for n, other in enumerate(low) if n != at)
    ]
    return rows[0] if len(rows) == 1 else q.element("or", "".join(rows))


def between(q: Dialect, low: str, high: str) -> str:
    """Return the condition that the number is within bounds, which belong to it."""
    least = q.element("gte", variable(q) + base(q, "float", low))
    most = q.element("lte", variable(q) + base(q, "float", high))
    return q.element("and", least + most)


@cache
def feedback(q: Dialect, *, chosen: bool, general: bool, correct: bool, incorrect: bool) -> str:
    """Return the rules that name the feedback to be shown; ``chosen``: by option, as chosen."""
    named = (variable(q) if chosen else "") + (_name(q, "general") if general else "")
    rules = put(q, q.element("multiple", named), "FEEDBACK") if named else ""
    if correct or incorrect:
        good = q.element("gte", variable(q, "SCORE") + base(q, "float", "1"))
        yes, no = (
            put(q, q.element("multiple", variable(q, "FEEDBACK") + _name(q, word)), "FEEDBACK")
            for word in ("correct", "incorrect")
        )
        if not correct:
            return rules + when(q, q.element("not", good), no)
        rules += when(q, good, yes, no if incorrect else "")
    return rules


def _name(q: Dialect, word: str) -> str:
    return base(q, "identifier", word)
