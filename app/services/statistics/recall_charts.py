"""What was recalled: true retention by period, and the predictions held against it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.statistics.answers import BIN
from app.services.statistics.answers import Tested
from app.services.statistics.answers import last_span
from app.services.statistics.figures import Chart
from app.services.statistics.figures import Dots
from app.services.statistics.figures import Rows
from app.services.statistics.figures import Series
from app.services.statistics.figures import Table
from app.services.statistics.figures import many
from app.services.statistics.figures import share
from app.services.statistics.figures import told
from app.store.statistics import SPANS

if TYPE_CHECKING:
    from app.services.statistics.log import Log

# the first and the last span of the log of each period
_PERIODS = (
    ("Today", 0, 0),
    ("Yesterday", 1, 1),
    ("Last week", 0, SPANS.index(7)),
    ("Last month", 0, SPANS.index(30)),
    ("Last year", 0, SPANS.index(365)),
    ("All time", 0, len(SPANS)),
)
_FEW = 100


@dataclass(slots=True)
class _Kept:
    """Passes and fails of a row of the table, young cards and mature."""

    young: list[int]
    mature: list[int]

    @property
    def total(self) -> list[int]:
        return [one + other for one, other in zip(self.young, self.mature, strict=True)]


def retention(log: Log) -> Chart:
    """Show how many reviews were passed: today, yesterday, in a week, month, year, ever."""
    found = [_Kept([0, 0], [0, 0]) for _ in _PERIODS]
    for key, count in (*log.past.passed.items(), *log.now.passed.items()):
        for row, (_, first, last) in zip(found, _PERIODS, strict=True):
            if first <= key.span <= last:
                (row.mature if key.mature else row.young)[0 if key.right else 1] += count
    note = (
        "Counted is the first review of a card in a day: Hard, Good and Easy are passes, Again is "
        "a fail. Learning steps don't count. Young: an interval under 21 days; mature: 21 or more. "
        "A month is 30 days."
    )
    ever, month = found[-1].total, found[3].total
    if not sum(ever):
        empty = "The first reviews come a day or more after a card is learnt."
        return Chart("retention", "True retention", "No reviews yet.", note=note, empty=empty)
    says = (
        f"{told(month[0], sum(month))} of {many(sum(month), 'review')} passed in the last month, "
        f"{told(ever[0], sum(ever))} of {sum(ever):,} in all."
    )
    names = tuple(name for name, _, _ in _PERIODS)
    shares = [share(row.total[0], sum(row.total)) for row in found]
    figure = Rows(
        names,
        (Series("Passed, %", "plain", tuple(one or 0 for one in shares)),),
        tuple(
            f"{told(row.total[0], sum(row.total))} of {sum(row.total):,}"
            if sum(row.total)
            else "no reviews"
            for row in found
        ),
        100,
    )
    heads = tuple(
        f"{which} {what}"
        for which in ("Young", "Mature", "Total")
        for what in ("passed", "failed", "retention, %")
    )
    rows = tuple(
        (name, *(cell for one in (row.young, row.mature, row.total)
                 for cell in (*one, share(one[0], sum(one)))))
        for name, row in zip(names, found, strict=True)
    )  # fmt: skip
    table = Table(("Period", *heads), rows)
    return Chart("retention", "True retention", says, (figure,), table, note)


def calibration(log: Log) -> Chart:
    """Hold what FSRS predicted against what was recalled, in the period."""
    last = last_span(log.days)
    bins = [Tested() for _ in range(100 // BIN)]
    for (span, place), part in (*log.past.tested.items(), *log.now.tested.items()):
        if span <= last:
            one = bins[place]
            one.count += part.count
            one.right += part.right
            one.predicted += part.predicted
            one.loss += part.loss
    whole, right = sum(one.count for one in bins), sum(one.right for one in bins)
    note = (
        "Predicted: the recall FSRS gave a card just before its first answer of a day. A point on "
        "the line is a prediction that came true; below it too much was expected, above it too "
        "little. Larger points stand for more answers."
    )
    if not whole:
        empty = "A prediction can be tested from a card's second day on."
        return Chart("calibration", "Calibration", "No predictions tested in this period.",
                     note=note, empty=empty)  # fmt: skip
    filled = [(at, one) for at, one in enumerate(bins) if one.count]
    rmse = math.sqrt(sum((one.right - one.predicted) ** 2 / one.count for _, one in filled) / whole)
    loss = sum(one.loss for one in bins)
    expected = sum(one.predicted for one in bins)
    says = (
        f"Over {many(whole, 'answer')} {told(expected, whole)} was predicted and "
        f"{told(right, whole)} recalled. Log loss {loss / whole:.3f}, RMSE over these bins "
        f"{100 * rmse:.1f} %."
        + (f" With fewer than {_FEW} answers that is mostly chance." if whole < _FEW else "")
    )
    most = max(one.count for _, one in filled)
    points = tuple(
        (
            one.predicted / one.count,
            one.right / one.count,
            math.sqrt(one.count / most),
            _named(one),
        )
        for _, one in filled
    )
    rows = tuple(
        (f"{at * BIN} to {(at + 1) * BIN}", one.count, share(one.predicted, one.count),
         share(one.right, one.count))
        for at, one in filled
    )  # fmt: skip
    table = Table(("Bin, %", "Answers", "Predicted, %", "Recalled, %"), rows)
    return Chart("calibration", "Calibration", says, (Dots(points),), table, note)


def _named(one: Tested) -> str:
    predicted, recalled = told(one.predicted, one.count), told(one.right, one.count)
    return f"Predicted {predicted}: recalled {recalled} of {one.count:,}"
