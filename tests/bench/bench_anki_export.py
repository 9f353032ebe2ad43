"""Export to Anki: ours beside stock genanki and beside bare sqlite3 with deflate, the same notes.

Each run is a process of its own, so that its peak of memory is its own; the three take turns. What
is measured begins when the notes lie in memory and ends when the file is closed. The last row is
the whole way from a bank's items, their fields rendered. Give another number of notes to be quick:
``bench_anki_export.py 10000``.
"""

from __future__ import annotations

import itertools
import json
import marshal
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from contextlib import closing
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import genanki
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA

from app.settings import shipped_bank
from exports.anki import Anki
from exports.anki import pack
from exports.anki_look import note_type
from exports.anki_notes import guid
from exports.anki_writing import Writing
from exports.anki_writing import WrittenDeck
from exports.anki_writing import WrittenNote
from exports.anki_writing import WrittenType
from exports.base import Selection
from question_bank.loader import load
from tests.bench.banks import turned
from tests.bench.banks import write_bank
from tests.bench.timing import show

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

_NOTES = 100_000
_ROUNDS = 3
_COPIES = 20  # of the shipped bank, each in other words; then they come again under other ids
_AT = 1_750_000_000
_DECK = 1_640_687_138
_ITEMS = 5_000  # of the whole way: the bank is read first, which takes long and isn't measured
_MEGABYTE = 1_000_000

Plain = tuple[str, str, list[str], list[str], str]  # kind, guid, fields, tags, sort field


