# ruff: noqa: S608 - SQL made by hand is what this file is about
"""Packages made to break a reader, each with what must come of it; all built by code.

A case says how it is refused, or what is read and what is listed as left out.
"""

from __future__ import annotations

import io
import json
import math
import random
import stat
import struct
import warnings
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import zstandard

from tests.readers.anki_files import BASIC
from tests.readers.anki_files import CLOZE
from tests.readers.anki_files import CRT
from tests.readers.anki_files import DECK
from tests.readers.anki_files import NEW
from tests.readers.anki_files import OLD
from tests.readers.anki_files import TWO
from tests.readers.anki_files import Collection
from tests.readers.anki_files import card
from tests.readers.anki_files import deck
from tests.readers.anki_files import decks
from tests.readers.anki_files import model
from tests.readers.anki_files import models
from tests.readers.anki_files import new_members
from tests.readers.anki_files import note
from tests.readers.anki_files import old_members
from tests.readers.anki_files import pack
from tests.readers.anki_files import review
from tests.readers.anki_files import squeeze
from tests.readers.anki_files import three_cards
from tests.readers.anki_files import three_notes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MB = 2**20
# the same tables, whose columns take anything
LAX = OLD.replace(" NOT NULL", "").replace(" integer", "").replace(" text", "")
LAX = LAX.replace("(id PRIMARY KEY", "(id")
LAX = LAX.replace("CREATE TABLE col (id,", "CREATE TABLE col (id integer PRIMARY KEY,")
SCRIPT = "<script>fetch('https://example.org')</script><img src=x onerror=alert(1)>"


@dataclass(frozen=True)
class Case:
    """``refused`` is part of the one line; else ``counts`` of notes, cards, reviews and media."""

    name: str
    make: Callable[[Path], Path]
    refused: str | None = None
    counts: tuple[int, int, int, int] = (3, 3, 3, 0)
    left_out: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return self.name


CASES: list[Case] = []
EXPECTED = {"refused", "counts", "left_out"}


def add(name, make, **expected):
    CASES.append(Case(name, make, **expected))


def old(name, *, media=None, **parts):
    """Add a collection of the old form."""
    expected = {key: parts.pop(key) for key in EXPECTED & parts.keys()}

    def make(folder):
        made = Collection(**parts).write(folder / "made")
        return pack(folder / "a.apkg", old_members(made, media))

    add(name, make, **expected)


def new(name, *, media=None, **parts):
    """Add a collection of the new form."""
    expected = {key: parts.pop(key) for key in EXPECTED & parts.keys()}

    def make(folder):
        made = Collection(ver=18, **parts).write(folder / "made")
        return pack(folder / "a.apkg", new_members(made, media))

    add(name, make, **expected)


def members(name, change, *, form=old_members, **expected):
    """Add a package whose members are changed; ``change`` gets and returns them."""

    def make(folder):
        made = Collection(ver=18 if form is new_members else 11).write(folder / "made")
        return pack(folder / "a.apkg", change(form(made, {"a.png": b"png", "b.mp3": b"mp3"})))

    add(name, make, **expected)


def raw(name, change, **expected):
    """Add a package whose bytes are changed."""

    def make(folder):
        path = pack(folder / "b.apkg", old_members(Collection().write(folder / "made")))
        out = folder / "a.apkg"
        out.write_bytes(change(path.read_bytes()))
        return out

    add(name, make, **expected)


def database(name, change, **expected):
    """Add a package whose collection's bytes are changed."""

    def make(folder):
        made = change(Collection().write(folder / "made"))
        return pack(folder / "a.apkg", old_members(made))

    add(name, make, **expected)


