"""What ``citecards check`` remembers of a bank: a small file in the cache, safe to delete.

Python's own sqlite3 and plain rows: this must open in a millisecond, and nothing here is a
learner's. An item's row stands under the digest of its text.
"""

from __future__ import annotations

import json
import os
import sqlite3
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence
    from pathlib import Path

FORMAT = 2
DIGEST = 16  # bytes

_SCHEMA = f"""
create table meta (name text primary key, value) without rowid;
create table file (
    path text primary key, stamp text, topic text, digests blob, lines blob
) without rowid;
create table unit (
    digest blob primary key, id text, topic text, notes text, groups text
) without rowid;
create table member (
    rule text, grp text, digest blob, primary key (rule, grp, digest)
) without rowid;
create table verdict (rule text, grp text, digest blob, note text);
create index verdict_group on verdict (rule, grp);
pragma user_version = {FORMAT};
"""
_TABLES = ("meta", "file", "unit", "member", "verdict")

Note = tuple[int, int, str, str, str, str]  # as question_bank.examine.Note
Group = tuple[str, str]  # a rule and the name of one of its groups
Part = tuple[str, str, Any]  # one of an item's groups: rule, name, data (as JSON: a list)
Member = tuple[bytes, str, str, Any]  # digest, id, topic, data


class CutFile(NamedTuple):
    """How a topic file was cut: its stamp and topic, and the digest and line of each item."""

    stamp: str
    topic: str | None
    digests: bytes
    lines: bytes


class Kept(NamedTuple):
    """What is kept of an item; its notes, if any, and its groups are JSON."""

    id: str
    topic: str
    notes: str | None
    groups: str


def kept(item: str, topic: str, notes: Sequence[Note], groups: Sequence[Part]) -> Kept:
    """Return what is kept of an item (see ``question_bank.examine.Examined``)."""
    return Kept(item, topic, json.dumps(notes) if notes else None, json.dumps(groups))


def parts(groups: Iterable[str]) -> list[list[Part]]:
    """Return the groups of items from their JSON, all at one go: that is quicker."""
    found: list[list[Part]] = json.loads(f"[{','.join(groups)}]")
    return found


Stamp = tuple[int, int, int, int]


def stamp(path: str) -> Stamp | None:
    """Return what changes with a file, None if there is none.

    Its size, when it was written (ns since 1970), when anything of it was changed (so that a tool
    which sets the former back is noticed), and its inode.
    """
    try:
        stat = os.stat(path)  # noqa: PTH116 - a hundred of them, in a millisecond
    except (OSError, ValueError):
        return None
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino


