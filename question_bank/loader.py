"""Read a bank's folder: every fault of every file at once, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from question_bank.bank import Bank
from question_bank.bank import BankInfo
from question_bank.errors import BankError
from question_bank.errors import Problem
from question_bank.faults import explain
from question_bank.faults import faults_of
from question_bank.items import citations_of
from question_bank.items import fingerprint
from question_bank.locate import Passage
from question_bank.locate import locate
from question_bank.lock import NAME as LOCK_NAME
from question_bank.lock import read_lock
from question_bank.nodes import parse
from question_bank.source import Source
from question_bank.topics import read_topic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from question_bank.bank import Place
    from question_bank.cite import Citation
    from question_bank.items import Item
    from question_bank.locate import Locked
    from question_bank.lock import Locks
    from question_bank.nodes import Tree
    from question_bank.source import SourceInfo

INFO_NAME = "bank.yaml"
_SEEDS_LEVELS = 3  # bank folder, question_bank, and the folder that holds it


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
    return _Reader(folder).read()


class _Reader:
    """One reading of one folder; collects problems as it goes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.located: dict[tuple[str, str, Locked | None], Passage] = {}

    def read(self) -> Reading:
        info = self._info()
        if info is None:
            if (self.folder / INFO_NAME).is_file():
                self._items(None)  # for their faults: all are told at once
            return self._done(None)
        found = [self._source(row) for row in info.sources]
        sources = {source.id: source for source in found if source is not None}
        items, places = self._items(info)
        locks = self._locks()
        passages = {item.id: tuple(self._passages(item, info, sources, locks)) for item in items}
        confirmed = frozenset(
            item.id
            for item in items
            if item.id in locks
            and locks[item.id].fingerprint == fingerprint(item)
            and all(passage.status in ("exact", "moved") for passage in passages[item.id])
        )
        times = {file: self._modified(file) for file in {place.file for place in places.values()}}
        changed = {
            item.id: locks[item.id].changed if item.id in confirmed else times[places[item.id].file]
            for item in items
        }
        return self._done(Bank(info, items, sources, passages, places, changed, confirmed))

    def _modified(self, file: str) -> int:
        try:
            return int((self.folder / Path(file).name).stat().st_mtime)
        except OSError:
            return 0

    def _done(self, bank: Bank | None) -> Reading:
        return Reading(bank, tuple(sorted(set(self.problems))))

    def _problem(self, path: Path, mark: tuple[int, int], rule: str, message: str) -> None:
        self.problems.append(Problem(self._shown(path), *mark, "-", rule, message))

    def _shown(self, path: Path) -> str:
        """Return a path as a person in the current folder would type it."""
        return str(path)

    def _tree(self, path: Path) -> Tree | None:
        try:
            raw = path.read_bytes()
        except OSError as error:
            self._unreadable(path, error)
            return None
        tree = parse(raw)
        self.problems += faults_of(tree, self._shown(path))
        return tree

    def _unreadable(self, path: Path, error: OSError) -> None:
        self._problem(path, (1, 1), "unreadable", f"{error.strerror}: this file can't be read")

    def _info(self) -> BankInfo | None:
        path = self.folder / INFO_NAME
        if not self.folder.is_dir():
            self._problem(self.folder, (1, 1), "no-bank", "there is no such folder")
            return None
        if not path.is_file():
            self._problem(path, (1, 1), "no-bank", f"a bank's folder holds a {INFO_NAME}")
            return None
        tree = self._tree(path)
        if tree is None or not tree.whole:
            return None
        try:
            info = BankInfo.model_validate(tree.value)
        except ValidationError as error:
            self.problems += explain(error, tree, (), self._shown(path))
            return None
        return self._without_repeats(info, tree, path)

    def _without_repeats(self, info: BankInfo, tree: Tree, path: Path) -> BankInfo:
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
        above = [self.folder.resolve(), *self.folder.resolve().parents][:_SEEDS_LEVELS]
        places = [self.folder / info.file, *(folder / "seeds" / info.file for folder in above)]
        try:
            path = next((place for place in places if place.is_file()), None)
        except OSError:  # a name too long for the system
            path = None
        if path is None:
            message = f"{info.file}: no such source beside the bank or in a seeds folder above it"
            self._problem(self.folder / INFO_NAME, (1, 1), "no-source", message)
            return None
        try:
            return Source(info, path.read_bytes().decode("utf-8"))
        except OSError as error:
            self._problem(
                path, (1, 1), "unreadable", f"{error.strerror}: this source can't be read"
            )
        except UnicodeDecodeError:
            self._problem(path, (1, 1), "encoding", "this source is not UTF-8: save it as UTF-8")
        return None

    def _items(self, info: BankInfo | None) -> tuple[tuple[Item, ...], dict[str, Place]]:
        found: dict[str, Item] = {}
        places: dict[str, Place] = {}
        for path in sorted(self.folder.glob("*.yml")):
            self._problem(path, (1, 1), "file-name", "end its name in .yaml: .yml isn't read")
        files = sorted(path for path in self.folder.glob("*.yaml") if path.name != INFO_NAME)
        topics = {topic.id for topic in info.topics} if info else None
        for path in files:
            for item, place in self._items_of(path, topics):
                if item.id in found:
                    first = places[item.id]
                    message = f"this id stands already at {first.file}:{first.line}"
                    self.problems.append(
                        Problem(
                            place.file, place.line, place.column, item.id, "repeated-id", message
                        )
                    )
                    continue
                found[item.id] = item
                places[item.id] = place
        order = {topic.id: index for index, topic in enumerate(info.topics if info else ())}
        return tuple(sorted(found.values(), key=lambda item: order.get(item.topic, 0))), places

    def _items_of(self, path: Path, topics: set[str] | None) -> tuple[tuple[Item, Place], ...]:
        try:
            raw = path.read_bytes()
        except OSError as error:
            self._unreadable(path, error)
            return ()
        reading = read_topic(raw, self._shown(path), topics)
        self.problems += reading.problems
        return reading.items

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

    def _passages(
        self, item: Item, info: BankInfo, sources: dict[str, Source], locks: Locks
    ) -> Iterator[Passage]:
        default = info.sources[0].id if len(info.sources) == 1 else ""
        known = locks[item.id].passages if item.id in locks else {}
        for citation in citations_of(item):
            source = sources.get(citation.source or default)
            if source is None:
                yield Passage(citation.source or default, 0, 0, "missing", 0)
            else:
                yield self._locate(citation, source, known.get(str(citation)))

    def _locate(self, citation: Citation, source: Source, known: Locked | None) -> Passage:
        """Locate a citation, once if many items share it."""
        key = (str(citation), source.id, known)
        if key not in self.located:
            self.located[key] = locate(citation, source, known)
        return self.located[key]
