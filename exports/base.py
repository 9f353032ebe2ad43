"""What every format shares: what is exported, the report, and a file that is whole or not there."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from question_bank.bank import Bank
    from question_bank.items import Item


@dataclass(frozen=True)
class Selection:
    """What is exported: items of one bank, in order.

    ``orders`` says, for an item that is shown shuffled, in which order: the indexes of its
    options (choices), of its sequence (ordering) or of its right sides, extras last
    (matching). An item that isn't there is shown as written. ``code`` names the form.
    """

    bank: Bank
    items: tuple[Item, ...]
    title: str
    code: str = ""
    orders: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Skipped:
    """An item that a format can't hold, and why, as a sentence."""

    item: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What an exporter did: the ids it wrote, what it left out, the files it made."""

    written: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()
    files: tuple[Path, ...] = ()


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


def write_whole(out: Path, data: bytes) -> None:
    """Write a file by way of a temporary one beside it: whole, or as it was before.

    Raises:
        OSError: the folder can't be written.
    """
    handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
