"""Packages of Anki made by hand, in the old form and the new, and as broken as a test needs."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zipfile
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING

import zstandard

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CRT = 1_600_000_000
BASIC, CLOZE, TWO = 1001, 1002, 1003
DECK, CHILD = 2001, 2002

OLD = """
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL,
  scm integer NOT NULL, ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL,
  ls integer NOT NULL, conf text NOT NULL, models text NOT NULL, decks text NOT NULL,
  dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL,
  mod integer NOT NULL, usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL,
  sfld integer NOT NULL, csum integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL,
  ord integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL,
  queue integer NOT NULL, due integer NOT NULL, ivl integer NOT NULL, factor integer NOT NULL,
  reps integer NOT NULL, lapses integer NOT NULL, left integer NOT NULL, odue integer NOT NULL,
  odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL,
  ease integer NOT NULL, ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL,
  time integer NOT NULL, type integer NOT NULL);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_revlog_cid ON revlog (cid);
"""
NEW = """
CREATE TABLE fields (ntid integer NOT NULL, ord integer NOT NULL,
  name text NOT NULL COLLATE unicase, config blob NOT NULL, PRIMARY KEY (ntid, ord))
  without rowid;
CREATE TABLE templates (ntid integer NOT NULL, ord integer NOT NULL,
  name text NOT NULL COLLATE unicase, mtime_secs integer NOT NULL, usn integer NOT NULL,
  config blob NOT NULL, PRIMARY KEY (ntid, ord)) without rowid;
CREATE TABLE notetypes (id integer NOT NULL PRIMARY KEY, name text NOT NULL COLLATE unicase,
  mtime_secs integer NOT NULL, usn integer NOT NULL, config blob NOT NULL);
CREATE UNIQUE INDEX idx_notetypes_name ON notetypes (name);
CREATE TABLE decks (id integer PRIMARY KEY NOT NULL, name text NOT NULL COLLATE unicase,
  mtime_secs integer NOT NULL, usn integer NOT NULL, common blob NOT NULL, kind blob NOT NULL);
CREATE UNIQUE INDEX idx_decks_name ON decks (name);
"""


def model(id_, name, fields, templates, **more):
    """Return a note type as the old form has it; ``templates`` are fronts and backs."""
    return {
        "id": id_, "name": name, "type": 0, "mod": 0, "usn": 0, "sortf": 0, "did": None,
        "css": ".card { color: teal }", "latexPre": "", "latexPost": "", "req": [], "tags": [],
        "vers": [],
        "flds": [
            {"name": one, "ord": n, "sticky": False, "rtl": False, "font": "Arial", "size": 20,
             "media": []}
            for n, one in enumerate(fields)
        ],
        "tmpls": [
            {"name": f"Card {n}", "ord": n - 1, "qfmt": front, "afmt": back, "did": None,
             "bqfmt": "", "bafmt": ""}
            for n, (front, back) in enumerate(templates, 1)
        ],
    } | more  # fmt: skip


def deck(id_, name, **more):
    """Return a deck as the old form has it."""
    return {
        "id": id_, "name": name, "desc": "", "dyn": 0, "conf": 1, "mod": 0, "usn": 0,
        "collapsed": False, "browserCollapsed": False, "extendNew": 0, "extendRev": 0,
        "newToday": [0, 0], "revToday": [0, 0], "lrnToday": [0, 0], "timeToday": [0, 0],
    } | more  # fmt: skip


def models():
    found = (
        model(BASIC, "Basic", ["Front", "Back"], [("{{Front}}", "{{Back}}")]),
        model(CLOZE, "Cloze", ["Text", "Extra"], [("{{cloze:Text}}", "{{cloze:Text}}")], type=1),
        model(
            TWO,
            "Both ways",
            ["One", "Two"],
            [("{{One}}", "{{Two}}"), ("{{Two}}", "{{One}}")],
        ),
    )
    return {str(one["id"]): one for one in found}


def decks():
    found = (deck(1, "Default"), deck(DECK, "Rivers"), deck(CHILD, "Rivers::Long", desc="Lena"))
    return {str(one["id"]): one for one in found}


def note(id_, **more):
    """Return a note's columns."""
    return {
        "id": id_, "guid": f"g{id_}", "mid": BASIC, "mod": CRT + 100, "usn": -1, "tags": " a b ",
        "flds": f"front {id_}\x1fback {id_}", "sfld": "", "csum": 0, "flags": 0, "data": "",
    } | more  # fmt: skip


def card(id_, nid, **more):
    """Return a card's columns."""
    return {
        "id": id_, "nid": nid, "did": DECK, "ord": 0, "mod": CRT, "usn": -1, "type": 0,
        "queue": 0, "due": id_ % 1000, "ivl": 0, "factor": 0, "reps": 0, "lapses": 0, "left": 0,
        "odue": 0, "odid": 0, "flags": 0, "data": "{}",
    } | more  # fmt: skip


def review(id_, cid, **more):
    """Return the columns of a line of the log."""
    return {
        "id": id_, "cid": cid, "usn": -1, "ease": 3, "ivl": 1, "lastIvl": -600, "factor": 2500,
        "time": 4000, "type": 0,
    } | more  # fmt: skip


