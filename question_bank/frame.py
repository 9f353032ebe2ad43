"""What stands around a bank's items: bank.yaml, the sources and the lock file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING

from pydantic import ValidationError

from question_bank.bank import BankInfo
from question_bank.blocks import NotPlainError
from question_bank.blocks import plain
from question_bank.errors import Problem
from question_bank.faults import explain
from question_bank.faults import faults_of
from question_bank.items import citations_of
from question_bank.locate import Passage
from question_bank.locate import locate
from question_bank.lock import NAME as LOCK_NAME
from question_bank.lock import read_lock
from question_bank.media import FOLDER as MEDIA_FOLDER
from question_bank.media import NAMES as MEDIA_NAMES
from question_bank.media import Media
from question_bank.media import read_media
from question_bank.nodes import MAX_BYTES
from question_bank.nodes import parse
from question_bank.note_types import FOLDER as NOTE_TYPES
from question_bank.note_types import NoteTypes
from question_bank.note_types import read_note_types
from question_bank.reviewed import NAME as REVIEWED_NAME
from question_bank.reviewed import read_reviewed
from question_bank.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from question_bank.cite import Citation
    from question_bank.items import Item
    from question_bank.locate import Locked
    from question_bank.lock import Locks
    from question_bank.nodes import Tree
    from question_bank.reviewed import Readings
    from question_bank.source import SourceInfo

INFO_NAME = "bank.yaml"
_BESIDE = (INFO_NAME, LOCK_NAME, REVIEWED_NAME)
_NO_TOPICS = (INFO_NAME, MEDIA_NAMES)
_SEEDS_LEVELS = 3  # bank folder, question_bank, and the folder that holds it


@dataclass(frozen=True)
class Frame:
    """What was read around the items, and its faults.

    ``info`` is None if there is no bank.yaml that can be used, ``readings`` if the bank keeps no
    second readings. ``watched`` are the files that were read or looked for: while they are the
    same, so is the frame. ``note_types`` and ``media`` are an import's.
    """

    folder: Path
    info: BankInfo | None
    sources: dict[str, Source]
    locks: Locks
    readings: Readings | None
    problems: tuple[Problem, ...]
    watched: tuple[Path, ...]
    note_types: NoteTypes = field(default_factory=lambda: NoteTypes({}))
    media: Media = field(default_factory=lambda: Media({}))
    _located: dict[tuple[str, str, Locked | None], Passage] = field(default_factory=dict)

    @property
    def topics(self) -> set[str] | None:
        """Topics an item may belong to; None if they aren't known."""
        return {topic.id for topic in self.info.topics} if self.info else None

    def beside(self) -> list[Path]:
        """Return bank.yaml and what was generated beside it."""
        return [*(self.folder / name for name in _BESIDE), *self.note_types.files]

    def topic_files(self) -> list[Path]:
        """Return the files that hold the items, by name."""
        if not is_folder(self.folder):
            return []
        return sorted(path for path in self.folder.glob("*.yaml") if path.name not in _NO_TOPICS)

    def passages(self, item: Item) -> Iterator[Passage]:
        """Locate the citations of an item, in the order of ``citations_of``."""
        default = next(iter(self.sources), "") if self.info and len(self.info.sources) == 1 else ""
        known = self.locks[item.id].passages if item.id in self.locks else {}
        for citation in citations_of(item):
            source = self.sources.get(citation.source or default)
            if source is None:
                yield Passage(citation.source or default, 0, 0, "missing", 0)
            else:
                text = str(citation)
                yield self._locate(citation, text, source, known.get(text))

    def _locate(
        self, citation: Citation, text: str, source: Source, known: Locked | None
    ) -> Passage:
        """Locate a citation, once if many items share it."""
        key = (text, source.id, known)
        found = self._located.get(key)
        if found is None:
            found = self._located[key] = locate(citation, source, known)
        return found


def read_frame(folder: Path) -> Frame:
    """Read what stands around a bank's items."""
    return _Reader(folder).read()


