"""Pictures and sounds within a Moodle file: decoded, kept under their digests, named once."""

from __future__ import annotations

import binascii
import hashlib
import re
from html import escape
from pathlib import Path
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from question_bank.media import type_of
from question_bank.readers.contents import MediaFile
from question_bank.readers.questions_words import UnfitError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from question_bank.readers.moodle_xml import Element

_PLACE = re.compile(r"@@PLUGINFILE@@/([^\"'\s<>?#)]{1,600})(?:\?[^\"'\s<>)]{0,200})?")
_AUDIO = re.compile(r"<audio\b((?:[^<]++|<(?!/audio))*+)</audio\s*+>", re.IGNORECASE)
_AUDIO_LINK = re.compile(
    r"<a\s[^<>]*?href=[\"'](@@PLUGINFILE@@/[^\"'\s<>]{1,600}\.(?:mp3|ogg|oga|wav|m4a|flac|opus))"
    r"[^<>]{0,300}>[^<>]{0,300}</a\s*+>",
    re.IGNORECASE,
)


class Files:
    """The files of one Moodle file; a name that stands for two contents gets a second name.

    ``folder`` is where they are written; None: nowhere.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.media: dict[str, MediaFile] = {}
        self._by_digest: dict[str, str] = {}
        self.stored: dict[str, str] = {}  # the file in a bank's media/ -> itself

    def take(self, element: Element) -> tuple[str, str]:
        """Keep a ``<file>``; return its name within its text, and the file's name in a bank.

        Raises:
            UnfitError: it isn't sound.
        """
        name = element.attributes.get("name", "").strip()
        if not name or len(name) > 200 or any(sign in name for sign in "/\\\x00"):  # noqa: PLR2004
            raise UnfitError("a file in it has no proper name")
        if element.attributes.get("encoding", "base64") != "base64":
            raise UnfitError(f"the file {name[:60]} is not in base64")
        try:
            raw = binascii.a2b_base64("".join(element.text.split()), strict_mode=True)
        except ValueError:  # binascii.Error is one, and a letter beyond ASCII raises another
            raise UnfitError(f"the file {name[:60]} is not whole: its base64 is broken") from None
        digest = hashlib.sha256(raw).hexdigest()
        stored = f"{digest[:32]}{PurePosixPath(name).suffix.lower()}"
        if type_of(stored) is None:
            raise UnfitError(f"the file {name[:60]} is no picture and no sound")
        if stored not in self.stored:
            path = Path()
            if self.folder is not None:
                path = self.folder / digest
                path.write_bytes(raw)
            self.media[self._free(name, digest)] = MediaFile(digest, len(raw), path)
            self.stored[stored] = stored
        path_in = element.attributes.get("path", "/").strip("/")
        return (f"{path_in}/{name}" if path_in else name), stored

    def _free(self, name: str, digest: str) -> str:
        if name not in self.media:
            return name
        path = PurePosixPath(name)
        return f"{path.stem}-{digest[:8]}{path.suffix}"


def pointing(text: str, names: Mapping[str, str]) -> str:
    """Return HTML whose ``@@PLUGINFILE@@`` places are files of a bank; sounds as Anki says them."""
    if "@@PLUGINFILE@@" not in text:
        return text

    def stored(place: re.Match[str]) -> str:
        return escape(names.get(unquote(place[1]), place[0]))

    def sound(part: re.Match[str]) -> str:
        place = _PLACE.search(part[1])
        return f"[sound:{stored(place)}]" if place else part[0]

    return _PLACE.sub(stored, _AUDIO_LINK.sub(sound, _AUDIO.sub(sound, text)))
