"""Banks that are here, for notes of ours that come back; and where one goes that isn't."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services import sync
from app.services.errors import RefusedError
from app.services.export_files import with_files
from app.services.importing_ours import Known
from app.services.importing_place import Place
from app.services.importing_place import loaded
from app.settings import BANKS
from app.store import content
from app.store import imports
from app.store import learners
from question_bank.frame import id_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.services.importing_frame import Back
    from app.services.importing_ours import Find
    from app.services.runtime import Runtime


def known_banks(runtime: Runtime, given: Path | None) -> tuple[tuple[str, ...], Find]:
    """Return the ids of all banks that are here, and what finds one.

    Args:
        runtime: where the data are.
        given: a folder that may be of another bank.
    """
    folders = {name: place for place, name in reversed(list(_folders(runtime, given)))}
    with runtime.database.read() as connection:
        stored = [info.id for info in content.bank_infos(connection)]

    def find(bank: str) -> Known | None:
        if bank not in stored and bank in folders:
            _compile(runtime, folders[bank])
        with runtime.database.read() as connection:
            found = content.load_bank(connection, bank)
            rows = imports.of_bank(connection, runtime.learner, bank)
        if found is None:
            return None
        rebuilt = any(row.state == "done" and row.counts.get("rebuilt") for row in rows)
        return Known(with_files(found, runtime.settings), rebuilt)

    return tuple(dict.fromkeys((*stored, *folders))), find


def _folders(runtime: Runtime, given: Path | None) -> Iterator[tuple[Path, str]]:
    for place in (*([given.resolve()] if given else ()), *runtime.settings.banks):
        name = id_of(place)
        if name is not None:
            yield place, name


def _compile(runtime: Runtime, folder: Path) -> None:
    """Bring a bank into the store that never was there.

    Raises:
        RefusedError: it has faults.
    """
    banks = runtime.settings.banks
    with runtime.database.write() as connection:
        learners.ensure_learner(connection, runtime.learner, "You", runtime.clock())
    problems = sync.sync(runtime, folder, banks.index(folder) if folder in banks else len(banks))
    if problems:
        raise RefusedError(f"the bank that is there has faults: {problems[0]}")


def place_of_back(runtime: Runtime, back: Back, given: Path | None) -> Place:
    """Return where a bank of ours goes that comes back.

    Raises:
        RefusedError: the one that an earlier deck made has faults.
    """
    bank = back.info.id
    if back.old is not None and back.old.folder is not None:
        return Place(back.old.folder, bank, loaded(back.old.folder))
    if given is not None and not given.exists():
        return Place(given.resolve(), bank, None)
    number, folder = 1, runtime.settings.data / BANKS / bank
    while folder.exists():
        number += 1
        folder = folder.with_name(f"{bank}-{number}")
    return Place(folder, bank, None)
