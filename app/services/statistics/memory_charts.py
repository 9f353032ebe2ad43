"""The statistics of cards as they are now: due, counts, intervals, memory, recall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.statistics import calendar
from app.services.statistics.cards import COUNTS
from app.services.statistics.cards import RECALL
from app.services.statistics.figures import Bars
from app.services.statistics.figures import Chart
from app.services.statistics.figures import Rows
from app.services.statistics.figures import Series
from app.services.statistics.figures import Table
from app.services.statistics.figures import many
from app.services.statistics.figures import scale
from app.services.statistics.figures import share
from app.services.statistics.figures import thinned
from app.services.statistics.figures import told

if TYPE_CHECKING:
    from collections import Counter

    from app.services.statistics.cards import Cards

_WIDTHS = (1, 2, 5, 7, 10, 14, 20, 30, 60, 90, 180, 365, 730, 1825, 3650)
_COLUMNS = 40
_MOST_OF = 0.95
_PERCENT_STEP = 10
_RECALL_STEP = 5
NOTHING = "No card was answered yet."


def due(cards: Cards, today: int, days: int | None) -> Chart:
    """Show how many cards fall due, with the backlog; nothing is added by later answers."""
    counter = cards.totals["due"]
    backlog = sum(count for day, count in counter.items() if day < today)
    last = today + days - 1 if days else max((*counter, today))
    cut = calendar.columns_ahead(today, last)
    counts = [0] * len(cut)
    width = cut[0].last - cut[0].first + 1
    for day, count in counter.items():
        if today <= day <= last:
            counts[(day - today) // width] += count
    whole = backlog + sum(counts)
    later = counter.total() - whole
    if not counter:
        empty = "Cards fall due once they have been answered."
        return Chart("due", "Future due", "Nothing is due.", empty=empty)
    names = (f"before {calendar.Column(today, today).name}", *(one.name for one in cut))
    counts = [backlog, *counts]
    grown = tuple(sum(counts[: at + 1]) for at in range(len(counts)))
    labels = ("", *thinned(calendar.labels(cut)))
    unit = calendar.unit(cut)
    figure = Bars(
        f"Cards due per {unit}, what is overdue first", labels, names,
        (
            Series("Overdue", "again", (backlog, *[0] * len(cut))),
            Series("Due", "plain", (0, *counts[1:])),
        ),
        scale(counts), Series("In all", "line", grown), max(whole, 1),
        f"Line: in all, to {whole:,}",
    )  # fmt: skip
    reach = f"in the next {many(days, 'day')}" if days else "in all"
    says = (
        f"{many(whole, 'card')} due {reach}, {backlog:,} of them overdue; "
        f"{counter[today]:,} today, {counter[today + 1]:,} tomorrow."
        + (f" {later:,} later." if later else "")
    )
    table = Table((unit.capitalize(), "Cards", "In all"), tuple(zip(names, counts, grown,
                  strict=True)))  # fmt: skip
    note = "As the schedule stands now. Suspended cards, and what is buried today, are left out."
    return Chart("due", "Future due", says, (figure,), table, note)


def counts(cards: Cards) -> Chart:
    """Show what the cards count as."""
    counter = cards.totals["count"]
    whole = counter.total()
    if not whole:
        return Chart("counts", "Card counts", "No cards.", empty="This deck has no cards.")
    found = tuple(counter[code] for code in range(len(COUNTS)))
    names = tuple(name.capitalize() for name in COUNTS)
    studied = sum(found[1:5])
    says = f"{many(whole, 'card')}: {found[0]:,} new, {studied:,} being studied"
    says += "".join(f", {found[COUNTS.index(name)]:,} {name}" for name in COUNTS[5:])
    figure = Rows(
        names,
        (Series("Cards", "plain", found),),
        tuple(f"{count:,} · {told(count, whole)}" for count in found),
        max(found),
    )
    rows = tuple(
        (name, count, share(count, whole)) for name, count in zip(names, found, strict=True)
    )
    table = Table(("Cards", "Number", "Share, %"), (*rows, ("All", whole, 100.0)))
    note = "Young cards have an interval under 21 days, mature ones of 21 or more."
    return Chart("counts", "Card counts", f"{says}.", (figure,), table, note)


def intervals(cards: Cards) -> Chart:
    """Show the intervals of cards that have left their first steps."""
    counter = cards.totals["interval"]
    note = "The days each card was last put off for. Suspended cards are among them."
    return _of_days("intervals", "Intervals", counter, ("an interval", "of"), note)


def stability(cards: Cards) -> Chart:
    """Show how long memories last."""
    counter = cards.totals["stability"]
    note = (
        "Stability: the days after which a card is still recalled with a probability of 90 %. "
        "0 is less than half a day."
    )
    return _of_days("stability", "Stability", counter, ("a stability", "of"), note)


def _of_days(
    name: str, title: str, counter: Counter[int], words: tuple[str, str], note: str
) -> Chart:
    whole = counter.total()
    if not whole:
        return Chart(name, title, "No cards yet.", empty=NOTHING)
    half, most = _quantile(counter, 0.5), _quantile(counter, _MOST_OF)
    least = 0 if counter[0] else 1
    width = next((one for one in _WIDTHS if (most - least) // one < _COLUMNS), _WIDTHS[-1])
    number = (most - least) // width + 1
    found = [0] * number
    beyond = 0
    for days, count in counter.items():
        place = (days - least) // width
        if place < number:
            found[place] += count
        else:
            beyond += count
    starts = [least + width * place for place in range(number)]
    names = [str(one) if width == 1 else f"{one} to {one + width - 1}" for one in starts]
    labels = thinned([str(one) for one in starts])
    if beyond:
        found, names, labels = [*found, beyond], [*names, f"{starts[-1] + width} and more"], (
            *labels, ""
        )  # fmt: skip
    says = (
        f"Half of {many(whole, 'card')} have {words[0]} {words[1]} {many(half, 'day')} or less, "
        f"95 % {words[1]} {many(most, 'day')} or less; the longest is {many(max(counter), 'day')}."
    )
    figure = Bars(
        "Cards by days" + (", the last column all that is longer" if beyond else ""),
        tuple(labels), tuple(names), (Series("Cards", "plain", tuple(found)),), scale(found),
    )  # fmt: skip
    rows = tuple((one, count, share(count, whole)) for one, count in zip(names, found, strict=True))
    return Chart(name, title, says, (figure,), Table(("Days", "Cards", "Share, %"), rows), note)


def _quantile(counter: Counter[int], part: float) -> int:
    """Return the least value that so large a part of all doesn't exceed."""
    wanted = part * counter.total()
    seen = 0
    for value in sorted(counter):
        seen += counter[value]
        if seen >= wanted:
            return value
    return 0


