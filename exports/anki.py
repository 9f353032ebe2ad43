"""Anki packages (.apkg): the only door to genanki.

A note's guid comes from its item's id, so an import never doubles a note and an edit keeps its
progress. Times come from the selection (see ``Selection``), so equal input gives equal bytes.
Notes go through genanki's classes one at a time into the file, its indexes are made at the end,
and memory doesn't grow with the deck. Checked with the real Anki in ``tests/oracle``.
"""

from __future__ import annotations

import errno
import itertools
import json
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import Protocol

import genanki
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA

from exports.anki_html import unwritable
from exports.anki_origin import OCCLUSION
from exports.anki_progress import card_columns
from exports.anki_progress import collection
from exports.anki_progress import log_rows
from exports.anki_progress import preset_id
from exports.anki_progress import preset_json
from exports.anki_writing import Writing
from exports.archive import write_zip
from exports.base import Report
from exports.base import whole
from exports.deflating import Deflating
from exports.deflating import Growing

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator

    from exports.anki_writing import WrittenDeck
    from exports.anki_writing import WrittenNote
    from exports.anki_writing import WrittenType
    from exports.base import Selection
    from exports.progress import Progress
    from question_bank.items import Item

_SEPARATOR = "\x1f"
_BATCH = 200  # notes written at a time
_PAGE = 16_384  # bytes: of Anki's 4,096 a note of 2 kB leaves half a page empty
_CACHE = 800  # kB: notes are written one after the other and not looked at again
_LEVEL = 1  # of deflate: four times as small as stored, in a third of the time of level 6
_NOTE = "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')"
_NEW = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')"
_CARD = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)"
_LOG = "INSERT INTO revlog VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)"
# the log comes card by card and lies in Anki by time: it is sorted on disk, not in memory
_UNSORTED = "CREATE TEMP TABLE unsorted (at, cid, ease, ivl, last, factor, time, type)"
_LATER = "INSERT INTO unsorted VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_SORTED = "SELECT at, cid, ease, ivl, last, factor, time, type FROM unsorted ORDER BY at, cid"


@dataclass(frozen=True)
class Anki:
    """A package for Anki 2.1 and later, every kind: decks by topic, a note an item."""

    name: str = "anki"
    suffix: str = ".apkg"
    media_type: str = "application/octet-stream"

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the selection. Raises OSError."""
        writing = Writing(selection)
        with whole(out) as path:
            pack(writing, selection.at, path, writing.media.members)
        return Report(tuple(writing.written), tuple(writing.skipped), (out,), writing.media.remarks)

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return why an item is left out: of the others nothing is lost."""
        return unwritable(item)


def pack(
    source: Source, at: int, out: Path, media: Callable[[], Iterable[tuple[str, bytes | Path]]]
) -> None:
    """Write a package; ``media`` is asked for when all notes were given. Raises OSError."""
    with tempfile.TemporaryDirectory(prefix="citecards-") as folder, Deflating(_LEVEL) as deflating:
        growing = Growing(Path(folder, "collection.anki2"), deflating)
        with closing(growing):
            _fill(growing.path, Package(source, growing.look), at)
            members = itertools.chain((("collection.anki2", growing),), media())
            write_zip(out, members, _LEVEL, deflating)


def _fill(database: Path, package: genanki.Package, at: int) -> None:
    """Write Anki's tables; ids count up from the export's time in milliseconds, as Anki's do.

    Raises:
        OSError: the disk is full, or fails.
    """
    try:
        with closing(sqlite3.connect(database)) as connection:
            # a file that is thrown away on failure needs no journal
            connection.executescript(
                f"PRAGMA page_size = {_PAGE}; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                f"PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -{_CACHE};"
            )
            package.write_to_db(connection.cursor(), at, itertools.count(at * 1000))
            connection.commit()
    except sqlite3.OperationalError as error:
        full = "full" in str(error)
        code = errno.ENOSPC if full else errno.EIO
        raise OSError(code, "the disk is full" if full else str(error)) from error


class Model(genanki.Model):
    """A note type whose time is that of its templates, not that of the export."""

    def __init__(self, written: WrittenType) -> None:
        made = written.look
        super().__init__(
            made.id,
            made.name,
            fields=[{"name": name} for name in made.fields],
            templates=[
                {"name": card.name, "qfmt": card.front, "afmt": card.back}
                for card in made.templates
            ],
            css=made.css,
            model_type=self.CLOZE if made.is_cloze else self.FRONT_BACK,
            sort_field_index=made.sort_field,
        )
        self.written = written

    @property
    def _req(self) -> list[Any]:
        """Return which fields a card needs: all of our own; Anki finds it out by itself anyway."""
        return [[n, "any", list(range(len(self.fields)))] for n in range(len(self.templates))]

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:  # noqa: ARG002
        """Return the note type as Anki keeps it, the same in every file."""
        found = super().to_json(self.written.changed_at, 1)  # 1 is Anki's default deck
        for field in found["flds"]:
            field["rtl"] = self.written.look.right_to_left
        if self.written.look.occlusion:
            found["originalStockKind"] = OCCLUSION
        return found


