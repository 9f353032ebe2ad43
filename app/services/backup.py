"""Back a learner's data up by SQLite's own backup API: whole, even while it is in use."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from contextlib import suppress
from datetime import UTC
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.errors import RefusedError
from app.store.db import address

if TYPE_CHECKING:
    from app.settings import Settings


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
    url = address(settings)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise RefusedError("only SQLite data is backed up here: use pg_dump for PostgreSQL")
    source = Path(url.database)
    if not source.is_file():
        raise RefusedError(f"{source}: there is nothing to back up yet")
    stamp = datetime.fromtimestamp(now / 1000, UTC).strftime("%Y-%m-%dT%H%M%SZ")
    named = target.suffix and not target.is_dir()
    out = target if named else target / f"citecards-{stamp}.db"
    part = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _copy(source, part)
        part.replace(out)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            part.unlink()
        said = (isinstance(error, OSError) and error.strerror) or error
        raise RefusedError(f"{out}: the backup could not be written: {said}") from error
    return out


def _copy(source: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as here,
        closing(sqlite3.connect(target)) as there,
    ):
        here.backup(there)
        if there.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the copy is damaged")