# ------------------------------------------------------------------ the notes
def plain_notes(number: int) -> Iterator[Plain]:
    """Yield notes as they lie in a real package: the shipped bank's, over and over."""
    bank = load(shipped_bank())
    selection = Selection(bank, bank.items, bank.info.title)
    first = []
    writing = Writing(selection)
    for item in bank.items:
        note = writing.note(item)
        first.append((item, note.fields, note.tags, note.sort_field))
    copies = [
        [(item, [turned(text, k) for text in written], words, turned(stem, k))
         for item, written, words, stem in first]
        for k in range(min(_COPIES, number // len(first) + 1))
    ]  # fmt: skip
    endless = (row for k in itertools.count() for row in copies[k % len(copies)])
    for place, (item, written, words, stem) in enumerate(itertools.islice(endless, number)):
        yield item.kind, guid("bench", f"{item.id}-{place}"), written, words, stem


def read_notes(file: Path) -> list[Plain]:
    """Read notes that were written one by one: nothing is left of the reading but they."""
    with file.open("rb") as source:
        number = marshal.load(source)  # noqa: S302 - our own file
        return [marshal.load(source) for _ in range(number)]  # noqa: S302 - the same


def models() -> dict[str, WrittenType]:
    """Return our note types without style and script: they weigh the same in every file."""
    return {
        kind: WrittenType(replace(note_type(kind), css=""))
        for kind in ("flashcard", "cloze", "multiple_choice", "multiple_response", "true_false",
                     "short_answer", "numeric", "ordering", "matching", "open")
    }  # fmt: skip


# ------------------------------------------------------------------ the three writers
class Notes:
    """Plain notes as our package takes them."""

    progress = None

    def __init__(self, notes: list[Plain]) -> None:
        self.given = notes
        self.types = models()

    def notes(self) -> Iterator[tuple[int, WrittenNote]]:
        """Yield each note, with one card."""
        for place, (kind, name, written, words, stem) in enumerate(self.given, 1):
            made = self.types[kind]
            fresh = f"{stem[:1]}{stem[1:]}"  # as an item's is: sqlite3 keeps its bytes beside it
            yield place, WrittenNote(made, name, written, fresh, words, _DECK, _AT, [(0, None)])

    def decks(self) -> Iterator[WrittenDeck]:
        """Yield the one deck."""
        yield WrittenDeck(_DECK, "Bench")


def ours(notes: list[Plain], out: Path) -> None:
    """Write through our subclasses of genanki's classes."""
    pack(Notes(notes), _AT, out, lambda: [("media", b"{}")])


def stock(notes: list[Plain], out: Path, *, guids: bool = False) -> None:
    """Write with genanki as it is: it makes a guid of each note's fields, unless one is given."""
    types = {
        kind: genanki.Model(
            made.look.id, made.look.name, fields=[{"name": name} for name in made.look.fields],
            templates=[{"name": one.name, "qfmt": one.front, "afmt": one.back}
                       for one in made.look.templates[:1]],
        )
        for kind, made in models().items()
    }  # fmt: skip
    deck = genanki.Deck(_DECK, "Bench")
    for place, (kind, name, written, words, stem) in enumerate(notes, 1):
        given = name if guids else None
        deck.add_note(genanki.Note(types[kind], written, stem, words, given, place))
    genanki.Package([deck]).write_to_file(str(out), timestamp=_AT)


def bare(notes: list[Plain], out: Path) -> None:
    """Write the rows and deflate them, nothing else: as fast as Python can."""
    types = {kind: made.look.id for kind, made in models().items()}
    tables, index, indexes = APKG_SCHEMA.partition("CREATE INDEX")
    database = out.with_suffix(".db")
    numbered = list(enumerate(notes, 1))
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(
            "PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        )
        connection.executescript(tables + APKG_COL)
        connection.executemany(
            "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')",
            ((n, one[1], types[one[0]], _AT, f" {' '.join(one[3])} ", "\x1f".join(one[2]), one[4])
             for n, one in numbered),
        )  # fmt: skip
        connection.executemany(
            "INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')",
            ((n, n, _DECK, _AT, n) for n, _ in numbered),
        )
        connection.commit()
        connection.executescript(index + indexes)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(database, "collection.anki2")
        archive.writestr("media", "{}")


def whole_way(folder: Path, out: Path) -> tuple[Callable[[], object], int]:
    """Return what exports a bank's items, and how many they are."""
    bank = load(folder)
    selection = Selection(bank, bank.items, bank.info.title, at=_AT)
    return (lambda: Anki().write(selection, out)), len(bank.items)


# ------------------------------------------------------------------ measuring
_WRITERS: dict[str, Callable[[list[Plain], Path], None]] = {
    "stock genanki": stock,
    "genanki, guids given": partial(stock, guids=True),
    "sqlite3 and deflate": bare,
    "ours": ours,
}


def measure(name: str, given: Path, out: Path) -> dict[str, Any]:
    """Run one writer here; return seconds, processor seconds, notes, bytes of memory and file."""
    if name in _WRITERS:
        notes = read_notes(given)
        number = len(notes)

        def work() -> object:
            return _WRITERS[name](notes, out)
    else:
        work, number = whole_way(given, out)
    with suppress(OSError):  # on Linux: what the reading took at its worst is forgotten
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, used = time.perf_counter(), time.process_time()
    work()
    took, used = time.perf_counter() - start, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "seconds": took, "cpu": used, "notes": number,
        "memory": (peak - before) * 1024, "file": out.stat().st_size,
    }  # fmt: skip


def in_child(name: str, given: Path, folder: Path) -> dict[str, Any]:
    """Measure in a new process."""
    done = subprocess.run(
        [sys.executable, __file__, "--measure", name, str(given), str(folder / "out.apkg")],
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    for left in folder.glob("out.*"):
        left.unlink()
    return found


def main(number: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        given = folder / "notes"
        with given.open("wb") as target:
            marshal.dump(number, target)
            for note in plain_notes(number):
                marshal.dump(note, target)
        runs: dict[str, list[dict[str, Any]]] = {name: [] for name in _WRITERS}
        for _ in range(_ROUNDS):
            for name, found in runs.items():
                found.append(in_child(name, given, folder))
        write_bank(folder / "bank", min(_ITEMS, number))
        runs["items, rendered by ours"] = [in_child("items", folder / "bank", folder)]
    _print(number, runs)


def _print(number: int, runs: dict[str, list[dict[str, Any]]]) -> None:
    middle = {
        name: {key: statistics.median(run[key] for run in found) for key in found[0]}
        for name, found in runs.items()
    }
    stock, raw = middle["stock genanki"], middle["sqlite3 and deflate"]
    rows = []
    for name, found in middle.items():
        speed = found["notes"] / found["seconds"]
        alike = name in _WRITERS
        rows.append((
            f"{name}, {found['notes']:,.0f}",
            f"{speed:,.0f}",
            f"{found['notes'] / found['cpu']:,.0f}",
            f"{stock['seconds'] / found['seconds']:.2f}" if alike else "",
            f"{raw['seconds'] / found['seconds']:.2f}" if alike else "",
            f"{found['memory'] / _MEGABYTE:.1f} MB",
            f"{found['file'] / _MEGABYTE:.1f} MB",
            f"{found['file'] / stock['file']:.2f}" if alike else "",
        ))  # fmt: skip
    show(
        f"Export to Anki, {number:,} notes, median of {_ROUNDS}"
        " (goal: ≥ 2.5 × genanki, ≥ 0.7 × sqlite3, ≤ 10 MB, ≤ 0.3 of its file)",
        ("what", "notes/s", "per CPU s", "× genanki", "× sqlite3", "memory", "file", "of genanki"),
        rows,
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        _, _, what, source, target = sys.argv
        json.dump(measure(what, Path(source), Path(target)), sys.stdout)
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else _NOTES)
