"""What an item loses on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.losses import PICTURE
from exports.losses import SOUND
from exports.losses import media_in
from exports.losses import shown_texts
from question_bank.items import Note
from question_bank.media import type_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from question_bank.items import Item

LOOKS = "the look of its own templates"


def paper_losses(item: Item, shown: Collection[str]) -> tuple[str, ...]:
    """Return what an item loses where pictures are of these types alone, by their endings."""
    if isinstance(item, Note):
        return (LOOKS,)
    files = media_in(*shown_texts(item))
    pictures = [name for name in files if (type_of(name) or "").startswith("image/")]
    lost = (PICTURE,) if any(name.rpartition(".")[2] not in shown for name in pictures) else ()
    return (*lost, *((SOUND,) if len(pictures) < len(files) else ()))
