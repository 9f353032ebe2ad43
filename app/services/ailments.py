"""What the doctor looks for in a learner's rows: each check yields what it finds, with its cure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

from app.quiz.responses import Response
from app.services.options import options_from
from app.store import damage
from app.store import holds
from app.store import legible
from app.store import states
from app.store.attempts import AttemptRow
from app.store.ledger import ActionRow
from app.store.ledger import PresetRow

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.services.runtime import Runtime
    from question_bank.bank import Bank

    Cure = Callable[[], None]  # changes rows, within the transaction of its desk

UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, RecursionError)
MOST = 40  # lines of a kind; the rest is counted in one


@dataclass(frozen=True, slots=True)
class Desk:
    """What every check is given: a transaction, the place, and its banks as their YAML has them.

    ``tell`` is told what is being done, and the share of it that is done.
    """

    connection: Connection
    runtime: Runtime
    banks: Mapping[str, tuple[Bank, int]]  # by id, with the place in the list of banks
    tell: Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Ailment:
    """Something that can't be: what, where, and what is done about it.

    Without a ``cure`` nothing can be done here, and ``done`` says who can. A ``note`` is no
    damage: it is told, and stays.
    """

    what: str
    where: str
    done: str
    cure: Cure | None = None
    note: bool = False


def listed(rows: Iterable[Ailment]) -> Iterator[Ailment]:
    """Yield the first of many alike, and how many more there are in one."""
    more, last = 0, None
    for number, row in enumerate(rows):
        if number < MOST:
            yield row
        else:
            more, last = more + 1, row
    if last is not None:
        yield replace(last, where=f"{more} more")


def of_card(desk: Desk, learner: str, card: int) -> str:
    """Say which card, and whose if it isn't that of the one learner here."""
    return f"card {card}" if learner == desk.runtime.learner else f"card {card} of {learner}"


def learners_gone(desk: Desk) -> Iterator[Ailment]:
    """Look for rows of learners that have none of their own."""
    connection, now = desk.connection, desk.runtime.clock()
    for learner in damage.unknown_learners(connection):

        def cure(learner: str = learner) -> None:
            damage.add_learner(connection, learner, now)

        yield Ailment("the row of a learner is gone", f"learner {learner}", "made again", cure)


def states_gone(desk: Desk) -> Iterator[Ailment]:
    """Look for cards without a learner's row, and rows without a card."""
    connection = desk.connection
    for learner, bank in damage.decks_of(connection, desk.runtime.learner):
        missing = damage.missing_states(connection, learner, bank)
        if missing:

            def cure(learner: str = learner, bank: str = bank) -> None:
                states.ensure(connection, learner, bank)

            where = f"{missing} cards of {bank}"
            yield Ailment("has no row for what was learned", where, "made as the log says", cure)

    def drop() -> None:
        damage.drop_states_of_nothing(connection)

    yield from listed(
        Ailment("is scheduled but isn't there", of_card(desk, *row), "the row is deleted", drop)
        for row in damage.states_of_nothing(connection)
    )


def columns(desk: Desk) -> Iterator[Ailment]:
    """Look for what a row says besides the schedule, and can't."""
    connection = desk.connection
    for what, done, condition, values in damage.COLUMNS:

        def cure(condition: Any = condition, values: dict[str, Any] = values) -> None:
            damage.put(connection, condition, values)

        yield from listed(
            Ailment(what, of_card(desk, *row), done, cure)
            for row in damage.wrong(connection, condition)
        )


def attempts(desk: Desk) -> Iterator[Ailment]:
    """Look for quizzes that can't be read."""
    yield from _unreadable(desk, AttemptRow, "a quiz", _is_attempt, "form", "responses")


def actions(desk: Desk) -> Iterator[Ailment]:
    """Look for actions whose undo can't be read."""
    yield from _unreadable(desk, ActionRow, "the undo of an action", _is_action, "before")


def _unreadable(
    desk: Desk, table: Any, what: str, readable: Callable[..., bool], *names: str
) -> Iterator[Ailment]:
    for row in legible.texts(desk.connection, table, *names):
        key, values = tuple(row[: -len(names)]), row[-len(names) :]
        if not readable(*values):

            def cure(key: tuple[Any, ...] = key) -> None:
                legible.drop(desk.connection, table, [key])

            where = " ".join(map(str, key))
            yield Ailment(f"{what} can't be read", where, "deleted; the backup has it", cure)


def _is_attempt(form: str, responses: str | None) -> bool:
    try:
        for item, order in json.loads(form)["placed"]:
            if not (isinstance(item, str) and all(isinstance(place, int) for place in order)):
                return False
        given = json.loads(responses or "{}")  # not handed in yet
        for response in (given or {}).values():
            Response.from_json(response)
    except UNREADABLE:
        return False
    return True


def _is_action(before: str) -> bool:
    try:
        cards = json.loads(before)
        return bool(cards) and all(
            int(card) > 0 and columns.keys() <= set(holds.COLUMNS)
            for card, columns in cards.items()
        )
    except UNREADABLE:
        return False


def presets(desk: Desk) -> Iterator[Ailment]:
    """Look for options that can't be, and decks whose preset isn't there."""
    connection = desk.connection
    for learner, preset, name, data in legible.texts(connection, PresetRow, "name", "data"):
        try:
            options_from(desk.runtime.options, data)
        except UNREADABLE:

            def cure(learner: str = learner, preset: str = preset) -> None:
                legible.clear_preset(connection, learner, preset)

            where = name or f"kept for the log as {preset}"
            yield Ailment("a preset can't be read", where, "made one of defaults", cure)
    for _, bank in legible.decks_of_no_preset(connection):

        def leave() -> None:
            legible.leave_no_preset(connection)

        yield Ailment("the preset of a deck isn't there", bank, "studied with the defaults", leave)


def log_notes(desk: Desk) -> Iterator[Ailment]:
    """Say what of the log is odd: it is the truth and stays as it is."""
    connection = desk.connection
    yield from listed(
        Ailment(
            "has answers in the log but isn't there", f"card {row.card_id}",
            f"its {row.answers} answers are kept", note=True,
        )
        for row in damage.reviews_of_nothing(connection)
    )  # fmt: skip
    yield from listed(
        Ailment(
            "one undo stands at several answers", f"undo {row.undone_by}",
            f"all {row.answers} stay taken back", note=True,
        )
        for row in damage.undone_twice(connection)
    )  # fmt: skip
