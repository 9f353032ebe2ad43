"""The media files that notes name: which are packed under which number, which aren't there."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from question_bank.media import type_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from pathlib import Path

    from question_bank.bank import Bank

_SOUND = re.compile(r"\[sound:(?P<sound>[^\]]+)\]")
_SOURCE = re.compile(
    r"""<(?:img|audio|video|source|object)\b[^>]*?\b(?:src|data)\s*=\s*"""
    r"""(?:"(?P<double>[^"]+)"|'(?P<single>[^']+)'|(?P<bare>[^\s>"']+))""",
    re.IGNORECASE,
)
_STYLE = re.compile(r"""url\(\s*["']?(?P<url>[^"')]+?)["']?\s*\)|@import\s+["'](?P<sheet>[^"']+)""")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)
_MANY = 5  # names that a remark lists


def names_in(text: str) -> Iterator[str]:
    """Yield the names of local media files in a field's HTML, as Anki looks for them."""
    if "[sound:" in text:
        for found in _SOUND.finditer(text):
            yield html.unescape(found["sound"])
    if "<" in text:
        for found in _SOURCE.finditer(text):
            name = html.unescape(found["double"] or found["single"] or found["bare"])
            if not _ELSEWHERE.match(name):
                yield name


def names_in_style(css: str) -> Iterator[str]:
    """Yield the names of local files in a style sheet: fonts, pictures, other sheets."""
    for found in _STYLE.finditer(css):
        name = found["url"] or found["sheet"]
        if not _ELSEWHERE.match(name):
            yield name


class Media:
    """The media files of a package, found one by one as its notes are written."""

    def __init__(self, bank: Bank) -> None:
        self._known: Mapping[str, str] = bank.media
        folder = bank.folder
        self._folder = folder / "media" if folder is not None else None
        self._found: dict[str, Path | bytes] = {}
        self._missing: dict[str, str] = {}  # name -> the first item that names it

    def take(self, item: str, text: str) -> None:
        """Take along what a field names."""
        if "<" in text or "[" in text:
            for name in names_in(text):
                self._take(item, name)

    def add(self, name: str, data: bytes) -> None:
        """Take a file along that was made for the package."""
        self._found[name] = data

    def take_style(self, what: str, css: str) -> None:
        """Take along what a style sheet names."""
        for name in names_in_style(css):
            self._take(what, name)

    def _take(self, item: str, name: str) -> None:
        if name in self._found or name in self._missing:
            return
        named = name if name in self._known else unquote(name)
        if named in self._found:
            return
        file = self._known.get(named) or (named if type_of(named) else None)
        path = self._folder / file if file is not None and self._folder is not None else None
        if path is not None and path.is_file():
            self._found[named] = path
        else:
            self._missing[name] = item

    def members(self) -> Iterator[tuple[str, bytes | Path]]:
        """Yield the table of names, then each file under its number, as a zip takes them."""
        table = {str(number): name for number, name in enumerate(self._found)}
        yield "media", json.dumps(table, ensure_ascii=False).encode()
        for number, data in enumerate(self._found.values()):
            yield str(number), data

    @property
    def remarks(self) -> tuple[str, ...]:
        """What isn't in the bank, in one sentence; nothing if all is."""
        if not self._missing:
            return ()
        listed = [f"{name} (in {item})" for name, item in self._missing.items()]
        more = f" and {len(listed) - _MANY} more" if len(listed) > _MANY else ""
        count = "1 media file isn’t" if len(listed) == 1 else f"{len(listed)} media files aren’t"
        return (
            f"{count} in the bank, and the cards go without: {', '.join(listed[:_MANY])}{more}",
        )
