"""Notes of a collection, row by row: a bad one costs itself and is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from question_bank.readers.anki_reading import BadRowError
from question_bank.readers.contents import RefusedFileError
from question_bank.readers.parts import BATCH
from question_bank.readers.parts import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from question_bank.readers.anki_frame import Frame
    from question_bank.readers.anki_reading import Reading
    from question_bank.readers.limits import Limits

_COLUMNS = ("id", "guid", "mid", "mod", "tags", "flds")
_LAST_SECOND = 253_402_300_799


def note_parts(reading: Reading) -> Iterator[Part]:
    """Yield the notes in batches, and keep what their cards need to know.

    Raises:
        RefusedFileError: there are more notes or fields than may be.
    """
    limits = reading.limits
    guids: set[str] = set()
    rows: list[tuple[Any, ...]] = []
    cells = 0
    for number, row in reading.database.rows("notes", _COLUMNS):
        reading.rows = number
        if number > limits.notes:
            raise RefusedFileError(f"it has more than {limits.notes:,} notes: export fewer decks")
        try:
            note = _note(row, reading.frame, limits)
            _check_new(note, reading, guids)
        except BadRowError as error:
            _lose(number, row, str(error), reading)
            continue
        cells += len(note[3])
        if cells > limits.cells:
            raise RefusedFileError(f"it has more than {limits.cells:,} fields: export fewer decks")
        guids.add(note[1])
        reading.types[note[0]] = reading.frame.note_types[note[2]]
        reading.lost.discard(note[0])
        rows.append(note)
        if len(rows) >= BATCH:
            yield Part("notes", rows)
            rows = []
    yield Part("notes", rows)


def _note(row: tuple[Any, ...], frame: Frame, limits: Limits) -> tuple[Any, ...]:
    if not row:
        raise BadRowError("note: it is too large")
    id_, guid, note_type, changed, tags, fields = row
    if not (type(id_) is type(note_type) is type(changed) is int):
        raise BadRowError("note: its id, type or time is no number")
    if not (type(guid) is type(tags) is type(fields) is bytes):
        raise BadRowError("note: its guid, tags or fields are no text")
    kind = frame.note_types.get(note_type)
    if kind is None:
        raise BadRowError(
            "note: its note type can’t be read"
            if note_type in frame.broken
            else "note: its note type isn’t in the file"
        )
    try:
        texts = fields.decode().split("\x1f")
        named, words = guid.decode(), tags.decode()
    except UnicodeDecodeError:
        raise BadRowError("note: its text is broken (not UTF-8)") from None
    if len(fields) > limits.field and any(len(one.encode()) > limits.field for one in texts):
        raise BadRowError(f"note: a field is larger than {limits.field // 2**20} MB")
    if b"\0" in fields or b"\0" in guid or b"\0" in tags:
        raise BadRowError("note: its text has a NUL character, which can’t be stored")
    if not named:
        raise BadRowError("note: it has no guid")
    if len(texts) != len(kind.fields):
        texts = _fit(texts, len(kind.fields))
    return id_, named, note_type, texts, words, min(max(changed, 0), _LAST_SECOND)


def _fit(texts: list[str], count: int) -> list[str]:
    """Return as many fields as the type has, as Anki's own check does: nothing is lost."""
    if len(texts) < count:
        return texts + [""] * (count - len(texts))
    return [*texts[: count - 1], "; ".join(texts[count - 1 :])]


def _check_new(note: tuple[Any, ...], reading: Reading, guids: set[str]) -> None:
    if note[0] in reading.types:
        raise BadRowError("note: there is another of this id")
    if note[1] in guids:
        raise BadRowError("note: there is another of this guid")


def _lose(number: int, row: tuple[Any, ...], reason: str, reading: Reading) -> None:
    id_ = row[0] if row and type(row[0]) is int and row[0] not in reading.types else None
    reading.losses.add(number, reason, note=id_)
    if id_ is not None:
        reading.lost.add(id_)
