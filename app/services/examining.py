"""Check a bank item by item: what hasn't changed since the last time isn't read again.

A topic file is cut into blocks, an item each. What a block says by itself is kept by its digest;
what many items say together is judged again only in the groups whose members say something new.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING
from typing import NamedTuple

from app.services.cutting import cut_files
from app.store.checked import kept
from app.store.checked import parts
from question_bank.blocks import NotPlainError
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
    from collections.abc import Iterable
    from collections.abc import Iterator
    from pathlib import Path

    from app.services.cutting import Cutting
    from app.store.checked import Group
    from app.store.checked import Kept
    from app.store.checked import Member
    from app.store.checked import Memory
    from app.store.checked import Part
    from question_bank.frame import Frame

Unit = tuple["Cutting", int]  # an item's file, and its number there
Units = dict[bytes, Unit]  # by digest, in the order of files and lines
Items = dict[bytes, "Kept"]
Said = dict[bytes, list["Part"]]  # the groups of items

_ALONE = 500  # blocks that are read sooner than other processes are started
_CHUNK = 250
_TURNS = 8  # chunks for each process: neighbours share a source, and none should end late


class Checkup(NamedTuple):
    """What a check found: how many items were read, and every problem in order."""

    items: int
    problems: tuple[Problem, ...]


def examine_bank(frame: Frame, context: bytes, memory: Memory, before: int = 0) -> Checkup:
    """Check a bank.

    Args:
        frame: what stands around the items.
        context: a digest of all but the items; when it changes, all is examined anew.
        memory: what is known from the last time; brought up to date.
        before: in ns since 1970; a topic file that is younger is read again the next time.
    """
    try:
        return _by_item(frame, context, memory, before)
    except (NotPlainError, OSError):
        memory.rollback()
        return _whole(frame.folder)


def _by_item(frame: Frame, context: bytes, memory: Memory, before: int) -> Checkup:
    if frame.info is None:
        raise NotPlainError
    memory.begin()
    if memory.get("context") != context:
        memory.forget()
        memory.put(context=context)
    units = _units(cut_files(frame.topic_files(), memory, before))
    _renew(units, frame, memory)
    items, ids = memory.counts()
    if ids != items:
        raise NotPlainError  # an id stands twice
    found = list(_placed(units, frame, memory))
    memory.commit()
    return Checkup(items, tuple(sorted({*frame.problems, *frame.media.warnings, *found})))


def _whole(folder: Path) -> Checkup:
    """Check a bank that has faults which only the whole of its files can tell."""
    reading = read(folder)
    if reading.bank is None:
        return Checkup(0, reading.problems)
    return Checkup(len(reading.bank.items), reading.problems + check(reading.bank))


def _units(files: Iterable[Cutting]) -> Units:
    """Return all items by digest.

    Raises:
        NotPlainError: the same text stands twice.
    """
    found: Units = {}
    count = 0
    for file in files:
        found.update((digest, (file, number)) for number, digest in enumerate(file.digests))
        count += len(file.digests)
    if count != len(found):
        raise NotPlainError
    return found


def _renew(units: Units, frame: Frame, memory: Memory) -> None:
    """Bring the memory up to date: read what is new, judge the groups that changed."""
    old = memory.order()
    known = set(old)
    new = _examined({digest: unit for digest, unit in units.items() if digest not in known}, frame)
    gone = {digest: row for digest in old if digest not in units and (row := memory.kept(digest))}
    then, now = _parts(gone), _parts(new)
    changed = _changed(old, units, (gone, new), (then, now), memory)
    memory.drop(then)
    memory.keep(new, now)
    rank = {topic.id: index for index, topic in enumerate(frame.info.topics if frame.info else ())}
    at = {digest: index for index, digest in enumerate(units)} if changed else {}
    verdicts: list[tuple[str, str, bytes, Note]] = []
    asked = ((group, memory.members(group)) for group in changed)
    groups = asked if old else _groups(new, now)
    for group, members in groups:
        members.sort(key=lambda member: (rank.get(member[2], 0), at[member[0]]))
        verdicts += [(*group, *row) for row in _judged(group, members, units)]
    memory.judge(changed, verdicts)
    memory.put(order=b"".join(units))


def _parts(rows: Items) -> Said:
    return dict(zip(rows, parts([row.groups for row in rows.values()]), strict=True))


def _changed(
    old: list[bytes],
    units: Units,
    rows: tuple[Items, Items],
    said: tuple[Said, Said],
    memory: Memory,
) -> set[Group]:
    """Return the groups that must be judged again, given what is gone and what is new.

    An item that was edited in its place is a new one and one that is gone, of the same id. Where
    both say the same, and nothing was found on it, the group is as it was.
    """
    gone, new = rows
    then, now = said
    after = {row[:2]: digest for digest, row in new.items() if row.id}
    heir = {digest: after[row[:2]] for digest, row in gone.items() if row[:2] in after}
    heirs = set(heir.values())
    there = set(old)
    order = [heir.get(digest, digest) for digest in old if digest in units or digest in heir]
    if order != [digest for digest in units if digest in there or digest in heirs]:
        return memory.groups() | {_name(part) for row in now.values() for part in row}
    found = memory.judged(gone)
    for digest, row in then.items():
        others = now[heir[digest]] if digest in heir else []
        found.update(_name(part) for part in row if part not in others)
        found.update(_name(part) for part in others if part not in row)
    for digest, row in now.items():
        if digest not in heirs:
            found.update(_name(part) for part in row)
    return found


def _name(part: Part) -> Group:
    return part[0], part[1]


def _groups(new: Items, now: Said) -> Iterator[tuple[Group, list[Member]]]:
    """Yield each group of items that are all there is."""
    found: dict[Group, list[Member]] = {}
    for (digest, row), said in zip(new.items(), now.values(), strict=True):
        for rule, name, data in said:
            found.setdefault((rule, name), []).append((digest, row.id, row.topic, data))
    yield from found.items()


def _judged(group: Group, members: list[Member], units: Units) -> Iterator[tuple[bytes, Note]]:
    if not members:
        return
    rule = group[0]
    digests = {item: digest for digest, item, _, _ in members}
    for item, finding in judge_group(*group, [(item, data) for _, item, _, data in members]):
        digest = digests.get(item, b"")
        tree = None
        if digest and finding.at:
            file, number = units[digest]
            tree = parse(file.block(number).text.encode())
        yield digest, note(item, rule, finding, tree)


def _placed(units: Units, frame: Frame, memory: Memory) -> Iterator[Problem]:
    for digest, row in memory.notes():
        found = Note._make(row)
        if digest:
            file, number = units[digest]
            yield Problem(file.file, file.lines[number] + found.line, *found[1:])
        else:
            yield Problem(str(frame.folder / INFO_NAME), 1, *found[1:])


def _examined(units: Units, frame: Frame) -> Items:
    """Examine units; many of them in several processes, where forking is cheap and sound."""
    works = list(units.values())
    cores = os.cpu_count() or 1
    if len(works) <= _ALONE or cores == 1 or sys.platform != "linux":
        found = _examine(works, frame)
    else:
        from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - a new bank, once
        from multiprocessing import get_context  # noqa: PLC0415

        step = max(_CHUNK, -(-len(works) // (cores * _TURNS)))
        chunks = [slice(at, at + step) for at in range(0, len(works), step)]
        task = (works, frame)  # other processes have it from this one: nothing is sent
        with ProcessPoolExecutor(cores, get_context("fork"), _tasks.append, (task,)) as pool:
            found = [row for rows in pool.map(_examine_chunk, chunks) for row in rows]
    return dict(zip(units, found, strict=True))


_tasks: list[tuple[list[Unit], Frame]] = []  # of a process that examines for another


def _examine_chunk(chunk: slice) -> list[Kept]:
    works, frame = _tasks[-1]
    return _examine(works[chunk], frame)


def _examine(works: list[Unit], frame: Frame) -> list[Kept]:
    return [kept(*examine(file.block(number), file.topic, frame)) for file, number in works]
