"""Folders put in place with a transaction: both, or neither, even if the power fails between.

What shall be moved stands in a journal before the transaction; the transaction keeps whether the
import stands. At the next start, the journals that are left are brought to their end.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from contextlib import suppress
from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.settings import with_imported
from app.store import imports

if TYPE_CHECKING:
    from app.services.runtime import Runtime

_FOLDER = "imports"  # of the data folder
_OLD = 86_400  # seconds
_BESIDE = re.compile(r"\..+\.(new|before)|\.reading-.+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Swap:
    """What happens to folders once import ``id`` is in a ``state``.

    ``target`` goes ``aside`` (None: it is deleted), ``fresh`` takes its place (None: nothing does).
    """

    id: str
    state: str
    target: str
    fresh: str | None
    aside: str | None

    def finish(self) -> None:
        """Move the folders; done again, it does nothing.

        Raises:
            OSError: one can't be moved.
        """
        target = Path(self.target)
        fresh = Path(self.fresh) if self.fresh else None
        if fresh is not None and not fresh.exists():
            return
        if target.exists():
            aside = Path(self.aside) if self.aside else target.with_name(f".{target.name}.gone")
            if self.aside and aside.exists():
                shutil.rmtree(aside)
            target.replace(aside)
            if not self.aside:
                shutil.rmtree(aside, ignore_errors=True)
        if fresh is not None:
            fresh.replace(target)

    def drop(self) -> None:
        """Delete what was made for nothing; what was kept of an earlier import stays."""
        if self.fresh and self.state == "done":
            shutil.rmtree(self.fresh, ignore_errors=True)


def beside(target: Path, import_id: str, what: str) -> Path:
    """Return a place beside a bank's folder that is no bank."""
    return target.with_name(f".{target.name}.{import_id}.{what}")


def known_place(path: str) -> Path:
    """Return a path, or the folder in which a name of our own hides it (see ``beside``)."""
    here = Path(path)
    ours = [one for one in (here, *here.parents) if _BESIDE.fullmatch(one.name)]
    return ours[-1].parent if ours else here


def folder_of(runtime: Runtime) -> Path:
    """Return where journals, and files that are being read, lie; it is made if missing."""
    place = runtime.settings.data / _FOLDER
    place.mkdir(parents=True, exist_ok=True)
    return place


def announce(runtime: Runtime, swap: Swap) -> Path:
    """Write a journal, to the disk itself; return its file."""
    path = folder_of(runtime) / f"{swap.id}.json"
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        json.dump({**asdict(swap), "process": os.getpid()}, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return path


def settle(runtime: Runtime) -> None:
    """Bring to its end what a program that was stopped had begun; nothing where nothing was."""
    place = runtime.settings.data / _FOLDER
    if not place.is_dir():
        return
    _sweep(place, runtime.clock())
    left = sorted(place.glob("*.json"))
    for path in left:
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            if _lives(said.pop("process")):
                continue  # another program is at it
            swap = Swap(**said)
        except (ValueError, TypeError, KeyError, AttributeError, OSError):
            continue
        with runtime.database.read() as connection:
            stands = imports.state_of(connection, swap.id) == swap.state
        with suppress(OSError):
            if stands:
                swap.finish()
            else:
                swap.drop()
            path.unlink()
    if left:
        refresh(runtime)


def _lives(process: int) -> bool:
    """Whether another program with this number runs."""
    if process == os.getpid() or os.name != "posix":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _sweep(place: Path, now: int) -> None:
    """Delete what a program that was stopped had unpacked or been sent a day ago."""
    for path in place.glob(".*"):
        with suppress(OSError):
            if path.stat().st_mtime < now / 1000 - _OLD:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def refresh(runtime: Runtime) -> None:
    """Look again which banks there are in the data folder."""
    settings = runtime.settings
    there = tuple(path for path in settings.banks if path.exists() or path.parent != settings.data)
    runtime.settings = replace(settings, banks=with_imported(settings.data, there))
