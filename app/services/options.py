"""Which options a deck is studied with: those of its preset, or the defaults."""

from __future__ import annotations

import json
from dataclasses import fields
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from app.scheduling.types import Options
from app.store import presets

if TYPE_CHECKING:
    from app.services.runtime import Runtime
    from app.store.prepared import Held

_NAMES = frozenset(field.name for field in fields(Options))


def options_of(connection: Held, runtime: Runtime, bank: str) -> Options:
    """Return the options of a learner for a bank."""
    data = presets.data_of(connection, runtime.learner, bank)
    return runtime.options if data is None else _with(runtime.options, data)


@lru_cache(maxsize=64)
def _with(options: Options, data: str) -> Options:
    """Return options with what a preset says otherwise; what an older version knew is left."""
    said = {name: value for name, value in json.loads(data).items() if name in _NAMES}
    lists = {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
    return replace(options, **{**said, **lists})
