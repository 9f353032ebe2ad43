"""What goes into a package: each item as a note of some type, in some deck, with its cards."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import NamedTuple

from exports.anki_carried import FIELD
from exports.anki_carried import carried
from exports.anki_carried import frame_of
from exports.anki_edited import edited_fields
from exports.anki_html import Unwritable
from exports.anki_html import text_html
from exports.anki_look import LOOK_AT
from exports.anki_look import note_type
from exports.anki_media import Media
from exports.anki_notes import deck_id
from exports.anki_notes import deck_name
from exports.anki_notes import fields
from exports.anki_notes import origin_fields
from exports.anki_notes import tags
from exports.anki_origin import deck_of
from exports.anki_origin import guid_of
from exports.anki_origin import note_type_of
from exports.anki_origin import tags_of
from exports.anki_progress import MARKED
from exports.base import Skipped
from question_bank import field_text
from question_bank.items import faces
from question_bank.items import stem_of
from question_bank.markup import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exports.base import Selection
    from exports.progress import CardProgress
    from question_bank.bank import Bank
    from question_bank.items import Item
    from question_bank.readers.contents import NoteType

_OWN_TIME = 1  # an imported note type is older than the learner's: theirs is never written over


class WrittenType(NamedTuple):
    """A note type, and when it last changed, in seconds since 1970."""

    look: NoteType
    changed_at: int = LOOK_AT


class WrittenNote(NamedTuple):
    """A note as it is written; ``cards`` are numbers from 0, each with how it stands."""

    note_type: WrittenType
    guid: str
    fields: list[str]
    sort_field: str
    tags: list[str]
    deck: int
    changed_at: int
    cards: list[tuple[int, CardProgress | None]]


class WrittenDeck(NamedTuple):
    """A deck as it is written."""

    id: int
    name: str
    description: str = ""


class Writing:
    """One export: its notes come one by one, and what was found on the way stands here after."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.progress = selection.progress
        self.media = Media(selection.bank)
        self.written: list[str] = []
        self.skipped: list[Skipped] = []
        self._framed = ""
        self._types: dict[str, WrittenType] = {}
        self._decks: dict[tuple[str, str | None], WrittenDeck] = {}  # of the notes so far

    def notes(self) -> Iterator[tuple[int, WrittenNote]]:
        """Yield each note with its place in the deck."""
        for place, item in enumerate(self.selection.items, start=1):
            try:
                note = self.note(item)
            except Unwritable as error:
                self.skipped.append(Skipped(item.id, str(error)))
                continue
            self.written.append(item.id)
            yield place, note

    def decks(self) -> Iterator[WrittenDeck]:
        """Yield the decks with notes, and before them the bank's own, which only describes it."""
        bank = self.selection.bank
        if not bank.note_types:
            name = deck_name(plain(bank.info.title))
            yield WrittenDeck(deck_id(bank.id), name, _description(bank))
        yield from self._decks.values()

    def note(self, item: Item) -> WrittenNote:
        """Return an item's note. Raises Unwritable."""
        selection = self.selection
        bank = selection.bank
        theirs = note_type_of(bank, item)
        if theirs is None:
            values = fields(selection, item)
            made = WrittenType(note_type(item.kind))
            written = [values[name] for name in made.look.fields]
            sort, words = plain(stem_of(item)), tags(item)
        else:
            made = self._their_type(theirs)
            kept = origin_fields(item, theirs)
            written = list(edited_fields(selection, item, theirs) if kept is None else kept)
            sort = field_text.words(written[theirs.sort_field])
            words = tags_of(item)
        for text in written:
            self.media.take(item.id, text)
        if theirs is None and item.origin is None:
            at = made.look.fields.index(FIELD)
            written[at] += carried(bank.id, item, self._frame(), written)
        cards = self._cards(item)
        if self.progress is not None:
            marked = any(card is not None and card.marked for _, card in cards)
            words = _marked(words, marked=marked)
        return WrittenNote(
            made, guid_of(bank, item), written, sort, list(words), self._deck(item),
            selection.changed_at(item.id), cards,
        )  # fmt: skip

    def _frame(self) -> str:
        """Return the name of what is carried of the bank; it goes along with the media."""
        if not self._framed:
            self._framed, data = frame_of(self.selection.bank)
            self.media.add(self._framed, data)
        return self._framed

    def _deck(self, item: Item) -> int:
        apart = item.origin.deck if item.origin else None  # not that of its topic
        key = item.topic, apart
        if key not in self._decks:
            bank = self.selection.bank
            number = deck_id(bank.id, item.topic if apart is None else f"{item.topic}:{apart}")
            self._decks[key] = WrittenDeck(number, deck_of(bank, item))
        return self._decks[key].id

    def _cards(self, item: Item) -> list[tuple[int, CardProgress | None]]:
        if self.progress is None:
            return [(n - 1, None) for n in faces(item)]
        known = self.progress.cards.get(item.id, {})
        return [(n - 1, known.get(n)) for n in faces(item)]

    def _their_type(self, theirs: NoteType) -> WrittenType:
        key = f"{theirs.id}"
        if key not in self._types:
            for text in (theirs.css, *(f"{card.front}\n{card.back}" for card in theirs.templates)):
                self.media.take(f"note type {theirs.name}", text)
                self.media.take_style(f"note type {theirs.name}", text)
            self._types[key] = WrittenType(theirs, _OWN_TIME)
        return self._types[key]


def _marked(words: tuple[str, ...], *, marked: bool) -> tuple[str, ...]:
    """Return tags with the one that marks a note, or without it."""
    others = tuple(word for word in words if word.casefold() != MARKED)
    if marked == (len(others) < len(words)):
        return words
    return (*others, MARKED) if marked else others


def _description(bank: Bank) -> str:
    lines = [f"{source.info.author}: {source.info.title}" for source in bank.sources.values()]
    lines += [word for word in (bank.info.author, bank.info.license) if word]
    return "<br>".join(text_html(line) for line in lines or [plain(bank.info.title)])
