"""Assemble three balanced forms of 40 questions from 10,000 items, beside a plain random draw."""

from __future__ import annotations

import random
import sys
import tempfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

from app.quiz.assembly import assemble
from app.quiz.balance import balance
from app.quiz.blueprint import Blueprint
from app.quiz.pool import pool
from app.quiz.proportion import in_proportion
from question_bank.loader import load
from tests.bench.banks import write_bank
from tests.bench.timing import interleaved
from tests.bench.timing import show

if TYPE_CHECKING:
    from app.quiz.assembly import Assembly
    from app.quiz.specification import Specification
    from question_bank.bank import Bank

_GOAL = 2000.0  # ms
_ROUNDS = 5


def _table(bank: Bank, seed: int, questions: str) -> Specification:
    spread = in_proportion(bank, Blueprint(count=40, seed=seed, versions=3))
    return spread.model_copy(update={"questions": questions})


def _spread(bank: Bank, found: Assembly) -> float:
    means = [one.difficulty for one in balance(bank, found.form)]
    return max(means) - min(means)


def main() -> None:
    """Measure and print."""
    items = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        write_bank(Path(folder, "bank"), items)
        bank = load(Path(folder, "bank"))
    seeds = count(1)

    def plain() -> object:
        wanted = _table(bank, 1, "different")
        chance = random.Random(1)  # noqa: S311 - a yardstick
        cells = zip(pool(bank, wanted).cells, wanted.rows, strict=True)
        return [chance.sample(cell, min(len(cell), row.count * 3)) for cell, row in cells]

    works = {
        "a plain random draw by row": plain,
        "three forms, different questions": lambda: assemble(
            bank, _table(bank, next(seeds), "different")
        ),
        "three forms, mixed": lambda: assemble(bank, _table(bank, next(seeds), "mixed")),
        "three versions of the same": lambda: assemble(bank, _table(bank, next(seeds), "same")),
    }
    times = interleaved(works, _ROUNDS)
    yardstick = times["a plain random draw by row"]
    found = assemble(bank, _table(bank, 1, "different"))
    show(
        f"Assemble 3 × 40 questions from {items:,} items (goal: ≤ {_GOAL:,.0f} ms)",
        ("what", "ms", "times the plain draw"),
        [(name, f"{ms:,.0f}", f"{ms / yardstick:.1f}") for name, ms in times.items()],
    )
    short = sum(lack.short for lack in found.lacks)
    print(f"Mean difficulties differ by {_spread(bank, found):.3f}; {short} questions short.")


main()
