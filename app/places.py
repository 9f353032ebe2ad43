"""Where things lie on this machine, for what must not wait for the settings to load."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DATABASE = "citecards.db"  # in the folder of the learner's data


def data_folder(env: Mapping[str, str]) -> Path:
    """Return the folder of the learner's data: CITECARDS_DATA, or the system's place for it."""
    if env.get("CITECARDS_DATA"):
        return Path(env["CITECARDS_DATA"]).expanduser()
    from platformdirs import user_data_path  # noqa: PLC0415 - only when no place is given

    return user_data_path("citecards", appauthor=False)


def cache_folder(env: Mapping[str, str]) -> Path:
    """Return the folder of what can be made again: CITECARDS_CACHE, or the system's place."""
    if env.get("CITECARDS_CACHE"):
        return Path(env["CITECARDS_CACHE"])
    from platformdirs import user_cache_path  # noqa: PLC0415 - only when no place is given

    return user_cache_path("citecards", appauthor=False)
