"""QTI 2.1 and QTI 3: a package of items, a test that holds them, and a manifest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.archive import write_zip
from exports.base import Report
from exports.base import Skipped
from exports.base import whole
from exports.losses import FEEDBACK
from exports.losses import IMPORTED
from exports.losses import PARTIAL
from exports.losses import has_feedback
from exports.losses import typed_losses
from exports.qti.blanks import unfit
from exports.qti.carrying import Carried
from exports.qti.dialects import V3
from exports.qti.dialects import V21
from exports.qti.item import item_xml
from exports.qti.leaving import LeftOut
from exports.qti.manifest import manifest_xml
from exports.qti.manifest import test_xml
from question_bank.answers import DateAnswer
from question_bank.items import Cloze
from question_bank.items import Flashcard
from question_bank.items import Matching
from question_bank.items import Note
from question_bank.items import Ordering
from question_bank.items import ShortAnswer

if TYPE_CHECKING:
    from pathlib import Path

    from exports.base import Selection
    from exports.qti.dialects import Dialect
    from exports.qti.item import Written
    from question_bank.items import Item


@dataclass(frozen=True)
class Qti21:
    """A package of QTI 2.1, with its pictures and sounds."""

    name: str = "qti21"
    suffix: str = ".zip"
    media_type: str = "application/zip"

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the selection; equal input gives equal bytes. Raises OSError."""
        return _write(V21, selection, out)

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return what an item would lose, or why it is left out."""
        return _losses(item)


@dataclass(frozen=True)
class Qti3:
    """A package of QTI 3, with its pictures and sounds."""

    name: str = "qti3"
    suffix: str = ".zip"
    media_type: str = "application/zip"

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the selection; equal input gives equal bytes. Raises OSError."""
        return _write(V3, selection, out)

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return what an item would lose, or why it is left out."""
        return _losses(item)


def _write(q: Dialect, selection: Selection, out: Path) -> Report:
    carried = Carried(selection.bank)
    done: list[Written] = []
    skipped: list[Skipped] = []
    for item in selection.items:
        try:
            done.append(item_xml(q, selection, item, carried))
        except LeftOut as reason:
            skipped.append(Skipped(item.id, str(reason)))
    members: list[tuple[str, bytes | Path]] = [
        ("imsmanifest.xml", manifest_xml(q, selection, done).encode()),
        ("assessment.xml", test_xml(q, selection, done).encode()),
        *((f"items/{written.item.id}.xml", written.xml.encode()) for written in done),
        *carried.members(),
    ]
    with whole(out) as path:
        write_zip(path, members, level=3)
    ids = tuple(written.item.id for written in done)
    return Report(ids, tuple(skipped), (out,), carried.remarks)


def _losses(item: Item) -> tuple[str, ...]:
    match item:
        case Note():
            return (IMPORTED,)
        case Cloze():
            reason = unfit(item)
            return (reason,) if reason else ()
        case Flashcard():
            return ("marking by the machine",)
        case Ordering():
            return (PARTIAL,)
        case Matching() if has_feedback(item):
            return (FEEDBACK,)
        case ShortAnswer() if isinstance(item.answer, DateAnswer):
            return typed_losses(item)
        case _:
            return ()
