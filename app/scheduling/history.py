"""A review log as others keep it: CSV in, each card's answers by study day out.

The columns are those of py-fsrs and of the FSRS optimiser: ``card_id``, ``review_time`` and
``review_rating``, in any order. All others (``review_duration`` among them) are left unread.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from typing import NamedTuple

from app.scheduling import constraints
from app.scheduling import fsrs
from app.scheduling import fuzz
from app.scheduling.days import study_day
from app.scheduling.types import Answer
from app.scheduling.types import Rating

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from app.scheduling.types import MemoryState
    from app.scheduling.types import Options

COLUMNS = ("card_id", "review_time", "review_rating")
LONGEST_LINE = 1 << 20  # bytes; a file without line ends must not fill the memory
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
# The calendar of Python ends with 9999; a year is left for the zones.
_END = (datetime(9999, 1, 1, tzinfo=UTC) - _EPOCH) // _MS
_DIGITS = len(str(_END))
_RATINGS = {str(rating.value): rating for rating in Rating}
_BOM = b"\xef\xbb\xbf"


class Review(NamedTuple):
    """One row of a log: the card, when (ms since the epoch, UTC), the rating, the row's line."""

    card: str
    at: int
    rating: Rating
    line: int


@dataclass(frozen=True, slots=True)
class History:
    """A card's answers in the order of their times."""

    card: str
    answers: tuple[Answer, ...]


class _Record:
    """Hands lines to the CSV reader and remembers the record it is reading, for the column."""

    def __init__(self, lines: Iterable[bytes], name: str) -> None:
        self._lines = iter(lines)
        self._name = name
        self._text = ""
        self._read = 0
        self.line = 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        raw = next(self._lines)
        self._read += 1
        if self._read == 1:
            raw = raw.removeprefix(_BOM)
        if len(raw) >= LONGEST_LINE:
            raise ValueError(f"{self._name}:{self._read}:1 this line is too long for a log")
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            column = len(raw[: error.start].decode()) + 1
            raise ValueError(f"{self._name}:{self._read}:{column} this is not UTF-8") from None
        self._text += text
        return text

    def begin(self) -> None:
        """Say that the next line begins a new record."""
        self._text = ""
        self.line = self._read + 1

    def fault(self, field: int, words: str) -> ValueError:
        """Give an error that names the place where a field of the record begins."""
        start, quoted = 0, False
        for at, char in enumerate(self._text):
            if not field:
                break
            if char == '"':
                quoted = not quoted
            elif char == "," and not quoted:
                field -= 1
                start = at + 1
        if field:  # the record ends before it
            start = len(self._text.rstrip("\r\n"))
        line = self.line + self._text.count("\n", 0, start)
        column = start - self._text.rfind("\n", 0, start)
        return ValueError(f"{self._name}:{line}:{column} {words}")


def read(lines: Iterable[bytes], name: str) -> Iterator[Review]:
    """Yield the reviews of a log, row by row; nothing is kept.

    Args:
        lines: the file's, in UTF-8, a byte order mark allowed; the first not empty is the header.
        name: what errors call the file.

    Raises:
        ValueError: ``name:line:column`` and what is wrong there.
    """
    record = _Record(lines, name)
    rows = _rows(record)
    header = next(rows, None)
    if header is None:
        raise ValueError(f"{name}:1:1 the log is empty: it begins with {', '.join(COLUMNS)}")
    columns = _columns(header, record)
    for row in rows:
        if len(row) != len(header):
            words = f"this row has {len(row)} fields, the header {len(header)}"
            raise record.fault(min(len(row), len(header)), words)
        yield _review(row, columns, record)


def _rows(record: _Record) -> Iterator[list[str]]:
    """Yield the records that aren't blank."""
    rows = csv.reader(record, strict=True)
    while True:
        record.begin()
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise record.fault(0, f"this is not CSV: {error}") from None
        if row:
            yield row


def _columns(header: list[str], record: _Record) -> tuple[int, int, int]:
    names = [name.strip() for name in header]
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        raise record.fault(
            0, f"the header has no {', '.join(missing)}: a log begins with {', '.join(COLUMNS)}"
        )
    for at, name in enumerate(names):
        if name in COLUMNS and name in names[:at]:
            raise record.fault(at, f"the header names {name} twice")
    card, time, rating = (names.index(column) for column in COLUMNS)
    return card, time, rating


