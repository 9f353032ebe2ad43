"""Write a bank, or part of it, in a format; for the site and the command line alike."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from app.quiz.blueprint import Blueprint
from app.services.errors import NotFoundError
from app.services.selecting import open_exporter
from app.services.selecting import selection
from app.store import content

if TYPE_CHECKING:
    from app.services.runtime import Runtime
    from exports.base import Report


def download(
    runtime: Runtime, bank_id: str, name: str, topics: tuple[str, ...]
) -> tuple[str, bytes, str, Report]:
    """Return a file for the browser: its name, bytes, media type, and the report.

    Raises:
        NotFoundError: there's no such bank.
        RefusedError: unknown format or empty selection.
    """
    form = open_exporter(name)
    with runtime.database.read() as connection:
        bank = content.load_bank(connection, bank_id)
    if bank is None:
        raise NotFoundError(f"there is no bank `{bank_id}` here")
    chosen = selection(bank, Blueprint(topics=topics))
    with tempfile.TemporaryDirectory(prefix="citecards-") as folder:
        out = Path(folder) / f"{bank_id}{form.suffix}"
        report = form.write(chosen, out)
        return out.name, out.read_bytes(), form.media_type, report
