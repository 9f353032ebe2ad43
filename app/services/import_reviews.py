"""Reviews that another program holds of our cards, taken into the log: AnkiConnect's way back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import NamedTuple

from app.services.errors import NotFoundError
from app.services.importing_report import Report
from app.services.importing_store import Batch
from app.store import content
from app.store import imports
from app.store import learners
from question_bank.readers.contents import Review

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.services.runtime import Runtime


class Pulled(NamedTuple):
    """A review by Anki of a card of ours, ``item#n``; the rest as Anki's log has it.

    ``at`` is ms since the epoch, UTC, and Anki's name of it; intervals are days, below zero
    seconds; ``kind`` as in ``question_bank.readers.contents.Review``.
    """

    item: str
    n: int
    at: int
    rating: int
    interval: int = 0
    last_interval: int = 0
    ease: int = 0
    duration_ms: int = 0
    kind: int = 1


def store_reviews(runtime: Runtime, bank: str, reviews: Iterable[Pulled], source: str) -> int:
    """Take reviews into the log of a bank; those that are there already are passed over.

    The cards' states become the fold of their log. What was taken is an import like any other, and
    can be undone whole.

    Args:
        runtime: whose learner.
        bank: its id.
        reviews: in any order; those of cards that aren't there are passed over.
        source: what people call where they come from, as ``Anki``.

    Returns:
        How many were new.

    Raises:
        NotFoundError: there's no such bank.
        StoreError: the database can't be written.
    """
    rows = sorted(reviews, key=lambda row: row.at)
    names = {(row.item, row.n): 0 for row in rows}
    theirs = {name: at for at, name in enumerate(names, 1)}
    log = [Review(row.at, theirs[row.item, row.n], *row[3:]) for row in rows]
    import_id = runtime.new_id()
    with runtime.database.write() as connection:
        learners.hold(connection, runtime.learner)
        if content.bank_info(connection, bank) is None:
            raise NotFoundError(f"there is no bank `{bank}` here")
        batch = Batch(
            connection, runtime, bank, import_id, 0, {at: name for name, at in theirs.items()},
            fresh=False, tell=lambda _doing, _share: None,
        )  # fmt: skip
        stored = batch.put((), log, set())
        if stored.rows:
            known = imports.of_bank(connection, runtime.learner, bank)
            at = max([runtime.clock(), *(row.at + 1 for row in known)])
            report = Report(
                source, "ankiconnect", source, 0, 0, len(theirs), 0, len(log), (), (), bank,
                logged=stored.rows, id=import_id,
            )  # fmt: skip
            imports.record(connection, imports.Imported(
                import_id, runtime.learner, bank, source, "", at, report.kept(), "done", "", "",
                stored.first, stored.last, stored.was,
            ))  # fmt: skip
    return stored.rows
