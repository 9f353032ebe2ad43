"""Find what is wrong with the data, and mend it: the log is the truth, all else follows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services import ailments
from app.services import compiled
from app.services import histories
from app.services.ailments import Desk
from app.services.backup import back_up
from app.services.backup import folder_of
from app.services.backup import newest_sound
from app.services.errors import RefusedError
from app.store import damage
from app.store import losses
from app.store.db import StoreError
from app.store.kept import forget
from app.store.migrate import HEAD
from app.store.migrate import current
from question_bank.loader import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from app.services.ailments import Ailment
    from app.services.runtime import Runtime
    from question_bank.bank import Bank

    Tell = Callable[[str, float], None]

# Each is done before the next is looked for: what an item brings back, its card needs.
CHECKS = (
    ("learners", ailments.learners_gone),
    ("items", compiled.items_gone),
    ("cards", compiled.cards_gone),
    ("banks", compiled.differing),
    ("citations", compiled.citations),
    ("search", compiled.words),
    ("presets", ailments.presets),
    ("cards of learners", ailments.states_gone),
    ("decks", ailments.columns),
    ("the log", histories.unfolded),
    ("sums", histories.miscounted),
    ("quizzes", ailments.attempts),
    ("actions", ailments.actions),
    ("the log's oddities", ailments.log_notes),
)


# rows that point to nothing and that a check above names, or the log's own, which stay
_NAMED = {
    ("review", "card"), ("card_state", "card"), ("card", "item"), ("citation", "item"),
    ("item", "bank"), ("source", "bank"), ("attempt", "bank"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, where, and what is done about it; whether it was, and whether it can be."""

    what: str
    where: str
    done: str
    mended: bool = False
    mendable: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found; ``notes`` are no damage; ``backup`` was made before anything changed."""

    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...] = ()
    backup: Path | None = None

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong any more."""
        return all(finding.mended for finding in self.findings)


def examine(
    runtime: Runtime, *, repair: bool = False, backed_up: bool = False, tell: Tell | None = None
) -> Report:
    """Look for every kind of damage; with ``repair`` mend it, all or nothing.

    Nothing is mended before a sound backup was made, and none is made if nothing is wrong.

    Args:
        runtime: whose data, with the folders of its banks.
        repair: whether to mend.
        backed_up: whether a backup was made by other means.
        tell: is told what is being done, and the share of it that is done.

    Raises:
        RefusedError: the tables are of another version, or no backup can be made.
        StoreError: the database can't be used.
    """
    broken = _file_faults(runtime)
    if broken:
        return Report(tuple(_restore(runtime, line) for line in broken))
    tell = tell or (lambda _doing, _share: None)
    banks = _banks(runtime)
    with runtime.database.read() as connection:
        desk = _desk(connection, runtime, banks, tell)
        found = [row for _, check in _told(tell) for row in check(desk)]
        loose = damage.dangling(connection)
    if not repair or not any(row.cure for row in found):
        return _report([_finding(row) for row in found], found, loose, None)
    kept = None if backed_up else _back_up(runtime)
    with runtime.database.write() as connection:
        desk = _desk(connection, runtime, banks, tell)
        found = [row for _, check in _told(tell) for row in _mended(check, desk)]
        forget(connection)  # no trace of a cure is in the log
        loose = damage.dangling(connection)
    return _report(
        [_finding(row, mended=row.cure is not None) for row in found], found, loose, kept
    )


def _told(tell: Tell) -> Iterator[tuple[str, Callable[[Desk], Iterator[Ailment]]]]:
    for number, (name, check) in enumerate(CHECKS):
        tell(f"looking at {name}", number / len(CHECKS))
        yield name, check


def _mended(check: Callable[[Desk], Iterator[Ailment]], desk: Desk) -> list[Ailment]:
    """Look, then mend; a cure that many share is applied once."""
    found = list(check(desk))
    for cure in {id(row.cure): row.cure for row in found if row.cure}.values():
        cure()
    return found


def _finding(row: Ailment, *, mended: bool = False) -> Finding:
    return Finding(row.what, row.where, row.done, mended, row.cure is not None)


def _report(
    rows: list[Finding], found: list[Ailment], loose: damage.Rows, backup: Path | None
) -> Report:
    findings = [row for row, ailment in zip(rows, found, strict=True) if not ailment.note]
    notes = [row for row, ailment in zip(rows, found, strict=True) if ailment.note]
    findings += [
        Finding(
            f"{row.rows} rows point to a {row.parent} that isn't there", f"table {row.table}",
            "not mended: restore a backup",
        )
        for row in loose
        if (row.table, row.parent) not in _NAMED and (backup or row.parent != "learner")
    ]  # fmt: skip
    return Report(tuple(findings), tuple(notes), backup)


def _restore(runtime: Runtime, line: str) -> Finding:
    newest = newest_sound(runtime.settings)
    if newest is None:
        done = "not mended, and there is no sound backup: keep the file for somebody who knows"
    else:
        done = f"not mended: citecards restore {newest}"
    return Finding(line, str(runtime.settings.data), done)


def _back_up(runtime: Runtime) -> Path:
    if not runtime.database.is_sqlite:
        raise RefusedError(
            "PostgreSQL isn't backed up from here: do so by pg_dump, then add --backed-up"
        )
    return back_up(runtime.settings, folder_of(runtime.settings), runtime.clock())


def _file_faults(runtime: Runtime) -> list[str]:
    """Return what is wrong with the file itself: too much for anything else to be looked at."""
    try:
        _must_be_current(runtime)
        with runtime.database.read() as connection:
            return damage.file_faults(connection)
    except StoreError as error:
        if "damaged" in str(error):
            return [str(error)]
        raise


def _must_be_current(runtime: Runtime) -> None:
    found = current(runtime.database)
    if found is None:
        raise RefusedError(f"{runtime.settings.data}: there is nothing to look at yet")
    if found > HEAD:
        raise RefusedError("the database was made by a newer Citecards: install that one")
    if found < HEAD:
        raise RefusedError(
            "the data are of an older Citecards: start it once with citecards serve, then look"
        )


def _banks(runtime: Runtime) -> list[Bank]:
    """Return the sound ones of the banks that were given."""
    readings = (read(folder) for folder in runtime.settings.banks)
    return [reading.bank for reading in readings if reading.bank and not reading.problems]


def _desk(connection: Connection, runtime: Runtime, banks: list[Bank], tell: Tell) -> Desk:
    given = {bank.id: (bank, losses.stored_as(connection, bank.id)[1]) for bank in banks}
    return Desk(connection, runtime, given, tell)
