"""Deflate in several threads, and begin with a file that is still being written.

Where it is there, ISA-L deflates four times as fast as zlib (its lowest levels; the rest is
zlib's). Equal content gives equal bytes on equal processors: ISA-L has a way for each kind of them.

A stream is made of blocks that are deflated each for itself, so that its bytes are the same for
any number of processors. zlib leaves the interpreter alone while it works: the other processor
deflates what lies on the disk already while this one makes the rest.
"""

from __future__ import annotations

import os
import tempfile
import zlib
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple
from typing import Self

try:
    from isal import isal_zlib
except ImportError:  # it is made for some processors only
    _quick: Any = zlib
else:
    _quick = isal_zlib

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

BLOCK = 1 << 18  # bytes
_QUICK = 3  # the highest level that ISA-L has
_RAW = -15  # deflate without a header, as a zip has it
_MOST = 4  # threads
_UNSETTLED = 3 << 19  # bytes at the end of a growing file that its writer may still hold back


def stream(level: int) -> Any:
    """Return what deflates as ``zlib.compressobj`` does, without a header."""
    return (_quick if level <= _QUICK else zlib).compressobj(level, zlib.DEFLATED, _RAW)


class _Done(NamedTuple):
    """A block that was deflated early: the checksum of what it was, and where that lies."""

    checksum: int
    at: int
    length: int


class Deflating:
    """Threads that deflate; to be left before the files they read are deleted."""

    def __init__(self, level: int) -> None:
        self._level = level
        self.threads = min(os.cpu_count() or 1, _MOST)
        self._pool = ThreadPoolExecutor(self.threads)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for what is under way."""
        self._pool.shutdown(cancel_futures=True)

    def begin(self, block: bytes) -> Future[bytes]:
        """Begin with a block."""
        return self._pool.submit(self._deflated, block)

    def begin_at(self, path: Path, at: int) -> Future[tuple[int, bytes]]:
        """Begin with a block of a file; what comes is its checksum and itself deflated."""
        return self._pool.submit(self._read, path, at)

    def end(self) -> bytes:
        """Return the end of a stream."""
        ended: bytes = stream(self._level).flush()
        return ended

    def _read(self, path: Path, at: int) -> tuple[int, bytes]:
        with path.open("rb") as file:
            file.seek(at)
            block = file.read(BLOCK)
        return _quick.crc32(block), self._deflated(block)

    def _deflated(self, block: bytes) -> bytes:
        """Deflate a block so that another can follow: it ends on a byte, and not the stream."""
        one = stream(self._level)
        done: bytes = one.compress(block) + one.flush(zlib.Z_FULL_FLUSH)
        return done


class Growing:
    """A file that is still written: what of it seems settled is deflated into a spool beside it.

    What changed after all has another checksum, and is deflated again.
    """

    def __init__(self, path: Path, deflating: Deflating) -> None:
        self.path = path
        self._deflating = deflating
        self._begun: deque[Future[tuple[int, bytes]]] = deque()
        self._next = 0  # bytes of the file that were begun with
        self._done: list[_Done] = []
        self._spool = tempfile.TemporaryFile(dir=path.parent)  # noqa: SIM115 - see ``close``

    def look(self) -> None:
        """Begin with what was written since, as far as a thread is free; wait for nothing."""
        while self._begun and self._begun[0].done():
            self._keep(self._begun.popleft())
        settled = self.path.stat().st_size - _UNSETTLED
        while len(self._begun) <= self._deflating.threads and self._next + BLOCK <= settled:
            self._begun.append(self._deflating.begin_at(self.path, self._next))
            self._next += BLOCK

    def _keep(self, one: Future[tuple[int, bytes]]) -> None:
        checksum, deflated = one.result()
        at = self._spool.seek(0, os.SEEK_END)
        self._spool.write(deflated)
        self._done.append(_Done(checksum, at, len(deflated)))

    def settled(self, number: int, block: bytes) -> bytes | None:
        """Return a block of the file as deflated early; None if it wasn't, or is another now."""
        while self._begun:
            self._keep(self._begun.popleft())
        if number >= len(self._done) or self._done[number].checksum != _quick.crc32(block):
            return None
        self._spool.seek(self._done[number].at)
        return self._spool.read(self._done[number].length)

    def close(self) -> None:
        """Delete the spool."""
        self._spool.close()


class Blocks:
    """One stream, block by block, as ``zipfile`` asks for it; ``early`` has blocks of it."""

    def __init__(self, deflating: Deflating, early: Growing | None = None) -> None:
        self._deflating, self._early = deflating, early
        self._under_way: deque[Future[bytes] | bytes] = deque()
        self._number = 0

    def compress(self, block: bytes) -> bytes:
        """Take a block; return the oldest, if enough are under way."""
        early = self._early.settled(self._number, block) if self._early else None
        self._number += 1
        self._under_way.append(self._deflating.begin(block) if early is None else early)
        many = len(self._under_way) > self._deflating.threads + 1
        return _result(self._under_way.popleft()) if many else b""

    def flush(self) -> bytes:
        """Return all the rest, and the end of the stream."""
        return b"".join(map(_result, self._under_way)) + self._deflating.end()


def _result(one: Future[bytes] | bytes) -> bytes:
    return one if isinstance(one, bytes) else one.result()
