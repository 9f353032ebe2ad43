"""What items would lose in other formats, asked of the exporters themselves."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from exports import EXPORTERS
from exports import UnknownFormat
from exports import exporter
from exports.base import Selection

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from exports.base import Exporter
    from question_bank.bank import Bank
    from question_bank.items import Item

ALL = "all"


@dataclass(frozen=True, slots=True)
class Portable:
    """What an item would lose in a format; or, ``left_out``, why it isn't written at all."""

    target: str
    losses: tuple[str, ...] = ()
    left_out: bool = False

    @property
    def words(self) -> str:
        """Say it in one line, without the format's name."""
        if self.left_out:
            return f"left out: {self.losses[0]}"
        return f"loses {_listed(self.losses)}" if self.losses else "holds it whole"


def targets(words: str) -> tuple[str, ...]:
    """Return the formats that are named, with commas between; ``all`` is every one.

    Raises:
        UnknownFormat: there's no such format; the message says which there are.
    """
    names = tuple(dict.fromkeys(filter(None, (word.strip() for word in words.split(",")))))
    if ALL in names:
        return tuple(EXPORTERS)
    for name in names or ("",):
        if name not in EXPORTERS:
            raise UnknownFormat(name)
    return names


def of_items(bank: Bank, items: Iterable[Item], target: str) -> Mapping[str, Portable]:
    """Return what each item would lose in a format, by item.

    An exporter says why it leaves an item out where it would say what is lost; which of both it
    is, its own report tells: what it says only one thing of is written to a file that is thrown
    away.

    Raises:
        OSError: the file can't be written.
    """
    form = exporter(target)
    items = tuple(items)
    losses = {item.id: form.losses(item) for item in items}
    unsure = tuple(item for item in items if len(losses[item.id]) == 1)
    left_out = _left_out(form, bank, unsure) if unsure else frozenset()
    return {item.id: Portable(target, losses[item.id], item.id in left_out) for item in items}


def _left_out(form: Exporter, bank: Bank, items: tuple[Item, ...]) -> frozenset[str]:
    with tempfile.TemporaryDirectory(prefix="citecards-") as folder:
        out = Path(folder, f"tried{form.suffix}")
        report = form.write(Selection(bank, items, bank.info.title), out)
    return frozenset(row.item for row in report.skipped) - set(report.written)


def of_item(bank: Bank, item: Item) -> tuple[Portable, ...]:
    """Return what an item would lose in each format, one that can't be tried now left out.

    ``bank`` need hold no other item.
    """
    found = []
    for name in EXPORTERS:
        with suppress(OSError):
            found.append(of_items(bank, (item,), name)[item.id])
    return tuple(found)


def _listed(words: tuple[str, ...]) -> str:
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} and {words[-1]}"
