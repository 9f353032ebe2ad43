"""Names out of a file, or of it, as a message may say them."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING

from question_bank.readers.contents import RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 80


def shown(name: str) -> str:
    """Return a name as a message may quote it: on one line, not too long."""
    plain = "".join(char if char.isprintable() else "�" for char in name[:_LONGEST])
    return f"“{plain}{'…' if len(name) > len(plain) else ''}”"


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Put the file's name before what a refusal says, unless it stands there already."""
    try:
        yield
    except RefusedFileError as error:
        said = str(error)
        plain = PurePath(name.replace("\\", "/")).name[:_LONGEST] or "file"
        start = "".join(char if char.isprintable() else "�" for char in plain) + ": "
        if said.startswith(start.rstrip()):  # or with the line: `deck.csv:3: …`
            raise
        raise RefusedFileError(start + said) from error
