"""What a learner decides of cards: bury, suspend, flag, mark; each stored once, with its undo."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Any

from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.errors import StaleError
from app.services.runtime import CLIENT_ID
from app.store import holds
from app.store import learners

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.services.runtime import Runtime

FLAGS = ("none", "red", "orange", "green", "blue", "pink", "turquoise", "purple")
_FLAG = re.compile(r"flag-([0-7])")
_OF_ITEM = "-item"  # done to the card's siblings too
_KINDS = ("bury", "unbury", "suspend", "unsuspend", "mark", "unmark")
_UNKNOWN = "a card can be buried, suspended, flagged (0 to 7) or marked, not “{}”"
LEAVES = frozenset({"bury", "bury-item", "suspend", "suspend-item"})  # what takes a card away


def act(runtime: Runtime, *, bank: str, cards: tuple[int, ...], what: str, action_id: str) -> int:
    """Do something to cards of a bank, as one step for undo; return how many it changed.

    A repeated request (the same client-made id) is the same action.

    Args:
        runtime: whose learner and day.
        bank: the cards' bank.
        cards: their numbers.
        what: ``bury`` (till tomorrow), ``unbury``, ``suspend``, ``unsuspend``, ``mark``,
            ``unmark``, ``flag-0`` to ``flag-7``; ``bury-item`` and ``suspend-item`` take the
            cards' siblings along. ``mark`` and a flag that all of the cards have already take it
            away.
        action_id: made by the client.

    Raises:
        RefusedError: there's no such thing to do, no card, or the id is malformed.
        NotFoundError: a card isn't in this bank.
        StaleError: the id was used for something else, or the action was taken back.
    """
    if not CLIENT_ID.fullmatch(action_id):
        raise RefusedError("this has no usable id; reload the page")
    if not cards:
        raise RefusedError("no card is chosen")
    kind = _kind(what)
    moment, learner = runtime.moment(), runtime.learner
    with runtime.database.write() as connection:
        learners.hold(connection, learner)
        known = holds.action_named(connection, learner, action_id)
        if known is not None:
            return _again(known, what, cards)
        wanted = _with_siblings(connection, cards) if what.endswith(_OF_ITEM) else cards
        held = holds.held(connection, learner, wanted, bank)
        for card in cards:
            if card not in held:
                raise NotFoundError(f"there is no card {card} in this bank")
        new = _new(kind, held.values(), moment.day)
        before = _changed(wanted, held, new)
        if before:
            holds.hold(connection, learner, [int(card) for card in before], **new)
            holds.add_action(
                connection, id=action_id, learner_id=learner, bank_id=bank, kind=what,
                at=moment.at, before=before,
            )  # fmt: skip
        return len(before)


def _kind(what: str) -> str:
    kind = what.removesuffix(_OF_ITEM) if what.removesuffix(_OF_ITEM) + _OF_ITEM in LEAVES else what
    if kind not in _KINDS and not _FLAG.fullmatch(kind):
        raise RefusedError(_UNKNOWN.format(what[:40]))
    return kind


def _again(known: Any, what: str, cards: Iterable[int]) -> int:
    if known.kind != what or known.undone_by or not {str(card) for card in cards} & {*known.before}:
        raise StaleError("this was done before, or for another card, and nothing is done now")
    return len(known.before)


def _with_siblings(connection: Connection, cards: Iterable[int]) -> tuple[int, ...]:
    """Return cards and their siblings, each once, the cards themselves first."""
    mine = tuple(cards)
    others = (other for card in mine for other in holds.siblings(connection, card))
    return tuple(dict.fromkeys((*mine, *others)))


def _new(kind: str, held: Iterable[Mapping[str, Any]], day: int) -> dict[str, Any]:
    """Return the columns an action sets."""
    match kind:
        case "bury":
            return {"buried_until": day + 1, "buried_by": None}
        case "unbury":
            return {"buried_until": 0, "buried_by": None}
        case "suspend" | "unsuspend":
            return {"suspended": kind == "suspend"}
        case "mark" | "unmark":
            return {"marked": kind == "mark" and not all(row["marked"] for row in held)}
    flag = int(kind.removeprefix("flag-"))
    return {"flag": 0 if all(row["flag"] == flag for row in held) else flag}


def _changed(
    cards: Iterable[int], held: Mapping[int, Mapping[str, Any]], new: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Return, for each card that changes, what it had before."""
    return {
        str(card): {name: held[card][name] for name in new}
        for card in cards
        if card in held and any(held[card][name] != value for name, value in new.items())
    }
