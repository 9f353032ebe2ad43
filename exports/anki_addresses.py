"""Pictures and sounds in a field: a page's address becomes the name Anki has for the file."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from question_bank.media import FILMS
from question_bank.media import SOUNDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from question_bank.bank import Bank

HERE = "/media/"  # what the site's addresses of media begin with
_OTHERS = r'(?:[^>"]|"[^"]*")*?'  # attributes before the one looked for
_PICTURE = re.compile(rf'(<img\b{_OTHERS}\bsrc=")/media/([^"]+)"')
_PLAYER = re.compile(rf'<(audio|video)\b{_OTHERS}\bsrc="/media/([^"]+)"{_OTHERS}></\1>')
_LINK = re.compile(rf'<a\b{_OTHERS}\bhref="/media/([^"]+)"{_OTHERS}>(.*?)</a>', re.DOTALL)


class Names:
    """What Anki calls the files of a bank's ``media/``; one without a name is called as it is."""

    def __init__(self, bank: Bank) -> None:
        self.names: Mapping[str, str] = bank.media
        self._by_file = {file: name for name, file in bank.media.items()}

    def of(self, file: str) -> str:
        """Return the name in Anki of a file."""
        return self._by_file.get(file, file)

    def named(self, markup: str) -> str:
        """Return HTML with Anki's names in place of the site's addresses."""
        if HERE not in markup:
            return markup
        markup = _PLAYER.sub(lambda found: self._sound(found[2]), markup)
        markup = _LINK.sub(self._linked, markup)
        return _PICTURE.sub(self._picture, markup)

    def _picture(self, found: re.Match[str]) -> str:
        name = self.of(html.unescape(found[2])).replace("%", "%25")  # Anki undoes percent signs
        return f'{found[1]}{html.escape(name)}"'

    def _linked(self, found: re.Match[str]) -> str:
        """Return a sound or a film to play; a link to another file leads nowhere in Anki."""
        ending = found[1].rpartition(".")[2]
        return self._sound(found[1]) if ending in SOUNDS or ending in FILMS else found[2]

    def _sound(self, file: str) -> str:
        return f"[sound:{html.escape(self.of(html.unescape(file)), quote=False)}]"


class _Last:
    """The names of the bank that was asked for last: an export asks for one bank, item by item."""

    names: Names | None = None


def names_of(bank: Bank) -> Names:
    """Return the names of a bank's media."""
    found = _Last.names
    if found is None or found.names is not bank.media:
        found = _Last.names = Names(bank)
    return found
