"""Choose what is exported and how; needs no database, so the command line answers fast."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.quiz.blueprint import EmptySelection
from app.quiz.blueprint import select
from app.services.errors import RefusedError
from exports import UnknownFormat
from exports import exporter
from exports.base import Selection

if TYPE_CHECKING:
    from pathlib import Path

    from app.quiz.blueprint import Blueprint
    from exports.base import Exporter
    from question_bank.bank import Bank


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


def remembering(chosen: Selection, package: Path) -> Selection:
    """Return the selection with the times that an earlier Anki package at its place remembers.

    Only for items that the bank's lock file doesn't know: those have a time of their own.
    """
    if not package.is_file():
        return chosen
    from exports.anki_history import unchanged_since  # noqa: PLC0415 - 0.15 s for Anki alone

    before = {
        item: at
        for item, at in unchanged_since(package, chosen).items()
        if item not in chosen.bank.confirmed
    }
    return replace(chosen, changed={**chosen.changed, **before})
