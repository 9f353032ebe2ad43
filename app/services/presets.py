"""Presets of options: which there are, which a bank is studied with, and changing them.

What is saved is whole or not at all; and new parameters mean another memory of every card, which
is worked out from the log in the same transaction (``refolding``).
"""

from __future__ import annotations

import json
from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import fields
from typing import TYPE_CHECKING

from app.services import refolding
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.options import digest_of
from app.services.options import options_from
from app.services.options import scheduling_of
from app.store import content
from app.store import learners
from app.store import memories
from app.store import presets as store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.scheduling.types import Options
    from app.services.refolding import Tell
    from app.services.runtime import Runtime
    from app.store.prepared import Held
    from question_bank.bank import BankInfo

LONGEST_NAME = 60
_GLOBAL = "rollover"  # a setting of the whole program, of no preset


@dataclass(frozen=True, slots=True)
class Fitted:
    """When parameters were fitted (ms UTC), and to what, in a sentence."""

    at: int
    note: str


@dataclass(frozen=True, slots=True)
class Preset:
    """Options by name; ``banks`` are the titles of those studied with it.

    ``fitted`` is None unless its parameters were fitted.
    """

    id: str
    name: str
    options: Options
    banks: tuple[str, ...]
    fitted: Fitted | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A bank's options: its preset, None for the defaults, and all there are to choose from."""

    info: BankInfo
    chosen: Preset | None
    presets: tuple[Preset, ...]
    defaults: Options
    exam_day: int | None

    @property
    def options(self) -> Options:
        """The options the bank is studied with."""
        return self.chosen.options if self.chosen else self.defaults


@dataclass(frozen=True, slots=True)
class Change:
    """What to save: a preset's name and options; ``preset`` None makes a new one."""

    preset: str | None
    name: str
    options: Options
    fitted: Fitted | None = None


def choice(runtime: Runtime, bank: str) -> Choice:
    """Return what a bank is studied with.

    Raises:
        NotFoundError: there's no such bank.
    """
    with runtime.database.read() as connection:
        return choice_in(connection, runtime, bank)


def choice_in(connection: Connection, runtime: Runtime, bank: str) -> Choice:
    """Return what ``choice`` does, within a transaction."""
    info = content.bank_info(connection, bank)
    if info is None:
        raise NotFoundError(f"there is no bank `{bank}` here")
    preset_id, exam_day = store.deck(connection, runtime.learner, bank)
    titles = {row.id: row.title for row in content.bank_infos(connection)}
    found = tuple(_preset(connection, runtime, row, titles) for row in _rows(connection, runtime))
    chosen = next((preset for preset in found if preset.id == preset_id), None)
    return Choice(info, chosen, found, runtime.options, exam_day)


def _rows(connection: Held, runtime: Runtime) -> list[tuple[str, str, str]]:
    rows = store.named(connection, runtime.learner)
    return [(row.id, row.name, row.data) for row in rows]


def _preset(
    connection: Held, runtime: Runtime, row: tuple[str, str, str], titles: Mapping[str, str]
) -> Preset:
    preset_id, name, data = row
    banks = store.banks_with(connection, runtime.learner, preset_id)
    shared = tuple(titles[bank] for bank in banks if bank in titles)
    said = json.loads(data).get("fitted")
    fitted = Fitted(**said) if said else None
    return Preset(preset_id, name, options_from(runtime.options, data), shared, fitted)


