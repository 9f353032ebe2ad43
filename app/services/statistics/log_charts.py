"""The statistics of the log: today, reviews, hours, buttons."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from app.services.statistics import calendar
from app.services.statistics.answers import BANDS
from app.services.statistics.answers import Day
from app.services.statistics.answers import last_span
from app.services.statistics.figures import Bars
from app.services.statistics.figures import Chart
from app.services.statistics.figures import Rows
from app.services.statistics.figures import Series
from app.services.statistics.figures import Table
from app.services.statistics.figures import lasting
from app.services.statistics.figures import many
from app.services.statistics.figures import minutes
from app.services.statistics.figures import scale
from app.services.statistics.figures import share
from app.services.statistics.figures import thinned
from app.services.statistics.figures import told

if TYPE_CHECKING:
    from app.services.statistics.figures import Cell
    from app.services.statistics.log import Log

BAND_NAMES = ("New", "Learning", "Relearning", "Young", "Mature")
_STACKED = tuple(zip(BANDS, BAND_NAMES, strict=True))[::-1]  # mature at the bottom
_BUTTONS = ("Again", "Hard", "Good", "Easy")
_GROUPS = {"new": 0, "learning": 0, "relearning": 0, "young": 1, "mature": 2}
_GROUP_NAMES = ("Learning", "Young", "Mature")
NOTHING = "No answers in this period."


def today(log: Log) -> Chart:
    """Show what was answered today, by stage."""
    day = log.day(log.today)
    answers, right = day.answers.total(), day.right.total()
    apart = _apart(day)
    if not answers:
        says = f"Nothing answered yet today.{apart}"
        return Chart("today", "Today", says, empty="Study a card and it appears here.")
    says = (
        f"{many(log.now.cards, 'card')} in {lasting(day.ms.total())}: {many(answers, 'answer')}, "
        f"{answers - right:,} Again, {told(right, answers)} right.{apart}"
    )
    rows = tuple(
        (name, day.answers[band], day.right[band], day.answers[band] - day.right[band],
         share(day.right[band], day.answers[band]), minutes(day.ms[band]))
        for band, name in zip(BANDS, BAND_NAMES, strict=True)
    )  # fmt: skip
    whole = ("All", answers, right, answers - right, share(right, answers),
             minutes(day.ms.total()))  # fmt: skip
    figure = Rows(
        BAND_NAMES,
        (
            Series("Right", "right", tuple(row[2] for row in rows)),
            Series("Again", "again", tuple(row[3] for row in rows)),
        ),
        tuple(f"{row[1]:,} · {told(row[2], row[1])}" if row[1] else "0" for row in rows),
        max(row[1] for row in rows),
    )
    columns = ("Stage", "Answers", "Right", "Again", "Right, %", "Minutes")
    return Chart("today", "Today", says, (figure,), Table(columns, (*rows, whole)))


def _apart(day: Day) -> str:
    told_apart = [
        f"{many(day.apart[kind], 'answer')} {where} ({told(day.apart_right[kind], count)} right)"
        for kind, where in (("cram", "in cramming"), ("quiz", "in quizzes"))
        if (count := day.apart[kind])
    ]
    return f" Apart from these: {' and '.join(told_apart)}." if told_apart else ""


def reviews(log: Log) -> Chart:
    """Show the answers of the period by what the card was, and the time they took."""
    columns, sums = log.columns(), log.sums()
    counts = [day.answers.total() for day in sums]
    whole = sum(counts)
    apart = _apart(_whole(sums))
    if not whole:
        return Chart("reviews", "Reviews", f"No answers.{apart}", empty=NOTHING)
    ms = [day.ms.total() for day in sums]
    days = log.today - log.first + 1
    studied = sum(bool(log.day(day).answers) for day in range(log.first, log.today + 1))
    says = (
        f"{many(whole, 'answer')} in {lasting(sum(ms))}, on {studied:,} of {many(days, 'day')}: "
        f"{whole / days:,.1f} a day, {sum(ms) / whole / 1000:.1f} seconds each.{apart}"
    )
    names = tuple(column.name for column in columns)
    labels = thinned(calendar.labels(columns))
    series = tuple(
        Series(name, band, tuple(day.answers[band] for day in sums)) for band, name in _STACKED
    )
    spent = tuple(minutes(one) for one in ms)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (name, *(day.answers[band] for band in BANDS), day.answers.total(),
         minutes(day.ms.total()))
        for name, day in zip(names, sums, strict=True)
    )  # fmt: skip
    unit = calendar.unit(columns)
    return Chart(
        "reviews", "Reviews", says,
        (
            Bars(f"Answers per {unit}", labels, names, series, scale(counts)),
            Bars(f"Minutes per {unit}", labels, names, (Series("Minutes", "plain", spent),),
                 scale(spent)),
        ),
        Table((unit.capitalize(), *BAND_NAMES, "All", "Minutes"), rows),
    )  # fmt: skip


def _whole(sums: list[Day]) -> Day:
    whole = Day()
    for day in sums:
        whole.apart.update(day.apart)
        whole.apart_right.update(day.apart_right)
    return whole


def hourly(log: Log) -> Chart:
    """Show the answers of the period by the hour of local time."""
    answers: Counter[int] = Counter()
    right: Counter[int] = Counter()
    last = last_span(log.days)
    for part in (log.past, log.now):
        for key, count in part.hours.items():
            if key.span <= last:
                answers[key.hour] += count
                right[key.hour] += count if key.rating > 1 else 0
    whole = answers.total()
    if not whole:
        return Chart("hours", "Hours", "No answers.", empty=NOTHING)
    best = max(range(24), key=lambda hour: (answers[hour], -hour))
    says = (
        f"Most answers came from {best}:00 to {best + 1}:00: {answers[best]:,}, "
        f"{told(right[best], answers[best])} of them right; at all hours "
        f"{told(right.total(), whole)}."
    )
    names = tuple(f"{hour:02}:00" for hour in range(24))
    figure = Bars(
        "Answers per hour of the day",
        tuple(f"{hour}" if hour % 6 == 0 else "" for hour in range(24)),
        names,
        (Series("Answers", "plain", tuple(answers[hour] for hour in range(24))),),
        scale(answers.values()),
        Series(
            "Right, %", "line",
            tuple(share(right[hour], answers[hour]) for hour in range(24)),
        ),
        100, "Line: right, to 100 %",
    )  # fmt: skip
    rows = tuple(
        (names[hour], answers[hour], right[hour], share(right[hour], answers[hour]))
        for hour in range(24)
    )
    table = Table(("Hour", "Answers", "Right", "Right, %"), rows)
    note = "Local time where you were when you answered."
    return Chart("hours", "Hours", says, (figure,), table, note)


def buttons(log: Log) -> Chart:
    """Show which buttons were pressed, by what the card was."""
    pressed: Counter[tuple[int, int]] = Counter()
    last = last_span(log.days)
    for part in (log.past, log.now):
        for key, count in part.hours.items():
            if key.span <= last:
                pressed[_GROUPS[key.band], key.rating] += count
    if not pressed:
        return Chart("buttons", "Answer buttons", "No answers.", empty=NOTHING)
    wholes = [sum(pressed[group, rating] for rating in range(1, 5)) for group in range(3)]
    says = "Right: " + ", ".join(
        f"{name.lower()} {told(wholes[group] - pressed[group, 1], wholes[group])}"
        for group, name in enumerate(_GROUP_NAMES)
    )
    cells = [(group, rating) for group in range(3) for rating in range(1, 5)]
    figure = Rows(
        tuple(f"{_GROUP_NAMES[group]}: {_BUTTONS[rating - 1]}" for group, rating in cells),
        (Series("Answers", "plain", tuple(pressed[cell] for cell in cells)),),
        tuple(f"{pressed[cell]:,} · {told(pressed[cell], wholes[cell[0]])}" for cell in cells),
        max(pressed.values()),
    )
    rows = tuple(
        (name, *(pressed[group, rating] for rating in range(1, 5)), wholes[group],
         share(wholes[group] - pressed[group, 1], wholes[group]))
        for group, name in enumerate(_GROUP_NAMES)
    )  # fmt: skip
    table = Table(("Cards", *_BUTTONS, "All", "Right, %"), rows)
    note = "Hard is a pass: only Again counts as forgotten. Learning: new cards and relearning too."
    return Chart("buttons", "Answer buttons", f"{says}.", (figure,), table, note)
