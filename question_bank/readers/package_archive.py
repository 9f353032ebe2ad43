"""The door to a package's zip: members by name, their real bytes counted, none taken as a path."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING
from typing import BinaryIO
from typing import cast

import zstandard

from question_bank.readers.contents import RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Self

    from question_bank.readers.limits import Deadline
    from question_bank.readers.limits import Limits

ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x06"
_LOCATOR_64 = b"PK\x06\x07"
_END_SIZE = 22
_ENTRY = b"PK\x01\x02"
_LOCAL_SIZE = 30
_LONGEST_COMMENT = 0x10000
_ENCRYPTED = 0x41
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_CHUNK = 256 * 1024
# Anki packs with windows of 2 MB; the format's own advice is to take up to 8 MB
_WINDOW = 8 * 1024 * 1024
# zipfile has no base class for what it raises over broken archives
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    zstandard.ZstdError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    IndexError,
    OSError,
)


class BrokenMemberError(Exception):
    """A member that can't be unpacked; the message says why, for a person."""


class TooLargeError(BrokenMemberError):
    """A member of more bytes than it may have."""


class Archive:
    """A package that is open for reading.

    Raises:
        RefusedFileError: it is no zip, or one made to do harm.
    """

    def __init__(self, path: Path, limits: Limits, deadline: Deadline) -> None:
        self._deadline = deadline
        self._file = path.open("rb")
        try:
            _check_directory(self._file, limits)
            self._zip = zipfile.ZipFile(self._file)
            self._members = _members(self._zip)
        except _BROKEN as error:
            self._file.close()
            raise RefusedFileError(
                "the zip file is damaged or cut off: fetch or export it again"
            ) from error
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()
        self._file.close()

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def names(self) -> Iterator[str]:
        """Yield the names of all members that are files."""
        return iter(self._members)

    def read(self, name: str, most: int, *, packed: bool = False) -> bytes:
        """Return a small member's bytes, unpacked by zstd too if it is ``packed`` so.

        Raises:
            BrokenMemberError: it can't be unpacked, or is larger than ``most``.
        """
        return b"".join(self.chunks(name, most, packed=packed))

    def chunks(self, name: str, most: int, *, packed: bool = False) -> Iterator[bytes]:
        """Yield a member's bytes in pieces; see ``read``."""
        info = self._members[name]
        if stat.S_ISLNK(info.external_attr >> 16):
            raise BrokenMemberError("it is a link, not a file")
        if info.flag_bits & _ENCRYPTED:
            raise BrokenMemberError("it is locked with a password")
        if info.compress_type not in _METHODS:
            raise BrokenMemberError("it is packed in a way Anki doesn’t use")
        try:
            with self._zip.open(info) as member:
                source = _unpacking(member) if packed else member
                while chunk := source.read(_CHUNK):
                    self._deadline.check()
                    most -= len(chunk)
                    if most < 0:
                        raise TooLargeError("it is too large")
                    yield chunk
        except _BROKEN as error:
            raise BrokenMemberError("it is damaged") from error

    def starts_packed(self, name: str) -> bool:
        """Return whether a member's first bytes are those of zstd."""
        try:
            return next(self.chunks(name, 2**62), b"").startswith(ZSTD_MAGIC)
        except BrokenMemberError:
            return False


def _unpacking(member: object) -> BinaryIO:
    engine = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
    return cast("BinaryIO", engine.stream_reader(cast("BinaryIO", member), read_across_frames=True))


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the files by name, none twice, none lying over another."""
    found: dict[str, zipfile.ZipInfo] = {}
    end = archive.start_dir
    for info in sorted(archive.infolist(), key=lambda one: one.header_offset, reverse=True):
        name_size = len(info.orig_filename.encode("utf-8", "surrogateescape"))
        least = _LOCAL_SIZE + min(name_size, len(info.orig_filename)) + info.compress_size
        if info.header_offset < 0:
            raise zipfile.BadZipFile
        if info.header_offset + least > end:
            raise RefusedFileError(
                "parts of the zip file lie over each other, as in files made to do harm:"
                " it is not taken"
            )
        end = info.header_offset
        if info.filename in found:
            raise RefusedFileError(
                "the zip file has two parts of one name, so it isn’t clear which one counts:"
                " export it again"
            )
        if not info.is_dir():
            found[info.filename] = info
    return found


def _check_directory(file: BinaryIO, limits: Limits) -> None:
    """Count the members before zipfile does: it makes an object of each."""
    size = file.seek(0, io.SEEK_END)
    start = max(0, size - _LONGEST_COMMENT - _END_SIZE)
    file.seek(start)
    tail = file.read()
    at = len(tail) - _END_SIZE
    if not (tail.startswith(_END, max(0, at)) and tail.endswith(b"\0\0")):
        at = tail.rfind(_END)
    if at < 0:
        raise zipfile.BadZipFile
    (length,) = struct.unpack_from("<I", tail, at + 12)
    # these stand in the places where zipfile looks for them, wherever others may say they are
    if tail.startswith(_LOCATOR_64, max(0, at - 20)) and tail.startswith(_END_64, max(0, at - 76)):
        (length,) = struct.unpack_from("<Q", tail, at - 76 + 40)
    if length > size:
        raise zipfile.BadZipFile
    file.seek(max(0, start + at - length - 76))
    if _entries(file, length + 76) > limits.members:
        raise RefusedFileError(
            f"it has more than {limits.members:,} parts: export fewer decks at a time"
        )


def _entries(file: BinaryIO, length: int) -> int:
    count, tail = 0, b""
    while length > 0 and (chunk := file.read(min(_CHUNK, length))):
        length -= len(chunk)
        count += (tail + chunk).count(_ENTRY)
        tail = chunk[-3:]
    return count
