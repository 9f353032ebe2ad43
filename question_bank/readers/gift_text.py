"""GIFT's escapes: where its signs stand unescaped, and what an escaped text says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from question_bank.readers.questions_words import html_markdown
from question_bank.readers.questions_words import looks_like_html
from question_bank.readers.questions_words import plain_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAIR = re.compile(r"\\(.)", re.DOTALL)
_FORM = re.compile(r"\s*+\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
_ESCAPED = "~=#{}:\\"
_SCANNERS: dict[str, re.Pattern[str]] = {}


def signs(text: str, wanted: str, start: int = 0) -> Iterator[int]:
    """Yield the places of unescaped signs, each of the characters in ``wanted``."""
    scanner = _SCANNERS.get(wanted)
    if scanner is None:
        scanner = _SCANNERS[wanted] = re.compile(rf"\\.|[{re.escape(wanted)}]", re.DOTALL)
    for found in scanner.finditer(text, start):
        if found[0][0] != "\\" or len(found[0]) == 1:
            yield found.start()


def find(text: str, sign: str, start: int = 0) -> int:
    """Return where an unescaped sign (of one or more equal characters) begins, or -1."""
    for at in signs(text, sign[0], start):
        if text.startswith(sign, at):
            return at
    return -1


def unescape(text: str) -> str:
    r"""Return what an escaped text says: ``\n`` is a line break, ``\=`` is ``=``."""
    return _PAIR.sub(_said, text)


def _said(found: re.Match[str]) -> str:
    sign = found[1]
    if sign == "n":
        return "\n"
    return sign if sign in _ESCAPED else found[0]


def cut_form(text: str, form: str = "moodle") -> tuple[str, str]:
    """Cut ``[html]`` and the like off a text's beginning; ``form`` is what it has by default."""
    found = _FORM.match(text)
    return (text[found.end() :], found[1].lower()) if found else (text, form)


def markdown(text: str, form: str) -> str:
    """Return an escaped text of a form as Markdown.

    Raises:
        UnfitError: it is HTML that Markdown can't say.
    """
    text, form = cut_form(text.strip(), form)
    said = unescape(text).strip()
    if form == "markdown":
        return said
    if form == "html" or (form == "moodle" and looks_like_html(said)):
        return html_markdown(said if form == "html" else said.replace("\n", "<br>"), {})
    return plain_markdown(said)


def plain(text: str) -> str:
    """Return an escaped plain text in one line."""
    return " ".join(unescape(cut_form(text.strip(), "plain")[0]).split())
