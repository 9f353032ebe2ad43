"""MathML, as the markup makes it of TeX, in the few shapes that typst and Word can set.

A shape is a list: its name, then its parts, so that it can go into JSON:
``["row", [...]]``, ``["sign", "+"]``, ``["name", "x"]``, ``["words", "if "]``, ``["op", "sin"]``,
``["frac", a, b]``, ``["stack", a, b]`` (a fraction without its line), ``["root", a, index]``,
``["at", base, below, above, beyond]`` (``beyond``: limits stand over and under), ``["over", a, c]``
and ``["under", a, c]`` (an accent or a brace), ``["table", rows, left]``, ``["fence", [...]]``
(its first and last grow with it), ``["space", em]``, ``["raw", tex]``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exports.paper.tree import Element

Shape = list[Any]
_OPENING = "([{⟨⌈⌊|‖∣∥"
_CLOSING = ")]}⟩⌉⌋|‖∣∥"
_LIMITS = {"lim", "max", "min", "sup", "inf", "limsup", "liminf", "argmax", "argmin", "det", "gcd"}
_DEEPEST = 60  # the JSON reader of the engine stops at 128, with all that is around a formula
_EM = re.compile(r"-?\d*\.?\d+(?=em)")


def formula(element: Element) -> Shape:
    """Return the shape of a whole formula; one nested too deep for paper as its letters alone."""
    found = shape(element)
    return found if _depth(found) <= _DEEPEST else ["raw", element.text]


def _depth(found: Shape) -> int:
    return 1 + max((_depth(part) for part in found if isinstance(part, list)), default=0)


def shape(element: Element) -> Shape:  # noqa: C901 - one case an element
    """Return the shape of a MathML element; what is unknown is the row of its parts."""
    parts = element.elements
    match element.tag:
        case "mi" | "mo" | "mn" | "mtext" | "ms":
            return _leaf(element)
        case "mspace":
            found = _EM.search(element.attributes.get("width", ""))
            return ["space", float(found[0]) if found else 0.2]
        case "mfrac":
            plain = element.attributes.get("linethickness", "").startswith("0")
            return ["stack" if plain else "frac", _part(parts, 0), _part(parts, 1)]
        case "msqrt":
            return ["root", row(parts), None]
        case "mroot":
            return ["root", _part(parts, 0), _part(parts, 1)]
        case "msub":
            return _at(parts, 1, None)
        case "msup":
            return _at(parts, None, 1)
        case "msubsup":
            return _at(parts, 1, 2)
        case "munder" | "mover" | "munderover":
            return _beyond(element.tag, parts)
        case "mtable":
            return _table(parts)
        case _:
            return row(parts)


def _leaf(element: Element) -> Shape:
    words = element.text
    if words.startswith("\\"):
        return ["raw", words]
    if element.tag in ("mtext", "ms"):
        return ["words", words.replace("\u00a0", " ")]
    if element.tag == "mn" or element.attributes.get("mathvariant") == "normal":
        return ["words", words]
    if len(words) > 1 and words.isalpha():
        return ["op", words]
    return ["name" if element.tag == "mi" else "sign", words]


def row(parts: Sequence[Element]) -> Shape:
    """Return parts side by side; a pair of brackets round all of them grows with what it holds."""
    if len(parts) == 1:
        return shape(parts[0])
    first, last = (_sign(parts[0]), _sign(parts[-1])) if parts else ("", "")
    shapes = [shape(part) for part in parts]
    grows = parts and "form" in parts[0].attributes
    tall = any(part.tag in ("mtable", "mfrac") for part in parts)
    if (grows or tall) and (first in _OPENING or last in _CLOSING) and (first or last):
        return ["fence", shapes]
    return ["row", shapes]


def _sign(part: Element) -> str:
    return part.text if part.tag == "mo" and part.text in _OPENING + _CLOSING else ""


def _part(parts: Sequence[Element], at: int) -> Shape:
    return shape(parts[at]) if at < len(parts) else ["row", []]


def _at(parts: Sequence[Element], below: int | None, above: int | None) -> Shape:
    base = _part(parts, 0)
    beyond = base[0] == "op" and base[1] in _LIMITS
    return [
        "at", base,
        None if below is None else _part(parts, below),
        None if above is None else _part(parts, above),
        beyond,
    ]  # fmt: skip


def _beyond(tag: str, parts: Sequence[Element]) -> Shape:
    if tag == "munderover":
        return [*_at(parts, 1, 2)[:4], True]
    mark = parts[1].text if len(parts) > 1 and parts[1].tag == "mo" else ""
    if len(mark) == 1 and mark not in "∑∏∫":
        return ["over" if tag == "mover" else "under", _part(parts, 0), mark]
    below, above = (None, 1) if tag == "mover" else (1, None)
    return [*_at(parts, below, above)[:4], True]


def _table(rows: Sequence[Element]) -> Shape:
    cells = [[row(cell.elements) for cell in line.elements] for line in rows]
    width = max((len(line) for line in cells), default=0)
    filled = [line + [["row", []]] * (width - len(line)) for line in cells]
    left = any(
        "left" in cell.attributes.get("columnalign", "") for line in rows for cell in line.elements
    )
    return ["table", filled, left]


def raws(found: Shape) -> list[str]:
    """Return the TeX commands in a shape that nobody could read, each with its backslash."""
    if found and found[0] == "raw":
        return [found[1]]
    return [one for part in found if isinstance(part, list) for one in raws(part)]