def free_name(choice: Choice) -> str:
    """Return a name for a new preset of a bank: its title, or one that isn't taken."""
    title = choice.info.title[: LONGEST_NAME - 4].strip()
    taken = {preset.name.casefold() for preset in choice.presets}
    names = (title, *(f"{title} {number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name.casefold() not in taken)


def save(runtime: Runtime, bank: str, change: Change, tell: Tell) -> int:
    """Save a preset, and study the bank with it; return how many cards' stability changed.

    Args:
        runtime: whose learner.
        bank: the bank.
        change: what to save.
        tell: called now and then with the share done, 0 to 1.

    Raises:
        NotFoundError: there's no such bank.
        RefusedError: the name is empty, too long or taken, or the preset was deleted.
    """
    preset_id = change.preset or runtime.new_id()
    name = " ".join(change.name.split())

    def apply(connection: Connection) -> None:
        now = choice_in(connection, runtime, bank)
        mine = next((preset for preset in now.presets if preset.id == change.preset), None)
        if change.preset and mine is None:
            raise RefusedError("this preset was deleted meanwhile: nothing was saved")
        fault = name_fault(now, mine, name)
        if fault:
            raise RefusedError(fault)
        data = _data(runtime.options, change)
        store.put(connection, runtime.learner, preset_id, name, data)
        store.set_deck(connection, runtime.learner, bank, preset_id=preset_id)
        _keep(connection, runtime, change.options)

    with runtime.database.read() as connection:
        choice_in(connection, runtime, bank)
        shared = store.banks_with(connection, runtime.learner, preset_id)
    wanted = dict.fromkeys([bank, *shared], change.options)
    return refolding.change(runtime, wanted, apply, tell)


def choose(runtime: Runtime, bank: str, preset: str | None, tell: Tell) -> int:
    """Study a bank with a preset, or None for the defaults; return how many cards changed.

    Raises:
        NotFoundError: there's no such bank or preset.
    """
    before = choice(runtime, bank)
    options = {row.id: row.options for row in before.presets}
    if preset is not None and preset not in options:
        raise NotFoundError("there is no such preset")
    wanted = options[preset] if preset else runtime.options

    def apply(connection: Connection) -> None:
        store.set_deck(connection, runtime.learner, bank, preset_id=preset)
        _keep(connection, runtime, wanted)

    return refolding.change(runtime, {bank: wanted}, apply, tell)


def delete(runtime: Runtime, preset: str, tell: Tell) -> int:
    """Delete a preset; its banks go back to the defaults; return how many cards changed."""
    with runtime.database.read() as connection:
        banks = store.banks_with(connection, runtime.learner, preset)

    def apply(connection: Connection) -> None:
        store.remove(connection, runtime.learner, preset)

    return refolding.change(runtime, dict.fromkeys(banks, runtime.options), apply, tell)


def answers(runtime: Runtime) -> int:
    """Count a learner's answers that stand: how long a change of the parameters takes."""
    with runtime.database.read() as connection:
        return memories.mark(connection, runtime.learner)[1]


def name_fault(choice: Choice, chosen: Preset | None, name: str) -> str:
    """Say what is wrong with a preset's name; nothing if nothing is."""
    if not name or len(name) > LONGEST_NAME:
        return f"A preset has a name of 1 to {LONGEST_NAME} letters."
    others = (preset for preset in choice.presets if preset is not chosen)
    if name.casefold() in {preset.name.casefold() for preset in others}:
        return "Another preset has this name: give this one another."
    return ""


def set_exam(runtime: Runtime, bank: str, day: int | None) -> None:
    """Set the study day of a bank's exam, or take it away.

    Raises:
        NotFoundError: there's no such bank.
    """
    choice(runtime, bank)
    with runtime.database.write() as connection:
        learners.hold(connection, runtime.learner)
        store.set_deck(connection, runtime.learner, bank, exam_day=day)


def _data(defaults: Options, change: Change) -> str:
    """Return what options say otherwise than the defaults, as JSON."""
    said = {
        field.name: getattr(change.options, field.name)
        for field in fields(change.options)
        if field.name != _GLOBAL
        and getattr(change.options, field.name) != getattr(defaults, field.name)
    }
    if change.fitted:
        said["fitted"] = asdict(change.fitted)
    return json.dumps(said, ensure_ascii=False)


def _keep(connection: Connection, runtime: Runtime, options: Options) -> None:
    """Keep for the log what it will be scheduled with, and what it was up to now."""
    store.keep(
        connection,
        runtime.learner,
        {digest_of(one): json.dumps(scheduling_of(one)) for one in (runtime.options, options)},
    )
