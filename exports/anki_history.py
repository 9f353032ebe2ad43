"""What an earlier package remembers: when each note that still reads the same last changed.

Anki takes a note over only if it is newer, and no time can be made from content alone that
grows with each edit. So who exports over yesterday's file asks it first::

    before = unchanged_since(out, selection)
    Anki().write(replace(selection, changed=before), out)

and an import then updates the edited notes and no others. A caller that keeps its own record of
changes (the store) fills ``Selection.changed`` from that instead.
"""

from __future__ import annotations

import sqlite3
import tempfile
import zipfile
import zlib
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from exports.anki_html import Unwritable
from exports.anki_look import note_type
from exports.anki_notes import fields
from exports.anki_notes import guid
from exports.anki_notes import tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exports.base import Selection

_LIMIT = 1 << 30  # bytes of notes: an earlier file of ours is far below, a zip bomb isn't read
_BLOCK = 1 << 20
_SEPARATOR = "\x1f"


def unchanged_since(package: Path, selection: Selection) -> Mapping[str, int]:
    """Return, for each item whose note in ``package`` reads as it would now, that note's time.

    Times are seconds since 1970. A file that is missing, broken or not ours remembers nothing:
    then every note counts as changed, which costs a learner no progress.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="citecards-") as folder:
            database = Path(folder, "collection.anki2")
            _unpack(package, database)
            notes = _notes(database)
    except (OSError, KeyError, ValueError, TypeError, NotImplementedError, RuntimeError):
        return {}
    except (zipfile.BadZipFile, zlib.error, sqlite3.Error):
        return {}
    found: dict[str, int] = {}
    for item in selection.items:
        at, *was = notes.get(guid(selection.bank.id, item.id), (0, "", ""))
        try:
            values = fields(selection, item)
        except Unwritable:
            continue
        reads = _SEPARATOR.join(values[name] for name in note_type(item.kind).fields)
        if was == [f" {' '.join(tags(item))} ", reads] and 0 < at <= selection.at:
            found[item.id] = at
    return found


def _unpack(package: Path, database: Path) -> None:
    """Copy the package's database out; bytes are counted, whatever the zip's header says."""
    left = _LIMIT
    with (
        zipfile.ZipFile(package) as archive,
        archive.open("collection.anki2") as source,
        database.open("wb") as target,
    ):
        while block := source.read(_BLOCK):
            left -= len(block)
            if left < 0:
                raise ValueError("too much in one package")
            target.write(block)


def _notes(database: Path) -> dict[str, tuple[int, str, str]]:
    """Return time, tags and fields of each note by its guid; nothing in the file is run."""
    uri = f"{database.as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        kind = connection.execute("SELECT type FROM sqlite_master WHERE name = 'notes'").fetchone()
        if kind != ("table",):
            return {}
        rows = connection.execute("SELECT guid, mod, tags, flds FROM notes")
        return {row[0]: (int(row[1]), row[2], row[3]) for row in rows}