def _review(row: list[str], columns: tuple[int, int, int], record: _Record) -> Review:
    card, time, rating = (row[column].strip() for column in columns)
    if not card:
        raise record.fault(columns[0], "card_id is empty")
    try:
        at = _moment(time)
    except ValueError as error:
        raise record.fault(columns[1], f"review_time is {_said(time)}: {error}") from None
    found = _RATINGS.get(rating)
    if found is None:
        hint = " (Anki's 0 is a card set by hand: leave the row out)" if rating == "0" else ""
        words = f"review_rating is {_said(rating)}: give 1, 2, 3 or 4{hint}"
        raise record.fault(columns[2], words)
    return Review(card, at, found, record.line)


def _said(text: str) -> str:
    """Give the beginning of a field for an error: on one line, without what steers a terminal."""
    shown = "".join(char if char.isprintable() else "\ufffd" for char in text[:40])
    return f"`{shown}`"


def _moment(text: str) -> int:
    """Give ms since the epoch, UTC; what is less than a millisecond is cut off.

    Raises:
        ValueError: what is expected instead.
    """
    if text.isascii() and text.isdigit():
        at = int(text) if len(text) <= _DIGITS else _END
    else:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(
                "give a time such as 2024-03-29T20:32:32+00:00, or ms since 1970, UTC"
            ) from None
        if moment.tzinfo is None:
            raise ValueError("it has no offset from UTC: add +00:00 or its own")
        at = (moment - _EPOCH) // _MS
    if not 0 <= at < _END:
        raise ValueError("it lies outside the years 1970 to 9998")
    return at


def histories(
    reviews: Iterable[Review], name: str, zone: str, rollover: int = 4
) -> tuple[History, ...]:
    """Sort reviews into each card's answers; cards by the length of their id, then by the id.

    (So numbers stand by size, and the order of the rows is of no consequence.)

    Args:
        reviews: in any order.
        name: what errors call the file.
        zone: IANA name; with the rollover hour it makes the study days.
        rollover: the hour of local time at which a study day begins.

    Raises:
        ValueError: no such zone; or two reviews of one card at the same time, with their lines.
    """
    study_day(0, zone, rollover)  # an unknown zone is told before a long file is read
    cards: dict[str, list[tuple[int, int, Rating]]] = {}
    for card, at, rating, line in reviews:
        cards.setdefault(card, []).append((at, line, rating))
    repeated = []
    for rows in cards.values():
        rows.sort()
        repeated += [(later[1], one[1]) for one, later in pairwise(rows) if one[0] == later[0]]
    if repeated:
        line, before = min(repeated)
        raise ValueError(f"{name}:{line}:1 this card was reviewed at this time in line {before}")
    return tuple(
        History(
            card, tuple(Answer(rating, at, study_day(at, zone, rollover)) for at, _, rating in rows)
        )
        for card, rows in sorted(cards.items(), key=lambda pair: (len(pair[0]), pair[0]))
    )


def intervals_when_due(options: Options, memory: MemoryState) -> tuple[int, int, int, int]:
    """Give the days after Again, Hard, Good and Easy, if the card is answered on its due day.

    It is due when recall has fallen to the desired retention: after the interval of its
    stability, rounded to whole days and at least one. As Anki without fuzz and without steps:
    Hard < Good < Easy, up to the longest interval (which doesn't bound Again). No pass on the due
    day shortens what is due (stability only grows by it), so Anki's other minimum, the interval
    before, never counts.
    """
    parameters, most = options.parameters, options.maximum_interval
    (due,) = fsrs.ideal_intervals(parameters, (memory,), options.desired_retention)
    memories = fsrs.next_memories(parameters, memory, constraints.unfuzzed(due, most))
    again, *passed = fsrs.ideal_intervals(parameters, memories, options.desired_retention)
    days, least = [constraints.failing(again)], 1
    for raw in passed:
        days.append(min(max(fuzz.half_up(raw), least), most))
        least = days[-1] + 1
    return days[0], days[1], days[2], days[3]
