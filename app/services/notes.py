"""Imported notes as a page needs them: the note type beside the bank, the media of all banks.

The store keeps items; note types and media stay in the folders of the banks, which are read when
they are needed and remembered while their files are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from app.services.errors import NotFoundError
from app.store import content
from question_bank.frame import id_of
from question_bank.items import Note
from question_bank.media import FOLDER as MEDIA
from question_bank.media import NAMES
from question_bank.media import read_media
from question_bank.media import type_of
from question_bank.note_types import FOLDER as NOTE_TYPES
from question_bank.note_types import misfit
from question_bank.note_types import read_note_type
from question_bank.note_types import read_note_types
from question_bank.readers.contents import NoteType
from question_bank.templates import About

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from pathlib import Path

    from app.services.runtime import Runtime
    from question_bank.bank import Bank

Stamp = tuple[int, int, int]  # of a file: when it was written and changed (ns), and its size


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note with all that shows its cards; ``media`` are files in ``media/`` by name in Anki."""

    item: Note
    kind: NoteType
    media: Mapping[str, str]
    about: About
    language: str


def view(runtime: Runtime, bank: str, item: Note) -> NoteView:
    """Return what shows the cards of a note.

    Raises:
        NotFoundError: its bank's folder or its note type isn't there, or it doesn't fit that.
    """
    folder = folder_of(runtime, bank)
    kind = _note_type(folder, item.note_type) if folder else None
    if folder is None or kind is None:
        raise NotFoundError(f"the note type `{item.note_type}` of this card is gone")
    why = misfit(item, {item.note_type: kind})
    if why:
        raise NotFoundError(why)
    with runtime.database.read() as connection:
        info = content.bank_info(connection, bank)
    titles = {topic.id: topic.title for topic in info.topics} if info else {}
    about = About(" ".join(item.tags), titles.get(item.topic, ""))
    return NoteView(item, kind, _media(folder), about, info.language if info else "")


def stored(runtime: Runtime, bank: str, item: str) -> Note:
    """Return a note of a bank.

    Raises:
        NotFoundError: there's no such item, or it's of another kind.
    """
    with runtime.database.read() as connection:
        row = content.item_row(connection, bank, item)
    found = content.item_from(row.data) if row is not None and not row.retired else None
    if not isinstance(found, Note):
        raise NotFoundError(f"there is no note `{item}` in a bank `{bank}` here")
    return found


def media_file(runtime: Runtime, name: str) -> tuple[Path, str]:
    """Return where a media file of any bank is, and its type.

    Raises:
        NotFoundError: there's none of that name.
    """
    kind = type_of(name)
    for folder in folders(runtime) if kind else ():
        path = folder / MEDIA / name
        # a link in the folder must not lead out of it
        if kind and path.is_file() and path.resolve().parent == (folder / MEDIA).resolve():
            return path.resolve(), kind
    raise NotFoundError("there is no such picture or sound here")


def folders(runtime: Runtime) -> Iterator[Path]:
    """Yield the folders of all banks: those of the settings, and what was imported since."""
    known = runtime.settings.banks
    yield from known
    imported = runtime.settings.data / "banks"
    if imported.is_dir():
        yield from (folder for folder in sorted(imported.iterdir()) if folder not in known)


def folder_of(runtime: Runtime, bank: str) -> Path | None:
    """Return the folder of a bank; None if it's gone."""
    for folder in folders(runtime):
        stamp = _stamp(folder / "bank.yaml")
        if stamp and _id_of(folder, stamp) == bank:
            return folder
    return None


def with_folder(runtime: Runtime, bank: Bank) -> Bank:
    """Return a bank from the store with what only its folder has: note types and media."""
    folder = folder_of(runtime, bank.id)
    if folder is None:
        return bank
    known = read_note_types(folder).known
    return replace(bank, note_types=known, media=_media(folder), folder=folder)


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size


@lru_cache(maxsize=512)
def _id_of(folder: Path, _stamp: Stamp) -> str | None:
    return id_of(folder)


def _note_type(folder: Path, slug: str) -> NoteType | None:
    path = folder / NOTE_TYPES / f"{slug}.yaml"
    stamp = _stamp(path)
    return _read(path, stamp) if stamp else None


@lru_cache(maxsize=64)
def _read(path: Path, _stamp: Stamp) -> NoteType | None:
    try:
        found = read_note_type(path.read_bytes(), str(path))
    except OSError:
        return None
    return found if isinstance(found, NoteType) else None


def _media(folder: Path) -> Mapping[str, str]:
    stamp = _stamp(folder / NAMES)
    return _names(folder, stamp) if stamp else {}


@lru_cache(maxsize=16)
def _names(folder: Path, _stamp: Stamp) -> Mapping[str, str]:
    return read_media(folder).names
