"""The media files that go along in a package, and those that can't."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from exports.qti.flow import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from question_bank.bank import Bank

_SHOWN = re.compile(
    r"""<img\b(?:[^>"]|"[^"]*")*>|<object\b(?:[^>"]|"[^"]*")*>[^<]*</object>"""
    r"|<(?P<tag>audio|video)\b.*?</(?P=tag)>"
)
_NAME = re.compile(r' (?:alt|aria-label)="([^"]*)"|>([^<]*)</object>')
_MANY = 5  # names that a remark lists


class Carried:
    """The files that items name, found as the items are written."""

    def __init__(self, bank: Bank) -> None:
        self._folder = bank.folder / "media" if bank.folder is not None else None
        self._found: dict[str, Path] = {}
        self._missing: dict[str, str] = {}  # file -> the first item that names it

    def settle(self, item: str, markup: str) -> tuple[str, tuple[str, ...]]:
        """Return an item's markup with a missing file's name in its place, and the files it has."""
        if "media/" not in markup:
            return markup, ()
        names: dict[str, None] = {}

        def look(found: re.Match[str]) -> str:
            named = SOURCE.search(found[0])
            if named is None:
                return found[0]
            if self._has(item, named["file"]):
                names[named["file"]] = None
                return found[0]
            told = _NAME.search(found[0])
            words = (told[1] or told[2] or "") if told else ""
            return f"[{words or named['file']}]"

        return _SHOWN.sub(look, markup), tuple(names)

    def _has(self, item: str, file: str) -> bool:
        if file in self._found:
            return True
        path = self._folder / unescape(file) if self._folder is not None else None
        if file not in self._missing and path is not None and path.is_file():
            self._found[file] = path
            return True
        self._missing.setdefault(file, item)
        return False

    @property
    def names(self) -> tuple[str, ...]:
        """The files that go along, in the order they were first named."""
        return tuple(self._found)

    def members(self) -> Iterator[tuple[str, Path]]:
        """Yield each file under its place in the package."""
        for name, path in self._found.items():
            yield f"media/{name}", path

    @property
    def remarks(self) -> tuple[str, ...]:
        """What isn't in the bank, in one sentence; nothing if all is."""
        if not self._missing:
            return ()
        listed = [f"{name} (in {item})" for name, item in self._missing.items()]
        more = f" and {len(listed) - _MANY} more" if len(listed) > _MANY else ""
        count = "1 media file isn’t" if len(listed) == 1 else f"{len(listed)} media files aren’t"
        names = ", ".join(listed[:_MANY])
        return (f"{count} in the bank; its words stand in its place: {names}{more}",)
