"""One import into one bank: its folder and its rows in the store, both or neither."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from app.services import importing_cards
from app.services import importing_folder
from app.services import importing_swap
from app.services import sync
from app.services.backup import back_up
from app.services.backup import folder_of as backups_of
from app.services.errors import RefusedError
from app.services.importing_plan import sources
from app.services.importing_store import Batch
from app.services.importing_swap import Swap
from app.store import imports
from app.store import learners
from question_bank.bank import Bank
from question_bank.errors import BankError
from question_bank.loader import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection

    from app.services.importing_frame import Back
    from app.services.importing_place import Place
    from app.services.importing_plan import Plan
    from app.services.importing_report import Report
    from app.services.importing_store import Stored
    from app.services.runtime import Runtime
    from question_bank.readers.contents import Contents

    Tell = Callable[[str, float], None]

_KEPT = 10  # folders that a bank was before an import
_WRITING = 0.2  # of the whole, for the bar; the rest is storing


@dataclass(slots=True)
class Import:
    """One import into one bank, from the plan to the folders in their places.

    ``tell`` is told the share of the writing and of the storing.
    """

    runtime: Runtime
    contents: Contents
    place: Place
    plan: Plan
    report: Report
    digest: str
    tell: Tell
    id: str
    back: Back | None = None
    bank: Bank | None = None

    def run(self) -> Report:
        """Do it; the report has no id if all of it was there already.

        Raises:
            RefusedError: what was written can't be read again.
            OSError, StoreError: the folder or the database can't be written.
        """
        runtime, target = self.runtime, self.place.folder
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
        self._prune()
        importing_swap.refresh(runtime)
        runtime.problems.pop(str(target), None)
        return replace(self.report, id=self.id, logged=stored.rows)

    def _prune(self) -> None:
        """Delete what the bank was before older imports; the last ten can be undone."""
        with self.runtime.database.read() as connection:
            rows = imports.of_bank(connection, self.runtime.learner, self.place.id)
        kept = [
            importing_swap.beside(self.place.folder, row.id, "before")
            for row in rows
            if row.state == "done" and row.previous
        ]
        for previous in kept[_KEPT:]:
            shutil.rmtree(previous, ignore_errors=True)

    def _stands(self) -> bool:
        try:
            with self.runtime.database.read() as connection:
                return imports.state_of(connection, self.id) is not None
        except Exception:  # noqa: BLE001 - if that isn't known, nothing is thrown away
            return True

    def _write(self, fresh: Path) -> Bank:
        """Write the bank's new folder; return the bank as it will be read."""
        self.tell("Writing the bank", 0.0)
        old, now = self.place.old, self.runtime.clock() // 1000
        if old is None:
            importing_folder.write_new(fresh, self.plan)
        else:
            importing_folder.write_changed(fresh, self.plan, old)
        importing_folder.put_media(fresh, sources(self.contents, self.plan.media))
        if self.back is not None:
            importing_folder.put_papers(fresh, self.back.papers)
        alone = old is None and self.back is None
        bank = self._fresh_bank(fresh, now) if alone else self._changed_bank(fresh, now)
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
        try:
            bank = load(fresh)
        except BankError as error:
            raise RefusedError(f"what it makes can’t be read: {error.problems[0]}") from error
        mine = {item.id: self.plan.changed.get(item.id, now) for item in self.plan.items}
        return replace(
            bank, changed={**bank.changed, **mine}, confirmed=bank.confirmed | mine.keys()
        )

    def _back_up(self) -> None:
        if self.runtime.database.is_sqlite:
            back_up(self.runtime.settings, backups_of(self.runtime.settings), self.runtime.clock())

    def _store(self, kept: Path | None) -> Stored | None:
        """Put all of it into the store; None (and nothing is stored) if it was there already."""
        runtime, tell = self.runtime, _later(self.tell)
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
            added = importing_cards.added(self.plan.cards, self.runtime.clock())
            sync.write(connection, self.runtime, self.bank, self._position(), added=added)
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


def _later(tell: Tell) -> Tell:
    """Return what is told the share of the storing, and tells that of the whole."""
    return lambda doing, share: tell(doing, _WRITING + (1 - _WRITING) * share)
