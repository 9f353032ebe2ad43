"""Markdown of a bank as HTML that Anki shows and doesn't interpret."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from question_bank.items import CLOZE
from question_bank.markup import block
from question_bank.markup import inline
from question_bank.markup import plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

    from question_bank.items import Criterion

_OPEN, _CLOSE = "\ue0f0", "\ue0f1"  # private use: stands for a hidden part while text is rendered
_HELD = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
# What Anki would run where it stands in a field: media, speech, LaTeX, a box to type in.
_COMMAND = re.compile(r"\[(?=sound:|anki:|/?latex\]|/?\${1,2}\]|\[type:)", re.IGNORECASE)
_MATHJAX = re.compile(r"\\(?=[(\[])")  # "\(" and "\[": Anki typesets what follows


class Unwritable(ValueError):  # noqa: N818 - it names the fault of the item
    """Anki can't hold this item; the message says why, as a sentence for the author."""


def inert(markup: str) -> str:
    """Return HTML that reads the same and in which Anki finds nothing to replace or run."""
    markup = markup.replace("{{", "{&#123;")
    markup = _COMMAND.sub("&#91;", markup)
    return _MATHJAX.sub(r"\\<span></span>", markup)


def text_html(text: str) -> str:
    """Return plain text as HTML."""
    return html.escape(text, quote=False)


def cloze_html(text: str) -> str:
    """Return a cloze's text as HTML in which Anki finds exactly its hidden parts.

    Raises:
        Unwritable: a hidden part stands inside a formula, where Anki can't hide it.
    """
    hidden: list[str] = []

    def hold(found: re.Match[str]) -> str:
        hidden.append(_hidden(found))
        return f"{_OPEN}{len(hidden) - 1}{_CLOSE}"

    rendered = inert(block(CLOZE.sub(hold, text)))
    if len(_HELD.findall(rendered)) != len(hidden):
        raise Unwritable("a hidden part stands inside a formula: hide the whole formula instead")
    return _HELD.sub(lambda found: hidden[int(found[1])], rendered)


def _hidden(found: re.Match[str]) -> str:
    """Return one hidden part in Anki's syntax; its words can't end it or start a hint."""
    words = _within(inline(found["hidden"]))
    hint = _within(text_html(plain(found["hint"]))) if found["hint"] else ""
    return f"{{{{c{found['n']}::{words}{f'::{hint}' if hint else ''}}}}}"


def _within(markup: str) -> str:
    return inert(markup).replace("}}", "}&#125;").replace("::", ":&#58;")


def row(text: str, role: str = "", why: str | None = None, after: str = "") -> str:
    """Return a list's row: words in Markdown, what stands after them in HTML, and why, folded.

    ``role`` is ``key`` or ``lure`` for an option whose truth is shown.
    """
    opened = f'<li class="{role}">' if role else "<li>"
    words = f'<span class="words" dir="auto">{inline(text)}</span>'
    return f"{opened}{words}{f' {after}' if after else ''}{_folded(role, why)}</li>"


def _folded(role: str, why: str | None) -> str:
    if not why:
        return ""
    word = "Why not" if role == "lure" else "Why"
    inside = f'<div class="why" dir="auto">{block(why)}</div>'
    return f"<details><summary>{word}</summary>{inside}</details>"


def rows(items: Iterable[str], *, letters: bool = False, moves: bool = False) -> str:
    """Return a list, numbered or lettered; ``moves`` lets the card's script shuffle it."""
    kind = ' type="A" class="rows letters"' if letters else ' class="rows"'
    return f"<ol{kind}{' data-shuffle' if moves else ''}>{''.join(items)}</ol>"


def points(rubric: Sequence[Criterion]) -> str:
    """Return a rubric as a list, each criterion with its points."""
    if not rubric:
        return ""
    lines = (
        f"<li>{inline(criterion.text)} "
        f'<span class="points">{_points(f"{criterion.points:f}")}</span></li>'
        for criterion in rubric
    )
    return f'<ul class="rubric">{"".join(lines)}</ul>'


def _points(number: str) -> str:
    return f"{number} point" if number == "1" else f"{number} points"