class Note(genanki.Note):
    """A note with a time, a deck and cards of its own."""

    def __init__(self, given: WrittenNote, model: Model, place: int) -> None:
        # genanki's own looks at each tag and field again: a third of the time of a whole export
        self.given, self.model, self.due = given, model, place

    def row(self, number: int) -> tuple[Any, ...]:
        """Return the note's columns."""
        given = self.given
        return (
            number, given.guid, self.model.model_id, given.changed_at,
            f" {' '.join(given.tags)} ", _SEPARATOR.join(given.fields), given.sort_field,
        )  # fmt: skip


class Source(Protocol):
    """What a package is made of; its decks are asked for when all notes were given."""

    @property
    def progress(self) -> Progress | None:
        """What was learned, if it goes along."""

    def notes(self) -> Iterable[tuple[int, WrittenNote]]:
        """Give each note with its place in the deck."""

    def decks(self) -> Iterable[WrittenDeck]:
        """Give each deck that the notes are in, and others."""


class Package(genanki.Package):
    """A package whose notes come one at a time and are written many at a time."""

    def __init__(self, writing: Source, look: Callable[[], object]) -> None:
        super().__init__([])
        self.writing = writing
        self.look = look  # called after each batch
        self.models: dict[int, Model] = {}

    def write_to_db(self, cursor: sqlite3.Cursor, timestamp: float, id_gen: Iterator[int]) -> None:
        """Write all tables; the notes' decks and types are known once they are written."""
        tables, index, indexes = APKG_SCHEMA.partition("CREATE INDEX")
        cursor.executescript(tables)
        cursor.executescript(APKG_COL)
        progress = self.writing.progress
        if progress is not None:
            cursor.execute(_UNSORTED)
        notes = (
            Note(given, self._model(given.note_type), place)
            for place, given in self.writing.notes()
        )
        while batch := list(itertools.islice(notes, _BATCH)):
            self._write(cursor, batch, id_gen, progress)
            self.look()
        if progress is not None:
            cursor.executemany(_LOG, _each_at_its_own_time(cursor.connection.execute(_SORTED)))
        self._describe(cursor, int(timestamp))
        cursor.executescript(index + indexes)

    def _model(self, made: WrittenType) -> Model:
        number = made.look.id
        if number not in self.models:
            self.models[number] = Model(made)
        return self.models[number]

    def _write(
        self,
        cursor: sqlite3.Cursor,
        batch: Iterable[Note],
        ids: Iterator[int],
        progress: Progress | None,
    ) -> None:
        notes: list[tuple[Any, ...]] = []
        new: list[tuple[Any, ...]] = []
        cards: list[tuple[Any, ...]] = []
        log: list[tuple[Any, ...]] = []
        for note in batch:
            number = next(ids)
            notes.append(note.row(number))
            deck, at, place = note.given.deck, note.given.changed_at, note.due
            for face, card in note.given.cards:
                own = next(ids)
                if card is None or progress is None:
                    new.append((own, number, deck, face, at, place))
                    continue
                columns = card_columns(card, progress, place)
                cards.append((own, number, deck, face, card.last_at or at, *columns))
                log.extend(log_rows(card, own))
        cursor.executemany(_NOTE, notes)
        for statement, rows in ((_NEW, new), (_CARD, cards), (_LATER, log)):
            if rows:
                cursor.executemany(statement, rows)

    def _describe(self, cursor: sqlite3.Cursor, at: int) -> None:
        """Write the collection's own row: note types, decks, and what its days mean."""
        (decks, presets, conf) = map(
            json.loads, cursor.execute("SELECT decks, dconf, conf FROM col").fetchone()
        )
        progress = self.writing.progress
        for deck in self.writing.decks():
            made = genanki.Deck(deck.id, deck.name, deck.description).to_json()
            if progress is not None:
                made["conf"] = preset_id(progress.preset)
            decks[str(deck.id)] = made
        models = {str(number): model.to_json(at, 1) for number, model in self.models.items()}
        if progress is not None:
            presets[str(preset_id(progress.preset))] = preset_json(progress.preset, at)
            conf |= collection(progress)
            cursor.execute("UPDATE col SET crt = ?", (progress.first_at,))
        cursor.execute(
            "UPDATE col SET models = ?, decks = ?, dconf = ?, conf = ?",
            tuple(json.dumps(value) for value in (models, decks, presets, conf)),
        )


def _each_at_its_own_time(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Move a line of the log that is as old as the one before: in Anki its time is its number."""
    last = 0
    for at, *rest in rows:
        last = max(at, last + 1)
        yield (last, *rest)
