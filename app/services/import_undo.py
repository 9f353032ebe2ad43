"""Undo an import whole: its folder, its log and what it decided of cards, or nothing of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.services import importing_swap
from app.services import sums
from app.services import sync
from app.services.backup import back_up
from app.services.backup import folder_of as backups_of
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.folding import folded
from app.services.importing_swap import Swap
from app.store import imported_rows
from app.store import imports
from app.store import learners
from app.store import states
from app.store import touched
from question_bank.errors import BankError
from question_bank.loader import load

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.services.runtime import Runtime
    from app.store.imports import Imported
    from question_bank.bank import Bank


_LATER = "a later import into this bank has to be undone first"
_GONE = "what the bank was before it isn’t kept any more, only before the last ten imports"


@dataclass(frozen=True, slots=True)
class Undoable:
    """An import that stands: what undoing it takes away besides, and why it can't be, if so."""

    row: Imported
    answers: int
    why_not: str = ""

    @property
    def is_new(self) -> bool:
        """Whether it made its bank, which goes with it."""
        return self.row.previous is None


def listing(runtime: Runtime) -> list[Undoable]:
    """Return the imports that stand, newest first."""
    with runtime.database.read() as connection:
        rows = imports.done(connection, runtime.learner)
        seen: set[str] = set()
        found = []
        for row in rows:
            later = row.bank_id in seen
            seen.add(row.bank_id)
            why_not = _LATER if later else _GONE if _is_gone(row) else ""
            found.append(Undoable(row, imports.answers_since(connection, row), why_not))
        return found


def _is_gone(row: Imported) -> bool:
    return bool(row.previous) and not Path(row.previous or "").is_dir()


def undo(runtime: Runtime, import_id: str, *, alone: bool = False) -> Imported:
    """Undo an import; what was answered in a bank that it made goes with it, into the backup.

    Repeated, it is the same undo. A file that went into several banks leaves them all, unless
    ``alone``.

    Raises:
        NotFoundError: there's no such import.
        RefusedError: a later one stands on it, or what was there before can't be read.
    """
    with runtime.database.read() as connection:
        row = imports.find(connection, runtime.learner, import_id)
    if row is None:
        raise NotFoundError("there is no such import")
    if row.state == "undone":
        return row
    standing = {one.row.id: one for one in listing(runtime)}
    parts = [] if alone else [name for name in row.counts.get("parts") or () if name in standing]
    for name in dict.fromkeys((import_id, *parts)):
        if standing[name].why_not:
            raise RefusedError(standing[name].why_not)
    for name in parts:
        if name != import_id:
            _undo(runtime, standing[name].row)
    _undo(runtime, row)
    return row


def _undo(runtime: Runtime, row: Imported) -> None:
    before = _before(row)
    if runtime.database.is_sqlite:
        back_up(runtime.settings, backups_of(runtime.settings), runtime.clock())
    swap = Swap(
        row.id, "undone", row.folder, row.previous,
        row.previous and str(importing_swap.beside(Path(row.folder), row.id, "undone")),
    )  # fmt: skip
    journal = importing_swap.announce(runtime, swap) if row.folder else None
    try:
        with runtime.database.write() as connection:
            learners.hold(connection, runtime.learner)
            _take_back(connection, runtime, row, before)
    except BaseException:
        if journal is not None:
            journal.unlink(missing_ok=True)
        raise
    if journal is not None:
        swap.finish()
        journal.unlink(missing_ok=True)
        importing_swap.refresh(runtime)
    runtime.problems.pop(row.folder, None)


def _before(row: Imported) -> Bank | None:
    """Return the bank as it was before an import; None if there was none.

    Raises:
        RefusedError: what was kept of it is gone, or has faults.
    """
    if not row.previous:
        return None
    try:
        return load(Path(row.previous))
    except BankError as error:
        raise RefusedError(
            f"what the bank was before can’t be read: {error.problems[0]}"
        ) from error


def _take_back(
    connection: Connection, runtime: Runtime, row: Imported, before: Bank | None
) -> None:
    cards = imports.undo_reviews(connection, row)
    if before is not None:
        folders = [str(path) for path in runtime.settings.banks]
        place = folders.index(row.folder) if row.folder in folders else len(folders)
        sync.write(connection, runtime, before, place)
    elif row.folder:
        imports.forget_bank(connection, row.bank_id)
        cards = []
    if before is not None or cards:
        touched.add(connection, row.bank_id, None)
    for card in cards:
        found = states.answered(connection, row.learner_id, card)
        if found is not None:
            state = folded(connection, runtime, row.bank_id, card)
            states.put_state(connection, found, row.learner_id, state)
    decided = (
        (int(card), *values, not values[0])
        for card, values in row.was.items()
        if before or cards or not row.folder
    )
    imported_rows.put_decided(connection, row.learner_id, decided)
    sums.recount(connection, row.learner_id)
    imports.set_undone(connection, row.id)
