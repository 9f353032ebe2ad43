"""The process that reads what a stranger made: it gives up its rights, reads, and writes parts.

Started by ``confined`` as ``python -m question_bank.readers.child``: on its standard input one
line of JSON says what to read and how much; the parts go to its standard output (``wire``).
"""

from __future__ import annotations

import gc
import json
import sqlite3
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from question_bank.readers.contents import RefusedFileError
from question_bank.readers.detect import file_parts
from question_bank.readers.limits import Limits
from question_bank.readers.parts import Part
from question_bank.readers.wire import encode

if sys.platform != "win32":
    import resource

_DESCRIPTORS = 32
_DATABASE_SHARE = 4


def confine(limits: Limits, seconds: int) -> None:
    """Give up what reading doesn't need: memory, time, large files, descriptors, dumps."""
    with sqlite3.connect(":memory:") as connection:
        share = limits.memory // _DATABASE_SHARE
        connection.execute(f"PRAGMA hard_heap_limit = {share}")
    connection.close()
    # elsewhere the time limit of the other side stands alone
    if sys.platform == "win32":
        return
    for kind, value in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, max(limits.collection, limits.media_file) + 2**20),
        (resource.RLIMIT_NOFILE, _DESCRIPTORS),
        (resource.RLIMIT_CORE, 0),
    ):
        # some systems know a limit by name only
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, value))


def run(task: dict[str, object], out: BinaryIO) -> None:
    """Read the file of a task and write its parts."""
    limits = Limits(**task["limits"])  # type: ignore[arg-type]
    path, folder = Path(str(task["path"])), Path(str(task["folder"]))
    confine(limits, int(str(task["seconds"])))
    try:
        out.writelines(
            encode(part) for part in file_parts(path, folder, name=str(task["name"]), limits=limits)
        )
    except RefusedFileError as error:
        out.write(encode(Part("refused", str(error))))
    except (MemoryError, RecursionError):
        out.write(encode(Part("refused", "it takes too much memory to read: divide it")))
    out.flush()


if __name__ == "__main__":
    # rows make no cycles, and looking for some takes a third of the time
    gc.disable()
    run(json.loads(sys.stdin.readline()), sys.stdout.buffer)
