"""Anki packages (.apkg): the only door to genanki.

A note's guid comes from its item's id, so an import never doubles a note and an edit keeps its
progress. Times come from the selection (see ``Selection``), so equal input gives equal bytes.
Checked with the real Anki in ``tests/oracle``.
"""

from __future__ import annotations

import itertools
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import genanki

from exports.anki_html import Unwritable
from exports.anki_html import text_html
from exports.anki_look import LOOK_AT
from exports.anki_look import note_type
from exports.anki_look import style
from exports.anki_notes import deck_id
from exports.anki_notes import deck_name
from exports.anki_notes import fields
from exports.anki_notes import guid
from exports.anki_notes import tags
from exports.archive import write_zip
from exports.base import Report
from exports.base import Skipped
from exports.base import whole
from question_bank.items import stem_of
from question_bank.markup import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exports.base import Selection
    from question_bank.bank import Bank
    from question_bank.items import Item


class _NoteType(genanki.Model):
    """A note type whose time is that of our templates, not that of the export."""

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:  # noqa: ARG002
        return super().to_json(LOOK_AT, 1)  # 1 is Anki's default deck: every file says the same


class _Note(genanki.Note):
    """A note with a time of its own: when its item last changed."""

    changed_at: int

    def write_to_db(
        self,
        cursor: sqlite3.Cursor,
        timestamp: float,  # noqa: ARG002 - the export's time isn't the note's
        deck_id: int,
        id_gen: Iterator[int],
    ) -> None:
        super().write_to_db(cursor, self.changed_at, deck_id, id_gen)


@dataclass(frozen=True)
class Anki:
    """A package for Anki 2.1 and later, all ten kinds: decks by topic, a note an item."""

    name: str = "anki"
    suffix: str = ".apkg"
    media_type: str = "application/octet-stream"

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the selection. Raises OSError."""
        package = genanki.Package(list(_decks(selection.bank).values()))
        decks = {deck.deck_id: deck for deck in package.decks}
        models = {item.kind: _model(item.kind) for item in selection.items}
        written: list[str] = []
        skipped: list[Skipped] = []
        for place, item in enumerate(selection.items, start=1):
            try:
                note = _note(selection, item, models[item.kind], place)
            except Unwritable as error:
                skipped.append(Skipped(item.id, str(error)))
                continue
            decks[deck_id(selection.bank.id, item.topic)].add_note(note)
            written.append(item.id)
        package.decks = [deck for deck in package.decks if deck.notes or deck.description]
        with tempfile.TemporaryDirectory(prefix="citecards-") as folder, whole(out) as path:
            database = Path(folder, "collection.anki2")
            _fill(database, package, selection.at)
            write_zip(path, (("collection.anki2", database), ("media", b"{}")))
        return Report(tuple(written), tuple(skipped), (out,))


def _fill(database: Path, package: genanki.Package, at: int) -> None:
    """Write Anki's tables; ids count up from the export's time in milliseconds, as Anki's do."""
    with closing(sqlite3.connect(database)) as connection:
        # a file that is thrown away on failure needs no journal
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        package.write_to_db(connection.cursor(), at, itertools.count(at * 1000))
        connection.commit()


def _decks(bank: Bank) -> dict[str, genanki.Deck]:
    """Return the bank's deck, which only describes it, and one deck a topic below it."""
    title = bank.info.title
    decks = {"": genanki.Deck(deck_id(bank.id), deck_name(plain(title)), _description(bank))}
    for topic in bank.info.topics:
        name = deck_name(plain(title), plain(topic.title))
        decks[topic.id] = genanki.Deck(deck_id(bank.id, topic.id), name)
    return decks


def _description(bank: Bank) -> str:
    lines = [f"{source.info.author}: {source.info.title}" for source in bank.sources.values()]
    lines += [word for word in (bank.info.author, bank.info.license) if word]
    return "<br>".join(text_html(line) for line in lines or [plain(bank.info.title)])


def _model(kind: str) -> _NoteType:
    made = note_type(kind)
    return _NoteType(
        made.id,
        made.name,
        fields=[{"name": name} for name in made.fields],
        templates=[
            {"name": card.name, "qfmt": card.front, "afmt": card.back} for card in made.templates
        ],
        css=style(),
        model_type=genanki.Model.CLOZE if made.is_cloze else genanki.Model.FRONT_BACK,
    )


def _note(selection: Selection, item: Item, model: _NoteType, place: int) -> _Note:
    values = fields(selection, item)
    note = _Note(
        model=model,
        fields=[values[name] for name in note_type(item.kind).fields],
        sort_field=plain(stem_of(item)),
        tags=list(tags(item)),
        guid=guid(selection.bank.id, item.id),
        due=place,
    )
    note.changed_at = selection.changed_at(item.id)
    return note
