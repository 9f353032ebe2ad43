"""How much of a file made by others is taken, and for how long it may be read."""

from __future__ import annotations

import time
from dataclasses import dataclass

from question_bank.readers.contents import RefusedFileError

MEGABYTE = 1024 * 1024
_TAKEN_PER_SECOND = 10 * MEGABYTE
_GROWTH = 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may hold; sizes are real bytes, as they come out, whatever headers say.

    ``spread`` is what a package may take on the disk all told; one that is large itself may take
    twenty times its own size. ``cells`` are all fields of all notes. ``seconds`` is for reading;
    a large file gets a second more for each 10 MB. ``memory`` is the address space of a child.
    """

    members: int = 200_000
    collection: int = 256 * MEGABYTE
    media_file: int = 100 * MEGABYTE
    spread: int = 290 * MEGABYTE
    field: int = 8 * MEGABYTE
    row: int = 32 * MEGABYTE
    text: int = 32 * MEGABYTE
    notes: int = 300_000
    cells: int = 6_000_000
    cards: int = 1_000_000
    reviews: int = 3_000_000
    note_types: int = 10_000
    decks: int = 50_000
    seconds: float = 20
    memory: int = 512 * MEGABYTE

    def spread_of(self, size: int) -> int:
        """Return how many bytes a package of so many may take on the disk."""
        return max(self.spread, _GROWTH * size)

    def seconds_for(self, size: int) -> float:
        """Return how long a file of so many bytes may be read."""
        return self.seconds + size / _TAKEN_PER_SECOND


LIMITS = Limits()


class Deadline:
    """The moment by which a file must have been read."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def passed(self) -> bool:
        """Return whether the time is up."""
        return time.monotonic() > self._end

    def check(self) -> None:
        """Raise RefusedFileError if the time is up."""
        if self.passed():
            raise RefusedFileError(too_slow(self.seconds))


def too_slow(seconds: float) -> str:
    """Return what to say of a file that takes longer than it may."""
    return (
        f"it takes more than {seconds:.0f} s to read: "
        "export fewer decks at a time, or leave the media out"
    )
