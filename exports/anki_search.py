"""How a person finds in Anki what a package no longer has: an import never deletes a note."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_MANY = 12  # items that a sentence names


def notes(count: int, of: str = "") -> str:
    """Return how many notes of something there are, with the verb."""
    return f"1 note{of} is" if count == 1 else f"{count} notes{of} are"


def gone(items: Sequence[str], of: str, where: str) -> tuple[str, ...]:
    """Say that notes are gone and how to delete them in Anki; nothing if none is.

    ``of`` says what they are notes of, ``where`` where they no longer are.
    """
    if not items:
        return ()
    named = ", ".join(items[:_MANY])
    more = f" and {len(items) - _MANY} more" if len(items) > _MANY else ""
    search = " or ".join(f'"Id:{item}"' for item in items[:_MANY])
    told = f"{notes(len(items), of)} {where}: {named}{more}."
    return (f"{told} Anki keeps what it has; to delete there, search for {search}.",)
