"""What every format shares: what is exported, the report, and a file that is whole or not there."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from exports.progress import Progress
    from question_bank.bank import Bank
    from question_bank.items import Item


NO_TIME = 1_700_000_000  # seconds: 14 November 2023, for a caller that has no clock


@dataclass(frozen=True)
class Selection:
    """What is exported: items of one bank, in order.

    ``orders`` says, for an item that is shown shuffled, in which order: the indexes of its
    options (choices), of its sequence (ordering) or of its right sides, extras last
    (matching). An item that isn't there is shown as written. ``code`` names the form.

    Times are seconds since 1970, and arguments, so that equal input gives equal bytes:
    ``at`` is when the export is made, ``changed`` when an item last changed (one that isn't
    there: at ``at``). Anki updates a note only if the file's note is newer than its own, so
    a caller gives ``at`` from its clock, and ``changed`` from what it remembers: the store,
    or the last file (``exports.anki_history``). Without ``changed`` every note counts as
    changed; nobody loses progress by that, but Anki reports and syncs all of them.

    ``progress`` is what a learner did with the items; None: it doesn't go along. ``points`` are
    what an item is worth; one that isn't there: those of its rubric, or one (``html_parts.worth``).
    """

    bank: Bank
    items: tuple[Item, ...]
    title: str
    code: str = ""
    orders: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    at: int = NO_TIME
    changed: Mapping[str, int] = field(default_factory=dict)
    progress: Progress | None = None
    points: Mapping[str, float] = field(default_factory=dict)

    def changed_at(self, item: str) -> int:
        """Return when an item last changed, in seconds since 1970."""
        return self.changed.get(item, self.at)


@dataclass(frozen=True, slots=True)
class Skipped:
    """An item that a format can't hold, and why, as a sentence."""

    item: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What an exporter did: the ids it wrote, what it left out, the files it made.

    ``remarks`` are sentences about what a person should know of the file besides, a line each.
    """

    written: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()
    files: tuple[Path, ...] = ()
    remarks: tuple[str, ...] = ()


def parted(
    selection: Selection, reason: Callable[[Item], str]
) -> tuple[list[Item], tuple[Skipped, ...]]:
    """Return the items that a format holds, and the others with the reason of each.

    ``reason`` is empty for an item that is held.
    """
    skipped = tuple(Skipped(item.id, why) for item in selection.items if (why := reason(item)))
    left_out = {one.item for one in skipped}
    return [item for item in selection.items if item.id not in left_out], skipped


class Exporter(Protocol):
    """One format: ``write`` makes the file ``out`` whole, or raises and leaves what was there."""

    @property
    def name(self) -> str:
        """The word on the command line, as in ``citecards export NAME``."""

    @property
    def suffix(self) -> str:
        """The file's ending, with its dot."""

    @property
    def media_type(self) -> str:
        """The type for a download."""

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the selection; equal input gives equal bytes. Raises OSError."""

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return what an item would lose, in a few words each, without writing it.

        ``"feedback per option"``, ``"mathematics"``; of an item that is left out, why.
        """


@contextmanager
def whole(out: Path) -> Iterator[Path]:
    """Give an empty file beside ``out`` to write to; it replaces ``out`` if the block ends well.

    A pipe or a device (``/dev/stdout``) is written to, never replaced.

    Raises:
        OSError: the folder can't be written; ``out`` is then as it was, and nothing is left over.
    """
    if out.exists() and not (out.is_file() or out.is_dir()):
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / "out"
            yield made
            with made.open("rb") as file, out.open("wb") as pipe:
                shutil.copyfileobj(file, pipe)
        return
    path = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
        os.close(handle)
        path = Path(name)
        yield path
        with path.open("rb+") as file:
            os.fsync(file.fileno())
        path.chmod(0o644)
        path.replace(out)
    except OSError as error:  # the file that is meant, not the temporary one
        raise OSError(error.errno, error.strerror or str(error), str(out)) from error
    finally:
        if path is not None:
            path.unlink(missing_ok=True)


def write_whole(out: Path, data: bytes) -> None:
    """Write a file by way of a temporary one beside it: whole, or as it was before.

    Raises:
        OSError: the folder can't be written.
    """
    with whole(out) as path:
        path.write_bytes(data)
