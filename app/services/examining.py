"""Check a bank item by item: what hasn't changed since the last time isn't read again.

A topic file is cut into blocks, an item each. What a block says by itself is kept by its digest;
what many items say together is judged again only in the groups whose members changed.
"""

from __future__ import annotations

import hashlib
import os
import sys
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

from app.store.checked import DIGEST
from question_bank.blocks import NotPlainError
from question_bank.blocks import cut
from question_bank.blocks import topic_of
from question_bank.checks import check
from question_bank.checks import judge_group
from question_bank.errors import Problem
from question_bank.examine import Note
from question_bank.examine import examine
from question_bank.examine import note
from question_bank.frame import INFO_NAME
from question_bank.loader import read
from question_bank.nodes import parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.store.checked import Group
    from app.store.checked import Memory
    from question_bank.blocks import Block
    from question_bank.examine import Examined
    from question_bank.frame import Frame

Member = tuple[bytes, str, str, Any]  # digest, id, topic, data

_ALONE = 500  # blocks that are read sooner than other processes are started
_CHUNK = 250


class Checkup(NamedTuple):
    """What a check found: how many items were read, and every problem in order."""

    items: int
    problems: tuple[Problem, ...]


class _Unit(NamedTuple):
    """An item's text and where it stands."""

    file: str
    topic: str | None
    block: Block


def examine_bank(frame: Frame, context: bytes, memory: Memory) -> Checkup:
    """Check a bank.

    Args:
        frame: what stands around the items.
        context: a digest of all but the items; when it changes, all is examined anew.
        memory: what is known from the last time; brought up to date.
    """
    try:
        return _by_item(frame, context, memory)
    except (NotPlainError, OSError):
        memory.rollback()
        return _whole(frame.folder)


def _by_item(frame: Frame, context: bytes, memory: Memory) -> Checkup:
    if frame.info is None:
        raise NotPlainError
    units = _units(frame)
    memory.begin()
    if memory.get("context") != context:
        memory.forget()
        memory.put(context=context)
    _renew(units, frame, memory)
    items, ids = memory.counts()
    if ids != items:
        raise NotPlainError  # an id stands twice
    found = list(_placed(units, frame, memory))
    memory.commit()
    return Checkup(items, tuple(sorted({*frame.problems, *found})))


def _whole(folder: Path) -> Checkup:
    """Check a bank that has faults which only the whole of its files can tell."""
    reading = read(folder)
    if reading.bank is None:
        return Checkup(0, reading.problems)
    return Checkup(len(reading.bank.items), reading.problems + check(reading.bank))


def _units(frame: Frame) -> dict[bytes, _Unit]:
    """Cut the topic files; the units by digest, in the order of files and lines.

    Raises:
        NotPlainError: one can't be cut, or the same text stands twice.
        OSError: one can't be read.
    """
    found: dict[bytes, _Unit] = {}
    count = 0
    for path in frame.topic_files():
        file = cut(path.read_bytes())
        topic = topic_of(file)
        start = hashlib.blake2b(f"{topic}\0".encode(), digest_size=DIGEST)
        for block in file.blocks:
            state = start.copy()
            state.update(block.text.encode())
            found[state.digest()] = _Unit(str(path), topic, block)
        count += len(file.blocks)
    if count != len(found):
        raise NotPlainError
    return found


def _renew(units: dict[bytes, _Unit], frame: Frame, memory: Memory) -> None:
    """Bring the memory up to date: read what is new, judge the groups that changed."""
    old = memory.order()
    known = set(old)
    new = _examined({digest: unit for digest, unit in units.items() if digest not in known}, frame)
    gone = [digest for digest in old if digest not in units]
    changed = memory.groups(gone)
    memory.drop(gone)
    memory.keep(new)
    kept = [digest for digest in old if digest in units]
    if kept != [digest for digest in units if digest in known]:
        changed |= memory.groups(kept)  # their order has changed
    for examined in new.values():
        changed.update((rule, group) for rule, group, _ in examined.groups)
    rank = {topic.id: index for index, topic in enumerate(frame.info.topics if frame.info else ())}
    at = {digest: index for index, digest in enumerate(units)}
    for group, members in _groups(changed, new, memory, fresh=not old):
        members.sort(key=lambda member: (rank.get(member[2], 0), at[member[0]]))
        memory.judge(group, _judged(group, members, units) if members else ())
    memory.put(order=b"".join(units))


def _groups(
    changed: set[Group], new: dict[bytes, Examined], memory: Memory, *, fresh: bool
) -> Iterator[tuple[Group, list[Member]]]:
    """Yield each changed group with its members; a fresh memory needn't be asked."""
    if not fresh:
        for group in changed:
            yield group, memory.members(group)
        return
    found: dict[Group, list[Member]] = {group: [] for group in changed}
    for digest, examined in new.items():
        for rule, name, data in examined.groups:
            found[rule, name].append((digest, examined.id, examined.topic, data))
    yield from found.items()


def _judged(
    group: Group, members: list[Member], units: dict[bytes, _Unit]
) -> Iterator[tuple[bytes, Note]]:
    rule = group[0]
    digests = {item: digest for digest, item, _, _ in members}
    for item, finding in judge_group(*group, [(item, data) for _, item, _, data in members]):
        digest = digests.get(item, b"")
        tree = parse(units[digest].block.text.encode()) if digest and finding.at else None
        yield digest, note(item, rule, finding, tree)


def _placed(units: dict[bytes, _Unit], frame: Frame, memory: Memory) -> Iterator[Problem]:
    for digest, row in memory.notes():
        found = Note._make(row)
        if digest:
            file, line = units[digest].file, units[digest].block.line + found.line
        else:
            file, line = str(frame.folder / INFO_NAME), 1
        yield Problem(file, line, *found[1:])


def _examined(units: dict[bytes, _Unit], frame: Frame) -> dict[bytes, Examined]:
    """Examine units; many of them in several processes, where forking is cheap and sound."""
    works = list(units.values())
    cores = os.cpu_count() or 1
    if len(works) <= _ALONE or cores == 1 or sys.platform != "linux":
        found = [examine(unit.block, unit.topic, frame) for unit in works]
    else:
        from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - a new bank, once
        from multiprocessing import get_context  # noqa: PLC0415

        chunks = [works[at : at + _CHUNK] for at in range(0, len(works), _CHUNK)]
        with ProcessPoolExecutor(cores, get_context("fork"), _frames.append, (frame,)) as pool:
            found = [row for rows in pool.map(_examine_chunk, chunks) for row in rows]
    return dict(zip(units, found, strict=True))


_frames: list[Frame] = []  # of a process that examines for another


def _examine_chunk(units: list[_Unit]) -> list[Examined]:
    return [examine(unit.block, unit.topic, _frames[-1]) for unit in units]
