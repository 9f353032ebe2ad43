"""Which bank a file goes into: one that is there, if it holds the same notes, or a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.errors import RefusedError
from app.services.importing_names import named
from app.settings import BANKS
from app.store import content
from question_bank.errors import BankError
from question_bank.frame import INFO_NAME
from question_bank.loader import load

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.runtime import Runtime
    from question_bank.bank import Bank
    from question_bank.readers.contents import Contents


@dataclass(frozen=True, slots=True)
class Place:
    """The bank that a file goes into: its folder and id, and what is there."""

    folder: Path
    id: str
    old: Bank | None


def place_of(
    runtime: Runtime, contents: Contents, bank: Path | None, beside: frozenset[str] = frozenset()
) -> Place:
    """Return the bank that a file goes into; none of those that stand ``beside``.

    Raises:
        RefusedError: the one that is there has faults.
    """
    if bank is not None:
        bank = bank.resolve()
        old = loaded(bank) if (bank / INFO_NAME).exists() else None
        wanted = old.id if old else named(bank.name, "bank")
        return Place(bank, wanted if old else _free(runtime, wanted), old)
    wanted = named(contents.title, "bank")[:70].rstrip("-")
    number = 1
    while True:
        name = wanted if number == 1 else f"{wanted}-{number}"
        folder = runtime.settings.data / BANKS / name
        if not folder.exists():
            if _taken(runtime, name):
                number += 1
                continue
            return Place(folder, name, None)
        old = loaded(folder)
        if old.id not in beside and _same(old, contents):
            return Place(folder, old.id, old)
        number += 1


def _same(old: Bank, contents: Contents) -> bool:
    """Whether a bank and a file speak of the same notes; with nothing to tell by, they do."""
    mine = {item.origin.guid for item in old.items if item.origin}
    if not mine or contents.items:
        return True
    return any(note.guid in mine for note in contents.notes)


def loaded(folder: Path) -> Bank:
    """Return the bank in a folder.

    Raises:
        RefusedError: it has faults.
    """
    try:
        return load(folder)
    except BankError as error:
        raise RefusedError(f"the bank that is there has faults: {error.problems[0]}") from error


def _free(runtime: Runtime, wanted: str) -> str:
    """Return an id that no other bank of the learner has."""
    number, name = 2, wanted
    while _taken(runtime, name):
        name = f"{wanted}-{number}"
        number += 1
    return name


def _taken(runtime: Runtime, name: str) -> bool:
    with runtime.database.read() as connection:
        return content.bank_info(connection, name) is not None
