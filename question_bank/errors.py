"""What is wrong with a bank, said to the person who writes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault at one place; prints as ``file:line:col item rule message``.

    ``line`` and ``column`` count from 1; ``item`` is the item's id or ``-``.
    """

    file: str
    line: int
    column: int
    item: str
    rule: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}:{self.column} {self.item} {self.rule} {self.message}"
        return " ".join(text.splitlines())  # what it quotes may have lines; a problem is one


class BankError(Exception):
    """A bank cannot be used; ``problems`` says all that is wrong, at least one."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(str(self))

    def __str__(self) -> str:
        first, *rest = self.problems
        return f"{first}" + (f" (and {len(rest)} more)" if rest else "")
