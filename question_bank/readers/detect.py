"""Which reader a file is for: what it holds says so, not what it is called."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from question_bank.readers.contents import RefusedFileError
from question_bank.readers.limits import LIMITS
from question_bank.readers.naming import naming
from question_bank.readers.parts import collect
from question_bank.readers.parts import parts_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from pathlib import Path

    from question_bank.readers.contents import Contents
    from question_bank.readers.limits import Limits
    from question_bank.readers.parts import Part

_HEAD = 16
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_SQLITE = b"SQLite format 3\0"
_OTHERS = {
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
}


def read_file(
    path: Path,
    folder: Path,
    *,
    name: str | None = None,
    limits: Limits = LIMITS,
    progress: Callable[[str, int, int], None] | None = None,
) -> Contents:
    """Return what a file holds, whichever reader it is for; see ``packages.read_package``.

    Raises:
        RefusedFileError: no reader takes it.
    """
    parts = file_parts(path, folder, name=name or path.name, limits=limits)
    contents = collect(parts, folder, progress)
    if contents is None:
        raise AssertionError("the last part is the head")
    return contents


def file_parts(path: Path, folder: Path, *, name: str, limits: Limits) -> Iterator[Part]:
    """Yield what a file holds, part by part.

    Raises:
        RefusedFileError: no reader takes it.
    """
    with naming(name):
        yield from _parts(path, folder, name, limits)


def _parts(path: Path, folder: Path, name: str, limits: Limits) -> Iterator[Part]:
    head = _head(path)
    if head.startswith(_ZIP):
        # each reader costs its imports only where it is used
        from question_bank.readers.packages import package_parts  # noqa: PLC0415

        yield from package_parts(path, folder, name=name, limits=limits)
        return
    if head.startswith(_SQLITE):
        raise RefusedFileError(
            "it is a collection without its package: in Anki, choose File, Export, and give the"
            " .apkg or .colpkg"
        )
    if other := next((what for magic, what in _OTHERS.items() if head.startswith(magic)), None):
        raise RefusedFileError(
            f"it is {other}: give a package of Anki (.apkg, .colpkg), a table (.csv, .tsv), GIFT"
            " or Moodle XML"
        )
    size = path.stat().st_size
    if size > limits.text:
        raise RefusedFileError(
            f"it is larger than {limits.text // 2**20} MB: divide it, or export fewer questions"
        )
    from question_bank.readers.texts import read_text  # noqa: PLC0415

    yield from parts_of(read_text(path.read_bytes(), name, folder))


def _head(path: Path) -> bytes:
    try:
        # a pipe or a device would never end
        if not stat.S_ISREG(path.stat().st_mode):
            raise RefusedFileError("it is no file")
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise RefusedFileError(f"it can’t be read: {error.strerror}") from error