def three_notes():
    return [note(n) for n in (1, 2, 3)]


def three_cards():
    return [card(n + 10, n, type=2, queue=2, due=30, ivl=9, reps=1) for n in (1, 2, 3)]


def three_reviews():
    return [review((CRT + n) * 1000, n + 10) for n in (1, 2, 3)]


@dataclass
class Collection:
    """What to put into a collection; ``before`` and ``after`` are SQL run around the rows."""

    notes: Iterable[dict] = field(default_factory=three_notes)
    cards: Iterable[dict] = field(default_factory=three_cards)
    revlog: Iterable[dict] = field(default_factory=three_reviews)
    models: object = field(default_factory=models)
    decks: object = field(default_factory=decks)
    schema: str = OLD
    ver: int = 11
    crt: object = CRT
    after: tuple[str, ...] = ()

    def write(self, path: Path) -> bytes:
        """Write it as a database and return its bytes."""
        path.unlink(missing_ok=True)
        connection = sqlite3.connect(path)
        connection.create_collation("unicase", lambda one, two: (one > two) - (one < two))
        connection.executescript(self.schema)
        if self.ver >= 15:
            connection.executescript(NEW)
            self._tables(connection)
            packed = ("", "")
        else:
            packed = (_text(self.models), _text(self.decks))
        connection.execute(
            "INSERT INTO col VALUES (1, ?, 0, 0, ?, 0, 0, 0, '{}', ?, ?, '{}', '{}')",
            (self.crt, self.ver, *packed),
        )
        for table in ("notes", "cards", "revlog"):
            insert(connection, table, getattr(self, table))
        connection.commit()
        for statement in self.after:
            connection.executescript(statement)
        connection.commit()
        connection.close()
        return path.read_bytes()

    def _tables(self, connection):
        for kind in self.models.values():
            id_ = kind["id"]
            settings = (
                number(1, kind["type"])
                + number(2, kind["sortf"])
                + text(3, kind["css"])
                + number(9, kind.get("originalStockKind", 0))
            )
            connection.execute(
                "INSERT INTO notetypes VALUES (?, ?, 0, 0, ?)", (id_, kind["name"], settings)
            )
            connection.executemany(
                "INSERT INTO fields VALUES (?, ?, ?, ?)",
                [
                    (id_, n, one["name"], number(2, int(one["rtl"])))
                    for n, one in enumerate(kind["flds"])
                ],
            )
            connection.executemany(
                "INSERT INTO templates VALUES (?, ?, ?, 0, 0, ?)",
                [
                    (id_, n, one["name"], text(1, one["qfmt"]) + text(2, one["afmt"]))
                    for n, one in enumerate(kind["tmpls"])
                ],
            )
        for one in self.decks.values():
            kind = (
                length(2, b"\x08\x01")
                if one["dyn"]
                else length(1, number(1, 1) + text(4, one["desc"]))
            )
            connection.execute(
                "INSERT INTO decks VALUES (?, ?, 0, 0, x'', ?)",
                (one["id"], one["name"].replace("::", "\x1f"), kind),
            )


def insert(connection, table, rows):
    """Insert rows by the names of their columns; lists of them may be very long."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    names = list(first)
    query = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
    connection.execute(query, list(first.values()))
    connection.executemany(query, ([row[name] for name in names] for row in rows))


def _text(value):
    return value if isinstance(value, str | bytes) else json.dumps(value)


# ------------------------------------------------------------------ protobuf and packages
def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def number(name, value):
    return varint(name << 3) + varint(value) if value else b""


def length(name, raw):
    return varint(name << 3 | 2) + varint(len(raw)) + raw


def text(name, value):
    return length(name, value.encode()) if value else b""


def squeeze(raw):
    return zstandard.ZstdCompressor().compress(raw)


def media_list(files):
    """Return the list of media of a new package."""
    return b"".join(
        length(
            1,
            text(1, name)
            + number(2, len(raw))
            + length(3, hashlib.sha1(raw, usedforsecurity=False).digest()),
        )
        for name, raw in files.items()
    )


def new_members(raw, media=None):
    """Return the members of a package of the newest kind."""
    media = media or {}
    return {
        "meta": b"\x08\x03",
        "collection.anki21b": squeeze(raw),
        **{str(n): squeeze(one) for n, one in enumerate(media.values())},
        "media": squeeze(media_list(media)),
    }


def old_members(raw, media=None, name="collection.anki2"):
    """Return the members of a package of the oldest kind, or with another name of the second."""
    media = media or {}
    return {
        name: raw,
        **{str(n): one for n, one in enumerate(media.values())},
        "media": json.dumps({str(n): one for n, one in enumerate(media)}).encode(),
    }


def pack(path, members, method=zipfile.ZIP_DEFLATED):
    """Write members as a zip; a member's value is its bytes."""
    with zipfile.ZipFile(path, "w", method) as out:
        for name, raw in members.items():
            out.writestr(name, raw)
    return path
