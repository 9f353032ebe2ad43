"""Text and elements of XML: whatever stands in a bank, the result is well-formed."""

from __future__ import annotations

import re
from html import escape

# What XML 1.0 can't hold, not even as a reference: controls, halves of pairs, two last characters.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Controls that are allowed, and that the standard asks nobody to use.
_ODD = re.compile("[\x7f-\x84\x86-\x9f\r]")


def clean(text: str) -> str:
    """Return a text without the characters that XML can't hold."""
    if text.isprintable() or text.replace("\n", "").isprintable():  # most are, soon seen
        return text
    return _ODD.sub("", _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def said(text: str) -> str:
    """Return plain text as the content of an element."""
    return escape(clean(text), quote=False)


def quoted(text: str) -> str:
    """Return plain text as the value of an attribute in double quotes, in one line."""
    return escape(" ".join(clean(text).split()))


def label(words: str, most: int = 80) -> str:
    """Return words short enough for a list: cut at a space, with ``…``."""
    if len(words) <= most:
        return words
    return f"{words[: most - 1].rsplit(' ', 1)[0]}…"