class _Reader:
    """One reading of one folder; collects problems as it goes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.watched = [folder / name for name in _BESIDE]

    def read(self) -> Frame:
        info = self._info()
        found = [self._source(row) for row in info.sources] if info else []
        sources = {source.id: source for source in found if source is not None}
        locks = self._locks() if info else {}
        readings = self._readings() if info else None
        for path in sorted(self.folder.glob("*.yml") if is_folder(self.folder) else ()):
            self._problem(path, (1, 1), "file-name", "end its name in .yaml: .yml isn't read")
        note_types, media = self._imported()
        return Frame(
            self.folder, info, sources, locks, readings, tuple(self.problems), tuple(self.watched),
            note_types, media,
        )  # fmt: skip

    def _imported(self) -> tuple[NoteTypes, Media]:
        """Read what an import adds."""
        if not is_folder(self.folder):
            return NoteTypes({}), Media({})
        note_types, media = read_note_types(self.folder), read_media(self.folder)
        self.problems += [*note_types.problems, *media.problems]
        places = (NOTE_TYPES, MEDIA_NAMES, MEDIA_FOLDER)
        self.watched += [self.folder / name for name in places] + [*note_types.files]
        return note_types, media

    def _problem(self, path: Path, mark: tuple[int, int], rule: str, message: str) -> None:
        self.problems.append(Problem(str(path), *mark, "-", rule, message))

    def _info(self) -> BankInfo | None:
        path = self.folder / INFO_NAME
        if not is_folder(self.folder):
            self._problem(self.folder, (1, 1), "no-bank", "there is no such folder")
            return None
        if not path.is_file():
            self._problem(path, (1, 1), "no-bank", f"a bank's folder holds a {INFO_NAME}")
            return None
        try:
            raw = path.read_bytes()
        except OSError as error:
            self.problems.append(unreadable(path, error))
            return None
        info = _sound(raw)
        if info is not None:
            return info
        tree = parse(raw)
        self.problems += faults_of(tree, str(path))
        return self._valid(tree, path) if tree.whole else None

    def _valid(self, tree: Tree, path: Path) -> BankInfo | None:
        try:
            info = BankInfo.model_validate(tree.value)
        except ValidationError as error:
            self.problems += explain(error, tree, (), str(path))
            return None
        ids = {
            "topics": [row.id for row in info.topics],
            "sources": [row.id for row in info.sources],
        }
        for name, rows in ids.items():
            for index, row in enumerate(rows):
                if row in rows[:index]:
                    mark = tree.place((name, index, "id"))
                    self._problem(path, mark, "repeated-id", f"`{row}` stands twice in {name}")
        return info

    def _source(self, info: SourceInfo) -> Source | None:
        """Find the file beside the bank, or in a ``seeds`` folder here or up to two levels up."""
        path = self._find(info.file)
        if path is None:
            message = f"{info.file}: no such source beside the bank or in a seeds folder above it"
            self._problem(self.folder / INFO_NAME, (1, 1), "no-source", message)
            return None
        try:
            return Source(info, path.read_bytes().decode("utf-8"))
        except OSError as error:
            message = f"{error.strerror}: this source can't be read"
            self._problem(path, (1, 1), "unreadable", message)
        except UnicodeDecodeError:
            self._problem(path, (1, 1), "encoding", "this source is not UTF-8: save it as UTF-8")
        return None

    def _find(self, name: str) -> Path | None:
        resolved = self.folder.resolve()
        above = [resolved, *resolved.parents][:_SEEDS_LEVELS]
        for path in (self.folder / name, *(folder / "seeds" / name for folder in above)):
            self.watched.append(path)
            try:
                if path.is_file():
                    return path
            except OSError:  # a name too long for the system
                return None
        return None

    def _locks(self) -> Locks:
        path = self.folder / LOCK_NAME
        if not path.is_file():
            return {}
        try:
            return read_lock(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            message = "not a lock file: write it again with `citecards check --update-lock`"
            self._problem(path, (1, 1), "lock", message)
            return {}

    def _readings(self) -> Readings | None:
        path = self.folder / REVIEWED_NAME
        if not path.is_file():
            return None
        try:
            return read_reviewed(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            message = "not a file of second readings: restore it, or delete it and judge again"
            self._problem(path, (1, 1), "readings", message)
            return None


def _sound(raw: bytes) -> BankInfo | None:
    """Read a bank.yaml that has no fault, quickly; None if it has one."""
    try:
        if len(raw) > MAX_BYTES:
            return None
        info = BankInfo.model_validate(plain(raw.decode("utf-8-sig")))
    except (UnicodeDecodeError, NotPlainError, ValidationError):
        return None
    topics = {row.id for row in info.topics}
    sources = {row.id for row in info.sources}
    once = len(topics) == len(info.topics) and len(sources) == len(info.sources)
    return info if once else None


def is_folder(path: Path) -> bool:
    """Whether a folder can be looked into; False for a name that the system refuses."""
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises for a name that is too long


def unreadable(path: Path, error: OSError) -> Problem:
    """Say that a file of the bank can't be read."""
    message = f"{error.strerror}: this file can't be read"
    return Problem(str(path), 1, 1, "-", "unreadable", message)


def id_of(folder: Path) -> str | None:
    """Return the id of the bank in a folder, whatever else is wrong there; None if it has none."""
    try:
        value = parse((folder / INFO_NAME).read_bytes()).value
    except OSError:
        return None
    found = value.get("id") if isinstance(value, dict) else None
    return found if isinstance(found, str) else None
