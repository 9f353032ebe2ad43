"""What notes and cards of a collection refer to: its decks and note types, whatever its age."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING

from question_bank.readers import anki_models
from question_bank.readers import anki_tables
from question_bank.readers.anki_types import BrokenTypeError
from question_bank.readers.contents import RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from question_bank.readers.anki_database import Database
    from question_bank.readers.contents import Deck
    from question_bank.readers.contents import NoteType
    from question_bank.readers.limits import Limits
    from question_bank.readers.losses import Losses

_OLDEST, _TABLES, _NEWEST = 11, 15, 18
_LAST_SECOND = 253_402_300_799


@dataclass(slots=True)
class Frame:
    """What notes and cards of a collection refer to.

    ``filtered`` are the decks that hold cards of others for a while; ``broken`` the note types
    that can't be read, with what to say of their notes.
    """

    made_at: int = 0
    decks: dict[int, Deck] = field(default_factory=dict)
    filtered: dict[int, str] = field(default_factory=dict)
    note_types: dict[int, NoteType] = field(default_factory=dict)
    broken: dict[int, str] = field(default_factory=dict)


def read_frame(database: Database, limits: Limits, losses: Losses) -> Frame:
    """Return decks and note types; those that can't be read are listed.

    Raises:
        RefusedFileError: it is no collection of a version that is known.
    """
    rows = [row for _, row in database.rows("col", ("crt", "ver"))]
    made_at, version = rows[0] if rows and rows[0] else (None, None)
    if not isinstance(version, int) or not isinstance(made_at, int):
        raise RefusedFileError(
            "the collection in it doesn’t say when it was made: it is no collection of Anki"
        )
    if version > _NEWEST:
        raise RefusedFileError(
            "it was made by a newer Anki than is known here: export it again with “Support older"
            " Anki versions” on"
        )
    if version < _OLDEST:
        raise RefusedFileError(
            "it was made by an Anki of before 2013: import it into a new Anki and export it again"
        )
    frame = Frame(min(max(made_at, 0), _LAST_SECOND))
    decks, kinds = (
        (anki_tables.decks(database), anki_tables.note_types(database))
        if version >= _TABLES
        else (anki_models.decks(database), anki_models.note_types(database))
    )
    _take_decks(frame, decks, limits, losses)
    _take_types(frame, kinds, limits, losses)
    return frame


def _take_decks(
    frame: Frame,
    found: Iterable[tuple[int, Deck | BrokenTypeError, bool]],
    limits: Limits,
    losses: Losses,
) -> None:
    for row, (id_, deck, is_filtered) in enumerate(found, 1):
        if row > limits.decks:
            raise RefusedFileError(f"it has more than {limits.decks:,} decks: export fewer")
        if isinstance(deck, BrokenTypeError):
            losses.add(0, f"deck: {deck}")
        elif is_filtered:
            frame.filtered[id_] = deck.name
        else:
            frame.decks[id_] = deck


def _take_types(
    frame: Frame,
    found: Iterable[tuple[int, NoteType | BrokenTypeError]],
    limits: Limits,
    losses: Losses,
) -> None:
    for row, (id_, kind) in enumerate(found, 1):
        if row > limits.note_types:
            raise RefusedFileError(
                f"it has more than {limits.note_types:,} note types: export fewer decks"
            )
        if isinstance(kind, BrokenTypeError):
            losses.add(0, f"note type: {kind}")
            frame.broken[id_] = str(kind)
        elif id_ in frame.note_types:
            losses.add(0, "note type: there is another of this id")
        else:
            frame.note_types[id_] = kind
