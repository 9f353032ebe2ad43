"""Lines of text and what stands in them: what HTML is read into, and what is compared."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from typing import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

# stand for what a comparison takes as one sign
MATH, SOUND, IMAGE = "\ue0f8", "\ue0f9", "\ue0fa"
_ATTRIBUTE = re.compile(r"""\s*([a-zA-Z-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?\s*""")


class NotPlainError(ValueError):
    """There is more in the HTML than Markdown can say."""


class Run(NamedTuple):
    """Something in a line: ``text``, ``code``, ``math``, ``image``, ``sound`` or ``link``.

    ``extra`` is the file, the address, or ``block`` of a formula; of a picture, ``text`` is what
    stands for it.
    """

    text: str
    styles: frozenset[str] = frozenset()
    kind: str = "text"
    extra: str = ""


class Line(NamedTuple):
    """A line: of a paragraph (no ``kind``), a list's (``ul``, ``ol``), ``hr``, or a ``gap``."""

    kind: str
    runs: tuple[Run, ...] = ()


GAP = Line("gap")
PLAIN: frozenset[str] = frozenset()


def canonical(lines: Iterable[Line]) -> list[tuple[str, list[tuple[str, ...]]]]:
    """Return lines so that two that say the same are equal: a space has no style of its own."""
    found = []
    for line in lines:
        parts: list[tuple[str, ...]] = []
        for run in line.runs:
            styles = " ".join(sorted(run.styles))
            sign = {"math": MATH, "sound": SOUND, "image": IMAGE}.get(run.kind)
            kind, extra = (run.kind, run.extra) if run.kind in ("code", "link") else ("text", "")
            for word in re.split("( )", sign or run.text):
                new = (word, "", "text", "") if word == " " else (word, styles, kind, extra)
                if parts and word and parts[-1][1:] == new[1:]:
                    parts[-1] = (parts[-1][0] + word, *new[1:])
                elif word:
                    parts.append(new)
        found.append((line.kind, parts))
    return found


def apart(before: Line, line: Line) -> bool:
    """Whether a browser shows a gap between two lines though there is no sign of one."""
    return before is not GAP and before.kind != line.kind and "hr" not in (before.kind, line.kind)


def attributes(rest: str) -> dict[str, str]:
    """Return the attributes of a tag.

    Raises:
        NotPlainError: they aren't written plainly.
    """
    rest = rest.strip().removesuffix("/").strip()
    given: dict[str, str] = {}
    at = 0
    for found in _ATTRIBUTE.finditer(rest):
        if found.start() != at or not found[1]:
            raise NotPlainError
        at = found.end()
        given[found[1].lower()] = unescape((found[2] or "").strip("\"'"))
    if at != len(rest):
        raise NotPlainError
    return given


def trimmed(runs: list[Run]) -> tuple[Run, ...]:
    """Take the white space off a line's ends, and out of what is bold or struck out at its ends."""
    out: list[Run] = []
    for run in runs:
        if run.kind == "text" and run.styles:
            core = run.text.strip(" ")
            lead = len(run.text) - len(run.text.lstrip(" "))
            parts = (run.text[:lead], core, run.text[lead + len(core) :])
            shared = (PLAIN, run.styles, PLAIN)
            out += [Run(text, way) for text, way in zip(parts, shared, strict=True) if text]
        else:
            out.append(run)
    while out and out[0].kind == "text" and not out[0].text.strip():
        out.pop(0)
    while out and out[-1].kind == "text" and not out[-1].text.strip():
        out.pop()
    if out and out[0].kind == "text":
        out[0] = out[0]._replace(text=out[0].text.lstrip())
    if out and out[-1].kind == "text":
        out[-1] = out[-1]._replace(text=out[-1].text.rstrip())
    return tuple(out)
