"""Check a bank, or say again what was said of it while no file has changed.

Only Python's own modules are loaded until a file has changed: asking again takes no time.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import time
from contextlib import suppress
from typing import TYPE_CHECKING
from typing import Any

import question_bank
from app.store.checked import FORMAT
from app.store.checked import Memory
from app.store.checked import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from question_bank.frame import Frame

_RACY = 2 * 10**9  # ns: a file this young may change again without a new time


def check_bank(folder: Path, cache: Path | None) -> tuple[int, list[list[Any]]]:
    """Check a bank's folder.

    Args:
        folder: as typed; the problems' files begin with it.
        cache: where to remember what was found; None to remember nothing.

    Returns:
        how many items were read, and the problems: the fields of a ``Problem`` each.
    """
    memory = _memory(folder, cache)
    try:
        said = memory.get("said")
        if said and memory.get("seen") == _seen(folder, json.loads(memory.get("watched"))):
            items, problems = json.loads(said)
            return items, problems
        return _anew(folder, memory)
    finally:
        memory.close()


def _memory(folder: Path, cache: Path | None) -> Memory:
    if cache is not None:
        name = hashlib.blake2b(os.fsencode(os.path.realpath(folder)), digest_size=12).hexdigest()
        try:
            return Memory(cache / f"check-{name}.sqlite")
        except (OSError, sqlite3.Error):
            pass  # no place to remember, or in use: check all the same
    return Memory()


def _anew(folder: Path, memory: Memory) -> tuple[int, list[list[Any]]]:
    from app.services.examining import examine_bank  # noqa: PLC0415 - only if a file has changed
    from question_bank.frame import read_frame  # noqa: PLC0415

    before = time.time_ns() - _RACY
    frame = read_frame(folder)
    watched = [str(path) for path in (*frame.watched, *frame.topic_files())]
    seen = _seen(folder, watched)
    try:
        checkup = examine_bank(frame, _context(frame), memory, before)
    except sqlite3.Error:  # in use by another check, or a full disk: remember nothing
        checkup = examine_bank(frame, b"", Memory())
    problems = [[getattr(row, name) for name in row.__slots__] for row in checkup.problems]
    if _youngest(watched) < before:
        _remember(memory, watched, seen, (checkup.items, problems))
    return checkup.items, problems


def _remember(memory: Memory, watched: list[str], seen: str, said: object) -> None:
    try:
        memory.begin()
        memory.put(watched=json.dumps(watched), seen=seen, said=json.dumps(said))
        memory.commit()
    except sqlite3.Error:
        memory.rollback()  # a full disk: next time all is read again


def _seen(folder: Path, watched: list[str]) -> str:
    """Return all that can change what a check says, without reading a file."""
    try:
        names = sorted(
            entry.name for entry in os.scandir(folder) if entry.name.endswith((".yaml", ".yml"))
        )
    except OSError:
        names = []
    return json.dumps([str(folder), _code(), names, [stamp(path) for path in watched]])


def _youngest(watched: list[str]) -> int:
    return max((seen[1] for seen in map(stamp, watched) if seen), default=0)


def _code() -> str:
    """Return what changes with any change of the rules."""
    rows = sorted(
        (entry.path, entry.stat().st_size, entry.stat().st_mtime_ns)
        for entry in _entries(question_bank.__path__[0])
        if entry.name.endswith(".py")
    )
    return hashlib.blake2b(repr((FORMAT, rows)).encode(), digest_size=12).hexdigest()


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    """Yield the files of a package and of the packages in it."""
    for entry in os.scandir(folder):
        if not entry.is_dir():
            yield entry
        elif os.path.exists(f"{entry.path}/__init__.py"):  # noqa: PTH110 - see ``stamp``
            yield from _entries(entry.path)


def _context(frame: Frame) -> bytes:
    """Return a digest of all that an item's problems hang on, but its own text."""
    state = hashlib.blake2b(_code().encode(), digest_size=16)
    for path in frame.beside():
        with suppress(OSError):  # it may be missing
            state.update(path.read_bytes())
    for source in frame.sources.values():
        state.update(source.text.encode())
    return state.digest()