def difficulty(cards: Cards) -> Chart:
    """Show how hard cards are, from 0 to 100 percent."""
    counter = cards.totals["difficulty"]
    whole = counter.total()
    if not whole:
        return Chart("difficulty", "Difficulty", "No cards yet.", empty=NOTHING)
    found = [0] * (100 // _PERCENT_STEP)
    for percent, count in counter.items():
        found[min(percent // _PERCENT_STEP, len(found) - 1)] += count
    mean = sum(percent * count for percent, count in counter.items()) / whole
    says = f"The mean of {many(whole, 'card')} is {mean:.0f} %."
    note = (
        "Difficulty: how little an answer lengthens the memory; 0 % the easiest, 100 % the hardest."
    )
    return _of_percent(
        ("difficulty", "Difficulty", says, note), found, _PERCENT_STEP, "Cards by difficulty"
    )


def retrievability(cards: Cards) -> Chart:
    """Show how many cards would be recalled now."""
    counter = cards.totals["recall"]
    whole = counter.total()
    if not whole:
        return Chart("retrievability", "Recall now", "No cards yet.", empty=NOTHING)
    found = [0] * (100 // _RECALL_STEP)
    fine = RECALL * _RECALL_STEP // 100
    for recall, count in counter.items():
        found[min(recall // fine, len(found) - 1)] += count
    known = sum(recall * count for recall, count in counter.items()) / RECALL
    says = (
        f"Of {many(whole, 'card')} answered before you would recall about {known:,.0f} now: "
        f"{100 * known / whole:.1f} % on average."
    )
    note = (
        "Retrievability: the recall FSRS predicts for today, from the time since the last answer."
    )
    return _of_percent(
        ("retrievability", "Recall now", says, note), found, _RECALL_STEP, "Cards by recall"
    )


def _of_percent(words: tuple[str, str, str, str], found: list[int], step: int, title: str) -> Chart:
    name, heading, says, note = words
    whole = sum(found)
    starts = range(0, 100, step)
    names = tuple(f"{one} to {one + step}" for one in starts)
    labels = tuple(f"{one} %" if one % 20 == 0 else "" for one in starts)
    series = (Series("Cards", "plain", tuple(found)),)
    figure = Bars(title, labels, tuple(f"{one} %" for one in names), series, scale(found))
    rows = tuple((one, count, share(count, whole)) for one, count in zip(names, found, strict=True))
    table = Table((f"{heading}, %", "Cards", "Share, %"), rows)
    return Chart(name, heading, says, (figure,), table, note)
