"""Fields of imported notes: HTML of others, as words, and as YAML can hold it.

YAML holds no control characters, and a field of Anki may. Each is kept as ``␛`` with its number in
four hex digits and a semicolon, and a ``␛`` of the text the same way; ``restored`` is the way back.
"""

from __future__ import annotations

import html
import re

_ESCAPE = "\u241b"  # the picture of the escape character: in no deck but one about terminals
_UNHELD = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\u241a\u241c-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_KEPT = re.compile(f"{_ESCAPE}([0-9a-f]{{4}});")
_SKIPPED = re.compile(
    r"<(style|script)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE
)
_BREAK = re.compile(r"<(?:br|/?(?:p|div|li|ul|ol|tr|td|th|h[1-6]))\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")
_SOUND = re.compile(r"\[sound:[^\[\]]*\]")
_OPEN = re.compile(r"\{\{c[0-9]{1,3}::")
_CLOSED = re.compile(r"\{\{c[0-9]{1,3}::(?:(?!\{\{|\}\}).)*\}\}", re.DOTALL)
_MARKDOWN = re.compile(r"([\\`*_\[\]<>$#|~])")
_STEM = 200  # characters
_LOOKED_AT = 20_000  # characters of a field in which its stem is looked for
_DEPTH = 4  # levels of clozes within clozes that are taken out


def kept(text: str) -> str:
    """Return a field's text as YAML can hold it."""
    return _UNHELD.sub(lambda found: f"{_ESCAPE}{ord(found[0]):04x};", text)


def restored(text: str) -> str:
    """Return the text that ``kept`` was given."""
    return _KEPT.sub(lambda found: chr(int(found[1], 16)), text)


def words(text: str) -> str:
    """Return the words of a field's HTML, its lines parted by spaces."""
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub(" ", _SKIPPED.sub(" ", text)))
    return " ".join(html.unescape(_SOUND.sub(" ", text)).split())


def hides(text: str) -> bool:
    """Whether a field has a cloze."""
    return _OPEN.search(text) is not None


def as_stem(text: str) -> str:
    """Return the words of a field as Markdown for a list: in short, ``[…]`` for what is hidden."""
    found = text[:_LOOKED_AT]
    for _ in range(_DEPTH):
        found, count = _CLOSED.subn("[…]", found)
        if not count:
            break
    shown = words(found)
    if len(shown) > _STEM:
        shown = shown[: _STEM - 1].rstrip() + "…"
    return _MARKDOWN.sub(r"\\\1", shown)