def zeros(size):
    """Return a file-like of so many zero bytes, made as it is read."""
    for _ in range(size // MB):
        yield bytes(MB)


def deflated(path, name, size, others):
    """Write a zip with one member of so many zeros, and others."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        with out.open(name, "w") as member:
            for chunk in zeros(size):
                member.write(chunk)
        for other, one in others.items():
            out.writestr(other, one)
    return path


def zstd_zeros(size):
    out = io.BytesIO()
    with zstandard.ZstdCompressor().stream_writer(out, closefd=False) as writer:
        for chunk in zeros(size):
            writer.write(chunk)
    return out.getvalue()


# ------------------------------------------------------------------ bombs
def _deflate_bomb(folder):
    return deflated(folder / "a.apkg", "collection.anki2", 300 * MB, {"media": b"{}"})


def _media_bomb(folder):
    found = Collection().write(folder / "made")
    others = {"collection.anki2": found, "media": b'{"0": "a.png"}'}
    return deflated(folder / "a.apkg", "0", 101 * MB, others)


def _many_media_bombs(folder):
    found = Collection().write(folder / "made")
    names = {str(n): f"{n}.bin" for n in range(8)}
    path = folder / "a.apkg"
    deflated(path, "0", 90 * MB, {"collection.anki2": found, "media": json.dumps(names).encode()})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as out:
        for n in range(1, 8):
            with out.open(str(n), "w") as member:
                for chunk in zeros(90 * MB):
                    member.write(chunk)
    return path


def _bomb_in_bomb(folder):
    """A deflated zstd frame: 280 MB in a few hundred bytes."""
    found = Collection(ver=18).write(folder / "made")
    squeezed = zstd_zeros(280 * MB)
    return pack(folder / "a.apkg", new_members(found) | {"collection.anki21b": squeezed})


def _entries(count):
    return b"".join(
        struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", *(20, 3, 20, 0), *[0] * 4, 0, 0, 0, 7, *[0] * 6)
        + b"%07d" % n
        for n in range(count)
    )


def _many_members(count):
    def change(_):
        directory = _entries(count)
        end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(directory), 30, 0)
        return b"PK\3\4" + bytes(26) + directory + end

    return change


BIG = "larger than 256 MB"
CASES.extend([
    Case("a deflated collection of 300 MB", _deflate_bomb, BIG),
    Case("a media file of 101 MB", _media_bomb, None, left_out=("larger than 100 MB",)),
    Case("eight media files of 90 MB", _many_media_bombs, "many times its size"),
    Case("zstd within deflate", _bomb_in_bomb, BIG),
])  # fmt: skip
members(
    "a zstd media file of 101 MB",
    lambda found: found | {"1": zstd_zeros(101 * MB)},
    form=new_members,
    counts=(3, 3, 3, 1),
    left_out=("larger than 100 MB",),
)
members(
    "a zstd list of media of 200 MB",
    lambda found: found | {"media": zstd_zeros(200 * MB)},
    form=new_members,
    left_out=("list of media can’t be read",),
)
members(
    "a zstd frame with a window of 1 GB",
    lambda found: found | {"collection.anki21b": b"\x28\xb5\x2f\xfd\x00\xa0" + bytes(50)},
    form=new_members,
    refused="can’t be unpacked",
)
members(
    "a zstd frame that says it is larger than the disk",
    lambda found: found | {"collection.anki21b": b"\x28\xb5\x2f\xfd\xe0" + b"\xff" * 8},
    form=new_members,
    refused="can’t be unpacked",
)
members(
    "a meta of 10 MB", lambda found: {"meta": bytes(10 * MB)} | found, refused="which Anki made it"
)
raw("200,001 members", _many_members(200_001), refused="more than 200,000 parts")
raw("a million members, said to be one", _many_members(1_000_000), refused="200,000 parts")

# ------------------------------------------------------------------ the zip itself
DAMAGED = "damaged or cut off"
raw("an empty zip", lambda _: b"PK\5\6" + bytes(18), refused="no package of Anki")
raw("cut in the middle", lambda found: found[: len(found) // 2], refused=DAMAGED)
raw("cut by one byte", lambda found: found[:-1], refused=DAMAGED)
raw("without its directory", lambda found: found[: found.index(b"PK\1\2")], refused=DAMAGED)
raw("only four bytes", lambda _: b"PK\3\4", refused=DAMAGED)
raw("bytes behind its end", lambda found: found + b"\n" * 40)
raw("a megabyte of noise behind its end", lambda found: found + b"x" * MB, refused=DAMAGED)
raw("bytes before its start", lambda found: b"PK\3\4" + b"MZ" * 500 + found)


def _end(place, form, value):
    def change(found):
        at = found.rindex(b"PK\5\6") + place
        size = struct.calcsize(form)
        return found[:at] + struct.pack(form, value) + found[at + size :]

    return change


def _directory(place, form, value):
    def change(found):
        at = found.index(b"PK\1\2") + place
        return found[:at] + struct.pack(form, value) + found[at + struct.calcsize(form) :]

    return change


UNPACK = "can’t be unpacked"
raw("an end that counts 65,535 members", _end(10, "<H", 65_535))
raw("an end whose directory is 4 GB", _end(12, "<L", 0xFFFFFFFE), refused=DAMAGED)
raw("an end whose directory lies behind it", _end(16, "<L", 0xFFFFFFFE), refused=DAMAGED)
raw("a member said to be of 4 GB", _directory(24, "<L", 0xFFFFFFF0), counts=(3, 3, 3, 0))
raw("a member said to be of 10 bytes", _directory(24, "<L", 10), refused=UNPACK)
raw("a member packed to 4 GB, it says", _directory(20, "<L", 0xFFFFFFF0), refused="over each other")
raw("a member with a wrong checksum", _directory(16, "<L", 1), refused=UNPACK)
raw("a locked member", _directory(8, "<H", 1), refused="password")
raw("a strongly locked member", _directory(8, "<H", 0x41), refused="password")
raw("a member packed by LZMA, it says", _directory(10, "<H", 14), refused="a way Anki doesn’t use")
raw("a member packed by nothing known", _directory(10, "<H", 99), refused="a way Anki doesn’t use")
raw("a member that isn't there", _directory(42, "<L", 60), refused="over each other")


def _cut_late(folder):
    chance = random.Random(1)  # noqa: S311 - a test file
    notes = [note(n, flds=chance.randbytes(500).hex()) for n in range(1, 1000)]
    made = Collection(notes=notes, cards=[], revlog=[], ver=18).write(folder / "made")
    found = new_members(made)
    return pack(
        folder / "a.apkg", found | {"collection.anki21b": found["collection.anki21b"][:-2000]}
    )


def _noise_inside(found):
    return found[:200] + b"\xff" * 50 + found[250:]


raw("noise in a packed member", _noise_inside, refused=UNPACK)


def _zip64_lie(found):
    """Say in a zip64 record that a member is of 16 EB."""
    at = found.index(b"PK\1\2")
    extra = struct.pack("<HHQQ", 1, 16, 2**64 - 1, 2**64 - 1)
    (name,) = struct.unpack_from("<H", found, at + 28)
    entry = bytearray(found[at : at + 46 + name])
    struct.pack_into("<LL", entry, 20, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<H", entry, 30, len(extra))
    body = found[:at] + bytes(entry) + extra + found[at + 46 + name :]
    end = body.rindex(b"PK\5\6")
    (grown,) = struct.unpack_from("<L", body, end + 12)
    return body[: end + 12] + struct.pack("<L", grown + len(extra)) + body[end + 16 :]


raw("a zip64 member of 16 EB", _zip64_lie, refused="over each other")


def _zip64_end(found):
    """Point to a zip64 end with a directory of 2⁶³ bytes."""
    end = found.rindex(b"PK\5\6")
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, 2**63, 0)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
    return found[:end] + record + locator + found[end:]


raw("a zip64 directory of 8 EB", _zip64_end, refused=DAMAGED)


def _overlapping(found):
    """Give the second member the place of the first."""
    first = found.index(b"PK\1\2")
    second = found.index(b"PK\1\2", first + 4)
    return found[: second + 42] + found[first + 42 : first + 46] + found[second + 46 :]


raw("two members over each other", _overlapping, refused="over each other")


def _twice(name):
    def make(folder):
        found = Collection().write(folder / "made")
        path = pack(folder / "a.apkg", old_members(found))
        with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as out:
            # zipfile warns of what is the very point here
            warnings.simplefilter("ignore")
            out.writestr(name, b"{}")
        return path

    return make


add("two collections of one name", _twice("collection.anki2"), refused="two parts of one name")
add("two lists of media", _twice("media"), refused="two parts of one name")


def _link(folder):
    path = pack(folder / "a.apkg", {"media": b"{}"})
    with zipfile.ZipFile(path, "a") as out:
        info = zipfile.ZipInfo("collection.anki2")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        out.writestr(info, "/etc/passwd")
    return path


def _media_link(folder):
    found = Collection().write(folder / "made")
    path = pack(folder / "a.apkg", {"collection.anki2": found, "media": b'{"0": "a.png"}'})
    with zipfile.ZipFile(path, "a") as out:
        info = zipfile.ZipInfo("0")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        out.writestr(info, "/etc/passwd")
    return path


CASES.extend([
    Case("a collection that is a link", _link, "a link, not a file"),
    Case("a media file that is a link", _media_link, left_out=("a link, not a file",)),
])  # fmt: skip
members("a folder as a collection", lambda _: {"collection.anki2/": b""}, refused="no package")
members(
    "a path out of the folder beside the rest",
    lambda found: found | {"../../evil": b"x", "/etc/evil": b"x", "C:\\evil": b"x"},
    counts=(3, 3, 3, 2),
)
members("a collection of another name", lambda found: {"x": found["media"]}, refused="no package")
members("a bank's zip", lambda _: {"xl/workbook.xml": b"<x/>"}, refused="no package of Anki")

# ------------------------------------------------------------------ which collection
STUB_TEXT = "Please update to the latest Anki version, then import the file again.\x1f"
STUB = "export it again"
old(
    "only the stub",
    notes=[note(1, flds=STUB_TEXT)],
    cards=[card(11, 1)],
    revlog=[],
    refused="tells an older Anki to update",
)
members(
    "a stub in another language, beside a list of media by zstd",
    lambda found: found | {"media": squeeze(b"")},
    refused="tells an older Anki to update",
)
members(
    "a stub in another language, beside a meta of the newest",
    lambda found: found | {"meta": b"\x08\x03"},
    refused="tells an older Anki to update",
)
members(
    "a stub in another language, beside a meta of the second",
    lambda found: found | {"meta": b"\x08\x02"},
    refused="tells an older Anki to update",
)
members("a meta of the future", lambda found: found | {"meta": b"\x08\x04"}, refused="newer Anki")
members("a garbled meta", lambda found: found | {"meta": b"\xff\xff"}, refused="which Anki made it")
members("a meta of text", lambda found: found | {"meta": b"\x0a\x01x"}, refused="which Anki made")
members("an empty meta", lambda found: found | {"meta": b""}, counts=(3, 3, 3, 2))
members(
    "a newest collection that is garbage, beside an old one",
    lambda found: found | {"collection.anki21b": b"garbage"},
    refused=UNPACK,
)
old("a collection of schema 10", ver=10, refused="before 2013")
old("a collection of schema 12", ver=12)
old("a collection of schema 19", ver=19, refused="newer Anki")
old(
    "a collection without a version",
    schema=LAX,
    after=("UPDATE col SET ver = 'x'",),
    refused="no c",
)
old("a collection without its row", after=("DELETE FROM col",), refused="when it was made")
old("a collection made before 1970", crt=-5)

# ------------------------------------------------------------------ the database
CHECK = "Check Database"
NONE = "no database of Anki"
database("an empty collection", lambda _: b"", refused=NONE)
database("a text for a collection", lambda _: b"hello" * 50, refused=NONE)
database("a head without a body", lambda found: found[:100], refused="cut off")
database("a cut collection", lambda found: found[:8192], refused="cut off")
database("a collection cut within a page", lambda found: found[:-100], refused="cut off")
database("a collection with bytes behind it", lambda found: found + b"x" * 5000)
database("a wrong page size", lambda found: found[:16] + b"\x03\x00" + found[18:], refused=CHECK)
database("pages of 64 kB", lambda found: found[:16] + b"\x00\x01" + found[18:], refused="cut off")
database("a page count of none", lambda found: found[:28] + bytes(4) + found[32:])
database(
    "a file format of the future",
    lambda found: found[:18] + b"\x09\x09" + found[20:],
    refused=CHECK,
)
database("a collection in WAL mode", lambda found: found[:18] + b"\x02\x02" + found[20:])
database("UTF-16, it says", lambda found: found[:56] + b"\0\0\0\2" + found[60:], refused=CHECK)
database(
    "zeros from the second page on",
    lambda found: found[:4096] + bytes(len(found) - 4096),
    refused=CHECK,
)
database(
    "noise from the second page on",
    lambda found: found[:4096] + bytes(range(256)) * (len(found) // 256 - 16),
    refused=CHECK,
)
database(
    "pages that are each other's children",
    lambda found: found[:4096] + found[:4096] * (len(found) // 4096 - 1),
    refused=CHECK,
)


def _root(value):
    """Give the table of notes another root page."""
    return (  # the values are ours
        "PRAGMA writable_schema = ON;"
        f"UPDATE sqlite_master SET rootpage = {value} WHERE name = 'notes';"
    )


old("a table whose root is the head", after=(_root(1),), refused=CHECK)
old("a table whose root is another table", after=(_root(2),), refused=CHECK)
old("a table whose root is beyond the file", after=(_root(9999),), refused=CHECK)
old("a table without a root", after=(_root(0),), refused=CHECK)


def _schema(sql, name="notes"):
    return (
        f"PRAGMA writable_schema = ON;UPDATE sqlite_master SET sql = '{sql}' WHERE name = '{name}';"
    )


old("a table whose schema is no SQL", after=(_schema("CREATE nonsense"),), refused=CHECK)
old("an index on a function", after=("CREATE INDEX i ON notes (abs(id));",))
old(
    "an index on a function that isn't there",
    after=(_schema("CREATE INDEX ix_cards_nid ON cards (nothing(nid))", "ix_cards_nid"),),
    refused=CHECK,
)
old(
    "a check that costs a minute",
    after=(_schema(
        OLD[OLD.index("CREATE TABLE notes"):OLD.index("CREATE TABLE cards")].strip().rstrip(";)")
        + ", CHECK (length(randomblob(900000000)) > 0))"
    ),),
)  # fmt: skip
old(
    "a view for the notes",
    after=("ALTER TABLE notes RENAME TO n; CREATE VIEW notes AS SELECT * FROM n;",),
    refused="no plain table",
)
old(
    "a view that never ends for the cards",
    after=(
        (
            "ALTER TABLE cards RENAME TO c; CREATE VIEW cards AS WITH RECURSIVE r(x) AS"
            " (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT c.* FROM r, c;"
        ),
    ),
    refused="no plain table",
)
old(
    "a view in capitals for the log",
    after=("ALTER TABLE revlog RENAME TO r; CREATE VIEW REVLOG AS SELECT * FROM r;",),
    refused="no plain table",
)
old(
    "a view for the one row of all",
    after=("ALTER TABLE col RENAME TO c; CREATE VIEW col AS SELECT * FROM c;",),
    refused="no plain table",
)
old(
    "a full-text table for the notes",
    after=("DROP TABLE notes; CREATE VIRTUAL TABLE notes USING fts5(id, guid, mid, flds);",),
    refused="no plain table",
)
old(
    "a tree of places for the log",
    after=("DROP TABLE revlog; CREATE VIRTUAL TABLE revlog USING rtree(id, a, b);",),
    refused="no plain table",
)
old(
    "a virtual table of a module that isn't there",
    after=(
        (
            "DROP TABLE notes; PRAGMA writable_schema = ON; INSERT INTO sqlite_master VALUES"
            " ('table', 'notes', 'notes', 0, 'CREATE VIRTUAL TABLE notes USING evil(x)');"
        ),
    ),
    refused="no plain table",
)
old(
    "a computed column",
    after=("ALTER TABLE notes ADD COLUMN x AS (hex(zeroblob(100000000)));",),
    refused="no plain table",
)
old(
    "triggers for all that could happen",
    after=(
        (
            "CREATE TRIGGER a AFTER INSERT ON notes BEGIN DELETE FROM cards; END;"
            "CREATE TRIGGER b BEFORE DELETE ON cards BEGIN SELECT raise(FAIL, 'x'); END;"
        ),
    ),
)
old("a table that is missing", after=("DROP TABLE revlog;",), refused="no table “revlog”")
old("a column that is missing", after=("ALTER TABLE notes DROP COLUMN tags;",), refused="“tags”")
old(
    "columns too many",
    after=(
        (
            "ALTER TABLE notes ADD COLUMN evil; ALTER TABLE cards ADD COLUMN rowid;"
            " ALTER TABLE revlog ADD COLUMN _rowid_;"
        ),
    ),
)
old(
    "columns in another order",
    schema=OLD.replace(
        "id integer PRIMARY KEY, guid text NOT NULL,", "guid text, id integer PRIMARY KEY,"
    ),
)
old(
    "a thousand tables more",
    after=("".join(f"CREATE TABLE t{n} (x);" for n in range(1000)),),
)

# ------------------------------------------------------------------ notes


def bad_note(name, reason, schema=LAX, **change):
    """Add a package whose second note is bad; its card and review go with it."""
    rows = three_notes()
    rows[1] |= change
    old(name, notes=rows, schema=schema, counts=(2, 2, 2, 0), left_out=(f"note: {reason}",))


bad_note("a guid that is a number", "its guid, tags or fields are no text", guid=5)
bad_note("a guid that is nothing", "its guid, tags or fields are no text", guid=None)
bad_note("an empty guid", "it has no guid", guid="")
bad_note("fields that are nothing", "its guid, tags or fields are no text", flds=None)
bad_note("fields that are a number", "its guid, tags or fields are no text", flds=1.5)
bad_note("tags that are nothing", "its guid, tags or fields are no text", tags=None)
bad_note("a type that is a text", "its id, type or time is no number", mid="Basic")
bad_note("a type that isn't there", "its note type isn’t in the file", mid=77, schema=OLD)
bad_note("a time that is a text", "its id, type or time is no number", mod="now")
bad_note("fields of broken UTF-8", "its text is broken (not UTF-8)", flds=b"\xff\xfe\x1fx")
bad_note("a half of a character", "its text is broken (not UTF-8)", flds=b"\xed\xa0\x80\x1fx")
bad_note("tags of broken UTF-8", "its text is broken (not UTF-8)", tags=b"\x80")
bad_note("a guid of broken UTF-8", "its text is broken (not UTF-8)", guid=b"\xc0\x80")
bad_note("a NUL in a field", "its text has a NUL character", flds="a\0b\x1fc")
bad_note("a NUL in a guid", "its text has a NUL character", guid="a\0b")
bad_note("another of its guid", "there is another of this guid", guid="g1", schema=OLD)
bad_note("a field of 9 MB", "a field is larger than 8 MB", flds="x" * 9 * MB + "\x1fy")
ALONE = ("card: its note isn’t in the file", "review: its card isn’t in the file")
old(
    "a row of 40 MB", notes=[note(1), note(2, flds="x" * 40 * MB), note(3)],
    counts=(2, 2, 2, 0), left_out=("note: it is too large", *ALONE),
)  # fmt: skip
old(
    "an id that is a text", notes=[note(1), note(2, id="two"), note(3)], schema=LAX,
    counts=(2, 2, 2, 0), left_out=("note: its id, type or time is no number", *ALONE),
)  # fmt: skip
old(
    "two notes of one id", notes=[*three_notes(), note(2, guid="other")], schema=LAX,
    left_out=("note: there is another of this id",),
)  # fmt: skip
old("too few fields", notes=[note(1, flds="alone"), *three_notes()[1:]])
old("too many fields", notes=[note(1, flds="a\x1fb\x1fc\x1fd"), *three_notes()[1:]])
old("a hundred thousand fields", notes=[note(1, flds="\x1f" * 100_000), *three_notes()[1:]])
old(
    "negative ids",
    notes=[note(-1), note(-(2**63)), note(3)],
    cards=[card(-11, -1), card(-(2**63), -(2**63)), card(13, 3)],
    revlog=[review(CRT * 1000, -11)],
    counts=(3, 3, 1, 0),
)
old(
    "huge ids",
    notes=[note(2**63 - 1), note(2**62)],
    cards=[card(2**63 - 1, 2**63 - 1), card(2, 2**62)],
    revlog=[review(CRT * 1000, 2**63 - 1)],
    counts=(2, 2, 1, 0),
)
old("an id of none", notes=[note(0)], cards=[card(0, 0)], revlog=[], counts=(1, 1, 0, 0))
old("a time of the year 300,000,000", notes=[note(1, mod=2**62), *three_notes()[1:]])
old("scripts everywhere", notes=[note(1, flds=f"{SCRIPT}\x1f{SCRIPT}", guid=SCRIPT, tags=SCRIPT)],
    cards=[card(1, 1)], revlog=[], counts=(1, 1, 0, 0),
    decks={"2001": deck(DECK, SCRIPT, desc=SCRIPT)},
    models={"1": model(BASIC, SCRIPT, [SCRIPT, "b"], [(SCRIPT,) * 2], css=f"</style>{SCRIPT}")},
)  # fmt: skip
old("nothing at all", notes=[], cards=[], revlog=[], counts=(0, 0, 0, 0))

# ------------------------------------------------------------------ cards and reviews
BOUNDS = "card: a number in it is none, or out of all bounds"


def bad_card(name, reason, schema=LAX, **change):
    """Add a package whose second card is bad; its review has no card then."""
    rows = three_cards()
    rows[1] |= change
    old(
        name, cards=rows, schema=schema, counts=(3, 2, 2, 0),
        left_out=(f"card: {reason}", "review: its card isn’t in the file"),
    )  # fmt: skip


for column in ("ord", "type", "queue", "due", "ivl", "factor", "reps", "lapses", "flags"):
    bad_card(f"a card's {column} that is a text", BOUNDS[6:], **{column: "x"})
bad_card("a card's interval beyond all bounds", BOUNDS[6:], schema=OLD, ivl=2**40)
bad_card("a card's day without end", BOUNDS[6:], schema=OLD, due=math.inf)
bad_card("a card without its note", "its note isn’t in the file", schema=OLD, nid=99)
bad_card("a card that its type hasn't", "its note type has no such card", schema=OLD, ord=5)
bad_card("a card before the first", "its note type has no such card", schema=OLD, ord=-1)
bad_card("a card of no known state", "its state is none that Anki knows", schema=OLD, type=9)
bad_card("a card in no known queue", "its state is none that Anki knows", schema=OLD, queue=-9)
old(
    "two cards of one place", cards=[*three_cards(), card(20, 1)], counts=(3, 3, 3, 0),
    left_out=("card: its note has this card already",),
)  # fmt: skip
old(
    "two cards of one id", notes=[*three_notes(), note(4, mid=TWO)], schema=LAX,
    cards=[*three_cards(), card(11, 4)], counts=(4, 3, 3, 0),
    left_out=("card: there is another of this id",),
)  # fmt: skip
old(
    "a cloze card beyond all others", notes=[note(1, mid=CLOZE)], revlog=[],
    cards=[card(1, 1, ord=498), card(2, 1, ord=2**30)], counts=(1, 1, 0, 0),
    left_out=("card: its note type has no such card",),
)  # fmt: skip
old("a card in a deck that isn't there", cards=[card(1, 1, did=99)], revlog=[], counts=(3, 1, 0, 0))
old(
    "a card whose home is its own filtered deck", cards=[card(1, 1, did=DECK, odid=DECK, odue=5)],
    revlog=[], counts=(3, 1, 0, 0),
)  # fmt: skip
for name_, data_ in {
    "NaN": '{"s": NaN, "d": 5}',
    "1e400": '{"s": 1e400, "d": 1e400, "dr": -1e400}',
    "a number of 5,000 digits": '{"s": ' + "9" * 5_000 + "}",
    "nesting without end": "{" + '"s":[' * 4_000,
    "texts": '{"s": "x", "d": [], "dr": {}}',
    "no object": "[1, 2]",
    "noise": "{\xff",
}.items():
    old(f"a card's data of {name_}", cards=[card(1, 1, data=data_)], revlog=[], counts=(3, 1, 0, 0))

for column in ("cid", "ease", "ivl", "lastIvl", "factor", "time", "type"):
    old(
        f"a review's {column} that is a text", schema=LAX, counts=(3, 3, 0, 0),
        revlog=[review(CRT * 1000, 11) | {column: "x"}],
        left_out=("review: a number in it is none",),
    )  # fmt: skip
for name_, change_ in {
    "a review of rating 9": {"ease": 9},
    "a review of no known kind": {"type": 77},
    "a review before 1970": {"id": -5},
    "a review in the year 300,000,000": {"id": 2**62},
}.items():
    old(
        name_, revlog=[review(CRT * 1000, 11) | change_], counts=(3, 3, 0, 0),
        left_out=("review: its time, rating or kind is none that Anki knows",),
    )  # fmt: skip
old(
    "a review without its card", revlog=[review(CRT * 1000, 99)], counts=(3, 3, 0, 0),
    left_out=("review: its card isn’t in the file",),
)  # fmt: skip
old(
    "two reviews of one time", schema=LAX, revlog=[review(CRT * 1000, 11), review(CRT * 1000, 12)],
    counts=(3, 3, 1, 0), left_out=("review: there is another of this time",),
)  # fmt: skip
old(
    "five thousand reviews without a card",
    revlog=[review(CRT * 1000 + n, 99) for n in range(5_000)],
    counts=(3, 3, 0, 0),
    left_out=("review: its card isn’t in the file",) * 1_000 + ("4,000 more: review: its card",),
)

# ------------------------------------------------------------------ decks and note types
LIST = "can’t be read: in Anki"
for name_, value_ in {
    "no JSON": "nonsense",
    "a list": "[]",
    "nothing": "",
    "nesting without end": '{"1":' * 50_000,
    "NaN": '{"1": {"id": NaN}}',
    "a NUL": '{"1": "\0"}',
}.items():
    old(f"note types of {name_}", models=value_, refused=LIST)
    old(f"decks of {name_}", decks=value_, refused=LIST)
ALL_LOST = ("note: its note type isn’t in the file (and so its 1 card and 1 review)",) * 3
old("no note types", models={}, counts=(0, 0, 0, 0), left_out=ALL_LOST)
old("note types that are numbers", models={"1": 1}, counts=(0, 0, 0, 0), left_out=ALL_LOST)
for name_, change_ in {
    "without fields": {"flds": []},
    "whose fields are a text": {"flds": "x"},
    "without cards": {"tmpls": []},
    "without a name": {"name": None},
    "whose card has no front": {"tmpls": [{"name": "x", "afmt": "x"}]},
    "with two fields of one name": {"flds": [{"name": "x"}, {"name": "x"}]},
    "with 1,001 fields": {"flds": [{"name": str(n)} for n in range(1001)]},
}.items():
    old(
        f"a note type {name_}", models=models() | {str(BASIC): models()[str(BASIC)] | change_},
        counts=(0, 0, 0, 0),
        left_out=("note type: ", *["note: its note type can’t be read (and so its 1 card"] * 3),
    )  # fmt: skip
old(
    "halves of characters in names",
    models=json.dumps(models()).replace("Front", "Fr\\ud800ont"),
    decks=json.dumps(decks()).replace("Rivers", "Ri\\udfffvers"),
)
old("ids that are texts", models={"x": models()[str(BASIC)] | {"id": str(BASIC)}})
old("a deck without a name", decks=decks() | {"9": {"id": 9}}, left_out=("deck: it has no name",))
old("a deck of empty levels", decks=decks() | {"9": deck(9, "::::")})
old("a deck name of a megabyte", decks=decks() | {"9": deck(9, "x" * MB)})
old("a deck name with its own end", decks=decks() | {"9": deck(9, "a\n\x1fb\0c")})
new("protobuf as Anki writes it")
for name_, statement_ in {
    "noise": "x'ffffffffffffffffffffff'",
    "a length beyond the end": "x'1a7f00'",
    "a number cut off": "x'08ff'",
    "a group": "x'0b'",
    "field 0": "x'0001'",
    "a text that is none": "x'1a02fffe'",
    "a number where a text should be": "x'1805'",
    "nothing": "5",
}.items():
    new(
        f"a note type's protobuf of {name_}",
        after=(f"UPDATE notetypes SET config = {statement_} WHERE id = {BASIC}",),
        counts=(0, 0, 0, 0),
        left_out=("note type: ", *["note: its note type can’t be read"] * 3),
    )
new(
    "a deck's protobuf of noise",
    after=(f"UPDATE decks SET kind = x'ffff' WHERE id = {DECK}",),
    left_out=("deck: its name or settings can’t be read",),
)
new(
    "a template's protobuf of noise",
    after=(f"UPDATE templates SET config = x'ffff' WHERE ntid = {BASIC}",),
    counts=(0, 0, 0, 0),
    left_out=("note type: ", *["note: its note type can’t be read"] * 3),
)
new(
    "a template of 40 MB",
    after=(f"UPDATE templates SET config = zeroblob({40 * MB}) WHERE ntid = {BASIC}",),
    refused=CHECK,
)
new("no table of note types", after=("DROP TABLE notetypes",), refused="no table “notetypes”")
new(
    "a view for the fields",
    after=("ALTER TABLE fields RENAME TO f; CREATE VIEW fields AS SELECT * FROM f;",),
    refused="no plain table",
)
old(
    "tables of the new form, said to be the old",
    ver=11,
    schema=OLD + NEW.replace(" COLLATE unicase", ""),
)

# ------------------------------------------------------------------ media
NAME = "media: it has no plain file name"


def named(name, file, reason=NAME):
    """Add a package with one media file of a bad name and one of a good one."""
    old(name, media={file: b"x", "good.png": b"y"}, counts=(3, 3, 3, 1), left_out=(reason,))


for file_ in ("../../etc/passwd", "/etc/passwd", "a/b.png", "..", ".", "", "a\\b", "a\nb", "a\0b"):
    # a NUL is taken out, and the name is plain then
    if "\0" not in file_:
        named(f"a media name {file_!r}", file_)
named("a media name of 300 letters", "x" * 300)
new("a new package's media name with a path", media={"../a": b"x", "b": b"y"},
    counts=(3, 3, 3, 1), left_out=(NAME,))  # fmt: skip
MISSING = "a file in the package has no name"
for name_, value_ in {"no JSON": b"x", "a list": b"[]", "nesting": b"[" * 90_000}.items():
    members(
        f"a list of media of {name_}", lambda found, value=value_: found | {"media": value},
        left_out=("list of media can’t be read",),
    )  # fmt: skip
members("no list of media", lambda found: {k: v for k, v in found.items() if k != "media"},
        left_out=(MISSING,) * 2)  # fmt: skip
members("names that are numbers", lambda found: found | {"media": b'{"0": 1, "1": "b.mp3"}'},
        counts=(3, 3, 3, 1), left_out=(NAME,))  # fmt: skip
members("a name for no file", lambda found: found | {"media": b'{"0": "a", "1": "b", "7": "c"}'},
        counts=(3, 3, 3, 2), left_out=("the file isn’t in the package",))  # fmt: skip
members("a file of no name", lambda found: found | {"7": b"x"}, counts=(3, 3, 3, 2),
        left_out=(MISSING,))  # fmt: skip
members("two files of one name", lambda found: found | {"media": b'{"0": "a", "1": "a"}'},
        counts=(3, 3, 3, 1), left_out=("another file of this name",))  # fmt: skip
members("a member of the list that is a path", lambda found: found | {"media": b'{"../0": "a"}'},
        left_out=(MISSING, MISSING, "the file isn’t in the package"))  # fmt: skip
members("the collection as a media file",
        lambda found: found | {"media": b'{"collection.anki2": "a.png"}'},
        counts=(3, 3, 3, 1), left_out=(MISSING, MISSING))  # fmt: skip
members("a list of media of noise", lambda found: found | {"media": squeeze(b"\xff\xff")},
        form=new_members, left_out=("list of media can’t be read",))  # fmt: skip
members("a list of media that is cut", lambda found: found | {"media": found["media"][:-5]},
        form=new_members, left_out=("list of media can’t be read",))  # fmt: skip
members("a list of media that isn't squeezed", lambda found: found | {"media": b"{}"},
        form=new_members, left_out=("list of media can’t be read",))  # fmt: skip
members("noise behind a squeezed list", lambda found: found | {"media": found["media"] + b"noise"},
        form=new_members, left_out=("list of media can’t be read",))  # fmt: skip
members("a media file that isn't squeezed", lambda found: found | {"0": b"raw"},
        form=new_members, counts=(3, 3, 3, 1), left_out=("it is damaged",))  # fmt: skip
members("a media file of other bytes", lambda found: found | {"0": squeeze(b"pnx")},
        form=new_members, counts=(3, 3, 3, 1), left_out=("those that were packed",))  # fmt: skip
members("a media file that is cut", lambda found: found | {"0": squeeze(b"png")[:-2]},
        form=new_members, counts=(3, 3, 3, 1), left_out=("those that were packed",))  # fmt: skip
members("a media file in two frames", lambda found: found | {"0": squeeze(b"p") + squeeze(b"ng")},
        form=new_members, counts=(3, 3, 3, 2))  # fmt: skip
members("a collection squeezed and cut",
        lambda found: found | {"collection.anki21b": found["collection.anki21b"][:-40]},
        form=new_members, refused=NONE)  # fmt: skip
add("a large collection squeezed and cut", _cut_late, refused="cut off")
members("noise behind a squeezed collection",
        lambda found: found | {"collection.anki21b": found["collection.anki21b"] + b"noise"},
        form=new_members, refused=UNPACK)  # fmt: skip
members("a list of a million entries", lambda found: found | {"media": squeeze(b"\x0a\0" * 10**6)},
        form=new_members, left_out=("list of media can’t be read",))  # fmt: skip


# ------------------------------------------------------------------ no package at all
def file(name, content, refused):
    """Add a file that is none."""

    def make(folder):
        path = folder / "a.apkg"
        path.write_bytes(content)
        return path

    CASES.append(Case(name, make, refused))


file("a bare collection", b"SQLite format 3\0" + bytes(100), "a collection without its package")
file("a PDF", b"%PDF-1.7 and so on", "it is a PDF")
file("a gzip archive", b"\x1f\x8b" + bytes(50), "it is a gzip archive")
file("a picture", b"\x89PNG\r\n\x1a\n", "it is a picture")
