"""Which of a bank's items an export holds, by the bank and by what the learner did with them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.services.errors import RefusedError
from app.services.options import options_of
from app.services.selecting import selection
from app.store import outgoing

if TYPE_CHECKING:
    from collections.abc import Container

    from sqlalchemy import Connection

    from app.services.runtime import Runtime
    from app.services.selecting import Wanted
    from exports.base import Selection
    from question_bank.bank import Bank
    from question_bank.items import Item

QUIZZES = 20  # that are named, or offered


def chosen(connection: Connection, runtime: Runtime, bank: Bank, wanted: Wanted) -> Selection:
    """Select from a bank what is wanted; the history isn't in it yet.

    Raises:
        RefusedError: nothing matches; the message says why.
    """
    found = selection(bank, wanted.blueprint)
    items, learner = found.items, runtime.learner
    if wanted.quiz:
        items = _of_quiz(connection, learner, bank, wanted.quiz, items)
    if wanted.studied:
        known = outgoing.items_with(connection, learner, bank.id)
        items = _only(items, known, "you answered none of them yet")
    if wanted.leeches:
        weak = outgoing.items_with(
            connection, learner, bank.id, lapses=leech(connection, runtime, bank.id)
        )
        items = _only(items, weak, "none of them keeps lapsing")
    changed = {item.id: found.changed[item.id] for item in items}
    return replace(found, items=items, changed=changed, at=max(changed.values()))


def leech(connection: Connection, runtime: Runtime, bank: str) -> int:
    """Return how many lapses make a leech; where none is marked, one does."""
    return max(options_of(connection, runtime, bank).leech_threshold, 1)


def _only(items: tuple[Item, ...], there: Container[str], otherwise: str) -> tuple[Item, ...]:
    found = tuple(item for item in items if item.id in there)
    if not found:
        raise RefusedError(f"0 items match: {otherwise}")
    return found


def _of_quiz(
    connection: Connection, learner: str, bank: Bank, code: str, items: tuple[Item, ...]
) -> tuple[Item, ...]:
    """Return those of the items that a quiz asked, in its order."""
    form = outgoing.quiz(connection, learner, bank.id, code)
    if form is None:
        rows = outgoing.quizzes(connection, learner, bank.id, QUIZZES)
        taken = ", ".join(row.code for row in rows)
        there = f"you took {taken}" if taken else "you took none of this bank yet"
        raise RefusedError(f"there is no quiz `{code[:40]}`: {there}")
    by_id = {item.id: item for item in items}
    asked = tuple(by_id[item] for item, _ in form["placed"] if item in by_id)
    if not asked:
        raise RefusedError(f"0 items match: none of quiz {code} is among them")
    return asked
