"""Import a file that others made into a bank: its questions, its log, all of it or nothing."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.services import importing_folder
from app.services import importing_swap
from app.services import sync
from app.services.backup import back_up
from app.services.backup import folder_of as backups_of
from app.services.errors import RefusedError
from app.services.importing_place import place_of
from app.services.importing_plan import plan
from app.services.importing_plan import sources
from app.services.importing_report import report_of
from app.services.importing_store import Batch
from app.services.importing_swap import Swap
from app.store import imports
from app.store import learners
from question_bank.bank import Bank
from question_bank.loader import load
from question_bank.readers.confined import read_in_child
from question_bank.readers.contents import RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from app.services.importing_place import Place
    from app.services.importing_plan import Plan
    from app.services.importing_report import Report
    from app.services.importing_store import Stored
    from app.services.runtime import Runtime
    from question_bank.readers.contents import Contents
    from question_bank.readers.contents import LeftOut

    Tell = Callable[[str, float], None]

_CHUNK = 1 << 20
# how much of the whole each part takes, for the bar
_SHARES = {"read": (0.0, 0.3), "plan": (0.3, 0.5), "write": (0.5, 0.6), "store": (0.6, 1.0)}


def silent(_doing: str, _share: float) -> None:
    """Tell nobody."""


def look(file: Path, folder: Path, *, name: str | None = None, tell: Tell = silent) -> Report:
    """Say what a file holds and what of it would be left out; nothing is written.

    Args:
        file: what others made.
        folder: for what is unpacked; it is there already, and left empty.
        name: what people call the file.
        tell: told what is being done, and the share of it.

    Raises:
        RefusedError: it can't be taken.
    """
    with _unpacked(file, folder, name, tell) as contents:
        made = plan(contents, "x", None, _part(tell, "plan"))
        return report_of(contents, name or file.name, made.left_out)


def import_file(
    runtime: Runtime,
    file: Path,
    *,
    name: str | None = None,
    bank: Path | None = None,
    tell: Tell = silent,
) -> Report:
    """Import a file into a bank, which is made or updated; imported again, it doubles nothing.

    Args:
        runtime: whose learner, and where the data are.
        file: what others made.
        name: what people call it.
        bank: the bank's folder; by default one in the data folder, by the file's title.
        tell: told what is being done, and the share of all of it.

    Raises:
        RefusedError: the file can't be taken, or the bank that is there has faults.
        StoreError: the database can't be written.
    """
    called = name or file.name
    try:
        with _unpacked(file, importing_swap.folder_of(runtime), name, tell) as contents:
            return import_contents(runtime, contents, called, _digest(file), bank=bank, tell=tell)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise RefusedError(f"{where}{error.strerror or error}: nothing was imported") from error


def import_contents(  # noqa: PLR0913 - what, whence and whither
    runtime: Runtime,
    contents: Contents,
    file: str,
    digest: str,
    *,
    bank: Path | None = None,
    tell: Tell = silent,
) -> Report:
    """Import what was read of a file; see ``import_file``."""
    place = place_of(runtime, contents, bank)
    made = plan(contents, place.id, place.old, _part(tell, "plan"))
    if not made.taken:
        raise RefusedError(f"{file}: nothing in it can be taken{_first(made.left_out)}")
    report = replace(
        report_of(contents, file, made.left_out), bank=place.id, folder=str(place.folder),
        added=made.merge.added, updated=made.merge.updated, unchanged=made.merge.unchanged,
        gone=made.merge.gone,
    )  # fmt: skip
    return _Import(runtime, contents, place, made, report, digest, tell).run()


@dataclass(slots=True)
class _Import:
    """One import, from the plan to the folders in their places."""

    runtime: Runtime
    contents: Contents
    place: Place
    plan: Plan
    report: Report
    digest: str
    tell: Tell
    id: str = ""
    bank: Bank | None = None

    def run(self) -> Report:
        runtime, target = self.runtime, self.place.folder
        self.id = runtime.new_id()
        fresh = importing_swap.beside(target, self.id, "new")
        kept = importing_swap.beside(target, self.id, "before") if target.exists() else None
        swap = Swap(self.id, "done", str(target), str(fresh), str(kept) if kept else None)
        journal = importing_swap.announce(runtime, swap)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            self.bank = self._write(fresh)
            self._back_up()
            stored = self._store(kept)
        except BaseException:
            if not self._stands():  # else the next start brings it to its end
                shutil.rmtree(fresh, ignore_errors=True)
                journal.unlink(missing_ok=True)
            raise
        if stored is None:
            shutil.rmtree(fresh, ignore_errors=True)
            journal.unlink(missing_ok=True)
            return self.report
        swap.finish()
        journal.unlink(missing_ok=True)
        importing_swap.refresh(runtime)
        runtime.problems.pop(str(target), None)
        self.tell("Done", 1.0)
        return replace(self.report, id=self.id, logged=stored.rows)

    def _stands(self) -> bool:
        try:
            with self.runtime.database.read() as connection:
                return imports.state_of(connection, self.id) is not None
        except Exception:  # noqa: BLE001 - if that isn't known, nothing is thrown away
            return True

    def _write(self, fresh: Path) -> Bank:
        """Write the bank's new folder; return the bank as it will be read."""
        tell = _part(self.tell, "write")
        tell("Writing the bank", 0.0)
        old, now = self.place.old, self.runtime.clock() // 1000
        if old is None:
            importing_folder.write_new(fresh, self.plan)
        else:
            importing_folder.write_changed(fresh, self.plan, old)
        importing_folder.put_media(fresh, sources(self.contents, self.plan.media))
        bank = self._fresh_bank(fresh, now) if old is None else self._changed_bank(fresh, now)
        importing_folder.put_lock(fresh, bank, now)
        return bank

    def _fresh_bank(self, fresh: Path, now: int) -> Bank:
        order = {topic.id: at for at, topic in enumerate(self.plan.info.topics)}
        items = tuple(sorted(self.plan.items, key=lambda item: order[item.topic]))
        changed = {item.id: self.plan.changed.get(item.id, now) for item in items}
        nothing: dict[str, tuple[()]] = {item.id: () for item in items}
        return Bank(
            self.plan.info, items, {}, nothing, {}, changed, frozenset(changed), None,
            self.plan.note_types, self.plan.media, fresh,
        )  # fmt: skip

    def _changed_bank(self, fresh: Path, now: int) -> Bank:
        bank = load(fresh)
        mine = {item.id: self.plan.changed.get(item.id, now) for item in self.plan.items}
        return replace(
            bank, changed={**bank.changed, **mine}, confirmed=bank.confirmed | mine.keys()
        )

    def _back_up(self) -> None:
        if self.runtime.database.is_sqlite:
            back_up(self.runtime.settings, backups_of(self.runtime.settings), self.runtime.clock())

    def _store(self, kept: Path | None) -> Stored | None:
        """Put all of it into the store; None (and nothing is stored) if it was there already."""
        runtime, tell = self.runtime, _part(self.tell, "store")
        tell("Storing the cards", 0.0)
        with runtime.database.write() as connection:
            learners.ensure_learner(connection, runtime.learner, "You", runtime.clock())
            learners.hold(connection, runtime.learner)
            wrote = self._compile(connection)
            batch = Batch(
                connection, runtime, self.place.id, self.id, self.contents.made_at, self.plan.cards,
                fresh=self.place.old is None, tell=tell,
            )  # fmt: skip
            found = batch.put(self.contents.cards, self.contents.reviews, self.plan.marked)
            if found.impossible:
                more = (0, f"{found.impossible} reviews have no time or rating that can be")
                self.report = replace(self.report, left_out=(*self.report.left_out, more))
            if not (wrote or found.rows or found.decisions):
                connection.rollback()
                return None
            known = imports.of_bank(connection, runtime.learner, self.place.id)
            at = max(runtime.clock(), *(row.at + 1 for row in known)) if known else runtime.clock()
            imports.record(connection, imports.Imported(
                self.id, runtime.learner, self.place.id, self.report.file, self.digest, at,
                replace(self.report, id=self.id, logged=found.rows).kept(), "done",
                str(self.place.folder), str(kept) if kept else None, found.first, found.last,
                found.was,
            ))  # fmt: skip
        return found

    def _compile(self, connection: Connection) -> int:
        """Compile the bank; its items aren't held longer than that takes. Return how many."""
        count = len(self.plan.items)
        if self.bank is not None:
            sync.write(connection, self.runtime, self.bank, self._position())
        self.bank = None
        self.plan.items.clear()
        return count

    def _position(self) -> int:
        banks = [path.resolve() for path in self.runtime.settings.banks]
        target = self.place.folder.resolve()
        if target in banks:
            return banks.index(target)
        mine = [path for path in banks if path.parent == target.parent]
        return len(banks) - sum(path > target for path in mine)


# ------------------------------------------------------------------ the file
@contextmanager
def _unpacked(file: Path, folder: Path, name: str | None, tell: Tell) -> Iterator[Contents]:
    """Read a file in a process of its own; what it unpacked is gone at the end."""
    told = _part(tell, "read")

    def progress(stage: str, done: int, total: int) -> None:
        told(f"Reading: {stage}", done / max(total, 1))

    if not file.is_file():
        raise RefusedError(f"{name or file}: there is no such file")
    with tempfile.TemporaryDirectory(dir=folder, prefix=".reading-") as scratch:
        try:
            yield read_in_child(file, Path(scratch), name=name or file.name, progress=progress)
        except RefusedFileError as error:
            raise RefusedError(str(error)) from error


def _digest(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as opened:
        while part := opened.read(_CHUNK):
            found.update(part)
    return found.hexdigest()


def _part(tell: Tell, name: str) -> Tell:
    """Return what is told the share of a part, and tells that of the whole."""
    start, end = _SHARES[name]
    return lambda doing, share: tell(doing, start + (end - start) * min(max(share, 0.0), 1.0))


def _first(left_out: list[LeftOut]) -> str:
    return f": {left_out[0].reason}" if left_out else ""
