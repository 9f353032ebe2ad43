"""Formulas in Word's own notation (OMML), of the shapes that ``maths`` reads."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from docx.oxml import OxmlElement

if TYPE_CHECKING:
    from exports.paper.maths import Shape

_ACCENTS = {
    "^": "\u0302",
    "ˆ": "\u0302",
    "˙": "\u0307",
    "¨": "\u0308",
    "~": "\u0303",
    "→": "\u20d7",
}
_BARS = "―¯‾_‒–—"


def formula(shape: Shape) -> Any:
    """Return a formula as an ``m:oMath`` element, to stand in a paragraph."""
    made = OxmlElement("m:oMath")
    for part in _parts(shape):
        made.append(part)
    return made


def _parts(shape: Shape | None) -> list[Any]:  # noqa: C901 - one case a shape
    if shape is None:
        return []
    match shape[0]:
        case "row":
            return [part for one in shape[1] for part in _parts(one)]
        case "sign" | "name":
            return [_run(shape[1], upright=False)]
        case "words" | "op" | "raw":
            return [_run(shape[1], upright=True)]
        case "space":
            return [_run("\u2009" if shape[1] < 0.5 else "\u2003", upright=True)]  # noqa: PLR2004 - em
        case "frac" | "stack":
            kind = [] if shape[0] == "frac" else [_set("m:fPr", "m:type", "noBar")]
            return [_of("m:f", *kind, _slot("m:num", shape[1]), _slot("m:den", shape[2]))]
        case "root":
            hide = [] if shape[2] else [_set("m:radPr", "m:degHide", "1")]
            return [_of("m:rad", *hide, _slot("m:deg", shape[2]), _slot("m:e", shape[1]))]
        case "at":
            return [_at(shape)]
        case "over" | "under":
            return [_marked(shape)]
        case "table":
            rows = [_of("m:mr", *(_slot("m:e", cell) for cell in row)) for row in shape[1]]
            return [_of("m:m", *rows)]
        case "fence":
            return [_fence(shape[1])]
        case _:
            raise AssertionError(shape[0])


def _at(shape: Shape) -> Any:
    _, base, below, above, beyond = shape
    if beyond:
        made = _slot("m:e", base)
        if below is not None:
            made = _of("m:limLow", made, _slot("m:lim", below))
        if above is not None:
            inner = made if below is None else _of("m:e", made)
            made = _of("m:limUpp", inner, _slot("m:lim", above))
        return made
    slots = [_slot("m:e", base)]
    slots += [] if below is None else [_slot("m:sub", below)]
    slots += [] if above is None else [_slot("m:sup", above)]
    both = below is not None and above is not None
    return _of("m:sSubSup" if both else "m:sSub" if above is None else "m:sSup", *slots)


def _marked(shape: Shape) -> Any:
    kind, base, mark = shape
    if mark in _BARS:
        place = _set("m:barPr", "m:pos", "top" if kind == "over" else "bot")
        return _of("m:bar", place, _slot("m:e", base))
    if kind == "over" and mark in _ACCENTS:
        return _of("m:acc", _set("m:accPr", "m:chr", _ACCENTS[mark]), _slot("m:e", base))
    limit = _of("m:lim", _run(mark, upright=True))
    return _of("m:limUpp" if kind == "over" else "m:limLow", _slot("m:e", base), limit)


def _fence(shapes: list[Shape]) -> Any:
    first, last = shapes[0], shapes[-1]
    opens = first[1] if first[0] == "sign" else ""
    closes = last[1] if last[0] == "sign" and len(shapes) > 1 else ""
    inner = shapes[1 if opens else 0 : -1 if closes else None]
    look = _set("m:dPr", "m:begChr", opens)
    look.append(_value("m:endChr", closes))
    return _of("m:d", look, _slot("m:e", ["row", inner]))


def _run(words: str, *, upright: bool) -> Any:
    text = OxmlElement("m:t")
    text.text = words
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return _of("m:r", *([_set("m:rPr", "m:sty", "p")] if upright else []), text)


def _slot(tag: str, shape: Shape | None) -> Any:
    return _of(tag, *_parts(shape))


def _set(tag: str, name: str, value: str) -> Any:
    return _of(tag, _value(name, value))


def _value(name: str, value: str) -> Any:
    made = OxmlElement(name)
    made.set(f"{{{made.nsmap['m']}}}val", value)
    return made


def _of(tag: str, *parts: Any) -> Any:
    made = OxmlElement(tag)
    for part in parts:
        made.append(part)
    return made
