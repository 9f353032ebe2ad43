"""What was done in Anki with cards of a bank that is here: its log comes home, the texts stay."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.services.backup import back_up
from app.services.backup import folder_of as backups_of
from app.services.importing_store import Batch
from app.store import imports
from app.store import learners

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.importing_ours import Home
    from app.services.importing_report import Report
    from app.services.runtime import Runtime

    Tell = Callable[[str, float], None]


def store_home(  # noqa: PLR0913, PLR0917 - an import, and all that is kept of it
    runtime: Runtime, home: Home, report: Report, digest: str, name: str, tell: Tell
) -> Report:
    """Take reviews, and what was decided of cards, into the log of a bank; each state is its fold.

    Args:
        runtime: whose learner.
        home: what of a file belongs to the bank.
        report: what to say of it.
        digest: of the file.
        name: the import's id.
        tell: told how far it is.

    Returns:
        the report, without an id if nothing was new.

    Raises:
        StoreError: the database can't be written.
    """
    report = replace(report, bank=home.bank, unchanged=len(home.contents.notes))
    if runtime.database.is_sqlite:
        back_up(runtime.settings, backups_of(runtime.settings), runtime.clock())
    with runtime.database.write() as connection:
        learners.ensure_learner(connection, runtime.learner, "You", runtime.clock())
        learners.hold(connection, runtime.learner)
        batch = Batch(
            connection, runtime, home.bank, name, home.contents.made_at, home.cards,
            fresh=False, tell=tell, home=True,
        )  # fmt: skip
        found = batch.put(home.contents.cards, home.contents.reviews, set(home.marked))
        if not (found.rows or found.decisions):
            connection.rollback()
            return report
        report = replace(report, id=name, logged=found.rows)
        known = imports.of_bank(connection, runtime.learner, home.bank)
        at = max([runtime.clock(), *(row.at + 1 for row in known)])
        imports.record(connection, imports.Imported(
            name, runtime.learner, home.bank, report.file, digest, at, report.kept(), "done", "",
            "", found.first, found.last, found.was,
        ))  # fmt: skip
    return report
