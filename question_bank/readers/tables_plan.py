"""Which column of a table is which, and of which note type a row is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from question_bank.readers.tables_types import BASIC
from question_bank.readers.tables_types import stock

if TYPE_CHECKING:
    from question_bank.readers.tables_head import Head

_TWO = 2  # columns of a plain card


class Plan:
    """Which column is which."""

    def __init__(self, head: Head, width: int, title: str) -> None:
        self.special = dict(head.columns)
        if "tags" not in self.special:
            labels = [label.lower() for label in head.labels]
            self.special |= {"tags": labels.index("tags")} if "tags" in labels else {}
        self.columns = [index for index in range(width) if index not in self.special.values()]
        self.width = width
        self.title = title
        self.named = head.note_type
        self.labels = tuple(head.labels[index] for index in self.columns) if head.labels else ()
        kind = stock(self.named)
        if kind and not self.labels and "tags" not in self.special:
            more = self.columns[len(kind.fields) :]
            if more:  # Anki takes the first column too many for tags
                self.special["tags"] = more[0]
                self.columns.remove(more[0])

    def order(self, fields: tuple[str, ...]) -> list[int]:
        """Return the columns of a stock note type's fields, -1 for one that has none."""
        names = [label.lower() for label in self.labels]
        if not any(one.lower() in names for one in fields):
            return [*self.columns[: len(fields)], *([-1] * (len(fields) - len(self.columns)))]
        return [
            self.columns[names.index(one.lower())] if one.lower() in names else -1 for one in fields
        ]

    def type_of(self, named: str) -> tuple[str, bool]:
        """Return the name of a row's note type, and whether hidden parts make it a cloze."""
        if named or self.named:
            return named or self.named, False
        if not self.labels and len(self.columns) <= _TWO:
            return BASIC, True
        known = {label.lower() for label in self.labels} == {"front", "back"}
        return (BASIC if known else self.title), False
