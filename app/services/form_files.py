"""The files of a form in some formats, as one zip with a report of what was left out."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.quiz.record import record_of
from app.services import printing
from exports.archive import write_zip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.quiz.form import Form
    from exports.paper.look import Look
    from question_bank.bank import Bank


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a form in a format: its files, and sentences about what isn't in them."""

    format: str
    files: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Files:
    """A zip, and what is in it."""

    code: str
    data: bytes
    told: tuple[Told, ...]


def made(bank: Bank, form: Form, formats: Sequence[str], look: Look) -> Files:
    """Make the files of a form; the same form gives the same bytes.

    Raises:
        RefusedError: there's no such format.
        OSError: there's no room for temporary files.
    """
    members: dict[str, bytes] = {}
    told = []
    for name in dict.fromkeys(formats):
        files = printing.files_of(bank, form, name, look)
        folder = f"{name}/" if len(formats) > 1 else ""
        members |= {f"{folder}{file.name}": file.data for file in files}
        rows = [(row.item, row.reason) for file in files for row in file.report.skipped]
        remarks = [line for file in files for line in file.report.remarks]
        told.append(
            Told(
                name, tuple(file.name for file in files), tuple(dict.fromkeys(rows)),
                tuple(dict.fromkeys(remarks)),
            )
        )  # fmt: skip
    members["report.txt"] = _report(form, told).encode()
    members[f"quiz-{form.code}.json"] = record_of(bank, form).text().encode()
    with tempfile.TemporaryDirectory(prefix="citecards-form-") as place:
        out = Path(place, "form.zip")
        write_zip(out, sorted(members.items()))
        return Files(form.code, out.read_bytes(), tuple(told))


def _report(form: Form, told: Sequence[Told]) -> str:
    """Return what a person should know of the files, as plain text."""
    lines = [f"{form.title}, form {form.code}", ""]
    for one in told:
        lines.append(f"{one.format}: {len(one.files)} files")
        lines += [f"  left out {item}: {reason}" for item, reason in one.left_out]
        lines += [f"  {line}" for line in one.remarks]
        if not (one.left_out or one.remarks):
            lines.append("  nothing is left out")
    return "\n".join(lines) + "\n"
