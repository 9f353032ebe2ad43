"""Markdown of a bank as HTML that Anki shows and doesn't interpret."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from question_bank.items import CLOZE
from question_bank.items import Cloze
from question_bank.markup import block
from question_bank.markup import inline
from question_bank.markup import plain

if TYPE_CHECKING:
    from question_bank.items import Item

_OPEN, _CLOSE = "\ue0f0", "\ue0f1"  # private use: stands for a hidden part while text is rendered
_HELD = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
# What Anki would run where it stands in a field: media, speech, LaTeX, a box to type in.
COMMAND = re.compile(r"\[(?=sound:|anki:|/?latex\]|/?\${1,2}\]|\[type:)", re.IGNORECASE)
_MATHJAX = re.compile(r"\\(?=[(\[])")  # "\(" and "\[": Anki typesets what follows
# Words that neither Markdown nor HTML reads as more. Most texts are such words: they need no
# parser, which takes a hundred times as long as this look.
_WORDS = re.compile(
    r"(?!\s|[#+=-]|\d+[.)])[^\\`*_\[\]<>&$~|\x00-\x1f\x7f-\xa0\u2028\u2029]+(?<!\s)"
)


class Unwritable(ValueError):  # noqa: N818 - it names the fault of the item
    """Anki can't hold this item; the message says why, as a sentence for the author."""


def paragraphs(text: str) -> str:
    """Return Markdown as paragraphs: what ``markup.block`` returns, sooner."""
    return f"<p>{text}</p>" if _WORDS.fullmatch(text) else block(text)


def line(text: str) -> str:
    """Return a line of Markdown: what ``markup.inline`` returns, sooner."""
    return text if _WORDS.fullmatch(text) else inline(text)


def words(text: str) -> str:
    """Return the words of a line of Markdown: what ``markup.plain`` returns, sooner."""
    return " ".join(text.split()) if _WORDS.fullmatch(text) else plain(text)


def inert(markup: str) -> str:
    """Return HTML that reads the same and in which Anki finds nothing to replace or run."""
    if "{{" in markup:
        markup = markup.replace("{{", "{&#123;")
    if "[" in markup:
        markup = COMMAND.sub("&#91;", markup)
    if "\\" in markup:
        markup = _MATHJAX.sub(r"\\<span></span>", markup)
    return markup


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

    rendered = inert(paragraphs(CLOZE.sub(hold, text.replace(_OPEN, "").replace(_CLOSE, ""))))
    if len(_HELD.findall(rendered)) != len(hidden):
        raise Unwritable("a hidden part stands inside a formula: hide the whole formula instead")
    return _HELD.sub(lambda found: hidden[int(found[1])], rendered)


def unwritable(item: Item) -> tuple[str, ...]:
    """Return why Anki can't hold an item; nothing if it can."""
    try:
        if isinstance(item, Cloze):
            cloze_html(item.text)
    except Unwritable as error:
        return (str(error),)
    return ()


def _hidden(found: re.Match[str]) -> str:
    """Return one hidden part in Anki's syntax; its words can't end it or start a hint."""
    words = _within(line(found["hidden"]))
    hint = _within(text_html(plain(found["hint"]))) if found["hint"] else ""
    return f"{{{{c{found['n']}::{words}{f'::{hint}' if hint else ''}}}}}"


def _within(markup: str) -> str:
    return inert(markup).replace("}}", "}&#125;").replace("::", ":&#58;")
