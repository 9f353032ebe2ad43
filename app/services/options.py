"""Which options a deck is studied with, and was: those of its preset, or the defaults.

A row of the log names, by a digest, the options it was scheduled with. What a preset ever said is
kept under that digest as long as the log is, so that the log can be folded to the dates it gave.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from app.scheduling.types import Options
from app.store import presets

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping
    from typing import Any

    from app.services.runtime import Runtime
    from app.store.prepared import Held

NAMES = frozenset(field.name for field in fields(Options))
# What of the options decides when a card comes back; the rest is of no consequence to the log.
SCHEDULING = (
    "learning_steps",
    "relearning_steps",
    "desired_retention",
    "maximum_interval",
    "parameters",
)


def options_of(connection: Held, runtime: Runtime, bank: str) -> Options:
    """Return the options of a learner for a bank."""
    return options_said(runtime, presets.data_of(connection, runtime.learner, bank))


def options_said(runtime: Runtime, data: str | None) -> Options:
    """Return the options of a preset's data; None without a preset."""
    return runtime.options if data is None else options_from(runtime.options, data)


@lru_cache(maxsize=64)
def options_from(options: Options, data: str) -> Options:
    """Return options with what a preset says otherwise; what an older version knew is left."""
    said = {name: value for name, value in json.loads(data).items() if name in NAMES}
    lists = {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
    return replace(options, **{**said, **lists})


def scheduling_of(options: Options) -> Mapping[str, Any]:
    """Return what of options decides when a card comes back."""
    return {name: getattr(options, name) for name in SCHEDULING}


@lru_cache(maxsize=64)
def digest_of(options: Options) -> str:
    """Return 16 hex digits that tell the scheduling of options apart from every other."""
    return hashlib.sha256(repr(scheduling_of(options)).encode()).hexdigest()[:16]


def options_then(connection: Held, runtime: Runtime, now: Options) -> Callable[[str], Options]:
    """Return what turns the digest of a row of the log into the options it was scheduled with.

    A digest that nothing is kept of was made without a preset: by the defaults.
    """
    kept = dict(presets.kept(connection, runtime.learner))

    def then(digest: str) -> Options:
        if digest in kept:
            return options_from(runtime.options, kept[digest])
        return now if digest == digest_of(now) else runtime.options

    return then
