"""What a reader found in a file, as plain values in Anki's terms, and what it left out."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence
    from pathlib import Path


class RefusedFileError(Exception):
    """A file that can't be taken; the message is one line for a person: what, where, what to do."""


class LeftOut(NamedTuple):
    """A part that was not taken: its row as people count it (from 1; 0: none), and why."""

    row: int
    reason: str


class Deck(NamedTuple):
    """A deck; ``name`` has its levels parted by ``::``."""

    id: int
    name: str
    description: str = ""


class Template(NamedTuple):
    """A card template of a note type: what is asked and what is answered, as Anki writes them."""

    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """A note type; ``occlusion``: its cards show an image with masks (Anki's own kind)."""

    id: int
    name: str
    fields: tuple[str, ...]
    templates: tuple[Template, ...]
    css: str = ""
    is_cloze: bool = False
    occlusion: bool = False
    sort_field: int = 0
    right_to_left: bool = False


class Note(NamedTuple):
    """A note; fields are HTML, as many as its type has. ``changed``: seconds since 1970."""

    id: int
    guid: str
    note_type: int
    fields: tuple[str, ...]
    tags: tuple[str, ...] = ()
    changed: int = 0


class Card(NamedTuple):
    """A card, as Anki's columns say: ``n`` from 0; ``kind`` 0 new, 1 learning, 2 review, 3 relearn.

    ``queue`` -1 is suspended, -2 and -3 buried. ``due`` is a place (new), seconds since 1970
    (learning) or a day since the collection was made (review), and already that of its home deck
    for a card that is in a filtered one. ``interval`` is in days; ``memory`` is stability and
    difficulty if Anki had FSRS on, ``retention`` what it aimed at. ``left`` counts the steps before
    a card graduates; 0 is nothing said.
    """

    id: int
    note: int
    n: int
    deck: int
    kind: int = 0
    queue: int = 0
    due: int = 0
    interval: int = 0
    ease: int = 0
    reps: int = 0
    lapses: int = 0
    flag: int = 0
    memory: tuple[float, float] | None = None
    retention: float | None = None
    left: int = 0


class Review(NamedTuple):
    """A line of Anki's log: ``id`` is when, ms since the epoch, UTC; ``rating`` 0 is no answer.

    Intervals are days, below zero seconds. ``kind``: 0 learn, 1 review, 2 relearn, 3 filtered,
    4 manual, 5 rescheduled.
    """

    id: int
    card: int
    rating: int
    interval: int
    last_interval: int
    ease: int
    duration_ms: int
    kind: int


class MediaFile(NamedTuple):
    """A media file, already copied out: its digest (SHA-256, hex), size in bytes, and where."""

    digest: str
    size: int
    path: Path


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a file holds.

    ``format`` is one of ``apkg``, ``colpkg``, ``csv``, ``tsv``, ``quizlet``, ``gift`` and
    ``moodle-xml``. A deck of cards has ``notes`` of ``note_types`` (a table too: its rows are
    notes of a type with its columns as fields). A quiz has ``items``: each a mapping as in a topic
    file of a bank, without ``id``, with ``topic`` as a title whose levels are parted by ``::``.
    ``media`` are by the name that fields use. ``made_at`` is when Anki's collection was made,
    seconds since 1970: its day 0. ``rows`` is how many notes or questions the file has, those left
    out counted.
    """

    format: str
    title: str
    decks: tuple[Deck, ...] = ()
    note_types: tuple[NoteType, ...] = ()
    notes: Sequence[Note] = ()
    cards: Sequence[Card] = ()
    reviews: Sequence[Review] = ()
    items: Sequence[dict[str, Any]] = ()
    media: Mapping[str, MediaFile] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    made_at: int = 0
    rows: int = 0
