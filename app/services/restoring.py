"""Put a backup in the place of the data: all of it or nothing, and what was there is kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.backup import back_up
from app.services.backup import database_file
from app.services.backup import folder_of
from app.services.backup import said
from app.services.backup import stamp
from app.services.errors import RefusedError
from app.store import copies
from app.store.db import address
from app.store.migrate import HEAD
from app.store.presence import InUseError
from app.store.presence import alone

if TYPE_CHECKING:
    from pathlib import Path

    from app.settings import Settings

_BESIDE = ("-wal", "-shm", "-journal")
_RUNNING = "Citecards is running on these data: stop it (Ctrl C in its window), then restore again"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place: its answers; and where that is which was there before, if anything."""

    answers: int
    before: Path | None


def restore(settings: Settings, file: Path, now: int) -> Restored:
    """Put a backup in the place of the data; tables of an older version are brought up at start.

    Args:
        settings: say where the data are.
        file: the backup.
        now: ms since the epoch, UTC, for the name of the backup of what is there.

    Raises:
        RefusedError: the file isn't a sound backup, a site is running, or a place can't be
            written; what was there is still there then.
        StoreError: the data folder can't be used.
    """
    place = database_file(settings)
    found = _checked(file, place)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RefusedError(f"{place.parent}: {said(error)}: choose another with --data") from error
    try:
        with alone(address(settings)):
            return Restored(found.answers, _replace(settings, file, place, now))
    except InUseError as error:
        raise RefusedError(_RUNNING) from error


def _checked(file: Path, place: Path) -> copies.Contents:
    """Look at the file before anything is touched."""
    if not file.is_file():
        raise RefusedError(f"{file}: there is no such file")
    if place.exists() and file.samefile(place):
        raise RefusedError(f"{file}: these are the data themselves: name a backup")
    try:
        found = copies.contents(file)
    except (copies.NotOursError, OSError) as error:
        raise RefusedError(f"{file}: it can't be restored: {said(error)}") from error
    if found.version > HEAD:
        raise RefusedError(f"{file}: it was made by a newer Citecards: install that one")
    return found


def _replace(settings: Settings, file: Path, place: Path, now: int) -> Path | None:
    part = place.with_name(f".{place.name}.part")
    before = _kept(settings, place, now) if place.exists() else None
    try:
        copies.copy(file, part, at_rest=True)
        if place.exists():
            _fold_in(place)
        for end in _BESIDE:  # a log that stayed would be read into the new file
            place.with_name(place.name + end).unlink(missing_ok=True)
        part.replace(place)
        _settle(place.parent)
    except (OSError, sqlite3.Error) as error:
        raise RefusedError(f"{place}: nothing was restored: {said(error)}") from error
    finally:
        for end in ("", *_BESIDE):
            with suppress(OSError):
                part.with_name(part.name + end).unlink()
    return before


def _fold_in(place: Path) -> None:
    """Fold the log of what is there into it; nobody else may have it open."""
    try:
        free = copies.only_user(place)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return  # damaged: it was copied with its log
    if not free:
        raise RefusedError(_RUNNING)


def _kept(settings: Settings, place: Path, now: int) -> Path:
    """Back up what is there; what is damaged is copied as it lies there."""
    try:
        return back_up(settings, folder_of(settings), now)
    except RefusedError:
        try:
            copies.contents(place)
        except copies.NotOursError:
            return _copied(settings, place, now)
        raise


def _copied(settings: Settings, place: Path, now: int) -> Path:
    out = folder_of(settings) / f"damaged-{stamp(now)}Z.db"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        for end in ("", *_BESIDE):
            beside = place.with_name(place.name + end)
            if beside.exists():
                shutil.copy2(beside, out.with_name(out.name + end))
    except OSError as error:
        raise RefusedError(f"{out}: the backup could not be written: {said(error)}") from error
    return out


def _settle(folder: Path) -> None:
    """Have the new name written to the disk itself."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
