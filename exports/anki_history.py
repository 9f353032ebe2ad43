"""What an earlier package remembers: when each note last changed, and which there were.

Anki takes a note over only if it is newer, and no time can be made from content alone that
grows with each edit. So who exports over yesterday's file asks it first::

    before = unchanged_since(out, selection)
    Anki().write(replace(selection, changed=before), out)

and an import then updates the edited notes and no others. A caller that keeps its own record of
changes (the store) fills ``Selection.changed`` from that instead.
"""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
import zipfile
import zlib
from contextlib import closing
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING
from typing import NamedTuple

from exports.anki_carried import unreferenced
from exports.anki_html import Unwritable
from exports.anki_look import FIRST_ID
from exports.anki_origin import guid_of
from exports.anki_search import gone
from exports.anki_search import notes
from exports.anki_writing import Writing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from exports.base import Selection

_LIMIT = 1 << 30  # bytes of notes: an earlier file of ours is far below, a zip bomb isn't read
_BLOCK = 1 << 20
_SEPARATOR = "\x1f"
_OF_IT = " of the earlier package"
_LONGEST = 80  # characters of an item's id
_OURS = range(FIRST_ID, FIRST_ID + 100)  # note types whose last field is the item's id


class Remembered(NamedTuple):
    """A note of an earlier package: seconds since 1970, a digest of its text, its item's id."""

    at: int
    digest: bytes
    item: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """The notes of an earlier package, by guid."""

    notes: Mapping[str, Remembered] = field(default_factory=dict)

    def unchanged(self, selection: Selection) -> Mapping[str, int]:
        """Return the time of each item's note that reads as it would now."""
        if not self.notes:
            return {}
        writing = Writing(selection)
        found: dict[str, int] = {}
        for item in selection.items:
            was = self.notes.get(guid_of(selection.bank, item))
            if was is None or not 0 < was.at <= selection.at:
                continue
            try:
                note = writing.note(item)
            except Unwritable:
                continue
            if was.digest == _digest(f" {' '.join(note.tags)} ", _SEPARATOR.join(note.fields)):
                found[item.id] = was.at
        return found


def unchanged_since(package: Path, selection: Selection) -> Mapping[str, int]:
    """Return, for each item whose note in ``package`` reads as it would now, that note's time.

    Times are seconds since 1970. A file that is missing, broken or not ours remembers nothing:
    then every note counts as changed, which costs a learner no progress.
    """
    return read_earlier(package).unchanged(selection)


def removed(earlier: Earlier, selection: Selection) -> tuple[str, ...]:
    """Say which notes of an earlier package aren't in this one, and what to do about it."""
    now = {guid_of(selection.bank, item) for item in selection.items}
    left = {guid_of(selection.bank, item) for item in selection.bank.items}
    missing = {name: note for name, note in earlier.notes.items() if name not in now}
    lost = [note.item for name, note in missing.items() if name not in left]
    unasked = len(missing) - len(lost)
    others = lost.count("")
    told = gone(sorted(filter(None, lost)), _OF_IT, "not in this one")
    if others:
        told += (f"{notes(others, _OF_IT)} no longer in the bank.",)
    if unasked:
        told += (f"{notes(unasked, _OF_IT)} not among those chosen for this one.",)
    return told


def read_earlier(package: Path) -> Earlier:
    """Read an earlier package; one that is missing, broken or not ours has no notes."""
    try:
        with tempfile.TemporaryDirectory(prefix="citecards-") as folder:
            database = Path(folder, "collection.anki2")
            _unpack(package, database)
            return Earlier(dict(_notes(database)))
    except (OSError, KeyError, ValueError, TypeError, NotImplementedError, RuntimeError):
        return Earlier()
    except (zipfile.BadZipFile, zlib.error, sqlite3.Error, AttributeError):
        return Earlier()


def _digest(tags: str, fields: str) -> bytes:
    return hashlib.sha256(f"{tags}{_SEPARATOR}{unreferenced(fields)}".encode()).digest()[:16]


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


def _notes(database: Path) -> Iterator[tuple[str, Remembered]]:
    """Yield each note by its guid; nothing in the file is run."""
    uri = f"{database.as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        kind = connection.execute("SELECT type FROM sqlite_master WHERE name = 'notes'").fetchone()
        if kind != ("table",):
            return
        rows = connection.execute("SELECT guid, mid, mod, tags, flds FROM notes")
        for guid, mid, mod, tags, fields in rows:
            last = fields.rpartition(_SEPARATOR)[2] if mid in _OURS else ""
            item = last if len(last) <= _LONGEST else ""
            yield guid, Remembered(int(mod), _digest(tags, fields), item)
