"""Read a bank's folder: every fault of every file at once, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from question_bank.bank import Bank
from question_bank.errors import BankError
from question_bank.errors import Problem
from question_bank.fingerprints import fingerprint
from question_bank.frame import INFO_NAME
from question_bank.frame import is_folder
from question_bank.frame import read_frame
from question_bank.frame import unreadable
from question_bank.items import Note
from question_bank.note_types import misfit
from question_bank.topics import TopicReading
from question_bank.topics import read_topic

if TYPE_CHECKING:
    from question_bank.bank import BankInfo
    from question_bank.bank import Place
    from question_bank.frame import Frame
    from question_bank.items import Item
    from question_bank.locate import Passage

__all__ = ["INFO_NAME", "Reading", "load", "read"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the bank of all sound items (None if there's no bank), and all faults."""

    bank: Bank | None
    problems: tuple[Problem, ...]


def load(folder: Path) -> Bank:
    """Read a bank that must be sound.

    Raises:
        BankError: with every fault found.
    """
    reading = read(folder)
    if reading.problems or reading.bank is None:
        raise BankError(reading.problems)
    return reading.bank


def read(folder: Path) -> Reading:
    """Read a bank's folder, its sources and its lock file, and locate every citation."""
    frame = read_frame(folder)
    problems = list(frame.problems)
    if frame.info is None and not (is_folder(folder) and (folder / INFO_NAME).is_file()):
        return Reading(None, _in_order(problems))
    items, places = _items(frame, problems)  # without a bank for their faults: all at once
    bank = _bank(frame, frame.info, items, places) if frame.info else None
    return Reading(bank, _in_order(problems))


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems)))


def _items(frame: Frame, problems: list[Problem]) -> tuple[tuple[Item, ...], dict[str, Place]]:
    found: dict[str, Item] = {}
    places: dict[str, Place] = {}
    for path in frame.topic_files():
        reading = _topic(path, frame.topics)
        problems += reading.problems
        for item, place in reading.items:
            if isinstance(item, Note) and (why := misfit(item, frame.note_types.known)):
                problems.append(unfit(item.id, place, why))
                continue
            if item.id in found:
                problems.append(repeated(item.id, place, places[item.id]))
                continue
            found[item.id] = item
            places[item.id] = place
    order = {topic.id: index for index, topic in enumerate(frame.info.topics if frame.info else ())}
    return tuple(sorted(found.values(), key=lambda item: order.get(item.topic, 0))), places


def _topic(path: Path, topics: set[str] | None) -> TopicReading:
    try:
        raw = path.read_bytes()
    except OSError as error:
        return TopicReading((), (unreadable(path, error),))
    return read_topic(raw, str(path), topics)


def repeated(item: str, place: Place, first: Place) -> Problem:
    """Say that an id stands twice."""
    message = f"this id stands already at {first.file}:{first.line}"
    return Problem(place.file, place.line, place.column, item, "repeated-id", message)


def unfit(item: str, place: Place, why: str) -> Problem:
    """Say that a note isn't of its note type."""
    return Problem(place.file, place.line, place.column, item, "note-type", why)


def _bank(frame: Frame, info: BankInfo, items: tuple[Item, ...], places: dict[str, Place]) -> Bank:
    passages = {item.id: tuple(frame.passages(item)) for item in items}
    confirmed = frozenset(
        item.id for item in items if _is_confirmed(frame, item, passages[item.id])
    )
    times = {file: _modified(file) for file in {place.file for place in places.values()}}
    changed = {
        item.id: frame.locks[item.id].changed
        if item.id in confirmed
        else times[places[item.id].file]
        for item in items
    }
    return Bank(
        info, items, frame.sources, passages, places, changed, confirmed, frame.readings,
        frame.note_types.known, frame.media.names, frame.folder, frame.media.warnings,
    )  # fmt: skip


def _is_confirmed(frame: Frame, item: Item, passages: tuple[Passage, ...]) -> bool:
    return (
        item.id in frame.locks
        and frame.locks[item.id].fingerprint == fingerprint(item)
        and all(passage.status in ("exact", "moved") for passage in passages)
    )


def _modified(file: str) -> int:
    try:
        return int(Path(file).stat().st_mtime)
    except OSError:
        return 0
