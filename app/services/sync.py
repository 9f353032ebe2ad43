"""Compile banks from YAML into the store. A broken bank changes nothing there."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from app.services.folding import folded
from app.store import compiling
from app.store import content
from app.store import learners
from app.store import log
from app.store import states
from question_bank.items import fingerprint
from question_bank.loader import read

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sqlalchemy import Connection

    from app.services.runtime import Runtime
    from app.store.compiling import Synced
    from question_bank.bank import Bank
    from question_bank.errors import Problem


def sync_all(runtime: Runtime) -> tuple[Problem, ...]:
    """Sync every bank of the settings; return all problems, kept in ``runtime.problems`` too."""
    with runtime.database.write() as connection:
        learners.ensure_learner(connection, runtime.learner, "You", runtime.clock())
    for position, folder in enumerate(runtime.settings.banks):
        problems = sync(runtime, folder, position)
        runtime.problems.pop(str(folder), None)
        if problems:
            runtime.problems[str(folder)] = problems
    return tuple(problem for rows in runtime.problems.values() for problem in rows)


def sync(runtime: Runtime, folder: Path, position: int = 0) -> tuple[Problem, ...]:
    """Compile one bank; with problems nothing is written.

    Raises:
        StoreError: the database can't be written.
    """
    reading = read(folder)
    bank = reading.bank
    if reading.problems or bank is None:
        return reading.problems
    with runtime.database.read() as connection:
        if content.fingerprint_of(connection, bank.id) == digest_of(bank, position):
            return ()
    with runtime.database.write() as connection:
        write(connection, runtime, bank, position)
    return ()


def write(connection: Connection, runtime: Runtime, bank: Bank, position: int) -> None:
    """Compile a sound bank, and bring the learner's cards to it."""
    digest = digest_of(bank, position)
    synced = compiling.write_bank(
        connection, bank, digest=digest, position=position, now=runtime.clock()
    )
    states.ensure(connection, runtime.learner, bank.id)
    _refold(runtime, connection, synced)


def digest_of(bank: Bank, position: int) -> str:
    """Return what changes with anything a page shows of a bank."""
    parts: Iterable[str] = (
        str(position),
        bank.info.model_dump_json(),
        *(f"{item.id} {fingerprint(item)} {bank.passages[item.id]}" for item in bank.items),
        *(f"{source.id} {source.text}" for source in bank.sources.values()),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _refold(runtime: Runtime, connection: Connection, synced: Synced) -> None:
    """Give cards that came back the state their log says."""
    for card_id in synced.returned:
        for learner in log.learners_of(connection, card_id):
            row = states.card(connection, learner, card_id)
            if row is not None:
                state = folded(connection, runtime, row.bank_id, card_id, learner=learner)
                states.put_state(connection, row, learner, state)
