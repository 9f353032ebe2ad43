"""A bank pushed into a running Anki, and the reviews there pulled back.

Both go by packages, which keep guids and the log exact: Anki reads the one that we write, and
writes the one that we read. They stand in the data folder, so that a later push knows what has
changed since the last.
"""

from __future__ import annotations

import tempfile
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING
from typing import NamedTuple

from app.quiz.blueprint import Blueprint
from app.services.ankiconnect import AnkiError
from app.services.import_reviews import Pulled
from app.services.import_reviews import store_reviews
from app.services.selecting import compared
from app.services.selecting import open_exporter
from app.services.selecting import selection
from exports.anki_origin import deck_of
from exports.anki_origin import guid_of
from question_bank.items import faces
from question_bank.readers.confined import read_in_child
from question_bank.readers.contents import RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from app.services.ankiconnect import AnkiConnect
    from app.services.runtime import Runtime
    from exports.base import Report
    from question_bank.bank import Bank
    from question_bank.readers.contents import Contents

FOLDER = "anki"  # in the data folder
SOURCE = "Anki"
_OURS = '"note:Citecards *"'  # what finds the cards of our note types
PACKAGES = ("apkg", "colpkg")


class Counts(NamedTuple):
    """What a pull found: reviews of the bank's cards in Anki, and how many were new here."""

    found: int
    new: int


def push(anki: AnkiConnect, bank: Bank, data: Path) -> Report:
    """Put a bank's items into Anki: new ones are added, edited ones updated, progress stays.

    Args:
        anki: where Anki answers.
        bank: all of it goes.
        data: the data folder.

    Returns:
        what was written, and what Anki can't hold.

    Raises:
        AnkiError: Anki doesn't answer or refuses.
        RefusedError: the bank has no items.
        OSError: the package can't be written.
    """
    anki.greet()
    folder = data / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    out = (folder / f"{bank.id}.apkg").absolute()
    chosen, _ = compared(selection(bank, Blueprint()), "anki", out)
    report = open_exporter("anki").write(chosen, out)
    if anki.call("importPackage", path=str(out)) is not True:
        raise AnkiError(f"Anki did not import {out}: in Anki, choose File, Import, and that file")
    return report


def pull(anki: AnkiConnect, runtime: Runtime, bank: Bank) -> Counts:
    """Take what was reviewed in Anki into the log; what is there already is passed over.

    Raises:
        AnkiError: Anki doesn't answer or refuses, or has none of the bank's decks.
        NotFoundError: the bank isn't among the learner's data.
        StoreError: the database can't be written.
    """
    anki.greet()
    decks = _roots(bank, anki.call("deckNames"), _moved_to(anki))
    if not decks:
        raise AnkiError(
            f"Anki has no deck of the bank {bank.id}: push it first, with citecards anki push"
        )
    folder = runtime.settings.data / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[tuple[str, int, int], Pulled] = {}
    with tempfile.TemporaryDirectory(dir=folder, prefix=".pull-") as scratch:
        for number, deck in enumerate(decks):
            out = Path(scratch, f"{number}.apkg").absolute()
            for review in reviews_of(bank, _exported(anki, deck, out)):
                found[review.item, review.n, review.at] = review
            out.unlink(missing_ok=True)
    new = store_reviews(runtime, bank.id, found.values(), SOURCE) if found else 0
    return Counts(len(found), new)


def _exported(anki: AnkiConnect, deck: str, out: Path) -> Contents:
    """Return what Anki has in a deck, with its log."""
    if anki.call("exportPackage", deck=deck, path=str(out), includeSched=True) is not True:
        raise AnkiError(f"Anki did not export the deck {deck[:80]}")
    if not out.is_file():
        raise AnkiError(
            f"Anki wrote no file to {out.parent}: if it runs in a sandbox (Flatpak, Snap), export "
            "the deck there by hand, and use citecards import"
        )
    try:
        found = read_in_child(out, out.parent, name=f"{deck[:60]}.apkg")
    except RefusedFileError as error:
        raise AnkiError(str(error)) from None
    if found.format not in PACKAGES:
        raise AnkiError(f"what Anki wrote of the deck {deck[:80]} is no package")
    return found


def reviews_of(bank: Bank, contents: Contents) -> Iterator[Pulled]:
    """Yield a package's reviews of a bank's cards, which are known by their notes' guids."""
    mine = {guid_of(bank, item): item for item in bank.items}
    notes = {note.id: mine[note.guid] for note in contents.notes if note.guid in mine}
    cards = {
        card.id: (notes[card.note].id, card.n + 1)
        for card in contents.cards
        if card.note in notes and card.n + 1 in faces(notes[card.note])
    }
    for review in contents.reviews:
        if review.card in cards:
            item, n = cards[review.card]
            yield Pulled(
                item, n, review.id, review.rating, review.interval, review.last_interval,
                review.ease, review.duration_ms, review.kind,
            )  # fmt: skip


def _moved_to(anki: AnkiConnect) -> list[str]:
    """Return the decks in Anki with cards of our note types, wherever their learner put them."""
    try:
        cards = anki.call("findCards", query=_OURS)
        found = anki.call("getDecks", cards=cards) if isinstance(cards, list) and cards else {}
    except AnkiError:  # an add-on that can't say so: the bank's own decks are left
        return []
    return [name for name in found if isinstance(name, str)] if isinstance(found, dict) else []


def _roots(bank: Bank, names: object, more: Iterable[str]) -> list[str]:
    """Return the decks in Anki that hold the bank's, or ``more``, none of them within another."""
    if not isinstance(names, list):
        raise AnkiError("Anki doesn't say which decks it has")
    there = {_same(name): name for name in names if isinstance(name, str)}
    wanted = {*(_same(deck_of(bank, item)) for item in bank.items), *map(_same, more)}
    return [there[name] for name in _outermost(wanted & there.keys())]


def _outermost(names: Iterable[str]) -> list[str]:
    kept: list[str] = []
    for name in sorted(names, key=lambda one: one.split("::")):
        if not kept or not name.startswith(f"{kept[-1]}::"):
            kept.append(name)
    return kept


def _same(name: str) -> str:
    """Return a deck's name as Anki compares it."""
    return unicodedata.normalize("NFC", name).casefold()
