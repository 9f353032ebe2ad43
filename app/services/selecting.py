"""Choose what is exported and how; needs no database, so the command line answers fast."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from app.quiz.blueprint import Blueprint
from app.quiz.blueprint import EmptySelection
from app.quiz.blueprint import select
from app.services.errors import RefusedError
from exports import UnknownFormat
from exports import exporter
from exports.base import Selection

if TYPE_CHECKING:
    from pathlib import Path

    from exports.base import Exporter
    from question_bank.bank import Bank

_REMEMBERING = "anki"  # the format whose files are imported over one another


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a bank is exported; each condition narrows.

    ``studied``: what was answered; ``leeches``: what keeps lapsing; ``quiz``: the questions of a
    quiz taken here, by its code or as ``last``. ``history``: what was learned goes along.
    """

    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    studied: bool = False
    leeches: bool = False
    quiz: str = ""
    history: bool = False

    @property
    def blueprint(self) -> Blueprint:
        """What of it the bank alone can answer."""
        return Blueprint(topics=self.topics, kinds=self.kinds, tags=self.tags)

    @property
    def is_personal(self) -> bool:
        """Whether the learner's data are needed to answer."""
        return self.studied or self.leeches or bool(self.quiz) or self.history


def open_exporter(name: str) -> Exporter:
    """Return a format's exporter.

    Raises:
        RefusedError: there's no such format; the message lists them.
    """
    try:
        return exporter(name)
    except UnknownFormat as error:
        raise RefusedError(str(error)) from None


def selection(bank: Bank, blueprint: Blueprint) -> Selection:
    """Select from a bank what a blueprint's topics, kinds and tags name.

    The blueprint's ``count``, ``seed`` and ``versions`` don't matter here. The selection's time is
    that of its newest item, so the same bank gives the same bytes, and Anki sees what changed.

    Raises:
        RefusedError: nothing matches; the message says what would.
    """
    try:
        items = select(bank, blueprint)
    except EmptySelection as error:
        raise RefusedError(str(error)) from None
    changed = {item.id: bank.changed[item.id] for item in items}
    return Selection(bank, items, bank.info.title, at=max(changed.values()), changed=changed)


def compared(chosen: Selection, name: str, out: Path) -> tuple[Selection, tuple[str, ...]]:
    """Compare a selection with the earlier file at its place, if its format makes use of that.

    Returns:
        the selection with the times that the earlier package remembers, for items that the bank's
        lock file doesn't know (the others have a time of their own); and sentences about what that
        package has and this selection hasn't.
    """
    if name != _REMEMBERING or not out.is_file():
        return chosen, ()
    from exports.anki_history import read_earlier  # noqa: PLC0415 - 0.15 s for Anki alone
    from exports.anki_history import removed  # noqa: PLC0415

    earlier = read_earlier(out)
    unknown = [item for item in chosen.items if item.id not in chosen.bank.confirmed]
    before = earlier.unchanged(replace(chosen, items=tuple(unknown)))
    found = replace(chosen, changed={**chosen.changed, **before})
    return found, removed(earlier, chosen)
