"""What a paper format makes of a form: several files at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Protocol
from typing import runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exports.base import Report
    from exports.base import Selection
    from exports.paper.look import Look


@dataclass(frozen=True, slots=True)
class PaperFile:
    """One file: its name (``quiz-K7QF-2MXA-A-key.pdf``), its bytes, and what became of the items.

    ``report`` is empty for files that hold no item.
    """

    name: str
    data: bytes
    report: Report


@runtime_checkable
class Paper(Protocol):
    """A format that prints all versions of a form together."""

    def files(
        self, code: str, versions: Sequence[tuple[str, Selection]], look: Look
    ) -> tuple[PaperFile, ...]:
        """Return the files of a form: its sheets, and what ``look`` asks for besides.

        ``code`` is the form's, ``versions`` its letters and selections. Equal input gives equal
        bytes.
        """
