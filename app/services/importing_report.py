"""What an import says: what the file holds, what was left out, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from question_bank.readers.contents import Contents
    from question_bank.readers.contents import LeftOut

MOST_TOLD = 1_000  # of what was left out, that are kept with an import


@dataclass(frozen=True, slots=True)
class Report:
    """An import; ``bank`` is None while nothing was written. ``id`` undoes it.

    ``parts`` are the ids of all its parts, if it went into several banks; ``rebuilt``: the bank is
    one of ours that was made again of its deck.
    """

    file: str
    format: str
    title: str
    decks: int
    notes: int
    cards: int
    media: int
    reviews: int
    left_out: tuple[tuple[int, str], ...]
    note_types: tuple[str, ...]
    bank: str | None = None
    folder: str = ""
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    gone: int = 0
    logged: int = 0
    id: str | None = None
    parts: tuple[str, ...] = ()
    rebuilt: bool = False

    @property
    def nothing_new(self) -> bool:
        """Whether everything was there already."""
        return self.bank is not None and self.id is None

    def held(self) -> dict[str, Any]:
        """Return what the file holds, as plain data."""
        return {
            "format": self.format, "decks": self.decks, "notes": self.notes, "cards": self.cards,
            "media": self.media, "reviews": self.reviews,
            "left_out": [{"row": row, "reason": reason} for row, reason in self.left_out],
            "note_types": list(self.note_types),
        }  # fmt: skip

    def done(self) -> dict[str, Any]:
        """Return all there is to say, as plain data."""
        return self.held() | {
            "bank": self.bank, "added": self.added, "updated": self.updated,
            "unchanged": self.unchanged, "gone": self.gone, "logged": self.logged, "id": self.id,
        }  # fmt: skip

    def kept(self) -> dict[str, Any]:
        """Return what is kept with the import, of what was left out the first."""
        first = list(self.left_out[:MOST_TOLD])
        return {**self.done(), "title": self.title, "left_out": first,
                "left_out_in_all": len(self.left_out), "parts": list(self.parts),
                "rebuilt": self.rebuilt}  # fmt: skip


def report_of(contents: Contents, file: str, left_out: Iterable[LeftOut]) -> Report:
    """Say what a file holds."""
    return Report(
        file=file,
        format=contents.format,
        title=contents.title,
        decks=_decks(contents),
        notes=len(contents.notes) + len(contents.items),
        cards=len(contents.cards) or len(contents.items),
        media=len(contents.media),
        reviews=len(contents.reviews),
        left_out=tuple((one.row, one.reason) for one in left_out),
        note_types=tuple(one.name for one in contents.note_types),
    )


def joined(whole: Report, parts: list[Report]) -> Report:
    """Return the report on a whole file that went into several banks; its bank is the first's."""
    first = parts[0]
    told = [row for part in parts for row in part.left_out]
    return replace(
        whole, bank=first.bank, folder=first.folder, left_out=(*whole.left_out, *told),
        added=sum(part.added for part in parts), updated=sum(part.updated for part in parts),
        unchanged=sum(part.unchanged for part in parts), gone=sum(part.gone for part in parts),
        logged=sum(part.logged for part in parts),
        id=next((part.id for part in parts if part.id is not None), None),
        parts=first.parts, rebuilt=any(part.rebuilt for part in parts),
    )  # fmt: skip


def _decks(contents: Contents) -> int:
    if contents.items:
        return len({row.get("topic") for row in contents.items})
    return len(contents.decks)
