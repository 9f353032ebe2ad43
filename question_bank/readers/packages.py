"""Anki's packages, .apkg and .colpkg of every generation, read as from a stranger."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from typing import NamedTuple

from question_bank.readers.anki_cards import card_parts
from question_bank.readers.anki_cards import default_deck
from question_bank.readers.anki_cards import review_parts
from question_bank.readers.anki_database import open_database
from question_bank.readers.anki_frame import read_frame
from question_bank.readers.anki_notes import note_parts
from question_bank.readers.anki_reading import Reading
from question_bank.readers.contents import Contents
from question_bank.readers.contents import RefusedFileError
from question_bank.readers.limits import LIMITS
from question_bank.readers.limits import Deadline
from question_bank.readers.losses import Losses
from question_bank.readers.naming import naming
from question_bank.readers.package_archive import Archive
from question_bank.readers.package_archive import BrokenMemberError
from question_bank.readers.package_archive import TooLargeError
from question_bank.readers.package_media import LIST
from question_bank.readers.package_media import Room
from question_bank.readers.package_media import media_parts
from question_bank.readers.parts import BATCH
from question_bank.readers.parts import Part
from question_bank.readers.parts import collect
from question_bank.readers.parts import head
from question_bank.readers.protobuf import BrokenMessageError
from question_bank.readers.protobuf import Message

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Generator
    from collections.abc import Iterator

    from question_bank.readers.anki_database import Database
    from question_bank.readers.contents import Deck
    from question_bank.readers.limits import Limits

_META = "meta"
_NEWEST_META = 3
_LARGEST_META = 1_000
_STUB_SAYS = "Please update to the latest Anki version"
_DEFAULT_DECK = 1
_STUB = (
    "it holds only the note that tells an older Anki to update, and not the deck: export it again"
    " in Anki (with “Support older Anki versions” if it goes through another program)"
)


class _Generation(NamedTuple):
    member: str
    meta: int
    packed: bool


# the newest first: beside it, an older one is a stub for programs that don't know the newer
_GENERATIONS = (
    _Generation("collection.anki21b", 3, packed=True),
    _Generation("collection.anki21", 2, packed=False),
    _Generation("collection.anki2", 1, packed=False),
)


def read_package(
    path: Path,
    folder: Path,
    *,
    name: str | None = None,
    limits: Limits = LIMITS,
    progress: Callable[[str, int, int], None] | None = None,
) -> Contents:
    """Return what a package holds; its media are copied to ``folder``, which is there already.

    ``name`` is what people call the file, if not as ``path`` does. ``progress`` is told stage,
    done and total. Read what a stranger made by ``confined.read_in_child``.

    Raises:
        RefusedFileError: it is no package, a damaged one, or one that goes beyond the limits.
    """
    parts = package_parts(path, folder, name=name or path.name, limits=limits)
    contents = collect(parts, folder, progress)
    if contents is None:
        raise AssertionError("the last part is the head")
    return contents


def package_parts(path: Path, folder: Path, *, name: str, limits: Limits) -> Iterator[Part]:
    """Yield what a package holds, part by part; see ``read_package``."""
    with naming(name), _friendly():
        yield from _parts(path, folder, name, limits)


@contextmanager
def _friendly() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RefusedFileError(f"it can’t be read here: {error.strerror}") from error
    except MemoryError as error:
        raise RefusedFileError("it takes too much memory to read: export fewer decks") from error


def _parts(path: Path, folder: Path, name: str, limits: Limits) -> Iterator[Part]:
    size = path.stat().st_size
    deadline = Deadline(limits.seconds_for(size))
    room = Room(folder, limits.spread_of(size))
    losses = Losses()
    with Archive(path, limits, deadline) as archive:
        generation = _generation(archive)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            collection = Path(scratch, "collection")
            yield Part("progress", ("collection", 0, 1))
            _unpack(archive, generation, collection, room, limits)
            with open_database(collection, limits, deadline) as database:
                yield Part("progress", ("collection", 1, 1))
                found = yield from _collection_parts(database, name, limits, losses)
        yield from media_parts(archive, room, limits, losses, packed=generation.packed)
    yield Part("left_out", losses.listed())
    yield Part("head", head(found))


def _generation(archive: Archive) -> _Generation:
    """Return the newest collection in a package, as far as it is known here."""
    said = _said(archive)
    if said > _NEWEST_META:
        raise RefusedFileError(
            "it was made by a newer Anki than is known here: export it again with “Support older"
            " Anki versions” on"
        )
    found = next((one for one in _GENERATIONS if one.member in archive), None)
    if found is None:
        raise RefusedFileError(
            "it is a zip file, but no package of Anki: choose a file that ends with .apkg or"
            " .colpkg"
        )
    if found.meta < said or (found.meta == 1 and LIST in archive and archive.starts_packed(LIST)):
        raise RefusedFileError(_STUB)
    return found


def _said(archive: Archive) -> int:
    """Return the generation that a package says it is of; 0 if it says none."""
    if _META not in archive:
        return 0
    try:
        return Message(archive.read(_META, _LARGEST_META)).number(1)
    except (BrokenMemberError, BrokenMessageError) as error:
        raise RefusedFileError(
            "the part that says which Anki made it can’t be read: export it again"
        ) from error


def _unpack(
    archive: Archive, generation: _Generation, target: Path, room: Room, limits: Limits
) -> None:
    most = limits.collection
    try:
        with target.open("wb") as out:
            for chunk in archive.chunks(generation.member, most, packed=generation.packed):
                room.take(len(chunk))
                out.write(chunk)
    except TooLargeError as error:
        raise RefusedFileError(
            f"its collection is larger than {most // 2**20} MB: export fewer decks at a time"
        ) from error
    except BrokenMemberError as error:
        raise RefusedFileError(
            f"its collection can’t be unpacked, {error}: export it again in Anki"
        ) from error


def _collection_parts(
    database: Database, name: str, limits: Limits, losses: Losses
) -> Generator[Part, None, Contents]:
    """Yield notes, cards and reviews; return all else that is known of the collection."""
    reading = Reading(database, read_frame(database, limits, losses), limits, losses)
    notes = database.count("notes")
    for part in note_parts(reading):
        if reading.rows == 1 and part.value and part.value[0][3][0].startswith(_STUB_SAYS):
            raise RefusedFileError(_STUB)
        yield part
        yield Part("progress", ("notes", reading.rows, notes))
    for table, stage, found in (
        ("cards", "cards", card_parts(reading)),
        ("revlog", "reviews", review_parts(reading)),
    ):
        total, done = database.count(table), 0
        for part in found:
            yield part
            done = min(done + BATCH, total)
            yield Part("progress", (stage, done, total))
    default_deck(reading)
    frame = reading.frame
    return Contents(
        format="colpkg" if name.casefold().endswith(".colpkg") else "apkg",
        title=_title(reading, name),
        decks=tuple(sorted(_decks(reading))),
        note_types=tuple(kind for _, kind in sorted(frame.note_types.items())),
        made_at=frame.made_at,
        rows=reading.rows,
    )


def _title(reading: Reading, name: str) -> str:
    """Return the name of the deck that all cards are in or under, else the file's."""
    tops = {reading.frame.decks[deck].name.partition("::")[0] for deck in reading.used}
    return tops.pop() if len(tops) == 1 else Path(name).stem


def _decks(reading: Reading) -> Iterator[Deck]:
    """Yield the decks, without the one that Anki adds to every file if nothing is in it."""
    decks = reading.frame.decks.values()
    for deck in decks:
        below = f"{deck.name}::"
        if (
            deck.id != _DEFAULT_DECK
            or deck.id in reading.used
            or any(one.name.startswith(below) for one in decks)
        ):
            yield deck
