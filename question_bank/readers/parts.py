"""The parts that a reader finds, one after another, and the ``Contents`` they make.

A reader yields parts, so that it never holds a whole file: they go straight into ``Contents``, or
through a pipe out of a confined process (``wire``). Cards and reviews, of which there are very
many, are numbers of fixed size: packed, they take a tenth of the memory of tuples.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import Any
from typing import Generic
from typing import NamedTuple
from typing import TypeVar
from typing import overload

from question_bank.readers.contents import Card
from question_bank.readers.contents import Contents
from question_bank.readers.contents import Deck
from question_bank.readers.contents import LeftOut
from question_bank.readers.contents import MediaFile
from question_bank.readers.contents import Note
from question_bank.readers.contents import NoteType
from question_bank.readers.contents import Review
from question_bank.readers.contents import Template

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from pathlib import Path

T = TypeVar("T")

# id, note, n, deck, kind, queue, due, interval, ease, reps, lapses, flag, stability, difficulty,
# retention, steps left; what is not known is no number
CARD = struct.Struct("<qqiqbbqiiiibdddi")
# id, card, rating, interval, last interval, ease, duration, kind
REVIEW = struct.Struct("<qqbiiiib")
BATCH = 1_000
UNKNOWN = math.nan


class Part(NamedTuple):
    """A piece of a file: ``kind`` says of what, ``value`` is JSON or, packed, bytes.

    ``head`` (once, the last), ``notes``, ``items``, ``media`` and ``left_out`` are JSON, ``cards``
    and ``reviews`` packed; ``progress`` is [stage, done, total].
    """

    kind: str
    value: Any


class Packed(Sequence[T], Generic[T]):
    """Rows of numbers, packed; a row is made when it is asked for."""

    __slots__ = ("_form", "_make", "_raw")

    def __init__(self, form: struct.Struct, make: Callable[[Any], T], raw: bytearray) -> None:
        self._form, self._make, self._raw = form, make, raw

    def __len__(self) -> int:
        return len(self._raw) // self._form.size

    def __iter__(self) -> Iterator[T]:
        return map(self._make, self._form.iter_unpack(self._raw))

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        if isinstance(at, slice):
            return [self[index] for index in range(*at.indices(len(self)))]
        index = at + len(self) if at < 0 else at
        if not 0 <= index < len(self):
            raise IndexError(at)
        return self._make(self._form.unpack_from(self._raw, index * self._form.size))

    def __eq__(self, other: object) -> bool:
        """Compare row by row, with any sequence: what is not known equals itself."""
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(map(_same, self, other))

    __hash__ = None  # type: ignore[assignment]


def _same(one: object, other: object) -> bool:
    return one == other


def card(row: tuple[Any, ...]) -> Card:
    """Return the card of a packed row."""
    stability, difficulty, retention, left = row[12:]
    return Card._make(
        (
            *row[:12],
            None if stability != stability else (stability, difficulty),  # noqa: PLR0124 - NaN
            None if retention != retention else retention,  # noqa: PLR0124
            left,
        )
    )


def pack_card(one: Card) -> bytes:
    """Return a card's packed row."""
    memory = one.memory or (UNKNOWN, UNKNOWN)
    retention = UNKNOWN if one.retention is None else one.retention
    return CARD.pack(*one[:12], *memory, retention, one.left)


def parts_of(contents: Contents) -> Iterator[Part]:
    """Yield the parts of contents that are there already."""
    for start in range(0, len(contents.notes), BATCH):
        rows = contents.notes[start : start + BATCH]
        yield Part("notes", [(*one[:4], " ".join(one.tags), one.changed) for one in rows])
    for start in range(0, len(contents.items), BATCH):
        yield Part("items", list(contents.items[start : start + BATCH]))
    yield Part("cards", b"".join(map(pack_card, contents.cards)))
    yield Part("reviews", b"".join(REVIEW.pack(*one) for one in contents.reviews))
    yield Part(
        "media",
        [(name, one.digest, one.size, one.path.name) for name, one in contents.media.items()],
    )
    yield Part("left_out", contents.left_out)
    yield Part("head", head(contents))


def head(contents: Contents) -> dict[str, Any]:
    """Return the part that says what a file is, with its decks and note types."""
    return {
        "format": contents.format,
        "title": contents.title,
        "made_at": contents.made_at,
        "rows": contents.rows,
        "decks": contents.decks,
        "note_types": [
            (
                *(one.id, one.name, one.fields, one.templates, one.css),
                *(one.is_cloze, one.occlusion, one.sort_field, one.right_to_left),
            )
            for one in contents.note_types
        ],
    }


def collect(
    parts: Iterable[Part], folder: Path, progress: Callable[[str, int, int], None] | None = None
) -> Contents | None:
    """Return what the parts make, with media in ``folder``; None if the last part is missing."""
    notes: list[Note] = []
    items: list[dict[str, Any]] = []
    packed = {"cards": bytearray(), "reviews": bytearray()}
    media: dict[str, MediaFile] = {}
    left_out: list[LeftOut] = []
    tags: dict[str, tuple[str, ...]] = {}
    for kind, value in parts:
        match kind:
            case "notes":
                notes += _notes(value, tags)
            case "cards" | "reviews":
                packed[kind] += value
            case "items":
                items += value
            case "media":
                media |= {
                    name: MediaFile(digest, size, folder / file)
                    for name, digest, size, file in value
                }
            case "left_out":
                left_out += map(LeftOut._make, value)
            case "progress":
                if progress is not None:
                    progress(*value)
            case _:
                return Contents(
                    notes=notes,
                    cards=Packed(CARD, card, packed["cards"]),
                    reviews=Packed(REVIEW, Review._make, packed["reviews"]),
                    items=items,
                    media=media,
                    left_out=tuple(left_out),
                    **_head(value),
                )
    return None


def _notes(rows: list[Any], tags: dict[str, tuple[str, ...]]) -> Iterator[Note]:
    for id_, guid, note_type, fields, words, changed in rows:
        found = tags.get(words)
        if found is None:
            # a table's name for each word: decks have few tags, and many notes of each
            found = tags[words] = tuple(dict.fromkeys(words.split()))
        yield Note(id_, guid, note_type, tuple(fields), found, changed)


def _head(value: dict[str, Any]) -> dict[str, Any]:
    return value | {
        "decks": tuple(map(Deck._make, value["decks"])),
        "note_types": tuple(
            NoteType(id_, name, tuple(fields), tuple(map(Template._make, templates)), *rest)
            for id_, name, fields, templates, *rest in value["note_types"]
        ),
    }
