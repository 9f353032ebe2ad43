"""A file of a bank that gets another content: all of it, or it stays as it was."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from question_bank.writing import WritingError


def replace_file(file: Path, old: bytes, new: bytes) -> None:
    """Put new bytes in place of a file: all of them or none, its mode kept, a link followed.

    Raises:
        OSError: it can't be written.
        WritingError: another program has changed it since it was read.
    """
    target = file.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(new)
            opened.flush()
            os.fsync(opened.fileno())
        made.chmod(target.stat().st_mode & 0o7777)
        if target.read_bytes() != old:
            raise WritingError("another program changed the file just now")
        made.replace(target)
    finally:
        made.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
