"""``media/`` and ``media.yaml``: pictures and sounds of a bank, and what Anki calls them.

A file's name is the first 32 hex digits of its SHA-256 with the ending of its type, or a plain
name. Only what a browser can show or play, and a page may be given, is media.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from question_bank.blocks import NotPlainError
from question_bank.blocks import plain
from question_bank.errors import Problem
from question_bank.faults import faults_of
from question_bank.nodes import MAX_BYTES
from question_bank.nodes import parse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOLDER = "media"
NAMES = "media.yaml"
IMAGES: Mapping[str, str] = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
    "webp": "image/webp", "avif": "image/avif", "svg": "image/svg+xml", "bmp": "image/bmp",
    "ico": "image/x-icon", "tif": "image/tiff", "tiff": "image/tiff",
}  # fmt: skip
SOUNDS: Mapping[str, str] = {
    "mp3": "audio/mpeg", "ogg": "audio/ogg", "oga": "audio/ogg", "opus": "audio/ogg",
    "wav": "audio/wav", "m4a": "audio/mp4", "aac": "audio/aac", "flac": "audio/flac",
    "spx": "audio/ogg", "3gp": "audio/3gpp",
}  # fmt: skip
FILMS: Mapping[str, str] = {
    "mp4": "video/mp4", "webm": "video/webm", "ogv": "video/ogg", "mov": "video/quicktime",
    "mkv": "video/x-matroska", "mpg": "video/mpeg", "mpeg": "video/mpeg", "avi": "video/x-msvideo",
}  # fmt: skip
FONTS: Mapping[str, str] = {
    "woff2": "font/woff2", "woff": "font/woff", "ttf": "font/ttf", "otf": "font/otf",
}  # fmt: skip
TYPES: Mapping[str, str] = {**IMAGES, **SOUNDS, **FILMS, **FONTS}
_HASHED = re.compile(r"[0-9a-f]{32}\.[a-z0-9]{1,5}")
_PLAIN = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*\.[a-z0-9]{1,5}")
_LONGEST = 90  # characters


def is_hashed(name: str) -> bool:
    """Whether a file is named by its content, so that it never changes."""
    return _HASHED.fullmatch(name) is not None


def type_of(name: str) -> str | None:
    """Return the type of a media file by its ending; None if it's no name of one.

    A name is 32 hex digits, or small letters, digits, hyphens and underscores; then its ending.
    """
    if len(name) > _LONGEST or not (_HASHED.fullmatch(name) or _PLAIN.fullmatch(name)):
        return None
    return TYPES.get(name.rpartition(".")[2])


@dataclass(frozen=True, slots=True)
class Media:
    """What media.yaml says: file in ``media/`` by name in Anki; and what is wrong.

    ``problems`` keep a bank from being read, ``warnings`` don't: a file that isn't there.
    """

    names: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def read_media(folder: Path) -> Media:
    """Read media.yaml of a bank's folder, if there is one, and look whether its files are there."""
    path = folder / NAMES
    if not path.is_file():
        return Media({})
    try:
        raw = path.read_bytes()
    except OSError as error:
        message = f"{error.strerror}: this file can't be read"
        return Media({}, (Problem(str(path), 1, 1, "-", "unreadable", message),))
    names = _sound(raw)
    if names is None:
        return _faulty(raw, str(path))
    there = _files(folder / FOLDER)
    gone = [name for name, file in names.items() if file not in there]
    if not gone:
        return Media(names)
    marks = parse(raw)
    warnings = tuple(
        Problem(
            str(path), *marks.place((name,)), "-", "lost-media",
            f"{FOLDER}/{names[name]} isn't there: import the deck again, or take the line out",
            "warning",
        )
        for name in gone
    )  # fmt: skip
    return Media(names, (), warnings)


def _sound(raw: bytes) -> dict[str, str] | None:
    """Read a file that has no fault; None if it has one."""
    if len(raw) > MAX_BYTES:
        return None
    try:
        value = plain(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, NotPlainError):
        return None
    if value is None:
        return {}
    if not isinstance(value, dict):
        return None
    good = all(isinstance(file, str) and type_of(file) for file in value.values())
    return value if good else None


def _faulty(raw: bytes, file: str) -> Media:
    """Say what is wrong; a line that is sound still counts."""
    tree = parse(raw)
    problems = list(faults_of(tree, file))
    names: dict[str, str] = {}
    if isinstance(tree.value, dict):
        for name, value in tree.value.items():
            if isinstance(value, str) and type_of(value):
                names[name] = value
            else:
                message = f"`{name[:60]}`: a media file is named as 3f0c….png, a known type's"
                problems.append(Problem(file, *tree.place((name,)), "-", "media-name", message))
    elif not problems:
        message = "this must be a mapping: a name in Anki, a colon, a file in media/"
        problems.append(Problem(file, 1, 1, "-", "schema", message))
    return Media(names, tuple(problems))


def _files(folder: Path) -> frozenset[str]:
    try:
        return frozenset(os.listdir(folder))  # noqa: PTH208 - names alone, of ten thousands
    except OSError:
        return frozenset()
