"""HTML of a cloze as our Markdown, with the same hidden parts; else None."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from question_bank.items import CLOZE
from question_bank.readers.html import LONGEST
from question_bank.readers.html import plain_text
from question_bank.readers.html import to_markdown

if TYPE_CHECKING:
    from collections.abc import Mapping

_OPEN, _CLOSE = "\ue0f0", "\ue0f1"  # stands for a hidden part while the text around it is read
_HELD = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_HIDDEN = re.compile(
    r"\{\{c(?P<n>\d{1,3})::(?P<hidden>(?:(?!\{\{|\}\}).)*?)"
    r"(?:::(?P<hint>(?:(?!\{\{|\}\}|::).)*))?\}\}",
    re.DOTALL,
)


def cloze_to_markdown(html: str, media: Mapping[str, str]) -> str | None:
    """Return the text of a cloze as Markdown with the same hidden parts, or None.

    Hidden parts within hidden parts, and hints with a style, are more than ours can say.
    """
    if _OPEN in html or _CLOSE in html or len(html) > LONGEST:
        return None
    hidden: list[tuple[str, str, str | None]] = []

    def hold(found: re.Match[str]) -> str:
        hidden.append((found["n"].lstrip("0"), found["hidden"], found["hint"]))
        return f"{_OPEN}{len(hidden) - 1}{_CLOSE}"

    around = to_markdown(_HIDDEN.sub(hold, html), media)
    if around is None or "{{" in around or not hidden:
        return None
    shown = [_hidden(*part, media) for part in hidden]
    if None in shown or _HELD.findall(around) != [str(at) for at in range(len(hidden))]:
        return None
    text = _HELD.sub(lambda found: shown[int(found[1])] or "", around)
    found = [found.group() for found in CLOZE.finditer(text)]
    return text if found == shown and len(text) <= LONGEST else None


def _hidden(n: str, html: str, hint: str | None, media: Mapping[str, str]) -> str | None:
    """Return a hidden part as Markdown; it stands within a line, and so must it."""
    text = to_markdown(html, media)
    told = "" if hint is None else plain_text(hint)
    if not text or told is None or "\n" in text or "::" in text or not n:
        return None
    return f"{{{{c{n}::{text}::{told}}}}}" if told else f"{{{{c{n}::{text}}}}}"
