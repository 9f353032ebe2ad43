"""What ``citecards check`` remembers of a bank: a small file in the cache, safe to delete.

Python's own sqlite3 and plain rows: this must open in a millisecond, and nothing here is a
learner's. An item's row stands under the digest of its text.
"""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING
from typing import Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence
    from pathlib import Path

FORMAT = 1
DIGEST = 16  # bytes

_SCHEMA = f"""
create table meta (name text primary key, value) without rowid;
create table unit (digest blob primary key, id text, topic text, notes text) without rowid;
create index unit_id on unit (id);
create table member (digest blob, rule text, grp text, data text);
create index member_digest on member (digest);
create index member_group on member (rule, grp);
create table verdict (rule text, grp text, digest blob, note text);
create index verdict_group on verdict (rule, grp);
pragma user_version = {FORMAT};
"""
_TABLES = ("meta", "unit", "member", "verdict")

Note = tuple[int, int, str, str, str, str]  # as question_bank.examine.Note
Group = tuple[str, str]  # a rule and the name of one of its groups


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

    def groups(self, digests: Iterable[bytes]) -> set[Group]:
        """Return the groups that any of these belong to."""
        found: set[Group] = set()
        for digest in digests:
            found.update(
                self._db.execute("select rule, grp from member where digest = ?", (digest,))
            )
        return found

    def drop(self, digests: Iterable[bytes]) -> None:
        """Forget these items."""
        rows = [(digest,) for digest in digests]
        self._db.executemany("delete from unit where digest = ?", rows)
        self._db.executemany("delete from member where digest = ?", rows)

    def keep(self, new: Mapping[bytes, tuple[str, str, Sequence[Note], Sequence[Any]]]) -> None:
        """Keep items: id, topic, notes and groups of each."""
        self._db.executemany(
            "insert into unit values (?, ?, ?, ?)",
            (
                (digest, item, topic, json.dumps(notes) if notes else None)
                for digest, (item, topic, notes, _) in new.items()
            ),
        )
        self._db.executemany(
            "insert into member values (?, ?, ?, ?)",
            (
                (digest, rule, group, json.dumps(data))
                for digest, (_, _, _, groups) in new.items()
                for rule, group, data in groups
            ),
        )

    def members(self, group: Group) -> list[tuple[bytes, str, str, Any]]:
        """Return a group's members: digest, id, topic and data, in no order."""
        rows = self._db.execute(
            "select member.digest, id, topic, data from member join unit using (digest)"
            " where rule = ? and grp = ?",
            group,
        ).fetchall()
        return [(digest, item, topic, json.loads(data)) for digest, item, topic, data in rows]

    def judge(self, group: Group, notes: Iterable[tuple[bytes, Note]]) -> None:
        """Keep what was found in a group, in place of what was."""
        self._db.execute("delete from verdict where rule = ? and grp = ?", group)
        self._db.executemany(
            "insert into verdict values (?, ?, ?, ?)",
            ((*group, digest, json.dumps(note)) for digest, note in notes),
        )

    def notes(self) -> list[tuple[bytes, Note]]:
        """Return every problem with the digest of its item (empty: of the bank)."""
        own = self._db.execute("select digest, notes from unit where notes is not null")
        found = [(digest, note) for digest, notes in own for note in json.loads(notes)]
        judged = self._db.execute("select digest, note from verdict")
        return found + [(digest, json.loads(note)) for digest, note in judged]

    def counts(self) -> tuple[int, int]:
        """Return how many items there are, and how many ids."""
        row: tuple[int, int] = self._db.execute(
            "select count(*), count(distinct id) from unit where id != ''"
        ).fetchone()
        return row


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
