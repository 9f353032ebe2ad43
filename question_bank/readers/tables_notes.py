"""Notes of a table's rows: their fields, tags, decks, cards, and names that last."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING

from question_bank.nodes import CONTROL
from question_bank.readers.contents import Card
from question_bank.readers.contents import Contents
from question_bank.readers.contents import Deck
from question_bank.readers.contents import LeftOut
from question_bank.readers.contents import Note
from question_bank.readers.contents import RefusedFileError
from question_bank.readers.tables_types import CLOZE
from question_bank.readers.tables_types import escaped
from question_bank.readers.tables_types import made
from question_bank.readers.tables_types import numbers
from question_bank.readers.tables_types import stock
from question_bank.readers.texts_decoding import MAX_ROWS

if TYPE_CHECKING:
    from question_bank.readers.contents import NoteType
    from question_bank.readers.tables_head import Head
    from question_bank.readers.tables_plan import Plan
    from question_bank.readers.tables_rows import Row

MAX_CELLS = 5_000_000
MAX_TYPES = 1000
MAX_DECKS = 50_000


@dataclass(slots=True)
class Way:
    """How rows of a note type become notes: the column of each field, and all that are used.

    ``end`` is after the last column that is used, ``width`` how many fields there are.
    """

    kind: str
    order: tuple[int, ...]
    used: frozenset[int]
    end: int
    width: int
    maybe_cloze: bool = False


_Kept = tuple[Way, str, tuple[str, ...], tuple[str, ...], str]


@dataclass(slots=True)
class Collector:
    """Collects notes row by row."""

    name: str
    title: str
    head: Head
    plan: Plan
    format: str = ""
    rows: int = 0
    cells: int = 0
    notes: list[_Kept] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    guids: set[str] = field(default_factory=set)
    firsts: Counter[tuple[str, str]] = field(default_factory=Counter)
    kinds: dict[str, NoteType] = field(default_factory=dict)
    ways: dict[str, Way] = field(default_factory=dict)
    checked: bool = True  # whether cells may hold control characters

    def take(self, row: Row) -> None:
        """Take a row: keep it, or list why not.

        Raises:
            RefusedFileError: there are too many.
        """
        self.rows += 1
        self.cells += len(row.fields)
        if self.rows > MAX_ROWS or self.cells > MAX_CELLS:
            raise RefusedFileError(
                f"{self.name}:{row.line}: over {MAX_ROWS:,} rows or {MAX_CELLS:,} fields: "
                "split it into smaller files"
            )
        fault = row.fault or self._note(row)
        if fault:
            self.left_out.append(LeftOut(self.rows, fault))

    def _note(self, row: Row) -> str:
        """Keep a row as a note, or return why not."""
        cells = row.fields
        special = self.plan.special
        named = _cell(cells, special.get("notetype", -1)).strip()
        way = self.ways.get(named) or self._way(named)
        if way.maybe_cloze and "{{c1::" in _cell(cells, way.order[0]):
            way = self.ways.get(CLOZE) or self._way(CLOZE)
        values = [cells[n] if 0 <= n < len(cells) else "" for n in way.order]
        while len(values) > 1 and not values[-1]:
            values.pop()
        if not self.head.html:
            values = [escaped(value) for value in values]
        guid = _cell(cells, special.get("guid", -1)).strip()
        fault = self._fault(cells, way, values, guid)
        if fault:
            return f"line {row.line}: {fault}"
        guid = guid or self._guid(way.kind, values[0])
        self.guids.add(guid)
        way.width = max(way.width, len(values))
        words = _cell(cells, special.get("tags", -1)).split()
        tags = _tags((*self.head.tags, *words)) if words or self.head.tags else ()
        self.notes.append((way, guid, tuple(values), tags, _cell(cells, special.get("deck", -1))))
        return ""

    def _way(self, named: str) -> Way:
        """Return how rows of a note type become notes."""
        if len(self.ways) >= MAX_TYPES:
            raise RefusedFileError(f"{self.name}: over {MAX_TYPES:,} note types: split the file")
        kind, maybe_cloze = self.plan.type_of(named)
        known = stock(kind)
        order = self.plan.order(known.fields) if known else self.plan.columns
        used = {*order, *self.plan.special.values()}
        if known and self.plan.labels:
            used |= set(self.plan.columns)  # a column that the note type doesn't have
        width = 1 if "notetype" in self.head.columns else max(1, len(self.plan.columns))
        way = Way(kind, tuple(order) or (-1,), frozenset(used), max(used, default=0) + 1, width,
                  maybe_cloze=maybe_cloze)  # fmt: skip
        self.ways[named] = way
        return way

    def _fault(self, cells: tuple[str, ...], way: Way, values: list[str], guid: str) -> str:
        """Return why a row can't be taken, or nothing."""
        if self.checked:
            bad = next((found for cell in cells if (found := CONTROL.search(cell))), None)
            if bad:
                return f"a control character (U+{ord(bad[0]):04X})"
        # columns are mostly used from the first to the last: then only longer rows can have more
        wider = max(len(cells), way.end) > len(way.used)
        if wider and any(cell for index, cell in enumerate(cells) if index not in way.used):
            more = f"it has {len(cells)} columns and the table {self.plan.width}"
            return f"{more}: quote a text that holds the sign between columns"
        if not values[0]:
            return "its first field is empty"
        return f"a row above has the same guid, {guid[:40]}" if guid in self.guids else ""

    def _guid(self, kind: str, first: str) -> str:
        """Return a lasting name by note type and first field, by which Anki too knows a note.

        Rows that share them are numbered, so the same file gives the same names again.
        """
        number = self.firsts[kind, first]
        self.firsts[kind, first] += 1
        key = "\x1f".join(("citecards table", kind, first, str(number or "")))
        return base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()[:12]).decode("ascii")

    def contents(self) -> Contents:
        """Return what was found.

        Raises:
            RefusedFileError: some rows are so wide that all of them together are too much.
        """
        decks: dict[str, Deck] = {}
        notes: list[Note] = []
        cards: list[Card] = []
        for index, (way, guid, fields, tags, named) in enumerate(self.notes, 1):
            kind = self.kinds.get(way.kind) or self._kind(way)
            whole = fields + ("",) * (len(kind.fields) - len(fields))
            notes.append(Note(index, guid, kind.id, whole, tags))
            deck = decks.get(named)
            if deck is None:
                path = deck_path(named.strip() or self.head.deck or self.title)
                deck = decks[named] = Deck(deck_id(path), path)
            for n in numbers(kind, whole):
                cards.append(Card(len(cards) + 1, index, n, deck.id, due=index))
        if len(decks) > MAX_DECKS:
            raise RefusedFileError(f"{self.name}: over {MAX_DECKS:,} decks: split the file")
        return Contents(
            self.format or ("tsv" if self.head.separator == "\t" else "csv"),
            self.title,
            tuple({deck.id: deck for deck in decks.values()}.values()),
            tuple(self.kinds.values()),
            notes,
            cards,
            left_out=tuple(self.left_out),
            rows=self.rows,
        )

    def _kind(self, way: Way) -> NoteType:
        if way.width * len(self.notes) > MAX_CELLS:
            raise RefusedFileError(
                f"{self.name}: {way.width} columns in {len(self.notes)} rows are over "
                f"{MAX_CELLS:,} fields: split it into smaller files"
            )
        kind = stock(way.kind) or made(way.kind, self.plan.labels, way.width)
        self.kinds[way.kind] = kind
        return kind


def _cell(cells: tuple[str, ...], column: int) -> str:
    return cells[column] if 0 <= column < len(cells) else ""


def _tags(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return tags as Anki keeps them: each once whatever its capitals, in order."""
    kept: dict[str, str] = {}
    for word in words:
        kept.setdefault(word.casefold(), word)
    return tuple(kept[word] for word in sorted(kept))


def deck_path(name: str) -> str:
    """Return a deck's name with tidy levels."""
    levels = [" ".join(level.split()) for level in name.split("::")]
    return "::".join(level for level in levels if level)[:400] or "Deck"


def deck_id(path: str) -> int:
    """Return a deck's lasting id by its name; never Anki's own 1."""
    digest = hashlib.sha256(f"citecards table deck:{path}".encode()).digest()
    return (1 << 30) | (int.from_bytes(digest[:4], "big") >> 2)
