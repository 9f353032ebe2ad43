"""``citecards check`` without click, which alone takes as long to load as the check."""

from __future__ import annotations

import gc
import json
import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import NoReturn

from app.places import DATABASE
from app.places import cache_folder
from app.places import data_folder
from app.services import checking
from app.store.claims import any_claim

if TYPE_CHECKING:
    from collections.abc import Callable

    Said = tuple[list[list[Any]], list[str]]

_FIELDS = ("file", "line", "column", "item", "rule", "message", "severity")


def simple(arguments: list[str]) -> tuple[Path | None, bool] | None:
    """Return BANK and whether ``--json`` is asked, if that is all; else click reads them."""
    banks = [word for word in arguments if not word.startswith("-")]
    if len(banks) > 1 or any(word not in ("--json", *banks) for word in arguments):
        return None
    return (Path(banks[0]) if banks else None), "--json" in arguments


def run(bank: Path | None, *, as_json: bool, more: Callable[[Path], Said] | None = None) -> int:
    """Print what is wrong with a bank, as ``file:line:col item rule message``.

    Args:
        bank: its folder; None is the shipped one.
        as_json: print a list instead.
        more: gives further rows and, for people, lines below the summary.

    Returns:
        the exit code: 1 if there is an error; warnings alone are 0.
    """
    gc.disable()  # it would look through ten thousand items again and again; the process ends soon
    folder = bank or shipped()
    items, rows = checking.check_bank(folder, cache_folder(os.environ))
    further, lines = more(folder) if more else ([], [])
    found_wrong = rows + _proposed(folder)
    rows = sorted(found_wrong + further)
    errors = sum(row[-1] == "error" for row in rows)
    if as_json:
        found = [dict(zip(_FIELDS, row, strict=True)) for row in rows]
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.writelines(f"{_line(row)}\n" for row in rows)
        summary = _summary(items, errors, len(found_wrong) - errors)
        (sys.stderr if rows else sys.stdout).write("".join(f"{one}\n" for one in (summary, *lines)))
    return 1 if errors else 0


def exit_with(bank: Path | None, *, as_json: bool) -> NoReturn:
    """End the process with what ``run`` returns, also if nobody reads on."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a letter
    try:
        code = run(bank, as_json=as_json)
        gc.freeze()  # nothing is worth collecting now: with many items, that takes half a second
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stderr.close()
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def shipped() -> Path:
    """Return the folder of the bank that comes with Citecards."""
    from app.settings import shipped_bank  # noqa: PLC0415 - only if no other is named

    return shipped_bank()


def _proposed(folder: Path) -> list[list[Any]]:
    """Return what learners hold right, as rows; nothing is loaded where nobody does."""
    elsewhere = bool(os.environ.get("CITECARDS_DATABASE"))
    if not elsewhere and not any_claim(data_folder(os.environ) / DATABASE):
        return []
    from app.services.proposing import proposals  # noqa: PLC0415
    from app.settings import SettingsError  # noqa: PLC0415
    from app.settings import create_settings  # noqa: PLC0415
    from app.store.db import StoreError  # noqa: PLC0415

    try:
        found = proposals(folder, create_settings(os.environ))
    except (SettingsError, StoreError) as error:
        sys.stderr.write(f"What learners propose can't be read: {error}\n")
        return []
    return [[getattr(row, name) for name in _FIELDS] for row in found]


def _line(row: list[Any]) -> str:
    file, line, column, item, rule, message, _ = row
    text = f"{file}:{line}:{column} {item} {rule} {message}"
    return " ".join(text.splitlines())  # what it quotes may have lines; a problem is one


def _summary(items: int, errors: int, warnings: int) -> str:
    if not errors and not warnings:
        return f"{items} items, no problems."
    return f"{items} items read; {counted(errors, 'error')}, {counted(warnings, 'warning')}."


def counted(number: int, word: str) -> str:
    """Return ``1 warning`` or ``2 warnings``."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
