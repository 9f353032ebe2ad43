"""Text of a bank as data: what the typst template and the DOCX writer build their text from.

The Markdown goes through the same door as on every page (``question_bank.markup``: parsed, made
safe), and its HTML becomes nodes. An inline node is a ``str``, shown as it is, or a dict with its
kind under ``t``; a block is a dict. Nothing of it is ever read as markup again.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from exports.paper.maths import formula
from exports.paper.tree import Element
from exports.paper.tree import read
from question_bank.markup import block
from question_bank.markup import inline

Node = Any  # a str, or a dict of JSON
HOLE = "\ue000"  # what ``filled`` puts a node in place of: a private character
_STYLES = {
    "strong": "b", "em": "i", "s": "s", "code": "code", "sup": "sup", "sub": "sub", "mark": "mark",
    "u": "u", "b": "b", "i": "i",
}  # fmt: skip
_LISTS = {"ul", "ol"}
_BLOCKS = {
    "p",
    "ul",
    "ol",
    "table",
    "pre",
    "blockquote",
    "hr",
    "div",
    *(f"h{n}" for n in range(1, 7)),
}
_SPACE = re.compile(r"[ \t\r\n\f]+")
# Control characters have no glyph, and XML refuses most of them.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def line(markdown: str) -> list[Node]:
    """Return the inline nodes of one line of Markdown."""
    return _line(markdown)


@lru_cache(maxsize=4096)
def _line(markdown: str) -> list[Node]:
    return _inlines(read(inline(markdown)))


def blocks(markdown: str) -> list[Node]:
    """Return the blocks of a Markdown text."""
    return _of_markdown(markdown)


@lru_cache(maxsize=4096)
def _of_markdown(markdown: str) -> list[Node]:
    return html_blocks(block(markdown))


def html_blocks(fragment: str) -> list[Node]:
    """Return the blocks of HTML that was made safe; text outside of any is a paragraph."""
    return _inside(read(fragment))


def html_line(fragment: str) -> list[Node]:
    """Return the inline nodes of HTML that was made safe."""
    return _inlines(read(fragment))


def _is_block(element: Element) -> bool:
    return element.tag in _BLOCKS or (
        element.tag == "math" and element.attributes.get("display") == "block"
    )


def _settle(loose: Element, found: list[Node]) -> None:
    if loose.text.strip() or loose.elements:
        found += _blocks(loose)


def _blocks(element: Element) -> list[Node]:
    match element.tag:
        case "ul" | "ol":
            start = element.attributes.get("start", "1")
            rows = [_inside(row) for row in element.elements]
            kept: Node = {"t": element.tag, "c": rows}
            return [kept | {"start": int(start) if start.isdecimal() else 1}]
        case "table":
            return [_table(element)]
        case "pre":
            return [{"t": "pre", "c": clean(element.text.rstrip("\n"))}]
        case "hr":
            return [{"t": "hr"}]
        case "math":
            return [{"t": "math", "c": formula(element), "block": True}]
        case "blockquote":
            return [{"t": "quote", "c": _inside(element)}]
        case "div":
            return _inside(element)
        case _:
            nodes = _inlines(element)
            kind = "p" if element.tag == "p" else "h"
            return [{"t": kind, "c": nodes, "rtl": is_rtl(element.text)}] if nodes else []


def _inside(element: Element) -> list[Node]:
    """Return the blocks of an element that may hold loose text too: a list's row, a quotation."""
    found: list[Node] = []
    loose = Element("p")
    for child in element.children:
        if isinstance(child, Element) and _is_block(child):
            _settle(loose, found)
            loose = Element("p")
            found += _blocks(child)
        else:
            loose.children.append(child)
    _settle(loose, found)
    return found


def _table(element: Element) -> Node:
    rows = [
        row for part in element.elements for row in ([part] if part.tag == "tr" else part.elements)
    ]
    cells = [[_inlines(cell) for cell in row.elements] for row in rows]
    width = max((len(row) for row in cells), default=0)
    filled = [row + [[]] * (width - len(row)) for row in cells]
    head = bool(rows) and all(cell.tag == "th" for cell in rows[0].elements)
    return {"t": "table", "c": filled, "head": head}


def _inlines(element: Element) -> list[Node]:
    found: list[Node] = []
    for child in element.children:
        if isinstance(child, str):
            if words := _SPACE.sub(" ", clean(child)):
                found.append(words)
        else:
            found += _inline(child)
    return found


def _inline(element: Element) -> list[Node]:
    match element.tag:
        case "br":
            return [{"t": "br"}]
        case "img":
            name = element.attributes.get("src", "").removeprefix("/media/")
            return [{"t": "img", "src": name, "alt": clean(element.attributes.get("alt", ""))}]
        case "audio" | "video":
            label = clean(element.attributes.get("aria-label", ""))
            return [f"[{label or element.tag}]"]
        case "math":
            return [{"t": "math", "c": formula(element), "block": False}]
        case "code":
            return [{"t": "code", "c": clean(element.text)}]
        case tag if tag in _STYLES:
            return [{"t": _STYLES[tag], "c": _inlines(element)}]
        case tag if tag in _BLOCKS or tag in ("li", "tr", "td"):
            return [*_inlines(element), " "]
        case _:
            return _inlines(element)


def clean(words: str) -> str:
    """Return text without control characters, which have no shape on paper."""
    return _CONTROL.sub(" ", words)


def filled(nodes: list[Node], parts: list[list[Node]], words: list[str]) -> list[Node]:
    """Return nodes with each ``HOLE`` replaced by the next of ``parts``, wherever it stands.

    In a formula, which holds no nodes, it is replaced by the next of ``words``.
    """
    waiting = iter(zip(parts, words, strict=True))

    def walk(node: Node) -> list[Node]:
        if isinstance(node, str):
            first, *others = node.split(HOLE)
            out: list[Node] = [first] if first else []
            for after in others:
                out += next(waiting)[0]
                out += [after] if after else []
            return out
        inner = node.get("c")
        if node["t"] == "code" and HOLE in inner:
            return walk(inner)
        if node["t"] == "math":
            return [node | {"c": in_formula(inner)}]
        if isinstance(inner, list):
            return [node | {"c": [one for part in inner for one in walk(part)]}]
        return [node]

    def in_formula(found: Any) -> Any:
        if isinstance(found, str):
            first, *others = found.split(HOLE)
            return first + "".join(next(waiting)[1] + after for after in others)
        return [in_formula(part) for part in found] if isinstance(found, list) else found

    return [one for node in nodes for one in walk(node)]


def is_rtl(words: str) -> bool | None:
    """Whether text is read from right to left: its first letter that has a direction says so.

    None: no letter has one.
    """
    for letter in words:
        direction = unicodedata.bidirectional(letter)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return None


def texts(node: Any) -> list[str]:
    """Return every piece of text in nodes, formulas too, for a look at what must be printed."""
    if isinstance(node, str):
        return [node]
    if isinstance(node, dict):
        return [
            one for key, part in node.items() if key not in ("t", "src", "a") for one in texts(part)
        ]
    if isinstance(node, list | tuple):
        return [one for part in node for one in texts(part)]
    return []
