"""Compile banks from YAML into the store. A broken bank changes nothing there."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from app.services import importing_swap
from app.services import sums
from app.services.folding import folded
from app.store import compiling
from app.store import content
from app.store import learners
from app.store import log
from app.store import states
from app.store import touched
from question_bank.fingerprints import fingerprint
from question_bank.loader import read

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
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
    importing_swap.settle(runtime)
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
    prints = prints_of(bank)
    with runtime.database.read() as connection:
        if content.fingerprint_of(connection, bank.id) == digest_of(bank, position, prints):
            return ()
    with runtime.database.write() as connection:
        write(connection, runtime, bank, position, prints=prints)
    return ()


def write(  # noqa: PLR0913 - a bank, and what is known of it
    connection: Connection, runtime: Runtime, bank: Bank, position: int, *,
    prints: Mapping[str, str] | None = None, added: Mapping[tuple[str, int], int] | None = None,
    whole: bool = False,
) -> None:  # fmt: skip
    """Compile what has changed of a sound bank, and bring the learner's cards to it.

    ``prints`` are its items' fingerprints, if known; ``added`` says when a card was added to where
    it came from (ms UTC), by its item and number; ``whole``: everything is written anew.
    """
    prints = prints or prints_of(bank)
    synced = compiling.write_bank(
        connection, bank, digest=digest_of(bank, position, prints), position=position,
        now=runtime.clock(), prints=prints, added=added, whole=whole,
    )  # fmt: skip
    if whole or synced.cards or not states.any_of(connection, runtime.learner, bank.id):
        states.ensure(connection, runtime.learner, bank.id)
    _refold(runtime, connection, synced)
    sums.move(connection, synced.moved)
    if whole or synced.cards:
        touched.add(connection, bank.id, None if whole else synced.cards)


def prints_of(bank: Bank) -> dict[str, str]:
    """Return the fingerprint of each item of a bank."""
    return {item.id: fingerprint(item) for item in bank.items}


def digest_of(bank: Bank, position: int, prints: Mapping[str, str] | None = None) -> str:
    """Return what changes with anything a page shows of a bank.

    ``prints`` are its items' fingerprints, if known.
    """
    known = prints or prints_of(bank)
    parts: Iterable[str] = (
        str(position),
        bank.info.model_dump_json(),
        *(f"{item.id} {known[item.id]} {bank.passages[item.id]}" for item in bank.items),
        *(item.origin.model_dump_json() for item in bank.items if item.origin),
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
