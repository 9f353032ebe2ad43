"""The media of a package: copied out under the digest of their bytes, whatever they are called."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import NamedTuple

from question_bank.readers.anki_types import clean
from question_bank.readers.contents import RefusedFileError
from question_bank.readers.package_archive import BrokenMemberError
from question_bank.readers.package_archive import TooLargeError
from question_bank.readers.parts import BATCH
from question_bank.readers.parts import Part
from question_bank.readers.protobuf import BrokenMessageError
from question_bank.readers.protobuf import Message
from question_bank.readers.protobuf import fields_of
from question_bank.readers.strict_json import read_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from question_bank.readers.limits import Limits
    from question_bank.readers.losses import Losses
    from question_bank.readers.package_archive import Archive

LIST = "media"
_LARGEST_LIST = 32 * 2**20
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}\Z")
_DIGEST_SHOWN = 32
_LONGEST_NAME = 255
_FOREIGN = re.compile(r"[/\\\x00-\x1f\x7f]")
_ENTRIES, _NAME, _SIZE, _SHA1 = 1, 1, 2, 3
_NO_LIST = "the list of media can’t be read, so all media are left out"


class Entry(NamedTuple):
    """A line of the list: the member that holds a file, its name, and what it ought to be."""

    member: str
    name: str
    size: int | None = None
    sha1: bytes = b""


@dataclass(slots=True)
class Room:
    """The folder that media go to, and how many bytes may still be written to the disk."""

    folder: Path
    left: int

    def take(self, size: int) -> None:
        """Take so many bytes.

        Raises:
            RefusedFileError: there is no room for them.
        """
        self.left -= size
        if self.left < 0:
            raise RefusedFileError(
                "it unpacks to many times its size, as files made to do harm do: it is not taken"
            )


def media_parts(
    archive: Archive, room: Room, limits: Limits, losses: Losses, *, packed: bool
) -> Iterator[Part]:
    """Copy the media to the room's folder and yield them, with progress.

    ``packed``: the list and each file are packed by zstd, and the list is protobuf, not JSON.
    """
    entries = _entries(archive, limits.members, losses, packed=packed)
    rows: list[tuple[str, str, int, str]] = []
    taken: set[str] = set()
    for number, entry in enumerate(entries, 1):
        reason = _fault(entry, taken, archive)
        if reason is None:
            try:
                rows.append(_copy(archive, entry, room, limits.media_file, packed=packed))
                taken.add(entry.name)
            except TooLargeError:
                reason = f"it is larger than {limits.media_file // 2**20} MB"
            except BrokenMemberError as error:
                reason = str(error)
        if reason is not None:
            losses.add(0, f"media: {reason}", entry.name)
        if len(rows) >= BATCH or number % BATCH == 0:
            yield Part("media", rows)
            yield Part("progress", ("media", number, len(entries)))
            rows = []
    yield Part("media", rows)
    yield Part("progress", ("media", len(entries), len(entries)))


def _entries(archive: Archive, most: int, losses: Losses, *, packed: bool) -> list[Entry]:
    """Return the list of media; members that it doesn't name are listed as left out."""
    members = {name for name in archive.names() if name.isascii() and name.isdecimal()}
    if LIST not in archive and not members:
        return []
    try:
        raw = archive.read(LIST, _LARGEST_LIST, packed=packed) if LIST in archive else b""
        found = list(_from_protobuf(raw, most) if packed else _from_json(raw or b"{}", most))
    except (BrokenMemberError, ValueError):
        losses.add(0, f"media: {_NO_LIST}")
        return []
    for _ in members - {entry.member for entry in found}:
        losses.add(0, "media: a file in the package has no name in its list")
    return found


def _from_json(raw: bytes, most: int) -> Iterator[Entry]:
    found = read_json(raw)
    if not isinstance(found, dict) or len(found) > most:
        raise ValueError(_NO_LIST)
    for member, name in found.items():
        yield Entry(clean(member), clean(name) if isinstance(name, str) else "")


def _from_protobuf(raw: bytes, most: int) -> Iterator[Entry]:
    entries = [value for number, value in fields_of(raw) if number == _ENTRIES]
    if len(entries) > most:
        raise BrokenMessageError("too many entries")
    for index, value in enumerate(entries):
        if isinstance(value, int):
            raise BrokenMessageError("an entry is a number")
        entry = Message(value)
        yield Entry(str(index), clean(entry.text(_NAME)), entry.number(_SIZE), entry.raw(_SHA1))


def _fault(entry: Entry, taken: set[str], archive: Archive) -> str | None:
    """Return why a file can't be taken, as far as its name says."""
    if (
        not 0 < len(entry.name.encode()) <= _LONGEST_NAME
        or _FOREIGN.search(entry.name)
        or entry.name in {".", ".."}
    ):
        return "it has no plain file name"
    if entry.name in taken:
        return "there is another file of this name"
    if entry.member not in archive:
        return "the file isn’t in the package"
    return None


def _copy(
    archive: Archive, entry: Entry, room: Room, most: int, *, packed: bool
) -> tuple[str, str, int, str]:
    """Write a file under its digest; return its name, digest, size and its name there."""
    digest, sha1, size = hashlib.sha256(), hashlib.sha1(usedforsecurity=False), 0
    unfinished = room.folder / ".unfinished"
    try:
        with unfinished.open("wb") as out:
            for chunk in archive.chunks(entry.member, most, packed=packed):
                room.take(len(chunk))
                size += len(chunk)
                digest.update(chunk)
                sha1.update(chunk)
                out.write(chunk)
        if (entry.size is not None and entry.size != size) or (
            entry.sha1 and entry.sha1 != sha1.digest()
        ):
            raise BrokenMemberError("its bytes aren’t those that were packed")
        named = digest.hexdigest()[:_DIGEST_SHOWN] + _extension(entry.name)
        unfinished.replace(room.folder / named)
    finally:
        unfinished.unlink(missing_ok=True)
    return entry.name, digest.hexdigest(), size, named


def _extension(name: str) -> str:
    found = _EXTENSION.search(name)
    return found.group().lower() if found else ""
