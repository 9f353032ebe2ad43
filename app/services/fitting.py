"""Fit the parameters of FSRS to what a learner answered, and keep them only if they do better.

They are measured as ``citecards replay`` does it: each of five parts in the order of time is
predicted by parameters fitted to what came before it. Parameters that were fitted before have seen
the answers up to then: only what came after is a test of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from app.scheduling import evaluate
from app.scheduling import optimise
from app.scheduling.history import History
from app.scheduling.types import Answer
from app.services import measuring
from app.services import presets
from app.services.measuring import few
from app.services.measuring import measured
from app.services.presets import Change
from app.services.presets import Fitted
from app.store import content
from app.store import memories

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.scheduling.evaluate import Item
    from app.scheduling.evaluate import Scores
    from app.scheduling.parameters import Parameters
    from app.services.refolding import Tell
    from app.services.runtime import Runtime

INSTALL = "pip install 'citecards[optimize]'"


@dataclass(frozen=True, slots=True)
class Fit:
    """What a fit found.

    Of ``items`` reviews (on a later study day than the card's last) ``scored`` measured what
    predicts them: the parameters of ``before``, those ``fitted``, the constant ``average``; None
    where there is nothing to tell. ``kept``: the fitted ones are now used, and ``changed`` cards
    have another stability. ``note`` says it in words.
    """

    items: int
    scored: int = 0
    before: Scores | None = None
    fitted: Scores | None = None
    average: Scores | None = None
    kept: bool = False
    changed: int = 0
    note: str = ""


def fit(runtime: Runtime, bank: str, tell: Tell, *, everywhere: bool = False) -> Fit:
    """Fit parameters to the answers in a bank, or to all; keep them if they predict better.

    Raises:
        NotFoundError: there's no such bank.
    """
    choice = presets.choice(runtime, bank)
    found = _histories(runtime, bank, everywhere=everywhere)
    items = evaluate.items(found)
    short = _too_short(len(items))
    if short:
        return Fit(len(items), note=short)
    since = choice.chosen.fitted.at if choice.chosen and choice.chosen.fitted else 0
    tried = _tried(found, items, choice.options.parameters, since, tell)
    if tried.scored < optimise.LEAST_ITEMS:
        return replace(
            tried,
            note=f"Only {tried.scored} reviews since the last fit: too few to tell whether another "
            f"is better ({optimise.LEAST_ITEMS} are needed). The parameters stay.",
        )
    if not _better(tried):
        return replace(
            tried, note=f"{few(len(items))}Fitted parameters predict no better: yours stay."
        )
    new = measuring.fit(measuring.turns_of(found), items)
    return _keep(runtime, bank, choice, replace(tried, kept=True), new, tell)


def _too_short(items: int) -> str:
    if items < optimise.LEAST_ITEMS:
        return (
            f"Too few reviews to fit parameters: {items} on a later day than the card's last, "
            f"{optimise.LEAST_ITEMS} are needed. The parameters stay."
        )
    if not optimise.available():
        return (
            "What fits parameters isn't installed. In a terminal, where Citecards is installed: "
            f"{INSTALL}; then start it again."
        )
    return ""


def _keep(  # noqa: PLR0913, PLR0917 - what was found, and where it goes
    runtime: Runtime, bank: str, choice: presets.Choice, tried: Fit, new: Parameters, tell: Tell
) -> Fit:
    chosen, at = choice.chosen, runtime.clock()
    was, now = _loss(tried.before), _loss(tried.fitted)
    told = f"Fitted to {tried.items} reviews: log loss {was:.4f} before, {now:.4f} after."
    change = Change(
        chosen.id if chosen else None,
        chosen.name if chosen else presets.free_name(choice),
        replace(choice.options, parameters=new),
        Fitted(at, told),
    )
    changed = presets.save(runtime, bank, change, tell)
    better = "The fitted parameters predict better: they are used from now on."
    return replace(tried, changed=changed, note=f"{few(tried.items)}{better}")


def _histories(runtime: Runtime, bank: str, *, everywhere: bool) -> tuple[History, ...]:
    """Return the answers of each card; begun anew, it is another card to what predicts it."""
    with runtime.database.read() as connection:
        banks = [bank]
        if everywhere:
            banks = [info.id for info in content.bank_infos(connection)]
        return tuple(
            History(str(card), tuple(entry for entry in part if isinstance(entry, Answer)))
            for one in banks
            for card, entries in memories.histories(connection, runtime.learner, one)
            for answered, part in groupby(entries, lambda entry: isinstance(entry, Answer))
            if answered
        )


def _tried(
    found: Sequence[History], items: Sequence[Item], now: Parameters, since: int, tell: Tell
) -> Fit:
    """Measure the parameters of now, fitted ones and the average on what came after ``since``."""
    there = measured(found, items, tell, since=since)
    before = evaluate.predictions(now, found, there.scored)
    return Fit(
        len(items),
        len(there.scored),
        evaluate.scores(there.scored, before),
        evaluate.scores(there.scored, there.fitted),
        evaluate.scores(there.scored, there.means),
    )


def _better(tried: Fit) -> bool:
    return _loss(tried.fitted) < _loss(tried.before)


def _loss(scores: Scores | None) -> float:
    return float("inf") if scores is None or scores.log_loss is None else scores.log_loss
