"""Answers of a quiz that isn't handed in yet: what was given last stands, whichever came last.

Each answer carries a number that grows with every change of it. A page says with an answer which
number it knows, so that a retry, a second window or a page from before never takes the place of
what was given since.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Any

from app.quiz.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Saved:
    """An answer to one item, and its number: 0 is that of no answer."""

    at: int = 0
    given: Response = field(default_factory=Response)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {"at": self.at, "given": self.given.to_json()}


NONE = Saved()
Draft = dict[str, Saved]


def read(data: Mapping[str, Any] | None) -> Draft:
    """Read what ``written`` made; what can't be read is no answer."""
    found: Draft = {}
    for item, row in (data or {}).items():
        at, given = (row.get("at"), row.get("given")) if isinstance(row, dict) else (None, None)
        if isinstance(at, int) and at >= 0 and isinstance(given, dict):
            found[item] = Saved(at, Response.from_json(given))
    return found


def written(draft: Mapping[str, Saved]) -> dict[str, Any]:
    """Return a draft as plain data."""
    return {item: saved.to_json() for item, saved in draft.items()}


def merge(draft: Mapping[str, Saved], sent: Mapping[str, Saved]) -> Draft:
    """Return a draft with what was sent: an answer that is older than the one there is left out.

    An answer with the number of the one there was given on a page that knew it: it takes its
    place under the next number. Sent again, it changes nothing.
    """
    merged = dict(draft)
    for item, new in sent.items():
        old = draft.get(item, NONE)
        if new.at > old.at:
            merged[item] = new
        elif new.at == old.at and new.given != old.given:
            merged[item] = Saved(old.at + 1, new.given)
    return merged


def overruled(draft: Mapping[str, Saved], sent: Mapping[str, Saved]) -> tuple[str, ...]:
    """Return the items of which a later answer than the one that was sent stands."""
    return tuple(
        item
        for item, new in sent.items()
        if new.at < draft.get(item, NONE).at
        and not new.given.blank
        and new.given != draft[item].given
    )
