"""Integer programmes: variables and rows as plain numbers, solved by HiGHS (its only door here).

One thread, a given seed and a limit on the nodes, not the time: the same programme has the same
solution on every run. The time limit is a last resort; the solution says if it was met.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field

import highspy
import numpy as np
from highspy._core import _Highs

_NODES = 2_000
_SECONDS = 10.0
_INFINITE = highspy.kHighsInf
_HALF = 0.5


class UnsolvedError(ValueError):
    """Nothing was found within the limits; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The values of the variables; ``proven`` if none is better by more than the gap."""

    values: tuple[float, ...]
    proven: bool

    def is_on(self, variable: int) -> bool:
        """Whether a yes-or-no variable says yes."""
        return self.values[variable] > _HALF


@dataclass(slots=True)
class Programme:
    """A sum to be made as small as can be, under rows ``low <= sum <= high``."""

    costs: list[float] = field(default_factory=list)
    lows: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    row_lows: list[float] = field(default_factory=list)
    row_highs: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    factors: list[float] = field(default_factory=list)

    def choice(self, cost: float = 0.0) -> int:
        """Add a variable that is 0 or 1; return its number."""
        return self.number(cost, 1.0, whole=True)

    def number(
        self, cost: float = 0.0, high: float = _INFINITE, *, low: float = 0.0, whole: bool = False
    ) -> int:
        """Add a variable; return its number."""
        self.costs.append(cost)
        self.lows.append(low)
        self.highs.append(high)
        self.whole.append(whole)
        return len(self.costs) - 1

    def row(
        self, terms: list[tuple[int, float]], low: float = -_INFINITE, high: float = _INFINITE
    ) -> None:
        """Bound a sum of variables, each once, times its factor."""
        for column, factor in terms:
            self.columns.append(column)
            self.factors.append(factor)
        self.starts.append(len(self.columns))
        self.row_lows.append(low)
        self.row_highs.append(high)

    def spread(self, sums: list[list[tuple[int, float]]], cost: float) -> None:
        """Make the difference between the greatest and the least of some sums cost."""
        least, greatest = self.number(-cost), self.number(cost)
        for terms in sums:
            self.row([*terms, (least, -1.0)], low=0.0)
            self.row([*terms, (greatest, -1.0)], high=0.0)
        self.row([(greatest, 1.0), (least, -1.0)], low=0.0)

    def solve(self, seed: int, gap: float) -> Solution:
        """Return the best values, or those that are at most ``gap`` worse.

        Raises:
            UnsolvedError: no values that keep every row were found within the limits.
        """
        highs = _Highs()  # the wrapper around it prints its version to the terminal
        for name, value in (
            ("output_flag", False), ("threads", 1), ("parallel", "off"),
            ("random_seed", seed % 2**31), ("mip_abs_gap", gap), ("mip_rel_gap", 0.0),
            ("mip_max_nodes", _NODES), ("time_limit", _SECONDS),
        ):  # fmt: skip
            highs.setOptionValue(name, value)
        highs.passModel(self._model())
        highs.run()
        info = highs.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            message = "that is too much to draw at once: ask for fewer versions or questions"
            raise UnsolvedError(message)
        proven = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return Solution(tuple(highs.getSolution().col_value), proven)

    def _model(self) -> highspy.HighsLp:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.costs), len(self.row_lows)
        model.col_cost_ = np.array(self.costs)
        model.col_lower_, model.col_upper_ = np.array(self.lows), np.array(self.highs)
        model.row_lower_, model.row_upper_ = np.array(self.row_lows), np.array(self.row_highs)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(self.starts)
        model.a_matrix_.index_ = np.array(self.columns)
        model.a_matrix_.value_ = np.array(self.factors)
        kinds = highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger
        model.integrality_ = [kinds[whole] for whole in self.whole]
        return model
