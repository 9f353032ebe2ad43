"""Draw the items of each version from a pool: an integer programme with soft rows.

Nothing is impossible to the programme: what a row lacks, or a version takes too long, has a price
that is higher the more it matters, so the solution names the smallest shortfall itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from app.quiz.expectation import minutes_of
from app.quiz.programme import Programme
from app.quiz.repeats import groups

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.quiz.pool import Pool
    from app.quiz.specification import Specification
    from question_bank.bank import Bank
    from question_bank.items import Item

# prices: an item short outweighs any overrun, that any repetition, that any imbalance
_MUST = 100_000.0
_SHORT = 10_000.0
_AGAIN = 200.0  # an item in a second version, where that is to be avoided
_OVER = 20.0  # a minute too long
_UNEVEN = 1.0  # a whole item's difficulty between two versions
_UNEVEN_TIME = 0.02  # a minute between two versions
_UNEVEN_CONTENT = 0.05  # an item of a topic or kind
_CHANCE = 1e-4  # so that the seed decides between equals
_GAP, _GAP_OF_EACH = 0.3, 0.01  # of the price: a spread of 0.01 in the mean difficulty


@dataclass(frozen=True, slots=True)
class Draw:
    """The items drawn for each version, by row; ``proven`` if no other draw is much better."""

    versions: tuple[tuple[tuple[Item, int], ...], ...]
    over: float
    proven: bool


def draw(bank: Bank, wanted: Specification, pool: Pool) -> Draw:
    """Draw the items that fill the rows best."""
    return _Drawing(bank, wanted, pool).draw()


class _Drawing:
    """One programme: ``on[version]`` has its yes-or-no variables by item and row."""

    def __init__(self, bank: Bank, wanted: Specification, pool: Pool) -> None:
        self.bank = bank
        self.wanted = wanted
        self.pool = pool
        self.must = set(wanted.must)
        self.items = {item.id: item for cell in pool.cells for item in cell}
        self.programme = Programme()
        self.on: list[dict[tuple[str, int], int]] = []

    def draw(self) -> Draw:
        """Set the programme up, solve it, and read the solution."""
        chance = Random(f"{self.wanted.seed}:draw")  # noqa: S311 - a quiz is no secret
        for _ in range(self.wanted.drawn):
            self.on.append({
                (item.id, row): self.programme.choice(_CHANCE * chance.random())
                for row, cell in enumerate(self.pool.cells)
                for item in cell
            })  # fmt: skip
        apart = groups(self.bank, self.items.values()) if self.wanted.apart else []
        over = [self._version(on, apart) for on in self.on]
        self._across()
        self._even()
        gap = max(_GAP, _GAP_OF_EACH * self.wanted.count)
        found = self.programme.solve(self.wanted.seed, gap)
        return Draw(
            tuple(
                tuple((self.items[name], row) for (name, row), at in on.items() if found.is_on(at))
                for on in self.on
            ),
            round(max((found.values[at] for at in over if at is not None), default=0.0), 1),
            found.proven,
        )

    def _version(self, on: dict[tuple[str, int], int], apart: list[frozenset[str]]) -> int | None:
        """Add the rows of one version; return the variable of its overrun, if it has a limit."""
        add = self.programme
        by_row: dict[int, list[tuple[int, float]]] = defaultdict(list)
        by_item: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for (name, number), at in on.items():
            by_row[number].append((at, 1.0))
            by_item[name].append((at, 1.0))
        for number, row in enumerate(self.wanted.rows):
            short = add.number(_SHORT, row.count)
            add.row([*by_row[number], (short, 1.0)], row.count, row.count)
        for name, terms in by_item.items():
            if name in self.must:
                add.row([*terms, (add.number(_MUST, 1.0), 1.0)], 1.0, 1.0)
            elif len(terms) > 1:
                add.row(terms, high=1.0)
        for group in apart:
            held = group & self.must
            terms = [term for name in sorted(group - held) for term in by_item[name]]
            if terms:
                add.row(terms, high=0.0 if held else 1.0)
        if self.wanted.minutes is None:
            return None
        over = add.number(_OVER)
        add.row([*self._weighed(on, minutes_of), (over, -1.0)], high=float(self.wanted.minutes))
        return over

    def _weighed(
        self, on: dict[tuple[str, int], int], weight: Callable[[Item], float]
    ) -> list[tuple[int, float]]:
        return [(at, weight(self.items[name])) for (name, _), at in on.items()]

    def _across(self) -> None:
        """Keep items out of a second version, if they differ."""
        if len(self.on) < 2:  # noqa: PLR2004 - a single version
            return
        found: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for on in self.on:
            for (name, _), at in on.items():
                found[name].append((at, 1.0))
        for name in sorted(self.items.keys() - self.must):
            terms = found[name]
            again = self.programme.number(_AGAIN) if self.wanted.questions == "mixed" else None
            self.programme.row(terms if again is None else [*terms, (again, -1.0)], high=1.0)

    def _even(self) -> None:
        """Make versions alike: in expected difficulty first, then in time, topics and kinds."""
        if len(self.on) < 2:  # noqa: PLR2004 - a single version
            return
        add = self.programme
        add.spread([self._weighed(on, self.pool.of) for on in self.on], _UNEVEN)
        add.spread([self._weighed(on, minutes_of) for on in self.on], _UNEVEN_TIME)
        self._alike({name: item.topic for name, item in self.items.items()})
        self._alike({name: item.kind for name, item in self.items.items()})

    def _alike(self, traits: dict[str, str]) -> None:
        """Make versions have as many items of each trait."""
        for trait in sorted(set(traits.values())):
            sums = [
                [(at, 1.0) for (name, _), at in on.items() if traits[name] == trait]
                for on in self.on
            ]
            self.programme.spread(sums, _UNEVEN_CONTENT)