class Memory:
    """What is known of one bank."""

    def __init__(self, path: Path | None = None) -> None:
        """Open or make the file; one that can't be read is made anew.

        Args:
            path: the file; None for a memory that ends with the process.

        Raises:
            OSError, sqlite3.Error: the place can't be written.
        """
        if path is None:
            self._db = _opened(":memory:")
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = _opened(path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise  # in use, or no place: it may be sound
            path.unlink()
            self._db = _opened(path)

    def close(self) -> None:
        """Close the file; what isn't kept is lost."""
        self._db.close()

    def begin(self) -> None:
        """Begin to write."""
        self._db.execute("begin immediate")

    def commit(self) -> None:
        """Keep what was written."""
        self._db.execute("commit")

    def rollback(self) -> None:
        """Undo what was written since ``begin``, if anything."""
        if self._db.in_transaction:
            self._db.execute("rollback")

    def get(self, name: str) -> Any:
        """Return a value that was kept by name, or None."""
        row = self._db.execute("select value from meta where name = ?", (name,)).fetchone()
        return row and row[0]

    def put(self, **values: str | bytes) -> None:
        """Keep values by name."""
        self._db.executemany("insert or replace into meta values (?, ?)", values.items())

    def forget(self) -> None:
        """Forget everything."""
        for table in _TABLES:
            self._db.execute(f"delete from {table}")  # noqa: S608 - our own names

    def order(self) -> list[bytes]:
        """Return the digests in the order of the bank."""
        blob: bytes = self.get("order") or b""
        return [blob[at : at + DIGEST] for at in range(0, len(blob), DIGEST)]

    def files(self) -> dict[str, CutFile]:
        """Return how files were cut, by path."""
        rows = self._db.execute("select path, stamp, topic, digests, lines from file")
        return {row[0]: CutFile(*row[1:]) for row in rows}

    def keep_files(self, files: Mapping[str, CutFile]) -> None:
        """Keep how files were cut, in place of what was."""
        self._db.execute("delete from file")
        rows = [(path, *file) for path, file in files.items()]
        self._db.executemany("insert into file values (?, ?, ?, ?, ?)", rows)

    def kept(self, digest: bytes) -> Kept | None:
        """Return what is kept of an item."""
        row = self._db.execute(
            "select id, topic, notes, groups from unit where digest = ?", (digest,)
        ).fetchone()
        return row and Kept(*row)

    def groups(self) -> set[Group]:
        """Return all groups."""
        return set(self._db.execute("select distinct rule, grp from member"))

    def drop(self, gone: Mapping[bytes, Sequence[Part]]) -> None:
        """Forget these items, each of these groups."""
        self._db.executemany("delete from unit where digest = ?", [(digest,) for digest in gone])
        self._db.executemany(
            "delete from member where rule = ? and grp = ? and digest = ?", _rows(gone)
        )

    def keep(self, new: Mapping[bytes, Kept], groups: Mapping[bytes, Sequence[Part]]) -> None:
        """Keep items, none of them twice in one group."""
        self._db.executemany(
            "insert into unit values (?, ?, ?, ?, ?)",
            sorted((digest, *row) for digest, row in new.items()),
        )
        self._db.executemany("insert into member values (?, ?, ?)", _rows(groups))

    def members(self, group: Group) -> list[Member]:
        """Return a group's members: digest, id, topic and data, in no order."""
        rows = self._db.execute(
            "select digest, id, topic, groups from member join unit using (digest)"
            " where rule = ? and grp = ?",
            group,
        ).fetchall()
        return [
            (*row[:3], next(data for rule, name, data in said if (rule, name) == group))
            for row, said in zip(rows, parts([row[3] for row in rows]), strict=True)
        ]

    def judged(self, digests: Container[bytes]) -> set[Group]:
        """Return the groups in which something was found on one of these items."""
        rows = self._db.execute("select rule, grp, digest from verdict")
        return {(rule, group) for rule, group, digest in rows if digest in digests}

    def judge(
        self, groups: Iterable[Group], verdicts: Iterable[tuple[str, str, bytes, Note]]
    ) -> None:
        """Keep what was found in groups (rule, group, digest, problem), in place of what was."""
        if self._db.execute("select 1 from verdict limit 1").fetchone():
            self._db.executemany("delete from verdict where rule = ? and grp = ?", groups)
        self._db.executemany(
            "insert into verdict values (?, ?, ?, ?)",
            [(*row[:3], json.dumps(row[3])) for row in verdicts],
        )

    def notes(self) -> list[tuple[bytes, Note]]:
        """Return every problem with the digest of its item (empty: of the bank)."""
        own = self._db.execute("select digest, notes from unit where notes is not null")
        found = [(digest, note) for digest, notes in own for note in json.loads(notes)]
        judged = self._db.execute("select digest, note from verdict")
        return found + [(digest, json.loads(note)) for digest, note in judged]

    def counts(self) -> tuple[int, int]:
        """Return how many items there are, and how many ids."""
        ids = self._db.execute("select id from unit where id != ''").fetchall()
        return len(ids), len(set(ids))


def _rows(groups: Mapping[bytes, Sequence[Part]]) -> list[tuple[str, str, bytes]]:
    """Return rows of ``member`` in its order: so they are written much sooner."""
    return sorted((rule, name, digest) for digest, said in groups.items() for rule, name, _ in said)


def _opened(path: Path | str) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, timeout=1)
    try:
        db.execute("pragma synchronous = off")  # a cache: losing it costs a second
        found = db.execute("pragma user_version").fetchone()[0]
        if found != FORMAT:  # a new file, or one whose tables are others
            db.executescript(f"begin; {_SCHEMA} commit;")
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db
