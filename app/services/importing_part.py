"""A part of what was read of a file: some of its notes, with all that hangs on them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from question_bank.readers.contents import Contents
    from question_bank.readers.contents import Note


def part_of(contents: Contents, notes: Iterable[Note]) -> Contents:
    """Return what of a file belongs to some of its notes; what was left out isn't said again."""
    mine = tuple(notes)
    ids = {note.id for note in mine}
    if len(ids) == len(contents.notes) and len(mine) == len(ids):
        return replace(contents, left_out=(), items=())  # as packed as they were read
    kinds = {note.note_type for note in mine}
    cards = [card for card in contents.cards if card.note in ids]
    own = {card.id for card in cards}
    decks = {card.deck for card in cards}
    return replace(
        contents, notes=mine, cards=cards, items=(), left_out=(), rows=len(mine),
        reviews=[review for review in contents.reviews if review.card in own],
        note_types=tuple(one for one in contents.note_types if one.id in kinds),
        decks=tuple(deck for deck in contents.decks if deck.id in decks),
    )  # fmt: skip


def rows_of(contents: Contents) -> list[int]:
    """Return the notes' rows as people count them: those that were left out count, too."""
    gone = {one.row for one in contents.left_out}
    rows = [row for row in range(1, contents.rows + 1) if row not in gone]
    same = len(rows) == len(contents.notes)
    return rows if same else list(range(1, len(contents.notes) + 1))
