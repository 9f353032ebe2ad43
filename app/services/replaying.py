"""Replay a review log that others kept: each card's memory, and how well FSRS predicted it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.scheduling import evaluate
from app.scheduling import optimise
from app.scheduling.history import LONGEST_LINE
from app.scheduling.history import histories
from app.scheduling.history import intervals_when_due
from app.scheduling.history import read
from app.scheduling.parameters import DEFAULTS
from app.scheduling.replay import memory_after
from app.scheduling.types import Options
from app.services import measuring
from app.services.measuring import few
from app.services.measuring import measured

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence
    from pathlib import Path

    from app.scheduling.evaluate import Item
    from app.scheduling.evaluate import Scores
    from app.scheduling.history import History
    from app.scheduling.parameters import Parameters
    from app.scheduling.types import MemoryState
    from app.services.measuring import Measured

Tell = Callable[[str, float], None]  # what is being done, and the share of it that is done

_OFTEN = 1000  # rows, or cards, between two tellings


@dataclass(frozen=True, slots=True)
class CardReplay:
    """One card: its memory, its last study day, its days after Again, Hard, Good and Easy."""

    card: str
    memory: MemoryState
    last_day: int
    intervals: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Model:
    """Parameters and how well they predict."""

    parameters: Parameters
    scores: Scores


@dataclass(frozen=True, slots=True)
class Replay:
    """What a log tells.

    ``items`` are the reviews on a later study day than the card's last; the last ``scored`` of
    them measure the models and the constant average. ``fitted`` is None without enough items, or
    without the optimiser; the note says which.
    """

    cards: tuple[CardReplay, ...]
    reviews: int
    items: int
    scored: int
    default: Model
    fitted: Model | None
    kept: bool
    average: Scores
    note: str


def replay(path: Path, *, zone: str, rollover: int, tell: Tell) -> Replay:
    """Replay a log with the default parameters, and measure these against fitted ones.

    Args:
        path: a CSV file, as ``app.scheduling.history`` reads it.
        zone: IANA name, for the study days.
        rollover: the hour of local time at which a study day begins.
        tell: called now and then, for a progress bar.

    Raises:
        OSError: the file can't be read.
        ValueError: it is no log, or there is no such zone; one line for a person.
    """
    reviews = read(_lines(path, tell), str(path))
    found = histories(reviews, str(path), zone, rollover)
    cards = tuple(_cards(found, tell))
    items = evaluate.items(found)
    why = _too_few(len(items))
    there = measured(found, items, lambda share: tell("Fitting", share), fits=not why)
    default = evaluate.scores(there.scored, evaluate.predictions(DEFAULTS, found, there.scored))
    fitted = None if why else _fitted(found, items, there)
    kept = fitted is not None and _loss(fitted.scores) < _loss(default)
    return Replay(
        cards=cards,
        reviews=sum(len(history.answers) for history in found),
        items=len(items),
        scored=len(there.scored),
        default=Model(DEFAULTS, default),
        fitted=fitted,
        kept=kept,
        average=evaluate.scores(there.scored, there.means),
        note=why or _note(len(items), kept=kept),
    )


def _lines(path: Path, tell: Tell) -> Iterator[bytes]:
    with path.open("rb") as file:
        size = path.stat().st_size or 1
        for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), b"")):
            if number % _OFTEN == 0:
                tell("Reading", min(file.tell() / size, 1))
            yield line


def _cards(found: Sequence[History], tell: Tell) -> Iterator[CardReplay]:
    options = Options()
    for number, history in enumerate(found):
        if number % _OFTEN == 0:
            tell("Replaying", number / len(found))
        memory = memory_after(options.parameters, history.answers)
        if memory is None:  # a log has no card without an answer
            continue
        intervals = intervals_when_due(options, memory)
        yield CardReplay(history.card, memory, history.answers[-1].day, intervals)


def _too_few(items: int) -> str:
    """Say why parameters can't be fitted, if they can't."""
    if items < optimise.LEAST_ITEMS:
        return (
            f"Too few reviews to fit parameters: {items} on a later day than the card's last, "
            f"{optimise.LEAST_ITEMS} are needed. The defaults stay."
        )
    if not optimise.available():
        return "To fit parameters, too: pip install 'citecards[optimize]'"
    return ""


def _fitted(found: Sequence[History], items: Sequence[Item], there: Measured) -> Model:
    """Fit parameters to all items, with the scores of those fitted to parts."""
    parameters = measuring.fit(measuring.turns_of(found), items)
    return Model(parameters, evaluate.scores(there.scored, there.fitted))


def _note(count: int, *, kept: bool) -> str:
    better = "better than the defaults: use them." if kept else "no better: the defaults stay."
    return f"{few(count)}The fitted parameters predict {better}"


def _loss(scores: Scores) -> float:
    return math.inf if scores.log_loss is None else scores.log_loss
