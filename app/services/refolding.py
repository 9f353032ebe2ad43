"""New parameters: the memory of every card worked out from its log, dates as they were given.

The long part runs without a lock, so that answers go on meanwhile; what it found is stored with
the change itself in one transaction, after a look whether anything was answered since (then it is
worked out again, within the transaction).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.scheduling.replay import memory_after
from app.services.options import options_of
from app.store import learners
from app.store import memories

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.scheduling.parameters import Parameters
    from app.scheduling.types import MemoryState
    from app.scheduling.types import Options
    from app.services.runtime import Runtime

    Memories = dict[int, MemoryState]

Tell = Callable[[float], None]  # the share that is done, 0 to 1

_OFTEN = 1000  # cards between two tellings


def silent(_share: float) -> None:
    """Tell nobody."""


def change(
    runtime: Runtime,
    wanted: Mapping[str, Options],
    apply: Callable[[Connection], None],
    tell: Tell = silent,
) -> int:
    """Change the options of banks and the memory of their cards, all or nothing.

    Args:
        runtime: whose learner.
        wanted: the options each bank will have.
        apply: stores the change itself, in the transaction.
        tell: called now and then with the share done.

    Returns:
        How many cards' stability or difficulty changed.
    """
    learner = runtime.learner
    with runtime.database.read() as connection:
        banks = {
            bank: options.parameters
            for bank, options in wanted.items()
            if options_of(connection, runtime, bank).parameters != options.parameters
        }
        seen = memories.mark(connection, learner)
        found = _all_moved(connection, learner, banks, tell)
    with runtime.database.write() as connection:
        learners.hold(connection, learner)
        apply(connection)
        if banks and memories.mark(connection, learner) != seen:
            found = _all_moved(connection, learner, banks, silent)
        memories.put(connection, learner, found)
    return len(found)


def _all_moved(
    connection: Connection, learner: str, banks: Mapping[str, Parameters], tell: Tell
) -> Memories:
    found: Memories = {}
    for bank, parameters in banks.items():
        found |= moved(connection, learner, bank, parameters, tell)
    return found


def moved(
    connection: Connection, learner: str, bank: str, parameters: Parameters, tell: Tell = silent
) -> Memories:
    """Return the cards of a bank that have another memory by these parameters, with it."""
    stored = memories.stored(connection, learner, bank)
    found: Memories = {}
    for number, (card, answers) in enumerate(memories.histories(connection, learner, bank)):
        if number % _OFTEN == 0:
            tell(min(number / max(len(stored), 1), 1.0))
        memory = memory_after(parameters, answers)
        if memory is not None and card in stored and memory != stored[card]:
            found[card] = memory
    return found
