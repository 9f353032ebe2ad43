"""Declarations of QTI items: responses with their key and mapping, outcomes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from exports.qti.escaping import quoted
from exports.qti.escaping import said

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from exports.qti.dialects import Dialect

_MILLIONTHS = 1_000_000


def response(q: Dialect, ident: str, kind: str, key: Iterable[str], mapping: str = "") -> str:
    """Return a response's declaration with the values of its key, as text.

    ``kind`` is its cardinality and base type: ``single string``.
    """
    cardinality, _, base = kind.partition(" ")
    values = "".join(value(q, each) for each in key)
    correct = q.element("correctResponse", values) if values else ""
    return q.element(
        "responseDeclaration",
        correct + mapping,
        identifier=ident,
        cardinality=cardinality,
        baseType=base,
    )


def value(q: Dialect, text: str) -> str:
    """Return one value."""
    return q.element("value", said(text))


def mapping(q: Dialect, entries: Mapping[str, str], *, bounded: bool = False) -> str:
    """Return what each value of a response is worth; ``bounded`` from 0 to 1 in all.

    Text counts without regard to case.
    """
    rows = "".join(
        q.element("mapEntry", mapKey=quoted(key), mappedValue=worth)
        for key, worth in entries.items()
    )
    limits = {"lowerBound": "0", "upperBound": "1"} if bounded else {}
    return q.element("mapping", rows, defaultValue="0", **limits)


def text_mapping(q: Dialect, texts: Iterable[str]) -> str:
    """Return the mapping of texts that are all right, worth 1, without regard to case."""
    rows = "".join(
        q.element("mapEntry", mapKey=quoted(text), mappedValue="1", caseSensitive="false")
        for text in texts
    )
    return q.element("mapping", rows, defaultValue="0", lowerBound="0", upperBound="1")


def part(count: int) -> str:
    """Return one of equal parts of 1, rounded up: the upper bound makes their sum exactly 1."""
    if _MILLIONTHS % count == 0:
        return f"{1 / count:.6f}".rstrip("0").rstrip(".")
    return f"{(_MILLIONTHS // count + 1) / _MILLIONTHS:.6f}"


def counter(q: Dialect, ident: str) -> str:
    """Return an outcome of the item's own that starts at 0."""
    zero = q.element("defaultValue", value(q, "0"))
    return q.element(
        "outcomeDeclaration", zero, identifier=ident, cardinality="single", baseType="float"
    )


@cache
def score(q: Dialect, *, by_hand: bool = False) -> str:
    """Return the outcomes SCORE (0 to 1), MAXSCORE and FEEDBACK.

    The points of an item are its weight in the test. QTI 3 says that a person gives the score.
    """
    human = {"externalScored": "human"} if by_hand and q.dashed else {}
    zero, one = (q.element("defaultValue", value(q, number)) for number in "01")
    kinds = {"cardinality": "single", "baseType": "float"}
    return (
        q.element(
            "outcomeDeclaration", zero, identifier="SCORE", **kinds, normalMaximum="1", **human
        )
        + q.element("outcomeDeclaration", one, identifier="MAXSCORE", **kinds)
        + q.element(
            "outcomeDeclaration",
            identifier="FEEDBACK",
            cardinality="multiple",
            baseType="identifier",
        )
    )
