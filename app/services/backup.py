"""Back a learner's data up by SQLite's own backup API: whole, even while it is in use."""

from __future__ import annotations

import re
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.errors import RefusedError
from app.services.retention import keep
from app.store import copies
from app.store.db import address

if TYPE_CHECKING:
    from app.settings import Settings

_DAY = 86_400_000  # ms
_NAMED = re.compile(r"citecards-(\d{4}-\d\d-\d\dT\d{6})Z\.db")
_STAMP = "%Y-%m-%dT%H%M%S"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup in the data folder: when it was made (ms since the epoch, UTC), and where it is."""

    at: int
    file: Path


@dataclass(frozen=True, slots=True)
class Seen:
    """A backup that was looked at: its size in bytes, its answers, or what is wrong with it."""

    backup: Backup
    size: int
    answers: int
    fault: str | None


def database_file(settings: Settings) -> Path:
    """Return the file with the learner's data.

    Raises:
        RefusedError: a server keeps them.
    """
    url = address(settings)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise RefusedError("only SQLite data is backed up here: use pg_dump for PostgreSQL")
    return Path(url.database)


def must_exist(settings: Settings) -> None:
    """Refuse to go on where there are no data: to open them would make them.

    Raises:
        RefusedError: there are none.
    """
    url = address(settings)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise RefusedError(f"{url.database}: there are no data here yet")


def folder_of(settings: Settings) -> Path:
    """Return where backups lie unless another place is named."""
    return settings.data / "backups"


def back_up(settings: Settings, target: Path, now: int) -> Path:
    """Copy the database to ``target`` (a file, or a folder for a dated one); return the file.

    The copy is made beside its name, checked, then moved there: whole or not at all.

    Args:
        settings: say where the database is.
        target: a file, or a folder, which is made if missing.
        now: ms since the epoch, UTC, for the file's name.

    Raises:
        RefusedError: there's nothing to back up, or the target can't be written.
    """
    source = database_file(settings)
    if not source.is_file():
        raise RefusedError(f"{source}: there is nothing to back up yet")
    named = target.suffix and not target.is_dir()
    out = target if named else target / f"citecards-{stamp(now)}Z.db"
    part = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        copies.copy(source, part)
        part.replace(out)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            part.unlink()
        raise RefusedError(f"{out}: the backup could not be written: {said(error)}") from error
    return out


def stamp(now: int) -> str:
    """Return a time (ms since the epoch, UTC) as it stands in a backup's name."""
    return datetime.fromtimestamp(now / 1000, UTC).strftime(_STAMP)


def said(error: Exception) -> str:
    """Return what the system said, without its numbers."""
    return str((isinstance(error, OSError) and error.strerror) or error)


def backups(settings: Settings) -> list[Backup]:
    """Return the dated backups of the data folder, newest first."""
    found = []
    with suppress(OSError):
        for file in folder_of(settings).iterdir():
            named = _NAMED.fullmatch(file.name)
            with suppress(ValueError):
                if named:
                    made = datetime.strptime(f"{named[1]}+0000", f"{_STAMP}%z")
                    found.append(Backup(int(made.timestamp()) * 1000, file))
    return sorted(found, key=lambda backup: backup.at, reverse=True)


def listing(settings: Settings) -> list[Seen]:
    """Look at every backup of the data folder, newest first."""
    return [look(backup) for backup in backups(settings)]


def look(backup: Backup) -> Seen:
    """Look at a backup, all of it."""
    try:
        found = copies.contents(backup.file)
        return Seen(backup, backup.file.stat().st_size, found.answers, None)
    except (copies.NotOursError, OSError) as error:
        return Seen(backup, 0, 0, said(error))


def newest_sound(settings: Settings) -> Path | None:
    """Return the newest backup that can be restored, or None."""
    for backup in backups(settings):
        if look(backup).fault is None:
            return backup.file
    return None


def back_up_daily(settings: Settings, now: int) -> Path | None:
    """Back up if the newest backup is a day old and something was answered since; then tidy up.

    Backups that are no longer kept (``retention.keep``) are deleted, once the new one is sound.

    Args:
        settings: say where the database is; a server's is left to those who run it.
        now: ms since the epoch, UTC.

    Returns:
        the new backup, or None if none was due.

    Raises:
        RefusedError: it can't be written.
    """
    url = address(settings)
    if url.get_backend_name() != "sqlite" or not url.database or not Path(url.database).is_file():
        return None
    known = backups(settings)
    if known and 0 <= now - known[0].at < _DAY:
        return None
    if not _grown(Path(url.database), known[0].file if known else None):
        return None
    out = back_up(settings, folder_of(settings), now)
    made = backups(settings)
    kept = keep([backup.at for backup in made], now)
    for backup in made:
        if backup.at not in kept and backup.file != out:
            with suppress(OSError):
                backup.file.unlink()
    return out


def _grown(database: Path, backup: Path | None) -> bool:
    """Whether something was answered since a backup; clocks aside, answers are numbered."""
    try:
        last = copies.last_answer(database, at_rest=False)
    except copies.NotOursError as error:
        raise RefusedError(f"{database}: no backup was made: {error}") from error
    try:
        return last > (copies.last_answer(backup, at_rest=True) if backup else 0)
    except copies.NotOursError:
        return True
