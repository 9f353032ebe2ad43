"""A note type or deck out of a collection, checked and cleaned: what old and new ones share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from question_bank.readers.contents import Template
from question_bank.readers.naming import shown

if TYPE_CHECKING:
    from question_bank.readers.contents import NoteType

_MOST_NAMED = 1_000
_LONGEST_NAME = 1_000


class BrokenTypeError(ValueError):
    """A deck or note type that can't be read; the message says why, for a person."""


def clean(text: str) -> str:
    """Return a text that can be stored: without NUL, and without halves of characters."""
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def deck_name(name: str) -> str:
    """Return a deck's name, its levels stripped and none of them empty."""
    plain = " ".join(clean(name)[:_LONGEST_NAME].split())
    return "::".join(level.strip() or "blank" for level in plain.split("::"))


def checked(draft: NoteType) -> NoteType:
    """Return a note type as it can be kept; ``draft.occlusion`` says what Anki calls it.

    Raises:
        BrokenTypeError: it has no or too many fields or templates, or two fields of one name.
    """
    name = draft.name
    if not 0 < len(draft.fields) <= _MOST_NAMED or not 0 < len(draft.templates) <= _MOST_NAMED:
        raise BrokenTypeError(f"{shown(name)} has no fields or cards, or more than 1,000")
    fields = tuple(map(clean, draft.fields))
    if len(set(fields)) < len(fields) or max(map(len, fields)) > _LONGEST_NAME:
        raise BrokenTypeError(f"{shown(name)} has two fields of one name, or a very long one")
    templates = tuple(Template(*map(clean, one)) for one in draft.templates)
    return replace(
        draft,
        name=clean(name)[:_LONGEST_NAME],
        fields=fields,
        templates=templates,
        css=clean(draft.css),
        occlusion=draft.is_cloze and (draft.occlusion or _shows_masks(fields, templates)),
        sort_field=draft.sort_field if 0 <= draft.sort_field < len(fields) else 0,
    )


def _shows_masks(fields: tuple[str, ...], templates: tuple[Template, ...]) -> bool:
    """Return whether this is Anki's own note type of masks, from before it was marked as such."""
    return {"Occlusion", "Image"} <= set(fields) and "image-occlusion" in templates[0].front
