"""Read a file that a stranger made in a process with limits, which may fail alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from question_bank.readers.contents import RefusedFileError
from question_bank.readers.limits import LIMITS
from question_bank.readers.limits import too_slow
from question_bank.readers.naming import naming
from question_bank.readers.parts import collect
from question_bank.readers.wire import BrokenPipeFrameError
from question_bank.readers.wire import decode

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from typing import BinaryIO

    from question_bank.readers.contents import Contents
    from question_bank.readers.limits import Limits
    from question_bank.readers.parts import Part

_ROOT = Path(__file__).parents[2]
_START_SECONDS = 5
# JSON writes a control character in six bytes
_WORST_GROWTH = 6
_FAILED = (
    "it can’t be read: it is damaged, or made to do harm; in Anki, choose Tools, Check Database,"
    " and export it again"
)


def read_in_child(
    path: Path,
    folder: Path,
    *,
    name: str | None = None,
    limits: Limits = LIMITS,
    progress: Callable[[str, int, int], None] | None = None,
) -> Contents:
    """Return what a file holds, read in a process of its own; see ``detect.read_file``.

    ``folder`` takes the media; if the file is refused, those copied so far are gone again.

    Raises:
        RefusedFileError: it is refused, or the process ran out of time, memory or luck.
    """
    called = name or path.name
    with tempfile.TemporaryDirectory(dir=folder, prefix=".reading-") as staging, naming(called):
        contents = _read(path, Path(staging), called, limits, progress)
        for media in {one.path.name for one in contents.media.values()}:
            Path(staging, media).replace(folder / media)
    moved = {
        known: one._replace(path=folder / one.path.name) for known, one in contents.media.items()
    }
    return replace(contents, media=moved)


def _read(
    path: Path,
    folder: Path,
    name: str,
    limits: Limits,
    progress: Callable[[str, int, int], None] | None,
) -> Contents:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise RefusedFileError(f"it can’t be read: {error.strerror}") from error
    seconds = limits.seconds_for(size) + _START_SECONDS
    task = {
        "path": str(path.absolute()),
        "folder": str(folder.absolute()),
        "name": name,
        "limits": asdict(limits),
        "seconds": int(seconds) + 1,
    }
    with _start() as process:
        overdue = threading.Event()
        timer = threading.Timer(seconds, _stop, (process, overdue))
        timer.start()
        try:
            _say(process, task)
            contents = collect(_parts(process, limits), folder, progress)
        except BrokenPipeFrameError:
            contents = None
        finally:
            timer.cancel()
            process.kill()
    if contents is None:
        raise RefusedFileError(too_slow(seconds) if overdue.is_set() else _FAILED)
    return contents


def _start() -> subprocess.Popen[bytes]:
    """Start the process: nothing of this one's environment or descriptors goes along."""
    needed = {"SYSTEMROOT": os.environ["SYSTEMROOT"]} if "SYSTEMROOT" in os.environ else {}
    return subprocess.Popen(
        [sys.executable, "-B", "-E", "-s", "-X", "utf8", "-m", "question_bank.readers.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env=needed,
        close_fds=True,
    )


def _stop(process: subprocess.Popen[bytes], overdue: threading.Event) -> None:
    overdue.set()
    process.kill()


def _say(process: subprocess.Popen[bytes], task: dict[str, object]) -> None:
    pipe = process.stdin
    if pipe is None:
        raise AssertionError("the process has a pipe")
    try:
        pipe.write(json.dumps(task).encode() + b"\n")
        pipe.close()
    except OSError as error:
        raise BrokenPipeFrameError from error


def _parts(process: subprocess.Popen[bytes], limits: Limits) -> Iterator[Part]:
    pipe: BinaryIO | None = process.stdout  # type: ignore[assignment]
    if pipe is None:
        raise AssertionError("the process has a pipe")
    for part in decode(pipe, _WORST_GROWTH * max(limits.collection, limits.text)):
        if part.kind == "refused":
            raise RefusedFileError(str(part.value))
        yield part
