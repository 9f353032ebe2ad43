"""The files that belong to a bank beside its items: note types of an import, and media."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from question_bank.blocks import NotPlainError
from question_bank.blocks import plain
from question_bank.frame import INFO_NAME
from question_bank.media import read_media
from question_bank.note_types import read_note_types

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.settings import Settings
    from question_bank.bank import Bank


def with_files(bank: Bank, settings: Settings) -> Bank:
    """Return a bank of the store with what its folder has beside it, if that is still there."""
    for folder in _folders(bank.id, settings):
        if _id_of(folder) == bank.id:
            media, note_types = read_media(folder), read_note_types(folder)
            return replace(bank, folder=folder, media=media.names, note_types=note_types.known)
    return bank


def _folders(bank: str, settings: Settings) -> Iterator[Path]:
    yield from settings.banks
    yield settings.data / "banks" / bank  # imported since the site was started


def _id_of(folder: Path) -> str | None:
    try:
        info = plain((folder / INFO_NAME).read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, NotPlainError):
        return None
    found = info.get("id") if isinstance(info, dict) else None
    return found if isinstance(found, str) else None
