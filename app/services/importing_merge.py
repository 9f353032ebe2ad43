"""A file imported again: what the learner edited since stays, what the file changed comes in.

Of each note there are three versions: as it was last imported (its ``origin.made``), as it is
here, and as it is in the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Any

from pydantic import ValidationError

from app.services.importing_names import named
from question_bank.fingerprints import text_fingerprint
from question_bank.readers.contents import LeftOut

if TYPE_CHECKING:
    from question_bank.bank import Bank
    from question_bank.items import Item
    from question_bank.items import Origin

BOTH = "it was changed both here and in the file: yours stays"
_KEPT = ("bloom", "difficulty", "objective", "lint_ignore")  # no note of Anki's has them


@dataclass(slots=True)
class Merge:
    """What is there by guid, and what becomes of it."""

    old: dict[str, Item] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    titles: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    told: list[LeftOut] = field(default_factory=list)
    added: int = 0
    updated: int = 0
    unchanged: int = 0

    @classmethod
    def of(cls, bank: Bank | None) -> Merge:
        """Return the merge of a file into a bank, or into nothing."""
        if bank is None:
            return cls()
        old = {item.origin.guid: item for item in bank.items if item.origin}
        return cls(old, {item.id for item in bank.items}, dict(bank.topic_titles))

    @property
    def gone(self) -> int:
        """How many notes that were imported once aren't in the file any more."""
        return len(self.old.keys() - self.seen)

    def id_of(self, guid: str) -> str | None:
        """Return the id that a note's item has."""
        there = self.old.get(guid)
        return None if there is None else there.id

    def take(self, item: Item, row: int) -> tuple[Item, bool]:
        """Return the item that shall stand, and whether it has to be written."""
        origin = item.origin
        there = self.old.get(origin.guid) if origin else None
        if origin is not None:
            self.seen.add(origin.guid)
        if there is None or there.origin is None or origin is None:
            self.added += 1
            return self._free(item), True
        if not self._differs(there, item, there.origin, origin):
            self.unchanged += 1
            return there, False
        if there.origin.made != text_fingerprint(there):
            if there.origin.made != origin.made:
                self.told.append(LeftOut(row, BOTH))
            self.unchanged += 1
            return there, False
        self.updated += 1
        return self._joined(there, item), True

    def _free(self, item: Item) -> Item:
        """Give an item an id that nothing else has."""
        number, wanted = 2, item.id
        while wanted in self.ids:
            wanted = f"{item.id[:74]}-{number}"
            number += 1
        self.ids.add(wanted)
        return item if wanted == item.id else item.model_copy(update={"id": wanted})

    def _differs(self, there: Item, item: Item, was: Origin, now: Origin) -> bool:
        """Whether the file's note isn't what it was when it was last imported."""
        deck = was.deck or self.titles.get(there.topic, "")
        here = now.deck or self.titles.get(item.topic, "")
        return (was.made, was.fields, was.tags, deck) != (now.made, now.fields, now.tags, here)

    def _joined(self, there: Item, item: Item) -> Item:
        """Return the file's version with what only the learner's has."""
        origin = there.origin
        theirs = {named(tag, "tag") for tag in origin.tags} if origin else set()
        tags = dict.fromkeys((*item.tags, *(tag for tag in there.tags if tag not in theirs)))
        more: dict[str, Any] = {name: getattr(there, name) for name in _KEPT}
        row = {name: getattr(item, name) for name in item.model_fields_set}
        more = {name: value for name, value in more.items() if name in there.model_fields_set}
        try:
            return type(item).model_validate({**row, **more, "tags": tuple(tags), "id": there.id})
        except ValidationError:
            return item
