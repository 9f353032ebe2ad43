"""``note_types/<slug>.yaml``: how the notes of an import are shown, and which fields they have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Annotated

from pydantic import AfterValidator
from pydantic import Field
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from question_bank.answers import SLUG
from question_bank.answers import FieldText
from question_bank.answers import Model
from question_bank.answers import TrueFalse
from question_bank.answers import Verbatim
from question_bank.blocks import NotPlainError
from question_bank.blocks import plain
from question_bank.errors import Problem
from question_bank.faults import explain
from question_bank.faults import faults_of
from question_bank.nodes import MAX_BYTES
from question_bank.nodes import parse
from question_bank.readers.contents import NoteType
from question_bank.readers.contents import Template

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from question_bank.items import Note

FOLDER = "note_types"
_SLUG = re.compile(SLUG)


def _once_each(names: tuple[str, ...]) -> tuple[str, ...]:
    for at, name in enumerate(names):
        if name in names[:at]:
            raise PydanticCustomError("repeated", "`{name}` stands twice", {"name": name})
    return names


class TemplateRow(Model):
    """A card template as it is written."""

    name: FieldText = ""
    front: FieldText
    back: FieldText = ""


class NoteTypeRow(Model):
    """A note type as it is written."""

    id: int
    name: Verbatim
    fields: Annotated[tuple[Verbatim, ...], Field(min_length=1), AfterValidator(_once_each)]
    templates: Annotated[tuple[TemplateRow, ...], Field(min_length=1)]
    css: FieldText = ""
    is_cloze: TrueFalse = False
    occlusion: TrueFalse = False
    sort_field: Annotated[int, Field(ge=0)] = 0
    right_to_left: TrueFalse = False


@dataclass(frozen=True, slots=True)
class NoteTypes:
    """What the folder holds: note types by slug, its files, and what is wrong with them."""

    known: Mapping[str, NoteType]
    files: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_note_types(folder: Path) -> NoteTypes:
    """Read the note types of a bank's folder; most banks have none."""
    place = folder / FOLDER
    known: dict[str, NoteType] = {}
    problems: list[Problem] = []
    files = sorted(place.glob("*.yaml")) if place.is_dir() else []
    for path in files:
        if not _SLUG.fullmatch(path.stem):
            message = "a note type's file has a name such as basic-2.yaml"
            problems.append(Problem(str(path), 1, 1, "-", "file-name", message))
            continue
        try:
            found = read_note_type(path.read_bytes(), str(path))
        except OSError as error:
            message = f"{error.strerror}: this file can't be read"
            found = (Problem(str(path), 1, 1, "-", "unreadable", message),)
        if isinstance(found, NoteType):
            known[path.stem] = found
        else:
            problems += found
    return NoteTypes(known, tuple(files), tuple(problems))


def read_note_type(raw: bytes, file: str) -> NoteType | tuple[Problem, ...]:
    """Read a note type, or return what is wrong with it.

    Args:
        raw: the file's bytes.
        file: its name as shown to people.
    """
    try:
        if len(raw) <= MAX_BYTES:
            return _made(NoteTypeRow.model_validate(plain(raw.decode("utf-8-sig"))))
    except (UnicodeDecodeError, NotPlainError, ValidationError):
        pass  # read again, with places
    tree = parse(raw)
    faults = tuple(faults_of(tree, file))
    if faults:
        return faults
    try:
        return _made(NoteTypeRow.model_validate(tree.value))
    except ValidationError as error:
        return tuple(explain(error, tree, (), file))


def _made(row: NoteTypeRow) -> NoteType:
    templates = tuple(Template(one.name, one.front, one.back) for one in row.templates)
    return NoteType(
        row.id, row.name, row.fields, templates, row.css,
        is_cloze=row.is_cloze, occlusion=row.occlusion,
        sort_field=min(row.sort_field, len(row.fields) - 1), right_to_left=row.right_to_left,
    )  # fmt: skip


def misfit(note: Note, known: Mapping[str, NoteType]) -> str:
    """Say why a note can't be of its note type; empty if it can."""
    kind = known.get(note.note_type)
    if kind is None:
        return f"no note type `{note.note_type}`: {FOLDER}/{note.note_type}.yaml isn't there"
    if note.fields.keys() != set(kind.fields):
        wanted = ", ".join(kind.fields)
        return f"its fields aren't those of `{note.note_type}`, which has {wanted[:200]}"
    if not kind.is_cloze and note.cards[-1] > len(kind.templates):
        return f"`{note.note_type}` has no template for card {note.cards[-1]}"
    return ""
